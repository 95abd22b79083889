"""The control routes under `/_demo/` beside a shopper's moves: what the bot did, and trouble for it."""

import asyncio
import hmac
from typing import Final, Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.demo.standin.chats import Chat, Event
from bot.demo.standin.doors.dressing import dressed, dressed_event
from bot.demo.standin.envelope import ApiError
from bot.demo.standin.faults import ANY, Fault
from bot.demo.standin.params import Params, read_params
from bot.demo.standin.payments import Cashier
from bot.demo.standin.records import Json
from bot.demo.standin.shopper_moves import MoveError
from bot.demo.standin.world import World

PREFIX: Final = "/_demo/"
_LONGEST_WAIT: Final = 120.0
_USUAL_WAIT: Final = 10.0
_MESSAGES: Final = frozenset({"message", "edit"})
_REFUSALS: Final = range(400, 600)
_DROPS: Final[dict[str, Literal["request", "answer"]]] = {"true": "request", "request": "request", "answer": "answer"}


def plain_errors(key: str) -> Middleware:
    """Make the middleware that asks for the key, and turns refusals into `{"error", "fix"}` with a 4xx status."""

    @web.middleware
    async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return await handler(request)
        if not hmac.compare_digest(request.headers.get("X-Demo-Key", "").encode(), key.encode()):
            return refusal(401, "The key is missing or wrong.", "Send the header X-Demo-Key as printed at the start.")
        try:
            return await handler(request)
        except MoveError as error:
            return refusal(400, error.error, error.fix)
        except ApiError as error:
            return refusal(error.status, error.description, "Mend the request and send it again.")
        except web.HTTPException as error:
            return refusal(error.status, error.reason, "See the list of /_demo/ routes, and whether it is GET or POST.")

    return speak


def refusal(status: int, error: str, fix: str) -> web.Response:
    return web.json_response({"error": error, "fix": fix}, status=status)


class Control:
    """Looks at the world and troubles it. Every `after` is a number of an event, or the id of a message."""

    def __init__(self, world: World, cashier: Cashier) -> None:
        self._world = world
        self._cashier = cashier

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_demo/updates", self.update),
            web.post("/_demo/faults", self.add_fault),
            web.get("/_demo/faults", self.faults),
            web.post("/_demo/reset", self.reset),
            web.get("/_demo/chats/{id}/messages", self.messages),
            web.get("/_demo/chats/{id}/events", self.events),
            web.get("/_demo/calls", self.calls),
            web.get("/_demo/wait", self.wait),
        ]

    async def update(self, request: web.Request) -> web.StreamResponse:
        """Queue a raw update, however odd; the chat it names is opened so that the bot can answer there."""
        body = (await read_params(request)).values
        message = body.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int) and chat["id"] not in self._world.chats:
            self._world.open_chat(chat)
        return web.json_response({"update_id": self._world.updates.push_raw(body)})

    async def add_fault(self, request: web.Request) -> web.StreamResponse:
        self._world.faults.add(_read_fault(await read_params(request)))
        return await self.faults(request)

    async def faults(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"faults": [fault.json() for fault in self._world.faults.coming]})

    async def reset(self, _request: web.Request) -> web.StreamResponse:
        self._cashier.clear()
        self._world.reset()
        return web.json_response({"reset": True})

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """Give the messages of a chat that came or were edited after a number, as they are now."""
        params = await read_params(request)
        chat, after = self._chat(request.match_info["id"]), params.integer("after", 0)
        seqs = {event.data["message_id"]: event.seq for event in chat.events(after) if event.name in _MESSAGES}
        found = [
            dressed({**message, "seq": seqs.get(message_id, message_id)})
            for message_id, message in chat.messages.items()
            if message_id > after or message_id in seqs
        ]
        return web.json_response({"seq": chat.last_seq, "messages": found})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Give everything that happened in a chat after a number, as the page's stream would."""
        params = await read_params(request)
        chat = self._chat(request.match_info["id"])
        found = [_event_json(event) for event in chat.events(params.integer("after", 0))]
        return web.json_response({"seq": chat.last_seq, "events": found})

    async def calls(self, request: web.Request) -> web.StreamResponse:
        params = await read_params(request)
        return web.json_response({"calls": self._world.calls.after(params.integer("after", 0), params.text("method"))})

    async def wait(self, request: web.Request) -> web.StreamResponse:
        """Wait for the bot to post or edit; `kinds=sheet,toast` waits for those events instead.

        Answers at once when something after `after` is there, and with empty lists when time runs out.
        """
        params = await read_params(request)
        chat, after = self._chat(params.required("chat")), params.integer("after", 0)
        kinds = frozenset(params.text("kinds").split(",")) if params.has("kinds") else _MESSAGES
        timeout = min(params.number("timeout"), _LONGEST_WAIT) if params.has("timeout") else _USUAL_WAIT
        events = await _next_events(chat, after, kinds, timeout)
        messages = [{**dressed(event.data), "seq": event.seq} for event in events if event.name in _MESSAGES]
        body = {"seq": chat.last_seq, "messages": messages, "events": [_event_json(event) for event in events]}
        return web.json_response(body)

    def _chat(self, chat_id: str) -> Chat:
        number = Params({"chat": chat_id}).integer("chat")
        return self._world.chat(number if number in self._world.chats else self._world.shopper(number).id)


async def _next_events(chat: Chat, after: int, kinds: frozenset[str], seconds: float) -> list[Event]:
    try:
        async with asyncio.timeout(seconds):
            while not (events := [event for event in chat.events(after) if _is_bots(event, kinds)]):
                await chat.changed.wait()
    except TimeoutError:
        return []
    return events


def _is_bots(event: Event, kinds: frozenset[str]) -> bool:
    return event.name in kinds and (event.name not in _MESSAGES or bool(event.data["from"]["is_bot"]))


def _event_json(event: Event) -> Json:
    return {"seq": event.seq, "event": event.name, "data": dressed_event(event.name, event.data)}


def _read_fault(params: Params) -> Fault:
    drop = _DROPS.get(params.text("drop").strip('"'))
    if params.has("drop") and drop is None:
        raise MoveError("A drop is one of request, answer.", 'Send "drop": "request" or "drop": "answer".')
    fault = Fault(
        method=params.text("method", ANY).lower(),
        times=params.integer("times", 1),
        status=params.integer("status") if params.has("status") else None,
        retry_after=params.integer("retry_after") if params.has("retry_after") else None,
        delay=params.number("delay") if params.has("delay") else 0.0,
        drop=drop,
        duplicate=params.flag("duplicate"),
    )
    if fault.times < 1 or fault.delay < 0 or fault.status not in (None, *_REFUSALS):
        raise MoveError("This is no fault.", "Give status 400 to 599, times 1 or more, delay in seconds.")
    return fault
