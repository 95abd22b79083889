"""What an index says of itself: which encoders and which engine made it, and how far it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Self

from graph.domain.errors import IndexUnavailable

LAYOUT = 3
"""Of points and their vectors: another number where a query of today does not fit what was indexed before."""
REBUILD = "snaptap index rebuild"
FILL = "fill the shop with: snaptap sync SOURCE --merchant ID"


@dataclass(frozen=True, slots=True)
class EncoderId:
    """What an encoder is known by. Vectors of two encoders cannot be compared, even where their sizes agree."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Encoders:
    text: EncoderId
    look: EncoderId

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self:
        """From what `dataclasses.asdict` made of it. Raises KeyError or TypeError where it is something else."""
        return cls(text=EncoderId(**content["text"]), look=EncoderId(**content["look"]))

    def require(self, made_by: "Encoders") -> None:
        """Raise IndexUnavailable where the index was made by other encoders than these."""
        for mine, other in ((self.text, made_by.text), (self.look, made_by.look)):
            if mine != other:
                raise IndexUnavailable(
                    f"the index was made by the encoder {other.name} ({other.size}), "
                    f"the one configured is {mine.name} ({mine.size}); build it anew with: {REBUILD}"
                )


@dataclass(frozen=True, slots=True)
class Manifest:
    """`number` counts the generations of a directory; `sequence` is the last catalogue change inside.

    The listings of `editions` are inside too, whenever they turned over.
    """

    number: int
    sequence: int
    encoders: Encoders
    engine: str
    products: int
    posts: int
    editions: tuple[int, ...] = ()

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self:
        """From what `dataclasses.asdict` made of it. Raises KeyError or TypeError where it is something else."""
        editions = tuple(content.get("editions", ()))
        return cls(**{**content, "encoders": Encoders.parse(content["encoders"]), "editions": editions})

    def require(self, encoders: Encoders, sequence: int) -> None:
        """Raise IndexUnavailable unless these encoders, this engine and a catalogue at `sequence` can go on from it."""
        encoders.require(self.encoders)
        if self.engine != engine_version():
            raise IndexUnavailable(
                f"the index was made by version {self.engine} of its engine, this is {engine_version()}; "
                f"build it anew with: {REBUILD}"
            )
        if sequence < self.sequence:
            raise IndexUnavailable(
                f"the index knows {self.sequence} changes, the catalogue only {sequence}: it was made from another "
                f"database; build it anew with: {REBUILD}"
            )


def engine_version() -> str:
    """The engine is in beta: its files may not outlive its version; nor do vectors outlive the way they are made."""
    return f"{version('qdrant-edge-py')}/{LAYOUT}"
