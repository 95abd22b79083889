import csv
from pathlib import Path
from random import Random

import pytest

from bot.bench.intervals import interval
from bot.bench.matching import matching_sets, spellings, write_feed
from bot.bench.retrieval import ndcg
from graph.domain.errors import BadInput

TITLES = ["Sony Turntable - PSLX350H", "Bose", ""]


@pytest.mark.parametrize(
    ("found", "gain"), [(["a", "x"], 1.0), (["x", "a"], 0.6309), (["x", "y"], 0.0), ([], 0.0), (["a", "b"], 1.0)]
)
def test_ndcg_of_one_right_answer_goes_by_its_place(found: list[str], gain: float) -> None:
    assert ndcg(found, {"a"}) == pytest.approx(gain, abs=1e-4)


def test_ndcg_of_several_right_answers_is_1_with_all_of_them_in_front() -> None:
    assert ndcg(["b", "a", "x"], {"a", "b"}) == 1
    assert ndcg(["a", "x", "b"], {"a", "b"}) < 1


def test_titles_are_halved_in_their_order_and_misspelt_by_neighbours() -> None:
    spelt = spellings(TITLES)

    assert spelt == spellings(TITLES)
    half = spelt["half"][0].split()
    assert (len(half), sorted(half, key=TITLES[0].split().index)) == (2, half)
    assert [sorted(typo) for typo in spelt["typo"]] == [sorted(title) for title in TITLES]
    assert spelt["full"] == TITLES


def test_an_interval_holds_the_mean_and_is_narrower_for_more() -> None:
    dice = Random(3)
    values = [dice.random() for _ in range(1_000)]

    few, many = interval(values[:50]), interval(values)

    assert many[0] < sum(values) / len(values) < many[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_a_folder_without_the_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"abt\.csv"):
        matching_sets(tmp_path)


def test_sets_are_read_and_listed_as_a_merchants_table(tmp_path: Path) -> None:
    folder = tmp_path / "product-matching" / "abt-buy"
    folder.mkdir(parents=True)
    (folder / "abt.csv").write_text("id|name|description|price\n7|Sony|x|\n8|Unmatched|x|\n", "utf-8")
    (folder / "buy.csv").write_text("id|name|description|price\n1|Sony X|deep, bass|\n", "utf-8")
    (folder / "gt.csv").write_text("D1|D2\n7|1\n", "utf-8")
    other = tmp_path / "product-matching" / "amazon-google"
    other.mkdir()
    for name in ("amazon.csv", "gp.csv"):
        (other / name).write_text("id#title#description#manufacturer#price\n", "utf-8")
    (other / "gt.csv").write_text("D1#D2\n", "utf-8")

    abt, google = matching_sets(tmp_path)
    write_feed(abt.listings, tmp_path / "feed.csv")

    assert (abt.queries, abt.matches, google.queries) == (("Sony",), (frozenset({"1"}),), ())
    with (tmp_path / "feed.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["description"], row["price"]) == ("Sony X", "deep, bass", "1.00 USD")
