"""The composition of this channel: a python-telegram-bot Application that serves the shop."""

import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from telegram import BotCommand, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, TypeHandler

from bot.telegram import words
from bot.telegram.albums import GAP
from bot.telegram.desk import Desk
from bot.telegram.intake import Intake
from bot.telegram.polling import poll
from bot.telegram.shop import Shop
from graph.texts.tongue import languages, tongue

log = logging.getLogger(__name__)

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]
Bot = Application[Any, Any, Any, Any, Any, Any]
OpenShop = Callable[[], AbstractAsyncContextManager[Shop]]

TOGETHER = 1024
"""Updates that the library may process side by side where its own updater feeds it; the desk keeps chats in order."""
DRAIN = 3.0
"""Seconds for what is under way when the bot is told to stop."""
DESK = "desk"
ISO_639_1 = 2
"""Letters in the language codes that a menu of commands may have."""


def build_application(builder: Builder, *, open_shop: OpenShop | None = None, album_gap: float = GAP) -> Bot:
    """An Application that answers through `process_update` alone, after `initialize()` and `post_init`.

    `builder` has its token and request set; neither is touched. `post_init` opens the shop and registers the menu,
    `post_shutdown` closes the shop; nothing is started that polls. `open_shop` is by default the one of the settings.
    """
    # Opts in to what the library will do by default: durations as timedelta, instead of a warning at every flood limit.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    doors = AsyncExitStack()

    async def open_up(application: Bot) -> None:
        shop = await doors.enter_async_context((open_shop or _configured)())
        desk = application.bot_data[DESK] = Desk(application.bot, shop, album_gap=album_gap)
        doors.push_async_callback(desk.close)
        await _register_menu(application)

    async def close_down(application: Bot) -> None:
        application.bot_data.pop(DESK, None)
        await doors.aclose()

    application = builder.concurrent_updates(TOGETHER).post_init(open_up).post_shutdown(close_down).build()
    application.add_handler(TypeHandler(Update, _serve))
    application.add_error_handler(_log_failure)
    return application


async def run_polling(application: Bot, *, drain: float = DRAIN, on_ready: Callable[[], None] | None = None) -> None:
    """Serve until cancelled, losing nothing: what is not finished `drain` seconds later is served at the next start.

    `on_ready` is called when the first update can be answered.
    """
    async with opened(application) as intake:
        await application.bot.delete_webhook()
        if on_ready:
            on_ready()
        try:
            await intake.replay()
            await poll(application.bot, intake)
        finally:
            await intake.drain(drain)


@asynccontextmanager
async def opened(application: Bot) -> AsyncIterator[Intake]:
    """The application initialised and its shop open, with the durable door for its updates."""
    async with application:
        if application.post_init:
            await application.post_init(application)
        try:
            yield Intake(application.bot, desk_of(application).shop.inbox, lambda update: _process(application, update))
        finally:
            if application.post_shutdown:
                await application.post_shutdown(application)


def desk_of(application: Bot) -> Desk:
    desk: Desk | None = application.bot_data.get(DESK)
    if desk is None:
        raise RuntimeError("the shop is not open: await application.post_init(application) after initialize()")
    return desk


async def _process(application: Bot, update: Update) -> bool:
    await application.process_update(update)
    return await desk_of(application).finished(update)


async def _serve(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
    await desk_of(context.application).serve(update)


async def _log_failure(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    number = update.update_id if isinstance(update, Update) else None
    log.error("update %s failed", number, exc_info=context.error)


async def _register_menu(application: Bot) -> None:
    """The commands in every language there is; a menu that cannot be set is no reason not to open."""
    try:
        for language in languages():
            menu = [BotCommand(name, says) for name, says in words.commands(tongue(language)).items()]
            if language == "en":
                await application.bot.set_my_commands(menu)
            elif len(language) == ISO_639_1:
                await application.bot.set_my_commands(menu, language_code=language)
    except TelegramError as error:
        log.warning("the menu of commands was not registered: %s", error)


def _configured() -> AbstractAsyncContextManager[Shop]:
    from graph.wiring import open_shop  # noqa: PLC0415  loads the models' runtimes, which another shop may not need

    return open_shop()
