"""A table on a phone: narrow ones in fixed width, one below the other, under the names of what their rows are."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich import table
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.telegram import limits
from bot.telegram.markup import Line, Paragraph, Span
from graph.domain.conversation import Table

WIDTH = 34
"""Ours: signs of fixed width that a small phone shows in a line before it breaks it."""
COLUMN = 15
"""A wider cell is broken into lines."""
CELL = 60
TITLE = 200
NAME = 100
PLACE = "#"


def paragraphs(block: Table) -> list[Paragraph]:
    """The title with the numbered names, then as many narrow tables as the columns take; every row is in each."""
    names: list[Line] = [(Span(f"{line.place}. {limits.shorten(line.name, NAME)}"),) for line in block.lines]
    head: Paragraph = ((Span(limits.shorten(block.title, TITLE), "b"),), *names)
    drawn = (piece for places in _side_by_side(block) for piece in limits.split(_drawn(block, places)))
    return [head, *(((Span(piece, "pre"),),) for piece in drawn)]


def _side_by_side(block: Table) -> Iterator[list[int]]:
    """Columns in the order they have, as many beside one another as fit the width."""
    room = WIDTH - max(cell_len(PLACE), *(len(str(line.place)) for line in block.lines))
    group: list[int] = []
    left = room
    for place in range(len(block.columns)):
        needed = _width(block, place) + 1
        if group and needed > left:
            yield group
            group, left = [], room
        group.append(place)
        left -= needed
    if group:
        yield group


def _width(block: Table, place: int) -> int:
    cells = (block.columns[place], *(line.cells[place] for line in block.lines))
    return min(COLUMN, max(cell_len(_short(cell)) for cell in cells))


def _drawn(block: Table, places: Sequence[int]) -> str:
    drawn = table.Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in (PLACE, *(block.columns[place] for place in places)):
        drawn.add_column(Text(_short(heading)), max_width=COLUMN, overflow="fold")
    for line in block.lines:
        drawn.add_row(str(line.place), *(Text(_short(line.cells[place])) for place in places))
    # Nothing of the terminal that this may run in: it is drawn for a phone.
    paper = Console(file=StringIO(), width=WIDTH, color_system=None, force_terminal=False, _environ={})
    with paper.capture() as capture:
        paper.print(drawn)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _short(cell: str) -> str:
    return limits.shorten(" ".join(cell.split()), CELL) or limits.ELLIPSIS
