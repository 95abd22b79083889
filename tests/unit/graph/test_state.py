import json

from hypothesis import given
from hypothesis import strategies as st

from graph.domain.conversation import Button, Meaning, MediaKind, MediaRef, Tap
from graph.domain.money import Money
from graph.domain.wishes import Budget, Wish
from graph.state import Memory, ShownCard, ShownList, freeze, thaw

KEYS = st.none() | st.integers(0, 2**63 - 1)
TEXTS = st.text(max_size=20)
WORDS = st.lists(TEXTS, max_size=2).map(tuple)
MONEY = st.none() | st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "JPY"]))
WISHES = st.builds(
    Wish, TEXTS, st.builds(Budget, MONEY, MONEY, st.none() | TEXTS), WORDS, WORDS, WORDS, WORDS, st.none() | TEXTS
)
CLUES = st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple)
PHOTOS = st.none() | st.builds(MediaRef, TEXTS, st.just(MediaKind.PHOTO), st.integers(0, 2**31))
CARDS = st.builds(ShownCard, st.integers(0, 2**63 - 1), WORDS, st.none() | TEXTS, CLUES, st.booleans(), PHOTOS)
LISTS = st.builds(ShownList, st.integers(1, 99), WISHES, st.lists(CARDS, max_size=3).map(tuple))
TAPS = st.builds(Tap, st.sampled_from(Meaning), KEYS, KEYS, KEYS, TEXTS)
BUTTONS = st.builds(Button, TEXTS, st.none() | TAPS, st.none() | TEXTS)
MEMORIES = st.builds(
    Memory,
    turn=TEXTS,
    wish=WISHES,
    focus=KEYS,
    lists=st.lists(LISTS, max_size=2).map(tuple),
    opened=st.integers(0, 99),
    buttons=st.lists(BUTTONS, max_size=3).map(tuple),
)


@given(MEMORIES, st.none() | MEMORIES)
def test_a_memory_comes_back_as_it_was_from_plain_json(memory: Memory, before: Memory | None) -> None:
    whole = Memory(memory.turn, memory.wish, memory.focus, memory.lists, memory.opened, memory.buttons, before)

    assert thaw(json.loads(json.dumps(freeze(whole)))) == whole


def test_a_first_turn_has_nothing_to_remember() -> None:
    assert thaw(None) == thaw({}) == Memory()


def test_a_memory_before_the_first_turn_is_told_from_no_memory() -> None:
    assert thaw(freeze(Memory(turn="t-1", before=Memory()))).before == Memory()


def test_no_list_has_no_number() -> None:
    memory = Memory(lists=(ShownList(1, Wish(), ()),), opened=1)

    assert (memory.list(1), memory.list(None), memory.list(2)) == (memory.lists[0], None, None)
