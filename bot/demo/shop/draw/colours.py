"""Mixing of "#rrggbb" colours."""

WHITE = "#ffffff"
INK = "#1d1c1b"
_PALE = 0.55


def mix(colour: str, other: str, share: float) -> str:
    """`share` of the other colour, 0 to 1."""
    channels = (round(a + (b - a) * share) for a, b in zip(_rgb(colour), _rgb(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def light(colour: str, share: float) -> str:
    return mix(colour, WHITE, share)


def dark(colour: str, share: float) -> str:
    """Towards a warm black: pure black makes shadows look dirty."""
    return mix(colour, "#1a1210", share)


def brightness(colour: str) -> float:
    """0 for black to 1 for white."""
    red, green, blue = _rgb(colour)
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def contrast(colour: str) -> str:
    """An ink that reads well on the colour."""
    return "#2b2826" if brightness(colour) > _PALE else "#f6f1e7"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
