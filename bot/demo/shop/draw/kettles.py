"""Kettles: gooseneck, whistling dome, electric jug, glass, camp."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.letters import write
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import speckle
from bot.demo.shop.draw.turned import TILT, Profile, glass, glaze_gleam, turn

_CX = 226.0


def kettle(canvas: Canvas, look: Look) -> None:
    kinds = {"gooseneck": _gooseneck, "whistling": _whistling, "jug": _jug, "glass": _jug, "camp": _camp}
    canvas.soft_shadow(245, FLOOR + 4, 150, 16)
    kinds[look.word("kind")](canvas, look)


def _shade(canvas: Canvas, look: Look) -> str:
    return canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)


def _lid(canvas: Canvas, look: Look, y: float, r: float, knob: str) -> None:
    canvas.path(
        f"M{_CX - r} {y} A{r} {r * TILT} 0 0 0 {_CX + r} {y} Q{_CX + r * 0.8} {y - r * 0.42} {_CX} {y - r * 0.45} "
        f"Q{_CX - r * 0.8} {y - r * 0.42} {_CX - r} {y} Z",
        _shade(canvas, look),
    )
    canvas.line(f"M{_CX - r} {y} A{r} {r * TILT} 0 0 0 {_CX + r} {y}", dark(look.colour, 0.4), 2.5)
    canvas.box(_CX - 5, y - r * 0.45 - 12, 10, 16, dark(knob, 0.3))
    canvas.ellipse(_CX, y - r * 0.45 - 16, 17, 12, canvas.ball_shade(knob))


def _gooseneck(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 86), look.number("h", 130)
    floor = FLOOR - 22 if look.has("base") else FLOOR
    top = floor - h
    if look.has("base"):
        _heating_base(canvas, r + 16)
    neck = (
        f"M{_CX + r * 0.86} {floor - 24} C{_CX + r + 62} {floor - 30} "
        f"{_CX + r + 20} {top - 8} {_CX + r + 68} {top - 22}"
    )
    canvas.tube(neck + " l18 6", 15, look.colour)
    handle = look.wood("handle", "black")
    d = f"M{_CX - r * 0.74} {top + 12} C{_CX - r - 44} {top - 26} {_CX - r - 84} {top + 14} {_CX - r - 62} {floor - 34}"
    canvas.tube(d, 21, handle)
    profile = [
        (top, r * 0.62),
        (top + h * 0.3, r * 0.76),
        (top + h * 0.75, r * 0.97),
        (floor - 12, r),
        (floor - 4, r * 0.96),
    ]
    turn(canvas, profile, _shade(canvas, look), _CX)
    glaze_gleam(canvas, profile, _CX)
    _lid(canvas, look, top, r * 0.62, handle)
    _maker(canvas, look, top + h * 0.58)


def _heating_base(canvas: Canvas, r: float) -> None:
    turn(canvas, [(FLOOR - 22, r * 0.92), (FLOOR - 10, r), (FLOOR - 2, r)], canvas.round_shade("#34363a"), _CX)
    canvas.circle(_CX + r * 0.5, FLOOR + 3, 8, "#d8dade")
    canvas.ellipse(_CX, FLOOR - 22, r * 0.92, r * 0.92 * TILT, "#4a4d52")


def _whistling(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 110), look.number("h", 120)
    top = FLOOR - h
    grip = look.wood("handle", "walnut")
    canvas.line(
        f"M{_CX - r * 0.7} {top + 22} C{_CX - r * 0.9} {top - 112} "
        f"{_CX + r * 0.9} {top - 112} {_CX + r * 0.7} {top + 22}",
        "#8f9598",
        9,
    )
    canvas.tube(f"M{_CX - r * 0.46} {top - 72} Q{_CX} {top - 92} {_CX + r * 0.46} {top - 72}", 24, grip)
    spout = f"M{_CX + r * 0.7} {FLOOR - h * 0.36} L{_CX + r + 58} {top - 10} l20 14 L{_CX + r * 0.86} {FLOOR - 22} Z"
    canvas.path(spout, canvas.slanting((0, light(look.colour, 0.3)), (1, dark(look.colour, 0.4))))
    canvas.line(f"M{_CX + r + 56} {top - 12} l24 17", dark(look.colour, 0.55), 8)
    profile = [
        (top, r * 0.36),
        (top + h * 0.16, r * 0.72),
        (top + h * 0.5, r * 0.98),
        (FLOOR - 16, r),
        (FLOOR - 5, r * 0.93),
    ]
    turn(canvas, profile, _shade(canvas, look), _CX)
    glaze_gleam(canvas, profile, _CX, opacity=0.5)
    _lid(canvas, look, top + 2, r * 0.38, grip)
    _maker(canvas, look, top + h * 0.52)


def _jug(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 78), look.number("h", 190)
    body_floor = FLOOR - 20
    top = body_floor - h
    grip = look.wood("handle", "black")
    _heating_base(canvas, r + 4)
    canvas.path(f"M{_CX + r * 0.7} {top + 4} l{r * 0.62} -10 q4 26 {-r * 0.5} 52 Z", _shade(canvas, look))
    canvas.tube(
        f"M{_CX - r * 0.8} {top + 16} C{_CX - r - 64} {top} {_CX - r - 66} "
        f"{body_floor - 20} {_CX - r * 0.92} {body_floor - 28}",
        22,
        grip,
    )
    profile: Profile = [(top, r * 0.84), (top + h * 0.5, r * 0.93), (body_floor - 8, r), (body_floor, r * 0.98)]
    if look.clear:
        _water(canvas, profile, r)
    else:
        turn(canvas, profile, _shade(canvas, look), _CX)
        glaze_gleam(canvas, profile, _CX)
        _maker(canvas, look, top + h * (0.16 if look.has("window") else 0.5))
    if look.has("window"):
        canvas.box(_CX + r * 0.42, top + h * 0.32, 15, h * 0.5, "#d9e6ea", rx=7, opacity=0.85)
        canvas.box(_CX + r * 0.42, top + h * 0.55, 15, h * 0.27, "#8fc1dc", rx=7, opacity=0.9)
    _lid(canvas, look if not look.clear else Look("#3a3c40", "Black", "", {}, 0), top, r * 0.84, "#2c2d30")


def _water(canvas: Canvas, profile: Profile, r: float) -> None:
    middle = FLOOR - 120
    turn(canvas, [(middle, r * 0.94), (FLOOR - 24, r * 0.98)], canvas.down((0, "#bfe0f2"), (1, "#4e9fe0")), _CX)
    canvas.ellipse(_CX, middle, r * 0.94, r * 0.94 * TILT, "#d8eefa")
    glass(canvas, profile, "#cfe0e4", _CX)


def _camp(canvas: Canvas, look: Look) -> None:
    r, h = look.number("r", 92), look.number("h", 130)
    top = FLOOR - h
    canvas.line(
        f"M{_CX - r * 0.76} {top + 16} C{_CX - r * 0.8} {top - 96} "
        f"{_CX + r * 0.8} {top - 96} {_CX + r * 0.76} {top + 16}",
        "#55585b",
        6,
    )
    canvas.path(
        f"M{_CX + r * 0.76} {top + 46} L{_CX + r + 50} {top + 2} l16 12 L{_CX + r * 0.9} {FLOOR - 26} Z",
        canvas.slanting((0, light(look.colour, 0.25)), (1, dark(look.colour, 0.35))),
    )
    profile = [(top, r * 0.7), (top + h * 0.5, r * 0.88), (FLOOR - 10, r), (FLOOR - 3, r * 0.98)]
    d = turn(canvas, profile, _shade(canvas, look), _CX)
    with canvas.clipped(d):
        speckle(
            canvas,
            (_CX - r, top, 2 * r, h + 20),
            look.dice,
            colour="#f4f1ea" if look.colour_name != "White" else "#2c3a55",
        )
    _lid(canvas, look, top, r * 0.7, "#2b2b2d")
    canvas.line(f"M{_CX - r * 0.7} {top} A{r * 0.7} {r * 0.7 * TILT} 0 0 0 {_CX + r * 0.7} {top}", "#23242a", 5)


def _maker(canvas: Canvas, look: Look, y: float) -> None:
    ink = dark(look.colour, 0.55) if look.metallic else light(look.colour, 0.75)
    if look.colour_name in {"White", "Cream", "Sage Green", "Sky Blue"}:
        ink = dark(look.colour, 0.6)
    write(canvas, look.brand.upper().split()[0], _CX + 6, y, 13, ink)
