"""What listings and posts lack, what that costs them, and how a whole catalogue is counted."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.findability import (
    WORST,
    Findability,
    Finding,
    findability,
    listings_findability,
    posts_findability,
)
from catalog_sync.scoring import ASKED, FULL, POINTS, UNASKED, score_of
from graph.domain.catalogue import Availability
from graph.domain.creators import Creator, Disclosure, Moment, PostKind, ProductRef, Stance
from graph.domain.survey import Listed, ListingGroup, Survey, Trait
from graph.ports.supply import ListingRecord, PostRecord, ProductLinks
from tests.unit.catalog_sync.listings import COMPLETE

POST = PostRecord(
    id="1",
    url="https://lena.example/1",
    creator=Creator("@lena", "instagram", "Lena"),
    published=date(2026, 5, 2),
    kind=PostKind.REVIEW,
    title="A kettle",
    text="It boils.",
    language="en",
    stance=Stance.FOR,
    disclosure=Disclosure.NONE,
    fingerprint="",
    text_hashes=(),
    moments=(Moment("It boils."),),
    products=(ProductRef("acme", "K"),),
)
LINKS = ProductLinks(
    by_gtin={},
    by_sku={("acme", "K-1"): ProductRef("acme", "K"), ("acme", "P-1"): ProductRef("acme", "P")},
    by_url={},
    by_name={},
)


def test_what_counts_makes_up_the_whole() -> None:
    assert sum(POINTS.values()) == pytest.approx(FULL)


def test_what_more_requests_name_costs_more() -> None:
    by_share = sorted(ASKED, key=ASKED.__getitem__)

    assert sorted(ASKED, key=POINTS.__getitem__) == by_share


def test_what_no_request_names_costs_the_mean_of_what_they_do() -> None:
    named = [POINTS[trait] for trait in ASKED if trait is not Trait.NO_CATEGORY]

    assert [POINTS[trait] for trait in UNASKED] == [pytest.approx(sum(named) / len(named))] * len(UNASKED)


def test_a_listing_that_lacks_all_that_counts_has_none_left() -> None:
    assert score_of(sum(trait.value for trait in POINTS)) == 0


def test_what_costs_next_to_nothing_is_not_said_to_cost_nothing() -> None:
    groups = (ListingGroup(0, 999_999, ()), ListingGroup(Trait.NO_BRAND.value, 1, ()))

    (finding,) = findability(Survey(groups, products=1)).findings

    assert (finding.points > 0, finding.lost) == (True, "<0.1")


def test_what_does_not_count_costs_nothing() -> None:
    assert score_of(Trait.LONG_TITLE | Trait.SOLD_OUT) == FULL


def test_a_hundred_is_kept_for_those_who_lack_nothing() -> None:
    groups = (ListingGroup(0, 99_999, ()), ListingGroup(Trait.NO_BRAND.value, 1, ()))

    assert findability(Survey(groups, products=100_000)).score == 99


@given(st.lists(st.tuples(st.integers(0, 2**17 - 1), st.integers(1, 1000)), min_size=1))
def test_points_lost_and_score_are_one_sum(groups: list[tuple[int, int]]) -> None:
    result = findability(Survey(tuple(ListingGroup(*group, ()) for group in groups), products=1))

    lost = sum(finding.points for finding in result.findings)
    assert result.score == pytest.approx(FULL - lost, abs=1.1)


def test_nothing_has_no_score() -> None:
    assert listings_findability([]) == Findability(None, ())


def test_a_finding_counts_names_and_prices_what_is_lacking() -> None:
    bare = [replace(COMPLETE, sku=f"K-{n}", options={"size": "M", "material": "steel"}) for n in range(2, 7)]

    result = listings_findability([COMPLETE, *bare])

    colour = found(result, "no_colour")
    assert (colour.count, colour.of, colour.share, colour.asked) == (5, 6, 0.833, 0.375)
    assert colour.examples == ("K-2", "K-3", "K-4")
    assert colour.points == pytest.approx(POINTS[Trait.NO_COLOUR] * 5 / 6, abs=0.01)
    assert "38% of requests" in colour.why


def test_the_dearest_finding_comes_first() -> None:
    result = listings_findability([replace(COMPLETE, category=(), brand=None, url=None)])

    assert [finding.code for finding in result.findings] == ["no_category", "no_brand", "no_link"]


def test_no_size_is_lacking_where_no_variant_has_one() -> None:
    sizeless = replace(COMPLETE, options={"color": "red", "material": "steel"})

    assert listings_findability([sizeless, replace(sizeless, sku="K-2")]).score == FULL


def test_a_size_is_lacking_where_a_sister_variant_has_one() -> None:
    sizeless = replace(COMPLETE, sku="K-2", options={"color": "red", "material": "steel"})
    stranger = replace(sizeless, sku="P-1", product="P")

    result = listings_findability([sizeless, COMPLETE, stranger])

    assert found(result, "no_size").examples == ("K-2",)


@pytest.mark.parametrize(
    "record",
    [replace(COMPLETE, availability=Availability.OUT_OF_STOCK), replace(COMPLETE, quantity=0)],
    ids=["by its word", "by its number"],
)
def test_what_is_sold_out_is_counted_and_costs_nothing(record: ListingRecord) -> None:
    result = listings_findability([record])

    assert (codes(result), result.score) == ({"sold_out"}, FULL)


def test_products_whose_titles_start_alike_are_counted_once_each() -> None:
    title = "Cedar Stainless Steel Gooseneck Kettle"
    alike = [
        replace(COMPLETE, sku=f"{n}", product=f"{n}", product_title=f"{title} {n}", description=f"{n}")
        for n in range(3)
    ]

    result = listings_findability([*alike, replace(alike[0], sku="variant")])

    start = found(result, "same_start")
    assert (start.count, start.of, start.points) == (3, 3, 0)
    assert start.examples == ("“Cedar Stainless Steel Gooseneck” × 3",)


def test_variants_of_one_product_share_their_title_and_description_rightly() -> None:
    result = listings_findability([COMPLETE, replace(COMPLETE, sku="K-2")])

    assert not codes(result)


def test_one_description_for_two_products_is_found() -> None:
    other = replace(COMPLETE, sku="P", product="P", product_title="Norrvik Mug 350 ml")

    assert found(listings_findability([COMPLETE, other]), "same_description").count == 2


def test_empty_descriptions_are_not_shared_ones() -> None:
    first = replace(COMPLETE, description="")
    other = replace(first, sku="P", product="P", product_title="Norrvik Mug 350 ml")

    assert "same_description" not in codes(listings_findability([first, other]))


def test_products_in_another_language_than_most_are_counted() -> None:
    products = [replace(COMPLETE, product=f"{n}", product_title=f"{n}", description=f"{n}") for n in range(3)]

    result = listings_findability([*products[:2], replace(products[2], language="de")])

    assert found(result, "other_language").examples == ("de × 1",)


def test_listings_are_spread_over_their_scores() -> None:
    everything = sum(trait.value for trait in POINTS)

    result = findability(Survey((ListingGroup(0, 7, ()), ListingGroup(everything, 2, ())), products=9))

    assert result.spread == (2, 0, 0, 0, 0, 0, 0, 0, 0, 7)


def test_the_worst_listings_come_first_and_the_faultless_not_at_all() -> None:
    poor, poorer = replace(COMPLETE, sku="poor", brand=None), replace(COMPLETE, sku="poorer", category=())

    result = listings_findability([COMPLETE, poor, poorer])

    assert [(scored.sku, scored.lacks) for scored in result.worst] == [
        ("poorer", ("no_category",)),
        ("poor", ("no_brand",)),
    ]


def test_no_more_than_so_many_of_the_worst_are_named() -> None:
    some = (ListingGroup(bits | Trait.NO_BRAND.value, 9, (Listed(f"{bits}", ""),) * 9) for bits in range(16))

    assert len(findability(Survey(tuple(some), products=1)).worst) == WORST


def test_products_without_a_creator_are_a_finding_without_a_price() -> None:
    groups = (ListingGroup(Trait.NO_CREATOR.value, 3, ()), ListingGroup(0, 1, ()))

    result = findability(Survey(groups, products=4))

    assert (found(result, "no_creator").count, result.score) == (3, FULL)


def test_a_bit_of_a_later_version_is_left_alone() -> None:
    assert findability(Survey((ListingGroup(1 << 40, 1, ()),), products=1)).findings == ()


def test_products_that_no_post_speaks_of_are_named() -> None:
    result = posts_findability([POST], LINKS)

    lacking = found(result, "no_creator")
    assert (lacking.count, lacking.of, lacking.examples, result.score) == (1, 2, ("acme/P",), 83)


def test_posts_without_product_and_moment_have_nothing_left() -> None:
    bare = replace(POST, products=(), moments=())

    result = posts_findability([bare], replace(LINKS, by_sku={}))

    assert (codes(result), result.score) == ({"no_product", "no_moment"}, 0)


def test_neither_posts_nor_products_have_no_score() -> None:
    assert posts_findability([], replace(LINKS, by_sku={})) == Findability(None, ())


def found(result: Findability, code: str) -> Finding:
    return next(finding for finding in result.findings if finding.code == code)


def codes(result: Findability) -> set[str]:
    return {finding.code for finding in result.findings}
