"""Scarves and beanies."""

from bot.demo.shop.draw import patterns
from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.textiles import cloth, folds, weave_of
from bot.demo.shop.draw.turned import turn


def scarf(canvas: Canvas, look: Look) -> None:
    {"loop": _scarf_loop, "hung": _scarf_hung, "square": _silk, "snood": _snood}[look.word("kind")](canvas, look)


def _scarf_loop(canvas: Canvas, look: Look) -> None:
    """Folded once and knotted: a loop behind, two tails in front."""
    loop = (
        "M120 150 C120 40 360 40 360 150 C360 220 290 246 240 250 C190 246 120 "
        "220 120 150 Z M176 142 C180 186 300 186 304 142 C300 92 180 92 176 142 Z"
    )
    canvas.path(loop, canvas.flat_shade(dark(look.colour, 0.12)), fill_rule="evenodd")
    for y in (176, 200):
        canvas.line(f"M134 {y - 16} Q240 {y + 54} 346 {y - 16}", dark(look.colour, 0.45), 4, opacity=0.4)
    for d, box, fringe in (
        ("M262 216 L318 372 L386 346 L306 200 Z", (250, 190, 150, 190), (318, 386, 360)),
        ("M186 214 L150 404 H236 L266 226 Z", (140, 200, 140, 210), (152, 236, 402)),
    ):
        cloth(canvas, look, d, box)
        canvas.path(d, canvas.across((0, "#ffffff33"), (1, "#1a121055")))
        _fringe(canvas, look, *fringe)
    knot = "M182 196 Q240 170 300 194 Q316 232 286 254 Q236 268 190 248 Q168 224 182 196 Z"
    cloth(canvas, look, knot, (170, 170, 150, 100))
    canvas.path(knot, canvas.radial((0, "#ffffff55"), (0.6, "#ffffff00"), (1, "#1a121077"), at=(0.4, 0.3)))
    canvas.line("M196 210 Q240 236 292 206 M204 238 Q244 250 280 236", dark(look.colour, 0.45), 3, opacity=0.45)


def _fringe(canvas: Canvas, look: Look, left: float, right: float, y: float) -> None:
    for i in range(int((right - left) / 9) + 1):
        canvas.line(f"M{left + i * 9} {y} q3 14 -1 28", light(look.colour, 0.2), 4)


def _scarf_hung(canvas: Canvas, look: Look) -> None:
    canvas.circle(240, 52, 10, "#8a6a40")
    for side, foot in ((1, 350), (-1, 396)):
        x = 240 + side * 46
        d = (
            f"M{240 - side * 8} 56 Q{x + side * 20} 140 {x + side * 46} {foot} "
            f"H{x - side * 58} Q{x - side * 40} 180 {240 - side * 8} 56 Z"
        )
        cloth(canvas, look, d, (x - 110, 50, 220, 350))
        canvas.path(d, canvas.across((0, "#ffffff40"), (0.5, "#ffffff00"), (1, "#1a121066")))
        left, right = sorted((x + side * 46, x - side * 58))
        _fringe(canvas, look, left, right, foot)


def _silk(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, 392, 170, 16)
    d = "M240 70 L410 236 L240 402 L70 236 Z"
    canvas.path(d, canvas.flat_shade(look.colour))
    with canvas.clipped(d):
        canvas.path("M240 108 L372 236 L240 364 L108 236 Z", canvas.flat_shade(look.partner))
        for i in range(4):
            canvas.line(f"M130 {188 + i * 34} q28 -26 55 0 t55 0 t55 0 t55 0", look.colour, 7)
        canvas.circle(240, 150, 16, dark(look.colour, 0.1))
    folds(canvas, d, (170, 250, 330), 80, 400)


def _snood(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR, 140, 16)
    profile = [(FLOOR - 236, 116), (FLOOR - 150, 138), (FLOOR - 60, 132), (FLOOR - 4, 146)]
    d = turn(canvas, profile, canvas.round_shade(look.colour))
    with canvas.clipped(d):
        patterns.ribs(canvas, (96, FLOOR - 250, 296, 280), look.colour, step=15, opacity=0.4)
        for y in (170, 110, 60):
            canvas.line(
                f"M96 {FLOOR - y} Q240 {FLOOR - y + 60} 390 {FLOOR - y - 14}",
                "#1a1210",
                16,
                opacity=0.2,
                filter=canvas.blur(5),
            )
    canvas.ellipse(240, FLOOR - 236, 116, 26, dark(look.colour, 0.5))
    for y in (190, 130, 70):
        canvas.circle(316, FLOOR - y, 15, canvas.ball_shade("#8a5a36"))


def beanie(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR, 136, 14)
    kind = look.word("kind")
    top = FLOOR - (300 if kind == "slouch" else 262)
    if kind == "slouch":
        d = (
            f"M122 {FLOOR - 70} C96 {FLOOR - 250} 190 {top} 300 {top + 14} "
            f"C400 {top + 40} 384 {FLOOR - 170} 358 {FLOOR - 70} Z"
        )
    else:
        d = f"M118 {FLOOR - 64} C104 {FLOOR - 230} 180 {top} 240 {top} S376 {FLOOR - 230} 362 {FLOOR - 64} Z"
    if kind == "bobble":
        _pompom(canvas, look, 240, top - 14)
    canvas.path(d, canvas.round_shade(look.colour))
    with canvas.clipped(d):
        _beanie_knit(canvas, look, top)
    if kind == "earflap":
        _earflaps(canvas, look)
    tall = 70 if kind in {"plain", "earflap"} else 82
    cuff = (
        f"M108 {FLOOR - tall} Q240 {FLOOR - tall + 18} 372 {FLOOR - tall} "
        f"L376 {FLOOR - 8} Q240 {FLOOR + 12} 104 {FLOOR - 8} Z"
    )
    canvas.path(cuff, canvas.round_shade(look.colour if look.word("pattern") != "nordic" else dark(look.colour, 0.1)))
    with canvas.clipped(cuff):
        patterns.ribs(canvas, (104, FLOOR - 90, 280, 110), look.colour, step=13, opacity=0.4)
    if kind == "cuff":
        canvas.box(300, FLOOR - 54, 42, 28, "#f3ead8", rx=3)


def _beanie_knit(canvas: Canvas, look: Look, top: float) -> None:
    box = (104.0, top, 276.0, FLOOR - top)
    if look.word("pattern") == "stripes":
        patterns.bands(canvas, box, look.partner, height=20, gap=22, bend=10)
    elif look.word("pattern"):
        weave_of(canvas, look, box)
    else:
        for i in range(-9, 10):
            canvas.line(
                f"M{240 + i * 6} {top} Q{240 + i * 17} {top + 70} {240 + i * 15} {FLOOR}",
                dark(look.colour, 0.45),
                3,
                opacity=0.32,
            )


def _pompom(canvas: Canvas, look: Look, cx: float, cy: float) -> None:
    dice = look.dice
    canvas.circle(cx, cy, 44, canvas.ball_shade(look.partner))
    for _ in range(150):
        angle = dice.uniform(0, 360)
        with canvas.group(transform=f"rotate({angle:.0f} {cx} {cy})"):
            canvas.line(
                f"M{cx} {cy - dice.uniform(10, 36):.0f} v-14",
                dice.choice((light(look.partner, 0.4), dark(look.partner, 0.18))),
                3,
            )


def _earflaps(canvas: Canvas, look: Look) -> None:
    for side in (-1, 1):
        x = 240 + side * 104
        canvas.path(f"M{x - 44} {FLOOR - 34} Q{x - 36} {FLOOR + 34} {x} "
f"{FLOOR + 38} Q{x + 36} {FLOOR + 34} {x + 44} {FLOOR - 34} Z",
                    canvas.flat_shade(look.partner))  # fmt: skip
        canvas.line(f"M{x} {FLOOR + 38} v28", look.colour, 7)
