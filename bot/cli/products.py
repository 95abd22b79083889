"""Products and listings as a command's arguments name them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.domain.catalogue import Listing
    from graph.domain.creators import ProductRef
    from graph.ports.shop import Catalog


async def named_product(written: str, catalog: "Catalog") -> "ProductRef":
    """From MERCHANT/ID: by its own id, or by the sku of one of its variants. Raises BadInput."""
    from graph.domain.creators import ProductRef
    from graph.domain.errors import BadInput

    merchant, _, name = written.partition("/")
    ref = ProductRef(merchant.strip(), name.strip())
    if await catalog.products([ref]):
        return ref
    for listing in await catalog.find(sku=ref.product):
        if listing.product.merchant == ref.merchant:
            return ProductRef(ref.merchant, listing.product.id)
    raise BadInput(f"{written} is no product of the shop; write a merchant's id, a slash, and a product's id or a sku")


async def named_listing(merchant: str, sku: str, catalog: "Catalog") -> "Listing":
    """What this merchant lists under this sku. Raises BadInput."""
    from graph.domain.errors import BadInput

    listings = await catalog.find(sku=sku)
    found = next((listing for listing in listings if listing.product.merchant == merchant), None)
    if found is None:
        others = sorted({listing.product.merchant for listing in listings})
        fix = f"--merchant {others[0]} does" if others else "snaptap search says what there is, with merchant and sku"
        raise BadInput(f"{merchant} lists no sku {sku!r}; {fix}")
    return found
