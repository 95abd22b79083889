"""Readers and encoders that know the answers for the photos and messages of a test."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.domain.catalogue import Vocabulary
from graph.domain.recognition import Barcode, Box, Described, LabelLine
from graph.domain.wishes import Intent, Reading, Wish
from graph.ports.senses import Nearness, Pixels, Vectors

AXES = 64
NEARNESS = Nearness(near=0.30, akin=0.22, same_kind=0.6)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def number_of(photo: Pixels) -> int:
    return int(photo[0, 0, 0])


@dataclass
class BagOfWords:
    """Texts are as near one another as the words they share."""

    name: str = "bag of words"
    size: int = 1024
    nearness: Nearness | None = NEARNESS
    asked: list[str] = field(default_factory=list)

    async def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return self.of(texts)

    def of(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.size), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[[zlib.crc32(word.encode()) % self.size for word in words_of(text)]] = 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@dataclass
class AxisPerPhoto:
    """Photo n looks along axis n."""

    name: str = "axis per photo"
    size: int = AXES
    fitted: bool = True

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        return np.eye(AXES, dtype=np.float32)[[number_of(photo) for photo in photos]]


@dataclass
class KnownBarcodes:
    codes: dict[int, tuple[str, ...]] = field(default_factory=dict)

    async def read(self, photo: Pixels) -> tuple[Barcode, ...]:
        return tuple(Barcode(value, "EAN13") for value in self.codes.get(number_of(photo), ()))


@dataclass
class KnownLabels:
    lines: dict[int, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:
        return tuple(LabelLine(text, confidence) for text, confidence in self.lines.get(number_of(photo), ()))


@dataclass
class KnownWords:
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)

    async def read(self, photo: Pixels) -> tuple[str, ...]:
        return self.words.get(number_of(photo), ())


@dataclass
class KnownThings:
    """Where the things are in a photo."""

    boxes: dict[int, tuple[Box, ...]] = field(default_factory=dict)

    async def find(self, photo: Pixels) -> tuple[Box, ...]:
        return self.boxes.get(number_of(photo), ())


@dataclass
class KnownSights:
    """What a vision model says of photos; `asked` are the photos it was shown."""

    seen: dict[int, Described] = field(default_factory=dict)
    provider: str = "lookers.example"
    asked: list[int] = field(default_factory=list)

    async def read(self, photo: Pixels) -> Described | None:
        self.asked.append(number_of(photo))
        return self.seen.get(number_of(photo))


@dataclass
class KnownMessages:
    """Reads a message as the test says, any other as a wish in its own words; `before` keeps what it was told."""

    readings: dict[str, Reading] = field(default_factory=dict)
    before: list[Wish | None] = field(default_factory=list)

    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        self.before.append(before)
        return self.readings.get(text) or Reading(Intent.FIND, Wish(text))
