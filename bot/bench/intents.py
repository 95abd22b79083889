"""Whether requests for goods are searched for, with no budget they do not name, and everything else is let be."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.bench.figures import BenchFailed, Figure, Report
from bot.bench.intervals import interval
from bot.bench.machine import machine
from bot.demo.seed import seed
from graph.domain.conversation import Reply, Turn
from graph.domain.errors import BadInput
from graph.domain.wishes import UNBOUNDED, Budget, Intent
from graph.settings import Settings
from graph.shop import Shop
from graph.wiring import open_shop

REQUESTS, QUERIES = Path("shopping-requests/requests.json"), Path("shopping-requests/request_queries.json")
UTTERANCES = Path("intents/clinc150.json")
SHOPPING = ("shopping_list", "order")
"""How the names of those intents begin that are about shopping themselves; they are left out."""
SEARCHES = (Intent.FIND, Intent.GIFT)
CHATS = 16
"""Conversations at once."""

MONEY = re.compile(
    r"[$€£¥₹]|\b(?:dollars?|bucks?|euros?|pounds? sterling|quid|usd|eur|gbp"
    r"|(?:under|below|over|above|(?:less|more|lower|higher) than|up to|at (?:most|least)|max\w*|within|between) "
    r"(?:\d[\d.,]* (?:and|to) )?\d[\d.,]* pounds?"
    r"|price\w*|budget|costs?|spend\w*|pay\w*|cheap\w*|afford\w*)(?!\w)",
    re.IGNORECASE,
)
"""What says that an amount is of money. A pound is a weight, unless a limit stands before it."""
NEAR = 40
"""Characters on either side of a number within which such a word is beside it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, the intent it was read as, and the budget."""

    text: str
    intent: Intent
    budget: Budget

    @property
    def invented(self) -> bool:
        return self.budget != UNBOUNDED and not names_money(self.text)

    @property
    def understood(self) -> bool:
        return self.intent in SEARCHES and not self.invented


@dataclass(frozen=True, slots=True)
class Answered:
    """What a message got in a conversation of its own."""

    text: str
    products: bool
    checkout: bool


async def intent_figures(settings: Settings, data: Path, report: Report, every: int = 1) -> list[Figure]:
    """Shopping requests as the reader reads them, and what the demo shop answers to messages about other things.

    A request is understood where it is read as a search or as a gift, and no budget is invented: one that is read out
    of a text counts as invented where no currency, no word of price stands within 40 characters of any number in it.
    A message is answered with products where the reply considers any, and starts a checkout where the graph goes
    there. Of the messages every `every`-th is asked. Each figure is also given for the even and the odd ones.

    Raises BadInput where `data` has no such sets.
    """
    requests, queries, utterances = read_requests(data), read_queries(data), read_utterances(data)[::every]
    with TemporaryDirectory(prefix="snaptap-intents-") as folder:
        there = settings.model_copy(update={"data_dir": Path(folder)})
        report("the demo shop, which is filled first")
        await seed(there)
        async with open_shop(there) as shop:
            report("shopping requests")
            figures = [*_of_requests("requests", await _read(requests, shop))]
            figures += _of_requests("short queries", await _read(queries, shop))
            report("other messages")
            part = "other messages" if every == 1 else f"every {every}th other message"
            return [*figures, *_of_others(part, await _answers(utterances, shop))]


def setting(every: int) -> dict[str, object]:
    """What the figures belong to."""
    date = datetime.now(UTC).isoformat(timespec="seconds")
    return {"bench": "intents", "date": date, "every": every, "machine": machine()}


def read_requests(data: Path) -> list[str]:
    return [str(text) for text in _json(data / REQUESTS)]


def read_queries(data: Path) -> list[str]:
    """What others wrote for some of the requests, each once."""
    return sorted({str(query) for queries in _json(data / QUERIES).values() for query in queries})


def read_utterances(data: Path) -> list[str]:
    """Those of all splits that are not about shopping, with those out of every scope."""
    rows = (row for split in _json(data / UTTERANCES).values() for row in split)
    return [str(text) for text, intent in rows if not str(intent).startswith(SHOPPING)]


def _json(path: Path) -> Any:  # noqa: ANN401  whatever is in the file
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}); name the folder of benchmark data") from error


def names_money(text: str) -> bool:
    """Whether any number of a text, in figures or in words, has a word of money beside it."""
    numbers = re.finditer(
        r"\d[\d.,]*|\b(?:five|ten|twelve|fifteen|twenty|(?:thir|for|fif|six|seven|eigh|nine)ty|hundred)\b",
        text,
        re.IGNORECASE,
    )
    return any(MONEY.search(text[max(number.start() - NEAR, 0) : number.end() + NEAR]) for number in numbers)


async def _read(texts: Iterable[str], shop: Shop) -> list[Asked]:
    vocabulary = await shop.tools.catalog.vocabulary()
    readings = [(text, await shop.tools.reader.read(text, vocabulary, None)) for text in texts]
    return [Asked(text, reading.intent, reading.wish.budget) for text, reading in readings]


async def _answers(texts: Sequence[str], shop: Shop) -> list[Answered]:
    """Each in a fresh conversation, several at once, in the order of the texts."""
    answered: dict[int, Answered] = {}
    waiting = iter(enumerate(texts))

    async def chat() -> None:
        for number, text in waiting:
            answered[number] = _answered(text, await shop.answer(_turn(number, text, shop)))

    async with asyncio.TaskGroup() as chats:
        for _ in range(CHATS):
            chats.create_task(chat())
    return [answered[number] for number in sorted(answered)]


def _turn(number: int, text: str, shop: Shop) -> Turn:
    name = f"bench:{number}"
    return Turn(name, name, name, shop.clock.now(), text=text)


def _answered(text: str, reply: Reply) -> Answered:
    """Raises BenchFailed for an apology: it shows no products for a reason of its own."""
    nodes = {step.node for step in reply.steps}
    if "respond" not in nodes:
        raise BenchFailed(f"the shop failed to answer {text!r}; its log says why")
    return Answered(text, bool(reply.considered), "checkout" in nodes)


def _of_requests(part: str, asked: Sequence[Asked]) -> Iterator[Figure]:
    yield from _shares(part, "understood, no budget invented", [each.understood for each in asked], 0.99, at_least=True)
    yield Figure(part, "budgets invented", sum(each.invented for each in asked), "", 0)
    yield Figure(part, "budgets read", sum(each.budget != UNBOUNDED for each in asked), "")


def _of_others(part: str, answered: Sequence[Answered]) -> Iterator[Figure]:
    yield from _shares(part, "answered with products", [each.products for each in answered], 0.10)
    yield _share(part, "checkouts started", [each.checkout for each in answered], 0)


def _shares(part: str, name: str, hits: Sequence[bool], target: float, *, at_least: bool = False) -> Iterator[Figure]:
    """Of all, then of either half: one was looked at while the rules were made, the other one was not."""
    yield _share(part, name, hits, target, at_least=at_least)
    for half, start in (("even", 0), ("odd", 1)):
        yield _share(part, f"… {half} ones", hits[start::2], None)


def _share(part: str, name: str, hits: Sequence[bool], target: float | None, *, at_least: bool = False) -> Figure:
    values = [float(hit) for hit in hits]
    if not values:
        raise BenchFailed(f"there is nothing to measure for {part}; is the folder of benchmark data whole?")
    return Figure(part, name, sum(values) / len(values), "", target, at_least=at_least, within=interval(values))
