"""A script as it is written: shoppers, steps, and what is expected after each."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from graph.domain.conversation import Meaning

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
ACTIONS = ("say", "photo", "album", "voice", "start", "tap", "pay", "advance", "set", "restart")
MEANINGS = tuple(meaning.name.lower() for meaning in Meaning)


def _duration(written: object) -> object:
    match = re.fullmatch(r"(\d+)\s*([smhd])", str(written))
    if not match:
        raise ValueError(f"{written!r} is no length of time; write 30s, 15m, 2h or 1d")
    return timedelta(**{UNITS[match.group(2)]: int(match.group(1))})


def _pattern(written: str) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(
            f"{written!r} is no regular expression ({error}); put \\ before signs meant literally"
        ) from None
    return written


def _meaning(written: str) -> str:
    if written not in MEANINGS:
        raise ValueError(f"no button means {written!r}; there are {', '.join(MEANINGS)}")
    return written


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Count(Part):
    min: int | None = None
    max: int | None = None


class Listed(Count):
    """Expectations of a list of JSON objects: every, none, any or the first of them has these fields."""

    every: dict[str, Any] = {}
    none: dict[str, Any] = {}
    any: dict[str, Any] = {}
    first: dict[str, Any] = {}


class Buttons(Part):
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Stock(Part):
    """`change` against what it was before the step, or what it `is` after it."""

    sku: str
    change: int | None = None
    is_: int | None = Field(None, alias="is")


class Expect(Part):
    """What must be true after a step; what is left out is not asked for."""

    intent: str | None = None
    messages: Count | None = None
    products: Listed | None = None
    creators: Listed | None = None
    first: dict[str, Any] | None = None
    confidence: tuple[str, ...] | str | None = None
    buttons: Buttons | None = None
    invoice: dict[str, Any] | None = None
    order: dict[str, Any] | None = None
    stock: Stock | None = None
    language: str | None = None
    says: Pattern | None = None


class TapOn(Part):
    """A button named by what it means, under the card of a product."""

    meaning: Annotated[str, AfterValidator(_meaning)]
    sku: str | None = None


class Change(Part):
    """The world changes: a feed of one row comes in."""

    sku: str
    price: int | None = None
    stock: int | None = None
    availability: str | None = None


class Step(Part):
    """One action by one shopper, and what is expected of it."""

    by: str = ""
    say: str | None = None
    photo: str | None = None
    album: tuple[str, ...] | None = None
    voice: str | None = None
    caption: str = ""
    start: str | None = Field(None, description="The sku of the product that a deep link leads to; empty: Start alone.")
    tap: str | TapOn | None = None
    pay: Literal["approve", "decline", "timeout", "twice"] | None = None
    whose: str = Field("", description="Whose invoice is paid; by default the payer's own.")
    advance: Duration | None = None
    set: Change | None = None
    restart: Literal["bot"] | None = None
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_action(self) -> "Step":
        if len(self.actions) != 1:
            raise ValueError(f"a step does exactly one of {', '.join(ACTIONS)}; this one has {list(self.actions)}")
        return self

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(name for name in ACTIONS if getattr(self, name) is not None)

    @property
    def action(self) -> str:
        return self.actions[0]

    @property
    def told(self) -> str:
        """The step in a line: "say: a red mug"."""
        done = getattr(self, self.action)
        what = ", ".join(f"{name} {value}" for name, value in done if value is not None) if _is_part(done) else done
        return f"{self.action}: {what}" + (f" “{self.caption}”" if self.caption else "")


def _is_part(done: object) -> bool:
    return isinstance(done, Part)


class Person(Part):
    language: str = "en"


class Feed(Part):
    feed: str
    merchant: str
    creators: str | None = None


class Script(Part):
    """One conversation. `path` and `line` are where it was read; the pictures it names are looked for beside it."""

    name: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    shop: Literal["demo"] | Feed = "demo"
    shoppers: dict[str, Person] = Field({"ana": Person()}, min_length=1)
    clock: AwareDatetime | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    path: Path = Path()
    line: int = 1

    @model_validator(mode="after")
    def _known_shoppers(self) -> "Script":
        for step in self.steps:
            for who in filter(None, (step.by, step.whose)):
                if who not in self.shoppers:
                    raise ValueError(f"{who!r} is no shopper of this script; add it under `shoppers`")
        return self

    @property
    def lead(self) -> str:
        return next(iter(self.shoppers))
