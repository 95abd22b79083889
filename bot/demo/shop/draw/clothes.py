"""T-shirts, jumpers and rain jackets, laid flat."""

from bot.demo.shop.draw import patterns
from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.textiles import folds

_TEE = (
    "M176 84 L96 122 L44 214 L106 248 L132 208 V412 Q240 424 348 412 V208 L374 248 L436 214 L384 122 L304 84 "
    "{neck} 176 84 Z"
)
_LONG = (
    "M178 80 L104 112 Q84 124 78 152 L34 372 L94 388 L134 216 V414 Q240 426 346 414 V216 L386 388 L446 372 L402 152 "
    "Q396 124 376 112 L302 80 {neck} 178 80 Z"
)
_CHEST = (120.0, 70.0, 240.0, 360.0)
_ALL = (30.0, 60.0, 420.0, 380.0)


def _lay(canvas: Canvas, look: Look, d: str) -> None:
    with canvas.group(transform="translate(5 11)", opacity=0.3, filter=canvas.blur(9)):
        canvas.path(d, "#1d1c1b")
    canvas.path(d, canvas.flat_shade(look.colour), stroke=dark(look.colour, 0.35), stroke_width=1.5)


def _sleeve_seams(canvas: Canvas, look: Look) -> None:
    canvas.line("M134 214 Q126 160 152 96 M346 214 Q354 160 328 96", dark(look.colour, 0.45), 2.5, opacity=0.6)


def tshirt(canvas: Canvas, look: Look) -> None:
    kind = look.word("kind")
    neck = "L240 182 L" if kind == "vneck" else "Q240 128"
    d = (_LONG if kind == "long" else _TEE).format(neck=neck)
    _lay(canvas, look, d)
    with canvas.clipped(d):
        if look.word("pattern") == "stripes":
            patterns.bands(canvas, (30, 130, 420, 300), look.partner, height=15, gap=19, bend=0)
        if look.word("pattern") == "waffle":
            patterns.weave(canvas, _ALL, look.colour, step=12)
    folds(canvas, d, (166, 300), 190, 410)
    _sleeve_seams(canvas, look)
    collar = f"M176 84 {neck} 304 84"
    canvas.line(collar, dark(look.colour, 0.3), 9)
    canvas.line(collar, light(look.colour, 0.12), 6)
    _tee_extras(canvas, look, kind)


def _tee_extras(canvas: Canvas, look: Look, kind: str) -> None:
    if look.has("pocket"):
        pocket = "M270 176 h62 v56 l-31 16 l-31 -16 Z"
        canvas.path(pocket, dark(look.colour, 0.1), stroke=look.partner, stroke_width=2.5, stroke_dasharray="5 3")
    _print(canvas, look)
    if kind in {"long", "polo"}:
        canvas.line("M240 106 V186", dark(look.colour, 0.4), 3)
        for y in (126, 150, 174):
            canvas.circle(240, y, 5, "#f1ece0", stroke="#6b6256", stroke_width=1)
    if kind == "polo":
        fill, edge = canvas.flat_shade(light(look.colour, 0.1)), dark(look.colour, 0.35)
        for side in (-1, 1):
            wing = f"M240 108 L{240 + side * 66} 78 L{240 + side * 58} 126 Z"
            canvas.path(wing, fill, stroke=edge, stroke_width=2)


def _print(canvas: Canvas, look: Look) -> None:
    if look.word("print") == "mountain":
        for i, y in enumerate((0, 20, 40)):
            peaks = f"M160 {266 + y} L214 {206 + y} L240 {236 + y} L280 {180 + y} L326 {266 + y}"
            canvas.line(peaks, look.partner, 6 - i)
    if look.word("print") == "wave":
        for y in (200, 232, 264):
            canvas.line(f"M156 {y} q21 -34 42 0 t42 0 t42 0 t42 0", look.partner, 8)


def jumper(canvas: Canvas, look: Look) -> None:
    kind = look.word("kind")
    d = _LONG.format(neck="Q240 112")
    _lay(canvas, look, d)
    with canvas.clipped(d):
        _knit(canvas, look)
    folds(canvas, d, (170, 306), 200, 404)
    _sleeve_seams(canvas, look)
    _cuffs(canvas, look, d)
    {"crew": _crew, "roll": _roll, "cardigan": _cardigan, "zip": _half_zip}[kind](canvas, look)


def _knit(canvas: Canvas, look: Look) -> None:
    match look.word("pattern"):
        case "cable":
            patterns.cables(canvas, (134, 80, 212, 340), look.colour, step=53)
            patterns.ribs(canvas, (30, 90, 100, 320), look.colour, step=12, opacity=0.3)
            patterns.ribs(canvas, (350, 90, 100, 320), look.colour, step=12, opacity=0.3)
        case "stripes":
            patterns.bands(canvas, (30, 150, 420, 250), look.partner, height=14, gap=20, bend=0)
        case "yoke":
            patterns.nordic(canvas, (80, 104, 330, 84), look.partner, step=26)
            patterns.bands(canvas, (80, 208, 330, 8), look.partner, height=5, gap=8, bend=0)
        case "rib":
            patterns.ribs(canvas, _ALL, look.colour, step=12, opacity=0.35)
        case "fuzzy":
            patterns.speckle(canvas, _ALL, look.dice, count=700, colour=light(look.colour, 0.5))
        case _:
            patterns.ribs(canvas, _ALL, look.colour, step=7, opacity=0.12)


def _cuffs(canvas: Canvas, look: Look, d: str) -> None:
    with canvas.clipped(d):
        for cuff in (
            "M130 384 H350 V430 H130 Z",
            "M24 350 L104 372 L94 400 L20 380 Z",
            "M456 350 L376 372 L386 400 L460 380 Z",
        ):
            canvas.path(cuff, dark(look.colour, 0.16))
        patterns.ribs(canvas, (20, 386, 440, 40), look.colour, step=9, opacity=0.45)


def _crew(canvas: Canvas, look: Look) -> None:
    canvas.line("M178 80 Q240 112 302 80", dark(look.colour, 0.4), 18)
    canvas.line("M178 80 Q240 112 302 80", light(look.colour, 0.06), 13)


def _roll(canvas: Canvas, look: Look) -> None:
    d = "M184 92 Q176 60 190 40 Q240 28 290 40 Q304 60 296 92 Q240 116 184 92 Z"
    canvas.path(d, canvas.round_shade(look.colour))
    with canvas.clipped(d):
        patterns.ribs(canvas, (176, 24, 130, 96), look.colour, step=10, opacity=0.45)
    canvas.line("M184 66 Q240 86 296 66", dark(look.colour, 0.45), 3, opacity=0.7)


def _cardigan(canvas: Canvas, look: Look) -> None:
    canvas.path(
        "M178 80 Q206 190 236 240 V418 H248 V240 Q276 190 302 80 L286 76 Q264 170 242 212 Q220 170 196 76 Z",
        canvas.flat_shade(dark(look.colour, 0.14)),
    )
    canvas.path("M196 76 Q220 170 242 212 Q264 170 286 76 Q240 104 196 76 Z", dark(look.colour, 0.6))
    for y in (256, 296, 336, 376):
        canvas.circle(242, y, 8, canvas.ball_shade("#6b4226"))
    for x in (152, 268):
        canvas.box(x, 318, 62, 58, dark(look.colour, 0.08), rx=5, stroke=dark(look.colour, 0.4), stroke_width=2.5)


def _half_zip(canvas: Canvas, look: Look) -> None:
    canvas.path(
        "M182 88 Q176 62 192 48 L232 60 L240 190 L248 60 L288 48 Q304 62 298 88 Q270 104 240 104 T182 88 Z",
        canvas.round_shade(dark(look.colour, 0.12)),
    )
    canvas.line("M240 58 V196", "#e5e1d6", 5, stroke_dasharray="4 4")
    canvas.box(235, 190, 10, 22, "#d9d4c8", rx=4)
    canvas.box(274, 190, 62, 60, dark(look.colour, 0.2), rx=6)
    canvas.line("M274 200 h62", look.partner, 4)


def rain_jacket(canvas: Canvas, look: Look) -> None:
    kind = look.word("kind")
    if kind == "cape":
        _cape(canvas, look)
        return
    length = {"coat": 430, "parka": 440, "shell": 402}[kind] - (34 if look.has("short") else 0)
    d = (
        "M184 92 L112 118 Q92 128 86 152 L44 366 L102 380 L138 226 "
        f"L130 {length} Q240 {length + 12} 350 {length} L342 226 "
        "L378 380 L436 366 L394 152 Q388 128 368 118 L296 92 Z"
    )
    _lay(canvas, look, d)
    if look.has("panel"):
        with canvas.clipped(d):
            canvas.path("M40 70 H440 V186 Q240 226 40 186 Z", canvas.flat_shade(dark(look.colour, 0.42)))
    folds(canvas, d, (172, 292), 200, length - 10)
    _sleeve_seams(canvas, look)
    _hood(canvas, look)
    _front(canvas, look, kind, length)


def _hood(canvas: Canvas, look: Look) -> None:
    canvas.path(
        "M170 104 C150 20 330 20 310 104 Q240 150 170 104 Z",
        canvas.flat_shade(light(look.colour, 0.08)),
        stroke=dark(look.colour, 0.4),
        stroke_width=2,
    )
    canvas.path("M194 104 C184 54 296 54 286 104 Q240 134 194 104 Z", dark(look.colour, 0.6))
    canvas.line("M206 116 v58 M274 116 v58", "#f2ecdf", 4)


def _front(canvas: Canvas, look: Look, kind: str, length: float) -> None:
    canvas.line(f"M240 126 V{length + 4}", dark(look.colour, 0.5), 10)
    canvas.line(
        f"M240 126 V{length}",
        "#d8d3c7" if kind == "shell" else light(look.colour, 0.2),
        4,
        stroke_dasharray="3 5" if kind == "shell" else "none",
    )
    if kind != "shell":
        for y in range(160, int(length) - 10, 50):
            canvas.circle(252, y, 6, canvas.ball_shade("#caa24c"))
    for x, side in ((154, -1), (268, 1)):
        if kind == "shell":
            canvas.line(f"M{x + 30 + side * 18} 288 l{side * 14} 68", dark(look.colour, 0.55), 6)
        else:
            flap = f"M{x} 300 h60 v22 q-30 16 -60 0 Z"
            canvas.path(flap, light(look.colour, 0.08), stroke=dark(look.colour, 0.45), stroke_width=2.5)
    if kind == "parka":
        canvas.line("M136 262 Q240 276 344 262", dark(look.colour, 0.5), 4, stroke_dasharray="9 5")
        for x in (160, 272):
            canvas.box(x, 176, 50, 44, light(look.colour, 0.06), rx=4, stroke=dark(look.colour, 0.45), stroke_width=2.5)


def _cape(canvas: Canvas, look: Look) -> None:
    d = "M186 96 Q90 150 40 372 Q140 424 240 426 T440 372 Q390 150 294 96 Z"
    _lay(canvas, look, d)
    folds(canvas, d, (110, 190, 270, 350), 150, 410)
    canvas.line("M52 350 Q240 430 428 350", "#e9edf0", 9, opacity=0.9)
    _hood(canvas, look)
    canvas.line("M240 126 V230", dark(look.colour, 0.5), 6)
