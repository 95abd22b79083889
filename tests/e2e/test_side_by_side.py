"""Chats do not mix, keep their order and do not wait for one another, also when the line to Telegram is bad."""

import asyncio

import pytest

from tests.e2e.house import House
from tests.e2e.phone import Phone, is_card, is_invoice, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOODS = {
    "pilot gooseneck kettle": "Skerry Pilot Gooseneck Kettle",
    "hand coffee grinder": "Norrvik Hand Coffee Grinder",
    "wool blanket": "Halm & Rye Wool Blanket",
    "desk lamp": "Brackwell Desk Lamp",
    "sencha tea": "Kumori Leaf Sencha Tea",
    "brackwell espresso machine": "Brackwell Espresso Machine",
}

FAULTS: dict[str, dict[str, object]] = {
    "a dropped connection": {"drop": "request"},
    "an error of the server": {"status": 500},
    "a bad gateway": {"status": 502},
}


async def test_chats_at_once_each_get_the_answer_to_their_own_words(house: House) -> None:
    phones = {asked: house.newcomer() for asked in GOODS}

    await asyncio.gather(*(phone.say(asked) for asked, phone in phones.items()))
    await house.settled()

    first = {asked: words(next(filter(is_card, await phone.heard()))) for asked, phone in phones.items()}
    assert {asked: card.partition("\n")[0] for asked, card in first.items()} == GOODS


async def test_messages_sent_without_waiting_are_answered_in_their_order(house: House, ana: Phone) -> None:
    before = await ana.say("hello")
    for asked in GOODS:
        await ana.say(asked)
    await house.settled()

    answers = await ana.heard(before["seq"])

    cards = [words(message).partition("\n")[0] for message in answers if is_card(message)]
    assert cards == list(GOODS.values())


@pytest.mark.full
async def test_slow_chat_does_not_hold_up_another(house: House, ana: Phone, ben: Phone) -> None:
    await house.trouble("getFile", delay=3)
    await ana.do("photo", files=[("kettle.png", _picture(house, "lt-kettle.png"))])

    await ben.say("wool blanket")
    await ben.sees(is_card)

    assert not await ana.heard()
    await ana.sees(is_card)


@pytest.mark.full
async def test_question_before_a_payment_does_not_wait_for_a_slow_turn_in_the_same_chat(
    house: House, ana: Phone
) -> None:
    await house.invoiced(ana, "LT-KETTLE")
    await house.trouble("getFile", delay=3)
    await ana.do("photo", files=[("kettle.png", _picture(house, "lt-kettle.png"))])
    sent = ana.seq

    await ana.pay()
    ended = await ana.ends(after=sent)

    assert [sheet["state"] for sheet in ended] == ["paid"]
    assert not any(is_card(message) for message in await ana.heard(sent))
    await house.settled()


@pytest.mark.parametrize("method", ["sendPhoto", "sendMessage"])
async def test_flood_limit_is_waited_out_and_the_answer_comes_once(house: House, ana: Phone, method: str) -> None:
    await house.trouble(method, status=429, retry_after=1)

    answer = await house.asked(ana, "wool blanket" if method == "sendPhoto" else "hello")

    assert len(answer) == 1


@pytest.mark.full
async def test_flood_limit_in_one_chat_does_not_hold_up_another(house: House, ana: Phone, ben: Phone) -> None:
    await house.trouble("sendPhoto", status=429, retry_after=4)
    await ana.say("wool blanket")

    await ben.say("hello")
    await ben.sees(lambda _: True)

    assert not await ana.heard()
    await ana.sees(is_card)


@pytest.mark.parametrize("fault", FAULTS, ids=FAULTS)
async def test_card_that_was_not_taken_is_sent_again(house: House, ana: Phone, fault: str) -> None:
    await house.trouble("sendPhoto", **FAULTS[fault])

    answer = await house.asked(ana, "wool blanket")

    assert [is_card(message) for message in answer] == [True]


@pytest.mark.parametrize("fault", FAULTS, ids=FAULTS)
async def test_invoice_that_was_not_taken_is_sent_again(house: House, ana: Phone, fault: str) -> None:
    await house.asked(ana, "hello")
    await house.trouble("sendInvoice", **FAULTS[fault])

    await house.invoiced(ana, "LT-KETTLE")

    await house.settled()
    assert [is_invoice(message) for message in await ana.heard()] == [True]


@pytest.mark.parametrize("fault", FAULTS, ids=FAULTS)
async def test_photo_that_could_not_be_fetched_is_fetched_again(house: House, ana: Phone, fault: str) -> None:
    await house.trouble("getFile", **FAULTS[fault])

    answer = await house.after(ana, "photo", files=[("kettle.png", _picture(house, "lt-kettle.png"))])

    assert any(map(is_card, answer)), answer


async def test_answer_whose_receipt_was_lost_on_the_line_is_there_all_the_same(house: House, ana: Phone) -> None:
    await house.trouble("sendPhoto", drop="answer")

    answer = await house.asked(ana, "wool blanket")

    assert any(map(is_card, answer))


@pytest.mark.parametrize(
    "fault",
    [{"drop": "request"}, {"drop": "answer"}, {"status": 500}, {"status": 409}, {"status": 429, "retry_after": 1}],
)
async def test_polling_outlasts_a_bad_line(house: House, ana: Phone, fault: dict[str, object]) -> None:
    await house.trouble("getUpdates", **fault)
    await house.asked(ana, "hello")

    answer = await house.asked(ana, "wool blanket")

    assert [is_card(message) for message in answer] == [True]


async def test_update_delivered_twice_is_answered_once(house: House, ana: Phone) -> None:
    await house.trouble("getUpdates", duplicate=True, times=2)

    answer = await house.asked(ana, "wool blanket")

    assert [is_card(message) for message in answer] == [True]


async def test_message_delivered_again_under_a_new_number_is_answered_once(house: House, ana: Phone) -> None:
    await house.asked(ana, "wool blanket")
    message = next(message for message in await ana.messages() if not message["from"]["is_bot"])
    await ana.catch_up()

    await house.update(message=message)
    await house.settled()

    assert len(await ana.heard()) <= 1


async def test_flood_of_one_chat_is_told_once_and_leaves_the_others_their_answers(
    house: House, ana: Phone, ben: Phone
) -> None:
    first = await ana.say("hello")
    await asyncio.gather(*(ana.say("hello") for _ in range(60)))

    assert any(is_card(message) for message in await house.asked(ben, "wool blanket"))

    answers = await ana.heard(first["seq"])
    assert sum("more than I can read" in words(message) for message in answers) <= 1
    assert any(is_card(message) for message in await house.asked(ana, "wool blanket"))


@pytest.mark.full
async def test_thirty_chats_at_once_all_get_a_card(house: House) -> None:
    phones = [house.newcomer() for _ in range(30)]

    await asyncio.gather(*(phone.say("something warm for a cold hallway") for phone in phones))
    await house.settled()

    assert all([any(map(is_card, await phone.heard())) for phone in phones])


def _picture(house: House, name: str) -> bytes:
    return (house.world.feed.parent / "pictures" / name).read_bytes()
