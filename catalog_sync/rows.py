"""What travels from a feed's file to the shop: rows in the feed's own words, and what is wrong with them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, Self

from graph.domain.errors import BadInput, SnaptapError

FOUND_LIMIT = 80
"""Characters of a bad value repeated in a report."""


class SyncStopped(BadInput):
    """The feed as a whole cannot be used; nothing of it was let into the shop. `code` names the reason for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """As workers hand it back."""
        return type(self), (self.code, str(self))


class SyncBusy(SnaptapError):
    """Another sync of the same shop is still at work."""


class Unusable(Exception):
    """A value that means nothing to us; whoever knows its place makes a Problem of it."""

    def __init__(self, code: str, fix: str) -> None:
        super().__init__(code, fix)
        self.code = code
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a feed, where it stands and how to mend it. `line` is 1-based, as editors count."""

    file: str
    line: int
    column: str
    code: str
    found: str
    fix: str


@dataclass(frozen=True, slots=True)
class Note(Problem):
    """Something odd that costs no row."""


class Record(NamedTuple):
    """What a reader cuts out of a file in one piece: a row of a table, or a product with all its variants.

    `content` is made of plain JSON types: it is hashed to see whether anything changed, and handed to other processes.
    """

    line: int
    content: object


@dataclass(frozen=True, slots=True)
class Row:
    """One sellable thing as its feed words it: nothing is trusted, nothing converted.

    `fields` goes by Google Merchant's attribute names, whatever the format, and for what Google has no name by
    "option.Grind" (what tells variants apart) and "detail.Ingredients" (what a shopper may ask for); several addresses
    in one field stand on lines of their own. `headings` says how the file itself spells them, so that a report names
    the column its reader sees. `silent` are the fields that the file has no column for and that the shop keeps as they
    are; a field that is there and empty is emptied.
    """

    file: str
    line: int
    fields: Mapping[str, str]
    headings: Mapping[str, str]
    silent: frozenset[str] = frozenset()

    def only(self, *names: str) -> Self:
        """The same place with no more than these fields: a feed's rows are all held at once."""
        return replace(self, fields={name: self.fields[name] for name in names if name in self.fields})

    def problem(self, name: str, code: str, fix: str) -> Problem:
        found = shown(self.fields.get(name, ""))
        return Problem(self.file, self.line, self.headings.get(name, name), code, found, fix)

    def note(self, name: str, code: str, fix: str) -> Note:
        found = shown(self.fields.get(name, ""))
        return Note(self.file, self.line, self.headings.get(name, name), code, found, fix)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One line of a creators' file: JSON that is an object; nothing more is known of it yet."""

    file: str
    line: int
    content: Mapping[str, object]

    def get(self, path: str) -> object:
        """What stands at "post.moments.0.at"; None where the path leads nowhere."""
        value: object = self.content
        for step in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value

    def problem(self, name: str, code: str, fix: str) -> Problem:
        value = self.get(name)
        return Problem(self.file, self.line, name, code, shown("" if value is None else value), fix)


class Reading(Protocol):
    """A document on its way through one format's reader, its heading understood. It can be pickled."""

    @property
    def context(self) -> object:
        """What a record's rows depend on besides its content: column names, the currency, … Made of plain JSON types.

        Two readings of one context make the same fields of the same content.
        """
        ...

    @property
    def partial(self) -> bool:
        """Whether the document says what changed and nothing of the rest, which therefore stays in the shop."""
        ...

    def records(self) -> Iterator[Record | Problem]:
        """Streamed, each only taken apart, no more; a Problem for what cannot be. Raises SyncStopped."""
        ...

    def rows(self, record: Record) -> Iterable[Row | Problem]:
        """The sellable things of a record; needs nothing but the record and the heading."""
        ...


def shown(value: object) -> str:
    """A value as a report may repeat it: short, on one line, harmless to a terminal."""
    whole = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(letter if letter.isprintable() else " " for letter in whole[: FOUND_LIMIT + 1])
    return text if len(text) <= FOUND_LIMIT else text[: FOUND_LIMIT - 1] + "…"
