"""Where updates are served, each by the lane it belongs in: payments at once, a chat's turns one after another."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Hashable

from telegram import Bot, CallbackQuery, Message, Update, User
from telegram.error import Forbidden, TelegramError

from bot.telegram import inbound, words
from bot.telegram.albums import GAP, Albums
from bot.telegram.lanes import PARALLEL, Lanes, Place
from bot.telegram.media import Photos
from bot.telegram.payments import Payments
from bot.telegram.pictures import Pictures
from bot.telegram.presence import typing_sign
from bot.telegram.render import render, said
from bot.telegram.send import Sender, Target
from bot.telegram.shop import Shop
from graph.domain.conversation import Turn
from graph.texts.tongue import tongue

log = logging.getLogger(__name__)

PATIENCE = 20
"""Turns that may wait in one chat; a person does not write that fast, and a flood must not fill the memory."""
REMEMBERED = 10_000
"""Updates served, to drop those delivered twice; across restarts the inbox does that."""


class Desk:
    """Serves updates in any number at once; create it in the running loop, close it before the shop."""

    def __init__(self, bot: Bot, shop: Shop, *, album_gap: float = GAP, parallel: int = PARALLEL) -> None:
        self.shop = shop
        self._bot = bot
        self._sender = Sender(bot, Pictures(shop.pictures, shop.media))
        self._photos = Photos(bot, shop.media)
        self._payments = Payments(bot, self._sender, shop.orders, shop.clock)
        self._albums = Albums(album_gap)
        self._lanes = Lanes(parallel)
        self._served: OrderedDict[Hashable, None] = OrderedDict()
        self._unsettled: set[int] = set()
        self._flooded: set[int] = set()

    async def serve(self, update: Update) -> None:
        """Answer an update. Returns at once for a part of an album: `finished` waits for the whole of it.

        Raises only where a payment could not be noted: that update has to be served again.
        """
        if update.pre_checkout_query:
            await self._payments.approve(update.pre_checkout_query)
        elif self._first_time(update):
            await self._serve(update)

    async def finished(self, update: Update) -> bool:
        """Wait for what `serve` left running; whether the update needs no serving again."""
        await self._albums.served(update.update_id)
        return update.update_id not in self._unsettled

    async def close(self) -> None:
        await self._albums.close()

    async def _serve(self, update: Update) -> None:
        message, query = update.message, update.callback_query
        if query:
            await self._tapped(update, query)
        elif message and message.successful_payment:
            await self._paid(update, message)
        elif message:
            await self._said(update, message)

    async def _paid(self, update: Update, message: Message) -> None:
        assert message.successful_payment  # noqa: S101  told by the caller; for the type checker
        try:
            await self._payments.settle(message, message.successful_payment)
        except BaseException:
            self._unsettled.add(update.update_id)
            self._served.pop(_identity(update), None)
            raise
        self._unsettled.discard(update.update_id)

    async def _tapped(self, update: Update, query: CallbackQuery) -> None:
        """The button stops spinning at once; the answer waits its turn."""
        turn = inbound.turn(update, now=self.shop.clock.now())
        if turn is None:
            return await self._acknowledge(query, words.too_old(tongue(_language(query.from_user))))
        to = _tapped_message(query)
        if self._lanes.waiting(to.chat) >= PATIENCE:
            return await self._acknowledge(query, words.too_fast(tongue(turn.language)).text)
        place = self._lanes.join(to.chat)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._acknowledge(query))
            async with place:
                await self._attempt(self._converse(turn, to), to, turn.language)
        return None

    async def _acknowledge(self, query: CallbackQuery, text: str | None = None) -> None:
        try:
            await self._bot.answer_callback_query(query.id, text)
        except TelegramError as error:
            log.info("tap %s was not acknowledged: %s", query.id, error)

    async def _said(self, update: Update, message: Message) -> None:
        chat, album = message.chat.id, message.media_group_id
        if album and self._albums.join((chat, album), update):
            return
        if not self._lanes.waiting(chat):
            self._flooded.discard(chat)
        if self._lanes.waiting(chat) >= PATIENCE:
            await self._refuse(message)
            return
        # An album takes its place in the chat now, so that what is written after it is answered after it.
        place = self._lanes.join(chat)
        if album:
            self._albums.open((chat, album), update, lambda parts: self._in_turn(place, parts))
        else:
            await self._in_turn(place, [update])

    async def _refuse(self, message: Message) -> None:
        """Said once until the chat has caught up; what comes beyond it is dropped in silence."""
        to, language = Target(message.chat.id), _language(message.from_user)
        if to.chat not in self._flooded:
            self._flooded.add(to.chat)
            async with self._lanes.join(to.chat):
                await self._attempt(self._sender.send(to, said(words.too_fast(tongue(language)))), to, language)

    async def _in_turn(self, place: Place, updates: list[Update]) -> None:
        to, language = Target(place.chat), _language(updates[0].effective_user)
        async with place:
            await self._attempt(self._hear(updates, to), to, language)

    async def _hear(self, updates: list[Update], to: Target) -> None:
        photos = await self._photos.keep([update.message for update in updates if update.message])
        now = self.shop.clock.now()
        turn = (
            inbound.album(updates, now=now, photos=photos)
            if len(updates) > 1
            else inbound.turn(updates[0], now=now, bot_name=self._bot.username, photos=photos)
        )
        if turn:
            await self._converse(turn, to)

    async def _converse(self, turn: Turn, to: Target) -> None:
        async with typing_sign(self._bot, to.chat):
            reply = await self.shop.answer(turn)
        await self._sender.send(to, render(reply, self.shop.provider_token))

    async def _attempt(self, work: Coroutine[None, None, None], to: Target, language: str) -> None:
        """The boundary: whatever breaks, the shopper is told and the log has the reason."""
        try:
            await work
        except Forbidden as error:
            log.info("chat %s takes no messages: %s", to.chat, error)
        except Exception:
            log.exception("an answer in chat %s failed", to.chat)
            await self._apologise(to, language)

    async def _apologise(self, to: Target, language: str) -> None:
        try:
            await self._sender.send(Target(to.chat), said(words.apology(tongue(language))))
        except TelegramError as error:
            log.warning("no apology in chat %s: %s", to.chat, error)

    def _first_time(self, update: Update) -> bool:
        identity = _identity(update)
        if identity in self._served:
            return False
        self._served[identity] = None
        if len(self._served) > REMEMBERED:
            self._served.popitem(last=False)
        return True


def _identity(update: Update) -> Hashable:
    message, query = update.message, update.callback_query
    said_in = (message.chat.id, message.message_id) if message else None
    return update.update_id, said_in, query.id if query else None


def _tapped_message(query: CallbackQuery) -> Target:
    tapped = query.message
    if tapped is None:
        return Target(query.from_user.id)
    return Target(tapped.chat.id, tapped.message_id, pictured=isinstance(tapped, Message) and bool(tapped.photo))


def _language(user: User | None) -> str:
    return (user.language_code if user else None) or "en"
