"""Photos, albums, voice notes and documents, with the ids and sizes that Telegram gives."""

import io
from collections.abc import Callable

import aiohttp
import pytest
from PIL import Image
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest

from bot.demo.standin.files import FileStore
from bot.demo.standin.params import Upload
from bot.demo.standin.server import Site
from tests.unit.bot.demo.standin.drivers import MakePicture, Phone, RawApi

CHAT = 1001


@pytest.mark.parametrize(("side", "count"), [(1, 2), (90, 2), (320, 2), (640, 3), (1280, 4), (3000, 4)])
async def test_photo_comes_in_two_to_four_sizes_the_largest_last(
    side: int, count: int, bot: Bot, picture: MakePicture
) -> None:
    message = await bot.send_photo(CHAT, picture(side, side))

    widths = [size.width for size in message.photo]
    assert len(widths) == count
    assert widths == sorted(widths)
    assert widths[-1] == min(side, 1280)


async def test_same_bytes_have_the_same_file_id(bot: Bot, jpeg: bytes) -> None:
    first, second = await bot.send_photo(CHAT, jpeg), await bot.send_photo(CHAT, jpeg)

    assert [size.file_id for size in first.photo] == [size.file_id for size in second.photo]
    assert len({size.file_unique_id for size in first.photo}) == len(first.photo)


async def test_photo_is_sent_again_by_its_file_id(bot: Bot, jpeg: bytes) -> None:
    first = await bot.send_photo(CHAT, jpeg)

    again = await bot.send_photo(CHAT, first.photo[-1].file_id, caption="again")

    assert again.photo == first.photo


async def test_file_is_downloaded_as_it_was_sent(bot: Bot) -> None:
    data = bytes(range(256)) * 12_000
    message = await bot.send_document(CHAT, io.BytesIO(data), filename="list.bin")

    file = await bot.get_file(message.document.file_id)

    assert message.document.file_name == "list.bin"
    assert bytes(await file.download_as_bytearray()) == data


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda _: b"rubbish", "IMAGE_PROCESS_FAILED"),
        (lambda _: b"\xff\xd8\xff\xe0" + b"\0" * 500, "IMAGE_PROCESS_FAILED"),
        (lambda picture: picture()[:300], "IMAGE_PROCESS_FAILED"),
        (lambda _: b"", "file must be non-empty"),
        (lambda picture: picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (lambda picture: picture(9000, 2000, "PNG"), "PHOTO_INVALID_DIMENSIONS"),
        (lambda picture: picture() + bytes(10 << 20), "is too big for a photo; the maximum size is 10485760 bytes"),
    ],
)
async def test_odd_pictures_are_refused_as_telegram_refuses_them(
    make: Callable[[MakePicture], bytes], what: str, picture: MakePicture, session: aiohttp.ClientSession, site: Site
) -> None:
    form = aiohttp.FormData({"chat_id": str(CHAT)})
    form.add_field("photo", io.BytesIO(make(picture)), filename="x.jpg")
    async with session.post(f"{site.base_url}4242:a-pretend-token/sendPhoto", data=form) as response:
        body = await response.json()

    assert response.status == 400
    assert what in body["description"]


async def test_picture_with_transparency_becomes_a_photo(bot: Bot) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 100), (0, 0, 0, 0)).save(out, "PNG")

    message = await bot.send_photo(CHAT, out.getvalue())

    assert (message.photo[-1].width, message.photo[-1].height) == (200, 100)


async def test_album_shares_a_group_and_keeps_each_caption(bot: Bot, jpeg: bytes, picture: MakePicture) -> None:
    media = [InputMediaPhoto(jpeg, caption="<b>one</b>", parse_mode="HTML"), InputMediaPhoto(picture(50, 50))]

    messages = await bot.send_media_group(CHAT, media)

    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["one", None]
    assert messages[0].caption_entities[0].type == "bold"


@pytest.mark.parametrize(
    ("count", "what"),
    [(0, "there are no messages to send"), (1, "too few messages"), (11, "too many messages to send as an album")],
)
async def test_album_has_two_to_ten_items(count: int, what: str, api: RawApi, bot: Bot, jpeg: bytes) -> None:
    file_id = (await bot.send_photo(CHAT, jpeg)).photo[-1].file_id

    refusal = await api.refusal("sendMediaGroup", chat_id=CHAT, media=[{"type": "photo", "media": file_id}] * count)

    assert what in refusal


async def test_album_with_one_bad_item_posts_nothing(api: RawApi, bot: Bot, phone: Phone, jpeg: bytes) -> None:
    file_id = (await bot.send_photo(CHAT, jpeg)).photo[-1].file_id
    media = [{"type": "photo", "media": file_id}, {"type": "photo", "media": "unknown"}]

    refusal = await api.refusal("sendMediaGroup", chat_id=CHAT, media=media)

    assert refusal == "Bad Request: wrong file identifier/HTTP URL specified"
    assert len(await phone.messages()) == 1


async def test_shoppers_album_is_one_update_a_photo(
    api: RawApi, phone: Phone, jpeg: bytes, picture: MakePicture
) -> None:
    sent = await phone.send_files("album", jpeg, picture(300, 200), caption="which one?")

    messages = [update["message"] for update in await api.result("getUpdates")]

    assert [message["message_id"] for message in messages] == sent["message_ids"]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["which one?", None]


async def test_voice_note_says_how_long_it_is(api: RawApi, phone: Phone) -> None:
    last_page = b"OggS\x00\x04" + (48_000 * 3).to_bytes(8, "little") + bytes(20)

    await phone.send_files("voice", b"OggS" + bytes(40) + last_page)

    assert (await api.result("getUpdates"))[0]["message"]["voice"]["duration"] == 3


async def test_picture_that_cannot_be_read_is_refused_to_the_shopper_with_the_fix(phone: Phone) -> None:
    refused = await phone.send_files("photo", b"rubbish")

    assert refused == {
        "error": "This picture cannot be sent: IMAGE_PROCESS_FAILED.",
        "fix": "Send a JPEG, PNG or WebP.",
    }


async def test_file_of_one_kind_is_not_sent_as_another(bot: Bot) -> None:
    document = await bot.send_document(CHAT, b"words", filename="a.txt")

    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(CHAT, document.document.file_id)


async def test_nothing_is_fetched_from_the_web(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_photo(CHAT, "https://pictures.example/kettle.jpg")


async def test_old_files_go_when_memory_is_full() -> None:
    store = FileStore(kept_bytes=1000)
    ids = [store.add("document", Upload(f"{n}.bin", "x/y", bytes([n]) * 400)).file_id for n in range(3)]

    assert store.get(ids[2]).data == bytes([2]) * 400
    with pytest.raises(Exception, match="temporarily unavailable"):
        store.get(ids[0])
