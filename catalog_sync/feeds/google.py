"""Google Merchant's product data as CSV or TSV: one variant a row, told by its headings whatever the file is called."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from catalog_sync.fetch import Document
from catalog_sync.rows import Problem, Record, Row, SyncStopped, shown

REQUIRED = ("id", "title", "description", "link", "image_link", "availability", "price")
OPTIONAL = (
    "additional_image_link age_group availability_date brand color condition content_language google_product_category"
    " gender gtin identifier_exists item_group_id item_group_title material mpn pattern product_detail"
    " product_highlight product_type quantity sale_price sale_price_effective_date sell_on_google_quantity shipping"
    " shipping_weight size"
)
ALIASES: Mapping[str, str] = MappingProxyType(
    {"colour": "color", "sell_on_google_quantity": "quantity", "language": "content_language"}
)
KNOWN = frozenset((*REQUIRED, *OPTIONAL.split(), *ALIASES))
REPEATABLE = frozenset({"additional_image_link", "product_detail", "product_highlight"})
DELIMITERS = "\t,;|"
ENOUGH = 3
"""Known headings by which a file shows that it is such a feed, even one that lacks some."""
LONGEST_RECORD = 500
"""Lines that one quoted cell may span; a quote left open is not searched for beyond them."""


@dataclass(frozen=True, slots=True)
class _Header:
    """`names` has our name for each column, empty where we have no use for it."""

    delimiter: str
    names: tuple[str, ...]
    headings: Mapping[str, str]


def recognises(head: str) -> bool:
    """Whether the beginning of a text is such a feed's."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    return len(_header(line).headings) >= ENOUGH


def read(document: Document, currency: str | None) -> "GoogleReading":  # noqa: ARG001  its prices name theirs
    with document.open_text() as text:
        lines = enumerate(text, start=1)
        number, line = next(((number, line) for number, line in lines if line.strip()), (1, ""))
    header = _header(line)
    _check(header, document.name, number)
    return GoogleReading(document, number, header)


@dataclass(frozen=True, slots=True)
class GoogleReading:
    """`begins` is the line of the header."""

    document: Document
    begins: int
    header: _Header

    def records(self) -> Iterator[Record | Problem]:
        with self.document.open_text() as text:
            lines = islice(enumerate(text, start=1), self.begins, None)
            for number, cells in _records(lines, self.header):
                if isinstance(cells, str):
                    yield _broken(self.document.name, number, cells, self.header)
                else:
                    yield Record(number, cells)

    def rows(self, record: Record) -> Iterator[Row]:
        assert isinstance(record.content, list)  # noqa: S101  our own record
        fields = _fields(self.header, record.content)
        yield Row(self.document.name, record.line, fields, self.header.headings)


def _header(line: str) -> _Header:
    """Read with the delimiter that makes the most sense of it."""
    return max((_split_header(line, delimiter) for delimiter in DELIMITERS), key=lambda header: len(header.headings))


def _split_header(line: str, delimiter: str) -> _Header:
    headings = next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])
    names = tuple(_name(heading) for heading in headings)
    known = {name: heading.strip() for name, heading in zip(names, headings, strict=True) if name}
    return _Header(delimiter, names, known)


def _name(heading: str) -> str:
    """One name for "Image Link", "image_link", "g:image_link" and "image-link"."""
    plain = heading.strip().strip("\ufeff").lower().removeprefix("g:").replace(" ", "_").replace("-", "_")
    return ALIASES.get(plain, plain) if plain in KNOWN else ""


def _check(header: _Header, file: str, line: int) -> None:
    missing = [name for name in REQUIRED if name not in header.headings]
    if missing:
        there = ", ".join(header.headings.values()) or "none we know"
        fix = f"add {'it' if len(missing) == 1 else 'them'} to the first line and to every row (there are: {there})"
        raise SyncStopped("missing_column", f"{file}, line {line}: no column {', '.join(missing)}; {fix}")


def _fields(header: _Header, cells: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, cell in zip(header.names, cells, strict=True):
        if not name or not cell.strip():
            continue
        if name in fields and name in REPEATABLE:
            fields[name] += "," + cell
        else:
            fields.setdefault(name, cell)
    return fields


def _records(lines: Iterable[tuple[int, str]], header: _Header) -> Iterator[tuple[int, list[str] | str]]:
    """Cells by the number of the line they begin on, or the line itself where it cannot be cut into them.

    A quote that is never closed would swallow the rest of the file: where joining lines makes no record, the first
    line is taken alone and reading goes on after it.
    """
    ahead: deque[tuple[int, str]] = deque()
    rest = iter(lines)
    while first := (ahead.popleft() if ahead else next(rest, None)):
        number, line = first
        if not line.strip("\r\n\t ,;|"):
            continue
        cells = _cells([line], header)
        if line.count('"') % 2:
            joined = _joined(line, ahead, rest, header)
            cells = joined or cells
        yield number, cells or line


def _joined(
    line: str, ahead: deque[tuple[int, str]], rest: Iterator[tuple[int, str]], header: _Header
) -> list[str] | None:
    """The record that `line` begins and later lines end, or None; lines looked at in vain wait in `ahead`."""
    record = [line]
    quotes = line.count('"')
    for position in range(LONGEST_RECORD):
        if position == len(ahead):
            if (following := next(rest, None)) is None:
                return None
            ahead.append(following)
        record.append(ahead[position][1])
        quotes += record[-1].count('"')
        if quotes % 2 == 0:
            cells = _cells(record, header)
            if cells:
                for _ in record[1:]:
                    ahead.popleft()
            return cells
    return None


def _cells(record: list[str], header: _Header) -> list[str] | None:
    """As many cells as there are columns, or None: one more or less and all after it stand in the wrong column."""
    try:
        parsed = list(csv.reader(record, delimiter=header.delimiter))
    except csv.Error:
        return None
    return parsed[0] if len(parsed) == 1 and len(parsed[0]) == len(header.names) else None


def _broken(file: str, line: int, text: str, header: _Header) -> Problem:
    found = len(next(csv.reader([text[: csv.field_size_limit()]], delimiter=header.delimiter), []))
    fix = (
        f"give {len(header.names)} cells, as the first line has (here are {found}); put a cell that contains the"
        " delimiter or a line break in double quotes and double the quotes inside it"
    )
    return Problem(file, line, "", "cells", shown(text.strip()), fix)
