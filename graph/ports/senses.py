"""What the assistant perceives with: words and pictures made numbers, and what can be read in a photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.recognition import Barcode, Box, Described, LabelLine

Vectors = NDArray[np.float32]
"""Shape (n, size), rows of length 1."""
Vector = NDArray[np.float32]
"""Shape (size,), length 1."""
Pixels = NDArray[np.uint8]
"""A decoded photo: shape (height, width, 3), RGB, upright, longest side at most 1,600."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines of two texts as one encoder makes them: what was measured for it says nothing of another.

    A shop carries what is wished for where its nearest product is `near`, or `akin` with a word in common; two words
    mean the same kind of thing from `same_kind` on.
    """

    near: float
    akin: float
    same_kind: float


class TextEncoder(Protocol):
    """`nearness` None: nobody has measured it, and words decide where it would."""

    name: str
    size: int
    nearness: Nearness | None

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """A row a text; texts of one meaning land near one another across languages."""
        ...


class PhotoEncoder(Protocol):
    """`fitted`: what recognition makes of likeness was measured with it; without, no look makes anything sure."""

    name: str
    size: int
    fitted: bool

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        """A row a photo; photos of things that look alike land near one another."""
        ...


class PortablePhotoEncoder(Protocol):
    """A PhotoEncoder that goes where the photos are: it can be pickled, and encodes on the thread that asks it."""

    name: str
    size: int

    def encode(self, photos: Sequence[Pixels]) -> Vectors:
        """As PhotoEncoder."""
        ...


class LabelReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:
        """The lines of text on the thing, top to bottom; empty where there are none."""
        ...


class BarcodeReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[Barcode, ...]:
        """Every code seen, misreadings included: whoever uses one checks it against something."""
        ...


class WordReader(Protocol):
    async def read(self, photo: Pixels) -> tuple[str, ...]:
        """What a classifier calls the thing, surest first; empty where it is not sure enough."""
        ...


class ThingFinder(Protocol):
    async def find(self, photo: Pixels) -> tuple[Box, ...]:
        """Where in a photo there seem to be things of their own, in reading order; none where there is but one.

        A guess at outlines: whoever uses one looks whether there is a thing.
        """
        ...


class VisionReader(Protocol):
    """A model at somebody else's that looks at photos. `provider` is who gets them, as a shopper is told."""

    provider: str

    async def read(self, photo: Pixels) -> Described | None:
        """What the model sees; None where it gives no answer: late, down, talking nonsense, or at the day's ceiling.

        Whatever ails the model is logged and never raised: recognition goes on without it.
        """
        ...


class MediaStore(Protocol):
    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        """Keep `content` once per hash. Raises BadInput above 20 MB."""
        ...

    async def photo(self, ref: MediaRef) -> Pixels:
        """Decode safely. Raises UnreadablePhoto for what is no picture or has over 50 megapixels."""
        ...

    async def keep(self, photo: Pixels) -> MediaRef:
        """Save a photo of our own making, as JPEG."""
        ...

    async def content(self, ref: MediaRef) -> bytes:
        """The bytes as they were saved. Raises UnreadablePhoto where they are no longer kept."""
        ...
