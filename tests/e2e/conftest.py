"""The open shops that the end-to-end tests share, module by module: opening one takes a second or two."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.house import House, open_house
from tests.e2e.phone import Phone
from tests.e2e.shops import demo_template, demo_world, small_template, small_world


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all the processes of a parallel run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def small_shop(shared_folder: Path) -> Path:
    return await small_template(shared_folder / "small-shop")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo_shop() -> Path:
    return await demo_template()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The small shop, open for a whole module."""
    async with open_house(small_world(small_shop, tmp_path_factory.mktemp("house") / "data")) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo_house(demo_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demo shop, open for a whole module."""
    async with open_house(demo_world(demo_shop, tmp_path_factory.mktemp("demo-house") / "data")) as house:
        yield house


@pytest.fixture
def ana(house: House) -> Phone:
    return house.newcomer()


@pytest.fixture
def ben(house: House) -> Phone:
    return house.newcomer()
