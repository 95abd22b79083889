import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.telegram import buttons
from bot.telegram.desk import PATIENCE, Desk
from graph.domain.conversation import Meaning, Reply, Tap, Turn, Unreadable
from graph.domain.money import Money
from graph.domain.orders import Order, OrderLine, OrderState
from tests.unit.bot.telegram.pretend import (
    NOON,
    BotApi,
    PretendShop,
    asks_to_pay,
    paid,
    photo,
    said,
    tapped,
    words,
)
from tests.unit.bot.telegram.replies import cards, listing, reply

EXPENSIVE = 21 * 1024 * 1024


@pytest.fixture
def order(shop: PretendShop) -> Order:
    line = OrderLine(7, "HP-0007", "Gooseneck kettle", Money(4900, "EUR"))
    made = Order(
        id="3f2c9a1b77",
        merchant="harbour",
        shopper="tg:11",
        conversation="tg:11",
        lines=(line,),
        state=OrderState.QUOTED,
        created=NOON,
        expires=NOON + timedelta(minutes=30),
    )
    shop.orders.ledger.orders[made.id] = made
    shop.orders.ledger.listings[7] = listing()
    return made


async def serve(desk: Desk, bot: Bot, *raws: dict[str, Any]) -> list[bool]:
    """Deliver updates as polling does, each as soon as the one before is under way."""
    updates = [Update.de_json(raw, bot) for raw in raws]
    await asyncio.gather(*map(desk.serve, updates))
    return [await desk.finished(update) for update in updates]


async def test_words_are_answered_in_their_chat(desk: Desk, bot: Bot, api: BotApi) -> None:
    await serve(desk, bot, said(1, "a mug", chat=77))

    (sent,) = api.of("sendMessage")
    assert (sent.parameters["chat_id"], sent.parameters["text"]) == (77, "you said a mug")


async def test_an_update_delivered_twice_is_answered_once(desk: Desk, bot: Bot, api: BotApi) -> None:
    await serve(desk, bot, said(1, "a mug"), said(1, "a mug"))

    assert api.texts() == ["you said a mug"]


async def test_a_chats_answers_come_in_the_order_of_its_questions(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    async def slow_first(turn: Turn) -> Reply:
        await asyncio.sleep(0.03 if turn.text == "first" else 0)
        return words(turn, turn.text)

    shop.reply = slow_first

    await serve(desk, bot, said(1, "first"), said(2, "second"), said(3, "elsewhere", chat=5))

    assert api.texts() == ["elsewhere", "first", "second"]


async def test_an_album_is_one_turn_and_what_follows_it_waits(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    api.files = {name: name.encode() for name in "abc"}
    parts = [said(number, photo=photo(name), media_group_id="g") for number, name in enumerate("abc", start=1)]

    await serve(desk, bot, *parts, said(4, "the second one"))

    assert [(turn.id, [ref.id for ref in turn.photos]) for turn in shop.turns] == [
        ("tg:1", ["a", "b", "c"]),
        ("tg:4", []),
    ]


async def test_the_largest_photo_that_may_be_downloaded_is_kept(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    api.files = {"big-small": b"the small one"}

    await serve(desk, bot, said(1, photo=photo("big", size=EXPENSIVE)))

    assert shop.media.saved == [b"the small one"]


async def test_a_photo_that_is_none_is_named_unreadable(desk: Desk, bot: Bot, api: BotApi, shop: PretendShop) -> None:
    api.files = {"f": b"no picture"}

    await serve(desk, bot, said(1, photo=photo("f")))

    assert shop.turns[0].unreadable is Unreadable.PHOTO


async def test_a_tap_is_acknowledged_and_answered(desk: Desk, bot: Bot, api: BotApi, shop: PretendShop) -> None:
    async def page(turn: Turn) -> Reply:
        return reply(cards(), edits=True)

    shop.reply = page
    (shop.pictures / "kettle.jpg").write_bytes(b"kettle")

    await serve(desk, bot, tapped(1, buttons.write(Tap(Meaning.PAGE, cards=1, page=1)), photo=photo("old")))

    assert {call.method for call in api.calls} == {"answerCallbackQuery", "editMessageMedia"}


async def test_an_unknown_button_is_answered_and_troubles_nobody_else(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    await serve(desk, bot, tapped(1, "0.old"))

    (answer,) = api.calls
    assert answer.parameters["text"] == "That button is too old. Please ask again."
    assert shop.turns == []


async def test_a_failure_is_apologised_for_and_logged(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(turn: Turn) -> Reply:
        raise KeyError("a bug")

    shop.reply = broken

    await serve(desk, bot, said(1, "hi"))

    assert api.texts() == ["Sorry, something went wrong on our side. Please try again."]
    assert "a bug" in caplog.text


async def test_a_shopper_who_blocked_the_bot_is_left_alone(
    desk: Desk, bot: Bot, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")

    with caplog.at_level(logging.WARNING):
        await serve(desk, bot, said(1, "hi"))

    assert len(api.calls) == 1
    assert caplog.text == ""


async def test_a_slow_answer_is_announced(desk: Desk, bot: Bot, api: BotApi, shop: PretendShop) -> None:
    async def slow(turn: Turn) -> Reply:
        await api.arrived["sendChatAction"].wait()
        return words(turn, "at last")

    shop.reply = slow

    await serve(desk, bot, said(1, "hi"))

    assert [call.method for call in api.calls] == ["sendChatAction", "sendMessage"]


async def test_a_flood_in_one_chat_is_told_once_to_slow_down(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    await serve(desk, bot, *(said(number, "again") for number in range(1, PATIENCE + 10)))

    assert len(shop.turns) == PATIENCE
    assert sum("more than I can read" in text for text in api.texts()) == 1


async def test_a_button_hammered_on_is_answered_every_time_and_served_within_bounds(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    data = buttons.write(Tap(Meaning.SIMILAR, key=7))

    await serve(desk, bot, *(tapped(number, data) for number in range(1, PATIENCE + 6)))

    assert len(shop.turns) == PATIENCE
    assert len(api.of("answerCallbackQuery")) == PATIENCE + 5


async def test_a_payment_is_approved_while_the_chats_turn_is_still_running(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, order: Order
) -> None:
    async def until_approved(turn: Turn) -> Reply:
        await api.arrived["answerPreCheckoutQuery"].wait()
        return words(turn, "done")

    shop.reply = until_approved

    await serve(desk, bot, said(1, "slow"), asks_to_pay(2, order.id, 4900))

    assert api.of("answerPreCheckoutQuery")[0].parameters["ok"] is True
    assert shop.orders.ledger.orders[order.id].state is OrderState.RESERVED


async def test_a_refused_payment_says_why(desk: Desk, bot: Bot, api: BotApi, order: Order) -> None:
    await serve(desk, bot, asks_to_pay(2, order.id, 1))

    answer = api.of("answerPreCheckoutQuery")[0].parameters
    assert answer["ok"] is False
    assert answer["error_message"] == "The amount does not match the order. Nothing was charged. Please tap Buy again."


async def test_a_till_that_fails_charges_nobody(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, order: Order, caplog: pytest.LogCaptureFixture
) -> None:
    shop.orders.trouble.append(OSError("database is locked"))

    await serve(desk, bot, asks_to_pay(2, order.id, 4900))

    answer = api.of("answerPreCheckoutQuery")[0].parameters
    assert (answer["ok"], "Nothing was charged" in answer["error_message"]) == (False, True)


async def test_a_payment_is_settled_and_receipted(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, order: Order
) -> None:
    await serve(desk, bot, paid(3, order.id, 4900))

    (charge,) = shop.orders.ledger.charges
    assert (charge.provider, charge.id, charge.payer) == ("telegram:EUR", "charge-1", "tg:11")
    assert "Paid, thank you!" in api.texts()[0]


async def test_a_payment_that_could_not_be_noted_asks_to_be_served_again(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, order: Order
) -> None:
    shop.orders.trouble.append(OSError("database is locked"))
    update = Update.de_json(paid(3, order.id, 4900), bot)

    with pytest.raises(OSError, match="locked"):
        await desk.serve(update)
    finished_at_first = await desk.finished(update)
    await desk.serve(update)

    assert (finished_at_first, await desk.finished(update)) == (False, True)
    assert len(api.texts()) == 1


async def test_a_receipt_that_did_not_get_through_is_sent_when_the_payment_comes_again(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop, order: Order
) -> None:
    for _ in range(4):
        api.break_down("sendMessage", NetworkError("down"))
    update = Update.de_json(paid(3, order.id, 4900), bot)

    with pytest.raises(NetworkError):
        await desk.serve(update)
    await desk.serve(update)

    assert len(shop.orders.ledger.charges) == 1
    assert "Paid, thank you!" in api.texts()[-1]


async def test_a_second_payment_of_one_order_is_told_to_be_one_too_many(
    desk: Desk, bot: Bot, api: BotApi, order: Order
) -> None:
    await serve(desk, bot, paid(3, order.id, 4900, "charge-1"))

    await serve(desk, bot, paid(4, order.id, 4900, "charge-2"))

    assert "one too many" in api.texts()[1]


async def test_money_for_no_order_is_acknowledged_all_the_same(
    desk: Desk, bot: Bot, api: BotApi, shop: PretendShop
) -> None:
    await serve(desk, bot, paid(3, "nobody-knows", 4900))

    assert len(shop.orders.ledger.charges) == 1
    assert "belongs to no open order" in api.texts()[0]
