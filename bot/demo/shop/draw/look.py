"""What a drawing is told: the paint, the brand and the shape's own figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from bot.demo.shop.draw.canvas import Canvas
from bot.demo.shop.draw.colours import mix

WOODS = {"natural": "#d2ab76", "walnut": "#70492f", "black": "#2b2b2d", "steel": "#c2c8cc"}


@dataclass(frozen=True)
class Look:
    """`seed` is the product's number, so that a product's small irregularities are the same in all its colours."""

    colour: str
    colour_name: str
    brand: str
    shape: Mapping[str, Any]
    seed: int

    def number(self, key: str, otherwise: float) -> float:
        return float(self.shape.get(key, otherwise))

    def word(self, key: str, otherwise: str = "") -> str:
        return str(self.shape.get(key, otherwise))

    def has(self, key: str) -> bool:
        return bool(self.shape.get(key, False))

    def wood(self, key: str, otherwise: str) -> str:
        return WOODS.get(self.word(key, otherwise), WOODS["natural"])

    @property
    def metallic(self) -> bool:
        return self.colour_name in {"Steel", "Copper", "Brass"}

    @property
    def clear(self) -> bool:
        return self.colour_name == "Clear"

    @property
    def dice(self) -> Random:
        return Random(self.seed)

    @property
    def partner(self) -> str:
        """A second colour that suits the first."""
        return mix(self.colour, "#f4ead6", 0.78) if self.colour_name not in {"White", "Cream", "Oat"} else "#8a6f55"


class Drawer(Protocol):
    """Draws one kind of thing, standing on the floor of the canvas."""

    __name__: str

    def __call__(self, canvas: Canvas, look: Look, /) -> None: ...
