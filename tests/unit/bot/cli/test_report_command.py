"""`snaptap report` over a shop that two merchants' listings have filled."""

import asyncio
import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from graph.domain.survey import Trait
from graph.settings import Settings
from graph.wiring import open_storeroom
from tests.sql_shop import NOON, record

PROFILE = """name = "The market"
[[merchants]]
id = "hearth"
name = "Hearth & Co"
[[merchants]]
id = "empty"
name = "Nothing yet"
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.toml").write_text(PROFILE, encoding="utf-8")
    asyncio.run(fill(folder))
    return folder


async def fill(folder: Path) -> None:
    async with open_storeroom(Settings(data_dir=folder)) as room:
        await room.store.apply("hearth", "feed", [record("kettle", traits=Trait.NO_COLOUR.value)], [], NOON)
        await room.store.apply("quill", "feed", [record("pen"), record("ink")], [], NOON)


def reported(shop: Path, *order: str) -> Result:
    return CliRunner().invoke(app(), ["report", *order, "--data", str(shop)], env={"COLUMNS": "200"})


def test_the_whole_shop_is_counted_unless_a_merchant_is_named(shop: Path) -> None:
    whole, one = (json.loads(reported(shop, *order, "--json").stdout) for order in ((), ("hearth",)))

    assert (whole["merchant"], whole["findability"]["listings"]) == (None, 3)
    assert (one["merchant"], one["findability"]["listings"], one["findability"]["score"]) == ("hearth", 1, 85)
    assert [each["code"] for each in one["findability"]["findings"]] == ["no_colour", "no_creator"]


def test_the_terminal_shows_the_findings_and_who_lacks_most(shop: Path) -> None:
    text = reported(shop, "hearth").stdout

    assert text.startswith("1 listing of 1 product\n")
    assert "Findability: 85 of 100" in text
    assert "no colour" in text
    assert "Kettle kettle" in text


def test_the_page_bears_the_merchant_s_name(shop: Path, tmp_path: Path) -> None:
    for order, name in (((), "The market"), (("hearth",), "Hearth &amp; Co"), (("quill",), "quill")):
        result = reported(shop, *order, "--html", str(tmp_path / "report.html"))

        assert result.exit_code == 0
        assert f"<h1><bdi>{name}</bdi></h1>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_merchant_who_lists_nothing_yet_is_told_so(shop: Path) -> None:
    result = reported(shop, "empty")

    assert (result.exit_code, result.stdout.strip()) == (0, "nothing is listed, so there is nothing to score")


def test_a_merchant_s_name_written_wrong_is_answered_with_those_there_are(shop: Path) -> None:
    result = reported(shop, "heart")

    assert result.exit_code == 1
    assert "no merchant heart in this shop (there are: empty, hearth, quill)" in result.stderr


def test_a_page_that_cannot_be_written_is_told(shop: Path, tmp_path: Path) -> None:
    result = reported(shop, "hearth", "--html", str(tmp_path / "nowhere" / "report.html"))

    assert result.exit_code == 1
    assert "report.html cannot be written" in result.stderr


def test_every_listings_score_goes_into_a_table_of_its_own(shop: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"

    reported(shop, "--scores", str(scores))

    with scores.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[0]["merchant"], rows[0]["sku"], rows[0]["score"]) == ("hearth", "kettle", "85")
    assert rows[0]["lacks"] == "no_colour no_creator"
    assert len(rows) == 3


def test_a_table_that_cannot_be_written_is_told(shop: Path, tmp_path: Path) -> None:
    told = reported(shop, "--scores", str(tmp_path))

    assert told.exit_code == 1
    assert "cannot be written" in told.stderr
