"""`snaptap doctor` over shops that have something, or nothing, to sell."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from graph.ports.supply import ListingRecord
from graph.settings import Settings
from graph.wiring import open_storeroom
from tests.sql_shop import NOON, record


@pytest.mark.parametrize(
    ("listed", "state"),
    [([], "missing"), ([record("mug")], "ok")],
    ids=["nothing", "a mug of no brand and no category"],
)
def test_doctor_sees_whether_there_is_anything_to_sell(tmp_path: Path, listed: list[ListingRecord], state: str) -> None:
    async def fill() -> None:
        async with open_storeroom(Settings(data_dir=tmp_path)) as room:
            await room.store.apply("hearth", "feed", listed, [], NOON)

    asyncio.run(fill())

    result = CliRunner().invoke(app(), ["doctor", "--json", "--data", str(tmp_path)])

    states = {each["name"]: each["state"] for each in json.loads(result.stdout)["findings"]}
    assert states["catalogue"] == state
