"""Patterns laid over a shape; each is called inside `canvas.clipped(outline)` and covers a box."""

from random import Random

from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.colours import dark, light

Box = tuple[float, float, float, float]
"""x, y, width, height."""


def bands(canvas: Canvas, box: Box, colour: str, *, height: float = 15, gap: float = 17, bend: float = 12) -> None:
    """Stripes round a turned body."""
    x, y, width, total = box
    top = y
    while top < y + total:
        canvas.path(
            f"M{x} {top} q{width / 2} {bend} {width} 0 v{height} q{-width / 2} {bend} {-width} 0 Z",
            colour,
            opacity=0.88,
        )
        top += height + gap


def stripes(canvas: Canvas, box: Box, colour: str, *, step: float = 26, share: float = 0.5, angle: float = 0) -> None:
    """Straight stripes, upright unless turned."""
    x, y, width, height = box
    reach = max(width, height) * 1.5
    with canvas.group(transform=f"rotate({angle} {x + width / 2} {y + height / 2})", opacity=0.85):
        left = x + width / 2 - reach / 2
        while left < x + width / 2 + reach / 2:
            canvas.box(left, y + height / 2 - reach / 2, step * share, reach, colour)
            left += step


def check(canvas: Canvas, box: Box, colour: str, *, step: float = 46, angle: float = 0) -> None:
    """A tartan of wide and thin lines."""
    for turn in (0, 90):
        with canvas.group(opacity=0.42):
            stripes(canvas, box, colour, step=step, share=0.42, angle=angle + turn)
        with canvas.group(opacity=0.7):
            stripes(canvas, box, light(colour, 0.5), step=step, share=0.06, angle=angle + turn)


def speckle(canvas: Canvas, box: Box, dice: Random, *, count: int = 130, colour: str = "#4a382c") -> None:
    x, y, width, height = box
    for _ in range(count):
        canvas.circle(
            x + dice.random() * width, y + dice.random() * height, dice.uniform(0.7, 2.1), colour, opacity=0.6
        )


def dots(canvas: Canvas, box: Box, colour: str, *, step: float = 34, r: float = 7.5) -> None:
    x, y, width, height = box
    for row in range(int(height / step) + 2):
        for column in range(int(width / step) + 2):
            canvas.circle(x + (column + row % 2 / 2) * step, y + row * step * 0.86, r, colour, opacity=0.92)


def zigzag(canvas: Canvas, box: Box, colour: str, *, rows: int = 4, width: float = 5) -> None:
    x, y, across, height = box
    for row in range(rows):
        top = y + (row + 0.5) * height / rows
        steps = " ".join(f"l{across / 16:.1f} {14 if i % 2 else -14}" for i in range(16))
        canvas.line(f"M{x} {top:.1f} {steps}", colour, width, opacity=0.85)


def ribs(canvas: Canvas, box: Box, colour: str, *, step: float = 13, opacity: float = 0.5) -> None:
    """Upright grooves: a dark and a light line each."""
    x, y, width, height = box
    for i in range(int(width / step) + 1):
        left = x + i * step
        canvas.line(f"M{left:.1f} {y} v{height}", dark(colour, 0.5), 2.4, opacity=opacity)
        canvas.line(f"M{left + 3:.1f} {y} v{height}", light(colour, 0.5), 2, opacity=opacity * 0.9)


def cables(canvas: Canvas, box: Box, colour: str, *, step: float = 42) -> None:
    """Knitted cables: plaits of two strands with ribs between them."""
    x, y, width, height = box
    for i in range(int(width / step) + 1):
        centre = x + (i + 0.5) * step
        for j in range(int(height / 22) + 1):
            top = y + j * 22
            canvas.line(f"M{centre - 10} {top} q4 14 20 20", dark(colour, 0.32), 9, opacity=0.8)
            canvas.line(f"M{centre - 10} {top - 2} q4 14 20 20", light(colour, 0.28), 6)
        canvas.line(f"M{centre + 20} {y} v{height}", dark(colour, 0.35), 2, opacity=0.5)


def weave(canvas: Canvas, box: Box, colour: str, *, step: float = 15) -> None:
    """A waffle of little squares."""
    x, y, width, height = box
    for i in range(int(width / step) + 1):
        canvas.line(f"M{x + i * step} {y} v{height}", dark(colour, 0.35), 2.5, opacity=0.35)
        canvas.line(f"M{x + i * step + 3} {y} v{height}", light(colour, 0.5), 2, opacity=0.5)
    for j in range(int(height / step) + 1):
        canvas.line(f"M{x} {y + j * step} h{width}", dark(colour, 0.35), 2.5, opacity=0.35)
        canvas.line(f"M{x} {y + j * step + 3} h{width}", light(colour, 0.5), 2, opacity=0.5)


def herringbone(canvas: Canvas, box: Box, colour: str, *, step: float = 18) -> None:
    x, y, width, height = box
    for i in range(int(width / step) + 1):
        slope = step if i % 2 else -step
        for j in range(-1, int(height / 9) + 3):
            canvas.line(f"M{x + i * step} {y + j * 9} l{step} {slope}", colour, 2.6, opacity=0.5)


def quilt(canvas: Canvas, box: Box, colour: str, *, step: float = 44) -> None:
    """Padded diamonds: stitched lines with light beside them."""
    for angle in (45, -45):
        with canvas.group(opacity=0.55):
            stripes(canvas, box, dark(colour, 0.45), step=step, share=0.06, angle=angle)
        with canvas.group(transform="translate(3 3)", opacity=0.4):
            stripes(canvas, box, light(colour, 0.5), step=step, share=0.06, angle=angle)


def grain(canvas: Canvas, box: Box, colour: str, dice: Random, *, lines: int = 16) -> None:
    """Wood: long wavering lines along x."""
    x, y, width, height = box
    for i in range(lines):
        top = y + (i + dice.random()) * height / lines
        sway = dice.uniform(-7, 7)
        d = f"M{x} {top:.1f} q{width / 4:.1f} {sway:.1f} {width / 2:.1f} 0 t{width / 2:.1f} {sway / 2:.1f}"
        canvas.line(d, dark(colour, dice.uniform(0.15, 0.4)), dice.uniform(0.8, 2.4), opacity=0.5)


def nordic(canvas: Canvas, box: Box, colour: str, *, step: float = 30) -> None:
    """Rows of knitted snowflakes and small peaks."""
    x, y, width, height = box
    for row in range(int(height / 44) + 1):
        top = y + row * 44
        for i in range(int(width / step) + 1):
            cx = x + i * step
            for angle in (0, 45, 90, 135):
                canvas.line(f"M{cx - 8} {top + 14} h16", colour, 3, transform=f"rotate({angle} {cx} {top + 14})")
            canvas.line(f"M{cx - 15} {top + 40} l7 -8 l8 8 l7 -8 l8 8", colour, 3)
