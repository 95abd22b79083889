"""Does what happened meet what was expected? Every miss says what was asked for and what came."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.script import Count, Expect, Listed

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step led to. `messages`, `products` and `creators` have the shapes of the `ask` door.

    `order` is the acting shopper's newest ({"id", "state", "total"}), `stock` the quantity of the sku asked about
    before and after.
    """

    intent: str = ""
    language: str = ""
    messages: Sequence[Item] = ()
    products: Sequence[Item] = ()
    creators: Sequence[Item] = ()
    order: Item | None = None
    stock: tuple[int | None, int | None] = (None, None)
    apologised: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    what: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.what}\n  - expected: {self.expected}\n  + found:    {self.found}"


@dataclass(slots=True)
class Judge:
    """Gathers misses of one step."""

    outcome: Outcome
    misses: list[Miss] = field(default_factory=list)

    def check(self, what: str, expected: object, found: object, *, met: bool) -> None:
        if not met:
            self.misses.append(Miss(what, expected, found))


def judge(expect: Expect, outcome: Outcome, *, answers: bool) -> list[Miss]:
    """The misses of a step, none where all is met. `answers`: the step is one that must be answered."""
    bench = Judge(outcome)
    if answers:
        _answered(expect, bench)
    for name, check in CHECKS.items():
        if getattr(expect, name) is not None:
            check(getattr(expect, name), bench)
    return bench.misses


def _answered(expect: Expect, bench: Judge) -> None:
    outcome = bench.outcome
    bench.check(
        "an answer", "at least one message", "silence", met=bool(outcome.messages) or expect.messages is not None
    )
    bench.check("no error", "an answer", _texts(outcome), met=not outcome.apologised or expect.says is not None)


def _intent(expected: str, bench: Judge) -> None:
    bench.check("intent", expected, bench.outcome.intent, met=expected == bench.outcome.intent)


def _language(expected: str, bench: Judge) -> None:
    found = bench.outcome.language.split("-", maxsplit=1)[0]
    bench.check("language", expected, found, met=expected == found)


def _messages(expected: Count, bench: Judge) -> None:
    _count("messages", expected, bench.outcome.messages, bench)


def _products(expected: Listed, bench: Judge) -> None:
    _listed("products", expected, bench.outcome.products, bench)


def _creators(expected: Listed, bench: Judge) -> None:
    _listed("creators", expected, bench.outcome.creators, bench)


def _first(expected: Item, bench: Judge) -> None:
    _has("the first product", expected, next(iter(bench.outcome.products), {}), bench)


def _confidence(expected: str | Sequence[str], bench: Judge) -> None:
    found = next(iter(bench.outcome.products), {}).get("confidence")
    allowed = (expected,) if isinstance(expected, str) else tuple(expected)
    bench.check("confidence", " or ".join(allowed), found, met=found in allowed)


def _buttons(expected: Any, bench: Judge) -> None:  # noqa: ANN401  a Buttons; the table of checks takes any part
    labels = [label for message in bench.outcome.messages for label in message.get("buttons", ())]
    for wanted in expected.include:
        bench.check("buttons include", wanted, labels, met=any(named(wanted, label) for label in labels))
    for unwanted in expected.exclude:
        bench.check("buttons exclude", unwanted, labels, met=not any(named(unwanted, label) for label in labels))


def _invoice(expected: Item, bench: Judge) -> None:
    invoices = [message["invoice"] for message in bench.outcome.messages if message.get("invoice")]
    found = dict(invoices[-1]) if invoices else {}
    if isinstance(expected.get("lines"), int):
        found["lines"] = len(found.get("lines", ()))
    _has("the invoice", expected, found, bench)


def _order(expected: Item, bench: Judge) -> None:
    _has("the order", expected, bench.outcome.order or {}, bench)


def _stock(expected: Any, bench: Judge) -> None:  # noqa: ANN401  a Stock
    before, after = bench.outcome.stock
    if expected.is_ is not None:
        bench.check(f"stock of {expected.sku}", expected.is_, after, met=expected.is_ == after)
    if expected.change is not None:
        change = None if before is None or after is None else after - before
        bench.check(f"change of stock of {expected.sku}", expected.change, change, met=expected.change == change)


def _says(pattern: str, bench: Judge) -> None:
    text = _texts(bench.outcome)
    bench.check("says", pattern, text, met=re.search(pattern, text, re.IGNORECASE) is not None)


CHECKS: Mapping[str, Callable[[Any, Judge], None]] = {
    "intent": _intent,
    "language": _language,
    "messages": _messages,
    "products": _products,
    "creators": _creators,
    "first": _first,
    "confidence": _confidence,
    "buttons": _buttons,
    "invoice": _invoice,
    "order": _order,
    "stock": _stock,
    "says": _says,
}


def named(wanted: str, label: str) -> bool:
    """A label is named by its beginning, whatever the case: "Buy" is "Buy €49.00"."""
    return label.casefold().startswith(wanted.casefold())


def _texts(outcome: Outcome) -> str:
    return "\n".join(str(message.get("text", "")) for message in outcome.messages)


def _count(what: str, expected: Count, found: Sequence[Item], bench: Judge) -> None:
    at_least = expected.min is None or len(found) >= expected.min
    at_most = expected.max is None or len(found) <= expected.max
    limits = f"{expected.min or 0} to {'any number' if expected.max is None else expected.max}"
    bench.check(f"number of {what}", limits, len(found), met=at_least and at_most)


def _listed(what: str, expected: Listed, found: Sequence[Item], bench: Judge) -> None:
    _count(what, expected, found, bench)
    if expected.every:
        for place, item in enumerate(found, start=1):
            _has(f"{what}: every (number {place})", expected.every, item, bench)
    if expected.none:
        guilty = [item for item in found if not list(_lacking(expected.none, item))]
        bench.check(f"{what}: none", expected.none, guilty, met=not guilty)
    if expected.any:
        met = any(not list(_lacking(expected.any, item)) for item in found)
        bench.check(f"{what}: any", expected.any, list(found), met=met)
    if expected.first:
        _has(f"{what}: first", expected.first, next(iter(found), {}), bench)


def _has(what: str, expected: Item, item: Item, bench: Judge) -> None:
    for name, wanted, found in _lacking(expected, item):
        bench.check(f"{what}: {name}", wanted, found, met=False)


def _lacking(expected: Item, item: Item) -> Iterator[tuple[str, object, object]]:
    """The expectations that an item does not meet."""
    for name, wanted in expected.items():
        met, found = _meets(name, wanted, item)
        if not met:
            yield name, wanted, found


def _meets(name: str, wanted: Any, item: Item) -> tuple[bool, object]:  # noqa: ANN401, PLR0911  whatever YAML holds; a case a kind
    match name:
        case "price_max":
            return item.get("price", wanted + 1) <= wanted, item.get("price")
        case "price_min":
            return item.get("price", wanted - 1) >= wanted, item.get("price")
        case "contains":
            return str(wanted).casefold() in str(dict(item)).casefold(), dict(item)
        case "has":
            missing = [field_name for field_name in wanted if item.get(field_name) in (None, "")]
            return not missing, f"without {', '.join(missing)}"
        case "category":
            return str(wanted).casefold() in str(item.get(name, "")).casefold(), item.get(name)
        case _ if isinstance(wanted, Mapping):
            inner = item.get(name) or {}
            return not list(_lacking(wanted, inner)), inner
        case _:
            allowed = wanted if isinstance(wanted, list) else [wanted]
            return item.get(name) in allowed, item.get(name)
