"""Being told what a photo shows: only what it looks like is learned, as the encoder of today sees it."""

from graph.domain.catalogue import Listing
from graph.domain.conversation import MediaRef
from graph.domain.creators import ProductRef
from graph.ports.gallery import Confirmation, Told
from graph.toolbox import Toolbox


async def confirm(photo: MediaRef, listing: Listing, shopper: str | None, tools: Toolbox) -> Told:
    """Take somebody's word (`shopper` None: the merchant's own) that this photo shows this.

    Raises UnreadablePhoto where the photo is no longer kept, or is none.
    """
    look = (await tools.photo.encode([await tools.media.photo(photo)]))[0]
    told = Confirmation(product_ref(listing), listing.variant.sku, shopper, photo.id, tools.photo.name, look)
    return await tools.gallery.confirm(told)


async def withdraw(photo: MediaRef, listing: Listing, shopper: str | None, tools: Toolbox) -> bool:
    """Take that word back; False where it was not given. The photo itself is not needed."""
    return await tools.gallery.withdraw(product_ref(listing), photo.id, shopper)


def product_ref(listing: Listing) -> ProductRef:
    return ProductRef(listing.product.merchant, listing.product.id)
