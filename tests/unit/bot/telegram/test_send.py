import json
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.telegram.calls import Key, Price, Replace, SendInvoice, SendPhoto, SendText
from bot.telegram.pictures import Pictures
from bot.telegram.send import Sender, Target
from graph.adapters.media.disk import DiskMediaStore
from graph.domain.conversation import MediaKind, MediaRef
from tests.unit.bot.telegram.pretend import BotApi

CARD = SendPhoto(
    "kettles/red.jpg", "<b>Kettle</b>", ((Key("Buy", data="1.b.7.."), Key("Shop", url="https://a.example")),)
)
TAPPED = Target(11, 50, pictured=True)


@pytest.fixture
def sender(bot: Bot, tmp_path: Path) -> Sender:
    (tmp_path / "shop" / "kettles").mkdir(parents=True)
    (tmp_path / "shop" / "kettles" / "red.jpg").write_bytes(b"red kettle")
    (tmp_path / "secret.jpg").write_bytes(b"not for shoppers")
    return Sender(bot, Pictures(tmp_path / "shop", DiskMediaStore(tmp_path / "media")), longest_wait=1.0)


async def test_a_picture_is_uploaded_once_and_then_sent_by_its_id(sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11), [CARD])

    await sender.send(Target(12), [CARD])

    first, second = api.of("sendPhoto")
    assert (first.uploads, second.uploads) == (1, 0)
    assert second.parameters["photo"] == "kept-101"


async def test_a_picture_made_of_photos_is_uploaded(sender: Sender, api: BotApi, tmp_path: Path) -> None:
    ref = await DiskMediaStore(tmp_path / "media").save(b"two crops", MediaKind.PHOTO)

    await sender.send(Target(11), [SendPhoto(ref, "I see 2 things.")])

    (sent,) = api.of("sendPhoto")
    assert (sent.uploads, sent.parameters["caption"]) == (1, "I see 2 things.")


async def test_a_picture_made_of_photos_that_are_no_longer_kept_leaves_the_words(sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11), [SendPhoto(MediaRef("0" * 64, MediaKind.PHOTO, 1), "I see 2 things.")])

    assert [call.method for call in api.calls] == ["sendMessage"]


async def test_a_picture_on_the_web_is_fetched_by_telegram(sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11), [SendPhoto("https://shop.example/red.jpg", "Kettle")])

    assert api.of("sendPhoto")[0].parameters["photo"] == "https://shop.example/red.jpg"


@pytest.mark.parametrize("name", ["kettles/gone.jpg", "../secret.jpg", "/etc/hostname", "nul\0.jpg"])
async def test_a_picture_that_is_not_the_shops_leaves_the_words(name: str, sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11), [SendPhoto(name, "Kettle", CARD.keyboard)])

    (sent,) = api.calls
    assert (sent.method, sent.parameters["text"]) == ("sendMessage", "Kettle")


async def test_a_picture_that_telegram_refuses_leaves_the_words(sender: Sender, api: BotApi) -> None:
    api.refuse("sendPhoto", 400, "Bad Request: IMAGE_PROCESS_FAILED")

    await sender.send(Target(11), [CARD])

    assert [call.method for call in api.calls] == ["sendPhoto", "sendMessage"]


async def test_buttons_carry_their_data_and_links(sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11), [CARD])

    (row,) = api.of("sendPhoto")[0].parameters["reply_markup"]["inline_keyboard"]
    assert row == [{"text": "Buy", "callback_data": "1.b.7.."}, {"text": "Shop", "url": "https://a.example"}]


async def test_a_page_edits_the_card_in_place(sender: Sender, api: BotApi) -> None:
    await sender.send(TAPPED, [Replace(CARD)])

    (edit,) = api.calls
    assert (edit.method, edit.parameters["message_id"], edit.uploads) == ("editMessageMedia", 50, 1)
    assert edit.parameters["media"]["caption"] == "<b>Kettle</b>"


async def test_the_same_page_again_changes_nothing(sender: Sender, api: BotApi) -> None:
    api.refuse("editMessageMedia", 400, "Bad Request: message is not modified: specified new message content…")

    await sender.send(TAPPED, [Replace(CARD)])

    assert [call.method for call in api.calls] == ["editMessageMedia"]


async def test_a_card_that_is_gone_is_sent_anew(sender: Sender, api: BotApi) -> None:
    api.refuse("editMessageMedia", 400, "Bad Request: message to edit not found")

    await sender.send(TAPPED, [Replace(CARD)])

    assert [call.method for call in api.calls] == ["editMessageMedia", "sendPhoto", "deleteMessage"]


async def test_a_photo_makes_way_for_words_that_cannot_replace_it(sender: Sender, api: BotApi) -> None:
    await sender.send(TAPPED, [Replace(SendText("No picture of this one"))])

    assert [call.method for call in api.calls] == ["sendMessage", "deleteMessage"]


async def test_words_replace_words_in_place(sender: Sender, api: BotApi) -> None:
    await sender.send(Target(11, 50), [Replace(SendText("Better words"))])

    assert [call.method for call in api.calls] == ["editMessageText"]


async def test_an_old_message_that_stays_does_not_cost_the_answer(sender: Sender, api: BotApi) -> None:
    api.refuse("deleteMessage", 400, "Bad Request: message can't be deleted")

    await sender.send(TAPPED, [Replace(SendText("Words"))])

    assert api.texts() == ["Words"]


async def test_a_short_flood_limit_is_waited_out(sender: Sender, api: BotApi) -> None:
    api.refuse("sendMessage", 429, "Too Many Requests", retry_after=0.01)

    await sender.send(Target(11), [SendText("hello")])

    assert len(api.of("sendMessage")) == 2


async def test_a_long_flood_limit_is_given_up(sender: Sender, api: BotApi) -> None:
    api.refuse("sendMessage", 429, "Too Many Requests", retry_after=600)

    with pytest.raises(RetryAfter):
        await sender.send(Target(11), [SendText("hello")])


async def test_a_broken_connection_is_tried_again(sender: Sender, api: BotApi) -> None:
    api.break_down("sendMessage", NetworkError("connection reset"))

    await sender.send(Target(11), [SendText("hello")])

    assert len(api.of("sendMessage")) == 2


async def test_a_timeout_is_not_repeated_since_the_message_may_have_arrived(sender: Sender, api: BotApi) -> None:
    api.break_down("sendMessage", TimedOut())

    with pytest.raises(TimedOut):
        await sender.send(Target(11), [SendText("hello")])

    assert len(api.of("sendMessage")) == 1


async def test_a_refused_text_is_the_callers_to_know(sender: Sender, api: BotApi) -> None:
    api.refuse("sendMessage", 400, "Bad Request: chat not found")

    with pytest.raises(BadRequest):
        await sender.send(Target(11), [SendText("hello")])


async def test_an_invoice_asks_for_each_price_and_keeps_its_start_link(sender: Sender, api: BotApi) -> None:
    bill = SendInvoice("Kettle", "Sold by us", "order-1", "EUR", (Price("Kettle", 4900),), "p7", "provider")

    await sender.send(Target(11), [bill])

    sent = api.of("sendInvoice")[0].parameters
    assert (sent["payload"], sent["start_parameter"], sent["currency"]) == ("order-1", "p7", "EUR")
    assert json.loads(json.dumps(sent["prices"])) == [{"label": "Kettle", "amount": 4900}]
