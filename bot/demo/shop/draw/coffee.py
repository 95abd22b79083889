"""Coffee makers and grinders."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import grain, ribs
from bot.demo.shop.draw.turned import TILT, glass, glaze_gleam, mouth, turn

_BREW = "#3a2418"


def coffee_maker(canvas: Canvas, look: Look) -> None:
    kinds = {
        "moka": _moka,
        "press": _press,
        "cone": _cone,
        "hourglass": _hourglass,
        "coldbrew": _cold_brew,
        "espresso": _espresso,
        "filter": _filter,
        "travel": _travel,
    }
    canvas.soft_shadow(240, FLOOR + 4, 130, 15)
    kinds[look.word("kind")](canvas, look)


def _shade(canvas: Canvas, look: Look) -> str:
    return canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)


def _facets(canvas: Canvas, colour: str, top: tuple[float, float], foot: tuple[float, float], cx: float = 236) -> None:
    """An eight-sided body: four faces towards us, each its own light. `top` and `foot` are (y, half width)."""
    cuts = (-1.0, -0.62, 0.05, 0.68, 1.0)
    tones = (dark(colour, 0.28), light(colour, 0.35), light(colour, 0.08), dark(colour, 0.4))
    for left, right, tone in zip(cuts, cuts[1:], tones, strict=False):
        canvas.path(
            f"M{cx + left * top[1]:.1f} {top[0]} L{cx + right * top[1]:.1f} {top[0]} "
            f"L{cx + right * foot[1]:.1f} {foot[0]} L{cx + left * foot[1]:.1f} {foot[0]} Z",
            canvas.down((0, light(tone, 0.15)), (1, dark(tone, 0.15))),
            stroke=tone,
            stroke_width=1,
        )


def _moka(canvas: Canvas, look: Look) -> None:
    w, h = look.number("w", 90), look.number("h", 220)
    waist, top = FLOOR - h * 0.46, FLOOR - h
    knob = look.wood("knob", "black")
    metal = look.colour if look.metallic else "#b9bfc3"
    canvas.tube(f"M{236 - w * 0.75} {top + 14} L{236 - w - 48} {top + 20} L{236 - w - 34} {waist - 8}", 19, knob)
    canvas.path(f"M{236 + w * 0.7} {top + 2} l{w * 0.5} -12 l{-w * 0.36} 62 Z", dark(look.colour, 0.15))
    _facets(canvas, metal, (waist + 6, w * 0.68), (FLOOR, w * 0.98))
    _facets(canvas, look.colour, (top, w * 0.86), (waist - 8, w * 0.62))
    canvas.box(236 - w * 0.7, waist - 10, w * 1.4, 17, canvas.metal_shade(metal), rx=4)
    canvas.path(f"M{236 - w * 0.86} {top} L236 {top - 30} L{236 + w * 0.86} {top} Z", canvas.metal_shade(look.colour))
    canvas.circle(236, top - 38, 14, canvas.ball_shade(knob))
    canvas.circle(236 + w * 0.4, FLOOR - h * 0.2, 7, "#d6b25a", stroke="#7a6227", stroke_width=2)


def _press(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 70), look.number("h", 185)
    top = FLOOR - h
    canvas.line(f"M240 {top - 20} V{top - 74}", "#9aa0a4", 6)
    canvas.circle(240, top - 80, 15, canvas.ball_shade("#2b2b2d"))
    canvas.tube(
        f"M{240 + r} {top + 22} C{240 + r + 72} {top + 8} {240 + r + 70} {FLOOR - 34} {240 + r} {FLOOR - 30}",
        20,
        "#2b2b2d" if not look.has("coat") else "#d2ab76",
    )
    if look.has("coat"):
        profile = [(top + 20, r), (FLOOR - 4, r)]
        d = turn(canvas, profile, canvas.round_shade(look.colour))
        with canvas.clipped(d):
            ribs(canvas, (240 - r, top, 2 * r, h + 30), look.colour, step=7, opacity=0.18)
        turn(canvas, [(top - 2, r * 0.96), (top + 22, r * 0.96)], canvas.round_shade("#e9e4da"))
        canvas.box(240 + r * 0.3, top + 30, 14, h - 44, "#8a5a36", rx=3, opacity=0.75)
    else:
        turn(canvas, [(top + 70, r * 0.95), (FLOOR - 8, r * 0.95)], canvas.round_shade(_BREW))
        canvas.ellipse(240, top + 70, r * 0.95, r * 0.95 * TILT, "#6b4328")
        glass(canvas, [(top, r), (FLOOR - 6, r)], "#dfe9ec")
        frame = look.colour
        for y in (top + 22, FLOOR - 34):
            turn(
                canvas,
                [(y, r + 3), (y + 15, r + 3)],
                canvas.metal_shade(frame) if look.metallic else canvas.round_shade(frame),
            )
        for x in (-0.72, 0.1, 0.8):
            canvas.box(240 + x * r, top + 26, 9, h - 30, dark(frame, 0.15))
    turn(canvas, [(top - 22, r * 0.5), (top - 14, r * 0.96), (top, r + 4)], _shade(canvas, look))


def _cone(canvas: Canvas, look: Look) -> None:
    served = look.has("server")
    foot = FLOOR - 120 if served else FLOOR - 96
    if served:
        turn(canvas, [(FLOOR - 58, 82), (FLOOR - 8, 84)], canvas.round_shade(_BREW))
        glass(canvas, [(foot + 4, 48), (FLOOR - 86, 66), (FLOOR - 46, 86), (FLOOR - 4, 82)], "#dfe9ec")
        canvas.line(f"M320 {FLOOR - 80} q46 6 10 58", "#c9dadf", 9, opacity=0.8)
    else:
        mug = [(foot + 8, 66), (FLOOR - 6, 62)]
        canvas.line(f"M304 {FLOOR - 70} q46 0 0 52", "#d9d2c4", 12)
        turn(canvas, mug, canvas.round_shade("#e9e2d4"))
    turn(canvas, [(foot - 6, 84), (foot + 6, 84)], _shade(canvas, look))
    profile = [(foot - 112, 100), (foot - 60, 66), (foot - 14, 34), (foot - 4, 40)]
    canvas.line(f"M330 {foot - 90} q50 10 -22 56", dark(look.colour, 0.2), 13)
    d = turn(canvas, profile, _shade(canvas, look))
    with canvas.clipped(d):
        for i in range(-4, 5):
            canvas.line(
                f"M{240 + i * 26} {foot - 104} L{240 + i * 8} {foot - 10}", dark(look.colour, 0.3), 2.5, opacity=0.5
            )
    mouth(canvas, 240, foot - 112, 100, look.colour, inside="#f2ead9")
    canvas.path(f"M160 {foot - 110} q80 26 160 0 q-30 34 -80 34 q-50 0 -80 -34 Z", _BREW, opacity=0.8)


def _hourglass(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 70, 88), (FLOOR - 8, 92)], canvas.round_shade(_BREW))
    canvas.ellipse(240, FLOOR - 70, 88, 15, "#6b4328")
    profile = [
        (FLOOR - 258, 82),
        (FLOOR - 200, 52),
        (FLOOR - 160, 34),
        (FLOOR - 110, 66),
        (FLOOR - 50, 96),
        (FLOOR - 4, 88),
    ]
    canvas.path(f"M168 {FLOOR - 256} L240 {FLOOR - 164} L312 {FLOOR - 256} Z", "#f4ede0", opacity=0.9)
    glass(canvas, profile, look.colour)
    collar = turn(canvas, [(FLOOR - 192, 48), (FLOOR - 160, 40), (FLOOR - 130, 50)], canvas.round_shade("#c79a62"))
    with canvas.clipped(collar):
        grain(canvas, (180, FLOOR - 196, 120, 80), "#c79a62", look.dice, lines=9)
    canvas.line(f"M198 {FLOOR - 158} q42 14 84 0 M240 {FLOOR - 152} l-8 26 M240 {FLOOR - 152} l10 24", "#6b4226", 5)


def _cold_brew(canvas: Canvas, look: Look) -> None:
    turn(canvas, [(FLOOR - 178, 55), (FLOOR - 6, 60)], canvas.round_shade(_BREW))
    canvas.box(216, FLOOR - 200, 48, 150, "#7f6a5a", opacity=0.45, rx=8)
    glass(canvas, [(FLOOR - 250, 40), (FLOOR - 216, 52), (FLOOR - 160, 60), (FLOOR - 2, 62)], "#dfe9ec")
    turn(canvas, [(FLOOR - 300, 32), (FLOOR - 288, 44), (FLOOR - 244, 46)], canvas.round_shade(look.colour))
    turn(canvas, [(FLOOR - 26, 65), (FLOOR - 1, 64)], canvas.round_shade(look.colour))
    canvas.box(210, FLOOR - 140, 60, 66, light(look.colour, 0.1), rx=6)
    write(canvas, "COLD", 240, FLOOR - 128, 15, light(look.colour, 0.85))
    write(canvas, "BREW", 240, FLOOR - 104, 15, light(look.colour, 0.85))


def _espresso(canvas: Canvas, look: Look) -> None:
    shade = canvas.metal_shade(look.colour) if look.metallic else canvas.flat_shade(look.colour)
    canvas.box(140, FLOOR - 270, 200, 262, shade, rx=18)
    canvas.box(158, FLOOR - 176, 164, 138, canvas.down((0, "#1f2022"), (1, "#3a3c3f")), rx=8)
    canvas.box(132, FLOOR - 36, 216, 36, canvas.down((0, "#d5d9dc"), (1, "#878d91")), rx=8)
    for x in range(150, 340, 14):
        canvas.line(f"M{x} {FLOOR - 30} v10", "#4a4d50", 5)
    canvas.circle(200, FLOOR - 224, 25, "#f4f4f1", stroke="#5a5d60", stroke_width=5)
    canvas.line(f"M200 {FLOOR - 224} l12 -13", "#c0342c", 4)
    for x in (258, 296):
        canvas.circle(x, FLOOR - 224, 12, canvas.ball_shade("#e6e7e8"))
    canvas.box(196, FLOOR - 186, 88, 26, canvas.metal_shade("#c4cacd"), rx=6)
    canvas.tube(f"M240 {FLOOR - 150} L150 {FLOOR - 128}", 18, "#2b2b2d")
    canvas.box(204, FLOOR - 162, 72, 20, canvas.metal_shade("#aeb4b8"), rx=5)
    canvas.line(f"M228 {FLOOR - 142} v16 M252 {FLOOR - 142} v16", "#aeb4b8", 8)
    turn(canvas, [(FLOOR - 88, 26), (FLOOR - 44, 20)], canvas.round_shade("#f0ece2"))
    canvas.tube(f"M322 {FLOOR - 186} q30 20 22 108", 9, "#c4cacd")
    write(canvas, look.brand.upper(), 240, FLOOR - 262, 9, dark(look.colour, 0.6))


def _filter(canvas: Canvas, look: Look) -> None:
    fill = canvas.flat_shade(look.colour)
    canvas.box(132, FLOOR - 286, 84, 270, fill, rx=14)
    canvas.box(132, FLOOR - 290, 216, 96, fill, rx=20)
    canvas.path(f"M226 {FLOOR - 194} h108 l-16 34 h-76 Z", dark(look.colour, 0.25))
    canvas.box(124, FLOOR - 26, 232, 26, canvas.flat_shade(dark(look.colour, 0.2)), rx=9)
    turn(canvas, [(FLOOR - 84, 58), (FLOOR - 34, 54)], canvas.round_shade(_BREW), 280)
    glass(canvas, [(FLOOR - 146, 42), (FLOOR - 100, 60), (FLOOR - 30, 54)], "#dfe9ec", 280)
    canvas.tube(f"M338 {FLOOR - 128} q46 8 6 82", 14, "#2b2b2d")
    canvas.box(154, FLOOR - 270, 90, 40, "#18242a", rx=6)
    write(canvas, "7.30", 199, FLOOR - 260, 20, "#8fe0d0")
    canvas.circle(296, FLOOR - 250, 13, canvas.ball_shade("#cfd3d6"))


def _travel(canvas: Canvas, look: Look) -> None:
    canvas.ellipse(240, FLOOR - 268, 40, 9, dark(look.colour, 0.2))
    turn(canvas, [(FLOOR - 262, 34), (FLOOR - 196, 34)], canvas.round_shade("#d9d6cf"))
    turn(canvas, [(FLOOR - 284, 44), (FLOOR - 266, 46)], canvas.round_shade(look.colour))
    turn(canvas, [(FLOOR - 200, 56), (FLOOR - 90, 54)], canvas.round_shade("#4b4e52"))
    body = [(FLOOR - 130, 66), (FLOOR - 6, 60)]
    turn(canvas, body, canvas.round_shade(look.colour))
    for y in range(5):
        canvas.line(f"M184 {FLOOR - 104 + y * 15} q56 18 112 0", dark(look.colour, 0.35), 3, opacity=0.6)
    glaze_gleam(canvas, body)


def grinder(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 110, 14)
    {"tube": _tube, "box": _box_mill, "electric": _electric}[look.word("kind")](canvas, look)


def _tube(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 46), look.number("h", 190)
    top = FLOOR - h
    canvas.line(f"M240 {top - 14} V{top - 26} L{240 + r + 62} {top - 34}", "#8d9397", 9)
    canvas.circle(240 + r + 66, top - 52, 19, canvas.ball_shade("#70492f"))
    turn(canvas, [(top, r), (FLOOR - h * 0.3, r)], _shade(canvas, look))
    turn(canvas, [(FLOOR - h * 0.34, r + 1), (FLOOR - 3, r - 2)], canvas.metal_shade("#9ea4a8"))
    turn(canvas, [(top - 14, r * 0.6), (top, r)], canvas.metal_shade("#b6bcc0"))
    if look.has("band"):
        turn(canvas, [(top + 40, r + 3), (top + 92, r + 3)], canvas.round_shade("#2d2e31"))
    glaze_gleam(canvas, [(top + 8, r), (top + 40, r), (FLOOR - h * 0.4, r), (FLOOR - 20, r)], opacity=0.55)


def _box_mill(canvas: Canvas, look: Look) -> None:
    wood = canvas.flat_shade(look.colour)
    canvas.line(f"M240 {FLOOR - 214} V{FLOOR - 244} Q300 {FLOOR - 262} 334 {FLOOR - 232}", "#34363a", 10)
    canvas.circle(338, FLOOR - 252, 18, canvas.ball_shade(look.colour))
    turn(canvas, [(FLOOR - 224, 20), (FLOOR - 196, 62), (FLOOR - 158, 78)], canvas.metal_shade("#8a7a58"))
    body = f"M146 {FLOOR - 160} h188 l6 146 h-200 Z"
    canvas.path(body, wood)
    with canvas.clipped(body):
        grain(canvas, (136, FLOOR - 160, 210, 150), look.colour, look.dice)
    canvas.box(132, FLOOR - 166, 216, 16, canvas.flat_shade(light(look.colour, 0.08)), rx=5)
    canvas.box(130, FLOOR - 16, 220, 16, canvas.flat_shade(dark(look.colour, 0.15)), rx=5)
    canvas.box(178, FLOOR - 96, 124, 58, dark(look.colour, 0.12), rx=4, stroke=dark(look.colour, 0.5), stroke_width=2.5)
    canvas.circle(240, FLOOR - 67, 10, canvas.ball_shade("#caa24c"))


def _electric(canvas: Canvas, look: Look) -> None:
    tall = 60 if look.has("tall") else 0
    top = FLOOR - 190 - tall
    glass(canvas, [(top - 84, 72), (top - 30, 66), (top, 50)], "#cfd9dc")
    turn(canvas, [(top - 38, 60), (top - 2, 48)], canvas.round_shade("#4a2f1f"))
    turn(canvas, [(top - 98, 66), (top - 84, 74)], canvas.round_shade("#37393c"))
    body = [(top, 66), (top + 60, 72), (FLOOR - 80, 76), (FLOOR - 2, 82)]
    turn(canvas, body, _shade(canvas, look))
    canvas.box(196, FLOOR - 92, 88, 84, "#26272a", rx=8)
    turn(canvas, [(FLOOR - 62, 34), (FLOOR - 12, 30)], canvas.round_shade("#9aa0a3"))
    canvas.circle(240, top + 52, 22, canvas.ball_shade("#e0e2e3"), stroke="#54575a", stroke_width=3)
    canvas.line(f"M240 {top + 52} v-16", "#54575a", 4)
    glaze_gleam(canvas, body, opacity=0.5, side=0.7)
