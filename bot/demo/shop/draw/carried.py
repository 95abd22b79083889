"""What one wears or carries: sunglasses, umbrellas, headphones."""

from math import cos, radians, sin

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look


def sunglasses(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, 330, 170, 14)
    kind = look.word("kind")
    wire = kind in {"pilot", "hexagon"}
    width = 7 if wire else (11 if look.has("thin") else 17)
    for side in (-1, 1):
        canvas.line(
            f"M{240 + side * 178} 214 Q{240 + side * 204} 150 {240 + side * 150} 130",
            dark(look.colour, 0.35),
            width * 0.7,
        )
    if kind == "sport":
        _shield(canvas, look)
        return
    canvas.line("M222 236 Q240 216 258 236", look.colour if not wire else dark(look.colour, 0.1), width * 0.8)
    if kind == "pilot":
        canvas.line("M200 206 H280", look.colour, width)
    for side in (-1, 1):
        _lens(canvas, look, kind, side, width)


def _lens(canvas: Canvas, look: Look, kind: str, side: int, width: float) -> None:
    cx = 240 + side * 102
    shapes = {
        "round": f"M{cx - 72} 246 A72 72 0 1 0 {cx + 72} 246 A72 72 0 1 0 {cx - 72} 246 Z",
        "square": f"M{cx - 78} 200 Q{cx} 186 {cx + 78} 200 Q{cx + 80} 270 {cx + 52} "
        f"298 Q{cx} 312 {cx - 52} 298 Q{cx - 80} 270 {cx - 78} 200 Z",
        "pilot": f"M{cx - side * 76} 210 Q{cx} 190 {cx + side * 76} 204 Q{cx + side * 84} 300 {cx + side * 10} 316 "
        f"Q{cx - side * 64} 306 {cx - side * 76} 210 Z",
        "cat": f"M{cx - side * 74} 216 Q{cx} 196 {cx + side * 100} 168 Q{cx + side * 92} "
        f"296 {cx} 304 Q{cx - side * 76} 296 {cx - side * 74} 216 Z",
        "hexagon": f"M{cx - 76} 244 L{cx - 42} 188 H{cx + 42} L{cx + 76} 244 L{cx + 42} 304 H{cx - 42} Z",
    }
    glassy = (
        canvas.down((0, "#2b302f"), (0.6, "#55605c"), (1, "#8a9690"))
        if kind != "pilot"
        else canvas.down((0, "#4a3020"), (1, "#c9a27a"))
    )
    canvas.path(shapes[kind], glassy, opacity=0.94)
    with canvas.clipped(shapes[kind]):
        canvas.path(f"M{cx - 60} 320 L{cx + 10} 160 h34 L{cx - 24} 320 Z", "#ffffff", opacity=0.16)
    edge = dark(look.colour, 0.3) if look.colour_name != "Clear" else "#9fb0b5"
    canvas.line(shapes[kind], edge, width)
    canvas.line(shapes[kind], look.colour if look.colour_name != "Clear" else "#dfe9ec", width * 0.7)
    if look.colour_name == "Tortoiseshell":
        canvas.line(shapes[kind], "#c98a3c", width * 0.6, stroke_dasharray="14 26")
    canvas.line(shapes[kind], light(look.colour, 0.6), width * 0.14, opacity=0.8)


def _shield(canvas: Canvas, look: Look) -> None:
    d = "M62 206 Q240 158 418 206 Q414 300 330 310 Q270 312 240 262 Q210 312 150 310 Q66 300 62 206 Z"
    canvas.path(d, canvas.slanting((0, light(look.colour, 0.5)), (0.4, look.colour), (0.7, "#7a3f86"), (1, "#23324f")))
    with canvas.clipped(d):
        canvas.path("M110 330 L190 150 h50 L160 330 Z M290 330 L350 160 h24 L316 330 Z", "#ffffff", opacity=0.25)
    canvas.line("M62 206 Q240 158 418 206", dark(look.colour, 0.5), 15)
    canvas.line("M222 268 q18 -26 36 0", "#25262a", 8)


def umbrella(canvas: Canvas, look: Look) -> None:
    {"open": _open, "dome": _open, "folded": _folded, "closed": _closed}[look.word("kind")](canvas, look)


def _open(canvas: Canvas, look: Look) -> None:
    dome = look.word("kind") == "dome"
    top, foot, half = (60, 268, 150) if dome else (84, 232, 198)
    canvas.line(f"M240 {top - 22} V{FLOOR - 24}", "#8d9397", 8)
    _grip(canvas, look.word("handle", "crook"), look.colour)
    panels = 6
    for i in range(panels):
        a, b = 240 - half + i * 2 * half / panels, 240 - half + (i + 1) * 2 * half / panels
        tone = light(look.colour, 0.78) if look.has("two_tone") and i % 2 else look.colour
        lean = (i - (panels - 1) / 2) / panels
        fill = canvas.across((0, light(tone, 0.22 - lean * 0.2)), (1, dark(tone, 0.12 + max(0.0, lean) * 0.5)))
        bulge = top + (20 if dome else 44) * abs(i - 2.5) / 2.5
        d = (
            f"M240 {top} Q{240 + (a - 240) * 0.8:.1f} {bulge:.1f} {a:.1f} "
            f"{foot} Q{(a + b) / 2:.1f} {foot - 26} {b:.1f} {foot} "
            f"Q{240 + (b - 240) * 0.8:.1f} {bulge:.1f} 240 {top} Z"
        )
        canvas.path(d, fill, stroke=dark(look.colour, 0.35), stroke_width=2, opacity=0.5 if look.clear else 1.0)
        if look.has("dots"):
            canvas.circle((a + b) / 2, foot - 50, 11, "#fbf8f0", opacity=0.9)
    canvas.circle(240, top - 24, 6, "#6f7579")


def _grip(canvas: Canvas, kind: str, colour: str) -> None:
    if kind == "crook":
        canvas.tube(
            f"M240 {FLOOR - 100} V{FLOOR - 24} C240 {FLOOR + 26} 312 {FLOOR + 26} 306 {FLOOR - 40}", 17, "#8a5a36"
        )
    elif kind == "duck":
        canvas.path(f"M232 {FLOOR - 110} h18 v60 h-18 Z", "#f1c435")
        canvas.circle(242, FLOOR - 34, 34, canvas.ball_shade("#f4cf45"))
        canvas.path(f"M270 {FLOOR - 40} l36 8 l-36 14 Z", "#e5802b")
        canvas.circle(250, FLOOR - 44, 5, "#25262a")
    else:
        canvas.box(228, FLOOR - 110, 24, 104, canvas.round_shade("#2b2c2f"), rx=11)
        canvas.line(f"M240 {FLOOR - 6} q-30 30 -8 14", colour, 5)


def _folded(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(250, 330, 170, 16)
    with canvas.group(transform="rotate(-24 240 240)"):
        canvas.box(
            92,
            196,
            236,
            92,
            canvas.down((0, light(look.colour, 0.35)), (0.4, look.colour), (1, dark(look.colour, 0.45))),
            rx=30,
        )
        for x in range(120, 310, 30):
            canvas.line(f"M{x} 200 q22 40 4 84", dark(look.colour, 0.45), 3, opacity=0.5)
        canvas.box(196, 190, 30, 104, dark(look.colour, 0.25))
        canvas.circle(211, 242, 8, canvas.ball_shade("#caa24c"))
        canvas.box(326, 222, 92, 42, canvas.down((0, "#5a5c60"), (1, "#1d1e20")), rx=18)
        canvas.circle(388, 232, 7, "#9aa0a3")
        canvas.line("M416 242 q40 26 20 70 q-34 12 -28 -44", "#2b2c2f", 6)
        canvas.box(80, 230, 18, 24, "#8d9397", rx=5)


def _closed(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(230, 356, 170, 14)
    with canvas.group(transform="rotate(38 240 240)"):
        canvas.path(
            "M214 150 Q240 140 266 150 L250 424 H230 Z",
            canvas.across((0, dark(look.colour, 0.4)), (0.35, light(look.colour, 0.25)), (1, dark(look.colour, 0.45))),
        )
        canvas.line("M222 160 Q252 290 236 420 M258 156 Q232 280 244 420", dark(look.colour, 0.5), 3, opacity=0.7)
        canvas.box(216, 236, 48, 15, dark(look.colour, 0.4), rx=5)
        canvas.line("M240 422 v34", "#8d9397", 8)
        canvas.tube("M240 152 V64 C240 6 318 6 312 76", 22, "#c79a5a")
        for y in (78, 104, 130):
            canvas.line(f"M230 {y} h20", "#8a6430", 4)


def headphones(canvas: Canvas, look: Look) -> None:
    {"over": _over, "on": _over, "buds": _buds, "neckband": _neckband}[look.word("kind")](canvas, look)


def _over(canvas: Canvas, look: Look) -> None:
    large = look.word("kind") == "over"
    canvas.soft_shadow(240, FLOOR + 2, 140, 13)
    canvas.line("M108 300 C92 40 388 40 372 300", dark(look.colour, 0.35), 30 if large else 20)
    canvas.line("M108 300 C92 40 388 40 372 300", look.colour, 24 if large else 15)
    canvas.line("M122 220 C140 76 340 76 358 220", light(look.colour, 0.5), 5, opacity=0.6)
    if large:
        canvas.line("M150 146 C190 96 290 96 330 146", dark(look.colour, 0.55), 26)
    rx, ry = (46, 74) if large else (36, 54)
    for side in (-1, 1):
        x = 240 + side * 130
        canvas.ellipse(x - side * 30, 320, rx * 0.72, ry, canvas.ball_shade("#3a3b3e"))
        canvas.ellipse(x, 320, rx, ry, canvas.ball_shade(look.colour), stroke=dark(look.colour, 0.45), stroke_width=3)
        canvas.ellipse(x + side * 6, 320, rx * 0.5, ry * 0.56, "none", stroke=light(look.colour, 0.45), stroke_width=3)
        canvas.line(f"M{x - side * 4} {320 - ry} V{300 - ry}", "#aeb4b8", 10)
    if look.has("cable"):
        coil = " ".join("q12 8 0 14 q-12 6 0 -6" for _ in range(5)) if large else "c20 60 -60 50 -40 20 s70 -10 90 30"
        canvas.line(f"M110 {320 + ry} v10 {coil}", "#2b2c2f", 5)


def _buds(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR, 150, 15)
    canvas.box(120, 262, 240, 142, canvas.flat_shade(look.colour), rx=52, stroke=dark(look.colour, 0.3), stroke_width=2)
    canvas.path(
        "M126 270 Q128 150 190 146 H290 Q352 150 354 270 Z",
        canvas.flat_shade(dark(look.colour, 0.1)),
        stroke=dark(look.colour, 0.35),
        stroke_width=2,
    )
    canvas.path("M146 262 Q150 174 196 170 H284 Q330 174 334 262 Z", dark(look.colour, 0.45))
    canvas.box(130, 256, 220, 18, dark(look.colour, 0.55), rx=9)
    for side in (-1, 1):
        x = 240 + side * 52
        canvas.ellipse(
            x, 240, 30, 34, canvas.ball_shade(light(look.colour, 0.12)), stroke=dark(look.colour, 0.35), stroke_width=2
        )
        canvas.ellipse(x - side * 10, 216, 15, 12, canvas.ball_shade("#4a4c50"))
        canvas.circle(x + side * 8, 246, 4, "#6fd0a0")
    write(canvas, "TINDRUM", 240, 330, 14, dark(look.colour, 0.5) if look.colour_name != "Charcoal" else "#c9cdd0")


def _neckband(canvas: Canvas, look: Look) -> None:
    canvas.tube("M120 300 C70 60 410 60 360 300", 20, look.colour)
    for side in (-1, 1):
        x = 240 + side * 120
        canvas.line(f"M{x} 300 C{x} 380 {240 + side * 60} 410 {240 + side * 54} 330", "#2b2c2f", 6)
        canvas.box(x - 15, 250, 30, 74, canvas.round_shade("#2f3134"), rx=14)
        canvas.ellipse(240 + side * 50, 318, 25, 21, canvas.ball_shade(look.colour))
        canvas.ellipse(240 + side * 30, 312, 14, 17, canvas.ball_shade("#3a3c40"))
    for i in range(8):
        angle = radians(200 + i * 20)
        canvas.circle(240 + cos(angle) * 122, 220 + sin(angle) * 100, 2, light(look.colour, 0.6))
