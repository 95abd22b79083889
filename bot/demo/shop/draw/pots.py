"""Vases, and plants in their pots."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import dark, light
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import Box, bands, ribs, zigzag
from bot.demo.shop.draw.turned import TILT, Profile, glass, glaze_gleam, mouth, outline, scaled, turn

# Where along the height (0 the rim, 1 the foot) the radius is which share of the widest.
_VASES = {
    "bottle": ((0, 0.26), (0.1, 0.2), (0.36, 0.24), (0.62, 0.86), (0.82, 1), (1, 0.66)),
    "urn": ((0, 0.62), (0.08, 0.55), (0.3, 0.96), (0.48, 1), (0.8, 0.66), (1, 0.5)),
    "cylinder": ((0, 1), (0.5, 1), (1, 0.98)),
    "carafe": ((0, 0.5), (0.2, 0.34), (0.42, 0.46), (0.75, 1), (1, 0.84)),
    "amphora": ((0, 0.46), (0.07, 0.34), (0.22, 0.4), (0.45, 1), (0.7, 0.84), (0.94, 0.36), (1, 0.42)),
    "jug": ((0, 0.68), (0.2, 0.6), (0.5, 0.94), (0.78, 1), (1, 0.8)),
    "moon": ((0, 0.34), (0.06, 0.4), (0.26, 0.86), (0.5, 1), (0.76, 0.86), (1, 0.42)),
    "waist": ((0, 0.86), (0.2, 0.7), (0.42, 0.58), (0.72, 0.92), (0.9, 1), (1, 0.86)),
}


def vase(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(244, FLOOR + 4, 124, 15)
    if look.has("trio"):
        for cx, scale in ((140, 0.82), (240, 1.3), (342, 1.0)):
            _one_vase(canvas, look, cx, look.number("r", 46) * scale, look.number("h", 150) * scale)
    else:
        _one_vase(canvas, look, 240, look.number("r", 90) * 1.12, look.number("h", 220) * 1.12)


def _one_vase(canvas: Canvas, look: Look, cx: float, r: float, h: float) -> None:
    profile = scaled(_VASES[look.word("profile")], r, h)
    top, rim = profile[0]
    if look.has("handles"):
        for side in (-1, 1):
            canvas.tube(
                f"M{cx + side * rim * 0.8} {top + h * 0.1} C{cx + side * r * 1.1} "
                f"{top} {cx + side * r * 1.2} {top + h * 0.26} "
                f"{cx + side * r * 0.82} {top + h * 0.38}",
                15,
                look.colour,
            )
    if look.has("handle"):
        canvas.tube(
            f"M{cx - rim} {top + 16} C{cx - r * 1.7} {top - 6} {cx - r * 1.6} "
            f"{top + h * 0.6} {cx - r * 0.94} {top + h * 0.56}",
            18,
            look.colour,
        )
        canvas.path(
            f"M{cx + rim * 0.5} {top - 9} l{rim * 0.86} -14 q-2 30 {-rim * 0.5} 52 Z", canvas.round_shade(look.colour)
        )
    if look.has("glass"):
        turn(
            canvas, [(FLOOR - h * 0.34, r * 0.95), (FLOOR - 10, r * 0.9)], "#bcd9e4", cx, tilt=0.14
        ) if look.clear else None
        glass(canvas, profile, look.colour, cx, opacity=0.45 if look.clear else 0.85)
        return
    d = turn(canvas, profile, canvas.round_shade(look.colour), cx)
    with canvas.clipped(d):
        _vase_pattern(canvas, look, (cx - r, top, 2 * r, h))
    glaze_gleam(canvas, profile, cx, opacity=0.34)
    mouth(canvas, cx, top, rim, look.colour)


def _vase_pattern(canvas: Canvas, look: Look, box: Box) -> None:
    x, y, width, height = box
    pattern = look.word("pattern")
    if pattern == "ribs":
        ribs(canvas, (x, y, width, height + 30), look.colour, step=15, opacity=0.4)
    if pattern == "bands":
        bands(canvas, (x, y + height * 0.3, width, height), "#f6f2e8", height=14, gap=20)
    if pattern == "zigzag":
        zigzag(canvas, (x, y + height * 0.3, width, height * 0.55), "#f4ead6")
    if pattern == "drip":
        canvas.path(
            f"M{x} {y} h{width} v{height * 0.5} q{-width * 0.1} 34 "
            f"{-width * 0.2} 0 t{-width * 0.2} 8 t{-width * 0.2} -6 "
            f"t{-width * 0.2} 12 t{-width * 0.2} -14 Z",
            dark(look.colour, 0.35),
            opacity=0.55,
        )
    if look.word("profile") == "moon":
        canvas.line(f"M{x} {y + height * 0.5} q{width / 2} 26 {width} 0", dark(look.colour, 0.3), 3, opacity=0.6)


def plant_pot(canvas: Canvas, look: Look) -> None:
    profiles: dict[str, Profile] = {
        "classic": [(FLOOR - 130, 86), (FLOOR - 70, 78), (FLOOR - 8, 64)],
        "cylinder": [(FLOOR - 140, 88), (FLOOR - 60, 88), (FLOOR - 4, 84)],
        "egg": [(FLOOR - 190, 70), (FLOOR - 150, 92), (FLOOR - 110, 90), (FLOOR - 66, 58)],
        "tapered": [(FLOOR - 132, 90), (FLOOR - 60, 80), (FLOOR - 4, 68)],
        "bowl": [(FLOOR - 128, 106), (FLOOR - 96, 100), (FLOOR - 60, 62)],
        "tub": [(FLOOR - 136, 112), (FLOOR - 60, 102), (FLOOR - 4, 92)],
        "barrel": [(FLOOR - 142, 76), (FLOOR - 90, 94), (FLOOR - 40, 88), (FLOOR - 4, 66)],
    }
    profile = profiles[look.word("profile")]
    if not look.has("hanging"):
        canvas.soft_shadow(244, FLOOR + 4, 118, 15)
    _stand(canvas, look, profile)
    plant(canvas, look, profile[0][0] + 6, profile[0][1])
    fill = canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)
    d = turn(canvas, profile, fill)
    with canvas.clipped(d):
        _pot_pattern(canvas, look, profile)
    glaze_gleam(canvas, profile, opacity=0.26)
    if look.word("profile") in {"classic", "tub"}:
        y, r = profile[0]
        turn(canvas, [(y - 14, r + 6), (y + 16, r + 4)], fill)
    _soil(canvas, look, profile)


def _soil(canvas: Canvas, look: Look, profile: Profile) -> None:
    """Redraws the front rim over the stems, so that the plant grows out of the pot."""
    y, r = profile[0]
    if look.word("profile") in {"classic", "tub"}:
        y, r = y - 14.0, r + 6.0
    canvas.line(f"M{240 - r} {y} A{r} {r * TILT} 0 0 0 {240 + r} {y}", light(look.colour, 0.35), 3)
    if look.has("hanging"):
        canvas.line(f"M{240 - r + 4} {y} L240 40 L{240 + r - 4} {y}", "#b08d5a", 4)
        canvas.circle(240, 38, 9, "none", stroke="#caa24c", stroke_width=5)


def _stand(canvas: Canvas, look: Look, profile: Profile) -> None:
    if look.has("stand"):
        for x in (-58, 58):
            canvas.tube(f"M{240 + x * 0.9} {FLOOR - 110} L{240 + x * 1.35} {FLOOR}", 11, "#c89a62")
    if look.has("saucer"):
        turn(canvas, [(FLOOR - 16, 92), (FLOOR, 82)], canvas.round_shade(dark(look.colour, 0.06)))
    if look.has("handles"):
        for side in (-1, 1):
            canvas.line(f"M{240 + side * 104} {FLOOR - 104} q{side * 40} 6 {side * -4} 42", "#858b8f", 8)
    y, r = profile[0]
    canvas.ellipse(240, y, r, r * TILT, dark(look.colour, 0.5))


def _pot_pattern(canvas: Canvas, look: Look, profile: Profile) -> None:
    if look.word("pattern") == "ribs":
        ribs(canvas, (146, FLOOR - 160, 190, 190), look.colour, step=14, opacity=0.35)
    if look.word("pattern") == "dip":
        canvas.path(outline(profile), canvas.round_shade("#a9a7a2"))
        canvas.path(f"M130 {FLOOR - 60} q110 26 220 0 v100 h-220 Z", canvas.round_shade(look.colour))
    if look.has("face"):
        for x in (-34, 34):
            canvas.line(f"M{240 + x - 14} {FLOOR - 86} q14 12 28 0", dark(look.colour, 0.6), 5)
        canvas.line(f"M240 {FLOOR - 84} q-10 22 4 24 M222 {FLOOR - 36} q18 12 36 0", dark(look.colour, 0.6), 5)


def plant(canvas: Canvas, look: Look, y: float, r: float) -> None:
    """Something green, by kind, growing from (240, y)."""
    dice = look.dice
    green = "#4f8a4b"
    kind = look.word("plant")
    if kind == "cactus":
        canvas.box(206, y - 122, 68, 140, canvas.round_shade("#5f9a5c"), rx=34)
        for x in (222, 240, 258):
            canvas.line(f"M{x} {y - 100} V{y}", "#3d6e40", 3, stroke_dasharray="2 8")
        canvas.circle(240, y - 124, 11, "#e88ba4")
        return
    spread = {"fern": 92, "snake": 40, "trailing": 84, "herb": 64, "lavender": 66, "grass": 74}[kind]
    tall = {"fern": 110, "snake": 158, "trailing": 46, "herb": 76, "lavender": 112, "grass": 84}[kind]
    for i in range(22 if kind != "snake" else 9):
        lean = dice.uniform(-1, 1)
        root = (240 + lean * r * 0.6, y)
        tip_x, tip_y = 240 + lean * (r * 0.5 + spread), y - tall * dice.uniform(0.6, 1.05) * (1 - 0.35 * abs(lean))
        tone = light(green, dice.uniform(0, 0.3)) if i % 2 else dark(green, dice.uniform(0, 0.3))
        _leaf(canvas, kind, root, (tip_x, tip_y), tone)
    if kind == "trailing":
        for side in (-1, 1):
            for i in range(3):
                canvas.line(
                    f"M{240 + side * r * 0.9} {y} q{side * 34} {10 + i * 8} {side * (14 + i * 10)} {80 + i * 24}",
                    green,
                    6,
                )


def _leaf(canvas: Canvas, kind: str, root: tuple[float, float], tip: tuple[float, float], tone: str) -> None:
    (x, y), (tx, ty) = root, tip
    wide = {"snake": 11, "fern": 9, "herb": 13, "trailing": 12, "lavender": 3, "grass": 4}[kind]
    middle = ((x + tx) / 2, (y + ty) / 2 - 12)
    canvas.path(
        f"M{x:.1f} {y:.1f} Q{middle[0] - wide:.1f} {middle[1]:.1f} {tx:.1f} {ty:.1f} "
        f"Q{middle[0] + wide:.1f} {middle[1] + 4:.1f} {x:.1f} {y:.1f} Z",
        tone,
    )
    if kind == "lavender":
        canvas.ellipse(tx, ty, 6, 18, "#8d76c2")
    if kind == "herb":
        canvas.ellipse(tx, ty + 6, 15, 10, tone)
