"""What the shop itself offers for a creator's words."""

from collections.abc import Sequence

from catalog_sync.wording import Suggest, Suggestion
from graph.domain.catalogue import Product
from graph.domain.creators import ProductRef
from graph.domain.errors import IndexUnavailable
from graph.ports.search import CatalogIndex, ProductQuery
from graph.ports.shop import Catalog

OFFERED = 8
"""Products compared for one wording: the one that is meant, and those it might be taken for."""


def suggest_from(index: CatalogIndex, catalog: Catalog) -> Suggest:
    """What shares words or pieces of them, sold out or not; nothing before there is an index.

    A guess goes by the words, so what is near in meaning alone would never be sure: over the cases of
    tests/feeds/creators/links.jsonl it changes no link and takes five times as long.
    """

    async def suggest(words: str) -> Sequence[Suggestion]:
        try:
            hits = await index.search(ProductQuery(words=words, available_only=False, limit=OFFERED))
        except IndexUnavailable:
            return ()
        refs = [ProductRef(hit.merchant, hit.product) for hit in hits]
        products = await catalog.products(refs)
        return [suggestion(products[ref]) for ref in refs if ref in products]

    return suggest


def suggestion(product: Product) -> Suggestion:
    """By all that it can rightly be called, its variants' numbers and options included."""
    numbers = dict.fromkeys(variant.mpn for variant in product.variants if variant.mpn)
    options = dict.fromkeys(value for variant in product.variants for value in variant.options.values())
    return Suggestion(
        ref=ProductRef(product.merchant, product.id),
        title=product.title,
        brand=product.brand,
        mpn=next(iter(numbers)) if len(numbers) == 1 else None,
        options=tuple(options),
    )
