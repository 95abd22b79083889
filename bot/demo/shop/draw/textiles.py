"""Cushions, throws and towels, and the cloth they are made of."""

from collections.abc import Callable
from functools import partial

from bot.demo.shop.draw import patterns
from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look

Box = patterns.Box


def cloth(canvas: Canvas, look: Look, d: str, box: Box) -> None:
    """A piece of cloth in the product's weave: its fill, its pattern, nothing of its folds."""
    canvas.path(d, canvas.flat_shade(look.colour))
    with canvas.clipped(d):
        weave_of(canvas, look, box)


def weave_of(canvas: Canvas, look: Look, box: Box) -> None:
    weave = _weaves(look).get(look.word("pattern"))
    if weave is not None:
        weave(canvas, box)


def _weaves(look: Look) -> dict[str, Callable[[Canvas, Box], None]]:
    colour, partner = look.colour, look.partner
    return {
        "stripes": partial(patterns.stripes, colour=partner, step=34),
        "long_stripes": partial(patterns.stripes, colour=partner, step=42, share=0.4),
        "check": partial(patterns.check, colour=dark(colour, 0.55)),
        "cable": partial(patterns.cables, colour=colour),
        "chunky": partial(patterns.cables, colour=colour, step=62),
        "waffle": partial(patterns.weave, colour=colour),
        "diamonds": partial(_diamonds, partner=partner),
        "herringbone": partial(patterns.herringbone, colour=light(colour, 0.5)),
        "quilt": partial(patterns.quilt, colour=colour),
        "rib": partial(patterns.ribs, colour=colour, opacity=0.45),
        "ribs": partial(patterns.ribs, colour=colour, opacity=0.45),
        "plush": partial(patterns.speckle, dice=look.dice, count=420, colour=light(colour, 0.4)),
        "border": partial(_border, colour=partner),
        "nordic": partial(patterns.nordic, colour=partner),
    }


def _diamonds(canvas: Canvas, box: Box, partner: str) -> None:
    patterns.quilt(canvas, box, dark(partner, 0.1), step=54)
    patterns.dots(canvas, box, partner, step=38, r=6)


def _border(canvas: Canvas, box: Box, colour: str) -> None:
    x, y, width, height = box
    patterns.bands(canvas, (x, y + height * 0.55, width, 40), colour, height=8, gap=7, bend=3)


def cushion(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 2, 160, 16)
    {"square": _square, "oblong": _oblong, "round": _round, "bolster": _bolster, "bench": _bench}[look.word("kind")](
        canvas, look
    )


def _pillow(left: float, top: float, width: float, height: float) -> str:
    """Full in the middle, drawn in at the sides, with ears at the corners."""
    dip = min(width, height) * 0.075
    right, foot = left + width, top + height
    return (
        f"M{left} {top} Q{left + width / 2} {top + 2 * dip} {right} "
        f"{top} Q{right - 2 * dip} {top + height / 2} {right} {foot} "
        f"Q{left + width / 2} {foot - dip} {left} {foot} Q{left + 2 * dip} {top + height / 2} {left} {top} Z"
    )


def _puff(canvas: Canvas, d: str) -> None:
    """The light and shadow of something stuffed."""
    canvas.path(d, canvas.radial((0, "#ffffff66"), (0.55, "#ffffff00"), (1, "#1a121066"), at=(0.4, 0.36)))


def _square(canvas: Canvas, look: Look) -> None:
    _stuffed(canvas, look, (92, FLOOR - 306, 296, 306))


def _oblong(canvas: Canvas, look: Look) -> None:
    _stuffed(canvas, look, (54, FLOOR - 232, 372, 232))
    canvas.line(f"M110 {FLOOR - 96} Q240 {FLOOR - 150} 372 {FLOOR - 128}", look.partner, 5)
    for i in range(9):
        x, y = 140 + i * 26, FLOOR - 106 - i * 3
        for side in (-1, 1):
            canvas.path(
                f"M{x} {y} q{8} {side * 30} {34} {side * 36 - 4} q-4 {side * -30} -34 {side * -36 + 4} Z", look.partner
            )


def _stuffed(canvas: Canvas, look: Look, box: Box) -> None:
    d = _pillow(*box)
    x, y, width, height = box
    if look.word("edge") == "tassels":
        for cx, cy in ((x, y), (x + width, y), (x, y + height), (x + width, y + height)):
            canvas.line(
                f"M{cx} {cy} l{-14 if cx == x else 14} 22 M{cx} {cy} l{-6 if cx == x else 6} 26", look.partner, 7
            )
            canvas.circle(cx, cy, 8, dark(look.partner, 0.2))
    cloth(canvas, look, d, box)
    _puff(canvas, d)
    if look.word("edge") == "piping":
        canvas.line(d, dark(look.colour, 0.35), 4, opacity=0.7)
    for cx, cy, dx in ((x + 30, y + 34, 40), (x + width - 36, y + height - 34, -44)):
        canvas.line(f"M{cx} {cy} q{dx * 0.5} {dx * 0.4} {dx} {dx * 0.9}", dark(look.colour, 0.4), 3, opacity=0.35)


def _round(canvas: Canvas, look: Look) -> None:
    canvas.ellipse(240, FLOOR - 150, 162, 150, canvas.ball_shade(look.colour))
    for i in range(28):
        with canvas.group(transform=f"rotate({i * 12.86} 240 {FLOOR - 150})"):
            canvas.line(
                f"M240 {FLOOR - 166} Q246 {FLOOR - 230} 240 {FLOOR - 290}", dark(look.colour, 0.4), 3, opacity=0.5
            )
    canvas.circle(240, FLOOR - 150, 17, canvas.ball_shade(dark(look.colour, 0.15)))


def _bolster(canvas: Canvas, look: Look) -> None:
    canvas.path(
        f"M80 {FLOOR - 150} H386 Q420 {FLOOR - 140} 420 {FLOOR - 75} T386 {FLOOR} H80 Z",
        canvas.down(
            (0, light(look.colour, 0.15)),
            (0.3, light(look.colour, 0.35)),
            (0.6, look.colour),
            (1, dark(look.colour, 0.45)),
        ),
    )
    canvas.ellipse(84, FLOOR - 75, 40, 75, canvas.radial((0, light(look.colour, 0.3)), (1, dark(look.colour, 0.25))))
    for i in range(14):
        with canvas.group(transform=f"translate(84 {FLOOR - 75}) scale(0.53 1) rotate({i * 25.7})"):
            canvas.line("M0 -8 V-70", dark(look.colour, 0.45), 3, opacity=0.55)
    canvas.circle(84, FLOOR - 75, 10, canvas.ball_shade(look.colour))
    for x in (180, 270, 350):
        canvas.line(f"M{x} {FLOOR - 146} q16 70 0 142", dark(look.colour, 0.4), 3, opacity=0.22)


def _bench(canvas: Canvas, look: Look) -> None:
    canvas.path(
        f"M70 {FLOOR - 140} L120 {FLOOR - 210} H400 L440 {FLOOR - 140} Z",
        light(look.colour, 0.2),
        stroke=light(look.colour, 0.3),
        stroke_width=6,
        stroke_linejoin="round",
    )
    canvas.box(52, FLOOR - 144, 396, 92, canvas.flat_shade(look.colour), rx=24)
    canvas.line(f"M66 {FLOOR - 132} H434 M66 {FLOOR - 64} H434", light(look.colour, 0.6), 3)
    for x in (150, 250, 350):
        canvas.ellipse(x, FLOOR - 174, 9, 5, dark(look.colour, 0.4))
    canvas.line(f"M60 {FLOOR - 120} q-30 40 -10 80 M440 {FLOOR - 120} q26 40 4 84", dark(look.colour, 0.2), 6)


def throw(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 2, 170, 16)
    {"folded": _folded, "rolled": _rolled, "draped": _draped}[look.word("kind")](canvas, look)


def _folded(canvas: Canvas, look: Look) -> None:
    """A pile of three or four folds seen from the front."""
    layers, tall = 4, 46
    for i in range(layers):
        y = FLOOR - (i + 1) * tall
        sway = (i % 2) * 8
        d = f"M{84 + sway} {y + 8} q-16 {tall / 2 - 6} 0 {tall - 10} H{392 - sway} q18 {-tall / 2} 0 {-tall + 8} Z"
        cloth(canvas, look, d, (60, y, 360, tall))
        canvas.path(d, canvas.down((0, "#ffffff40"), (0.5, "#ffffff00"), (1, "#1a121080")))
    y = FLOOR - layers * tall
    top = f"M84 {y + 10} L124 {y - 54} H366 L396 {y + 10} Z"
    cloth(canvas, look, top, (80, y - 60, 320, 76))
    canvas.path(top, canvas.down((0, "#1a121022"), (1, "#ffffff30")))
    if look.has("fringe"):
        for i in range(26):
            canvas.line(f"M{98 + i * 11.5} {FLOOR - tall + 34} q4 12 -2 26", light(look.colour, 0.3), 3)


def _rolled(canvas: Canvas, look: Look) -> None:
    d = f"M96 {FLOOR - 150} H380 Q420 {FLOOR - 140} 420 {FLOOR - 75} T380 {FLOOR} H96 Z"
    cloth(canvas, look, d, (60, FLOOR - 150, 370, 150))
    canvas.path(d, canvas.down((0, "#ffffff22"), (0.25, "#ffffff55"), (0.55, "#ffffff00"), (1, "#1a121088")))
    for step in range(6):
        rx, ry = 44 * (1 - step / 6.5), 75 * (1 - step / 6.5)
        tone = light(look.colour, 0.25) if step % 2 else dark(look.colour, 0.15)
        canvas.ellipse(98, FLOOR - 75, rx, ry, tone)
    for x in (196, 330) if look.word("pattern") == "check" else ():
        canvas.line(f"M{x} {FLOOR - 150} q22 75 0 150", "#6b4226", 15)
        canvas.box(x + 2, FLOOR - 96, 22, 26, "none", rx=4, stroke="#caa24c", stroke_width=4)


def _draped(canvas: Canvas, look: Look) -> None:
    """Hung over a rail."""
    canvas.box(50, 84, 380, 14, canvas.down((0, "#d8b584"), (1, "#8a6a40")), rx=7)
    d = f"M112 82 Q240 70 368 82 L380 {FLOOR - 40} Q300 {FLOOR - 28} 240 {FLOOR - 36} T100 {FLOOR - 40} Z"
    cloth(canvas, look, d, (96, 70, 290, 310))
    folds(canvas, d, (150, 214, 290, 346), 84, FLOOR - 40)
    if look.has("fringe"):
        for i in range(25):
            canvas.line(f"M{104 + i * 11.4} {FLOOR - 40} q4 16 -2 34", light(look.colour, 0.35), 3)


def folds(canvas: Canvas, d: str, places: tuple[float, ...], top: float, foot: float) -> None:
    """Soft upright shadows and lights where cloth falls."""
    with canvas.clipped(d):
        for x in places:
            canvas.line(
                f"M{x} {top} Q{x + 14} {(top + foot) / 2} {x - 6} {foot}",
                "#1a1210",
                22,
                opacity=0.16,
                filter=canvas.blur(6),
            )
            canvas.line(
                f"M{x + 26} {top} Q{x + 38} {(top + foot) / 2} {x + 20} {foot}",
                "#ffffff",
                14,
                opacity=0.2,
                filter=canvas.blur(5),
            )


def towel(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 2, 160, 16)
    kind = look.word("kind")
    if kind == "hung":
        _hung_towel(canvas, look)
    elif kind == "rolled":
        _rolled(canvas, look)
        if look.word("pattern") == "plain":
            for x in (300, 372):
                canvas.circle(x, FLOOR - 154, 24, canvas.ball_shade(light(look.colour, 0.2)))
    else:
        _towel_stack(canvas, look, 3 if kind == "stack" else 2)


def _towel_stack(canvas: Canvas, look: Look, count: int) -> None:
    tall = 200 / count
    for i in range(count):
        y = FLOOR - (i + 1) * tall
        colour = light(look.colour, 0.12 * (i % 2))
        canvas.box(
            84,
            y,
            312,
            tall - 3,
            canvas.down((0, light(colour, 0.35)), (0.4, colour), (1, dark(colour, 0.35))),
            rx=tall * 0.34,
        )
        canvas.line(f"M104 {y + tall * 0.5} H392", dark(colour, 0.4), 3, opacity=0.5)
        if look.word("pattern") == "border":
            canvas.box(300, y + 2, 12, tall - 8, look.partner, opacity=0.9)
            canvas.box(320, y + 2, 6, tall - 8, look.partner, opacity=0.9)
        with canvas.clipped(f"M84 {y} h312 v{tall} h-312 Z"):
            patterns.speckle(canvas, (90, y + 6, 300, tall - 12), look.dice, count=150, colour=light(colour, 0.55))
    canvas.path(f"M226 {FLOOR - 4} v16 q8 8 16 0 v-16", "none", stroke=dark(look.colour, 0.3), stroke_width=5)


def _hung_towel(canvas: Canvas, look: Look) -> None:
    canvas.box(60, 70, 360, 14, canvas.metal_shade("#c3c9cc"), rx=7)
    back = f"M286 76 H366 L372 {FLOOR - 96} H290 Z"
    canvas.path(back, dark(look.colour, 0.3))
    d = f"M122 72 Q220 62 322 72 L332 {FLOOR - 30} Q230 {FLOOR - 18} 112 {FLOOR - 30} Z"
    if look.word("pattern") == "stripes":
        canvas.path(d, canvas.flat_shade(light(look.colour, 0.72)))
        with canvas.clipped(d):
            patterns.bands(canvas, (100, 150, 250, 280), look.colour, height=20, gap=22, bend=6)
    else:
        cloth(canvas, look, d, (108, 60, 226, 330))
    folds(canvas, d, (160, 236, 300), 74, FLOOR - 30)
    if look.has("fringe"):
        for i in range(20):
            canvas.line(f"M{116 + i * 11.2} {FLOOR - 28} v28", light(look.colour, 0.4), 3)
