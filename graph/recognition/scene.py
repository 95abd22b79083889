"""A photo of several things: each looked at by itself, where that says more than a look at them all."""

import asyncio
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.domain.recognition import Box, Confidence, LabelLine, Part, Sense, Sighting
from graph.ports.senses import Pixels
from graph.recognition.lettered import lettered
from graph.recognition.recognise import recognise
from graph.toolbox import Toolbox

COVERED = 0.5
"""Of the smaller of two parts: with more in common they are two outlines of one thing."""


async def look_over(photo: Pixels, tools: Toolbox) -> Sighting:
    """What a photo shows, with its parts where it shows several things. Raises IndexUnavailable.

    Where the whole is sure there is one thing, whatever else lies about.
    """
    whole, outlined = await asyncio.gather(recognise(photo, tools), tools.things.find(photo))
    if _is_sure(whole):
        return whole
    seen = await _look_at_each(outlined, photo, whole, tools)
    read = await _look_at_each(lettered(whole.label), photo, whole, tools)
    parts = _apart([*seen, *filter(_is_read, read)])
    return replace(whole, parts=parts) if _several(parts, whole) else whole


def cropped(photo: Pixels, box: Box) -> Pixels:
    """What is within the box, at least a pixel."""
    height, width, _ = photo.shape
    left, top = int(box.left * width), int(box.top * height)
    right, bottom = math.ceil(box.right * width), math.ceil(box.bottom * height)
    return photo[top : max(bottom, top + 1), left : max(right, left + 1)]


@dataclass(frozen=True, slots=True)
class _Lines:
    """A LabelReader that has read already."""

    lines: tuple[LabelLine, ...]

    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:  # noqa: ARG002  the port's
        return self.lines


async def _look_at_each(boxes: Iterable[Box], photo: Pixels, whole: Sighting, tools: Toolbox) -> list[Part]:
    sightings = await asyncio.gather(*(_look_at(photo, box, whole.label, tools) for box in boxes))
    return [Part(box, sighting) for box, sighting in zip(boxes, sightings, strict=True)]


async def _look_at(photo: Pixels, box: Box, lines: Iterable[LabelLine], tools: Toolbox) -> Sighting:
    """The label of the whole photo has been read: a part has those of its lines that stand in it.

    Numbers alone are left out. The one under a barcode backs it up where a whole package is seen; a part may be nothing
    but a sticker.
    """
    within = _Lines(tuple(line for line in lines if box.holds(line.box) and any(map(str.isalpha, line.text))))
    return await recognise(cropped(photo, box), replace(tools, label=within), vision=False)


def _apart(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The recognised ones in the order given; of two that overlap or are the same thing, the one believed more."""
    kept: list[Part] = []
    for part in sorted(filter(_worth_showing, parts), key=_certainty, reverse=True):
        if not any(_one_thing(part, other) for other in kept):
            kept.append(part)
    return tuple(part for part in parts if part in kept)


def _worth_showing(part: Part) -> bool:
    return part.sighting.known or part.sighting.familiar


def _is_read(part: Part) -> bool:
    """Whether its label speaks for what it is taken for: words alone parted it from the rest."""
    candidates = part.sighting.candidates
    return bool(candidates) and any(clue.sense is Sense.LABEL for clue in candidates[0].clues)


def _certainty(part: Part) -> tuple[int, float]:
    first = part.sighting.candidates[0]
    return -list(Confidence).index(first.confidence), first.belief


def _one_thing(part: Part, other: Part) -> bool:
    same = part.sighting.candidates[0].key == other.sighting.candidates[0].key
    return same or _common(part.box, other.box) > COVERED


def _common(one: Box, other: Box) -> float:
    """Share of the smaller that lies in the larger."""
    both = Box(
        max(one.left, other.left), max(one.top, other.top), min(one.right, other.right), min(one.bottom, other.bottom)
    )
    return both.area / min(one.area, other.area)


def _several(parts: Sequence[Part], whole: Sighting) -> bool:
    """Two known things at least, or one that the look at the whole did not know."""
    known = [part for part in parts if part.sighting.known]
    return len(known) > 1 or (len(known) == 1 and not whole.known)


def _is_sure(sighting: Sighting) -> bool:
    return sighting.known and sighting.candidates[0].confidence is Confidence.SURE
