"""What a shopper writes beside a photo, as a hint at which of the candidates is meant."""

from dataclasses import replace

from graph.domain.catalogue import Listing
from graph.domain.recognition import Confidence, Sighting
from graph.domain.wishes import Wish
from graph.toolbox import Toolbox


async def in_the_light_of(caption: str, sighting: Sighting, tools: Toolbox) -> Sighting:
    """Of candidates believed alike, those that the caption speaks of come first: words make nothing surer."""
    vocabulary = await tools.catalog.vocabulary()
    wish = (await tools.reader.read(caption, vocabulary, None)).wish
    listings = await tools.catalog.listings([candidate.key for candidate in sighting.candidates])
    spoken_of = {key for key, listing in listings.items() if _speaks_of(wish, listing)}
    certainty = list(Confidence)
    candidates = sorted(
        sighting.candidates, key=lambda one: (certainty.index(one.confidence), one.key not in spoken_of)
    )
    return replace(sighting, candidates=tuple(candidates))


def _speaks_of(wish: Wish, listing: Listing) -> bool:
    """Whether it meets every condition that the words name."""
    product, options = listing.product, listing.variant.options
    return (
        (not wish.categories or bool(set(wish.categories) & set(product.category)))
        and (not wish.colours or options.get("color") in wish.colours)
        and (not wish.sizes or options.get("size") in wish.sizes)
        and (not wish.brands or product.brand in wish.brands)
        and wish.budget.allows(listing.price)
    )
