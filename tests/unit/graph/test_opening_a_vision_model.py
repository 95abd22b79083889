"""A shop whose settings name a vision model: what it opens, what it refuses, and what stays shut."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from graph.adapters.vision.tariff import Tariff
from graph.domain.errors import BadInput
from graph.settings import LlmSettings, Settings
from graph.wiring import open_shop

LOOKER = LlmSettings(model="openai:looker", base_url="http://127.0.0.1:9/v1")
TRACING = """
import asyncio, sys
from pathlib import Path
from graph.settings import Settings
from graph.wiring import open_shop

async def main():
    async with open_shop(Settings(data_dir=Path(sys.argv[1]))):
        from langsmith.utils import tracing_is_enabled
        print(tracing_is_enabled())

asyncio.run(main())
"""


async def test_a_shop_with_a_model_and_without_its_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("graph.adapters.vision")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)

    with pytest.raises(BadInput, match=r"pip install -e '\.\[llm\]'"):
        async with open_shop(Settings(data_dir=tmp_path, llm=LOOKER)):
            pass


@pytest.mark.parametrize(
    ("llm", "looks"),
    [
        (LlmSettings(), False),
        (LOOKER, True),
        (LOOKER.model_copy(update={"photos": False}), False),
    ],
    ids=["none", "one", "switched off"],
)
async def test_a_shop_has_a_model_where_one_is_set_and_may_see_photos(
    tmp_path: Path, llm: LlmSettings, looks: bool
) -> None:
    async with open_shop(Settings(data_dir=tmp_path, llm=llm)) as shop:
        assert (shop.tools.vision is not None) == looks


@pytest.mark.parametrize(
    ("base_url", "provider"),
    [("", "openai"), ("https://llm.shop.example/v1", "openai (llm.shop.example)")],
)
def test_whoever_gets_the_photos_is_named_with_the_place_where_they_go(base_url: str, provider: str) -> None:
    assert LlmSettings(model="openai:looker", base_url=base_url).provider == provider


@pytest.mark.parametrize("model", ["looker", "openai:", ":looker"])
def test_a_model_without_its_provider_is_refused(model: str) -> None:
    with pytest.raises(ValueError, match="model"):
        LlmSettings(model=model)


@pytest.mark.parametrize(
    ("read", "written", "cost"), [(0, 0, 0), (1, 0, 1), (1_000, 100, 450), (1, 1, 3), (10**9, 10**9, 2_250_000_000)]
)
def test_a_price_is_whole_millionths_rounded_up(read: int, written: int, cost: int) -> None:
    assert Tariff(Decimal("0.25"), Decimal(2)).cost(read, written) == cost


def test_no_variable_that_happens_to_be_set_has_conversations_traced(tmp_path: Path) -> None:
    told = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", TRACING, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env={"LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING_V2": "true", "LANGSMITH_TRACING": "true"},
    )

    assert told.stdout.split() == ["False"]
