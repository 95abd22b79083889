"""What the index keeps of a product's variant and of a post, in no engine's own terms."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from graph.adapters.index.grams import grams
from graph.adapters.index.words import Sparse, WordEncoder
from graph.ports.publishing import PostPoint, ProductPoint
from graph.ports.senses import Vector

TEXT = "text"
LOOK = "look"
WORDS = "words"
GRAMS = "grams"

POST_STRIDE = 1024
"""A post may have up to 1,022 quoted moments: its points share the block of ids that begins at `post * POST_STRIDE`."""

PayloadValue = str | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a collection holds: dense vectors by name and size, sparse ones, and the payload fields to filter by.

    To those of `weighted` the engine adds the inverse document frequency; those of `unweighted` it takes as they are.
    """

    dense: Mapping[str, int]
    weighted: tuple[str, ...]
    unweighted: tuple[str, ...]
    keywords: tuple[str, ...]
    integers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    id: int
    payload: dict[str, PayloadValue]
    dense: dict[str, Vector]
    sparse: dict[str, Sparse]


async def in_batches(points: AsyncIterator[Point], size: int) -> AsyncIterator[list[Point]]:
    batch: list[Point] = []
    async for point in points:
        batch.append(point)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def product_layout(text_size: int, look_size: int) -> Layout:
    return Layout(
        dense={TEXT: text_size, LOOK: look_size},
        weighted=(WORDS,),
        unweighted=(GRAMS,),
        keywords=("ref", "brand", "category", "colour", "size", "gtin", "currency", "available"),
        integers=("price",),
    )


def post_layout(text_size: int) -> Layout:
    return Layout(
        dense={TEXT: text_size},
        weighted=(WORDS,),
        unweighted=(),
        keywords=("ref", "creator", "stance"),
        integers=("post",),
    )


def product_to_point(product: ProductPoint, encoder: WordEncoder) -> Point:
    """Its id is the variant's key.

    Availability is a keyword: the embedded engine stores a boolean as 1, and a filter for `true` then matches nothing.
    """
    payload: dict[str, PayloadValue] = {
        "merchant": product.merchant,
        "product": product.product,
        "ref": folded(f"{product.merchant}/{product.product}"),
        "brand": folded(product.brand),
        "category": [folded(category) for category in product.categories],
        "colour": folded(product.colour),
        "size": folded(product.size),
        "gtin": padded(product.gtin),
        "price": product.price,
        "currency": folded(product.currency),
        "available": "yes" if product.available else "no",
    }
    dense = {TEXT: product.text} if product.look is None else {TEXT: product.text, LOOK: product.look}
    # Twice, since what it is called says more of what it is than what is told about it.
    words = f"{product.names} {product.names} {product.details}"
    sparse = {WORDS: encoder.document(words), GRAMS: grams(product.names)}
    return Point(product.key, payload, dense, sparse)


def post_to_point(post: PostPoint, encoder: WordEncoder) -> Point:
    payload: dict[str, PayloadValue] = {
        "post": post.post,
        "moment": post.moment,
        "products": list(post.products),
        "ref": [folded(product) for product in post.products],
        "creator": handle(post.creator),
        "platform": folded(post.platform),
        "stance": post.stance.value,
        "kind": folded(post.kind),
        "language": folded(post.language),
        "published": post.published,
    }
    return Point(
        post_point_id(post.post, post.moment), payload, {TEXT: post.text}, {WORDS: encoder.document(post.words)}
    )


def post_point_id(post: int, moment: int | None) -> int:
    return post * POST_STRIDE + (0 if moment is None else moment + 1)


def folded(text: str) -> str:
    return text.strip().casefold()


def handle(creator: str) -> str:
    return folded(creator).removeprefix("@")


def padded(gtin: str) -> str:
    """All four lengths of a GTIN are one number: a UPC that a reader gives as EAN-13 has a zero more in front."""
    return gtin.strip().zfill(14) if gtin.strip() else ""
