import csv
from pathlib import Path
from random import Random

import pytest

from bot.bench.halves import IN_USE, Legs, half_figures
from bot.bench.intervals import interval
from bot.bench.matching import matching_sets, spellings, write_feed
from bot.bench.missed import FILE, Missed, worst, write
from bot.bench.ndcg import ndcg
from bot.bench.rankings import DEEP, LEGS, OTHERS, Weighed
from graph.domain.errors import BadInput
from graph.ports.search import ProductHit, ProductQuery
from graph.ports.senses import Vector

TITLES = ["Sony Turntable - PSLX350H", "Bose", "", "Bose speaker", "Sony Bravia TV"]


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
    assert [len(half.split()) for half in spelt["half"]] == [2, 1, 0, 2, 2]
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

    assert (abt.ids, abt.queries, abt.matches, google.queries) == (("7",), ("Sony",), (frozenset({"1"}),), ())
    with (tmp_path / "feed.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["description"], row["price"]) == ("Sony X", "deep, bass", "1.00 USD")


def legs(right: str, **scores: dict[str, float]) -> Legs:
    """What each leg finds; nothing where it is not named."""
    return Legs({leg: scores.get(leg, {}) for leg in IN_USE}, frozenset({right}))


def test_a_sum_of_legs_has_what_each_of_them_finds() -> None:
    query = legs("b", meaning={"a": 0.5, "b": 0.4}, words={"b": 0.3}, pieces={"c": 0.2})

    assert query.gain({"meaning": 1, "words": 1, "pieces": 1}) == 1
    assert query.gain({"meaning": 1, "words": 0, "pieces": 1}) < 1


def test_weights_are_chosen_on_one_half_and_counted_on_the_other() -> None:
    by_meaning = legs("a", meaning={"a": 1.0}, pieces={"b": 0.1})
    by_pieces = legs("b", meaning={"a": 1.0}, pieces={"b": 0.1})

    figures = half_figures({"set full": [by_meaning, by_pieces] * 4})

    found = {figure.name: figure.value for figure in figures}
    assert found["of meaning, chosen on the even queries"] > 0 == found["of meaning, chosen on the odd queries"]
    assert [found[f"set full, the {half} ones"] < 1 for half in ("odd", "even")] == [True, True]


def missed(name: str, gain: float, score: float) -> Missed:
    return Missed("abt→buy", name, "Sony TV", (("1", "Sony Bravia"),), (("2", "Sony radio"),), gain, score, 0)


def test_the_worst_mistakes_are_the_surest_of_those_that_found_nothing_right() -> None:
    mistakes = [missed("met", 1.0, 2.0), missed("unsure", 0.0, 0.3), missed("sure", 0.0, 1.5), missed("late", 0.4, 1.0)]

    assert [each.id for each in worst(mistakes)] == ["sure", "unsure", "late", "met"]
    assert [each.id for each in worst(mistakes * 20)] == ["sure"] * 10


def test_mistakes_are_written_with_what_was_meant_and_what_was_found(tmp_path: Path) -> None:
    write([missed("7", 0.0, 1.0)], tmp_path / "out")

    written = (tmp_path / "out" / FILE).read_text("utf-8")
    assert written == "## abt→buy 7: Sony TV\n\n- right: 1 Sony Bravia\n\n1. 2 Sony radio\n"


class Asked:
    """A CatalogIndex that keeps what it was asked and finds one thing."""

    def __init__(self) -> None:
        self.queries: list[ProductQuery] = []

    async def search(self, query: ProductQuery) -> list[ProductHit]:
        self.queries.append(query)
        return [ProductHit(7, "hearth", "kettle", 0.5)]

    async def look_alikes(self, look: Vector, limit: int) -> list[ProductHit]:
        raise NotImplementedError

    async def usual_look(self) -> Vector | None:
        raise NotImplementedError


@pytest.mark.parametrize(("name", "limit"), [("by pieces alone", DEEP), ("without pieces", 10), ("by rank", 10)])
async def test_whatever_is_asked_is_ranked_another_way_and_a_leg_alone_goes_deep(name: str, limit: int) -> None:
    index = Asked()
    weighed = Weighed(index, OTHERS[name])

    await weighed.search(ProductQuery(words="kettle", limit=10))

    assert [(query.ranking, query.limit) for query in index.queries] == [(OTHERS[name], limit)]
    assert weighed.scores == {7: 0.5}


def test_each_leg_is_asked_alone_and_left_out() -> None:
    assert {f"by {leg} alone" for leg in LEGS} | {f"without {leg}" for leg in LEGS} | {"by rank"} == OTHERS.keys()
