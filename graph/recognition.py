"""What is in a photo: readings taken side by side, fused by rank, each kept as evidence."""

import asyncio
import re
import time
import unicodedata
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from stdnum import ean

from graph.domain.catalogue import Listing
from graph.domain.recognition import Barcode, Candidate, Clue, Confidence, LabelLine, Sense, Sighting
from graph.ports.search import ProductHit, ProductQuery
from graph.ports.senses import Pixels
from graph.ranking import reciprocal_rank
from graph.toolbox import Toolbox

CANDIDATES = 10
LABEL_FLOOR = 0.6
"""Lines that the label reader itself trusts less are noise of the background."""
LABEL_LIKELY = 0.5
"""Share of a listing's name that a label must spell out to make it likely."""
LABEL_AGREES = 0.3
"""Share that is enough to back up another reading."""
LOOK_FAIR = (0.50, 0.05)
"""Cosine of the nearest picture, and distance to that of the next product, that make a candidate likely by its look."""
LOOK_CLOSE = (0.70, 0.02)
"""The same for a picture so near that little distance is enough.

Of 296 photos of other things none came within 0.50 of a drawn picture; of other drawn things one came within 0.64.
"""
LOOK_AGREES = 3
"""Among how many nearest pictures a product must be to back up another reading."""
WEIGHTS = {Sense.BARCODE: 3.0, Sense.LABEL: 1.0, Sense.LOOK: 1.0}

Ref = tuple[str, str]
Result = TypeVar("Result")


@dataclass(slots=True)
class Readings:
    """What each sense made of a photo and the products it points to, best first; `spent` is milliseconds by sense."""

    barcodes: tuple[Barcode, ...] = ()
    label: tuple[LabelLine, ...] = ()
    points_to: dict[Sense, dict[Ref, int]] = field(default_factory=dict)
    look: list[ProductHit] = field(default_factory=list)
    words: tuple[str, ...] = ()
    spent: dict[str, float] = field(default_factory=dict)

    def rank(self, sense: Sense, ref: Ref) -> int | None:
        """1-based place of a product in what this sense points to."""
        order = list(self.points_to.get(sense, {}))
        return order.index(ref) + 1 if ref in order else None


async def recognise(photo: Pixels, tools: Toolbox) -> Sighting:
    """Read the photo with every sense at once and weigh what they say together. Raises IndexUnavailable."""
    start = time.perf_counter()
    readings = Readings()
    await asyncio.gather(
        _timed(readings, Sense.BARCODE, _read_barcodes(photo, tools, readings)),
        _timed(readings, Sense.LABEL, _read_label(photo, tools, readings)),
        _timed(readings, Sense.LOOK, _read_look(photo, tools, readings)),
        _timed(readings, Sense.WORDS, _read_words(photo, tools, readings)),
    )
    candidates = await _timed(readings, "search", _weigh(readings, tools))
    readings.spent["total"] = _ms(start)
    return Sighting(
        candidates,
        readings.barcodes,
        readings.label,
        readings.words,
        familiar=bool(readings.look) and readings.look[0].score >= LOOK_CLOSE[0],
        ms=tuple(readings.spent.items()),
    )


async def _read_barcodes(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    readings.barcodes = await tools.barcode.read(photo)
    values = [code.value for code in readings.barcodes if ean.is_valid(code.value)]
    found = [listing for value in values for listing in await tools.catalog.find(gtin=value)]
    readings.points_to[Sense.BARCODE] = {_ref(listing): listing.key for listing in found}


async def _read_label(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    if tools.label is None:
        return
    readings.label = await tools.label.read(photo)
    words = " ".join(line.text for line in readings.label if line.confidence >= LABEL_FLOOR)
    if words:
        text = (await tools.text.encode([words]))[0]
        query = ProductQuery(text, words, available_only=False, limit=CANDIDATES)
        readings.points_to[Sense.LABEL] = _by_ref(await tools.products.search(query))


async def _read_look(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    look = (await tools.photo.encode([photo]))[0]
    readings.look = await tools.products.look_alikes(look, 2 * CANDIDATES)
    readings.points_to[Sense.LOOK] = _by_ref(readings.look)


async def _read_words(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    readings.words = await tools.words.read(photo)


async def _weigh(readings: Readings, tools: Toolbox) -> tuple[Candidate, ...]:
    rankings = [(list(refs), WEIGHTS[sense]) for sense, refs in readings.points_to.items()]
    scores = reciprocal_rank(rankings)
    keys = {ref: _variant(readings, ref) for ref in scores}
    listings = await tools.catalog.listings(list(keys.values()))
    candidates = [_candidate(listings[key], scores[ref], readings) for ref, key in keys.items() if key in listings]
    certainty = list(Confidence)
    candidates.sort(key=lambda candidate: (certainty.index(candidate.confidence), -candidate.score))
    return tuple(candidates[:CANDIDATES])


def _variant(readings: Readings, ref: Ref) -> int:
    """A barcode names the variant, a picture tells its colour, a label hardly either."""
    senses = (Sense.BARCODE, Sense.LOOK, Sense.LABEL)
    return next(refs[ref] for sense in senses if ref in (refs := readings.points_to.get(sense, {})))


def _candidate(listing: Listing, score: float, readings: Readings) -> Candidate:
    ref = _ref(listing)
    spelt = _spelt_out(listing, readings.label)
    clues = _clues(listing, spelt, readings)
    return Candidate(listing.key, round(score, 5), _confidence(ref, listing, spelt, readings), clues)


def _confidence(ref: Ref, listing: Listing, spelt: float, readings: Readings) -> Confidence:
    """Two readings that agree are sure, one strong reading is likely: a code may be misread, a look may deceive."""
    coded = readings.rank(Sense.BARCODE, ref) is not None
    looks = (readings.rank(Sense.LOOK, ref) or CANDIDATES) <= LOOK_AGREES
    agrees = looks or spelt >= LABEL_AGREES or _printed(listing, readings)
    if (coded and agrees) or (spelt >= LABEL_LIKELY and looks):
        return Confidence.SURE
    if coded or spelt >= LABEL_LIKELY or _stands_out(ref, readings):
        return Confidence.LIKELY
    return Confidence.UNSURE


def _printed(listing: Listing, readings: Readings) -> bool:
    """Whether the label reader, too, reads the code: from the digits under its bars."""
    gtin = listing.variant.gtin
    return gtin is not None and any(gtin in re.sub(r"\D", "", line.text) for line in readings.label)


def _stands_out(ref: Ref, readings: Readings) -> bool:
    if not readings.look or (readings.look[0].merchant, readings.look[0].product) != ref:
        return False
    best = readings.look[0].score
    gap = best - next((hit.score for hit in readings.look if (hit.merchant, hit.product) != ref), 0.0)
    return any(best >= cosine and gap >= margin for cosine, margin in (LOOK_FAIR, LOOK_CLOSE))


def _clues(listing: Listing, spelt: float, readings: Readings) -> tuple[Clue, ...]:
    ref = _ref(listing)
    clues = []
    if readings.rank(Sense.BARCODE, ref) is not None:
        clues.append(Clue(Sense.BARCODE, listing.variant.gtin or ""))
    if spelt >= LABEL_AGREES:
        clues.append(Clue(Sense.LABEL, " ".join(sorted(_words(_name(listing)) & _label_words(readings.label)))))
    if readings.rank(Sense.LOOK, ref) is not None:
        clues.append(Clue(Sense.LOOK, listing.product.title))
    return tuple(clues)


def _spelt_out(listing: Listing, label: tuple[LabelLine, ...]) -> float:
    """Share of the words of brand and title that stand on the label, 0..1."""
    name = _words(_name(listing))
    return len(name & _label_words(label)) / len(name) if name else 0.0


def _name(listing: Listing) -> str:
    return f"{listing.product.brand or ''} {listing.product.title}"


def _label_words(label: tuple[LabelLine, ...]) -> set[str]:
    return _words(" ".join(line.text for line in label if line.confidence >= LABEL_FLOOR))


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return set(re.findall(r"[a-z0-9]{2,}", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def _by_ref(hits: list[ProductHit]) -> dict[Ref, int]:
    """Products in order of their best variant."""
    refs: dict[Ref, int] = {}
    for hit in hits:
        refs.setdefault((hit.merchant, hit.product), hit.key)
    return refs


def _ref(listing: Listing) -> Ref:
    return listing.product.merchant, listing.product.id


async def _timed(readings: Readings, name: str, work: Awaitable[Result]) -> Result:
    start = time.perf_counter()
    try:
        return await work
    finally:
        readings.spent[name] = _ms(start)


def _ms(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
