"""`snaptap creators review` over a real database: two posts, a link in doubt in each and one that was sure."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from graph.domain.catalogue import Availability
from graph.domain.creators import Creator, Disclosure, Guess, Post, PostKind, ProductRef, Stance, WordedLink
from graph.domain.money import Money
from graph.ports.supply import ListingRecord, PostRecord
from graph.settings import Settings
from graph.wiring import open_storeroom
from tests.sql_shop import fresh_database

KETTLE, LARGER, POT = (ProductRef("acme", product) for product in "KLP")
FIRST, SECOND = "https://lena.example/p/1", "https://lena.example/p/2"
DOUBTFUL, FAR, SURE = "Skerry Pilot Kettle", "a garden hose", "My Skerry Pilot Kettle 0.9l"
GUESSES = (Guess(KETTLE, 0.49), Guess(LARGER, 0.48), Guess(ProductRef("acme", "gone"), 0.31))


def listing(product: str, title: str, brand: str) -> ListingRecord:
    return ListingRecord(
        sku=f"{product}-1",
        product=product,
        title=title,
        product_title=title,
        description="",
        price=Money(5_400, "EUR"),
        availability=Availability.IN_STOCK,
        fingerprint=product,
        text_hash=product,
        brand=brand,
    )


def post(url: str, day: int, title: str, *worded: WordedLink) -> PostRecord:
    return PostRecord(
        id=url,
        url=url,
        creator=Creator("@lena", "instagram", "Lena"),
        published=date(2026, 5, day),
        kind=PostKind.REVIEW,
        title=title,
        text="",
        language="en",
        stance=Stance.FOR,
        disclosure=Disclosure.NONE,
        fingerprint=url,
        text_hashes=(url,),
        products=tuple(link.product for link in worded if link.product),
        worded=worded,
    )


GOODS = [
    listing("K", "Pilot Kettle 0.9 l", "Skerry"),
    listing("L", "Pilot Kettle 1.2 l", "Skerry"),
    listing("P", "Moka Pot", "Tarn"),
]
POSTS = [
    post(FIRST, 1, "A week with it", WordedLink(DOUBTFUL, "skerry pilot kettle", None, 0.49, GUESSES)),
    post(
        SECOND,
        2,
        "Two things",
        WordedLink(FAR, "a garden hose"),
        WordedLink(SURE, "my skerry pilot kettle 0.9 l", KETTLE, 0.9),
    ),
]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    fresh_database("sqlite", tmp_path)
    asyncio.run(fill(tmp_path))
    return tmp_path


async def fill(data: Path) -> None:
    async with open_storeroom(Settings(data_dir=data)) as room:
        await room.store.apply("acme", "acme.csv", GOODS, [], datetime(2026, 5, 4, tzinfo=UTC))
        await room.store.apply_posts("posts.jsonl", POSTS, [])


def review(shop: Path, *order: str, keys: str | None = None) -> Result:
    return CliRunner().invoke(app(), ["creators", "review", *order, "--data", str(shop)], input=keys)


def listed(shop: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in review(shop, "--json").stdout.splitlines()]


def waiting(shop: Path) -> list[str]:
    return [line["words"] for line in listed(shop)]


def linked(shop: Path, url: str) -> tuple[ProductRef, ...]:
    async def posts() -> dict[int, Post]:
        async with open_storeroom(Settings(data_dir=shop)) as room:
            return await room.catalog.posts(range(9))

    return {each.url: each.products for each in asyncio.run(posts()).values()}[url]


def test_what_is_in_doubt_is_listed_a_line_each_and_what_is_sure_is_not(shop: Path) -> None:
    far, near = listed(shop)

    assert (far["post_url"], far["words"], far["guesses"]) == (SECOND, FAR, [])
    assert (near["post_url"], near["creator"]["handle"], near["published"]) == (FIRST, "@lena", "2026-05-01")
    assert near["guesses"][0] == {
        "merchant": "acme",
        "product_id": "K",
        "title": "Pilot Kettle 0.9 l",
        "brand": "Skerry",
        "confidence": 0.49,
        "why": "both say: skerry, pilot, kettle; the product alone: 0.9, l",
    }


def test_what_the_shop_no_longer_has_is_not_offered(shop: Path) -> None:
    assert [guess["product_id"] for guess in listed(shop)[1]["guesses"]] == ["K", "L"]


@pytest.mark.parametrize("product", ["acme/L", "acme/L-1"])
def test_a_script_accepts_by_a_products_id_or_a_sku(shop: Path, product: str) -> None:
    done = review(
        shop, "--accept", f"{FIRST}?utm_source=x", "--words", DOUBTFUL.upper(), "--product", product, "--json"
    )

    assert json.loads(done.stdout) == {"post_url": FIRST, "words": DOUBTFUL.upper(), "product": "acme/L"}
    assert (linked(shop, FIRST), waiting(shop)) == ((LARGER,), [FAR])


def test_a_script_refuses(shop: Path) -> None:
    done = review(shop, "--refuse", FIRST, "--words", DOUBTFUL)

    assert (done.exit_code, linked(shop, FIRST), waiting(shop)) == (0, (), [FAR])


def test_what_the_index_was_sure_of_can_be_refused_too(shop: Path) -> None:
    review(shop, "--refuse", SECOND, "--words", SURE)

    assert linked(shop, SECOND) == ()


def test_who_decided_and_when_is_kept(shop: Path) -> None:
    review(shop, "--refuse", FIRST, "--words", DOUBTFUL, "--by", "ada")

    with closing(sqlite3.connect(shop / "shop.db")) as database:
        (row,) = database.execute("SELECT url, words, product, decided_by, decided_at FROM link_decision").fetchall()
    assert row[:4] == (FIRST, DOUBTFUL, None, "ada")
    assert datetime.fromisoformat(row[4]).replace(tzinfo=UTC) > datetime.now(UTC) - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("order", "code", "said"),
    [
        (["--accept", FIRST, "--refuse", FIRST], 2, "name the post once"),
        (["--accept", FIRST, "--product", "acme/K"], 2, "--words"),
        (["--accept", FIRST, "--words", DOUBTFUL], 2, "--product"),
        (["--refuse", FIRST, "--words", DOUBTFUL, "--product", "acme/K"], 2, "takes none"),
        (["--refuse", "lena", "--words", DOUBTFUL], 2, "address"),
        (["--accept", FIRST, "--words", DOUBTFUL, "--product", "acme/X"], 1, "acme/X is no product"),
        (["--accept", FIRST, "--words", DOUBTFUL, "--product", "tarn/K"], 1, "tarn/K is no product"),
        (["--refuse", FIRST, "--words", "another"], 1, "in doubt in no post"),
        (["--refuse", "https://lena.example/p/9", "--words", DOUBTFUL], 1, "in doubt in no post"),
    ],
)
def test_an_order_that_cannot_be_followed_says_why_and_changes_nothing(
    shop: Path, order: list[str], code: int, said: str
) -> None:
    done = review(shop, *order)

    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert waiting(shop) == [FAR, DOUBTFUL]


def test_at_the_terminal_a_link_is_shown_with_all_that_helps_to_decide(shop: Path) -> None:
    shown = review(shop, keys="s\nq\n").stdout

    for part in ("2 of 2  A week with it", "Lena (@lena, instagram), 2026-05-01", FIRST, DOUBTFUL, "acme/K", "acme/L"):
        assert part in shown
    assert "both say: skerry, pilot, kettle; the product alone: 0.9, l" in shown
    assert "no product of the shop is near" in shown


def test_a_number_accepts_and_r_refuses(shop: Path) -> None:
    best = ProductRef("acme", listed(shop)[1]["guesses"][0]["product_id"])

    done = review(shop, keys="r\n1\n")

    assert done.exit_code == 0
    assert (linked(shop, FIRST), waiting(shop)) == ((best,), [])


def test_a_product_that_nothing_suggested_is_accepted_by_its_name(shop: Path) -> None:
    review(shop, keys="acme/P\nq\n")

    assert (linked(shop, SECOND), waiting(shop)) == ((KETTLE, POT), [DOUBTFUL])


@pytest.mark.parametrize("keys", ["q\n", "s\ns\n", "", "9\nx\n\nacme/unknown\n0\nq\n"])
def test_what_is_no_decision_leaves_the_link_in_doubt(shop: Path, keys: str) -> None:
    done = review(shop, keys=keys)

    assert (done.exit_code, waiting(shop)) == (0, [FAR, DOUBTFUL])


def test_after_an_answer_that_means_nothing_the_keys_are_told_again(shop: Path) -> None:
    shown = review(shop, keys="what?\nq\n").stdout

    assert shown.count("number accepts") == 2


def test_where_nothing_is_in_doubt_that_is_said(shop: Path) -> None:
    review(shop, keys="r\nr\n")

    assert review(shop).stdout == "no link is in doubt\n"
