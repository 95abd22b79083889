"""Sneakers and boots, seen from the side, toe to the right."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look

_LOW = (
    "M78 {top} Q66 300 70 372 H424 Q436 330 396 312 Q340 300 300 270 "
    "L236 214 Q216 226 196 220 Q150 236 118 {top} Q98 {dip} 78 {top} Z"
)
_SOLES = {"white": "#f4f1ea", "gum": "#b9793f", "dark": "#2d2e31", "crepe": "#dbbf8a"}


def sneaker(canvas: Canvas, look: Look) -> None:
    kind = look.word("kind")
    canvas.soft_shadow(246, FLOOR + 4, 190, 14)
    upper = _LOW.format(top=236, dip=246)
    if kind == "hightop":
        upper = "M84 132 Q78 280 70 372 H424 Q436 330 396 312 Q340 300 296 262 L244 130 Q160 148 84 132 Z"
    canvas.path(
        upper,
        canvas.down((0, light(look.colour, 0.2)), (0.5, look.colour), (1, dark(look.colour, 0.25))),
        stroke=dark(look.colour, 0.4),
        stroke_width=2,
    )
    with canvas.clipped(upper):
        _panels(canvas, look, kind)
    _collar(canvas, look, kind)
    _closing(canvas, look, kind)
    _sole(canvas, look, kind)


def _panels(canvas: Canvas, look: Look, kind: str) -> None:
    own = {"runner": _sporty, "chunky": _sporty, "trail": _sporty, "retro": _retro, "court": _court, "slipon": _knitted}
    if kind in own:
        own[kind](canvas, look)
    canvas.path("M60 350 H440 V380 H60 Z", "#1a1210", opacity=0.14)


def _sporty(canvas: Canvas, look: Look) -> None:
    tone = dark(look.colour, 0.28)
    canvas.path("M60 300 Q140 280 190 380 H60 Z", tone)
    canvas.path("M300 380 Q330 300 440 310 V380 Z", tone)
    for i in range(4):
        canvas.line(f"M{206 + i * 26} 370 L{244 + i * 20} 268", light(look.colour, 0.65), 8, opacity=0.9)


def _retro(canvas: Canvas, look: Look) -> None:
    canvas.path("M320 380 Q330 300 440 300 V380 Z M60 290 Q120 280 150 380 H60 Z", light(look.colour, 0.35))
    for i in range(2):
        canvas.line(f"M{190 + i * 38} 378 L{232 + i * 34} 262", "#f6f1e6", 14)


def _court(canvas: Canvas, look: Look) -> None:
    heel = dark(look.colour, 0.18) if look.colour_name != "White" else "#3d9153"
    canvas.path("M60 256 H124 L132 330 H60 Z", heel)
    seams = "M150 372 Q170 300 250 290 M306 372 Q300 330 330 302"
    canvas.line(seams, dark(look.colour, 0.35), 2.5, stroke_dasharray="6 4")
    for i in range(9):
        canvas.circle(352 + i % 3 * 14, 330 + i // 3 * 12, 2.6, dark(look.colour, 0.5))


def _knitted(canvas: Canvas, look: Look) -> None:
    for i in range(22):
        canvas.line(f"M{70 + i * 17} 220 l-10 160", light(look.colour, 0.4), 3, opacity=0.5)


def _collar(canvas: Canvas, look: Look, kind: str) -> None:
    if kind == "hightop":
        canvas.line("M86 132 Q164 150 244 130", dark(look.colour, 0.5), 9)
        canvas.circle(128, 236, 34, "#f4f1ea", stroke=dark(look.colour, 0.3), stroke_width=3)
        canvas.line("M128 214 V256 M116 224 H140 M110 240 Q114 256 128 256 Q142 256 146 240", look.colour, 5)
        return
    canvas.line("M80 238 Q98 248 118 238 Q150 238 194 224", dark(look.colour, 0.55), 9)
    if kind in {"runner", "chunky", "retro", "trail"}:
        canvas.path("M72 232 q-14 -16 4 -24 q14 4 10 24 Z", light(look.colour, 0.3))


def _closing(canvas: Canvas, look: Look, kind: str) -> None:
    laces = "#fbf9f3" if look.colour_name not in {"White", "Cream"} else "#33445e"
    if kind == "strap":
        canvas.path(
            "M200 246 L286 268 L272 320 L178 292 Z",
            canvas.flat_shade(light(look.colour, 0.2)),
            stroke=dark(look.colour, 0.4),
            stroke_width=2,
        )
        return
    if kind == "slipon":
        canvas.path("M196 222 L236 214 L262 240 L214 258 Z", dark(look.colour, 0.5))
        return
    canvas.path("M198 220 Q190 196 214 190 Q238 196 240 216 Z", light(look.colour, 0.25))
    rows = 7 if kind == "hightop" else 5
    for i in range(rows):
        t = i / (rows - 1)
        x, y = (236 + t * 54, 150 + t * 106) if kind == "hightop" else (226 + t * 74, 222 + t * 52)
        canvas.line(f"M{x - 26} {y + 18} L{x + 8} {y}", laces, 8)
        canvas.circle(x - 30, y + 21, 3.4, dark(look.colour, 0.6))
    canvas.line("M214 204 q-24 -16 -30 6 q10 12 30 -2 q24 -20 34 -2 q-6 16 -34 4", laces, 5)


def _sole(canvas: Canvas, look: Look, kind: str) -> None:
    if kind in {"canvas", "hightop"}:
        canvas.path("M352 372 Q350 316 396 312 Q440 328 428 372 Z", "#f4f1ea", stroke="#c9c3b6", stroke_width=2)
    colour = {"retro": _SOLES["gum"], "trail": _SOLES["dark"]}.get(kind, _SOLES["white"])
    tall = {"chunky": 58, "runner": 46, "trail": 40}.get(kind, 34)
    top = FLOOR - tall
    canvas.path(
        f"M64 {top - 4} Q240 {top + 8} 432 {top - 6} Q448 "
        f"{top + tall * 0.5} 430 {FLOOR - 2} Q240 {FLOOR + 4} 76 {FLOOR} "
        f"Q54 {top + tall * 0.5} 64 {top - 4} Z",
        canvas.down((0, light(colour, 0.2)), (0.5, colour), (1, dark(colour, 0.28))),
    )
    if kind in {"canvas", "hightop", "strap"}:
        canvas.line(f"M66 {top + 12} Q240 {top + 22} 434 {top + 10}", look.colour, 4)
    if kind in {"runner", "chunky"}:
        canvas.line(
            f"M66 {top + tall * 0.5} Q160 {top + tall * 0.2} 240 {top + tall * 0.6} T434 {top + tall * 0.4}",
            look.colour,
            7,
        )
    if kind == "trail":
        for x in range(84, 430, 26):
            canvas.path(f"M{x} {FLOOR - 4} h16 l-3 12 h-10 Z", "#1f2022")


_BOOTS = {
    "chelsea": (150, 88, 236),
    "hiking": (128, 84, 240),
    "welly": (44, 92, 232),
    "desert": (196, 92, 236),
    "lace": (116, 86, 238),
    "ankle": (186, 86, 240),
    "shearling": (130, 84, 246),
}


def boot(canvas: Canvas, look: Look) -> None:
    kind = look.word("kind")
    top, left, right = _BOOTS[kind]
    canvas.soft_shadow(246, FLOOR + 4, 186, 14)
    d = (
        f"M{left} {top} Q{left - 8} {(top + 372) / 2} 76 378 H424 Q440 330 398 "
        f"304 Q340 284 296 262 Q262 244 {right + 16} {max(top + 40, 206)} "
        f"L{right} {top} Q{(left + right) / 2} {top + 12} {left} {top} Z"
    )
    gloss = kind in {"welly", "ankle"}
    canvas.path(
        d,
        canvas.across(
            (0, dark(look.colour, 0.35)),
            (0.2, look.colour),
            (0.32, light(look.colour, 0.35 if gloss else 0.18)),
            (0.5, look.colour),
            (1, dark(look.colour, 0.25)),
        ),
        stroke=dark(look.colour, 0.5),
        stroke_width=2,
    )
    with canvas.clipped(d):
        _boot_details(canvas, look, kind, (top, left, right))
    _boot_outside(canvas, look, kind, (top, left, right))
    _boot_sole(canvas, look, kind)


def _boot_details(canvas: Canvas, look: Look, kind: str, cut: tuple[int, int, int]) -> None:
    top, left, right = cut
    if kind == "chelsea":
        canvas.path(f"M150 {top} H206 Q200 240 178 296 Q156 240 150 {top} Z", dark(look.colour, 0.62))
        for i in range(6):
            canvas.line(f"M{156 + i * 9} {top} L{170 + i * 4} 290", dark(look.colour, 0.3), 2)
    if kind in {"hiking", "lace"}:
        canvas.path("M340 380 Q340 300 440 304 V380 Z M60 300 Q130 300 140 380 H60 Z", dark(look.colour, 0.3))
        canvas.line("M150 378 Q180 300 262 268", dark(look.colour, 0.5), 3, stroke_dasharray="6 4")
    if kind == "shearling":
        canvas.line(
            "M180 140 Q196 260 170 378 M300 270 Q310 330 300 378", dark(look.colour, 0.4), 3, stroke_dasharray="6 4"
        )
    if kind == "welly":
        canvas.line(f"M{left} 100 Q160 112 {right} 100", dark(look.colour, 0.4), 5)
        canvas.path("M60 340 H440 V380 H60 Z", dark(look.colour, 0.4), opacity=0.6)
    canvas.gleam(f"M{left + 34} {top + 24} Q{left + 26} 280 {left + 22} 340", opacity=0.22, width=10)
    canvas.gleam("M330 306 Q380 312 404 330", opacity=0.28, width=8)


def _boot_outside(canvas: Canvas, look: Look, kind: str, cut: tuple[int, int, int]) -> None:
    top, left, right = cut
    if kind == "chelsea":
        canvas.line(f"M{left + 6} {top + 4} v-26 q10 -8 18 0 v28", dark(look.colour, 0.3), 5)
    if kind in {"hiking", "lace", "desert"}:
        rows = {"hiking": 7, "lace": 8, "desert": 2}[kind]
        start = top + 22 if kind != "desert" else 226
        for i in range(rows):
            t = i / max(1, rows - 1)
            x, y = right - 2 + t * (62 if kind != "desert" else 30), start + t * (256 - start)
            canvas.line(f"M{x - 32} {y + 12} L{x + 8} {y}", "#e9dcc0" if kind != "lace" else "#d6a24a", 6)
            canvas.circle(x - 36, y + 13, 4, "#c9a24d")
        canvas.line(f"M{left} {top} Q{(left + right) / 2} {top + 12} {right} {top}", dark(look.colour, 0.5), 10)
    if kind == "welly":
        canvas.box(right - 58, 62, 36, 30, "none", rx=4, stroke="#d8d3c7", stroke_width=5)
        canvas.ellipse((left + right) / 2, top + 2, (right - left) / 2, 9, dark(look.colour, 0.6))
    if kind == "ankle":
        canvas.line(f"M{left + 4} {top} q-22 -34 8 -34 q14 12 6 36", dark(look.colour, 0.3), 8)
    if kind == "shearling":
        for i in range(17):
            canvas.circle(left - 4 + i * 10.4, top + 4 + (i % 2) * 6, 13, light("#efe2c8", 0.25 if i % 2 else 0.05))


def _boot_sole(canvas: Canvas, look: Look, kind: str) -> None:
    colour = {"desert": _SOLES["crepe"], "shearling": "#c9b48e", "hiking": _SOLES["dark"], "lace": "#3a2a1e"}.get(
        kind, "#2a2a2c"
    )
    if kind in {"welly", "ankle"}:
        colour = dark(look.colour, 0.5)
    heel = 34 if kind in {"chelsea", "lace", "welly", "hiking"} else 24
    canvas.path(
        f"M70 {FLOOR - 36} H426 Q440 {FLOOR - 20} 426 {FLOOR - 8} H190 L178 {FLOOR - 14} "
        f"H160 L156 {FLOOR - 36 + heel + 2} H76 Q64 {FLOOR - 20} 70 {FLOOR - 36} Z",
        canvas.down((0, light(colour, 0.22)), (1, dark(colour, 0.3))),
    )
    if kind == "hiking":
        for x in range(200, 424, 26):
            canvas.box(x, FLOOR - 12, 15, 12, "#1b1c1d", rx=2)
