import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.acts import Find, Remark, Say
from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaRef
from graph.domain.errors import UnreadablePhoto
from graph.domain.recognition import Candidate, Confidence, Sighting
from graph.domain.wishes import Intent, Reading
from graph.ports.senses import Pixels
from graph.recognition.scene import cropped, look_over
from graph.recognition.sheet import sheet
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

SHOWN = 5
SHOWN_AT_ONCE = 9
"""Things of an album or a scene, which are offered side by side."""
FEWEST_AT_ONCE = 2
CERTAIN = {Confidence.SURE, Confidence.LIKELY}

Next = Literal["retrieve", "recommend", "compare", "respond"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a photo shows, or a part of it; `photo` is where that is kept and `pixels` what it looks like."""

    photo: MediaRef
    pixels: Pixels
    sighting: Sighting

    @property
    def first(self) -> Candidate:
        return self.sighting.candidates[0]

    @property
    def may_be_said(self) -> bool:
        """Whether it is known, or may well be one of those it looks like."""
        return self.sighting.known or self.sighting.familiar

    @property
    def sure(self) -> bool:
        return self.sighting.known and self.first.confidence is Confidence.SURE


async def identify(state: State, runtime: Runtime[Toolbox]) -> Command[Next]:
    """Say what the things in the photos are, and how sure that is."""
    tools, reading = runtime.context, state["reading"]
    try:
        seen = await asyncio.gather(*(_look_at(photo, tools) for photo in state["turn"].photos))
    except UnreadablePhoto as error:
        note(str(error))
        reading = Reading(Intent.IDENTIFY, reading.wish)
        return Command(goto="respond", update={"reading": reading, "act": Say("unreadable_photo")})
    things = [thing for photo in seen for thing in photo]
    note(f"{sum(thing.sighting.known for thing in things)} of {len(things)} known")
    return _next(reading, await _found(things, tools))


async def _look_at(photo: MediaRef, tools: Toolbox) -> list[Thing]:
    """The thing in the photo, or each of several; of a part the crop is kept, so that it can be confirmed by itself."""
    pixels = await tools.media.photo(photo)
    sighting = await look_over(pixels, tools)
    crops = [cropped(pixels, part.box) for part in sighting.parts]
    kept = await asyncio.gather(*map(tools.media.keep, crops))
    parts = zip(kept, crops, sighting.parts, strict=True)
    return [Thing(ref, crop, part.sighting) for ref, crop, part in parts] or [Thing(photo, pixels, sighting)]


def _next(reading: Reading, update: State) -> Command[Next]:
    finds = update["finds"]
    if finds and (reading.cheaper or reading.intent is Intent.MORE):
        return Command(goto="retrieve", update=update)
    if reading.intent is Intent.COMPARE and len(finds) > 1:
        return Command(goto="compare", update=update)
    # What was said of a thing that is only similar, or only may be it, is not said of this one.
    if reading.intent is Intent.REVIEWERS and finds and finds[0].confidence in CERTAIN:
        return Command(goto="recommend", update=update)
    return Command(goto="recommend", update={**update, "reading": Reading(Intent.IDENTIFY, reading.wish)})


async def _found(things: Sequence[Thing], tools: Toolbox) -> State:
    listings = await tools.catalog.listings([one.key for thing in things for one in thing.sighting.candidates])
    numbered = _one_each(things, listings)
    if len(numbered) >= FEWEST_AT_ONCE:
        picture = await asyncio.to_thread(sheet, [thing.pixels for thing in numbered])
        finds = tuple(_find(thing, thing.first, listings) for thing in numbered)
        return {"finds": finds, "remarks": _left_out(things), "scene": await tools.media.keep(picture)}
    finds = _in_turn(things, listings)
    return {"finds": finds, "remarks": _remarks(things, finds)}


def _one_each(things: Sequence[Thing], listings: dict[int, Listing]) -> list[Thing]:
    """What can be said of each, as they come; the same product twice is one thing, the one known better."""
    said: dict[tuple[str, str], Thing] = {}
    for thing in things:
        if thing.may_be_said and thing.first.key in listings:
            product = _product(listings[thing.first.key])
            if product not in said or thing.first.belief > said[product].first.belief:
                said[product] = thing
    return [thing for thing in things if thing in said.values()][:SHOWN_AT_ONCE]


def _find(thing: Thing, candidate: Candidate, listings: dict[int, Listing]) -> Find:
    """Of what is sure nothing is asked."""
    photo = None if thing.sure else thing.photo
    return Find(listings[candidate.key], confidence=candidate.confidence, clues=candidate.clues, photo=photo)


def _in_turn(things: Sequence[Thing], listings: dict[int, Listing]) -> tuple[Find, ...]:
    """What was recognised, a find a photo; then what is like it and can be bought."""
    asked = _asked(things)

    def find(candidate: Candidate, *, similar: bool) -> Find:
        confidence = None if similar else candidate.confidence
        listing, photo = listings[candidate.key], asked.get(candidate.key)
        return Find(listing, confidence=confidence, clues=candidate.clues, similar=similar, photo=photo)

    known = [thing.first for thing in things if thing.sighting.known]
    finds = {candidate.key: find(candidate, similar=False) for candidate in known if candidate.key in listings}
    shown = {_product(find.listing) for find in finds.values()}
    for thing in things:
        may_be_it = thing.sighting.familiar and not thing.sighting.known
        for candidate in thing.sighting.candidates:
            listing = listings.get(candidate.key)
            if listing and listing.available and _product(listing) not in shown:
                finds[candidate.key] = find(candidate, similar=not may_be_it)
                shown.add(_product(listing))
    return tuple(finds.values())[:SHOWN]


def _asked(things: Sequence[Thing]) -> dict[int, MediaRef]:
    """By variant, the photo of which the shopper may say that it shows it. Of what is sure nothing is asked.

    Of several only the best guess at each: of any other it would not be clear which photo is meant.
    """
    guesses = 1 if len(things) > 1 else None
    asked: dict[int, MediaRef] = {}
    for thing in things:
        if not thing.sure:
            asked = {candidate.key: thing.photo for candidate in thing.sighting.candidates[:guesses]} | asked
    certain = {thing.first.key for thing in things if thing.sure}
    return {key: photo for key, photo in asked.items() if key not in certain}


def _product(listing: Listing) -> tuple[str, str]:
    return listing.product.merchant, listing.product.id


def _left_out(things: Sequence[Thing]) -> tuple[Remark, ...]:
    """Of things side by side each says itself how sure it is; what is not among them is counted."""
    unknown = sum(not thing.may_be_said for thing in things)
    return (Remark("some_unknown", {"count": str(unknown)}),) if unknown else ()


def _remarks(things: Sequence[Thing], finds: Sequence[Find]) -> tuple[Remark, ...]:
    unknown = [thing.sighting for thing in things if not thing.sighting.known]
    if not unknown:
        return ()
    if len(unknown) < len(things):
        return (Remark("some_unknown", {"count": str(len(unknown))}),)
    if finds and all(sighting.familiar for sighting in unknown):
        return (Remark("unsure_photo"),)
    return (Remark("unknown_photo" if finds else "unknown_photo_alone"),)
