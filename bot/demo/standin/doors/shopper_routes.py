"""A shopper's moves as routes: `POST /_demo/users/{id}/{move}`. The page and tests use the same ones."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeAlias

from aiohttp import web

from bot.demo.standin.invoices import Invoice
from bot.demo.standin.params import Params, Upload, read_params
from bot.demo.standin.payments import ENDINGS, Cashier, Sheet
from bot.demo.standin.records import Json, Shopper
from bot.demo.standin.shopper_moves import MoveError, ShopperMoves
from bot.demo.standin.world import World

_Move: TypeAlias = Callable[[Shopper, Params], Awaitable[Json]]
_LONGEST_DELAY: Final = 600.0


class ShopperRoutes:
    """Answers `{"update_id", "message_id", "seq"}`; `seq` is what to wait after for the bot's answer."""

    def __init__(self, world: World, cashier: Cashier) -> None:
        self._world = world
        self._cashier = cashier
        self._moves: dict[str, _Move] = {
            "message": self._message,
            "start": self._start,
            "photo": self._photo,
            "album": self._album,
            "voice": self._voice,
            "edit": self._edit,
            "callback": self._callback,
            "reaction": self._reaction,
            "inline": self._inline,
            "pay": self._pay,
        }

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(r"/_demo/users/{id:\d+}", self.introduce),
            web.post(r"/_demo/users/{id:\d+}/{move}", self.move),
        ]

    async def introduce(self, request: web.Request) -> web.StreamResponse:
        """Add a shopper, or change the name or language of one."""
        params = await read_params(request)
        known = self._world.shopper(int(request.match_info["id"]))
        changed = replace(
            known,
            first_name=params.text("first_name", known.first_name),
            last_name=params.text("last_name", known.last_name),
            username=params.text("username", known.username),
            language_code=params.text("language_code", known.language_code),
        )
        return web.json_response(self._world.introduce(changed).json())

    async def move(self, request: web.Request) -> web.StreamResponse:
        move = self._moves.get(request.match_info["move"])
        if move is None:
            raise MoveError("A shopper cannot do this.", f"Choose one of {', '.join(self._moves)}.")
        params = await read_params(request)
        return web.json_response(await move(self._world.shopper(int(request.match_info["id"])), params))

    def _hands(self, shopper: Shopper) -> ShopperMoves:
        return ShopperMoves(self._world, shopper)

    async def _message(self, shopper: Shopper, params: Params) -> Json:
        return self._hands(shopper).say(params.text("text"), params.integer("reply_to_message_id", 0)).json()

    async def _start(self, shopper: Shopper, params: Params) -> Json:
        return self._hands(shopper).start(params.text("payload")).json()

    async def _photo(self, shopper: Shopper, params: Params) -> Json:
        return (await self._hands(shopper).photo(_files(params)[0], params.text("caption"))).json()

    async def _album(self, shopper: Shopper, params: Params) -> Json:
        sent = await self._hands(shopper).album(_files(params), params.text("caption"))
        updates = {"update_ids": [heard.update_id for heard in sent]}
        return {**sent[-1].json(), **updates, "message_ids": [heard.message["message_id"] for heard in sent]}

    async def _voice(self, shopper: Shopper, params: Params) -> Json:
        duration = params.integer("duration") if params.has("duration") else None
        return self._hands(shopper).voice(_files(params)[0], duration).json()

    async def _edit(self, shopper: Shopper, params: Params) -> Json:
        return self._hands(shopper).edit(params.integer("message_id"), params.text("text")).json()

    async def _callback(self, shopper: Shopper, params: Params) -> Json:
        if params.has("data"):
            return self._hands(shopper).tap(params.integer("message_id"), params.text("data")).json()
        return self._hands(shopper).tap_label(params.required("label"), params.integer("message_id", 0)).json()

    async def _reaction(self, shopper: Shopper, params: Params) -> Json:
        return self._hands(shopper).react(params.integer("message_id"), params.text("emoji")).json()

    async def _inline(self, shopper: Shopper, params: Params) -> Json:
        return await self._hands(shopper).ask_inline(params.text("query"), params.text("offset"))

    async def _pay(self, shopper: Shopper, params: Params) -> Json:
        """Pay an invoice: `message_id` (the newest when left out) in `chat` (one's own when left out), or a `link`."""
        invoice, place = self._find_invoice(shopper, params)
        sheet = _read_sheet(params, Sheet(shopper, invoice, place))
        seq = self._world.chat(shopper.id).last_seq
        return {"update_id": self._cashier.open(sheet), "message_id": place[1] if place else None, "seq": seq}

    def _find_invoice(self, shopper: Shopper, params: Params) -> tuple[Invoice, tuple[int, int] | None]:
        if params.has("link"):
            invoice, place = self._cashier.invoice_behind(params.text("link")), None
        else:
            chat_id = params.integer("chat", shopper.id)
            message_id = params.integer("message_id", self._newest_invoice(chat_id))
            invoice, place = self._cashier.invoice_at(chat_id, message_id), (chat_id, message_id)
        if invoice is None:
            raise MoveError(
                "There is no invoice to pay.", "Give the message_id of an invoice, and its chat if not one's own."
            )
        return invoice, place

    def _newest_invoice(self, chat_id: int) -> int:
        messages = self._world.chat(chat_id).messages
        return max((message_id for message_id, message in messages.items() if "invoice" in message), default=0)


def _read_sheet(params: Params, sheet: Sheet) -> Sheet:
    ending = next((known for known in ENDINGS if known == params.text("action", "approve")), None)
    if ending is None:
        raise MoveError("This is no way to pay.", f"Choose an action of {', '.join(ENDINGS)}.")
    tip = params.integer("tip", 0)
    if not 0 <= tip <= sheet.invoice.max_tip:
        raise MoveError("This tip cannot be given.", f"Tip 0 to {sheet.invoice.max_tip} minor units.")
    delay = params.number("delay") if params.has("delay") else 0.0
    if not 0 <= delay <= _LONGEST_DELAY:
        raise MoveError("This delay cannot be kept.", f"Give 0 to {_LONGEST_DELAY:.0f} seconds.")
    named = params.values.get("shipping")
    shipping = {"option": named} if isinstance(named, str) else params.record("shipping") or {}
    address = {key: value for key, value in shipping.items() if key != "option"}
    return replace(sheet, ending=ending, tip=tip, delay=delay, address=address, option=str(shipping.get("option", "")))


def _files(params: Params) -> list[Upload]:
    files = list(params.uploads.values())
    if not files:
        raise MoveError("No file came with this.", "Send it as multipart, in a part named file.")
    return files
