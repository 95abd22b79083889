"""The creators' posts about the demo shop."""

import csv
import json
import re
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest

from bot.demo.shop.write.catalogue import SHOP, read_catalogue
from bot.demo.shop.write.creators import short_name
from bot.demo.shop.write.phrases import Phrasebook, spin

Line = dict[str, Any]


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [json.loads(line) for line in (SHOP / "creators.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_enough_creators_and_posts(lines: list[Line]) -> None:
    assert len(lines) >= 600
    assert len({line["creator"]["handle"] for line in lines}) >= 24
    assert {line["creator"]["platform"] for line in lines} == {"instagram", "youtube", "tiktok", "blog", "podcast"}
    assert {line["post"]["language"] for line in lines} == {"en", "de", "es", "fr"}


def test_every_post_has_its_own_address(lines: list[Line]) -> None:
    urls = [line["post"]["url"] for line in lines]

    assert len(set(urls)) == len(urls)
    assert all(re.fullmatch(r"https://\w+\.example/[\w.-]+/\w+", url) for url in urls)


def test_every_link_leads_to_a_row_of_the_feed(lines: list[Line], rows: list[dict[str, str]]) -> None:
    known = {row[column] for row in rows for column in ("id", "gtin", "link")}
    links = [link.get("gtin") or link.get("sku") or link["url"] for line in lines for link in line["products"]]

    assert [link for link in links if link not in known] == []


def test_products_are_named_in_every_way_the_format_knows(lines: list[Line]) -> None:
    ways = {tuple(link) for line in lines for link in line["products"]}

    assert ways == {("gtin",), ("merchant", "sku"), ("url",)}
    assert {link["merchant"] for line in lines for link in line["products"] if "merchant" in link} == {"harbour-pine"}


def test_a_fifth_of_the_posts_is_critical(lines: list[Line]) -> None:
    stances = Counter(line["stance"] for line in lines)

    assert set(stances) == {"for", "against", "mixed", "neutral"}
    assert (stances["against"] + stances["mixed"]) / len(lines) >= 0.2


def test_some_products_have_no_post(lines: list[Line], rows: list[dict[str, str]]) -> None:
    group_of = {row[key]: row["item_group_id"] or row["id"] for row in rows for key in ("id", "gtin", "link")}
    seen = {group_of[link.get("gtin") or link.get("sku") or link["url"]] for line in lines for link in line["products"]}

    assert 0.2 <= 1 - len(seen) / len(set(group_of.values())) <= 0.35


def test_posts_fall_within_eighteen_months(lines: list[Line]) -> None:
    published = [date.fromisoformat(line["post"]["published"]) for line in lines]

    assert date(2025, 5, 21) <= min(published)
    assert max(published) < date(2026, 11, 21)


def test_moments_come_in_order_and_say_something(lines: list[Line]) -> None:
    for line in lines:
        moments = line["post"]["moments"]
        times = [moment["at"] for moment in moments]

        assert times == sorted(times)
        assert all(re.fullmatch(r"\d\d:\d\d", at) for at in times)
        assert all(len(moment["text"]) > 12 for moment in moments)


def test_no_sentence_is_heard_all_the_time(lines: list[Line]) -> None:
    said = Counter(
        sentence
        for line in lines
        for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", line["post"]["text"])
        if len(sentence.split()) > 3
    )

    assert [sentence for sentence, times in said.items() if times > 3] == []


def test_nobody_who_earns_nothing_discloses_a_commission(lines: list[Line]) -> None:
    unpaid = {line["disclosure"] for line in lines if line["creator"]["commission"] == "0%"}

    assert unpaid <= {"none", "gifted"}


def test_every_post_has_a_title_and_no_unfilled_slot(lines: list[Line]) -> None:
    assert [line["post"]["id"] for line in lines if not line["post"]["title"]] == []
    assert [line["post"]["id"] for line in lines if re.search(r"[{}\[\]|]", line["post"]["text"])] == []


def test_a_choice_is_made_for_every_bracket() -> None:
    spoken = spin("It [works|does its job], [really|yes].", Random(1))

    assert spoken in {f"It {a}, {b}." for a in ("works", "does its job") for b in ("really", "yes")}


def test_a_sentence_is_said_three_times_and_then_no_more() -> None:
    book = Phrasebook()

    said = [book.say(["Nothing wobbles."], Random(1), {}) for _ in range(4)]

    assert said == ["Nothing wobbles."] * 3 + [""]


@pytest.mark.parametrize(
    ("sku", "short"),
    [("HP-0104", "Dome Stove Kettle"), ("HP-0121", "Tugboat Moka Pot"), ("HP-0311", "Washed Linen Cushion")],
)
def test_a_short_name_drops_the_size(sku: str, short: str) -> None:
    product = next(one for one in read_catalogue() if one.id == sku)

    assert short_name(product) == short
