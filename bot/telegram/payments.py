"""Payments go from Telegram to the till and back: no graph, no model, no queue."""

import asyncio
import logging

from telegram import Bot, Message, PreCheckoutQuery, SuccessfulPayment
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram import limits, words
from bot.telegram.inbound import user_id
from bot.telegram.render import said
from bot.telegram.send import Sender, Target
from graph.domain.conversation import Notice
from graph.domain.money import Money
from graph.domain.orders import Charge, Refusal
from graph.ports.shop import OrderStore
from graph.ports.talk import Clock
from graph.texts.receipts import receipt, unclaimed
from graph.texts.sayings import refusal
from graph.texts.tongue import Tongue, tongue
from graph.till.approve import approve
from graph.till.settle import Settlement, settle

log = logging.getLogger(__name__)

DECISION_SECONDS = limits.CALLBACK_SECONDS - 2.0
"""What the till has; the rest of Telegram's ten seconds is for the way back."""


class Payments:
    def __init__(self, bot: Bot, sender: Sender, store: OrderStore, clock: Clock) -> None:
        self._bot, self._sender, self._store, self._clock = bot, sender, store, clock

    async def approve(self, query: PreCheckoutQuery) -> None:
        """Answer whether this person may pay this order now, always within Telegram's ten seconds."""
        _ = tongue(query.from_user.language_code or "en")
        no = await self._objection(query, _)
        try:
            await self._bot.answer_pre_checkout_query(query.id, ok=no is None, error_message=no)
        except TelegramError as error:
            # What was reserved is given back when the reservation runs out.
            log.warning("pre-checkout of order %s was not answered: %s", query.invoice_payload, error)

    async def settle(self, message: Message, payment: SuccessfulPayment) -> None:
        """Note the money, then say so. Safe to repeat: the same charge settles once, its receipt may come twice.

        Raises what kept the till from noting it or Telegram from being reached; the update must then be tried again.
        """
        charge = charged(message, payment)
        settlement = await settle(self._store, self._clock, charge)
        _ = tongue(message.from_user.language_code or "en") if message.from_user else tongue("en")
        try:
            await self._sender.send(Target(message.chat.id), said(_acknowledgement(settlement, _)))
        except (Forbidden, BadRequest) as error:
            log.warning("the receipt of order %s cannot be delivered: %s", charge.order, error)

    async def _objection(self, query: PreCheckoutQuery, _: Tongue) -> str | None:
        """The sentence for a no, None for a yes."""
        try:
            async with asyncio.timeout(DECISION_SECONDS):
                verdict = await approve(
                    self._store,
                    self._clock,
                    order_id=query.invoice_payload,
                    payer=user_id(query.from_user),
                    total=Money(query.total_amount, query.currency),
                )
        except Exception:
            # The boundary: whatever fails, nobody is charged for what could not be checked.
            log.exception("pre-checkout of order %s could not be checked", query.invoice_payload)
            return words.cannot_check(_)
        return refusal(verdict, _) if isinstance(verdict, Refusal) else None


def _acknowledgement(settlement: Settlement, _: Tongue) -> Notice:
    if settlement.order is None:
        return unclaimed(_)
    return words.surplus(settlement.order, _) if settlement.surplus else receipt(settlement.order, _)


def charged(message: Message, payment: SuccessfulPayment) -> Charge:
    """The provider is Telegram and the currency, since each currency may be another account with another numbering."""
    return Charge(
        provider=f"telegram:{payment.currency}",
        id=payment.telegram_payment_charge_id,
        order=payment.invoice_payload,
        payer=user_id(message.from_user) if message.from_user else f"tg:{message.chat.id}",
        amount=Money(payment.total_amount, payment.currency),
    )
