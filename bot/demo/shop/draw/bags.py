"""Backpacks and tote bags."""

from bot.demo.shop.draw import patterns
from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import contrast, dark, light
from bot.demo.shop.draw.labels import motif
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look

_LEATHER = "#8a5a36"


def backpack(canvas: Canvas, look: Look) -> None:
    kinds = {
        "rolltop": _rolltop,
        "daypack": _daypack,
        "flap": _flap,
        "hiking": _hiking,
        "mini": _daypack,
        "kids": _kids,
    }
    kind = look.word("kind")
    canvas.soft_shadow(240, FLOOR + 4, 130, 15)
    for side in (-1, 1):
        canvas.tube(
            f"M{240 + side * 84} 170 C{240 + side * 168} 200 {240 + side * 158} 350 {240 + side * 106} {FLOOR - 26}",
            20,
            dark(look.colour, 0.4),
        )
    grip = 158 if kind == "mini" else 104
    canvas.line(f"M214 {grip} Q240 {grip - 48} 266 {grip}", dark(look.colour, 0.45), 12)
    kinds[kind](canvas, look)


def _body(canvas: Canvas, look: Look, top: float, half: float) -> str:
    d = (
        f"M{240 - half} {top + 60} C{240 - half} {top - 8} {240 + half} "
        f"{top - 8} {240 + half} {top + 60} L{240 + half + 10} {FLOOR - 34} "
        f"Q{240 + half + 8} {FLOOR} {240 + half - 28} {FLOOR} "
        f"H{268 - half} Q{232 - half} {FLOOR} {230 - half} {FLOOR - 34} Z"
    )
    canvas.path(d, canvas.flat_shade(look.colour), stroke=dark(look.colour, 0.4), stroke_width=2)
    return d


def _zip(canvas: Canvas, d: str, colour: str) -> None:
    canvas.line(d, dark(colour, 0.55), 8)
    canvas.line(d, "#cfd2d3", 2.5, stroke_dasharray="3 4")


def _pocket(canvas: Canvas, look: Look, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    canvas.box(
        x,
        y,
        width,
        height,
        canvas.flat_shade(light(look.colour, 0.08)),
        rx=22,
        stroke=dark(look.colour, 0.45),
        stroke_width=2.5,
    )
    _zip(canvas, f"M{x + 16} {y + 22} Q{x + width / 2} {y + 10} {x + width - 16} {y + 22}", look.colour)


def _daypack(canvas: Canvas, look: Look) -> None:
    mini = look.word("kind") == "mini"
    _body(canvas, look, 150 if mini else 92, 92 if mini else 104)
    top = 170.0 if mini else 130.0
    _zip(canvas, f"M158 {top + 46} C164 {top - 14} 316 {top - 14} 322 {top + 46}", look.colour)
    if look.has("thin"):
        for x in (190, 240, 290):
            canvas.line(f"M{x} 150 q12 120 -4 240", dark(look.colour, 0.4), 3, opacity=0.35)
        canvas.box(
            186, 250, 108, 90, "none", rx=10, stroke=light(look.colour, 0.5), stroke_width=3, stroke_dasharray="7 5"
        )
        return
    _pocket(canvas, look, (156, 274, 168, 112) if not mini else (166, 290, 148, 92))
    canvas.box(212, 218, 56, 28, _LEATHER if not mini else "#caa24c", rx=4)
    write(canvas, look.brand.upper()[:3], 240, 226, 12, "#f3e6cf")
    if not mini:
        for x in (122, 330):
            canvas.path(f"M{x} 300 h28 v92 h-24 Z", dark(look.colour, 0.3), opacity=0.8)


def _rolltop(canvas: Canvas, look: Look) -> None:
    shine = look.has("dry")
    d = f"M146 150 H334 L350 {FLOOR - 20} Q348 {FLOOR} 326 {FLOOR} H154 Q132 {FLOOR} 130 {FLOOR - 20} Z"
    canvas.path(
        d,
        canvas.round_shade(look.colour) if shine else canvas.flat_shade(look.colour),
        stroke=dark(look.colour, 0.4),
        stroke_width=2,
    )
    for i, y in enumerate((82, 106, 130)):
        canvas.box(
            136 - i * 2,
            y,
            208 + i * 4,
            28,
            canvas.down((0, light(look.colour, 0.25)), (1, dark(look.colour, 0.3))),
            rx=12,
        )
    for x in (176, 304) if not shine else (240,):
        canvas.box(x - 9, 78, 18, 190, _LEATHER if not shine else "#26272a")
        canvas.box(x - 15, 200, 30, 26, "none", rx=4, stroke="#caa24c" if not shine else "#9aa0a3", stroke_width=5)
    if shine:
        canvas.gleam(f"M160 180 Q154 290 158 {FLOOR - 40}", opacity=0.45, width=10)
        canvas.box(150, 300, 180, 8, "#e9edf0", opacity=0.9)
        write(canvas, look.brand.upper(), 240, 330, 18, contrast(look.colour))
    else:
        _pocket(canvas, look, (158, 286, 164, 100))


def _flap(canvas: Canvas, look: Look) -> None:
    _body(canvas, look, 100, 108)
    canvas.path(
        "M126 140 Q132 94 172 92 H308 Q348 94 354 140 L348 280 Q346 300 322 300 H158 Q134 300 132 280 Z",
        canvas.flat_shade(light(look.colour, 0.1)),
        stroke=dark(look.colour, 0.5),
        stroke_width=3,
    )
    for x in (180, 300):
        canvas.box(x - 11, 180, 22, 176, canvas.flat_shade(_LEATHER), rx=5)
        canvas.box(x - 19, 300, 38, 30, "none", rx=4, stroke="#caa24c", stroke_width=6)
        canvas.circle(x, 350, 3, "#2b1c12")
    canvas.box(150, FLOOR - 56, 180, 40, "none", rx=8, stroke=dark(look.colour, 0.45), stroke_width=3)


def _hiking(canvas: Canvas, look: Look) -> None:
    _body(canvas, look, 88, 100)
    canvas.path(
        "M146 150 Q148 66 186 62 H294 Q332 66 334 150 Q240 170 146 150 Z",
        canvas.flat_shade(dark(look.colour, 0.25)),
        stroke=dark(look.colour, 0.5),
        stroke_width=2,
    )
    _zip(canvas, "M172 112 Q240 92 308 112", look.colour)
    _pocket(canvas, look, (168, 258, 144, 124))
    for x in (152, 328):
        canvas.line(f"M{x} 150 V{FLOOR - 30}", "#2c2e31", 7)
    canvas.line("M152 190 L328 240 M328 190 L152 240", "#e4e0d4", 4)
    for side in (-1, 1):
        canvas.path(
            f"M{240 + side * 108} {FLOOR - 66} q{side * 60} 6 {side * 74} "
            f"40 l{side * -10} 16 q{side * -40} -16 {side * -66} -18 Z",
            "#2c2e31",
        )
        canvas.path(f"M{240 + side * 112} 280 h{side * 22} v70 h{side * -18} Z", "#3a3d41")


def _kids(canvas: Canvas, look: Look) -> None:
    for side in (-1, 1):
        canvas.circle(240 + side * 72, 150, 25, canvas.ball_shade(look.colour))
    _body(canvas, look, 134, 104)
    canvas.circle(240, 234, 62, canvas.ball_shade("#f4ead6"))
    for side in (-1, 1):
        canvas.circle(240 + side * 24, 220, 8, "#2b2826")
        canvas.line(f"M{240 + side * 30} 250 l{side * 44} -6 M{240 + side * 30} 258 l{side * 44} 6", "#6b5a4a", 2.5)
    canvas.ellipse(240, 244, 14, 10, "#4a3428")
    canvas.line("M240 254 q-10 16 -20 8 M240 254 q10 16 20 8", "#4a3428", 4)
    _pocket(canvas, look, (166, 306, 148, 80))
    canvas.box(150, 296, 180, 7, "#e9edf0")


def tote(canvas: Canvas, look: Look) -> None:
    kinds = {
        "canvas": _canvas_tote,
        "leather": _leather,
        "beach": _beach,
        "net": _net,
        "basket": _basket,
        "puffer": _puffer,
    }
    canvas.soft_shadow(240, FLOOR + 4, 150, 15)
    kinds[look.word("kind")](canvas, look)


def _handles(canvas: Canvas, colour: str, *, width: float = 13, rise: float = 150, top: float = 190) -> None:
    canvas.line(f"M182 {top} C176 {top - rise} 304 {top - rise} 298 {top}", dark(colour, 0.35), width)
    canvas.line(f"M172 {top + 10} C164 {top - rise + 16} 316 {top - rise + 16} 308 {top + 10}", colour, width)


def _canvas_tote(canvas: Canvas, look: Look) -> None:
    _handles(canvas, dark(look.colour, 0.05))
    d = f"M116 186 Q240 196 364 186 L372 {FLOOR - 8} Q240 {FLOOR + 6} 108 {FLOOR - 8} Z"
    canvas.path(d, canvas.flat_shade(look.colour), stroke=dark(look.colour, 0.35), stroke_width=2)
    canvas.line("M118 204 Q240 214 362 204", dark(look.colour, 0.3), 2.5, stroke_dasharray="6 4")
    for x in (172, 308):
        canvas.box(x - 8, 192, 16, 36, dark(look.colour, 0.08), stroke=dark(look.colour, 0.35), stroke_width=1.5)
    for x in (160, 300):
        canvas.line(f"M{x} 230 q10 90 -6 160", dark(look.colour, 0.4), 4, opacity=0.2)
    ink = contrast(look.colour)
    if look.word("print") == "anchor":
        motif(canvas, "anchor", 240, 300, 50, "#24345a" if ink != "#f6f1e7" else "#fff7e6")
        write(canvas, "HARBOUR & PINE", 240, 372, 13, ink)
    else:
        canvas.box(212, 330, 56, 30, _LEATHER, rx=3)


def _leather(canvas: Canvas, look: Look) -> None:
    _handles(canvas, dark(look.colour, 0.2), width=11, rise=170, top=180)
    d = f"M92 182 H388 L360 {FLOOR - 6} Q358 {FLOOR} 350 {FLOOR} H130 Q122 {FLOOR} 120 {FLOOR - 6} Z"
    canvas.path(d, canvas.flat_shade(look.colour), stroke=dark(look.colour, 0.5), stroke_width=2)
    canvas.line(
        f"M102 194 H378 M108 200 L132 {FLOOR - 14} H348 L372 200", light(look.colour, 0.35), 2, stroke_dasharray="6 4"
    )
    for x in (177, 303):
        canvas.path(f"M{x - 11} 178 h22 v46 l-11 12 l-11 -12 Z", dark(look.colour, 0.2))
        canvas.circle(x, 216, 4, "#caa24c")
    canvas.gleam("M140 230 Q150 290 146 340", opacity=0.22, width=14)
    write(canvas, "MARROWBY", 240, 300, 12, dark(look.colour, 0.5))


def _beach(canvas: Canvas, look: Look) -> None:
    _handles(canvas, "#d8c39a", width=15, rise=140)
    d = f"M78 190 Q240 204 402 190 L370 {FLOOR - 8} Q240 {FLOOR + 6} 110 {FLOOR - 8} Z"
    canvas.path(d, canvas.flat_shade("#f4efe2"))
    with canvas.clipped(d):
        patterns.stripes(canvas, (70, 180, 340, 240), look.colour, step=58)
        canvas.path("M60 180 H420 V420 H60 Z", canvas.across((0, "#ffffff22"), (1, "#1a121044")))
    for x in (172, 308):
        canvas.circle(x, 206, 9, "#caa24c", stroke="#7a6227", stroke_width=2)


def _net(canvas: Canvas, look: Look) -> None:
    _handles(canvas, look.colour, width=9, rise=160, top=176)
    d = f"M150 180 Q240 190 330 180 Q420 300 352 {FLOOR - 20} Q240 {FLOOR + 22} 128 {FLOOR - 20} Q60 300 150 180 Z"
    for x, y, fruit in (
        (180, 350, "#e5802b"),
        (250, 362, "#e5802b"),
        (310, 340, "#e8c23a"),
        (212, 296, "#8fb04c"),
        (282, 290, "#c9402f"),
    ):
        canvas.circle(x, y, 40, canvas.ball_shade(fruit))
    with canvas.clipped(d):
        for i in range(-8, 18):
            canvas.line(f"M{60 + i * 26} 170 l230 260 M{420 - i * 26} 170 l-230 260", look.colour, 3.5)
    canvas.line(d, dark(look.colour, 0.15), 6)


def _basket(canvas: Canvas, look: Look) -> None:
    canvas.line("M170 200 C160 60 320 60 310 200", _LEATHER, 14)
    d = f"M70 196 Q240 226 410 196 Q400 330 350 {FLOOR - 6} Q240 {FLOOR + 10} 130 {FLOOR - 6} Q80 330 70 196 Z"
    canvas.path(d, canvas.flat_shade(look.colour))
    with canvas.clipped(d):
        for row in range(16):
            for column in range(24):
                x, y = 66 + column * 15 + (row % 2) * 7, 196 + row * 14
                canvas.line(f"M{x} {y + 8} q7 -9 13 0", dark(look.colour, 0.35), 4, opacity=0.7)
    canvas.line("M70 196 Q240 226 410 196", dark(look.colour, 0.25), 12)
    for x in (170, 310):
        canvas.box(x - 10, 196, 20, 56, _LEATHER, rx=4)


def _puffer(canvas: Canvas, look: Look) -> None:
    _handles(canvas, look.colour, width=18, rise=140)
    d = (
        f"M98 200 Q90 180 116 184 H364 Q390 180 382 200 L396 {FLOOR - 30} "
        f"Q394 {FLOOR} 364 {FLOOR} H116 Q86 {FLOOR} 84 {FLOOR - 30} Z"
    )
    canvas.path(d, canvas.flat_shade(look.colour))
    with canvas.clipped(d):
        for y in range(190, 420, 46):
            canvas.path(
                f"M70 {y} Q240 {y + 12} 410 {y} V{y + 46} Q240 {y + 58} 70 {y + 46} Z",
                canvas.down((0, "#1a121044"), (0.35, "#ffffff55"), (0.7, "#ffffff00"), (1, "#1a121066")),
            )
    canvas.box(206, 330, 68, 24, dark(look.colour, 0.3), rx=4)
