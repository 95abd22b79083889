"""Whatever a shopper or a broken server sends: an answer or a logged refusal, and the next message is answered."""

import io
import logging
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.demo.standin.params import Upload
from graph.domain.orders import OrderState
from tests.e2e.house import House
from tests.e2e.phone import Json, Phone, Refused, is_card, is_invoice, key_data, labels, says, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1024 * 1024
EVERYDAY = "Pilot Gooseneck Kettle"
NUMBER = 7_000_000
DATE = 1_767_300_000


@pytest_asyncio.fixture(loop_scope="module")
async def ana(house: House, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Phone]:
    """A shopper whose next ordinary message is answered, whatever the test did before."""
    phone = house.newcomer()
    await house.asked(phone, "hello")
    await phone.catch_up()
    caplog.clear()
    yield phone
    await house.settled()
    assert any(is_card(message) for message in await house.asked(phone, EVERYDAY))
    assert not await house.shop.inbox.pending("telegram")


@pytest.mark.parametrize("text", ["\u2800", "\u200b", "\u00ad", "\u202e", "?", "\\", "%s", "<b>", "& < >", "/", "🧉"])
async def test_message_without_a_word_in_it_is_answered(house: House, ana: Phone, text: str) -> None:
    answer = await house.asked(ana, text)

    assert answer
    assert all(words(message).strip() for message in answer)


@pytest.mark.parametrize("text", ["", "   "])
async def test_empty_message_is_told_to_be_empty(house: House, ana: Phone, text: str) -> None:
    await house.update(message=_message(ana, text=text))
    await house.settled()

    assert "empty message" in words((await ana.heard())[-1])


@pytest.mark.parametrize(
    "text", ["☕" * 4_096, "🎁" * 2_048, "a" * 4_096, "ab " * 1_365, "&" * 4_096, "\u0301" * 4_096]
)
async def test_longest_message_there_can_be_is_answered(house: House, ana: Phone, text: str) -> None:
    answer = await house.asked(ana, text)

    assert 1 <= len(answer) <= 2


async def test_torn_character_is_answered(house: House, ana: Phone) -> None:
    await house.update(message=_message(ana, text="a mug \ud83c for two"))
    await house.settled()

    assert await ana.heard()


@pytest.mark.full
@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_picture_of_nineteen_megabytes_is_looked_at(house: House, ana: Phone, kind: str) -> None:
    picture = io.BytesIO()
    side = 2_560
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(picture, "PNG", compress_level=0)

    answer = await _sent_file(house, ana, kind, "noise.png", picture.getvalue())

    assert 18 * MEGABYTE < picture.tell() < 20 * MEGABYTE
    assert any("I don't know this one" in words(message) for message in answer), answer


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_picture_above_what_a_bot_may_fetch_is_told_the_limit(house: House, ana: Phone, kind: str) -> None:
    answer = await _sent_file(house, ana, kind, "large.jpg", bytes(21 * MEGABYTE))

    assert "up to 20 MB" in words(answer[0])


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90 I am a picture, honestly.",
        b"\xff\xd8\xff\xe0" + bytes(200),
        b"<svg xmlns='x'><script/></svg>",
        b"GIF89a",
    ],
    ids=["nothing", "program", "jpeg-without-body", "svg", "gif-without-body"],
)
async def test_file_that_claims_to_be_a_picture_is_told_not_to_be_one(
    house: House, ana: Phone, kind: str, content: bytes
) -> None:
    answer = await _sent_file(house, ana, kind, "holiday.jpg", content)

    assert [words(message)[:30] for message in answer] == ["I could not open this as a pic"]


@pytest.mark.full
async def test_picture_of_sixty_megapixels_is_told_the_limit(house: House, ana: Phone) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (10_000, 6_000), "teal").save(picture, "JPEG")

    answer = await _sent_file(house, ana, "document", "wall.jpg", picture.getvalue())

    assert "50 megapixels" in words(answer[0])


async def test_server_that_refuses_a_picture_says_why_and_the_bot_never_hears_of_it(house: House, ana: Phone) -> None:
    with pytest.raises(Refused, match="cannot be sent"):
        await ana.do("photo", files=[("holiday.jpg", b"not a picture")])


async def test_file_that_is_no_picture_is_told_what_works(house: House, ana: Phone) -> None:
    answer = await _sent_file(house, ana, "document", "list.pdf", b"%PDF-1.7", mime="application/pdf")

    assert "I cannot read this file" in words(answer[0])


async def test_photo_whose_file_is_gone_from_the_server_is_answered(house: House, ana: Phone) -> None:
    gone = [{"file_id": "AgACgone", "file_unique_id": "gone", "width": 90, "height": 90, "file_size": 100}]

    await house.update(message=_message(ana, photo=gone))
    await house.settled()

    assert "could not open this" in words((await ana.heard())[-1])


PERSON = {"id": 1, "is_bot": False, "first_name": "Mallory"}
MALFORMED: dict[str, Json] = {
    "nothing but its number": {},
    "an unknown kind": {"quantum_message": {"chat": {"id": 1}}},
    "a message of nothing": {"message": {}},
    "a message that is null": {"message": None},
    "a message that is words": {"message": "hello"},
    "a message that is a list": {"message": [1, 2, 3]},
    "a message without a chat": {"message": {"message_id": 1, "date": DATE, "from": PERSON, "text": "hello"}},
    "a chat that is a number": {"message": {"message_id": 1, "date": DATE, "chat": 5, "text": "hello"}},
    "a date in words": {"message": {"message_id": 1, "date": "noon", "chat": {"id": 1, "type": "private"}}},
    "a date after the end of time": {
        "message": {"message_id": 1, "date": 10**18, "chat": {"id": 1, "type": "private"}}
    },
    "a tap of nothing": {"callback_query": {}},
    "a tap without a person": {"callback_query": {"id": "1", "chat_instance": "1", "data": "1.b.1.."}},
    "a question before no payment": {"pre_checkout_query": {}},
    "a question before a payment of words": {"pre_checkout_query": "please"},
    "two kinds at once": {"message": None, "callback_query": {}, "poll": []},
    "an edited message of nothing": {"edited_message": {}},
    "a deep nest": {"message": {"reply_to_message": {"reply_to_message": {"reply_to_message": {}}}}},
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_update_is_done_with_and_holds_up_nobody(house: House, ana: Phone, body: Json) -> None:
    number = await house.update(**body)
    await house.settled()

    assert number in house.inbox.finished


ODD_PARTS: dict[str, Json] = {
    "words that are a number": {"text": 12345},
    "photos that are words": {"photo": "kettle"},
    "photos without an id": {"photo": [{"width": 1}]},
    "photos of no size": {"photo": []},
    "a command from beyond the words": {
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 900, "length": 10**9}],
    },
    "a command of negative length": {
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": -4}],
    },
    "a payment of nothing": {"successful_payment": {}},
    "a huge document": {
        "document": {"file_id": "x", "file_unique_id": "y", "file_size": 10**30, "mime_type": "image/png"}
    },
    "a document of negative size": {
        "document": {"file_id": "x", "file_unique_id": "y", "file_size": -1, "mime_type": "image/png"}
    },
    "a language that is none": {"text": "hello", "from": {**PERSON, "language_code": "☠" * 40}},
    "a language of dots": {"text": "hello", "from": {**PERSON, "language_code": "../../etc"}},
    "nobody who wrote it": {"text": "hello", "from": None},
    "an album of one": {"media_group_id": "1", "text": "hello"},
}


@pytest.mark.parametrize("parts", ODD_PARTS.values(), ids=ODD_PARTS.keys())
async def test_message_with_an_odd_part_is_answered_or_refused_in_the_log(
    house: House, ana: Phone, parts: Json, caplog: pytest.LogCaptureFixture
) -> None:
    number = await house.update(message=_message(ana, **parts))
    await house.settled()

    refused = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert number in house.inbox.finished
    assert await ana.heard() or refused or parts.get("from", PERSON) is None or parts.get("photo") == []


@pytest.mark.parametrize("chat", [2**63, -(2**63) - 1, 10**30, 0, -1])
async def test_message_of_a_chat_that_cannot_be_is_done_with(house: House, ana: Phone, chat: int) -> None:
    number = await house.update(message=_message(ana, text="hello", chat={"id": chat, "type": "private"}))
    await house.settled()

    assert number in house.inbox.finished


@pytest.mark.parametrize(
    "data", ["buy", "1", "0.b.1..", "2.b.1..", "1.zz.1..", "1.b.-1..", "1.b.1..\n", "1.b.g..", "é" * 32]
)
async def test_unknown_callback_is_told_to_be_too_old(house: House, ana: Phone, data: str) -> None:
    await house.asked(ana, EVERYDAY)

    answer = await house.after(ana, "callback", message_id=await _newest(ana), data=data)

    toast = (await ana.events(name="toast"))[-1]["data"]
    assert not answer
    assert "too old" in toast["text"]


HUGE = "f" * 16
FORGED = {
    "a page beyond the last": "1.p..1.ffff",
    "a page of a list never shown": "1.p..ff.0",
    "a page without a list": "1.p...",
    "a page beyond all numbers": f"1.p..{HUGE}.{HUGE}",
    "a product that is not there": "1.b.fffff..",
    "a product beyond all numbers": f"1.b.{HUGE}..",
    "nothing to buy": "1.b...",
    "no size to choose": "1.v...",
    "evidence of nothing": "1.e...",
    "evidence beyond all numbers": f"1.e.{HUGE}..",
    "a reason for nothing": "1.w...",
    "likeness to nothing": "1.s...",
    "cheaper than nothing": "1.c...",
    "something to show beyond all numbers": f"1.d.{HUGE}..",
    "a start": "1.st...",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
async def test_forged_callback_is_answered_without_an_error(
    house: House, ana: Phone, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    card = next(filter(is_card, await house.asked(ana, EVERYDAY)))

    answer = await house.after(ana, "callback", message_id=card["message_id"], data=data)

    failures = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not failures
    assert answer or (await ana.events(name="toast"))
    assert not any(map(is_invoice, answer))


@pytest.mark.parametrize("payload", ["p0", "p" + "9" * 63, "p", "p1-2", "x" * 64, "-", "__proto__"])
async def test_odd_deep_link_is_answered_without_an_error(
    house: House, ana: Phone, payload: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await house.after(ana, "start", payload=payload)

    assert answer
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def test_buy_button_of_anothers_card_makes_an_order_of_ones_own(house: House, ana: Phone) -> None:
    ben = house.newcomer()
    theirs = next(filter(is_card, await house.asked(ben, EVERYDAY)))
    mine = next(filter(is_card, await house.asked(ana, "a lamp to read by")))

    answer = await house.after(ana, "callback", message_id=mine["message_id"], data=key_data(theirs, "Buy "))

    order = await house.order(ana)
    assert any(map(is_invoice, answer))
    assert order.state is OrderState.QUOTED
    assert order.shopper == f"tg:{ana.id}"
    assert not await house.orders(ben)


async def test_pager_of_anothers_list_shows_nothing_of_theirs(house: House, ana: Phone) -> None:
    ben = house.newcomer()
    theirs = next(filter(is_card, await house.asked(ben, "coffee")))
    mine = next(filter(is_card, await house.asked(ana, "wool blanket")))
    assert "›" in labels(theirs)

    answer = await house.after(ana, "callback", message_id=mine["message_id"], data=key_data(theirs, "›"))

    assert await ana.events(name="toast")
    assert not any("coffee" in words(message).casefold() for message in answer)


async def test_tap_on_a_message_that_telegram_no_longer_shows_is_answered(house: House, ana: Phone) -> None:
    card = next(filter(is_card, await house.asked(ana, EVERYDAY)))
    person = {"id": ana.id, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": ana.id, "type": "private"}
    gone = {"chat": chat, "message_id": card["message_id"], "date": 0}
    tap = {"id": "t1", "from": person, "chat_instance": "1", "message": gone, "data": key_data(card, "Who says")}

    await house.update(callback_query=tap)

    assert await ana.sees(says("«"))


def _message(phone: Phone, **parts: Any) -> Json:  # noqa: ANN401  whatever a message may hold
    person = {"id": phone.id, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": phone.id, "type": "private"}
    return {"message_id": NUMBER + phone.seq, "date": DATE, "from": person, "chat": chat, **parts}


async def _sent_file(
    house: House, phone: Phone, kind: str, name: str, content: bytes, mime: str = "image/jpeg"
) -> list[Json]:
    """The answer to a file that is on the server already, as a photo's largest size or as a document."""
    stored = house.standin.world.files.add(kind, Upload(name, mime, content), width=2_000, height=2_000)
    attached = [stored.attachment] if kind == "photo" else stored.attachment
    await house.update(message=_message(phone, **{kind: attached}))
    await house.settled()
    return await phone.heard()


async def _newest(phone: Phone) -> int:
    number: int = (await phone.messages())[-1]["message_id"]
    return number
