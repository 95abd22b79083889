import pytest

from graph.acts import Act, AskVariant, Bill, Cite, Compare, Explain, Find, Refuse, Remark, Say, Show, Side, Thank
from graph.domain.conversation import (
    Cards,
    Choices,
    CreatorEvidence,
    Invoice,
    Meaning,
    MediaKind,
    MediaRef,
    Notice,
    Reply,
    Tap,
    Text,
)
from graph.domain.orders import Refusal
from graph.domain.recognition import Clue, Confidence, Sense
from graph.domain.wishes import Intent, Ranking, Reading, Wish
from graph.nodes.respond import respond
from graph.state import KEPT_BUTTONS, KEPT_LISTS, Memory, ShownCard, thaw
from graph.till.quote import quote
from tests.doubles.backroom import Backroom, turn
from tests.doubles.goods import listed, listing

ONE, TWO = listing(listed(1)), listing(listed(2))
QUIET = Wish("quiet kettle")
PAGE = Tap(Meaning.PAGE, cards=1, page=1)
PHOTO = MediaRef("7", MediaKind.PHOTO, 12)


async def said(
    act: Act,
    *,
    recall: Memory | None = None,
    tap: Tap | None = None,
    wish: Wish = QUIET,
    id: str = "t-2",  # noqa: A002
) -> tuple[Reply, Memory]:
    reading = Reading(Intent.FIND, wish)
    state = await Backroom().run(respond, turn(tap=tap, id=id), recall, act=act, reading=reading)
    return state["reply"], thaw(state["memory"])


def shown(*keys: int, **more: object) -> Show:
    return Show(tuple(Find(listing(listed(key))) for key in keys), QUIET, **more)


async def test_cards_open_a_list_and_put_the_first_in_view() -> None:
    reply, memory = await said(shown(1, 2))

    assert isinstance(reply.blocks[-1], Cards)
    assert (memory.opened, memory.focus, memory.wish) == (1, 1, QUIET)
    assert [card.key for card in memory.list(1).cards] == [1, 2]
    assert reply.considered == (ONE, TWO)


async def test_a_list_on_screen_and_the_one_remembered_have_the_same_number() -> None:
    reply, memory = await said(shown(1, 2), recall=Memory(opened=4))

    assert reply.blocks[-1].number == memory.lists[-1].number == 5


async def test_a_card_is_remembered_with_why_it_was_shown() -> None:
    find = Find(ONE, ("budget",), Confidence.SURE, (Clue(Sense.BARCODE, "4006381333931"),), similar=True)

    _, memory = await said(Show((find,), QUIET))

    assert memory.lists[0].cards == (ShownCard(1, ("budget",), "sure", (("barcode", "4006381333931"),), similar=True),)


async def test_a_card_for_a_photo_asks_whether_that_is_it_and_remembers_the_photo() -> None:
    reply, memory = await said(Show((Find(ONE, photo=PHOTO), Find(TWO)), QUIET), recall=Memory(opened=4))

    assert Tap(Meaning.CONFIRM, key=1, cards=5) in taps(reply)
    assert [card.photo for card in memory.list(5).cards] == [PHOTO, None]


async def test_a_card_without_a_photo_in_question_asks_nothing() -> None:
    reply, _ = await said(Show((Find(TWO), Find(ONE, photo=PHOTO)), QUIET))

    assert Meaning.CONFIRM not in {tap.meaning for tap in taps(reply)}


async def test_a_word_is_thanked_for_and_can_be_taken_back() -> None:
    reply, memory = await said(Thank(ONE, 5))

    assert isinstance(reply.blocks[0], Notice)
    assert ONE.product.title in reply.blocks[0].text
    assert taps(reply) == [Tap(Meaning.UNDO, key=1, cards=5)]
    assert (memory.focus, memory.opened) == (1, 0)


def taps(reply: Reply) -> list[Tap]:
    return [button.tap for row in reply.blocks[-1].rows for button in row if button.tap]


async def test_paging_edits_the_message_and_opens_no_list() -> None:
    recall = (await said(shown(1, 2)))[1]

    reply, memory = await said(shown(1, 2, at=1, number=1), recall=recall, tap=PAGE)

    assert reply.edits
    assert (memory.opened, len(memory.lists), memory.focus) == (1, 1, 2)


@pytest.mark.parametrize("tap", [Tap(Meaning.SHOW, key=1), Tap(Meaning.SIMILAR, key=1), None])
async def test_nothing_but_paging_edits_a_message(tap: Tap | None) -> None:
    reply, _ = await said(shown(1), tap=tap)

    assert not reply.edits


async def test_a_list_too_old_to_page_leaves_the_message_as_it_is() -> None:
    reply, _ = await said(Say("list_is_old"), tap=PAGE)

    assert not reply.edits


async def test_nothing_found_keeps_what_was_in_view() -> None:
    recall = Memory(focus=7, opened=1)

    reply, memory = await said(Show((), QUIET, remarks=(Remark("nothing"),)), recall=recall)

    assert isinstance(reply.blocks[0], Text)
    assert (memory.focus, memory.opened, memory.lists) == (7, 1, ())


async def test_nothing_found_and_nothing_remarked_still_says_something() -> None:
    reply, _ = await said(Show((), QUIET))

    assert isinstance(reply.blocks[0], Notice)
    assert reply.blocks[0].text


async def test_small_talk_keeps_the_wish() -> None:
    _, memory = await said(Say("thanks"), recall=Memory(wish=QUIET, focus=7), wish=Wish())

    assert (memory.wish, memory.focus) == (QUIET, 7)


@pytest.mark.parametrize(
    ("act", "block"),
    [
        (Cite(TWO, ()), CreatorEvidence),
        (Explain(Find(TWO), ()), Text),
    ],
)
async def test_what_is_spoken_of_comes_into_view(act: Act, block: type) -> None:
    reply, memory = await said(act, recall=Memory(focus=1))

    assert isinstance(reply.blocks[0], block)
    assert (memory.focus, reply.considered) == (2, (TWO,))


async def test_a_bill_is_one_message_that_can_be_paid() -> None:
    shop = Backroom([listed(1)])
    order = await quote(shop.orders, shop.clock, shopper="ann", conversation="chat", key=1)

    reply, _ = await said(Bill(order, ONE))

    (invoice,) = reply.blocks
    assert isinstance(invoice, Invoice)
    assert (invoice.order, invoice.total) == (order.id, ONE.price)


async def test_a_question_of_sizes_has_a_button_a_size() -> None:
    reply, memory = await said(AskVariant((ONE, TWO)))

    (choices,) = reply.blocks
    assert isinstance(choices, Choices)
    taps = [button.tap for row in choices.rows for button in row]
    assert taps == [Tap(Meaning.CHOOSE, key=1), Tap(Meaning.CHOOSE, key=2)]
    assert [button.tap for button in memory.buttons] == taps


@pytest.mark.parametrize("refusal", Refusal)
@pytest.mark.parametrize("about", [None, ONE])
async def test_every_refusal_has_its_sentence(refusal: Refusal, about: object) -> None:
    reply, _ = await said(Refuse(refusal, about))

    assert isinstance(reply.blocks[0], Notice)
    assert reply.blocks[0].text


async def test_the_newest_lists_are_kept_and_the_oldest_forgotten() -> None:
    memory = Memory()
    for number in range(KEPT_LISTS + 5):
        _, memory = await said(shown(number + 1), recall=memory)

    assert [kept.number for kept in memory.lists] == list(range(6, KEPT_LISTS + 6))


async def test_the_newest_buttons_are_kept_each_once() -> None:
    memory = Memory()
    for number in (*range(1, 40), 39):
        _, memory = await said(shown(number, number + 1), recall=memory)

    assert len(memory.buttons) == KEPT_BUTTONS == len(set(memory.buttons))
    assert memory.buttons[0].tap.cards == 40
    assert {button.tap.key for button in memory.buttons if button.tap.meaning is Meaning.BUY} == {39, 38, 37}


async def test_the_memory_of_before_is_one_turn_deep() -> None:
    memory = Memory()
    for number in range(1, 5):
        _, memory = await said(shown(number), recall=memory, id=f"t-{number}")

    assert (memory.turn, memory.before.turn, memory.before.before) == ("t-4", "t-3", None)


async def test_a_table_of_all_in_view_is_the_list_that_numbers_are_about_from_then_on() -> None:
    sides = (Side(Find(TWO, confidence=Confidence.LIKELY), 1), Side(Find(ONE), 2))

    reply, memory = await said(Compare(sides, Ranking(), QUIET), recall=Memory(opened=3))

    assert reply.considered == (TWO, ONE)
    assert (memory.opened, memory.focus) == (4, TWO.key)
    shown = memory.list(4)
    assert shown
    assert [(card.key, card.confidence) for card in shown.cards] == [(TWO.key, "likely"), (ONE.key, None)]


async def test_a_table_of_some_leaves_the_list_as_it_is() -> None:
    _reply, memory = await said(Compare((Side(Find(TWO), 3), Side(Find(ONE), 1)), Ranking(), QUIET, opens=False))

    assert (memory.opened, memory.lists) == (0, ())
