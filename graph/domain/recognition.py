from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


class Sense(StrEnum):
    """The four ways in which a photo is read."""

    BARCODE = "barcode"
    LABEL = "label"
    LOOK = "look"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Clue:
    """Why a candidate is one: "barcode 7394376…", "the label says OATLY", "looks like this picture"."""

    sense: Sense
    detail: str


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code as it was read: evidence, not proof, since readers misread."""

    value: str
    format: str


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of text on the thing; `confidence` is the reader's own, 0..1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant that may be the thing in the photo.

    `score` orders the candidates of one photo only; `belief` is how likely look and label make it, 0..1.
    """

    key: int
    score: float
    confidence: Confidence
    clues: tuple[Clue, ...] = ()
    belief: float = 0.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that was read off one photo, candidates best first (at most ten), `ms` per reading.

    `familiar`: it looks so much like something in the shop that it may well be one of the candidates, known or not.
    """

    candidates: tuple[Candidate, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    label: tuple[LabelLine, ...] = ()
    words: tuple[str, ...] = ()
    familiar: bool = False
    ms: tuple[tuple[str, float], ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.candidates) and self.candidates[0].confidence is not Confidence.UNSURE
