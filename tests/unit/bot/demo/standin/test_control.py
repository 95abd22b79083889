"""Faults, the list of calls, waiting, resetting, and who may knock."""

import asyncio

import aiohttp
import pytest

from bot.demo.standin.server import Site, Standin, serve
from tests.unit.bot.demo.standin.drivers import Json, Phone, RawApi


async def test_429_says_when_to_come_back_as_often_as_asked(api: RawApi, phone: Phone) -> None:
    await phone.demo("POST", "faults", method="sendMessage", status=429, retry_after=3, times=2)

    answers = [await api.call("sendMessage", chat_id=1001, text="x") for _ in range(3)]

    assert [status for status, _ in answers] == [429, 429, 200]
    assert answers[0][1]["parameters"] == {"retry_after": 3}
    assert answers[0][1]["description"] == "Too Many Requests: retry after 3"


async def test_fault_strikes_its_method_only(api: RawApi, phone: Phone) -> None:
    await phone.demo("POST", "faults", method="sendPhoto", status=500)

    assert (await api.call("sendMessage", chat_id=1001, text="x"))[0] == 200
    assert (await api.call("sendPhoto", chat_id=1001, photo="x")) == (
        500,
        {"ok": False, "error_code": 500, "description": "Internal Server Error"},
    )


@pytest.mark.parametrize(("drop", "landed"), [("request", 0), ("answer", 1)])
async def test_dropped_connection_before_or_after_the_method_ran(
    drop: str, landed: int, api: RawApi, phone: Phone
) -> None:
    await phone.demo("POST", "faults", method="sendMessage", drop=drop)

    with pytest.raises(aiohttp.ClientConnectionError):
        await api.call("sendMessage", chat_id=1001, text="x")

    assert len(await phone.messages()) == landed
    assert (await phone.demo("GET", "calls"))["calls"][-1]["status"] == 0


async def test_slow_answer_shows_in_the_latency_of_the_call(api: RawApi, phone: Phone) -> None:
    await phone.demo("POST", "faults", method="getMe", delay=0.1)

    await api.result("getMe")

    assert (await phone.demo("GET", "calls", method="getMe"))["calls"][0]["ms"] >= 100


async def test_updates_are_handed_over_twice_on_purpose(api: RawApi, phone: Phone) -> None:
    await phone.demo("POST", "faults", duplicate=True)
    await phone.say("one")

    assert [update["message"]["text"] for update in await api.result("getUpdates")] == ["one", "one"]
    assert len(await api.result("getUpdates")) == 1


async def test_odd_fault_is_refused_with_the_fix(phone: Phone) -> None:
    assert "fix" in await phone.demo("POST", "faults", status=200)
    assert "fix" in await phone.demo("POST", "faults", drop="sometimes")


async def test_calls_are_listed_with_parameters_and_errors(api: RawApi, phone: Phone) -> None:
    await api.call("sendMessage", chat_id=1001, text="hello")
    await api.call("sendmessage", chat_id=5, text="hello")

    calls = (await phone.demo("GET", "calls"))["calls"]

    assert [call["status"] for call in calls] == [200, 400]
    assert calls[0]["params"] == {"chat_id": 1001, "text": "hello"}
    assert calls[1]["description"] == "Bad Request: chat not found"
    assert (await phone.demo("GET", "calls", after=calls[0]["seq"]))["calls"] == calls[1:]


async def test_wait_sees_new_messages_and_edits_but_not_the_shoppers_own(api: RawApi, phone: Phone) -> None:
    sent = await phone.say("hello")
    waiting = asyncio.create_task(phone.wait(sent["seq"]))
    message = await api.result("sendMessage", chat_id=1001, text="one")
    seen = await waiting
    await api.result("editMessageText", chat_id=1001, message_id=message["message_id"], text="two")

    edited = await phone.wait(seen["seq"])

    assert [shown["text"] for shown in seen["messages"]] == ["one"]
    assert [(shown["message_id"], shown["text"]) for shown in edited["messages"]] == [(message["message_id"], "two")]


async def test_wait_ends_empty_when_time_runs_out(phone: Phone) -> None:
    assert (await phone.wait(0, timeout=0.05))["messages"] == []


async def test_id_of_a_message_serves_as_a_place_in_the_log(api: RawApi, phone: Phone) -> None:
    sent = await phone.say("hello")
    await api.result("sendMessage", chat_id=1001, text="one")

    assert [message["text"] for message in await phone.messages(after=sent["message_id"])] == ["one"]


async def test_reset_empties_the_world(api: RawApi, phone: Phone) -> None:
    await phone.say("hello")
    await phone.demo("POST", "faults", status=500, times=9)

    await phone.demo("POST", "reset")

    assert await phone.messages() == []
    assert (await phone.demo("GET", "calls"))["calls"] == []
    assert await api.result("getUpdates") == []


async def test_stranger_is_introduced_and_named(
    api: RawApi, session: aiohttp.ClientSession, site: Site, phone: Phone
) -> None:
    stranger = type(phone)(session, site, 77)
    await phone.demo("POST", "users/77", first_name="Chloé", language_code="fr")

    await stranger.say("bonjour")

    sender = (await api.result("getUpdates"))[0]["message"]["from"]
    assert (sender["id"], sender["first_name"], sender["language_code"]) == (77, "Chloé", "fr")


@pytest.mark.parametrize(
    ("move", "fields"),
    [
        ("message", {"text": ""}),
        ("message", {"text": "x" * 4097}),
        ("callback", {"message_id": 1, "data": "x"}),
        ("callback", {"label": "Nowhere"}),
        ("edit", {"message_id": 1, "text": "x"}),
        ("pay", {"message_id": 1}),
        ("photo", {}),
        ("dance", {}),
        ("message/twice", {"text": "x"}),
    ],
)
async def test_moves_that_cannot_be_made_say_the_fix(move: str, fields: Json, phone: Phone) -> None:
    refused = await phone.post(move, **fields)

    assert set(refused) == {"error", "fix"}


@pytest.mark.parametrize("key", [{}, {"X-Demo-Key": "wrong"}])
async def test_control_routes_need_the_key(key: dict[str, str], site: Site) -> None:
    async with (
        aiohttp.ClientSession(headers=key) as stranger,
        stranger.post(f"{site.url}/_demo/users/1001/message", json={"text": "x"}) as response,
    ):
        assert response.status == 401


@pytest.mark.parametrize("path", ["/", "/page-config", "/_demo/calls", "/bot4242:a-pretend-token/getMe"])
@pytest.mark.parametrize("host", ["shop.example", "127.0.0.1.shop.example:{port}", "127.0.0.1:1", "localhost", ""])
async def test_other_hosts_are_refused_everywhere(
    host: str, path: str, session: aiohttp.ClientSession, site: Site
) -> None:
    port = site.url.rpartition(":")[2]

    async with session.get(site.url + path, headers={"Host": host.format(port=port)}) as response:
        assert response.status in (400, 403)


async def test_localhost_is_another_name_for_here(session: aiohttp.ClientSession, site: Site) -> None:
    port = site.url.rpartition(":")[2]

    async with session.get(f"{site.url}/page-config", headers={"Host": f"localhost:{port}"}) as response:
        assert response.status == 200


@pytest.mark.parametrize("origin", ["https://shop.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
async def test_other_origins_may_not_act(origin: str, session: aiohttp.ClientSession, site: Site) -> None:
    headers = {"Origin": origin.format(port=site.url.rpartition(":")[2])}

    async with session.post(f"{site.url}/_demo/reset", headers=headers) as response:
        assert response.status == 403


async def test_own_origin_may_act(session: aiohttp.ClientSession, site: Site) -> None:
    async with session.post(f"{site.url}/_demo/reset", headers={"Origin": site.url}) as response:
        assert response.status == 200


async def test_serving_beyond_this_machine_is_refused(standin: Standin) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        await serve(standin, "0.0.0.0", 0)  # noqa: S104 - the address that must be refused
