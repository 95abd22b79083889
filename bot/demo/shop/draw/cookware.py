"""Pans, knives and chopping boards."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import grain, speckle, stripes
from bot.demo.shop.draw.turned import TILT, glaze_gleam, turn

# Short knives are drawn a little larger than life.
_SHORT = 160
_STEEL = "#c6cbce"


def pan(canvas: Canvas, look: Look) -> None:
    kinds = {"frying": _frying, "wok": _wok, "grill": _grill, "casserole": _casserole, "saucepan": _saucepan}
    kinds[look.word("kind")](canvas, look)


def _shade(canvas: Canvas, look: Look) -> str:
    return canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)


def _long_handle(canvas: Canvas, start: tuple[float, float], colour: str, *, length: float = 170) -> None:
    x, y = start
    canvas.tube(f"M{x} {y} l{length} {-length * 0.42}", 22, colour)
    canvas.circle(x + length - 6, y - length * 0.42 + 3, 5, dark(colour, 0.6))


def _frying(canvas: Canvas, look: Look) -> None:
    r = look.number("r", 120)
    cx, cy = 196.0, FLOOR - 70
    canvas.soft_shadow(cx + 10, FLOOR + 2, r * 1.05, 20)
    handle = look.colour if look.word("handle") == "self" else look.wood("handle", "black")
    _long_handle(canvas, (cx + r * 0.8, cy - 14), handle)
    side = (
        f"M{cx - r} {cy} C{cx - r * 0.9} {cy + 56} {cx - r * 0.5} {cy + 74} "
        f"{cx} {cy + 74} S{cx + r * 0.9} {cy + 56} {cx + r} {cy} Z"
    )
    canvas.path(side, _shade(canvas, look))
    canvas.ellipse(cx, cy, r, r * 0.42, light(look.colour, 0.22))
    coat = "#efe9db" if look.colour_name in {"Sage Green", "Red"} else dark(look.colour, 0.25)
    canvas.ellipse(cx, cy + 2, r * 0.94, r * 0.38, canvas.slanting((0, dark(coat, 0.35)), (1, light(coat, 0.18))))
    canvas.ellipse(cx, cy + 12, r * 0.76, r * 0.27, canvas.slanting((0, light(coat, 0.1)), (1, dark(coat, 0.2))))
    canvas.gleam(f"M{cx - r * 0.6} {cy + 4} q{r * 0.3} -24 {r * 0.7} -26", opacity=0.3)


def _wok(canvas: Canvas, look: Look) -> None:
    cx, cy = 190.0, FLOOR - 96
    canvas.soft_shadow(cx, FLOOR + 2, 100, 16)
    _long_handle(canvas, (cx + 116, cy - 14), look.wood("handle", "natural"))
    canvas.tube(f"M{cx - 128} {cy - 10} q-34 -16 -8 -34 l22 10", 11, look.wood("handle", "natural"))
    canvas.path(
        f"M{cx - 140} {cy} C{cx - 120} {cy + 70} {cx - 50} {FLOOR} "
        f"{cx} {FLOOR} S{cx + 120} {cy + 70} {cx + 140} {cy} Z",
        _shade(canvas, look),
    )
    canvas.ellipse(cx, cy, 140, 56, light(look.colour, 0.25))
    canvas.ellipse(
        cx, cy + 3, 132, 50, canvas.radial((0, light(look.colour, 0.4)), (1, dark(look.colour, 0.5)), at=(0.4, 0.9))
    )


def _grill(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(200, FLOOR - 20, 160, 18)
    _long_handle(canvas, (306, FLOOR - 112), look.colour, length=140)
    canvas.path(
        f"M58 {FLOOR - 110} L74 {FLOOR - 42} Q80 {FLOOR - 28} 96 {FLOOR - 28} "
        f"H308 Q326 {FLOOR - 28} 330 {FLOOR - 42} L346 {FLOOR - 110} Z",
        _shade(canvas, look),
    )
    rim = (
        f"M100 {FLOOR - 236} H304 Q318 {FLOOR - 236} 322 {FLOOR - 224} L348 {FLOOR - 112} Q348 {FLOOR - 98} 332 "
        f"{FLOOR - 98} H72 Q56 {FLOOR - 98} 56 {FLOOR - 112} L82 {FLOOR - 224} Q86 {FLOOR - 236} 100 {FLOOR - 236} Z"
    )
    canvas.path(rim, light(look.colour, 0.18))
    inner = f"M106 {FLOOR - 226} H298 L330 {FLOOR - 110} H74 Z"
    canvas.path(inner, canvas.slanting((0, "#3f4043"), (1, "#161718")))
    with canvas.clipped(inner):
        for i in range(12):
            canvas.line(f"M{114 + i * 16} {FLOOR - 226} L{86 + i * 21} {FLOOR - 108}", "#5b5e62", 6)


def _casserole(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 110), look.number("h", 100)
    top = FLOOR - h
    canvas.soft_shadow(240, FLOOR + 3, r * 1.15, 17)
    for side in (-1, 1):
        canvas.tube(
            f"M{240 + side * (r - 6)} {top + 22} q{side * 44} -6 {side * 44} 12 q0 16 {side * -44} 14", 14, look.colour
        )
    profile = [(top, r), (top + h * 0.6, r), (FLOOR - 8, r * 0.96), (FLOOR, r * 0.88)]
    turn(canvas, profile, _shade(canvas, look))
    glaze_gleam(canvas, profile, opacity=0.4, side=0.7)
    lid = (
        f"M{240 - r - 4} {top} A{r + 4} {(r + 4) * TILT} 0 0 0 {244 + r} "
        f"{top} C{240 + r} {top - 30} {290} {top - 52} 240 {top - 52} "
        f"S{240 - r} {top - 30} {236 - r} {top} Z"
    )
    canvas.path(lid, _shade(canvas, look))
    canvas.line(f"M{236 - r} {top} A{r + 4} {(r + 4) * TILT} 0 0 0 {244 + r} {top}", light(look.colour, 0.35), 3)
    canvas.box(230, top - 66, 20, 18, "#8f9598")
    canvas.ellipse(240, top - 68, 27, 12, canvas.ball_shade("#c3c8cb" if not look.metallic else "#3a3c3f"))
    ink = "#5a5f62" if look.metallic or look.colour_name == "Cream" else light(look.colour, 0.6)
    write(canvas, look.brand.upper(), 240, top + h * 0.5, 13, ink)


def _saucepan(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 90), look.number("h", 100)
    cx, top = 186.0, FLOOR - h
    canvas.soft_shadow(cx + 6, FLOOR + 3, r * 1.2, 15)
    _long_handle(canvas, (cx + r - 6, top + 26), "#aab0b4", length=180)
    profile = [(top, r), (FLOOR - 10, r), (FLOOR, r * 0.94)]
    turn(canvas, profile, _shade(canvas, look), cx)
    for side in (-1, 1):
        canvas.path(
            f"M{cx + side * r * 0.9} {top + 10} l{side * r * 0.28} -14 l{side * -r * 0.34} -6 Z",
            light(look.colour, 0.3),
        )
    canvas.ellipse(cx, top, r, r * TILT * 1.3, light(look.colour, 0.55))
    canvas.ellipse(cx, top + 2, r * 0.94, r * TILT * 1.15, canvas.across((0, "#5d6265"), (1, "#d9dddf")))


def knife(canvas: Canvas, look: Look) -> None:
    count = int(look.number("count", 1))
    with canvas.group(transform="rotate(-38 240 250)"):
        for i in range(count):
            _one_knife(canvas, look, 250 + (i - (count - 1) / 2) * 62)


_BLADES = {
    "chef": (54, "M0 -{w} L-{a} -{w} Q-{m} -{h} -{l} {h} Q-{m} {w} -{a} {w} L0 {w} Z"),
    "santoku": (42, "M0 -{w} L-{b} -{w} Q-{l} -{w} -{l} {w} L0 {w} Z"),
    "bread": (30, "M0 -{w} L-{b} -{w} Q-{l} -{w} -{l} {w} L0 {w} Z"),
    "paring": (24, "M0 -{w} L-{l} {w} L0 {w} Z"),
    "utility": (28, "M0 -{w} L-{b} -{w} Q-{m} -{w} -{l} {w} L0 {w} Z"),
    "cleaver": (88, "M0 -{w} L-{l} -{w} L-{l} {w} L0 {w} Z"),
    "pocket": (28, "M0 -{w} L-{b} -{w} Q-{m} -{w} -{l} {w} L0 {w} Z"),
}


def _one_knife(canvas: Canvas, look: Look, y: float) -> None:
    kind, length = look.word("blade"), look.number("length", 220)
    if length < _SHORT:
        length *= 1.25
    depth, template = _BLADES[kind]
    half = depth / 2
    blade = template.format(w=half, l=length, h=half * 0.35, a=length * 0.55, b=length * 0.78, m=length * 0.92)
    left = 240 + length * 0.34
    canvas.box(left - length, y + half + 8, length + 130, 12, "#1d1c1b", opacity=0.2, filter=canvas.blur(7))
    with canvas.group(transform=f"translate({left:.1f} {y:.1f})"):
        canvas.path(blade, canvas.down((0, "#8f979c"), (0.45, "#d4d9dc"), (0.62, "#f4f6f7"), (1, "#aeb5b9")))
        canvas.line(f"M-4 {half - 5} H-{length * 0.86:.1f}", "#ffffff", 1.6, opacity=0.8)
        _blade_details(canvas, kind, length, half)
        _grip(canvas, look, kind, half)


def _blade_details(canvas: Canvas, kind: str, length: float, half: float) -> None:
    if kind == "bread":
        teeth = " ".join("l-6 5 l-6 -5" for _ in range(int(length / 12) - 2))
        canvas.path(f"M-2 {half - 2} {teeth} V{half - 9} H-2 Z", "#b9c0c4")
    if kind == "santoku":
        for i in range(7):
            canvas.ellipse(-24 - i * length * 0.11, half * 0.15, 5, 12, "#aab1b5")
    if kind == "cleaver":
        canvas.circle(-length + 18, -half + 18, 6, "#5d6468")


def _grip(canvas: Canvas, look: Look, kind: str, half: float) -> None:
    short = {"paring": 84, "pocket": 108, "utility": 104}.get(kind, 122)
    wide = 22 if kind in {"paring", "utility", "pocket"} else 28
    top = -half if kind != "cleaver" else -wide / 2
    if not look.has("plain"):
        canvas.box(-4, top, 16, wide, canvas.down((0, "#8f979c"), (0.5, "#eef0f1"), (1, "#7f878c")), rx=2)
    grip = (
        f"M8 {top} H{short - 14} q18 2 16 {wide * 0.6} q-2 {wide * 0.6} -18 "
        f"{wide * 0.5} q-30 {-wide * 0.24} {-short + 22} {-wide * 0.1} Z"
    )
    canvas.path(grip, canvas.down((0, light(look.colour, 0.28)), (0.5, look.colour), (1, dark(look.colour, 0.45))))
    if not look.has("plain"):
        with canvas.clipped(grip):
            grain(canvas, (0, top, short, wide + 8), look.colour, look.dice, lines=6)
        for x in (28, 60, 92):
            if x < short - 14:
                canvas.circle(x, top + wide * 0.5, 4.5, "#d9c38a", stroke="#6d5b2c", stroke_width=1)


def board(canvas: Canvas, look: Look) -> None:
    {"plank": _plank, "block": _block, "paddle": _paddle, "round": _round, "set": _board_set}[look.word("kind")](
        canvas, look
    )


def _lying(canvas: Canvas, d: str, look: Look, *, thick: float = 16) -> None:
    """A board seen from above and in front: its edge below, its shadow beneath."""
    with canvas.group(transform=f"translate(6 {thick + 10})", opacity=0.28, filter=canvas.blur(9)):
        canvas.path(d, "#1d1c1b")
    with canvas.group(transform=f"translate(0 {thick})"):
        canvas.path(d, dark(look.colour, 0.45))
    canvas.path(d, canvas.flat_shade(look.colour))


def _plank(canvas: Canvas, look: Look) -> None:
    d = "M120 150 H376 Q390 150 394 164 L424 330 Q426 346 410 346 H70 Q54 346 56 330 L102 164 Q106 150 120 150 Z"
    _lying(canvas, d, look)
    with canvas.clipped(d):
        if look.word("grain") == "slate":
            speckle(canvas, (56, 150, 370, 200), look.dice, count=260, colour="#8d969c")
            canvas.line("M150 220 q40 -26 70 6 t60 -6 M160 270 h120", "#f1f1ec", 4, opacity=0.75)
        else:
            grain(canvas, (50, 150, 380, 200), look.colour, look.dice, lines=24)
    if look.has("groove"):
        canvas.line("M134 172 H362 L392 322 H90 Z", dark(look.colour, 0.55), 7, opacity=0.8)
        canvas.line("M136 176 H362 L390 326", light(look.colour, 0.35), 2.5, opacity=0.7)


def _block(canvas: Canvas, look: Look) -> None:
    d = "M112 130 H368 L420 330 H60 Z"
    _lying(canvas, d, look, thick=40)
    with canvas.clipped(d):
        for row in range(7):
            for column in range(9):
                tone = light(look.colour, 0.5) if (row + column) % 2 else dark(look.colour, 0.05)
                skew = (row - 6) * 7.4
                x = 60 + column * 40 + (4 - column) * (6 - row) * 1.7 - skew * 0
                canvas.box(x, 130 + row * 29, 41, 30, canvas.flat_shade(tone))
    canvas.line("M60 331 H420", light(look.colour, 0.3), 3)


def _paddle(canvas: Canvas, look: Look) -> None:
    d = (
        "M150 190 Q150 176 166 176 H344 Q372 176 380 200 L404 330 Q408 "
        "352 384 352 H96 Q72 352 76 330 L100 200 Q106 176 134 176 Z "
        "M206 180 L214 92 Q216 66 240 66 T266 92 L274 180 Z"
    )
    _lying(canvas, d, look)
    with canvas.clipped(d):
        if look.word("grain") == "marble":
            grain(canvas, (60, 240, 360, 120), "#9aa0a5", look.dice, lines=7)
            canvas.path("M60 50 H430 V262 H60 Z", canvas.flat_shade("#a8703f"))
            grain(canvas, (60, 60, 370, 200), "#a8703f", look.dice, lines=16)
        else:
            grain(canvas, (60, 60, 370, 300), look.colour, look.dice, lines=28)
    canvas.circle(240, 96, 9, "#e8e2d8", stroke="#5b4634", stroke_width=2)
    canvas.line("M240 96 q-34 -40 -6 -54 q30 8 6 54", "#6b4226", 4)


def _round(canvas: Canvas, look: Look) -> None:
    d = "M60 250 A180 104 0 1 0 420 250 A180 104 0 1 0 60 250 Z"
    _lying(canvas, d, look, thick=20)
    with canvas.clipped(d):
        stripes(canvas, (60, 146, 360, 210), dark(look.colour, 0.5), step=60, share=0.4, angle=90)
        grain(canvas, (60, 146, 360, 210), look.colour, look.dice, lines=26)
    canvas.ellipse(240, 250, 156, 86, "none", stroke=dark(look.colour, 0.5), stroke_width=6, opacity=0.8)


def _board_set(canvas: Canvas, _: Look) -> None:
    canvas.soft_shadow(244, FLOOR + 2, 150, 14)
    for i, colour in enumerate(("#bf2f2a", "#2c68b4", "#3d9153", "#f1c435")):
        x = 108 + i * 34
        d = f"M{x} {FLOOR - 20 - i * 4} V{FLOOR - 236 - i * 4} q0 -20 20 -20 h140 q20 0 20 20 V{FLOOR - 20 - i * 4} Z"
        canvas.path(d, canvas.flat_shade(colour), stroke=dark(colour, 0.35), stroke_width=2)
        canvas.box(x + 62, FLOOR - 240 - i * 4, 56, 15, light(colour, 0.75), rx=7)
    canvas.box(94, FLOOR - 36, 300, 38, canvas.flat_shade(_STEEL), rx=10)
