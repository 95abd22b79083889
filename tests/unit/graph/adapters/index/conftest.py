import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graph.adapters.index.build import build
from graph.adapters.index.copies import copy_sparsely
from graph.adapters.index.generations import Generation, Generations
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle, moment


def small_shop() -> Shop:
    shop = Shop()
    shop.list_product(kettle(1))
    shop.list_product(kettle(2))
    shop.quote(7, moment(7, 0, "pours like a dream"))
    return shop


@pytest.fixture
def shop() -> Shop:
    """Two kettles and a post with one quoted moment; three changes so far."""
    return small_shop()


@pytest.fixture
def publish(shop: Shop, tmp_path: Path) -> Callable[[], Awaitable[Generation]]:
    """Publishes the shop from here, without a process of its own."""
    return lambda: build(Generations(tmp_path), shop, ENCODERS, lambda _: None)


@pytest.fixture(scope="session")
def first_generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("index")
    asyncio.run(build(Generations(data), small_shop(), ENCODERS, lambda _: None))
    return data / "generations"


@pytest.fixture
def published(first_generation: Path, tmp_path: Path) -> Generation | None:
    """The shop as it stands was published."""
    copy_sparsely(first_generation, tmp_path / "generations")
    return Generations(tmp_path).newest()
