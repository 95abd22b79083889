"""The bot's own profile: commands by scope and language, names, descriptions, menu buttons."""

import aiohttp
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands

from bot.demo.standin.server import Site
from tests.unit.bot.demo.standin.drivers import Phone, RawApi


async def commands_on(page_session: aiohttp.ClientSession, site: Site, shopper: int) -> list[str]:
    async with page_session.get(f"{site.url}/page-commands", params={"shopper": shopper}) as response:
        return [command["description"] for command in await response.json()]


async def test_page_shows_the_commands_of_the_narrowest_scope_and_the_own_language(
    bot: Bot, session: aiohttp.ClientSession, site: Site
) -> None:
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Hilfe")], language_code="de")
    default = [await commands_on(session, site, 1001), await commands_on(session, site, 1002)]
    await bot.set_my_commands([BotCommand("help", "Help here")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("help", "Help, Ben")], scope=BotCommandScopeChat(1002))
    narrow = [await commands_on(session, site, 1001), await commands_on(session, site, 1002)]

    assert default == [["Help"], ["Hilfe"]]
    assert narrow == [["Help here"], ["Help, Ben"]]


async def test_commands_are_read_back_and_deleted(bot: Bot, phone: Phone) -> None:
    await bot.set_my_commands([BotCommand("help", "Help")])
    kept = await bot.get_my_commands()
    await bot.delete_my_commands()

    assert kept == (BotCommand("help", "Help"),)
    assert await bot.get_my_commands() == ()
    assert len(await phone.events(name="commands")) == 2


async def test_command_with_a_capital_is_refused(api: RawApi) -> None:
    refusal = await api.refusal("setMyCommands", commands=[{"command": "Help", "description": "x"}])

    assert refusal == "Bad Request: BOT_COMMAND_INVALID"


async def test_texts_fall_back_to_those_without_a_language(bot: Bot) -> None:
    await bot.set_my_description("Shop by photo")
    await bot.set_my_short_description("Kurz", language_code="de")

    assert (await bot.get_my_description(language_code="de")).description == "Shop by photo"
    assert (await bot.get_my_short_description(language_code="de")).short_description == "Kurz"
    assert (await bot.get_my_name()).name == "Harbour Helper"


async def test_menu_button_is_kept(bot: Bot) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    assert (await bot.get_chat_menu_button(1001)).type == "commands"


async def test_leaving_the_server_succeeds(bot: Bot) -> None:
    assert await bot.log_out()
    assert await bot.close()
