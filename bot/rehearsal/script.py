"""A script as it is written, and what is wrong with one that cannot be read: file, line and fix."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from graph.domain.errors import BadInput

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
ACTIONS = ("say", "photo", "album", "voice", "tap", "pay", "advance", "set", "restart")


class UnreadableScript(BadInput):
    """A script that cannot be played; the message names the line and the fix."""


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
    says: str | None = None


class TapOn(Part):
    """A button named by what it means, under the card of a product."""

    meaning: str
    sku: str | None = None


class Change(Part):
    """The world changes: a feed of one row comes in."""

    sku: str
    price: int | None = None
    stock: int | None = None
    availability: str | None = None


def _duration(written: object) -> object:
    match = re.fullmatch(r"(\d+)\s*([smhd])", str(written))
    if not match:
        raise ValueError(f"{written!r} is no length of time; write 30s, 15m, 2h or 1d")
    return timedelta(**{UNITS[match.group(2)]: int(match.group(1))})


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Step(Part):
    """One action by one shopper, and what is expected of it."""

    by: str = ""
    say: str | None = None
    photo: str | None = None
    album: tuple[str, ...] | None = None
    voice: str | None = None
    caption: str = ""
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


class Person(Part):
    language: str = "en"


class Feed(Part):
    feed: str
    merchant: str
    creators: str | None = None


class Script(Part):
    """One conversation. `path` is where it was read, for the pictures it names."""

    name: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    shop: Literal["demo"] | Feed = "demo"
    shoppers: dict[str, Person] = {"ana": Person()}
    clock: datetime | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    path: Path = Path()

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


def read_scripts(path: Path) -> list[Script]:
    """Every conversation of a YAML file. Raises UnreadableScript with file, line and fix."""
    try:
        nodes = list(yaml.compose_all(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))
    except OSError as error:
        raise UnreadableScript(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise UnreadableScript(f"{path}:{_line(error)}: this is not YAML: {error}") from error
    return [_script(path, node) for node in nodes if node is not None]


def _script(path: Path, node: yaml.Node) -> Script:
    content = _plain(node)
    try:
        return Script.model_validate({**content, "path": path} if isinstance(content, dict) else content)
    except ValidationError as error:
        problem = next(iter(sorted(error.errors(), key=lambda one: -len(one["loc"]))))
        line = _line_of(node, problem["loc"])
        place = ".".join(str(part) for part in problem["loc"]) or "the script"
        raise UnreadableScript(f"{path}:{line}: {place}: {problem['msg']}") from None


def _plain(node: yaml.Node) -> object:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _line_of(node: yaml.Node, place: tuple[int | str, ...]) -> int:
    """The line of the innermost part of `place` that is written down."""
    at = node
    for part in place:
        inner = next((child for name, child in _children(at) if name == part), None)
        if inner is None:
            break
        at = inner
    return at.start_mark.line + 1


def _children(node: yaml.Node) -> Iterator[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)
