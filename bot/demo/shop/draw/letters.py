"""Capital letters as strokes, so that a label looks the same on every machine, fonts or none."""

from bot.demo.shop.draw.canvas import Canvas

_HEIGHT = 6.0
_GAP = 1.6
_SPACE = 2.4
# Each letter: its width and its strokes, six units tall.
_LETTERS: dict[str, tuple[float, str]] = {
    "A": (4, "M0 6 L2 0 L4 6 M0.7 4 H3.3"),
    "B": (3.8, "M0 0 V6 H2.2 Q3.8 6 3.8 4.4 Q3.8 3 2.2 3 H0 M0 0 H2 Q3.4 0 3.4 1.5 Q3.4 3 2 3"),
    "C": (4, "M4 1.3 Q3.5 0 2.1 0 Q0 0 0 3 Q0 6 2.1 6 Q3.5 6 4 4.7"),
    "D": (4, "M0 0 V6 H1.6 Q4 6 4 3 Q4 0 1.6 0 Z"),
    "E": (3.4, "M3.4 0 H0 V6 H3.4 M0 3 H3"),
    "F": (3.4, "M3.4 0 H0 V6 M0 3 H3"),
    "G": (4.2, "M4 1.3 Q3.5 0 2.1 0 Q0 0 0 3 Q0 6 2.1 6 Q4.2 6 4.2 3.2 H2.4"),
    "H": (4, "M0 0 V6 M4 0 V6 M0 3 H4"),
    "I": (0.4, "M0.2 0 V6"),
    "J": (3, "M3 0 V4.2 Q3 6 1.5 6 Q0 6 0 4.4"),
    "K": (3.8, "M0 0 V6 M3.6 0 L0 3.6 M1.3 2.4 L3.8 6"),
    "L": (3.3, "M0 0 V6 H3.3"),
    "M": (4.8, "M0 6 V0 L2.4 4 L4.8 0 V6"),
    "N": (4, "M0 6 V0 L4 6 V0"),
    "O": (4.4, "M2.2 0 Q4.4 0 4.4 3 Q4.4 6 2.2 6 Q0 6 0 3 Q0 0 2.2 0 Z"),
    "P": (3.7, "M0 6 V0 H2.1 Q3.7 0 3.7 1.7 Q3.7 3.4 2.1 3.4 H0"),
    "Q": (4.4, "M2.2 0 Q4.4 0 4.4 3 Q4.4 6 2.2 6 Q0 6 0 3 Q0 0 2.2 0 Z M2.8 4.4 L4.6 6.4"),
    "R": (3.8, "M0 6 V0 H2.1 Q3.7 0 3.7 1.6 Q3.7 3.2 2.1 3.2 H0 M2 3.2 L3.8 6"),
    "S": (3.8, "M3.6 1.1 Q3.2 0 1.9 0 Q0.2 0 0.2 1.5 Q0.2 2.7 1.9 3 Q3.8 3.3 3.8 4.5 Q3.8 6 1.9 6 Q0.4 6 0 4.8"),
    "T": (4, "M0 0 H4 M2 0 V6"),
    "U": (4, "M0 0 V3.9 Q0 6 2 6 Q4 6 4 3.9 V0"),
    "V": (4, "M0 0 L2 6 L4 0"),
    "W": (5.8, "M0 0 L1.4 6 L2.9 1.2 L4.4 6 L5.8 0"),
    "X": (4, "M0 0 L4 6 M4 0 L0 6"),
    "Y": (4, "M0 0 L2 3 L4 0 M2 3 V6"),
    "Z": (3.8, "M0 0 H3.8 L0 6 H3.8"),
    "0": (3.6, "M1.8 0 Q3.6 0 3.6 3 Q3.6 6 1.8 6 Q0 6 0 3 Q0 0 1.8 0 Z"),
    "1": (1.6, "M0 1.3 L1.4 0 V6"),
    "2": (3.6, "M0.1 1.5 Q0.3 0 1.8 0 Q3.5 0 3.5 1.6 Q3.5 2.6 0 6 H3.6"),
    "3": (3.6, "M0.2 0.9 Q0.8 0 1.8 0 Q3.4 0 3.4 1.5 Q3.4 2.9 1.4 2.9 Q3.6 2.9 3.6 4.4 Q3.6 6 1.8 6 Q0.5 6 0 4.9"),
    "4": (3.8, "M2.8 6 V0 L0 4.2 H3.8"),
    "5": (3.6, "M3.3 0 H0.4 L0.2 2.6 Q1 2.2 1.8 2.2 Q3.6 2.2 3.6 4.1 Q3.6 6 1.7 6 Q0.5 6 0 5"),
    "6": (3.6, "M3.2 0.6 Q0 0.6 0 4 Q0 6 1.8 6 Q3.6 6 3.6 4.1 Q3.6 2.4 1.8 2.4 Q0.3 2.4 0 4"),
    "7": (3.6, "M0 0 H3.6 L1.4 6"),
    "8": (3.6, ("M1.8 0 Q3.3 0 3.3 1.4 Q3.3 2.8 1.8 "
"2.8 Q0.3 2.8 0.3 1.4 Q0.3 0 1.8 0 Z " "M1.8 2.8 Q3.6 2.9 3.6 4.4 Q3.6 6 1.8 6 Q0 6 0 4.4 Q0 2.9 1.8 2.8")),
    "9": (3.6, "M3.6 2 Q3.3 3.6 1.8 3.6 Q0 3.6 0 1.9 Q0 0 1.8 0 Q3.6 0 3.6 2 Q3.6 5.4 0.4 5.4"),
    "&": (4.4, ("M4.4 6 L1 1.8 Q0.6 0 2 0 "
"Q3.4 0 3 1.6 Q2.4 2.6 0.8 " "3.2 Q-0.4 4 0.2 5.2 Q1 6.2 2.6 5.8 Q3.8 5.2 4.2 3.2")),
    ".": (0.4, "M0.2 5.9 V6"),
    "-": (2.4, "M0 3.2 H2.4"),
    "/": (2.6, "M0 6.4 L2.6 -0.4"),
}  # fmt: skip


def width_of(text: str, height: float) -> float:
    units = sum(_SPACE if letter == " " else _LETTERS[letter][0] + _GAP for letter in text)
    return (units - _GAP) * height / _HEIGHT


def write(
    canvas: Canvas, text: str, centre: float, top: float, height: float, colour: str, *, weight: float = 0.85
) -> None:
    """Write capitals centred on x = `centre`. `weight` is the stroke in sixths of the height."""
    scale = height / _HEIGHT
    x = centre - width_of(text, height) / 2
    for letter in text:
        if letter == " ":
            x += _SPACE * scale
            continue
        width, strokes = _LETTERS[letter]
        with canvas.group(transform=f"translate({x:.1f} {top:.1f}) scale({scale:.3f})"):
            canvas.line(strokes, colour, weight)
        x += (width + _GAP) * scale


def write_fitting(
    canvas: Canvas, text: str, centre: float, top: float, room: float, tallest: float, colour: str
) -> float:
    """Write on one line as tall as fits the room; returns the height used."""
    height = min(tallest, tallest * room / width_of(text, tallest))
    write(canvas, text, centre, top, height, colour)
    return height
