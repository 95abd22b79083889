"""Bodies turned on a wheel or a lathe: a profile of heights and radii becomes a shaded solid."""

from collections.abc import Sequence

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light

TILT = 0.17
"""How much of an ellipse a circle becomes: we look a little from above."""

Profile = Sequence[tuple[float, float]]
"""(y, radius) from top to bottom."""


def smooth(points: Sequence[tuple[float, float]]) -> str:
    """Bezier segments through the points (Catmull-Rom), to follow a move to the first."""
    padded = [points[0], *points, points[-1]]
    segments = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        segments.append(f"C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    return " ".join(segments)


def scaled(shares: Profile, r: float, h: float) -> Profile:
    """A profile given in shares of its height and its widest radius, standing on the floor."""
    return [(FLOOR - h + at * (h - 4), share * r) for at, share in shares]


def outline(profile: Profile, cx: float = 240, *, tilt: float = TILT) -> str:
    """The silhouette: left side down, the foot's arc, right side up, the back of the rim."""
    left = [(cx - r, y) for y, r in profile]
    right = [(cx + r, y) for y, r in reversed(profile)]
    foot, rim = profile[-1][1], profile[0][1]
    return (
        f"M{left[0][0]:.1f} {left[0][1]:.1f} {smooth(left)} "
        f"A{foot:.1f} {foot * tilt:.1f} 0 0 0 {right[0][0]:.1f} {right[0][1]:.1f} {smooth(right)} "
        f"A{rim:.1f} {rim * tilt:.1f} 0 0 0 {left[0][0]:.1f} {left[0][1]:.1f} Z"
    )


def turn(canvas: Canvas, profile: Profile, fill: str, cx: float = 240, *, tilt: float = TILT) -> str:
    """Draw the body and a darker foot; returns its outline for patterns and gleams."""
    d = outline(profile, cx, tilt=tilt)
    canvas.path(d, fill)
    return d


def mouth(canvas: Canvas, cx: float, y: float, r: float, colour: str, *, inside: str = "") -> None:
    """The open top: a rim and the darkness within."""
    within = inside or dark(colour, 0.45)
    canvas.ellipse(cx, y, r, r * TILT, light(colour, 0.25))
    canvas.ellipse(
        cx, y + 1.2, r * 0.93, r * TILT * 0.86, canvas.across((0, dark(within, 0.35)), (1, light(within, 0.12)))
    )


def glaze_gleam(
    canvas: Canvas, profile: Profile, cx: float = 240, *, opacity: float = 0.42, side: float = 0.55
) -> None:
    """A window's reflection that follows the body on its left side."""
    inner = [(cx - r * side, y) for y, r in profile[1:-1]] or [(cx - r * side, y) for y, r in profile]
    canvas.gleam(f"M{inner[0][0]:.1f} {inner[0][1]:.1f} {smooth(inner)}", opacity=opacity, width=7)


def glass(canvas: Canvas, profile: Profile, colour: str, cx: float = 240, *, opacity: float = 0.42) -> str:
    """A see-through body with bright edges."""
    d = outline(profile, cx)
    edge = dark(colour, 0.35)
    near, far = light(colour, 0.5), light(colour, 0.4)
    fill = canvas.across((0, edge), (0.1, near), (0.3, light(colour, 0.75)), (0.7, colour), (0.92, far), (1, edge))
    canvas.path(d, fill, opacity=opacity, stroke=dark(colour, 0.45), stroke_width=2)
    glaze_gleam(canvas, profile, cx, opacity=0.8, side=0.68)
    glaze_gleam(canvas, profile, cx, opacity=0.35, side=-0.72)
    return d
