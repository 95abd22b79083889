"""Whatever one shopper confirms, nobody else is told anything else."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.adapters.sql.counting import ALIKE, MOST, MOST_OF_ONE, Looked, counted
from graph.ports.senses import Vector

HONEST = ["ann", "bea", "cem"]
ANGLES = st.floats(0, 2 * np.pi)


def facing(angle: float) -> Vector:
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def photos(people: st.SearchStrategy[str | None], most: int = 20) -> st.SearchStrategy[list[Looked]]:
    one = st.builds(lambda who, angle, name: Looked(f"{name}", who, facing(angle)), people, ANGLES, st.integers())
    return st.lists(one, max_size=most)


@given(photos(st.just("mallory"), most=50))
def test_one_shopper_alone_fills_no_gallery(forged: list[Looked]) -> None:
    assert counted(forged) == []


@given(photos(st.just("mallory"), most=50), photos(st.none()))
def test_one_shopper_changes_nothing_of_what_the_merchant_says(forged: list[Looked], own: list[Looked]) -> None:
    assert counted([*forged, *own]) == own[:MOST]


@given(photos(st.just("mallory"), most=50), photos(st.sampled_from(HONEST)))
def test_one_shopper_adds_but_what_looks_like_anothers_photo(forged: list[Looked], honest: list[Looked]) -> None:
    added = [each for each in counted([*forged, *honest]) if each.shopper == "mallory"]

    assert len(added) <= MOST_OF_ONE
    for each in added:
        assert max(float(each.look @ other.look) for other in honest) >= ALIKE


@given(photos(st.sampled_from([*HONEST, None])))
def test_what_counts_is_little_of_each_and_never_more_than_there_is_room_for(said: list[Looked]) -> None:
    counting = counted(said)

    shares = Counter(each.shopper for each in counting if each.shopper)
    assert len(counting) <= MOST
    assert not shares or max(shares.values()) <= MOST_OF_ONE
    assert len(shares) != 1 or len({each.shopper for each in said if each.shopper}) > 1


@given(ANGLES, st.floats(0, np.pi / 3))
def test_two_who_agree_are_believed(angle: float, between: float) -> None:
    agreed = [Looked("a", "ann", facing(angle)), Looked("b", "bea", facing(angle + between))]

    assert counted(agreed) == agreed
