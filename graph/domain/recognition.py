from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


class Sense(StrEnum):
    """The ways in which a photo is read; the last one only where a vision model is set."""

    BARCODE = "barcode"
    LABEL = "label"
    LOOK = "look"
    WORDS = "words"
    VISION = "vision"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a photo: where its edges are, in shares of the photo's width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, other: "Box") -> bool:
        """Whether the middle of `other` is in it."""
        across, down = other.middle
        return self.left <= across <= self.right and self.top <= down <= self.bottom


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


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
    """A line of text on the thing; `confidence` is the reader's own, 0..1; `box` is where in the photo it stands."""

    text: str
    confidence: float
    box: Box = WHOLE


@dataclass(frozen=True, slots=True)
class Described:
    """What a vision model says that it sees, one line a field: evidence, not proof, and no order to anybody.

    What it leaves out is empty; `text` are lines that it reads on the thing; `sure` is its own word for it, 0..1.
    """

    what: str = ""
    brand: str = ""
    model: str = ""
    colour: str = ""
    text: tuple[str, ...] = ()
    sure: float = 0.0


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

    `vision` is None where no vision model was asked, or it gave no answer.
    `familiar`: it looks so much like something in the shop that it may well be one of the candidates, known or not.
    `parts` are the things of their own in it, in reading order, where there are several: then they are what it shows.
    """

    candidates: tuple[Candidate, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    label: tuple[LabelLine, ...] = ()
    words: tuple[str, ...] = ()
    vision: Described | None = None
    familiar: bool = False
    ms: tuple[tuple[str, float], ...] = ()
    parts: "tuple[Part, ...]" = ()

    @property
    def known(self) -> bool:
        return bool(self.candidates) and self.candidates[0].confidence is not Confidence.UNSURE


@dataclass(frozen=True, slots=True)
class Part:
    """A thing of its own within a photo, and all that was read off it."""

    box: Box
    sighting: Sighting
