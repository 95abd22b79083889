"""The report's small charts: inline SVG in percent and pixels, which needs no script and no inline style."""

from collections.abc import Sequence
from html import escape

from catalog_sync.scoring import FULL

NUMBERED = 3
"""Points that a part of the bar is wide enough for its number from."""
TALLEST = 72
"""Pixels of the histogram's tallest column."""


def bar(share: float) -> str:
    """A share of 0..1 on a track; what is there at all is seen."""
    width = max(100 * share, 0.5) if share else 0
    rects = f'<rect class=track width="100%" height=8 rx=4 /><rect class=fill width="{width:.1f}%" height=8 rx=4 />'
    return f'<svg class=bar role=img aria-label="{share:.0%}">{rects}</svg>'


def losses(points: Sequence[tuple[str, float]]) -> str:
    """The 100 points in one bar: those kept, then what each finding, numbered from 1, takes away."""
    at = FULL - sum(lost for _, lost in points)
    parts = [f'<rect class=kept width="{at:.2f}%" height=26 />']
    for number, (what, lost) in enumerate(points, start=1):
        title = f"<title>{number}: {escape(what)}, {lost:.1f} points</title>"
        parts.append(f'<rect class=taken x="{at:.2f}%" width="{lost:.2f}%" height=26>{title}</rect>')
        if lost >= NUMBERED:
            parts.append(f'<text x="{at + lost / 2:.2f}%" y=18>{number}</text>')
        at += lost
    kept = f"{FULL - sum(lost for _, lost in points):.0f} of {FULL} points kept"
    return f'<svg class=losses role=img aria-label="{kept}">{"".join(parts)}</svg>'


def histogram(counts: Sequence[int]) -> str:
    """Columns of equal width over 0..100, each with its count above and its scores below."""
    step, width = FULL // len(counts), 100 / len(counts)
    columns = [
        _column(place * width, width, count, TALLEST * count / max(counts), f"{place * step}–")
        for place, count in enumerate(counts)
    ]
    return f'<svg class=histogram role=img aria-label="{_spoken(counts, step)}">{"".join(columns)}</svg>'


def _column(left: float, width: float, count: int, height: float, scores: str) -> str:
    """Columns stand on a line 20 pixels above the bottom and leave 18 above the tallest."""
    middle, top = left + width / 2, 18 + TALLEST - max(height, 2 if count else 0)
    number = f'<text class=number x="{middle:.1f}%" y="{top - 5:.0f}">{count:,}</text>' if count else ""
    return (
        f'<rect class={"fill" if count else "track"} x="{left + 0.5:.1f}%" width="{width - 1:.1f}%" y="{top:.1f}"'
        f' height="{max(18 + TALLEST - top, 1):.1f}" />{number}'
        f'<text x="{middle:.1f}%" y="{18 + TALLEST + 16}">{scores}</text>'
    )


def _spoken(counts: Sequence[int], step: int) -> str:
    return "; ".join(f"{count:,} from {place * step}" for place, count in enumerate(counts) if count)
