"""Doubles of what stands around the channel: a Bot API that notes calls, a shop, an inbox, a till in memory."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from telegram.request import BaseRequest, RequestData

from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaKind, MediaRef, Reply, Text, Turn
from graph.domain.errors import BadInput
from graph.domain.orders import Charge, Order, OrderState
from graph.domain.wishes import Intent
from graph.ports.senses import Pixels

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANA = {"id": 11, "is_bot": False, "first_name": "Ana", "language_code": "en"}
TOKEN = "1:pretend"

T = TypeVar("T")


@dataclass(frozen=True)
class Called:
    method: str
    parameters: dict[str, Any]
    uploads: int


class BotApi(BaseRequest):
    """Answers every method as Telegram would and notes the calls; `refuse` lines up refusals for a method."""

    def __init__(self) -> None:
        self.calls: list[Called] = []
        self.arrived: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.files: dict[str, bytes] = {}
        self.batches: deque[list[Any] | tuple[int, dict[str, Any]]] = deque()
        self.no_more_batches = asyncio.Event()
        self.asked: list[str] = []
        self._refusals: dict[str, deque[tuple[int, dict[str, Any]] | Exception]] = defaultdict(deque)
        self._number = 100

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def refuse(self, method: str, status: int, description: str, **parameters: object) -> None:
        body = {"ok": False, "error_code": status, "description": description, "parameters": parameters or None}
        self._refusals[method].append((status, body))

    def break_down(self, method: str, error: Exception) -> None:
        self._refusals[method].append(error)

    def of(self, *methods: str) -> list[Called]:
        return [call for call in self.calls if call.method in methods]

    def texts(self) -> list[str]:
        return [call.parameters.get("text") or call.parameters.get("caption", "") for call in self._messages()]

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        name, _q, query = url.rpartition("/")[2].partition("?")
        if "/file/" in url:
            return 200, self.files[name]
        if name == "getUpdates":
            return await self._updates(query)
        called = Called(
            name,
            request_data.parameters if request_data else {},
            len(request_data.multipart_data) if request_data else 0,
        )
        self.calls.append(called)
        self.arrived[name].set()
        if self._refusals[name]:
            return _refused(self._refusals[name].popleft())
        return 200, json.dumps({"ok": True, "result": self._result(called)}).encode()

    def _messages(self) -> list[Called]:
        return self.of("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia")

    async def _updates(self, query: str) -> tuple[int, bytes]:
        self.asked.append(query)
        if not self.batches:
            self.no_more_batches.set()
            await asyncio.Event().wait()
        batch = self.batches.popleft()
        if isinstance(batch, tuple):
            return batch[0], json.dumps(batch[1]).encode()
        return 200, json.dumps({"ok": True, "result": batch}).encode()

    def _result(self, called: Called) -> object:
        match called.method:
            case "getMe":
                return {"id": 1, "is_bot": True, "first_name": "Shop", "username": "shop_bot"}
            case "getFile":
                file_id = called.parameters["file_id"]
                return {"file_id": file_id, "file_unique_id": file_id, "file_path": file_id}
            case "sendMessage" | "sendPhoto" | "sendInvoice" | "editMessageText" | "editMessageMedia":
                return self._message(called)
            case _:
                return True

    def _message(self, called: Called) -> dict[str, Any]:
        self._number += 1
        chat = {"id": called.parameters["chat_id"], "type": "private"}
        message = {"message_id": self._number, "date": 1, "chat": chat, "text": "sent"}
        if "Photo" in called.method or "Media" in called.method:
            size = {"file_id": f"kept-{self._number}", "file_unique_id": "u", "width": 9, "height": 9}
            message["photo"] = [size]
        return message


def _refused(refusal: tuple[int, dict[str, Any]] | Exception) -> tuple[int, bytes]:
    if isinstance(refusal, Exception):
        raise refusal
    status, body = refusal
    return status, json.dumps(body).encode()


class PretendMedia:
    def __init__(self) -> None:
        self.saved: list[bytes] = []

    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        if content == b"no picture":
            raise BadInput("this is no picture: send a JPEG")
        self.saved.append(content)
        return MediaRef(content.decode(), kind, len(content))

    async def photo(self, ref: MediaRef) -> Pixels:
        raise NotImplementedError


class PretendInbox:
    """Keeps what is accepted until it is done, as the real one does across a crash."""

    def __init__(self) -> None:
        self.waiting: dict[int, str] = {}
        self.finished: list[int] = []
        self.aside: dict[int, str] = {}
        self.changed = asyncio.Event()

    async def accept(self, channel: str, number: int, content: str) -> bool:
        if number in self.waiting or number in self.finished or number in self.aside:
            return False
        self.waiting[number] = content
        return True

    async def pending(self, channel: str) -> list[tuple[int, str]]:
        return sorted(self.waiting.items())

    async def done(self, channel: str, number: int) -> None:
        del self.waiting[number]
        self.finished.append(number)
        self.changed.set()

    async def set_aside(self, channel: str, number: int, why: str) -> None:
        del self.waiting[number]
        self.aside[number] = why
        self.changed.set()


class PretendLedger:
    def __init__(self, orders: dict[str, Order], listings: dict[int, Listing], charges: list[Charge]) -> None:
        self.orders, self.listings, self.charges = orders, listings, charges

    def order(self, order_id: str) -> Order | None:
        return self.orders.get(order_id)

    def listing(self, key: int) -> Listing | None:
        return self.listings.get(key)

    def move(self, order: Order, to: OrderState, why: str, expires: datetime | None = None) -> Order:
        moved = self.orders[order.id] = replace(order, state=to, expires=expires or order.expires)
        return moved

    def note(self, order: Order, why: str, expires: datetime | None = None) -> Order:
        return order

    def hold(self, order: Order) -> bool:
        return True

    def release(self, order: Order) -> None: ...

    def sell(self, order: Order) -> None: ...

    def record(self, charge: Charge, at: datetime) -> bool:
        if charge in self.charges:
            return False
        self.charges.append(charge)
        return True


class PretendOrders:
    """`trouble` is raised by the next transactions, first one first."""

    def __init__(self) -> None:
        self.trouble: deque[Exception] = deque()
        self.ledger = PretendLedger({}, {}, [])

    async def transact(self, work: Callable[[PretendLedger], T]) -> T:
        if self.trouble:
            raise self.trouble.popleft()
        return work(self.ledger)


class StillClock:
    def now(self) -> datetime:
        return NOON


async def echo(turn: Turn) -> Reply:
    return words(turn, f"you said {turn.text}")


def words(turn: Turn, text: str) -> Reply:
    return Reply(turn.id, Intent.FIND, turn.language, (Text(text),))


@dataclass
class PretendShop:
    pictures: Path
    reply: Callable[[Turn], Awaitable[Reply]] = echo
    provider_token: str = "pretend-provider"
    media: PretendMedia = field(default_factory=PretendMedia)
    orders: PretendOrders = field(default_factory=PretendOrders)
    clock: StillClock = field(default_factory=StillClock)
    inbox: PretendInbox = field(default_factory=PretendInbox)
    turns: list[Turn] = field(default_factory=list)

    async def answer(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        return await self.reply(turn)


def said(number: int, text: str = "", *, chat: int = 11, **fields: object) -> dict[str, Any]:
    """A raw update in which a shopper says something."""
    message = {"message_id": number, "date": 1_700_000_000, "chat": {"id": chat, "type": "private"}, "from": ANA}
    return {"update_id": number, "message": message | ({"text": text} if text else {}) | fields}


def command(number: int, text: str) -> dict[str, Any]:
    word = text.split(maxsplit=1)[0]
    return said(number, text, entities=[{"type": "bot_command", "offset": 0, "length": len(word)}])


def tapped(number: int, data: str, **message: object) -> dict[str, Any]:
    shown = {"message_id": 50, "date": 1, "chat": {"id": 11, "type": "private"}} | message
    query = {"id": f"q{number}", "from": ANA, "chat_instance": "c", "data": data, "message": shown}
    return {"update_id": number, "callback_query": query}


def photo(file_id: str, size: int = 1000) -> list[dict[str, Any]]:
    return [
        {"file_id": f"{file_id}-small", "file_unique_id": "s", "width": 90, "height": 90, "file_size": 100},
        {"file_id": file_id, "file_unique_id": "l", "width": 900, "height": 900, "file_size": size},
    ]


def asks_to_pay(number: int, order: str, amount: int, currency: str = "EUR") -> dict[str, Any]:
    query = {"id": f"p{number}", "from": ANA, "currency": currency, "total_amount": amount, "invoice_payload": order}
    return {"update_id": number, "pre_checkout_query": query}


def paid(number: int, order: str, amount: int, charge: str = "charge-1") -> dict[str, Any]:
    payment = {
        "currency": "EUR",
        "total_amount": amount,
        "invoice_payload": order,
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": "provider-1",
    }
    return said(number, successful_payment=payment)
