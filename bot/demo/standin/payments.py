"""Payments as a state machine: created, shipping if flexible, pre-checkout, then paid, declined or cancelled.

No money moves. As on Telegram, an invoice can be paid again and by anyone who can see it; the bot's answer to the
pre-checkout query is the only guard.
"""

import asyncio
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, get_args

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.invoices import STARS, Invoice, read_total
from bot.demo.standin.records import Json, Shopper
from bot.demo.standin.world import Shelf, World

Ending: TypeAlias = Literal["approve", "decline", "timeout", "twice"]
ENDINGS: Final[tuple[Ending, ...]] = get_args(Ending)

_KEPT_INVOICES: Final = 5000
_KEPT_CHARGES: Final = 5000
_TOO_LATE: Final = "the bot did not answer in time"
_DECLINED_BY_CARD: Final = "The card was declined."
_NOT_FINISHED: Final = "The payment was not finished in time."
_HOME: Final = {
    "country_code": "GB",
    "state": "",
    "city": "Port Example",
    "street_line1": "1 Harbour Street",
    "street_line2": "",
    "post_code": "EX1 1AA",
}


class _NotPaidError(Exception):
    def __init__(self, state: Literal["declined", "cancelled"], error: str) -> None:
        super().__init__(error)
        self.state = state
        self.error = error


@dataclass(frozen=True, slots=True)
class Sheet:
    """One payer before one invoice. `place` is the message that carries it, none when it was opened by a link.

    `delay` is the time between the bot's approval and the successful payment, in seconds; `option` the id of a
    shipping option, the first when empty; amounts are in minor units.
    """

    payer: Shopper
    invoice: Invoice
    place: tuple[int, int] | None = None
    ending: Ending = "approve"
    delay: float = 0.0
    tip: int = 0
    address: Json | None = None
    option: str = ""
    shipping: int = 0

    @property
    def total(self) -> int:
        return self.invoice.total + self.tip + self.shipping

    def facts(self) -> Json:
        """Give what both the pre-checkout query and the successful payment tell."""
        facts: Json = {
            "currency": self.invoice.currency,
            "total_amount": self.total,
            "invoice_payload": self.invoice.payload,
        }
        if self.invoice.flexible and self.option:
            facts["shipping_option_id"] = self.option
        if info := self._order_info():
            facts["order_info"] = info
        return facts

    def _order_info(self) -> Json:
        known = {
            "name": f"{self.payer.first_name} {self.payer.last_name}".strip(),
            "phone_number": "440000000000",
            "email": f"shopper{self.payer.id}@mail.example",
            "shipping_address": self.home,
        }
        return {need: known[need] for need in known if need in self.invoice.needs}

    @property
    def home(self) -> Json:
        return {**_HOME, **(self.address or {})}


@dataclass(slots=True)
class _Question:
    key: str
    update_id: int
    answer: asyncio.Future[Json]


@dataclass(slots=True)
class _Charge:
    payer: Shopper
    facts: Json
    refunded: bool = False


class Cashier:
    """Runs payments. Each runs by itself: two of one invoice do not see one another, as on Telegram."""

    def __init__(self, world: World, answer_within: float = 10.0) -> None:
        self._world = world
        self._answer_within = answer_within
        self._invoices: dict[tuple[int, int], Invoice] = {}
        self._links: dict[str, Invoice] = {}
        self._charges: dict[str, _Charge] = {}
        self._questions = Shelf()
        self._running: set[asyncio.Task[None]] = set()

    def register(self, chat_id: int, message_id: int, invoice: Invoice) -> None:
        """Remember that a message carries an invoice."""
        _keep(self._invoices, (chat_id, message_id), invoice, _KEPT_INVOICES)

    def register_link(self, invoice: Invoice) -> str:
        """Make a link that opens the invoice; answers the URL."""
        url = f"https://t.me/$standin-{uuid.uuid4().hex[:16]}"
        _keep(self._links, url, invoice, _KEPT_INVOICES)
        return url

    def invoice_at(self, chat_id: int, message_id: int) -> Invoice | None:
        return self._invoices.get((chat_id, message_id))

    def invoice_behind(self, url: str) -> Invoice | None:
        return self._links.get(url)

    def open(self, sheet: Sheet) -> int:
        """Let a payer press Pay; answers the id of the first update this sends to the bot.

        The rest goes on by itself and is told to the payer's chat in `sheet` events. Needs a running event loop.
        """
        self._show(sheet, "created")
        update_id = self._begin(sheet)
        if sheet.ending == "twice":
            self._begin(sheet)
        return update_id

    def answer(self, key: str, answer: Json) -> None:
        """Pass on the bot's answer to a shipping or pre-checkout query. Raises `BadRequest` when it is too late."""
        question: _Question | None = self._questions.get(key)
        if question is None or question.answer.done():
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        question.answer.set_result(answer)

    def refund(self, payer_id: int, charge_id: str) -> None:
        """Give Stars back to their payer, once. Raises `BadRequest`; other currencies have no refund in the Bot API."""
        charge = self._charges.get(charge_id)
        if charge is None or charge.payer.id != payer_id or charge.facts["currency"] != STARS:
            raise BadRequest("CHARGE_NOT_FOUND")
        if charge.refunded:
            raise BadRequest("CHARGE_ALREADY_REFUNDED")
        charge.refunded = True
        told = {key: charge.facts[key] for key in ("currency", "total_amount", "invoice_payload")}
        self._world.hear(charge.payer, {"refunded_payment": {**told, "telegram_payment_charge_id": charge_id}})

    def clear(self) -> None:
        """Forget every invoice and charge, and end what is running."""
        for task in self._running:
            task.cancel()
        for part in (self._invoices, self._links, self._charges, self._questions):
            part.clear()

    async def close(self) -> None:
        self.clear()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, sheet: Sheet) -> int:
        first = self._ask_shipping(sheet) if sheet.invoice.flexible else self._ask_pre_checkout(sheet)
        self._run(self._finish(sheet, first))
        return first.update_id

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _finish(self, sheet: Sheet, question: _Question) -> None:
        try:
            if sheet.invoice.flexible:
                sheet = _with_shipping(sheet, await self._answered(question))
                question = self._ask_pre_checkout(sheet)
            await self._answered(question)
            _check_ending(sheet.ending)
            await asyncio.sleep(sheet.delay)
        except _NotPaidError as ending:
            self._show(sheet, ending.state, ending.error)
        else:
            self._settle(sheet)

    async def _answered(self, question: _Question) -> Json:
        try:
            async with asyncio.timeout(self._answer_within):
                answer = await question.answer
        except TimeoutError:
            raise _NotPaidError("cancelled", _TOO_LATE) from None
        finally:
            self._questions.pop(question.key, None)
        if not answer["ok"]:
            raise _NotPaidError("declined", answer["error_message"])
        return answer

    def _settle(self, sheet: Sheet) -> None:
        charge_id = uuid.uuid4().hex
        facts = sheet.facts()
        _keep(self._charges, charge_id, _Charge(sheet.payer, facts), _KEPT_CHARGES)
        charges = {"telegram_payment_charge_id": charge_id, "provider_payment_charge_id": uuid.uuid4().hex}
        self._show(sheet, "paid")
        self._world.hear(sheet.payer, {"successful_payment": {**facts, **charges}})

    def _ask_shipping(self, sheet: Sheet) -> _Question:
        self._show(sheet, "shipping")
        payload = {"invoice_payload": sheet.invoice.payload, "shipping_address": sheet.home}
        return self._ask("shipping_query", sheet.payer, payload)

    def _ask_pre_checkout(self, sheet: Sheet) -> _Question:
        self._show(sheet, "pre_checkout")
        return self._ask("pre_checkout_query", sheet.payer, sheet.facts())

    def _ask(self, kind: str, payer: Shopper, payload: Json) -> _Question:
        question = _Question("", 0, asyncio.get_running_loop().create_future())
        question.key = self._questions.put(question)
        question.update_id = self._world.updates.push(kind, {"id": question.key, "from": payer.json(), **payload})
        return question

    def _show(self, sheet: Sheet, state: str, error: str | None = None) -> None:
        chat_id, message_id = sheet.place or (sheet.payer.id, None)
        shown = {"message_id": message_id, "chat_id": chat_id, "state": state, "error": error}
        self._world.chat(sheet.payer.id).publish("sheet", {**shown, "total_amount": sheet.total})


def _check_ending(ending: Ending) -> None:
    if ending == "decline":
        raise _NotPaidError("declined", _DECLINED_BY_CARD)
    if ending == "timeout":
        raise _NotPaidError("cancelled", _NOT_FINISHED)


def _with_shipping(sheet: Sheet, answer: Json) -> Sheet:
    options: list[Json] = answer["shipping_options"]
    chosen = next((option for option in options if option["id"] == sheet.option), options[0])
    return replace(sheet, option=chosen["id"], shipping=read_total(chosen["prices"]))


def _keep(shelf: dict[Any, Any], key: object, value: object, most: int) -> None:
    shelf[key] = value
    if len(shelf) > most:
        del shelf[next(iter(shelf))]
