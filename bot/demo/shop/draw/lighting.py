"""Lamps, candles and clocks."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import WHITE, dark, light
from bot.demo.shop.draw.letters import write, write_fitting
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import grain
from bot.demo.shop.draw.turned import TILT, glass, glaze_gleam, turn

_LINEN = "#efe3cb"


def lamp(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 96, 13)
    canvas.circle(240, 202, 140, canvas.radial((0, "#fff0bf"), (1, "#fff0bf00"), r=0.5), opacity=0.55)
    shapes = {
        "stem": _dome_lamp,
        "gourd": _gourd,
        "arm": _arm,
        "ring": _globe,
        "brass": _banker,
        "feet": _lantern_lamp,
        "slim": _mini,
        "turned": _turned,
        "clip": _clip,
    }
    shapes[look.word("base")](canvas, look)


def _shade(canvas: Canvas, look: Look) -> str:
    return canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)


def _lit(canvas: Canvas, cloth: str) -> str:
    return canvas.down((0, dark(cloth, 0.06)), (0.5, light(cloth, 0.4)), (1, "#ffe9b5"))


def _dome_lamp(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 170, 22), (FLOOR - 60, 30), (FLOOR - 14, 58), (FLOOR - 2, 66)], _shade(canvas, look))
    canvas.ellipse(240, FLOOR - 168, 128, 24, "#fff1c4")
    canvas.path(
        f"M112 {FLOOR - 168} C112 {FLOOR - 300} 368 {FLOOR - 300} 368 {FLOOR - 168} A128 22 0 0 0 112 {FLOOR - 168} Z",
        _shade(canvas, look),
    )
    canvas.gleam(f"M150 {FLOOR - 200} Q168 {FLOOR - 246} 216 {FLOOR - 256}", opacity=0.5)


def _gourd(canvas: Canvas, look: Look) -> None:
    profile = [
        (FLOOR - 196, 16),
        (FLOOR - 168, 34),
        (FLOOR - 140, 30),
        (FLOOR - 80, 78),
        (FLOOR - 36, 74),
        (FLOOR - 4, 44),
    ]
    turn(canvas, profile, canvas.round_shade(look.colour))
    glaze_gleam(canvas, profile)
    turn(canvas, [(FLOOR - 330, 92), (FLOOR - 186, 112)], _lit(canvas, _LINEN))
    canvas.ellipse(240, FLOOR - 330, 92, 92 * TILT, "#fff6da")


def _arm(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 22, 60), (FLOOR - 2, 74)], canvas.round_shade(look.colour), 190)
    canvas.tube(f"M190 {FLOOR - 24} L134 {FLOOR - 176} L262 {FLOOR - 292}", 12, look.colour)
    canvas.line(f"M204 {FLOOR - 30} L152 {FLOOR - 168}", "#aeb4b8", 4, stroke_dasharray="5 4")
    for x, y in ((134, FLOOR - 176), (262, FLOOR - 292), (190, FLOOR - 30)):
        canvas.circle(x, y, 11, canvas.ball_shade("#b9bfc3"))
    with canvas.group(transform=f"rotate(-38 262 {FLOOR - 292})"):
        canvas.ellipse(262, FLOOR - 190, 76, 15, "#fff1c4")
        canvas.path(
            f"M238 {FLOOR - 304} H286 L338 {FLOOR - 192} A76 14 0 0 1 186 {FLOOR - 192} Z",
            canvas.round_shade(look.colour),
        )


def _globe(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 40, 40), (FLOOR - 20, 62), (FLOOR - 2, 64)], _shade(canvas, look))
    canvas.circle(240, FLOOR - 150, 116, canvas.radial((0, WHITE), (0.6, "#fff5d6"), (1, "#e8d6ad"), at=(0.42, 0.4)))
    turn(canvas, [(FLOOR - 52, 50), (FLOOR - 36, 46)], _shade(canvas, look))


def _banker(canvas: Canvas, look: Look) -> None:
    brass = canvas.metal_shade("#caa24c")
    turn(canvas, [(FLOOR - 20, 78), (FLOOR - 2, 92)], brass)
    turn(canvas, [(FLOOR - 236, 7), (FLOOR - 100, 9), (FLOOR - 60, 20), (FLOOR - 18, 24)], brass)
    canvas.line(f"M178 {FLOOR - 226} v72", "#caa24c", 3)
    canvas.circle(178, FLOOR - 150, 7, canvas.ball_shade("#caa24c"))
    canvas.box(116, FLOOR - 226, 250, 16, "#fff1c4", rx=8)
    shade = (
        f"M92 {FLOOR - 218} C96 {FLOOR - 300} 130 {FLOOR - 304} 160 {FLOOR - 304} "
        f"H320 C350 {FLOOR - 304} 384 {FLOOR - 300} 388 {FLOOR - 218} Z"
    )
    canvas.path(shade, canvas.down((0, light(look.colour, 0.55)), (0.4, look.colour), (1, dark(look.colour, 0.3))))
    canvas.gleam(f"M128 {FLOOR - 280} H330", opacity=0.55)
    canvas.box(228, FLOOR - 318, 24, 16, brass, rx=5)


def _lantern_lamp(canvas: Canvas, _: Look) -> None:
    for x in (-50, 0, 50):
        canvas.tube(f"M{240 + x * 0.6} {FLOOR - 70} L{240 + x * 1.3} {FLOOR}", 9, "#c89a62")
    profile = [(FLOOR - 310, 40), (FLOOR - 260, 98), (FLOOR - 180, 116), (FLOOR - 100, 98), (FLOOR - 54, 44)]
    d = turn(canvas, profile, canvas.radial((0, "#fffdf2"), (0.6, "#fdf0cf"), (1, "#e2d2ab")))
    with canvas.clipped(d):
        for i in range(17):
            canvas.line(f"M110 {FLOOR - 306 + i * 15} q130 26 260 0", "#c9b78d", 2, opacity=0.7)


def _mini(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 12, 66), (FLOOR - 1, 70)], _shade(canvas, look))
    turn(canvas, [(FLOOR - 226, 7), (FLOOR - 14, 8)], _shade(canvas, look))
    canvas.ellipse(240, FLOOR - 206, 74, 13, "#fff1c4")
    canvas.path(
        f"M196 {FLOOR - 256} A44 8 0 0 1 284 {FLOOR - 256} L316 {FLOOR - 206} A76 13 0 0 0 164 {FLOOR - 206} Z",
        _shade(canvas, look),
    )
    canvas.ellipse(240, FLOOR - 256, 44, 8, light(look.colour, 0.35))


def _turned(canvas: Canvas, look: Look) -> None:
    profile = [
        (FLOOR - 200, 12),
        (FLOOR - 176, 26),
        (FLOOR - 158, 16),
        (FLOOR - 100, 38),
        (FLOOR - 60, 20),
        (FLOOR - 40, 30),
        (FLOOR - 22, 62),
        (FLOOR - 2, 68),
    ]
    d = turn(canvas, profile, canvas.round_shade(look.colour))
    with canvas.clipped(d):
        grain(canvas, (170, FLOOR - 200, 140, 210), look.colour, look.dice, lines=18)
    turn(canvas, [(FLOOR - 320, 46), (FLOOR - 186, 104)], _lit(canvas, "#f3ece0"))
    canvas.ellipse(240, FLOOR - 320, 46, 8, "#fff6da")


def _clip(canvas: Canvas, look: Look) -> None:
    canvas.box(150, FLOOR - 46, 200, 20, canvas.flat_shade("#c89a62"), rx=4)
    canvas.path(
        f"M186 {FLOOR - 96} H252 Q262 {FLOOR - 94} 260 {FLOOR - 80} L254 "
        f"{FLOOR - 22} H196 L180 {FLOOR - 80} Q178 {FLOOR - 94} 186 {FLOOR - 96} Z",
        canvas.flat_shade(look.colour),
    )
    canvas.tube(
        f"M218 {FLOOR - 96} C200 {FLOOR - 220} 160 {FLOOR - 300} 262 "
        f"{FLOOR - 304} C310 {FLOOR - 304} 318 {FLOOR - 280} 320 {FLOOR - 264}",
        14,
        "#8f9598",
    )
    canvas.ellipse(320, FLOOR - 214, 56, 12, "#fff1c4")
    canvas.path(
        f"M296 {FLOOR - 270} h48 L378 {FLOOR - 216} A58 11 0 0 1 262 {FLOOR - 216} Z", canvas.round_shade(look.colour)
    )


def candle(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 110, 13)
    kinds = {
        "jar": _jar,
        "tin": _tin,
        "pillar": _pillar,
        "tapers": _tapers,
        "skep": _skep,
        "votives": _votives,
        "lantern": _storm,
    }
    kinds[look.word("kind")](canvas, look)


def _flame(canvas: Canvas, x: float, y: float, size: float = 1) -> None:
    canvas.circle(x, y - 24 * size, 54 * size, canvas.radial((0, "#ffdf8f"), (1, "#ffdf8f00"), r=0.5), opacity=0.7)
    canvas.line(f"M{x} {y} v{-9 * size}", "#3b2f28", 3 * size)
    canvas.path(
        f"M{x} {y - 50 * size} q{17 * size} {26 * size} 0 {42 * size} q{-17 * size} {-16 * size} 0 {-42 * size} Z",
        canvas.down((0, "#fff3c2"), (0.5, "#ffc23f"), (1, "#ef7d1e")),
    )


def _jar(canvas: Canvas, look: Look) -> None:
    wide = look.has("wide")
    r, h = (120, 170) if wide else (92, 210)
    top = FLOOR - h
    turn(canvas, [(top + 44, r - 7), (FLOOR - 8, r - 8)], canvas.round_shade(light(look.colour, 0.62)))
    canvas.ellipse(240, top + 44, r - 7, (r - 7) * TILT, light(look.colour, 0.8))
    for x in (-46, 0, 46) if wide else (0,):
        _flame(canvas, 240 + x, top + 44)
    glass(canvas, [(top, r), (FLOOR - 2, r - 3)], light(look.colour, 0.25), opacity=0.36)
    canvas.box(240 - r * 0.66, top + 78, r * 1.32, h - 112, "#f8f3e7", rx=3)
    write_fitting(canvas, "TALLOW & FINCH", 240, top + (82 if wide else 90), r * 1.1, 13, "#5a4a3e")
    write_fitting(canvas, look.word("label"), 240, top + h * (0.66 if wide else 0.62), r * 1.06, 24, "#2b2421")


def _tin(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 96, 96), (FLOOR - 2, 96)], canvas.metal_shade("#c9ced1"))
    canvas.ellipse(240, FLOOR - 96, 96, 17, "#8d9397")
    canvas.ellipse(240, FLOOR - 92, 89, 14, light(look.colour, 0.7))
    _flame(canvas, 240, FLOOR - 92)
    canvas.box(158, FLOOR - 72, 164, 54, look.colour, rx=3)
    write_fitting(canvas, look.word("label"), 240, FLOOR - 56, 136, 22, "#33241f")


def _pillar(canvas: Canvas, look: Look) -> None:
    for cx, h, r in ((184, 130, 50), (276, 200, 62)):
        profile = [(FLOOR - h, r - 4), (FLOOR - h + 10, r), (FLOOR - 4, r)]
        turn(canvas, profile, canvas.round_shade(look.colour), cx)
        canvas.ellipse(cx, FLOOR - h, r - 4, (r - 4) * TILT, light(look.colour, 0.4))
        canvas.path(f"M{cx - r + 10} {FLOOR - h + 6} q4 60 12 58 q8 -4 4 -52 Z", light(look.colour, 0.22))
        _flame(canvas, cx, FLOOR - h)


def _tapers(canvas: Canvas, look: Look) -> None:
    for x in (150, 210, 270, 330):
        canvas.path(
            f"M{x - 9} {FLOOR - 280} h18 l6 282 h-30 Z",
            canvas.across((0, dark(look.colour, 0.3)), (0.35, light(look.colour, 0.35)), (1, dark(look.colour, 0.35))),
        )
        canvas.line(f"M{x} {FLOOR - 282} q4 -14 0 -22", "#efe6d2", 3)
    canvas.box(128, FLOOR - 150, 224, 48, "#f3ead8", rx=4)
    write(canvas, "EMBER QUAY", 240, FLOOR - 134, 16, "#4a3a2e")


def _skep(canvas: Canvas, look: Look) -> None:
    for i in range(9):
        y, r = FLOOR - 16 - i * 21, 100 * (1 - (i / 9.5) ** 2.2)
        turn(canvas, [(y - 20, r * 0.97), (y - 10, r + 4), (y, r)], canvas.round_shade(look.colour))
    canvas.path(f"M218 {FLOOR - 2} v-26 q22 -26 44 0 v26 Z", dark(look.colour, 0.6))
    _flame(canvas, 240, FLOOR - 212)


def _votives(canvas: Canvas, look: Look) -> None:
    for x, y in ((150, -50), (240, -58), (330, -50), (128, 0), (240, 0), (352, 0)):
        floor = FLOOR + y
        turn(canvas, [(floor - 56, 44), (floor - 2, 36)], canvas.round_shade(look.colour), x)
        canvas.ellipse(x, floor - 56, 44, 8, light(look.colour, 0.25))
        canvas.ellipse(x, floor - 54, 38, 6, "#f7efdd")
        _flame(canvas, x, floor - 54, 0.6)


def _storm(canvas: Canvas, look: Look) -> None:
    canvas.line(f"M206 {FLOOR - 270} q34 -70 68 0", dark(look.colour, 0.3), 8)
    turn(canvas, [(FLOOR - 110, 38), (FLOOR - 22, 38)], canvas.round_shade("#f1e6cd"))
    _flame(canvas, 240, FLOOR - 112)
    canvas.box(158, FLOOR - 210, 164, 190, "#dfe9ec", opacity=0.28)
    canvas.path(f"M148 {FLOOR - 208} L204 {FLOOR - 268} H276 L332 {FLOOR - 208} Z", canvas.flat_shade(look.colour))
    canvas.box(144, FLOOR - 26, 192, 26, canvas.flat_shade(look.colour), rx=4)
    for x, width in ((152, 11), (234, 6), (316, 11)):
        canvas.box(x, FLOOR - 210, width, 190, canvas.flat_shade(look.colour))
