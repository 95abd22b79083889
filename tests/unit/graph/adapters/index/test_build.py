import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from graph.adapters.index.build import BATCH, build
from graph.adapters.index.edge import EdgeCollection
from graph.adapters.index.generations import Generations
from graph.adapters.index.points import Point
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


async def test_a_build_that_fails_is_done_writing_when_it_lets_go_of_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next builder clears away what it left."""
    begun: list[int] = []
    ended: list[int] = []
    written = EdgeCollection.upsert

    def slowly(collection: EdgeCollection, points: Sequence[Point]) -> None:
        begun.append(len(points))
        time.sleep(0.2)
        written(collection, points)
        ended.append(len(points))

    def nobody_listens(_done: int) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(EdgeCollection, "upsert", slowly)
    generations = Generations(tmp_path)

    with pytest.raises(BrokenPipeError):
        await build(generations, _shop(3 * BATCH), ENCODERS, nobody_listens)

    assert begun
    assert begun == ended
    assert not generations.lock().is_locked


async def test_what_a_killed_builder_left_and_cannot_be_removed_yet_keeps_nobody_from_building(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = Generations(tmp_path)
    with generations.lock():
        left = generations.begin()
    (left / "points").touch()

    def not_empty(path: str, **_where: object) -> None:
        raise OSError(39, "Directory not empty", path)

    with monkeypatch.context() as stubborn:
        stubborn.setattr("os.rmdir", not_empty)
        await build(generations, _shop(1), ENCODERS, lambda _: None)
    await build(generations, _shop(1), ENCODERS, lambda _: None)

    assert not left.exists()
