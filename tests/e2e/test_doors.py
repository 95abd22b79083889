"""The commands as programs read them: JSON of the agreed shapes on stdout and nothing else there."""

import json
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from graph.domain.wishes import Intent
from tests.e2e.processes import Finished, snaptap
from tests.e2e.shops import SMALL, SMALL_MERCHANT, copied

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="module")]

Json = dict[str, Any]

INTENTS = {intent.value for intent in Intent}
HEADER = "id,title,description,link,image_link,availability,price,brand\n"
GOOD = "A-1,Plain Kettle,Boils water.,https://shop.example/a,,in_stock,20.00 EUR,Skerry\n"
BAD = "A-2,Plain Pot,Holds soup.,https://shop.example/b,,in_stock,cheap,Skerry\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def data(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(small_shop, tmp_path_factory.mktemp("doors") / "data")


@pytest.fixture
def picture(small_shop: Path) -> Path:
    return small_shop.parent / "pictures" / "lt-kettle.png"


async def test_ask_answers_one_document_of_the_agreed_shape(data: Path) -> None:
    answer = _document(await snaptap("ask", "a gift for a coffee lover, under 60", "--chat", "c1", "--json", data=data))

    _has(answer, chat=str, intent=str, mode=str, reply=dict, products=list, creators=list, trace=list, ms=float)
    assert answer["chat"] == "c1"
    assert answer["intent"] in INTENTS
    assert answer["mode"] in {"quick", "deep"}
    for message in answer["reply"]["messages"]:
        _has(message, text=str, buttons=list, pictures=list)
    assert answer["products"]
    for product in answer["products"]:
        _has(product, merchant=str, sku=str, title=str, price=int, currency=str, available=bool, shown=bool)
        assert product["price"] <= 6_000
    assert answer["creators"]
    for creator in answer["creators"]:
        _has(creator, handle=str, post_url=str, stance=str, quote=str, sku=str)
    for step in answer["trace"]:
        _has(step, node=str, ms=float)


async def test_ask_remembers_its_chat_and_a_tap_on_buy_gives_an_invoice(data: Path) -> None:
    await snaptap("ask", "pilot gooseneck kettle", "--chat", "c2", "--json", data=data)

    answer = _document(await snaptap("ask", "--tap", "Buy", "--chat", "c2", "--json", data=data))

    invoice = next(message["invoice"] for message in answer["reply"]["messages"] if "invoice" in message)
    assert invoice["total"] == 5_400
    assert invoice["currency"] == "EUR"


async def test_ask_with_a_list_answers_a_line_each_in_order(data: Path, tmp_path: Path, picture: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    lines = [
        {"chat": "l1", "text": "hello"},
        {"chat": "l2", "text": "", "photo": str(picture)},
        {"chat": "l1", "text": "lamp"},
    ]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))

    answers = _lines(await snaptap("ask", "--list", asked, data=data))

    assert [answer["chat"] for answer in answers] == ["l1", "l2", "l1"]
    assert [answer["intent"] for answer in answers] == ["smalltalk", "identify", "find"]


async def test_search_answers_a_line_of_the_agreed_shape(data: Path) -> None:
    answer = _document(await snaptap("search", "wool blanket", "-k", "3", "--json", data=data))

    _has(answer, id=str, query=str, hits=list, ms=float)
    assert len(answer["hits"]) <= 3
    assert answer["hits"][0]["sku"] == "LT-BLANKET"
    for hit in answer["hits"]:
        _has(hit, merchant=str, sku=str, product_id=str, title=str, score=float)


async def test_search_for_a_products_own_name_finds_it_before_those_that_creators_praise(data: Path) -> None:
    answer = _document(await snaptap("search", "espresso machine", "--json", data=data))

    assert answer["hits"][0]["sku"] == "LT-MACHINE"


async def test_search_with_queries_answers_a_line_each_under_its_id(data: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": "q7", "text": "desk lamp"}\n{"id": 8, "text": "wool blanket"}\n')

    answers = _lines(await snaptap("search", "--queries", queries, data=data))

    assert [answer["id"] for answer in answers] == ["q7", 8]
    assert [answer["hits"][0]["sku"] for answer in answers] == ["LT-LAMP", "LT-BLANKET"]


async def test_identify_answers_a_line_of_the_agreed_shape(data: Path, picture: Path) -> None:
    answer = _document(await snaptap("identify", picture, "--json", data=data))

    _has(answer, photo=str, known=bool, candidates=list, readings=dict, ms=dict)
    assert answer["known"]
    assert 1 <= len(answer["candidates"]) <= 10
    assert answer["candidates"][0]["sku"] == "LT-KETTLE"
    for candidate in answer["candidates"]:
        _has(candidate, merchant=str, sku=str, product_id=str, title=str, score=float, confidence=str, evidence=list)
        assert candidate["confidence"] in {"sure", "likely", "unsure"}
        assert {clue["kind"] for clue in candidate["evidence"]} <= {"barcode", "label", "look", "words"}
        assert all(isinstance(clue["detail"], str) for clue in candidate["evidence"])
    assert set(answer["readings"]) == {"barcodes", "label", "words", "vision"}
    assert answer["readings"]["vision"] is None
    assert {"barcode", "label", "look", "search", "total"} <= set(answer["ms"])


async def test_identify_goes_on_after_a_file_that_is_no_photo_and_ends_with_an_error(
    data: Path, tmp_path: Path, picture: Path
) -> None:
    fake = tmp_path / "fake.jpg"
    fake.write_text("not a picture")

    finished = await snaptap("identify", fake, tmp_path / "missing.jpg", picture, "--json", data=data)

    answers = [json.loads(line) for line in finished.out.splitlines()]
    assert finished.code != 0
    assert [answer["known"] for answer in answers] == [False, False, True]
    assert "Traceback" not in finished.err


async def test_sync_reports_in_the_agreed_shape_with_line_and_fix_for_each_rejected_row(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(HEADER + GOOD + BAD)

    report = _document(await snaptap("sync", feed, "--merchant", "acme", "--json", data=tmp_path / "data"))

    _has(report, merchant=str, source=str, format=str, read=int, added=int, changed=int, unchanged=int, removed=int)
    _has(report, rejected=list, findability=dict, published=bool, seconds=float)
    assert (report["merchant"], report["read"], report["added"]) == ("acme", 2, 1)
    assert len(report["rejected"]) == 1
    _has(report["rejected"][0], file=str, line=int, column=str, code=str, found=str, fix=str)
    assert report["rejected"][0]["line"] == 3
    assert {"score", "findings"} <= set(report["findability"])
    assert report["published"]


async def test_sync_of_the_same_feed_again_changes_nothing(small_shop: Path, tmp_path: Path) -> None:
    again = copied(small_shop, tmp_path / "data")

    feed = small_shop.parent / "products.csv"
    report = _document(await snaptap("sync", feed, "--merchant", SMALL_MERCHANT, "--json", data=again))

    assert report["unchanged"] == report["read"]
    assert [report[name] for name in ("added", "changed", "removed", "rejected")] == [0, 0, 0, []]


async def test_creators_sync_reports_links_beside_the_rest(small_shop: Path, tmp_path: Path) -> None:
    shop = copied(small_shop, tmp_path / "data")

    report = _document(await snaptap("creators", "sync", SMALL / "creators.jsonl", "--json", data=shop))

    _has(
        report, source=str, format=str, read=int, rejected=list, published=bool, seconds=float, linked=int, doubtful=int
    )
    assert (report["read"], report["rejected"]) == (4, [])


async def test_doctor_tells_each_finding_with_its_fix(data: Path) -> None:
    report = _document(await snaptap("doctor", "--json", data=data))

    for finding in report["findings"]:
        _has(finding, name=str, state=str, detail=str, fix=str)
        assert finding["state"] in {"ok", "missing", "broken"}
        assert finding["state"] == "ok" or finding["fix"]


@pytest.mark.parametrize(
    "words",
    [
        ["search", "", "--json"],
        ["search", "--queries", "nowhere.jsonl"],
        ["ask", "--tap", "Buy", "--chat", "never-used", "--json"],
        ["ask", "--photo", "nowhere.jpg", "--json"],
        ["ask", "--list", "nowhere.jsonl"],
        ["identify", "--json"],
        ["identify", "--list", "nowhere.txt"],
        ["sync", "nowhere.csv", "--merchant", "acme", "--json"],
        ["creators", "sync", "nowhere.jsonl", "--json"],
        ["bot"],
    ],
    ids=" ".join,
)
async def test_order_that_cannot_be_done_is_told_on_stderr_with_its_fix(data: Path, words: list[str]) -> None:
    finished = await snaptap(*words, data=data, env={"SNAPTAP_TELEGRAM__TOKEN": ""})

    assert finished.code != 0
    assert not finished.out
    assert finished.err.strip()
    assert "Traceback" not in finished.err


async def test_shop_without_an_index_says_how_to_fill_it(tmp_path: Path) -> None:
    finished = await snaptap("search", "kettle", "--json", data=tmp_path / "empty")

    assert finished.code != 0
    assert not finished.out
    assert "snaptap sync" in finished.err
    assert "Traceback" not in finished.err


async def test_bot_will_not_sell_the_demo_shop_to_real_people(data: Path) -> None:
    token = {"SNAPTAP_TELEGRAM__TOKEN": "1:pretend", "SNAPTAP_TELEGRAM__BASE_URL": "https://telegram.example/bot"}

    finished = await snaptap("bot", data=data, env=token)

    assert finished.code != 0
    assert "demo" in finished.err
    assert "Traceback" not in finished.err


def _document(finished: Finished) -> Json:
    """The one document on stdout."""
    (line,) = _lines(finished)
    return line


def _lines(finished: Finished) -> list[Json]:
    assert finished.code == 0, finished.err
    assert "Traceback" not in finished.err
    return [json.loads(line) for line in finished.out.splitlines()]


def _has(record: Json, **kinds: type) -> None:
    """Whether a record has these fields, each of its kind; a whole number is a number too."""
    missing = {name: kind for name, kind in kinds.items() if not _is(record.get(name), kind)}
    assert not missing, f"{missing} not in {record}"


def _is(value: object, kind: type) -> bool:
    if kind in {int, float}:
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return isinstance(value, kind)
