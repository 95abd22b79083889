from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.telegram.desk import Desk
from tests.unit.bot.telegram.pretend import TOKEN, BotApi, PretendShop


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """As build_application sets it; without, the library warns at every flood limit."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def api() -> BotApi:
    return BotApi()


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, request=api, get_updates_request=api) as bot:
        api.calls.clear()
        yield bot


@pytest.fixture
async def shop(tmp_path: Path) -> PretendShop:
    return PretendShop(tmp_path)


@pytest.fixture
async def desk(bot: Bot, shop: PretendShop) -> AsyncIterator[Desk]:
    desk = Desk(bot, shop, album_gap=0.05)
    yield desk
    await desk.close()
