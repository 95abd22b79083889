"""A text turn through the whole graph: index, SQL, text encoder and checkpoints on disk; nothing of Telegram."""

import time

from bot.bench.figures import Figure, percentile
from bot.bench.moves import conversations
from bot.bench.shop import Bench
from bot.bench.talk import Chat, together
from graph.shop import Shop
from graph.wiring import open_shop

PART = "text turn"


async def text(bench: Bench) -> list[Figure]:
    async with open_shop(bench.settings) as shop:
        await warm_up(shop)
        return [*await _alone(shop, bench.seconds), *await _together(shop, bench.chats, bench.seconds)]


async def warm_up(shop: Shop) -> None:
    """Every conversation once: the models are loaded and each kind of query has been seen."""
    chat = Chat(shop, 0)
    for conversation in conversations():
        await chat.say(conversation)


async def _alone(shop: Shop, seconds: float) -> list[Figure]:
    chat = Chat(shop, 0)
    spent = time.process_time()
    await together([chat], seconds)
    spent = time.process_time() - spent
    return [
        Figure(PART, "one chat, p50", percentile(chat.seconds, 50) * 1000, "ms", 25),
        Figure(PART, "one chat, p95", percentile(chat.seconds, 95) * 1000, "ms", 60),
        Figure(PART, "one chat, processor time a turn", spent / len(chat.seconds) * 1000, "ms"),
    ]


async def _together(shop: Shop, chats: int, seconds: float) -> list[Figure]:
    talking = [Chat(shop, number) for number in range(chats)]
    spent = time.process_time()
    took = await together(talking, seconds)
    spent = time.process_time() - spent
    turns = [second for chat in talking for second in chat.seconds]
    side = f"{chats} chats at once"
    return [
        Figure(PART, f"{side}, turns a second", len(turns) / took, "/s", 60, at_least=True),
        Figure(PART, f"{side}, p95", percentile(turns, 95) * 1000, "ms"),
        Figure(PART, f"{side}, processor time a turn", spent / len(turns) * 1000, "ms"),
    ]
