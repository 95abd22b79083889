"""Tables as text: the heading found, rows cut into cells, whatever delimiter, quotes and garbage there are.

A row as `csv` has it by the book costs little more than `csv.reader` itself. What is not by the book is looked at line
by line: a quote that is never closed would swallow the rest of the file.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TextIO

from catalog_sync.document import Document
from catalog_sync.rows import Problem, Record, SyncStopped, shown

DELIMITERS = ",\t;|"
PREFACE = 10
"""Lines among which the heading is looked for: comments and titles may stand above it."""
LONGEST_ROW = 500
"""Lines that one row may have; a quote left open is not searched for beyond them."""
LONGEST_LINE = 2**20
"""Characters. What is longer is let go unread, so that a file without line ends fills no memory."""
EMPTY = "\r\n\t ,;|"

Naming = Callable[[str], str]
"""Our name for a column with this heading; empty where we have no use for it."""
Column = Callable[[Sequence[str]], str]
"""One of a row's cells, stripped."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which column is which. `line` is its last one (1-based), `spelt` has each of our names as the file writes it.

    `names` has one for each column, empty where we have no use for it; `places` is where each stands first.
    """

    line: int
    delimiter: str
    names: tuple[str, ...]
    spelt: Mapping[str, str]
    places: Mapping[str, int]


def find_heading(head: str, naming: Naming) -> Heading:
    """The line among a text's first ones, read with the delimiter, in which most columns are known."""
    lines = list(io.StringIO(head, newline=""))
    places = range(min(PREFACE, len(lines)))
    found = [_heading(lines, place, delimiter, naming) for place in places for delimiter in DELIMITERS]
    return max(found, key=lambda heading: len(heading.spelt), default=Heading(1, ",", (), {}, {}))


def _heading(lines: list[str], place: int, delimiter: str, naming: Naming) -> Heading:
    reader = csv.reader(lines[place : place + LONGEST_ROW], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        cells = []
    names = tuple(naming(cell.strip().removeprefix("\ufeff")) for cell in cells)
    places = {name: names.index(name) for name in names if name}
    spelt = {name: " ".join(cells[at].removeprefix("\ufeff").split()) for name, at in places.items()}
    return Heading(place + reader.line_num, delimiter, names, spelt, places)


@dataclass(frozen=True, slots=True)
class Table:
    """A document with its heading understood. It can be pickled."""

    document: Document
    heading: Heading

    def records(self) -> Iterator[Record | Problem]:
        """Each row as the list of its cells, one a column; a Problem for a row that has more or fewer."""
        with self.document.open_text() as text:
            lines = _Lines(text)
            lines.pass_over(self.heading.line)
            while True:
                yield from self._by_the_book(lines)
                if not lines.held:
                    return
                yield from self._as_it_may_be_meant(lines)

    @property
    def context(self) -> tuple[str, ...]:
        """What its rows' cells mean; how the file spells that is for reports only."""
        return self.heading.names

    def filled(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Our name and the cell, for each column known here in which a row has something."""
        pairs = zip(self.heading.names, cells, strict=True)
        return ((name, cell) for name, cell in pairs if name and cell and not cell.isspace())

    def column(self, name: str) -> Column:
        """What a row says in it; nothing where the table has no such column."""
        if name not in self.heading.places:
            return lambda _: ""
        place = self.heading.places[name]
        return lambda cells: cells[place].strip()

    def has(self, *names: str) -> bool:
        return any(name in self.heading.spelt for name in names)

    def problem(self, line: int, name: str, code: str, found: str, fix: str) -> Problem:
        """What is wrong with a row as a whole, told by the column that shows it."""
        return Problem(self.document.name, line, self.heading.spelt.get(name, name), code, shown(found), fix)

    def require(self, *columns: str) -> None:
        """Raise SyncStopped where one is missing; "brand or gtin" asks for either."""
        missing = [column for column in columns if not self.has(*column.split(" or "))]
        if missing:
            there = ", ".join(self.heading.spelt.values()) or "none we know"
            fix = f"add {'it' if len(missing) == 1 else 'them'} to the heading and to every row (there are: {there})"
            place = f"{self.document.name}, line {self.heading.line}"
            raise SyncStopped("missing_column", f"{place}: no column {', '.join(missing)}; {fix}")

    def _by_the_book(self, lines: "_Lines") -> Iterator[Record]:
        """Rows up to the first that is none; its lines are still held then."""
        width = len(self.heading.names)
        with suppress(csv.Error):
            for cells in csv.reader(lines, delimiter=self.heading.delimiter, strict=True):
                if len(cells) != width:
                    return
                if (cells and cells[0].strip()) or any(map(str.strip, cells)):
                    yield Record(lines.number, cells)
                lines.settle()

    def _as_it_may_be_meant(self, lines: "_Lines") -> Iterator[Record | Problem]:
        """What the held lines begin with; of those not needed for it reading goes on."""
        number, first = lines.number, lines.held[0]
        cells, used = self._leniently(lines.held)
        lines.take_back(used)
        if cells is not None:
            yield Record(number, cells)
        elif first.strip(EMPTY):
            yield self._broken(number, first)

    def _leniently(self, held: list[str]) -> tuple[list[str] | None, int]:
        """A row's cells and how many lines it took; None where neither all of the lines nor the first alone make one.

        Several lines are one row only where a quote ends it and all of them pair up: else one was left open, and what
        it found was a stranger's end, or none.
        """
        for lines in ([*held, ""], held[:1]):
            reader = csv.reader(lines, delimiter=self.heading.delimiter)
            with suppress(csv.Error):
                cells = next(reader)
                used = reader.line_num
                whole = used == 1 or (used <= len(held) and sum(line.count('"') for line in lines[:used]) % 2 == 0)
                if whole and len(cells) == len(self.heading.names) and len(lines[used - 1]) < LONGEST_LINE:
                    return cells, used
        return None, 1

    def _broken(self, number: int, line: str) -> Problem:
        longest = csv.field_size_limit()
        try:
            found = len(next(csv.reader([line], delimiter=self.heading.delimiter)))
        except csv.Error:
            found = 0
        if not found or len(line) >= LONGEST_LINE:
            fix = f"shorten the row: of a cell {longest:,} characters are read; keep pictures out of descriptions"
            return self.problem(number, "", "too_long", line[:longest].strip(), fix)
        fix = (
            f"give {len(self.heading.names)} cells, as the first line has (here are {found}); put a cell that contains"
            " the delimiter or a line break in double quotes and double the quotes inside it"
        )
        return self.problem(number, "", "cells", line.strip(), fix)


class _Lines:
    """A text's lines, counted. Those of the row at work are held until it is settled, so that they can be read again.

    `number` is that of the first line held, or of the next.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.number = 1
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """For csv.reader, which goes on to the next line while a quote is open. Raises csv.Error at a row's limits."""
        for line in chain(self._taken_back(), iter(partial(self._text.readline, LONGEST_LINE), "")):
            if len(line) >= LONGEST_LINE:
                self.held.append(self._without_its_rest(line))
                raise csv.Error("a line is too long")
            self.held.append(line)
            if len(self.held) > LONGEST_ROW:
                raise csv.Error("a row has too many lines")
            yield line

    def _taken_back(self) -> Iterator[str]:
        while self._again:
            yield self._again.popleft()

    def settle(self) -> None:
        """The lines held were a row, or none."""
        self.number += len(self.held)
        self.held.clear()

    def take_back(self, settled: int) -> None:
        """So many of the lines held are done with; the others are read again."""
        self._again.extendleft(reversed(self.held[settled:]))
        del self.held[settled:]
        self.settle()

    def pass_over(self, count: int) -> None:
        for _ in range(count):
            self._without_its_rest(self._text.readline(LONGEST_LINE))
        self.number += count

    def _without_its_rest(self, line: str) -> str:
        """As much of a line as was read, ended; the rest of it is passed over, once."""
        piece = line
        while len(piece) >= LONGEST_LINE and not piece.endswith(("\n", "\r")):
            piece = self._text.readline(LONGEST_LINE)
        return line if line.endswith(("\n", "\r")) else line + "\n"


def open_table(document: Document, naming: Naming) -> Table:
    """A document as a table, its heading found. Raises SyncStopped where it cannot be opened as text."""
    return Table(document, find_heading(document.head(), naming))
