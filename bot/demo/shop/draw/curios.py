"""Things the shop does not sell, and the furniture of the photos."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light


def bicycle(canvas: Canvas) -> None:
    canvas.soft_shadow(240, 396, 210, 10)
    for x in (118, 362):
        canvas.circle(x, 308, 86, "none", stroke="#26272a", stroke_width=10)
        canvas.circle(x, 308, 78, "none", stroke="#c6cbce", stroke_width=3)
        for angle in range(0, 180, 18):
            canvas.line(f"M{x - 78} 308 h156", "#aab0b4", 1.2, transform=f"rotate({angle} {x} 308)")
        canvas.circle(x, 308, 8, "#55585c")
    for d in (
        "M118 308 L214 308 L176 190 Z",
        "M214 308 L330 184 L176 190",
        "M330 184 L362 308",
        "M330 184 L322 150",
        "M176 190 L168 158",
    ):
        canvas.line(d, dark("#2f7a6a", 0.3), 13)
        canvas.line(d, "#2f7a6a", 9)
    canvas.line("M322 150 q34 -20 44 6", "#26272a", 8)
    canvas.path("M136 150 Q170 136 204 152 Q176 166 140 164 Z", "#5a3a24")
    canvas.circle(214, 308, 22, "none", stroke="#33363a", stroke_width=7)
    canvas.line("M214 308 l22 34 h18 M214 308 l-20 -32 h-16", "#33363a", 7)


def guitar(canvas: Canvas) -> None:
    canvas.soft_shadow(240, 440, 110, 10)
    canvas.path(
        "M240 214 C176 204 170 262 190 284 C140 320 150 440 240 440 S340 320 290 284 C310 262 304 204 240 214 Z",
        canvas.ball_shade("#c98a4b"),
        stroke="#5a3418",
        stroke_width=5,
    )
    canvas.circle(240, 306, 30, "#24160e", stroke="#e6cfa2", stroke_width=5)
    canvas.box(228, 44, 24, 236, canvas.flat_shade("#4a2c1a"))
    canvas.path("M222 4 H258 L254 52 H226 Z", canvas.flat_shade("#3a2212"))
    for y in range(62, 272, 18):
        canvas.line(f"M228 {y} h24", "#d9d4c8", 2)
    canvas.box(206, 380, 68, 12, "#3a2212", rx=4)
    for i in range(6):
        canvas.line(f"M{231 + i * 3.6} 20 V384", "#efe9da", 1)
    for side in (-1, 1):
        for y in (12, 26, 40):
            canvas.circle(240 + side * 24, y, 5, "#d9d4c8")


def dinosaur(canvas: Canvas) -> None:
    green = "#5a9e52"
    canvas.soft_shadow(240, FLOOR + 4, 160, 14)
    for x in (176, 300):
        canvas.box(x, 330, 44, 80, canvas.round_shade(dark(green, 0.1)), rx=14)
    canvas.path(
        "M60 392 Q120 250 220 236 Q270 226 300 170 Q310 96 372 92 Q434 96 432 138 Q428 164 376 164 Q372 240 350 300 "
        "Q330 368 250 372 Q150 376 60 392 Z",
        canvas.ball_shade(green),
        stroke=dark(green, 0.4),
        stroke_width=3,
    )
    for i, (x, y) in enumerate(((130, 282), (172, 248), (216, 226), (258, 204), (288, 166), (310, 118))):
        canvas.path(f"M{x - 16} {y + 14} l10 {-34 - i % 2 * 6} l22 22 Z", "#e0a03a")
    canvas.circle(384, 120, 8, "#ffffff")
    canvas.circle(386, 121, 4, "#20201e")
    canvas.line("M388 148 q24 4 40 -8", dark(green, 0.6), 3)
    for x, y in ((220, 290), (270, 262), (300, 300), (180, 320)):
        canvas.circle(x, y, 12, light(green, 0.3), opacity=0.6)


def books(canvas: Canvas, x: float, floor: float) -> None:
    for i, (width, height, colour) in enumerate(
        ((26, 150, "#7a3b34"), (34, 132, "#d8c39a"), (22, 160, "#33506a"), (30, 140, "#6f7044"))
    ):
        left = x + i * 30
        canvas.box(
            left,
            floor - height,
            width,
            height,
            canvas.across((0, dark(colour, 0.3)), (0.3, light(colour, 0.15)), (1, dark(colour, 0.25))),
            rx=2,
        )
        canvas.box(left + 4, floor - height + 20, width - 8, 10, light(colour, 0.5), opacity=0.7)


def hand(canvas: Canvas, *, skin: str = "#d9a27c") -> None:
    """A hand from the right, its fingers in front of what it holds; the palm belongs behind and is not drawn."""
    shade = canvas.down((0, light(skin, 0.2)), (1, dark(skin, 0.25)))
    canvas.path("M330 250 Q400 230 480 262 V420 Q400 420 340 380 Z", shade)
    for i in range(4):
        y = 246 + i * 36
        canvas.path(
            f"M352 {y} Q300 {y - 12} 268 {y + 2} Q254 {y + 14} 268 {y + 26} Q300 {y + 36} 352 {y + 36} Z",
            shade,
            stroke=dark(skin, 0.35),
            stroke_width=2,
        )
        canvas.path(f"M268 {y + 5} q-8 8 0 17 l12 -3 v-12 Z", light(skin, 0.45))
