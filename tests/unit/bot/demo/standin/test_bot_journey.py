"""The real python-telegram-bot, polling, through a shopper's whole journey."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

from bot.demo.standin.server import Site
from tests.unit.bot.demo.standin.drivers import Phone


class Shop:
    """A very small shop bot, written as any python-telegram-bot application is."""

    async def greet(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_html(f"<b>Hello</b> {update.effective_user.first_name} {' '.join(context.args)}")

    async def look(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        file = await update.message.photo[-1].get_file()
        data = await file.download_as_bytearray()
        buy = InlineKeyboardMarkup([[InlineKeyboardButton("Buy", callback_data="buy:HP-1")]])
        await update.message.reply_photo(bytes(data), caption=f"{len(update.message.photo)} sizes", reply_markup=buy)

    async def quote(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.callback_query.answer("One moment")
        await context.bot.send_invoice(
            update.effective_chat.id, "Kettle", "A kettle", "order-1", "EUR", [LabeledPrice("Kettle", 4900)], "provider"
        )

    async def approve(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.pre_checkout_query.answer(ok=True)

    async def thank(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_text(f"Paid {update.message.successful_payment.total_amount}")


@pytest.fixture
async def shop(site: Site, bot: Bot) -> AsyncIterator[Application]:
    shop, application = Shop(), ApplicationBuilder().bot(bot).build()
    application.add_handlers(
        [
            CommandHandler("start", shop.greet),
            MessageHandler(filters.PHOTO, shop.look),
            CallbackQueryHandler(shop.quote),
            PreCheckoutQueryHandler(shop.approve),
            MessageHandler(filters.SUCCESSFUL_PAYMENT, shop.thank),
        ]
    )
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=5)
        yield application
        await application.updater.stop()
        await application.stop()


async def test_deep_link_reaches_the_command_handler_with_its_payload(shop: Application, phone: Phone) -> None:
    sent = await phone.post("start", payload="gift_42")

    answer = await phone.wait(sent["seq"])

    assert answer["messages"][0]["text"] == "Hello Ana gift_42"
    assert answer["messages"][0]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_photo_is_downloaded_answered_bought_and_paid(shop: Application, phone: Phone, jpeg: bytes) -> None:
    sent = await phone.send_files("photo", jpeg, caption="who makes this?")
    card = (await phone.wait(sent["seq"]))["messages"][0]

    tapped = await phone.post("callback", label="Buy")
    invoice = (await phone.wait(tapped["seq"]))["messages"][0]
    paid = await phone.post("pay", message_id=invoice["message_id"], action="approve")
    thanks = (await phone.wait(paid["seq"]))["messages"][0]

    assert card["caption"] == "3 sizes"
    assert invoice["invoice"]["total_amount"] == 4900
    assert thanks["text"] == "Paid 4900"
