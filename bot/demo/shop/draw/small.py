"""Soap, notebooks and watering cans."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import contrast, dark, light
from bot.demo.shop.draw.letters import write, write_fitting
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.patterns import grain
from bot.demo.shop.draw.turned import TILT, glass, glaze_gleam, turn

_PAPER = "#f8f3e7"


def soap(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(244, FLOOR + 2, 150, 14)
    kinds = {"bar": _bar, "pump": _pump, "rope": _rope, "stack": _stack, "bowl": _bowl, "round": _puck}
    kinds[look.word("kind")](canvas, look)


def _slab(canvas: Canvas, colour: str, box: tuple[float, float, float, float], depth: float = 46) -> None:
    x, y, width, height = box
    canvas.path(
        f"M{x + 14} {y} l{depth} {-depth * 0.7} H{x + width + depth - 10} L{x + width} {y + 6} Z",
        light(colour, 0.45),
        stroke=light(colour, 0.45),
        stroke_width=12,
        stroke_linejoin="round",
    )
    canvas.path(
        f"M{x + width - 4} {y + 8} l{depth} {-depth * 0.7} v{height - 22} l{-depth} {depth * 0.66} Z",
        dark(colour, 0.25),
        stroke=dark(colour, 0.25),
        stroke_width=12,
        stroke_linejoin="round",
    )
    canvas.box(x, y, width, height, canvas.flat_shade(colour), rx=20)


def _bar(canvas: Canvas, look: Look) -> None:
    _slab(canvas, look.colour, (86, FLOOR - 150, 270, 150))
    canvas.box(140, FLOOR - 152, 162, 154, _PAPER)
    canvas.path(f"M140 {FLOOR - 152} l36 -32 h162 l-36 32 Z", dark(_PAPER, 0.06))
    canvas.box(148, FLOOR - 142, 146, 134, "none", stroke=dark(look.colour, 0.3), stroke_width=2)
    write_fitting(canvas, look.brand.upper(), 221, FLOOR - 130, 130, 12, "#5a4a3e")
    for i, word in enumerate(look.word("label").split()):
        write_fitting(canvas, word, 221, FLOOR - 96 + i * 38, 128, 27, "#2b2421")


def _pump(canvas: Canvas, look: Look) -> None:
    profile = [(FLOOR - 196, 24), (FLOOR - 184, 28), (FLOOR - 160, 66), (FLOOR - 140, 74), (FLOOR - 4, 74)]
    turn(
        canvas,
        profile,
        canvas.across((0, "#4a2410"), (0.2, "#8a4a1c"), (0.36, "#c47a36"), (0.6, "#8a4a1c"), (1, "#3a1c0c")),
    )
    glaze_gleam(canvas, profile, opacity=0.4, side=0.8)
    turn(canvas, [(FLOOR - 226, 24), (FLOOR - 192, 27)], canvas.round_shade("#26272a"))
    canvas.box(233, FLOOR - 268, 14, 44, "#3a3b3e")
    canvas.path(
        f"M214 {FLOOR - 286} H264 Q300 {FLOOR - 284} 306 {FLOOR - 262} l-12 4 q-8 -10 -30 -10 h-50 Z",
        canvas.flat_shade("#2b2c2f"),
    )
    canvas.box(176, FLOOR - 132, 128, 108, _PAPER, rx=3)
    canvas.box(176, FLOOR - 132, 128, 14, look.colour)
    write_fitting(canvas, look.brand.upper(), 240, FLOOR - 108, 106, 11, "#5a4a3e")
    write_fitting(canvas, look.word("label"), 240, FLOOR - 80, 108, 26, "#2b2421")
    write_fitting(canvas, "HAND WASH", 240, FLOOR - 44, 80, 11, "#5a4a3e")


def _rope(canvas: Canvas, look: Look) -> None:
    canvas.line("M240 210 C200 120 216 60 240 40 C264 60 280 120 240 210", "#cdb98c", 10)
    canvas.line("M240 210 C200 120 216 60 240 40 C264 60 280 120 240 210", "#efe3c4", 6, stroke_dasharray="7 5")
    canvas.path(
        f"M150 250 Q150 200 240 200 T330 250 V350 Q330 {FLOOR} 240 {FLOOR} T150 350 Z", canvas.ball_shade(look.colour)
    )
    canvas.ellipse(240, 302, 56, 66, "none", stroke=dark(look.colour, 0.3), stroke_width=4, opacity=0.7)
    write(canvas, "ALMOND", 240, 292, 18, dark(look.colour, 0.45))


def _stack(canvas: Canvas, look: Look) -> None:
    for i, colour in enumerate(("#b69fce", "#a3b391", "#e7a4b2", "#ecdfc4", "#8dbbdd", "#e8c07a", "#c98a6a")):
        canvas.box(
            134, FLOOR - 34 - i * 36, 212, 34, canvas.down((0, light(colour, 0.3)), (1, dark(colour, 0.15))), rx=11
        )
    canvas.box(180, FLOOR - 256, 120, 258, _PAPER, opacity=0.97)
    canvas.box(188, FLOOR - 248, 104, 242, "none", stroke=look.colour, stroke_width=3)
    write_fitting(canvas, "TALLOW & FINCH", 240, FLOOR - 226, 92, 12, "#5a4a3e")
    write_fitting(canvas, "SEVEN", 240, FLOOR - 152, 88, 26, "#2b2421")
    write_fitting(canvas, "DAYS", 240, FLOOR - 112, 88, 26, "#2b2421")


def _bowl(canvas: Canvas, look: Look) -> None:
    profile = [(FLOOR - 112, 128), (FLOOR - 70, 126), (FLOOR - 20, 96), (FLOOR - 4, 78)]
    d = turn(canvas, profile, canvas.round_shade(look.colour))
    with canvas.clipped(d):
        grain(canvas, (110, FLOOR - 120, 260, 130), look.colour, look.dice, lines=12)
    canvas.ellipse(240, FLOOR - 112, 128, 24, light(look.colour, 0.25))
    canvas.ellipse(240, FLOOR - 110, 114, 19, canvas.ball_shade("#f5efdf"))
    for r in (30, 60, 88):
        canvas.ellipse(240, FLOOR - 111, r, r * TILT, "none", stroke="#d9cfb8", stroke_width=2.5)
    with canvas.group(transform="translate(56 -88) rotate(14 240 300)"):
        canvas.ellipse(240, FLOOR - 60, 110, 26, canvas.flat_shade(light(look.colour, 0.1)))
        canvas.ellipse(240, FLOOR - 66, 110, 26, canvas.flat_shade(light(look.colour, 0.2)))


def _puck(canvas: Canvas, look: Look) -> None:
    profile = [(FLOOR - 96, 132), (FLOOR - 60, 142), (FLOOR - 12, 136)]
    turn(canvas, profile, canvas.round_shade(look.colour), tilt=0.3)
    canvas.ellipse(240, FLOOR - 96, 132, 42, canvas.slanting((0, light(look.colour, 0.5)), (1, look.colour)))
    canvas.ellipse(240, FLOOR - 96, 112, 33, "none", stroke=dark(look.colour, 0.25), stroke_width=2.5)
    with canvas.group(transform=f"translate(0 {FLOOR - 106}) scale(1 0.62)"):
        write(canvas, look.word("label"), 240, 0, 24, dark(look.colour, 0.45))
    for x, y, r in ((120, 120, 26), (170, 170, 14), (346, 140, 20), (90, 200, 12)):
        canvas.circle(
            x,
            y,
            r,
            canvas.radial((0, "#ffffff22"), (1, "#ffffffcc"), at=(0.6, 0.6)),
            stroke="#d5dfe3",
            stroke_width=1.5,
        )


def notebook(canvas: Canvas, look: Look) -> None:
    kinds = {"elastic": _elastic, "trio": _trio, "spiral": _spiral, "wrap": _wrap, "hard": _elastic}
    kinds[look.word("kind")](canvas, look)


def _book(canvas: Canvas, colour: str, box: tuple[float, float, float, float], *, tilt: float = -7) -> None:
    """A closed book lying a little askew: cover over its pages."""
    x, y, width, height = box
    with canvas.group(transform=f"rotate({tilt} 240 240)"):
        canvas.box(x + 10, y + 14, width, height, "#1d1c1b", rx=8, opacity=0.32, filter=canvas.blur(9))
        canvas.box(x + 6, y + 8, width, height, dark(colour, 0.45), rx=8)
        canvas.box(x + 4, y + 5, width - 2, height, "#f3ecdc", rx=5)
        canvas.box(x, y, width, height, canvas.flat_shade(colour), rx=9)
        canvas.box(x, y, 20, height, dark(colour, 0.22), rx=8, opacity=0.7)


def _elastic(canvas: Canvas, look: Look) -> None:
    _book(canvas, look.colour, (114, 76, 250, 334))
    ink = contrast(look.colour)
    with canvas.group(transform="rotate(-7 240 240)"):
        if look.word("kind") == "elastic":
            canvas.box(326, 76, 9, 334, dark(look.colour, 0.55))
            canvas.line("M250 410 v34 l7 -8 l7 8 v-34", "#bf2f2a" if look.colour_name != "Red" else "#24345a", 5)
        if look.word("label"):
            canvas.box(160, 140, 160, 84, _PAPER, rx=4)
            canvas.box(166, 146, 148, 72, "none", stroke=look.colour, stroke_width=2)
            write_fitting(canvas, look.word("label"), 240, 168, 126, 28, "#2b2421")
        write(canvas, "QUILLANE", 236, 372, 11, ink)


def _trio(canvas: Canvas, look: Look) -> None:
    for i, colour in enumerate((dark(look.colour, 0.35), light(look.colour, 0.5), look.colour)):
        _book(canvas, colour, (110 + i * 26, 120 - i * 14, 208, 290), tilt=16 - i * 13)
    with canvas.group(transform="rotate(-10 240 240)"):
        write(canvas, "QUILLANE", 272, 150, 13, contrast(look.colour))
        for y in (230, 320):
            canvas.line(f"M165 {y} v16", "#d9d4c8", 4)


def _spiral(canvas: Canvas, look: Look) -> None:
    _book(canvas, look.colour, (106, 70, 270, 344), tilt=4)
    with canvas.group(transform="rotate(4 240 240)"):
        for i in range(17):
            if look.has("top"):
                x = 118 + i * 15
                canvas.line(f"M{x} 84 q-7 -26 5 -26 q11 4 4 26", "#b9bfc3", 4)
            else:
                y = 86 + i * 19.6
                canvas.line(f"M120 {y} q-28 -8 -26 5 q4 10 26 4", "#b9bfc3", 4)
        if look.word("label"):
            canvas.box(160, 170, 160, 90, _PAPER, rx=4)
            write_fitting(canvas, look.word("label"), 240, 198, 120, 34, "#2b2421")
        else:
            canvas.line("M180 300 q30 -110 60 -30 t60 -70", contrast(look.colour), 4, opacity=0.8)
            write(canvas, "SKETCH", 246, 340, 22, contrast(look.colour))


def _wrap(canvas: Canvas, look: Look) -> None:
    _book(canvas, look.colour, (110, 96, 262, 300), tilt=-5)
    with canvas.group(transform="rotate(-5 240 240)"):
        canvas.path(
            "M372 110 Q300 130 268 246 Q300 360 372 384 Z",
            canvas.flat_shade(dark(look.colour, 0.12)),
            stroke=dark(look.colour, 0.5),
            stroke_width=2,
        )
        for y in (238, 252):
            canvas.line(f"M104 {y} H376", dark(look.colour, 0.55), 6)
        canvas.line("M250 246 q-30 60 10 110 M256 246 q30 50 4 120", dark(look.colour, 0.5), 6)


def watering_can(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(230, FLOOR + 4, 140, 15)
    {"indoor": _indoor, "garden": _garden, "jug": _jug_can, "small": _garden}[look.word("kind")](canvas, look)


def _shade(canvas: Canvas, look: Look) -> str:
    return canvas.metal_shade(look.colour) if look.metallic else canvas.round_shade(look.colour)


def _indoor(canvas: Canvas, look: Look) -> None:
    metal = "#caa24c" if look.has("glass") else look.colour
    canvas.tube(f"M246 {FLOOR - 40} C330 {FLOOR - 40} 330 190 432 120", 11, metal)
    canvas.tube(
        f"M122 {FLOOR - 30} C30 {FLOOR - 60} 40 {FLOOR - 200} 150 {FLOOR - 196} Q210 {FLOOR - 190} 222 {FLOOR - 150}",
        12,
        metal,
    )
    profile = [(FLOOR - 150, 48), (FLOOR - 130, 62), (FLOOR - 30, 84), (FLOOR - 4, 82)]
    if look.has("glass"):
        turn(canvas, [(FLOOR - 84, 72), (FLOOR - 8, 80)], "#bfdcea", 190)
        glass(canvas, profile, look.colour, 190, opacity=0.5 if look.clear else 0.8)
    else:
        turn(canvas, profile, _shade(canvas, look), 190)
        glaze_gleam(canvas, profile, 190)
        canvas.ellipse(190, FLOOR - 150, 48, 8, dark(look.colour, 0.5))


def _garden(canvas: Canvas, look: Look) -> None:
    small = look.word("kind") == "small"
    r, h = (74, 126) if small else (92, 168)
    top = FLOOR - h
    canvas.path(
        f"M{180 + r * 0.8} {FLOOR - 60} L392 {top - 18} l16 18 L{180 + r} {FLOOR - 18} Z",
        canvas.slanting((0, light(look.colour, 0.3)), (1, dark(look.colour, 0.35))),
    )
    canvas.tube(
        f"M{180 - r + 6} {FLOOR - 36} C{96 - r} {FLOOR - 70} {100 - r * 0.5} {top - 60} "
        f"180 {top - 62} Q{180 + r * 0.7} {top - 60} {180 + r * 0.72} {top + 16}",
        15 if not look.has("plastic") else 22,
        dark(look.colour, 0.08),
    )
    profile = [(top, r * 0.94), (top + 14, r), (FLOOR - 5, r)]
    turn(canvas, profile, _shade(canvas, look), 180)
    canvas.path(
        f"M{180 - r} {top + 4} A{r} {r * 0.5} 0 0 1 180 {top - 40} L190 {top + 20} Z", dark(look.colour, 0.12)
    ) if not look.has("plastic") else None
    canvas.ellipse(180, top, r * 0.94, r * 0.15, dark(look.colour, 0.5))
    for y in (top + 34, FLOOR - 30) if look.metallic else ():
        canvas.line(f"M{180 - r} {y} A{r} {r * TILT} 0 0 0 {180 + r} {y}", dark(look.colour, 0.35), 4)
    with canvas.group(transform=f"rotate(40 404 {top - 16})"):
        canvas.path(
            f"M388 {top - 10} L372 {top - 62} H436 L420 {top - 10} Z",
            canvas.metal_shade("#caa24c" if not look.has("plastic") else look.colour),
        )
        canvas.ellipse(404, top - 62, 33, 9, "#e7cf8a" if not look.has("plastic") else light(look.colour, 0.4))
        for i in range(5):
            canvas.circle(384 + i * 10, top - 62, 2, "#5a4a20")
    if small:
        canvas.circle(180, FLOOR - 60, 26, "#fbf7ee")
        for angle in range(0, 360, 60):
            canvas.ellipse(180, FLOOR - 76, 8, 11, "#e8735d", transform=f"rotate({angle} 180 {FLOOR - 60})")
        canvas.circle(180, FLOOR - 60, 8, "#f1c435")


def _jug_can(canvas: Canvas, look: Look) -> None:
    canvas.tube(f"M140 {FLOOR - 200} C20 {FLOOR - 240} 30 {FLOOR - 40} 118 {FLOOR - 60}", 18, look.colour)
    canvas.path(
        f"M270 {FLOOR - 150} L392 {FLOOR - 262} l26 20 L290 {FLOOR - 60} Z",
        canvas.slanting((0, light(look.colour, 0.3)), (1, dark(look.colour, 0.3))),
    )
    profile = [(FLOOR - 220, 74), (FLOOR - 150, 88), (FLOOR - 60, 104), (FLOOR - 4, 98)]
    turn(canvas, profile, canvas.round_shade(look.colour), 208)
    glaze_gleam(canvas, profile, 208)
    canvas.ellipse(208, FLOOR - 220, 74, 12, dark(look.colour, 0.5))
    canvas.ellipse(208, FLOOR - 220, 74, 12, "none", stroke="#26303f", stroke_width=5)
