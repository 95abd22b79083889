from graph.ranking import diverse, reciprocal_rank
from tests.doubles.goods import listed, listing

TEAPOTS = ("Kitchen", "Teapots")


def kettles(*keys: int, **more: object) -> list:
    return [listing(listed(key, **more)) for key in keys]


def test_what_both_rankings_put_high_comes_first() -> None:
    assert list(reciprocal_rank([("abc", 1.0), ("bca", 1.0)])) == ["b", "a", "c"]


def test_a_score_is_the_weight_over_two_and_the_rank() -> None:
    assert reciprocal_rank([("ab", 1.0), ("b", 0.5)]) == {"b": 1 / 4 + 0.5 / 3, "a": 1 / 3}


def test_equals_stay_in_the_order_in_which_they_came() -> None:
    assert list(reciprocal_rank([("ab", 1.0), ("ba", 1.0)])) == ["a", "b"]


def test_a_heavier_ranking_outweighs_a_lighter_one() -> None:
    assert next(iter(reciprocal_rank([("ab", 1.0), ("ba", 3.0)]))) == "b"


def test_no_rankings_rank_nothing() -> None:
    assert reciprocal_rank([]) == reciprocal_rank([((), 1.0)]) == {}


def test_the_best_always_stays_and_the_order_too() -> None:
    listings = kettles(5, 1, 4)

    assert diverse(listings, 5, per_category=2) == listings[:2]


def test_room_is_kept_for_other_categories() -> None:
    listings = [*kettles(1, 2, 3), *kettles(4, category=TEAPOTS)]

    assert [each.key for each in diverse(listings, 3, per_category=2)] == [1, 2, 4]


def test_no_brand_has_more_than_three() -> None:
    listings = [*kettles(1, 2, 3, 4, brand="Morrow"), *kettles(5, brand="Norrvik")]

    assert [each.key for each in diverse(listings, 5, per_category=5)] == [1, 2, 3, 5]


def test_what_has_neither_brand_nor_category_is_alike_in_nothing() -> None:
    listings = kettles(*range(1, 9), category=())

    assert diverse(listings, 5, per_category=2) == listings[:5]
