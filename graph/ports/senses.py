"""What the assistant perceives with: words and pictures made numbers, and what can be read in a photo."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.recognition import Barcode, LabelLine

Vectors = NDArray[np.float32]
"""Shape (n, size), rows of length 1."""
Vector = NDArray[np.float32]
"""Shape (size,), length 1."""
Pixels = NDArray[np.uint8]
"""A decoded photo: shape (height, width, 3), RGB, upright, longest side at most 1,600."""


class TextEncoder(Protocol):
    name: str
    size: int

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """A row a text; texts of one meaning land near one another across languages."""
        ...


class PhotoEncoder(Protocol):
    name: str
    size: int

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


class MediaStore(Protocol):
    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        """Keep `content` once per hash. Raises BadInput above 20 MB."""
        ...

    async def photo(self, ref: MediaRef) -> Pixels:
        """Decode safely. Raises UnreadablePhoto for what is no picture or has over 50 megapixels."""
        ...
