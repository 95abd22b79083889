"""Updates reach a poller in order, again and again until acknowledged."""

import asyncio

from bot.demo.standin.server import Site, Standin
from tests.unit.bot.demo.standin.drivers import Phone, RawApi


def ids(updates: list[dict]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_updates_are_redelivered_until_acknowledged(api: RawApi, phone: Phone) -> None:
    first, second = await phone.say("one"), await phone.say("two")

    once, again = await api.result("getUpdates"), await api.result("getUpdates")
    rest = await api.result("getUpdates", offset=first["update_id"] + 1)
    none = await api.result("getUpdates", offset=second["update_id"] + 1)

    assert ids(once) == ids(again) == [first["update_id"], second["update_id"]]
    assert ids(rest) == [second["update_id"]]
    assert none == []


async def test_every_message_says_from_chat_and_date_in_seconds(api: RawApi, phone: Phone) -> None:
    await phone.say("hello 🫖")

    message = (await api.result("getUpdates"))[0]["message"]

    assert message["from"]["language_code"] == "en"
    assert message["chat"] == {
        "id": 1001,
        "type": "private",
        "first_name": "Ana",
        "last_name": "Silva",
        "username": "ana",
    }
    assert isinstance(message["date"], int)


async def test_update_and_message_ids_only_grow(api: RawApi, phone: Phone, other_phone: Phone) -> None:
    sent = [await phone.say("a"), await other_phone.say("b"), await phone.say("c")]

    assert sorted(update["update_id"] for update in sent) == [update["update_id"] for update in sent]
    assert sent[2]["message_id"] > sent[0]["message_id"]


async def test_numbering_goes_on_after_a_reset(api: RawApi, phone: Phone) -> None:
    before = await phone.say("a")

    await phone.demo("POST", "reset")
    after = await phone.say("b")

    assert after["update_id"] > before["update_id"]
    assert after["message_id"] > before["message_id"]
    assert ids(await api.result("getUpdates")) == [after["update_id"]]


async def test_long_poll_answers_as_soon_as_something_happens(api: RawApi, phone: Phone) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=20))
    sent = await phone.say("hello")

    assert ids(await asyncio.wait_for(poll, 5)) == [sent["update_id"]]


async def test_second_poller_ends_the_first_with_409(api: RawApi, phone: Phone) -> None:
    polls = [asyncio.create_task(api.call("getUpdates", timeout=20)) for _ in range(2)]

    ended, going_on = await asyncio.wait(polls, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    await phone.say("hello")
    status, body = ended.pop().result()

    assert status == body["error_code"] == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request")
    assert (await asyncio.wait_for(going_on.pop(), 5))[0] == 200


async def test_setting_a_webhook_ends_a_poll_with_409(api: RawApi, standin: Standin) -> None:
    polling = asyncio.create_task(standin.world.updates.changed.wait())
    poll = asyncio.create_task(api.call("getUpdates", timeout=20))
    await polling

    await api.result("setWebhook", url="http://127.0.0.1:9/hook")

    assert (await asyncio.wait_for(poll, 5))[1]["description"] == "Conflict: terminated by setWebhook request"


async def test_polling_is_409_while_a_webhook_is_set(api: RawApi) -> None:
    await api.result("setWebhook", url="http://127.0.0.1:9/hook")

    status, body = await api.call("getUpdates")

    assert (status, body["description"][:38]) == (409, "Conflict: can't use getUpdates method ")


async def test_limit_and_negative_offset(api: RawApi, phone: Phone) -> None:
    sent = [await phone.say(text) for text in "abc"]

    assert ids(await api.result("getUpdates", limit=1)) == [sent[0]["update_id"]]
    assert ids(await api.result("getUpdates", offset=-1)) == [sent[2]["update_id"]]
    assert ids(await api.result("getUpdates")) == [sent[2]["update_id"]]


async def test_only_allowed_kinds_are_queued_and_reactions_only_on_request(api: RawApi, phone: Phone) -> None:
    message = await api.result("sendMessage", chat_id=1001, text="x")
    await phone.post("reaction", message_id=message["message_id"], emoji="👍")
    await api.result("getUpdates", allowed_updates=["message_reaction"])
    await phone.say("ignored")
    wanted = await phone.post("reaction", message_id=message["message_id"], emoji="🔥")

    updates = await api.result("getUpdates")

    assert ids(updates) == [wanted["update_id"]]
    assert updates[0]["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]


async def test_edit_by_the_shopper_is_an_edited_message(api: RawApi, phone: Phone) -> None:
    sent = await phone.say("teh kettle")

    await phone.post("edit", message_id=sent["message_id"], text="the kettle")
    edited = (await api.result("getUpdates"))[1]["edited_message"]

    assert (edited["message_id"], edited["text"]) == (sent["message_id"], "the kettle")
    assert "edit_date" in edited


async def test_command_is_marked_as_one(api: RawApi, phone: Phone) -> None:
    await phone.say("/help me")

    assert (await api.result("getUpdates"))[0]["message"]["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 5}
    ]


async def test_start_payload_with_odd_characters_is_refused_with_the_fix(phone: Phone) -> None:
    refused = await phone.post("start", payload="no spaces")

    assert refused == {"error": "This is no start payload.", "fix": "Use at most 64 of A-Z, a-z, 0-9, _ and -."}


async def test_raw_update_arrives_as_it_is_and_opens_its_chat(api: RawApi, phone: Phone) -> None:
    message = {"message_id": 7, "date": 0, "chat": {"id": -100, "type": "group", "title": "Room"}, "odd": None}

    await phone.demo("POST", "updates", message=message)
    update = (await api.result("getUpdates"))[0]

    assert update["message"] == message
    assert (await api.result("sendMessage", chat_id=-100, text="Hello, room"))["chat"]["title"] == "Room"


async def test_inline_query_is_answered_to_the_phone(api: RawApi, phone: Phone) -> None:
    asked = asyncio.create_task(phone.post("inline", query="kettle"))
    query = (await api.result("getUpdates", timeout=5))[0]["inline_query"]

    await api.result("answerInlineQuery", inline_query_id=query["id"], results=[{"type": "article", "id": "1"}])

    assert (await asked)["results"] == [{"type": "article", "id": "1"}]
    assert query["query"] == "kettle"


async def test_waiting_polls_end_when_the_standin_closes(api: RawApi, site: Site, standin: Standin) -> None:
    polling = asyncio.create_task(standin.world.updates.changed.wait())
    poll = asyncio.create_task(api.result("getUpdates", timeout=30))
    await polling

    await asyncio.wait_for(site.close(), 5)

    assert await poll == []
