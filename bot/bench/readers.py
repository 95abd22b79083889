"""Recognition as the shop does it, with what each photo says kept, to be weighed again in other ways."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.bench.groceries import Snap
from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaKind
from graph.domain.recognition import Candidate, Confidence, LabelLine
from graph.ports.senses import LabelReader, Pixels
from graph.recognition.lettering import Lettering
from graph.recognition.readings import Readings, Ref, ref_of
from graph.recognition.recognise import judged, read_everything
from graph.shop import Shop
from graph.toolbox import Toolbox

Left = Callable[[Readings], Readings]
"""What is left of readings when a sense or two are taken away."""


@dataclass(frozen=True, slots=True)
class Read:
    """A snap, all that was read off it, and the products it was compared with."""

    snap: Snap
    readings: Readings
    listings: Mapping[Ref, Listing]

    def offered(self, among: set[str] | None = None, how: Left | None = None) -> list[Candidate]:
        """What would be answered if the catalogue had the SKUs `among` it alone, best first.

        As the shop does, the label is left out where all is certain without it.
        """
        readings = how(self.readings) if how else self.readings
        listings = {
            ref: listing
            for ref, listing in self.listings.items()
            if ref in readings.pointed_to() and (among is None or listing.variant.sku in among)
        }
        fast = judged(unlettered(readings), listings)
        sure = bool(fast) and fast[0].confidence is Confidence.SURE
        return list(fast if sure else judged(readings, listings))

    def skus(self, candidates: Sequence[Candidate]) -> list[str]:
        keys = {listing.key: listing.variant.sku for listing in self.listings.values()}
        return [keys[candidate.key] for candidate in candidates]


def unlettered(readings: Readings) -> Readings:
    """Without the label."""
    return replace(readings, lettering=Lettering(), lettered={}, label=())


def unseen(readings: Readings) -> Readings:
    """Without the look."""
    return replace(readings, look=None, alike={}, cosines={}, confirmed={}, usual=0.0)


def uncoded(readings: Readings) -> Readings:
    """Without barcodes."""
    return replace(readings, coded={}, barcodes=())


class Remembered:
    """A LabelReader that reads each photo once."""

    def __init__(self, reader: LabelReader) -> None:
        self._reader = reader
        self._read: dict[int, tuple[LabelLine, ...]] = {}

    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:
        content = hash(photo.tobytes())
        if content not in self._read:
            self._read[content] = await self._reader.read(photo)
        return self._read[content]


def remembering(tools: Toolbox) -> Toolbox:
    """No photo leaves the machine, whatever the settings say."""
    return replace(tools, label=Remembered(tools.label) if tools.label else None, vision=None)


async def read(snap: Snap, shop: Shop, tools: Toolbox) -> Read:
    readings = await read_everything(await pixels(snap.photo, shop), tools)
    listings = await tools.catalog.listings(list(readings.variants().values()))
    return Read(snap, readings, {ref_of(listing): listing for listing in listings.values()})


async def pixels(path: Path, shop: Shop) -> Pixels:
    content = await asyncio.to_thread(path.read_bytes)
    return await shop.media.photo(await shop.media.save(content, MediaKind.PHOTO))
