"""EAN-13 bars."""

from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.letters import write

# GS1 General Specifications: seven modules a digit; the left half's parity spells the first digit.
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
_QUIET = 11


def modules(digits: str) -> str:
    """The 95 modules of a GTIN-13, "1" for a bar."""
    left = "".join(
        _ODD[int(digit)] if parity == "O" else _right(digit)[::-1]
        for digit, parity in zip(digits[1:7], _PARITY[int(digits[0])], strict=True)
    )
    return "101" + left + "01010" + "".join(_right(digit) for digit in digits[7:]) + "101"


def barcode(canvas: Canvas, digits: str, x: float, y: float, *, module: float, height: float) -> None:
    """Bars on white with their quiet zones, the number below."""
    width = (95 + 2 * _QUIET) * module
    canvas.box(x, y, width, height + 26, "#ffffff")
    for i, bit in enumerate(modules(digits)):
        if bit == "1":
            canvas.box(x + (_QUIET + i) * module, y + 8, module, height, "#101010")
    write(canvas, f"{digits[0]} {digits[1:7]} {digits[7:]}", x + width / 2, y + height + 12, 10, "#101010")


def _right(digit: str) -> str:
    """The right half's code: the left's with bars and spaces exchanged."""
    return "".join("1" if bit == "0" else "0" for bit in _ODD[int(digit)])
