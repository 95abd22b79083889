"""Where the words of several things stand in a photo: packages that touch have no ground between them, but space."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.domain.recognition import Box, LabelLine

BESIDE, BELOW = 0.012, 0.1
"""Space that no line reaches into, as a share of the photo's width and height, from which on it parts two things."""
AROUND = 0.35
"""Of the height of some words, above and below them: a thing goes on where its words end."""
MOST = 9


def lettered(lines: Sequence[LabelLine]) -> tuple[Box, ...]:
    """The parts of a photo between the spaces that none of its lines reaches into; none where there is but one."""
    words = [line for line in lines if any(map(str.isalpha, line.text))]
    parts = list(_parts(words, Box(0, 0, 1, 1)))
    return tuple(parts[:MOST]) if len(parts) > 1 else ()


@dataclass(frozen=True, slots=True)
class _Space:
    """Between two lines, along one axis; `wide` is how many times as much as parts two things."""

    start: float
    end: float
    wide: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def _parts(lines: Sequence[LabelLine], within: Box) -> Iterator[Box]:
    """Cut at the widest space, and each side again (the XY cut of Nagy and Seth 1984)."""
    if not lines:
        return
    across = _widest([(line.box.left, line.box.right) for line in lines], BESIDE)
    down = _widest([(line.box.top, line.box.bottom) for line in lines], BELOW)
    if not across and not down:
        yield _around(lines, within)
    elif across and (not down or across.wide >= down.wide):
        left = Box(within.left, within.top, across.middle, within.bottom)
        right = Box(across.middle, within.top, within.right, within.bottom)
        yield from _parts([line for line in lines if line.box.right <= across.middle], left)
        yield from _parts([line for line in lines if line.box.left >= across.middle], right)
    elif down:
        above = Box(within.left, within.top, within.right, down.middle)
        below = Box(within.left, down.middle, within.right, within.bottom)
        yield from _parts([line for line in lines if line.box.bottom <= down.middle], above)
        yield from _parts([line for line in lines if line.box.top >= down.middle], below)


def _widest(spans: Sequence[tuple[float, float]], least: float) -> _Space | None:
    reached, widest = None, None
    for start, end in sorted(spans):
        if reached is not None and start - reached >= least:
            space = _Space(reached, start, (start - reached) / least)
            widest = max(widest or space, space, key=lambda one: one.wide)
        reached = max(reached or 0.0, end)
    return widest


def _around(lines: Sequence[LabelLine], within: Box) -> Box:
    top, bottom = min(line.box.top for line in lines), max(line.box.bottom for line in lines)
    more = (bottom - top) * AROUND
    return Box(within.left, max(within.top, top - more), within.right, min(within.bottom, bottom + more))
