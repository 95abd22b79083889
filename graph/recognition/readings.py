"""The readings of one photo, taken side by side: what each sense makes of it and the products it points to."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from stdnum import ean

from graph.domain.catalogue import Listing
from graph.domain.recognition import Barcode, Described, LabelLine
from graph.ports.search import ProductHit, ProductQuery
from graph.ports.senses import Pixels, Vector
from graph.recognition.emptiness import is_empty
from graph.recognition.lettering import Lettering
from graph.recognition.telling import Telling
from graph.toolbox import Toolbox

NEAREST = 100
"""Products whose pictures are compared with the photo."""
FROM_LOOK = 10
"""Pictures that a confirmed photo must come before to bring its product along."""
FROM_LABEL = 10
"""Products that the words of a label are taken to mean, or those of a vision model."""
MOST_CODES = 8
"""Codes that are looked up. A photo with more shows a shelf, or wants to be tiresome."""

Ref = tuple[str, str]
"""A merchant and its product's id."""
Result = TypeVar("Result")


@dataclass(slots=True)
class Readings:
    """What each sense made of a photo, and the products it points to with the variant it means, best first.

    `look` is None until the photo has been looked at, `cosines` how much each product's picture looks like it, `usual`
    how much they all do, `confirmed` how much the photos do that were said to show it, nearest first; `told` is what a
    vision model's words point to; `spent` is milliseconds by sense.
    """

    barcodes: tuple[Barcode, ...] = ()
    coded: dict[Ref, int] = field(default_factory=dict)
    label: tuple[LabelLine, ...] = ()
    lettering: Lettering = field(default_factory=Lettering)
    lettered: dict[Ref, int] = field(default_factory=dict)
    look: Vector | None = None
    alike: dict[Ref, int] = field(default_factory=dict)
    cosines: dict[Ref, float] = field(default_factory=dict)
    usual: float = 0.0
    fitted: bool = True
    confirmed: dict[Ref, tuple[float, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    described: Described | None = None
    told: dict[Ref, int] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def variants(self) -> dict[Ref, int]:
        """Every product pointed to. A barcode names its variant, a picture tells its colour, words hardly either."""
        return {**self.told, **self.lettered, **self.alike, **self.coded}

    def pointed_to(self) -> set[Ref]:
        """Those of a gallery, too, that has a photo nearer than the tenth picture."""
        tenth = sorted(self.cosines.values(), reverse=True)[:FROM_LOOK]
        near = {ref for ref, looks in self.confirmed.items() if len(tenth) < FROM_LOOK or looks[0] > tenth[-1]}
        return self.variants().keys() | near

    def telling(self) -> Telling:
        """What the vision model says, the text it reads being worth something only where the label reader read none."""
        return Telling.of(self.described, reads=not self.lettering.text)

    def likeness(self, ref: Ref) -> float:
        """How much a product looks like the photo, beyond what the catalogue's pictures have in common: at most 1.

        Photos that shoppers took of it count like its own picture. Their mean, not their best: a photo is more like any
        photo than like a picture on plain ground, and a product with many would else outshine those with none.
        """
        looks = (*self.confirmed.get(ref, ()), self.cosines.get(ref, self.usual))
        return self._beyond(sum(looks) / len(looks))

    def pictured(self, ref: Ref) -> float:
        """The same by the shop's own picture alone; 0 where it has none."""
        return self._beyond(self.cosines.get(ref, self.usual))

    def _beyond(self, cosine: float) -> float:
        return (cosine - self.usual) / (1 - self.usual)


async def read_barcodes(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    """A code counts where its check digit is right."""
    readings.barcodes = await tools.barcode.read(photo)
    values = dict.fromkeys(code.value for code in readings.barcodes if ean.is_valid(code.value))
    found = [listing for value in list(values)[:MOST_CODES] for listing in await tools.catalog.find(gtin=value)]
    readings.coded = {ref_of(listing): listing.key for listing in found}


async def read_label(photo: Pixels, tools: Toolbox, readings: Readings) -> bool:
    """Whether there is anything to weigh."""
    if tools.label is None:
        return False
    readings.label = await tools.label.read(photo)
    lettering = Lettering.of(readings.label)
    readings.lettered = await _called_so(lettering.text, tools)
    readings.lettering = lettering
    return bool(lettering.text)


async def read_look(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    """What shows nothing looks like nothing, whatever a network makes of it."""
    if await asyncio.to_thread(is_empty, photo):
        return
    readings.look = (await tools.photo.encode([photo]))[0]
    hits = await tools.products.look_alikes(readings.look, NEAREST)
    readings.confirmed = await tools.gallery.alike(readings.look, tools.photo.name)
    usual = await tools.products.usual_look()
    readings.fitted = tools.photo.fitted
    readings.usual = 0.0 if usual is None else float(readings.look @ usual)
    readings.alike = _by_ref(hits)
    readings.cosines = _cosines(hits)


async def look_again(tools: Toolbox, readings: Readings) -> None:
    """How much those look like the photo that were not among the nearest, but are pointed to otherwise."""
    unseen = [f"{merchant}/{product}" for merchant, product in readings.pointed_to() - readings.cosines.keys()]
    if readings.look is not None and unseen:
        query = ProductQuery(look=readings.look, products=tuple(unseen), available_only=False, limit=len(unseen))
        hits = await tools.products.search(query)
        readings.cosines |= _cosines(hits)
        readings.alike |= _by_ref(hits)


async def read_words(photo: Pixels, tools: Toolbox, readings: Readings) -> None:
    readings.words = await tools.words.read(photo)


async def read_vision(photo: Pixels, tools: Toolbox, readings: Readings) -> bool:
    """Whether there is anything to weigh.

    What the model calls the thing is searched apart from what it reads on it: small print would drown the name.
    """
    described = await tools.vision.read(photo) if tools.vision else None
    if described is None:
        return False
    named, read = Telling.of(described), " ".join(described.text)
    readings.told = {**await _called_so(read, tools), **await _called_so(named.words.text, tools)}
    readings.described = described
    return True


async def _called_so(words: str, tools: Toolbox) -> dict[Ref, int]:
    if not words:
        return {}
    text = (await tools.text.encode([words]))[0]
    return _by_ref(await tools.products.search(ProductQuery(text, words, available_only=False, limit=FROM_LABEL)))


async def timed(readings: Readings, name: str, work: Awaitable[Result]) -> Result:
    """`work`, and how long it took or how long it was waited for."""
    start = time.perf_counter()
    try:
        return await work
    finally:
        readings.spent[name] = since(start)


def since(start: float) -> float:
    """Milliseconds."""
    return round((time.perf_counter() - start) * 1000, 1)


def ref_of(listing: Listing) -> Ref:
    return listing.product.merchant, listing.product.id


def _by_ref(hits: list[ProductHit]) -> dict[Ref, int]:
    """Products in order of their best variant."""
    refs: dict[Ref, int] = {}
    for hit in hits:
        refs.setdefault((hit.merchant, hit.product), hit.key)
    return refs


def _cosines(hits: list[ProductHit]) -> dict[Ref, float]:
    return {(hit.merchant, hit.product): hit.score for hit in reversed(hits)}
