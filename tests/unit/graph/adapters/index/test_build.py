from pathlib import Path

import numpy as np
import pytest

from graph.adapters.index.build import BATCH, build
from graph.adapters.index.edge import EdgeCollection
from graph.adapters.index.generations import Generations
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle


def _shop(products: int) -> Shop:
    shop = Shop()
    for key in range(1, products + 1):
        shop.list_product(kettle(key))
    return shop


async def test_every_batch_arrives_and_is_told_of_once_it_has(tmp_path: Path) -> None:
    told: list[int] = []

    made = await build(Generations(tmp_path), _shop(BATCH + 3), ENCODERS, told.append)

    assert told == [BATCH, BATCH + 3]
    assert EdgeCollection.load(made.directory / "products").count() == BATCH + 3


@pytest.mark.parametrize("place", [1, BATCH + 1], ids=["in the first batch", "in the last"])
async def test_a_point_that_the_engine_refuses_fails_the_build(tmp_path: Path, place: int) -> None:
    shop = _shop(BATCH + 1)
    shop.list_product(kettle(place, text=np.ones(3, np.float32)))
    generations = Generations(tmp_path)

    with pytest.raises(Exception, match="dimension"):
        await build(generations, shop, ENCODERS, lambda _: None)

    assert generations.newest() is None
