"""Mugs, cups and water bottles."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import Box, bands, dots, ribs, speckle
from bot.demo.shop.draw.turned import TILT, Profile, glass, glaze_gleam, mouth, scaled, turn

_CLAY = "#b99b78"
# Where along the height (0 the rim, 1 the foot) the radius is which share of r.
_MUGS = {
    "straight": ((0, 1), (0.5, 0.99), (0.94, 0.97), (1, 0.9)),
    "barrel": ((0, 0.88), (0.3, 0.98), (0.6, 1), (0.9, 0.86), (1, 0.74)),
    "tulip": ((0, 1), (0.35, 0.97), (0.7, 0.8), (0.93, 0.52), (1, 0.5)),
    "tapered": ((0, 1), (0.5, 0.9), (0.95, 0.76), (1, 0.7)),
    "tall": ((0, 1), (0.5, 0.92), (0.94, 0.78), (1, 0.72)),
    "travel": ((0, 1), (0.5, 0.95), (0.97, 0.82), (1, 0.8)),
}


def mug(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(245, FLOOR + 4, 130, 15)
    if look.has("pair"):
        _one_mug(canvas, look, 168)
        _one_mug(canvas, look, 304)
    else:
        _one_mug(canvas, look, 222)


def _one_mug(canvas: Canvas, look: Look, cx: float) -> None:
    # Drawn a little larger than life: a mug is smaller than a kettle and should fill its picture all the same.
    r, h = look.number("r", 80) * 1.3, look.number("h", 150) * 1.3
    if look.has("pair"):
        r, h = r * 0.86, h * 1.05
    profile = scaled(_MUGS[look.word("profile")], r, h)
    if look.has("saucer"):
        turn(canvas, [(FLOOR - 10, r * 1.35), (FLOOR, r * 0.7)], canvas.round_shade(look.colour), cx)
        canvas.ellipse(cx, FLOOR - 10, r * 1.35, r * 0.24, light(look.colour, 0.2))
        profile = [(y - 10, radius) for y, radius in profile]
    _mug_handle(canvas, look, cx, profile)
    if look.has("glass"):
        _glass_cup(canvas, profile, cx)
        return
    fill = canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)
    d = turn(canvas, profile, fill, cx)
    with canvas.clipped(d):
        _mug_pattern(canvas, look, (cx - r, profile[0][0], 2 * r, h))
    glaze_gleam(canvas, profile, cx, opacity=0.4, side=0.66)
    if look.has("lid"):
        _travel_lid(canvas, cx, profile[0][0], r)
    else:
        mouth(canvas, cx, profile[0][0], profile[0][1], look.colour, inside="#f1ece2" if look.has("rim") else "")
        if look.has("rim"):
            canvas.ellipse(cx, profile[0][0], r, r * TILT, "none", stroke="#26303f", stroke_width=5)


def _mug_handle(canvas: Canvas, look: Look, cx: float, profile: Profile) -> None:
    kind = look.word("handle", "c")
    if kind == "none":
        return
    top, h = profile[0][0], profile[-1][0] - profile[0][0]
    x = cx + profile[1][1] - 4
    shapes = {
        "c": f"M{x} {top + h * 0.22} C{x + h * 0.5} {top + h * 0.12} "
        f"{x + h * 0.5} {top + h * 0.86} {x - 4} {top + h * 0.76}",
        "d": f"M{x} {top + h * 0.2} H{x + h * 0.16} Q{x + h * 0.36} {top + h * 0.22} {x + h * 0.36} {top + h * 0.48} "
        f"T{x - 6} {top + h * 0.74}",
        "ear": f"M{x - 4} {top + h * 0.16} C{x + h * 0.52} {top - h * 0.06} "
        f"{x + h * 0.42} {top + h * 0.62} {x} {top + h * 0.7}",
    }
    canvas.tube(shapes[kind], max(13.0, h * 0.12), look.colour)


def _mug_pattern(canvas: Canvas, look: Look, box: Box) -> None:
    x, y, width, height = box
    pattern = look.word("pattern")
    if pattern == "speckle":
        speckle(canvas, box, look.dice)
    if pattern == "bands":
        bands(canvas, (x, y + 24, width, height), "#f6f2e8")
    if pattern == "dots":
        dots(canvas, (x, y + 26, width, height - 40), "#fbf8f0")
    if pattern == "dip" or look.has("foot"):
        share = 0.56 if pattern == "dip" else 0.9
        top = y + height * share
        canvas.path(f"M{x} {top} q{width / 2} 22 {width} 0 v{height} h{-width} Z", canvas.round_shade(_CLAY))


def _glass_cup(canvas: Canvas, profile: Profile, cx: float) -> None:
    top, r = profile[0]
    inner = [(top + 34, r * 0.82), (top + 74, r * 0.74), (profile[-1][0] - 20, r * 0.36)]
    turn(canvas, inner, canvas.round_shade("#6a4024"), cx)
    canvas.ellipse(cx, top + 34, r * 0.82, r * 0.14, "#c99d6c")
    glass(canvas, profile, "#dfe9ec", cx)


def _travel_lid(canvas: Canvas, cx: float, y: float, r: float) -> None:
    turn(canvas, [(y - 24, r * 0.8), (y - 12, r * 0.98), (y + 10, r * 1.02)], canvas.round_shade("#2e3033"), cx)
    canvas.ellipse(cx, y - 24, r * 0.8, r * 0.8 * TILT, "#45484c")
    canvas.box(cx - 20, y - 34, 40, 10, "#1f2022", rx=5)


def bottle(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(242, FLOOR + 4, 88, 13)
    bodies = {
        "flask": ((0, 0.58), (0.12, 0.92), (0.2, 1), (0.95, 1), (1, 0.95)),
        "sleeve": ((0, 0.52), (0.12, 0.62), (0.24, 1), (0.96, 1), (1, 0.94)),
        "squeeze": ((0, 0.84), (0.14, 1), (0.38, 0.98), (0.48, 0.86), (0.58, 0.98), (1, 0.96)),
        "tritan": ((0, 0.72), (0.1, 1), (0.5, 0.96), (1, 1)),
        "slim": ((0, 1), (0.5, 1), (1, 0.97)),
        "kids": ((0, 0.72), (0.15, 1), (0.9, 1), (1, 0.92)),
        "swing": ((0, 0.3), (0.24, 0.32), (0.42, 0.96), (0.5, 1), (1, 0.98)),
        "soft": ((0, 0.56), (0.16, 0.9), (0.5, 1), (0.84, 0.94), (1, 0.62)),
    }
    sizes = {"slim": (44, 258), "kids": (64, 176), "flask": (68, 226), "soft": (66, 200), "swing": (66, 262)}
    kind = look.word("kind")
    r, h = sizes.get(kind, (64, 226))
    profile = scaled(bodies[kind], r, h)
    _bottle_body(canvas, look, profile, kind)
    _bottle_lid(canvas, look, profile[0][0], profile[0][1])


def _bottle_body(canvas: Canvas, look: Look, profile: Profile, kind: str) -> None:
    if kind in {"sleeve", "swing"}:
        turn(canvas, [(FLOOR - 120, 58), (FLOOR - 8, 60)], "#bfdcea")
        glass(canvas, profile, "#d5e5ea")
    elif kind in {"tritan", "soft"}:
        glass(canvas, profile, look.colour, opacity=0.85)
    else:
        fill = canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)
        turn(canvas, profile, fill)
        glaze_gleam(canvas, profile, opacity=0.4, side=0.62)
    _bottle_details(canvas, look, kind)


def _bottle_details(canvas: Canvas, look: Look, kind: str) -> None:
    if kind == "sleeve":
        sleeve = turn(canvas, [(FLOOR - 158, 66), (FLOOR - 2, 64)], canvas.round_shade(look.colour))
        with canvas.clipped(sleeve):
            ribs(canvas, (170, FLOOR - 158, 140, 180), look.colour, step=20, opacity=0.3)
    if kind == "tritan":
        for i in range(6):
            canvas.line(f"M282 {FLOOR - 40 - i * 26} h{14 if i % 2 else 22}", "#f6f2e8", 4)
    if kind == "kids":
        canvas.circle(240, FLOOR - 80, 26, "#fbf7ee")
        canvas.path(f"M240 {FLOOR - 84} l22 -6 l-14 14 Z", "#e98a2e")
        canvas.circle(233, FLOOR - 88, 4, "#25262a")
    if kind == "squeeze":
        wave = f"M180 {FLOOR - 90} q60 -50 120 10 v40 q-60 -50 -120 -6 Z"
        canvas.path(wave, light(look.colour, 0.7), opacity=0.8)
    if kind == "flask":
        peak = f"M222 {FLOOR - 92} l18 -32 l18 32 Z"
        canvas.path(peak, "none", stroke=light(look.colour, 0.6), stroke_width=4)


def _bottle_lid(canvas: Canvas, look: Look, y: float, r: float) -> None:
    ink = dark(look.colour, 0.55) if look.colour_name != "Black" else "#55585c"
    kind = look.word("lid")
    if kind == "swing":
        canvas.line(f"M214 {y + 40} L222 {y - 4} H258 L266 {y + 40}", "#8f9598", 5)
        turn(canvas, [(y - 26, 14), (y - 4, 21)], canvas.round_shade("#f1eee7"))
        return
    if kind == "cup":
        turn(canvas, [(y - 44, r * 0.98), (y, r * 1.02)], canvas.metal_shade("#c3c9cc"))
        canvas.ellipse(240, y - 44, r * 0.98, r * TILT, "#dfe3e5")
        return
    if kind == "loop":
        canvas.line(
            f"M{240 - r * 0.7} {y - 26} C{240 - r * 0.7} {y - 76} {240 + r * 0.7} {y - 76} {240 + r * 0.7} {y - 26}",
            ink,
            13,
        )
    if kind == "straw":
        canvas.tube(f"M236 {y - 24} L262 {y - 62} l26 4", 13, "#d9dcdd")
    turn(canvas, [(y - 30, r * 0.94), (y + 2, r * 1.06)], canvas.round_shade(ink))
    canvas.ellipse(240, y - 30, r * 0.94, r * 0.94 * TILT, light(ink, 0.18))
    if kind == "sport":
        turn(canvas, [(y - 58, 12), (y - 46, 18), (y - 28, 22)], canvas.round_shade("#d9dcdd"))
