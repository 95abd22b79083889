"""The Bot API's envelope and the ways parameters travel."""

import io
import json

import aiohttp
import pytest

from bot.demo.standin.server import Site
from tests.unit.bot.demo.standin.drivers import Json, RawApi

TOKEN_PATH = "4242:a-pretend-token"


async def test_result_comes_in_the_envelope(api: RawApi) -> None:
    status, body = await api.call("getMe")

    assert status == 200
    assert body["ok"] is True
    assert body["result"]["username"] == "harbour_helper_bot"
    assert body["result"]["is_bot"] is True


async def test_method_names_ignore_case(api: RawApi) -> None:
    status, body = await api.call("GETme")

    assert (status, body["ok"]) == (200, True)


async def test_wrong_token_is_401(session: aiohttp.ClientSession, site: Site) -> None:
    async with session.get(f"{site.url}/bot1:wrong/getMe") as response:
        body = await response.json()

    assert response.status == body["error_code"] == 401
    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_unknown_method_is_404(api: RawApi) -> None:
    status, body = await api.call("sendTelepathy")

    assert (status, body["description"]) == (404, "Not Found")


async def test_known_method_that_is_not_played_says_so_with_501(api: RawApi) -> None:
    status, body = await api.call("sendpoll", chat_id=1001)

    assert (status, body["error_code"]) == (501, 501)
    assert body["description"] == "Not Implemented: sendPoll is not supported here"


@pytest.mark.parametrize("way", ["query", "json", "urlencoded", "multipart"])
async def test_nested_values_are_read_in_every_way_they_can_travel(
    way: str, session: aiohttp.ClientSession, site: Site
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Buy", "callback_data": "buy"}]]}
    as_text = {"chat_id": "1001", "text": "Hello", "reply_markup": json.dumps(keyboard)}
    how = {
        "query": {"params": as_text},
        "json": {"json": {"chat_id": 1001, "text": "Hello", "reply_markup": keyboard}},
        "urlencoded": {"data": as_text},
        "multipart": {"data": aiohttp.FormData(as_text, default_to_multipart=True)},
    }

    method = "GET" if way == "query" else "POST"
    async with session.request(method, f"{site.url}/bot{TOKEN_PATH}/sendMessage", **how[way]) as response:
        body = await response.json()

    assert body["result"]["reply_markup"] == keyboard


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({"Content-Type": "application/json"}, b"{"),
        ({"Content-Type": "application/json"}, b"[1]"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"rubbish"),
        ({"Content-Type": "multipart/form-data"}, b"rubbish"),
        ({"Content-Type": "application/json"}, b'{"chat_id": 1001, "text": "\\ud83d"}'),
    ],
)
async def test_malformed_bodies_are_400(
    headers: dict[str, str], data: bytes, session: aiohttp.ClientSession, site: Site
) -> None:
    url = f"{site.url}/bot{TOKEN_PATH}/sendMessage"
    async with session.post(url, data=data, headers=headers) as response:
        body = await response.json()

    assert response.status == body["error_code"] == 400
    assert body["description"].startswith("Bad Request: ")


async def test_body_above_the_upload_limit_is_413(session: aiohttp.ClientSession, site: Site) -> None:
    form = aiohttp.FormData({"chat_id": "1001"})
    form.add_field("document", io.BytesIO(bytes(53 << 20)), filename="big.bin")

    async with session.post(f"{site.url}/bot{TOKEN_PATH}/sendDocument", data=form) as response:
        body = await response.json()

    assert (response.status, body["description"]) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": 1001}, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": " \n "}, "Bad Request: message text is empty"),
        ("editMessageText", {"chat_id": 1001, "text": "x"}, "Bad Request: message identifier is not specified"),
        ("getFile", {"file_id": "x"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ],
)
async def test_bad_input_gets_telegrams_own_words(method: str, params: Json, description: str, api: RawApi) -> None:
    assert await api.refusal(method, **params) == description


async def test_chat_is_found_by_username(api: RawApi) -> None:
    message = await api.result("sendMessage", chat_id="@ana", text="Hello")

    assert message["chat"]["id"] == 1001
