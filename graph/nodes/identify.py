import asyncio
from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graph.acts import Find, Remark, Say
from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaRef
from graph.domain.errors import UnreadablePhoto
from graph.domain.recognition import Candidate, Confidence, Sighting
from graph.domain.wishes import Intent, Reading
from graph.recognition.recognise import recognise
from graph.state import State
from graph.telemetry import note
from graph.toolbox import Toolbox

SHOWN = 5
CERTAIN = {Confidence.SURE, Confidence.LIKELY}

Next = Literal["retrieve", "recommend", "respond"]


async def identify(state: State, runtime: Runtime[Toolbox]) -> Command[Next]:
    """Say what the things in the photos are, and how sure that is."""
    tools, reading = runtime.context, state["reading"]
    try:
        sightings = await asyncio.gather(*(_look_at(photo, tools) for photo in state["turn"].photos))
    except UnreadablePhoto as error:
        note(str(error))
        reading = Reading(Intent.IDENTIFY, reading.wish)
        return Command(goto="respond", update={"reading": reading, "act": Say("unreadable_photo")})
    finds = await _finds(sightings, state["turn"].photos, tools)
    note(f"{sum(sighting.known for sighting in sightings)} of {len(sightings)} known")
    update: State = {"sightings": tuple(sightings), "finds": finds, "remarks": _remarks(sightings, finds)}
    if finds and (reading.cheaper or reading.intent is Intent.MORE):
        return Command(goto="retrieve", update=update)
    # What was said of a thing that is only similar, or only may be it, is not said of this one.
    if reading.intent is Intent.REVIEWERS and finds and finds[0].confidence in CERTAIN:
        return Command(goto="recommend", update=update)
    return Command(goto="recommend", update={**update, "reading": Reading(Intent.IDENTIFY, reading.wish)})


async def _look_at(photo: MediaRef, tools: Toolbox) -> Sighting:
    return await recognise(await tools.media.photo(photo), tools)


async def _finds(sightings: Sequence[Sighting], photos: Sequence[MediaRef], tools: Toolbox) -> tuple[Find, ...]:
    """What was recognised, a find a photo; then what is like it and can be bought."""
    listings = await tools.catalog.listings(
        [candidate.key for sighting in sightings for candidate in sighting.candidates]
    )

    asked = _asked(sightings, photos)

    def find(candidate: Candidate, *, similar: bool) -> Find:
        confidence = None if similar else candidate.confidence
        listing, photo = listings[candidate.key], asked.get(candidate.key)
        return Find(listing, confidence=confidence, clues=candidate.clues, similar=similar, photo=photo)

    known = [sighting.candidates[0] for sighting in sightings if sighting.known]
    finds = {candidate.key: find(candidate, similar=False) for candidate in known if candidate.key in listings}
    shown = {_product(find.listing) for find in finds.values()}
    for sighting in sightings:
        may_be_it = sighting.familiar and not sighting.known
        for candidate in sighting.candidates:
            listing = listings.get(candidate.key)
            if listing and listing.available and _product(listing) not in shown:
                finds[candidate.key] = find(candidate, similar=not may_be_it)
                shown.add(_product(listing))
    return tuple(finds.values())[:SHOWN]


def _asked(sightings: Sequence[Sighting], photos: Sequence[MediaRef]) -> dict[int, MediaRef]:
    """By variant, the photo of which the shopper may say that it shows it. Of what is sure nothing is asked.

    In an album only the best guess at each photo: of any other it would not be clear which photo is meant.
    """
    guesses = 1 if len(photos) > 1 else None
    asked: dict[int, MediaRef] = {}
    for sighting, photo in zip(sightings, photos, strict=True):
        if not _sure(sighting):
            asked = {candidate.key: photo for candidate in sighting.candidates[:guesses]} | asked
    certain = {sighting.candidates[0].key for sighting in sightings if _sure(sighting)}
    return {key: photo for key, photo in asked.items() if key not in certain}


def _sure(sighting: Sighting) -> bool:
    return sighting.known and sighting.candidates[0].confidence is Confidence.SURE


def _product(listing: Listing) -> tuple[str, str]:
    return listing.product.merchant, listing.product.id


def _remarks(sightings: Sequence[Sighting], finds: Sequence[Find]) -> tuple[Remark, ...]:
    unknown = [sighting for sighting in sightings if not sighting.known]
    if not unknown:
        return ()
    if len(unknown) < len(sightings):
        return (Remark("some_unknown", {"count": str(len(unknown))}),)
    if finds and all(sighting.familiar for sighting in unknown):
        return (Remark("unsure_photo"),)
    return (Remark("unknown_photo" if finds else "unknown_photo_alone"),)
