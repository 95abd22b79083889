"""The file of standing syncs: which sources there are, how often each is read, and who may push changes of it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from catalog_sync.fetch import ADDRESS
from catalog_sync.rows import SyncStopped, shown
from catalog_sync.sources import source_name
from catalog_sync.web.names import parse_address

DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LISTEN = re.compile(r"(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})")
WORDS = {
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "missing": "it is needed and not there",
    "model_type": "write a table of keys and values",
    "string_type": "write it in quotes",
    "too_short": "list at least one source, each under [[sources]]",
    "tuple_type": "list the sources, each under [[sources]]",
}
"""Of what pydantic finds, in the words of whoever writes the file."""
EXAMPLE = "deploy/sources.example.toml has one of each kind"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the door listens; port 0 is any free one."""

    host: str
    port: int


def seconds_of(text: object) -> float:
    """Of "90s", "15m", "6h" or "1d". Raises ValueError with the fix."""
    match = DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or not int(match[1]):
        raise ValueError(f'write a time as in "15m": a whole number and s, m, h or d; found {shown(text)}')
    return float(int(match[1]) * SECONDS[match[2]])


def _variable(name: str) -> str:
    # What stands here by mistake may be the secret: it is not repeated.
    if not VARIABLE.fullmatch(name):
        raise ValueError("give the name of an environment variable, as in QUILL_SECRET, never the secret itself")
    return name


def _place_of(source: str) -> str:
    """As it stands, if it can be a source at all."""
    if not source.strip():
        raise ValueError("name a file, a folder or an address")
    try:
        login = parse_address(source)[1] if ADDRESS.match(source) else None
    except SyncStopped as error:
        raise ValueError(str(error)) from error
    if login:
        raise ValueError("take user and password out, and name the variables that hold them under credentials")
    return source


def _listen(text: object) -> Address | None:
    if text == "":
        return None
    match = LISTEN.fullmatch(text) if isinstance(text, str) else None
    if match is None or int(match[2]) > 65_535:  # noqa: PLR2004  the last port there is
        raise ValueError('write host and port, as in "127.0.0.1:8081", or "" for no door')
    return Address(match[1].strip("[]"), int(match[2]))


Seconds = Annotated[float, BeforeValidator(seconds_of)]
Variable = Annotated[str, AfterValidator(_variable)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Credentials(_Section):
    """Names of the environment variables that hold what a source's server asks for."""

    user: Variable
    password: Variable


class PushedBy(_Section):
    """Who pushes changes of a source between two runs, and the variable with the secret they are signed with."""

    platform: Literal["shopify", "woocommerce"]
    secret: Variable


class StandingSource(_Section):
    """One source that is kept up. `merchant` is empty for creators' posts; `every` is in seconds, None: as the rest."""

    source: Annotated[str, AfterValidator(_place_of)]
    merchant: str = ""
    kind: Literal["products", "creators"] = "products"
    format: str = Field("auto", min_length=1)
    partial: bool = False
    every: Seconds | None = None
    credentials: Credentials | None = None
    push: PushedBy | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "products" and not self.merchant:
            raise ValueError('say whose feed it is: merchant = "…", an id of shop.toml')
        if self.kind == "creators" and (self.merchant or self.push or self.format != "auto"):
            raise ValueError("creators' posts have no merchant, no format and no push: take them out")
        if self.credentials and not ADDRESS.match(self.source):
            raise ValueError("only an address is asked with credentials: take them out")
        return self

    @property
    def name(self) -> str:
        """What the shop calls it, and so do logs and metrics: there is no secret in it."""
        return source_name(self.source, self.format)

    def at(self, folder: Path) -> str:
        """Where it lies: a path is meant from the folder of the file that names it."""
        return self.source if ADDRESS.match(self.source) else str(folder / Path(self.source).expanduser())


class StandingFile(_Section):
    """All of them. `at_once` merchants are synced side by side; `listen` is where metrics and pushes are served."""

    sources: tuple[StandingSource, ...] = Field(min_length=1, strict=False)
    at_once: int = Field(2, ge=1, le=32)
    listen: Annotated[Address | None, BeforeValidator(_listen)] = Address("127.0.0.1", 8081)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        _each_once([(each.merchant, each.name) for each in self.sources], "is listed twice: keep one of them")
        pushed = [(each.push.platform, each.merchant) for each in self.sources if each.push]
        _each_once(pushed, "pushes into two sources: let it push into the one that lists its shop")
        return self


def _each_once(pairs: Sequence[tuple[str, str]], complaint: str) -> None:
    for pair in pairs:
        if pairs.count(pair) > 1:
            raise ValueError(f"{' '.join(pair).strip()} {complaint}")


def read_standing(path: Path) -> StandingFile:
    """The file of standing syncs. Raises SyncStopped naming file, key and fix."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SyncStopped("sources_unreadable", f"{path} cannot be read ({error.strerror}); check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SyncStopped("sources_unreadable", f"{path} is not valid TOML: {error}; {EXAMPLE}") from error
    try:
        return StandingFile.model_validate(content)
    except ValidationError as errors:
        raise SyncStopped("sources_unusable", f"{path}: {_told(errors)}; {EXAMPLE}") from None


def secret_of(variable: str, environment: Mapping[str, str]) -> str:
    """What the variable holds. Raises SyncStopped where it holds nothing: an empty secret opens every door."""
    if secret := environment.get(variable, ""):
        return secret
    raise SyncStopped(
        "secret_missing", f"the environment variable {variable} is empty or not set; set it and start again"
    )


def _told(errors: ValidationError) -> str:
    """The first error with its place, as in "sources 2: every: write a time …"."""
    # A value may be a secret in the wrong place, so pydantic's own repetition of it is left out.
    first = errors.errors(include_url=False, include_input=False)[0]
    place = _place(first["loc"])
    if first["type"] == "extra_forbidden":
        return _unknown(str(first["loc"][-1]), first["loc"], place)
    message = WORDS.get(first["type"]) or first["msg"].removeprefix("Value error, ").replace(
        "Input should", "it should"
    )
    return f"{place}: {message}" if place else message


def _place(path: tuple[Any, ...]) -> str:
    words = [f" {step + 1}" if isinstance(step, int) else f": {step}" for step in path]
    return "".join(words).removeprefix(": ")


def _unknown(key: str, path: tuple[Any, ...], place: str) -> str:
    sections: dict[str, type[BaseModel]] = {"credentials": Credentials, "push": PushedBy}
    parent = path[-2] if len(path) > 1 else None
    section = StandingFile if parent is None else sections.get(str(parent), StandingSource)
    known = list(section.model_fields)
    near = get_close_matches(key, known, n=1)
    meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    return f"{place}: there is no such key; {meant}"
