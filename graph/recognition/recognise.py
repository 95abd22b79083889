"""What is in a photo: readings taken side by side, weighed together, each kept as evidence."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from graph.domain.catalogue import Listing
from graph.domain.recognition import Candidate, Clue, Confidence, Sense, Sighting
from graph.ports.senses import Pixels
from graph.recognition.lettering import called
from graph.recognition.readings import (
    Readings,
    Ref,
    look_again,
    read_barcodes,
    read_label,
    read_look,
    read_vision,
    read_words,
    since,
    timed,
)
from graph.recognition.telling import Telling
from graph.recognition.trust import ALWAYS, FAMILIAR, FARTHEST, LABEL_AGREES, Evidence, confidence
from graph.toolbox import Toolbox

Key = TypeVar("Key")

CANDIDATES = 10
SAME_KIND = 0.6
"""Cosine of what a word and a category mean: "lampshade" and "Lamps" .69, "coffee mug" and "Vases" .28."""


async def recognise(photo: Pixels, tools: Toolbox, *, vision: bool = True) -> Sighting:
    """Read the photo with every sense at once and weigh what they say together. Raises IndexUnavailable.

    The label takes ten times as long as all else: where that is sure without it, it is not waited for. A vision model
    takes longer still, costs money and is somebody else's: it gets the photo beside the label, and only where the rest
    is not sure. Without `vision` it is left out.
    """
    start = time.perf_counter()
    readings = Readings()
    slow = [asyncio.ensure_future(timed(readings, Sense.LABEL, read_label(photo, tools, readings)))]
    try:
        await _read_fast(photo, tools, readings)
        candidates = await timed(readings, "search", _weigh(readings, tools))
        if tools.vision and vision and not _certain(candidates):
            slow.append(asyncio.ensure_future(timed(readings, Sense.VISION, read_vision(photo, tools, readings))))
        for reading in slow:
            if not _certain(candidates) and await reading:
                candidates = await timed(readings, "search", _weigh(readings, tools))
    finally:
        for reading in slow:
            reading.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
    candidates = await _named(candidates[:CANDIDATES], readings.words, tools)
    readings.spent["total"] = since(start)
    return Sighting(
        candidates,
        readings.barcodes,
        readings.label,
        readings.words,
        readings.described,
        familiar=bool(candidates) and candidates[0].belief >= FAMILIAR,
        ms=tuple(readings.spent.items()),
    )


async def read_everything(photo: Pixels, tools: Toolbox) -> Readings:
    """All that this machine can read off it, however certain a part of it is: to find out what each part is worth."""
    readings = Readings()
    await asyncio.gather(_read_fast(photo, tools, readings), read_label(photo, tools, readings))
    await look_again(tools, readings)
    return readings


async def _read_fast(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    await asyncio.gather(
        timed(readings, Sense.BARCODE, read_barcodes(photo, tools, readings)),
        timed(readings, Sense.LOOK, read_look(photo, tools, readings)),
        timed(readings, Sense.WORDS, read_words(photo, tools, readings)),
    )


def _certain(candidates: Sequence[Candidate]) -> bool:
    return bool(candidates) and candidates[0].confidence is Confidence.SURE


async def _weigh(readings: Readings, tools: Toolbox) -> tuple[Candidate, ...]:
    """Best first."""
    await look_again(tools, readings)
    variants = readings.variants()
    listings = await tools.catalog.listings(list(variants.values()))
    return judged(readings, {ref: listings[key] for ref, key in variants.items() if key in listings})


def judged(readings: Readings, listings: Mapping[Ref, Listing]) -> tuple[Candidate, ...]:
    """The candidates among `listings`, best first."""
    evidence = weighed(readings, listings)
    beliefs = {ref: own.belief for ref, own in evidence.items()}
    leads = _leads(beliefs, 0.0)
    candidates = [
        _candidate(listing, evidence[ref], beliefs[ref], beliefs[ref] - leads[ref], readings)
        for ref, listing in listings.items()
    ]
    certainty = list(Confidence)
    return tuple(sorted(candidates, key=lambda one: (certainty.index(one.confidence), -one.score)))


def weighed(readings: Readings, listings: Mapping[Ref, Listing]) -> dict[Ref, Evidence]:
    """What speaks for each of the products that the readings point to."""
    names = {ref: called(listing) for ref, listing in listings.items()}
    looks = {ref: readings.likeness(ref) for ref in listings}
    labels = {ref: readings.lettering.weight(name) for ref, name in names.items()}
    places = sorted(listings.keys() & readings.cosines.keys(), key=lambda ref: (-readings.pictured(ref), ref))
    place = {ref: at for at, ref in enumerate(places, 1)}
    coded = listings.keys() & readings.coded.keys()
    telling = readings.telling()
    named = _agreement(telling, names, place.keys())
    apart, ahead = _leads(looks, ALWAYS), _leads(labels, 0.0)
    return {
        ref: Evidence(
            look=looks[ref],
            apart=min(FARTHEST, apart[ref]),
            label=labels[ref],
            ahead=ahead[ref],
            share=readings.lettering.share(names[ref]),
            place=place.get(ref),
            pictured=readings.pictured(ref),
            fitted=readings.fitted,
            coded=ref in coded,
            only=coded == {ref},
            printed=bool(listing.variant.gtin) and readings.lettering.has(listing.variant.gtin or ""),
            told=telling.weight(names[ref]),
            named=named[ref],
            own_word=telling.sure,
        )
        for ref, listing in listings.items()
    }


def _agreement(telling: Telling, names: Mapping[Ref, str], pictured: Collection[Ref]) -> dict[Ref, float]:
    """How well each name agrees with what a vision model calls the thing; 0 where another name does as well."""
    agrees = {ref: telling.agrees(name, pictured=ref in pictured) for ref, name in names.items()}
    ahead = _leads({names[ref]: agrees[ref] for ref in sorted(agrees, key=agrees.__getitem__)}, 0.0)
    return {ref: value if ahead[names[ref]] > 0 else 0.0 for ref, value in agrees.items()}


def _leads(values: Mapping[Key, float], least: float) -> dict[Key, float]:
    """By how much each is ahead of the best other, or of `least` where all others are less."""
    first, second, *_ = sorted((least, least, *values.values()), reverse=True)
    return {ref: value - (second if value == first else first) for ref, value in values.items()}


def _candidate(listing: Listing, evidence: Evidence, belief: float, best_other: float, readings: Readings) -> Candidate:
    sure = confidence(evidence, best_other, coded=bool(readings.coded))
    clues = _clues(listing, evidence, readings)
    return Candidate(listing.key, round(evidence.score, 5), sure, clues, round(belief, 4))


async def _named(candidates: Sequence[Candidate], words: Sequence[str], tools: Toolbox) -> tuple[Candidate, ...]:
    """With the classifier's word for the photo as a clue where it means the candidate's category."""
    listings = await tools.catalog.listings([candidate.key for candidate in candidates]) if words else {}
    kinds = {key: listing.product.category[-1] for key, listing in listings.items() if listing.product.category}
    meant = await _meant(list(dict.fromkeys(kinds.values())), words, tools)
    found = {key: meant[kind] for key, kind in kinds.items() if kind in meant}
    return tuple(
        replace(candidate, clues=(*candidate.clues, Clue(Sense.WORDS, found[candidate.key])))
        if candidate.key in found
        else candidate
        for candidate in candidates
    )


async def _meant(kinds: Sequence[str], words: Sequence[str], tools: Toolbox) -> dict[str, str]:
    """By category the word that means it, of those that mean one, in whatever language the shop names them."""
    if not kinds or tools.text.nearness is None:
        return {}
    vectors = await tools.text.encode([*kinds, *words])
    cosines = vectors[: len(kinds)] @ vectors[len(kinds) :].T
    best = zip(kinds, cosines.argmax(axis=1), cosines.max(axis=1), strict=True)
    return {kind: words[place] for kind, place, cosine in best if cosine >= tools.text.nearness.same_kind}


def _clues(listing: Listing, evidence: Evidence, readings: Readings) -> tuple[Clue, ...]:
    clues = []
    if evidence.coded:
        clues.append(Clue(Sense.BARCODE, listing.variant.gtin or ""))
    if evidence.share >= LABEL_AGREES:
        clues.append(Clue(Sense.LABEL, " ".join(readings.lettering.words(called(listing)))))
    if evidence.place is not None:
        clues.append(Clue(Sense.LOOK, listing.product.title))
    telling, name = readings.telling(), called(listing)
    if telling.share(name) >= LABEL_AGREES:
        clues.append(Clue(Sense.VISION, telling.said(name)))
    return tuple(clues)
