"""Clocks on the wall and on the table."""

from math import cos, radians, sin

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import grain


def clock(canvas: Canvas, look: Look) -> None:
    kinds = {"wall": _wall, "bells": _bells, "flip": _flip, "sunburst": _sunburst, "mantel": _mantel, "cube": _cube}
    kinds[look.word("kind")](canvas, look)


def face(canvas: Canvas, cx: float, cy: float, r: float, style: str, *, paper: str = "#faf7ef") -> None:
    """A dial at ten past ten, as in every shop window."""
    ink = "#26282b"
    canvas.circle(cx, cy, r, canvas.radial((0, light(paper, 0.5)), (1, dark(paper, 0.08))))
    for hour in range(12):
        angle = radians(hour * 30)
        x, y = cx + sin(angle) * r * 0.78, cy - cos(angle) * r * 0.78
        if style == "numerals":
            write(canvas, str(hour or 12), x, y - r * 0.09, r * 0.18, ink)
        elif style == "tide" or hour % 3 == 0:
            canvas.line(
                f"M{x:.1f} {y:.1f} L{cx + sin(angle) * r * 0.9:.1f} {cy - cos(angle) * r * 0.9:.1f}", ink, r * 0.05
            )
    if style == "tide":
        canvas.path(
            f"M{cx - r * 0.6} {cy + r * 0.2} q{r * 0.15} {-r * 0.16} "
            f"{r * 0.3} 0 t{r * 0.3} 0 t{r * 0.3} 0 t{r * 0.3} 0 "
            f"A{r * 0.62} {r * 0.62} 0 0 1 {cx - r * 0.6} {cy + r * 0.2} Z",
            "#6fa8d0",
            opacity=0.9,
        )
    _hand(canvas, cx, cy, r * 0.46, 305, r * 0.06, ink)
    _hand(canvas, cx, cy, r * 0.68, 60, r * 0.045, ink)
    _hand(canvas, cx, cy, r * 0.72, 200, r * 0.018, "#c0342c")
    canvas.circle(cx, cy, r * 0.05, "#c0342c")


def _hand(canvas: Canvas, cx: float, cy: float, length: float, degrees: float, width: float, ink: str) -> None:
    angle = radians(degrees)
    canvas.line(f"M{cx:.1f} {cy:.1f} L{cx + sin(angle) * length:.1f} {cy - cos(angle) * length:.1f}", ink, width)


def _wall(canvas: Canvas, look: Look) -> None:
    canvas.circle(250, 258, 166, "#1d1c1b", opacity=0.3, filter=canvas.blur(14))
    ring = canvas.slanting((0, light(look.colour, 0.45)), (0.5, look.colour), (1, dark(look.colour, 0.45)))
    canvas.circle(240, 240, 166, ring, stroke=dark(look.colour, 0.3), stroke_width=1.5)
    if look.word("face") == "markers":
        with canvas.clipped("M74 240 A166 166 0 1 0 406 240 A166 166 0 1 0 74 240 Z"):
            grain(canvas, (74, 74, 332, 332), look.colour, look.dice, lines=30)
    face(canvas, 240, 240, 140 if look.word("face") != "markers" else 116, look.word("face"))
    canvas.gleam("M130 200 Q150 136 214 116", opacity=0.55, width=8)


def _bells(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 110, 13)
    for side in (-1, 1):
        canvas.tube(f"M{240 + side * 70} {FLOOR - 60} L{240 + side * 100} {FLOOR}", 16, "#9aa0a3")
        with canvas.group(transform=f"rotate({side * 34} {240 + side * 74} {FLOOR - 272})"):
            x = 240 + side * 74
            canvas.path(
                f"M{x - 48} {FLOOR - 254} C{x - 48} {FLOOR - 312} {x + 48} {FLOOR - 312} {x + 48} {FLOOR - 254} Z",
                canvas.metal_shade("#c9ced1"),
            )
            canvas.circle(x, FLOOR - 302, 7, "#8d9397")
    canvas.line(f"M240 {FLOOR - 250} v-56 M226 {FLOOR - 306} h28", "#6f7579", 9)
    canvas.circle(240, FLOOR - 142, 128, canvas.ball_shade(look.colour))
    face(canvas, 240, FLOOR - 142, 104, "numerals")
    canvas.gleam(f"M160 {FLOOR - 170} Q176 {FLOOR - 214} 220 {FLOOR - 228}", opacity=0.6)


def _flip(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR - 40, 180, 18)
    canvas.box(58, FLOOR - 226, 364, 180, canvas.flat_shade(look.colour), rx=36)
    canvas.box(84, FLOOR - 200, 312, 126, "#1b1c1e", rx=16)
    for x, text in ((98, "10"), (246, "08")):
        canvas.box(
            x,
            FLOOR - 190,
            136,
            106,
            canvas.down((0, "#38393c"), (0.49, "#2c2d30"), (0.51, "#3b3c40"), (1, "#2b2c2f")),
            rx=10,
        )
        write(canvas, text, x + 68, FLOOR - 172, 70, "#f4f1e8", weight=1.0)
        canvas.box(x, FLOOR - 139, 136, 3, "#111213")
    canvas.box(110, FLOOR - 50, 60, 12, dark(look.colour, 0.5), rx=5)
    canvas.box(310, FLOOR - 50, 60, 12, dark(look.colour, 0.5), rx=5)


def _sunburst(canvas: Canvas, look: Look) -> None:
    canvas.circle(248, 254, 150, "#1d1c1b", opacity=0.16, filter=canvas.blur(18))
    for i in range(24):
        length = 196 if i % 2 else 158
        with canvas.group(transform=f"rotate({i * 15} 240 240)"):
            canvas.path(
                f"M233 176 L237 {240 - length} H243 L247 176 Z",
                canvas.across((0, light(look.colour, 0.4)), (0.5, look.colour), (1, dark(look.colour, 0.4))),
            )
    canvas.circle(240, 240, 88, canvas.slanting((0, light(look.colour, 0.5)), (1, dark(look.colour, 0.35))))
    face(canvas, 240, 240, 72, "markers")


def _mantel(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 140, 15)
    body = f"M120 {FLOOR - 22} V{FLOOR - 200} C120 {FLOOR - 350} 360 {FLOOR - 350} 360 {FLOOR - 200} V{FLOOR - 22} Z"
    canvas.path(body, canvas.flat_shade(look.colour))
    with canvas.clipped(body):
        grain(canvas, (110, FLOOR - 330, 260, 320), look.colour, look.dice, lines=30)
    canvas.box(98, FLOOR - 26, 284, 26, canvas.flat_shade(dark(look.colour, 0.15)), rx=4)
    canvas.circle(240, FLOOR - 206, 90, canvas.metal_shade("#caa24c"))
    face(canvas, 240, FLOOR - 206, 80, "numerals")
    canvas.box(196, FLOOR - 100, 88, 66, "#231710", rx=6)
    canvas.line(f"M240 {FLOOR - 100} L252 {FLOOR - 66}", "#caa24c", 4)
    canvas.circle(254, FLOOR - 58, 15, canvas.ball_shade("#caa24c"))


def _cube(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(250, FLOOR + 2, 130, 14)
    canvas.path(
        f"M338 {FLOOR - 206} L382 {FLOOR - 240} V{FLOOR - 42} L338 {FLOOR} Z",
        dark(look.colour, 0.4),
        stroke=dark(look.colour, 0.4),
        stroke_width=10,
        stroke_linejoin="round",
    )
    canvas.path(
        f"M126 {FLOOR - 206} L172 {FLOOR - 240} H382 L338 {FLOOR - 206} Z",
        light(look.colour, 0.3),
        stroke=light(look.colour, 0.3),
        stroke_width=10,
        stroke_linejoin="round",
    )
    canvas.box(116, FLOOR - 212, 228, 216, canvas.flat_shade(look.colour), rx=30)
    face(canvas, 230, FLOOR - 104, 86, "numerals")
    canvas.box(236, FLOOR - 236, 70, 14, dark(look.colour, 0.35), rx=7)
