"""Bags, tins and boxes of coffee and tea with their printed labels."""

from bot.demo.shop.draw.canvas import FLOOR, Canvas
from bot.demo.shop.draw.colours import contrast, dark, light
from bot.demo.shop.draw.letters import write, write_fitting
from bot.demo.shop.draw.look import Look
from bot.demo.shop.draw.turned import TILT, glaze_gleam, turn

PAPER = "#f6efe0"


def bag(canvas: Canvas, look: Look) -> None:
    canvas.soft_shadow(240, FLOOR + 4, 130, 14)
    {"pouch": _pouch, "block": _block, "tin": _tin, "box": _box}[look.word("kind")](canvas, look)


def label(canvas: Canvas, look: Look, x: float, y: float, width: float, height: float) -> None:
    """The printed paper: brand, a motif and the name, big enough to be read from a photo."""
    canvas.box(x, y, width, height, PAPER, rx=4)
    canvas.box(x + 5, y + 5, width - 10, height - 10, "none", rx=2, stroke=look.colour, stroke_width=2)
    cx, room = x + width / 2, width - 26
    write_fitting(canvas, look.brand.upper(), cx, y + 15, room * 0.8, 15, dark(look.colour, 0.45))
    motif(canvas, look.word("motif"), cx, y + height * 0.42, height * 0.15, look.colour)
    words = look.word("label").split()
    lines = [" ".join(words)] if len(words) == 1 else [words[0], " ".join(words[1:])]
    top = y + height * 0.63
    for line in lines:
        top += write_fitting(canvas, line, cx, top, room, height * 0.12, "#2b2421") + height * 0.055


def motif(canvas: Canvas, name: str, cx: float, cy: float, r: float, colour: str) -> None:
    ink = dark(colour, 0.25)
    drawn = {
        "anchor": f"M0 -{r} V{r} M-{r * 0.45} -{r * 0.45} H{r * 0.45} M-{r} "
        f"{r * 0.2} Q-{r * 0.8} {r} 0 {r} Q{r * 0.8} {r} {r} {r * 0.2}",
        "tree": f"M0 {r} V-{r} M0 -{r} L-{r * 0.6} -{r * 0.2} M0 -{r} L{r * 0.6} -{r * 0.2} "
        f"M0 -{r * 0.4} L-{r * 0.9} {r * 0.6} M0 -{r * 0.4} L{r * 0.9} {r * 0.6}",
        "fish": f"M-{r * 1.3} 0 Q0 -{r} {r} 0 Q0 {r} -{r * 1.3} 0 M{r} 0 "
        f"L{r * 1.5} -{r * 0.5} V{r * 0.5} Z M-{r * 0.8} -{r * 0.1} v1",
        "leaf": f"M0 {r} Q-{r * 1.1} 0 0 -{r} Q{r * 1.1} 0 0 {r} M0 {r * 1.2} V-{r * 0.4} "
        f"M0 {r * 0.2} l{r * 0.4} -{r * 0.4} M0 {r * 0.5} l-{r * 0.4} -{r * 0.4}",
        "cup": f"M-{r * 0.8} -{r * 0.2} H{r * 0.7} Q{r * 0.6} {r} 0 {r} Q-{r * 0.8} "
        f"{r} -{r * 0.8} -{r * 0.2} M{r * 0.7} 0 q{r * 0.6} {r * 0.1} "
        f"-{r * 0.1} {r * 0.6} M-{r * 0.3} -{r * 0.5} q{r * 0.3} -{r * 0.3} 0 "
        f"-{r * 0.6} M{r * 0.3} -{r * 0.5} q{r * 0.3} -{r * 0.3} 0 -{r * 0.6}",
    }
    with canvas.group(transform=f"translate({cx:.1f} {cy:.1f})"):
        if name == "sun":
            canvas.circle(0, 0, r * 0.5, ink)
            for angle in range(0, 360, 45):
                canvas.line(f"M{r * 0.72} 0 H{r * 1.1}", ink, 4, transform=f"rotate({angle})")
        elif name == "moon":
            canvas.path(
                f"M{r * 0.3} -{r} A{r} {r} 0 1 0 {r * 0.3} {r} A{r * 0.8} {r * 0.9} 0 1 1 {r * 0.3} -{r} Z", ink
            )
        elif name == "beans":
            for x in (-r * 0.6, r * 0.6):
                canvas.ellipse(x, 0, r * 0.42, r * 0.7, ink, transform=f"rotate(20 {x} 0)")
                canvas.line(f"M{x - 3} -{r * 0.5} q8 {r * 0.5} 0 {r}", PAPER, 3)
        else:
            canvas.line(drawn[name], ink, 4)


def _pouch(canvas: Canvas, look: Look) -> None:
    canvas.path(
        f"M150 {FLOOR - 268} Q240 {FLOOR - 280} 330 {FLOOR - 268} L340 {FLOOR - 30} Q342 {FLOOR} 320 {FLOOR + 2} "
        f"Q240 {FLOOR + 10} 160 {FLOOR + 2} Q138 {FLOOR} 140 {FLOOR - 30} Z",
        canvas.round_shade(look.colour),
    )
    canvas.path(
        f"M150 {FLOOR - 292} H330 V{FLOOR - 262} Q240 {FLOOR - 270} 150 {FLOOR - 262} Z",
        canvas.round_shade(dark(look.colour, 0.18)),
    )
    canvas.line(f"M152 {FLOOR - 250} Q240 {FLOOR - 258} 328 {FLOOR - 250}", dark(look.colour, 0.45), 2, opacity=0.7)
    canvas.circle(240, FLOOR - 232, 9, dark(look.colour, 0.3), stroke=light(look.colour, 0.4), stroke_width=2)
    label(canvas, look, 164, FLOOR - 208, 152, 176)
    canvas.gleam(f"M158 {FLOOR - 240} Q150 {FLOOR - 120} 156 {FLOOR - 20}", opacity=0.28, width=8)


def _block(canvas: Canvas, look: Look) -> None:
    canvas.path(f"M312 {FLOOR - 246} L346 {FLOOR - 262} V{FLOOR - 14} L312 {FLOOR + 2} Z", dark(look.colour, 0.4))
    canvas.box(146, FLOOR - 246, 166, 248, canvas.flat_shade(look.colour))
    canvas.path(f"M146 {FLOOR - 246} L180 {FLOOR - 262} H346 L312 {FLOOR - 246} Z", light(look.colour, 0.15))
    canvas.path(f"M158 {FLOOR - 284} H326 L346 {FLOOR - 262} H180 Z", canvas.flat_shade(dark(look.colour, 0.12)))
    canvas.line(f"M150 {FLOOR - 272} H336", "#d9cfb8", 7)
    label(canvas, look, 156, FLOOR - 218, 146, 190)


def _tin(canvas: Canvas, look: Look) -> None:
    small = look.has("small")
    r, h = (84, 150) if small else (90, 232)
    top = FLOOR - h
    turn(canvas, [(top, r), (FLOOR - 3, r)], canvas.round_shade(look.colour))
    turn(canvas, [(top - 12, r + 3), (top + 26, r + 3)], canvas.metal_shade(light(look.colour, 0.18)))
    canvas.ellipse(
        240, top - 12, r + 3, (r + 3) * TILT, canvas.slanting((0, light(look.colour, 0.55)), (1, look.colour))
    )
    canvas.ellipse(240, top - 13, r * 0.72, r * 0.72 * TILT, "none", stroke=dark(look.colour, 0.2), stroke_width=2)
    tall = h - 58
    label(canvas, look, 240 - r * 0.72, top + 46, r * 1.44, tall if small else tall - 14)
    glaze_gleam(canvas, [(top + 34, r), (top + 60, r), (FLOOR - 40, r), (FLOOR - 10, r)], side=0.86)


def _box(canvas: Canvas, look: Look) -> None:
    canvas.path(f"M356 {FLOOR - 196} L392 {FLOOR - 218} V{FLOOR - 26} L356 {FLOOR} Z", dark(look.colour, 0.42))
    canvas.path(f"M96 {FLOOR - 196} L132 {FLOOR - 218} H392 L356 {FLOOR - 196} Z", light(look.colour, 0.28))
    canvas.box(96, FLOOR - 196, 260, 196, canvas.flat_shade(look.colour))
    label(canvas, look, 112, FLOOR - 182, 228, 152)
    write(canvas, "HARBOUR & PINE", 226, FLOOR - 20, 8, contrast(look.colour))
