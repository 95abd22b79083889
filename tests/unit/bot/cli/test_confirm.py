"""`snaptap confirm` and `snaptap gallery` over a real database, with the real encoder."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from bot.cli.main import app
from graph.domain.catalogue import Availability
from graph.domain.conversation import MediaKind
from graph.domain.money import Money
from graph.ports.supply import ListingRecord
from graph.settings import Settings
from graph.wiring import open_shop, open_storeroom
from tests.sql_shop import fresh_database

SAID = ("--merchant", "acme", "--sku", "K-1")
COUNTING = ("photo", "by", "counts", "vetoed")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    fresh_database("sqlite", folder)
    asyncio.run(list_kettle(folder))
    return folder


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw(tmp_path / "kettle.png", 5)


async def list_kettle(data: Path) -> None:
    kettle = ListingRecord(
        sku="K-1",
        product="K",
        title="Kettle",
        product_title="Kettle",
        description="",
        price=Money(5_400, "EUR"),
        availability=Availability.IN_STOCK,
        fingerprint="K",
        text_hash="K",
    )
    async with open_storeroom(Settings(data_dir=data)) as room:
        await room.store.apply("acme", "feed", [kettle], [], datetime(2026, 5, 1, tzinfo=UTC))


def draw(path: Path, corners: int) -> Path:
    image = Image.new("RGB", (320, 320), "white")
    ImageDraw.Draw(image).regular_polygon((160, 160, 120), corners, fill="teal")
    image.save(path)
    return path


def ran(data: Path, *words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app(), [*map(str, words), "--data", str(data)])
    assert result.exit_code == code, result.output
    return result


def told(data: Path, *words: str | Path) -> str:
    outcome: str = json.loads(ran(data, "confirm", *words, "--json").stdout)["told"]
    return outcome


def listed(data: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran(data, "gallery", "list", "--json").stdout.splitlines()]


def counting(data: Path) -> object:
    (kettle,) = listed(data)
    return kettle["counting"]


def test_a_word_is_taken_once_and_taken_back_once(data: Path, photo: Path) -> None:
    ann = (photo, *SAID, "--shopper", "ann")

    outcomes = [told(data, *ann), told(data, *ann), told(data, *ann, "--undo"), told(data, *ann, "--undo")]

    assert outcomes == ["taken", "again", "withdrawn", "nothing"]
    assert listed(data) == []


def test_confirm_answers_one_document_of_the_agreed_shape(data: Path, photo: Path) -> None:
    answer = json.loads(ran(data, "confirm", photo, *SAID, "--shopper", "ann", "--json").stdout)

    assert answer == {
        "photo": str(photo),
        "merchant": "acme",
        "sku": "K-1",
        "product_id": "K",
        "shopper": "ann",
        "told": "taken",
    }


def test_two_shoppers_count_until_the_merchant_vetoes_one_photo(data: Path, photo: Path, tmp_path: Path) -> None:
    told(data, photo, *SAID, "--shopper", "ann")
    told(data, draw(tmp_path / "other.png", 6), *SAID, "--shopper", "bea")
    assert counting(data) == 2
    (kettle,) = listed(data)
    vetoed = kettle["photos"][0]["photo"]  # type: ignore[index]

    ran(data, "gallery", "veto", "acme/K", "--photo", vetoed[:8])

    assert counting(data) == 0
    ran(data, "gallery", "unveto", "acme/K-1", "--photo", vetoed)
    assert counting(data) == 2


def test_a_merchant_vetoes_a_whole_product_by_its_id_or_its_sku(data: Path, photo: Path) -> None:
    told(data, photo, *SAID, "--merchant-says")
    assert counting(data) == 1

    ran(data, "gallery", "veto", "acme/K-1")

    assert counting(data) == 0
    ran(data, "gallery", "unveto", "acme/K")
    assert counting(data) == 1


def test_many_words_from_a_file_are_told_a_line_each(data: Path, photo: Path, tmp_path: Path) -> None:
    many = tmp_path / "words.jsonl"
    rows = [{"photo": photo.name, "merchant": "acme", "sku": "K-1", "shopper": who} for who in ("ann", "bea", None)]
    many.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    lines = ran(data, "confirm", "--list", many).stdout.splitlines()

    assert [json.loads(line)["told"] for line in lines] == ["taken"] * 3
    assert counting(data) == 3


def test_a_forgotten_shoppers_words_are_erased(data: Path, photo: Path) -> None:
    told(data, photo, *SAID, "--shopper", "ann")

    assert "1 confirmations of ann are erased" in ran(data, "gallery", "forget", "ann").stdout

    assert listed(data) == []


def test_a_list_for_people_says_who_said_so_and_whether_it_counts(data: Path, photo: Path) -> None:
    told(data, photo, *SAID, "--shopper", "ann")

    answer = ran(data, "gallery", "list").stdout

    assert "acme/K: 1 confirmed, 0 count" in answer
    assert "by a shopper: does not count" in answer
    assert "ann" not in answer


def test_the_gallery_outlives_a_rebuilt_index_and_a_new_feed(data: Path, photo: Path) -> None:
    told(data, photo, *SAID, "--shopper", "ann")
    told(data, photo, *SAID, "--shopper", "bea")

    ran(data, "index", "rebuild")
    asyncio.run(list_kettle(data))

    assert counting(data) == 2
    assert asyncio.run(alike(data, photo.read_bytes())) == {("acme", "K"): (1.0, 1.0)}


async def alike(data: Path, photo: bytes) -> dict[tuple[str, str], object]:
    async with open_shop(Settings(data_dir=data)) as shop:
        tools = shop.tools
        pixels = await tools.media.photo(await tools.media.save(photo, MediaKind.PHOTO))
        near = await tools.gallery.alike((await tools.photo.encode([pixels]))[0], tools.photo.name)
        return {ref: pytest.approx(cosines, abs=1e-5) for ref, cosines in near.items()}


@pytest.mark.parametrize(
    ("words", "code", "fix"),
    [
        (("--merchant", "acme", "--sku", "X", "--shopper", "ann"), 1, "acme lists no sku 'X'; snaptap search says"),
        (("--merchant", "zed", "--sku", "K-1", "--shopper", "ann"), 1, "zed lists no sku 'K-1'; --merchant acme does"),
        (SAID, 2, "--shopper ID, or --merchant-says"),
        ((*SAID, "--shopper", "ann", "--merchant-says"), 2, "--shopper ID, or --merchant-says"),
        (("--shopper", "ann"), 2, "--merchant M --sku S"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_fix(
    data: Path, photo: Path, words: tuple[str, ...], code: int, fix: str
) -> None:
    assert fix in ran(data, "confirm", photo, *words, code=code).stderr


@pytest.mark.parametrize(("content", "fix"), [(b"no picture", "JPEG"), (None, "give the path of a picture")])
def test_what_is_no_photo_is_refused_with_the_fix(data: Path, tmp_path: Path, content: bytes | None, fix: str) -> None:
    path = tmp_path / "photo.jpg"
    if content:
        path.write_bytes(content)

    assert fix in ran(data, "confirm", path, *SAID, "--shopper", "ann", code=1).stderr


def test_a_line_that_is_no_word_is_named(data: Path, tmp_path: Path) -> None:
    many = tmp_path / "words.jsonl"
    many.write_text('{"photo": "a.jpg"}', encoding="utf-8")

    assert f'{many}:1: write one JSON object a line: {{"photo"' in ran(data, "confirm", "--list", many, code=2).stderr


def test_a_veto_of_what_is_not_there_says_what_is(data: Path) -> None:
    assert "acme/X is no product" in ran(data, "gallery", "veto", "acme/X", code=1).stderr
    assert "gallery list says" in ran(data, "gallery", "veto", "acme/K", "--photo", "ab", code=1).stderr
    assert "gallery list says" in ran(data, "gallery", "unveto", "acme/K", code=1).stderr
