"""A process's own copy of a generation, searched and written by this process alone."""

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph.adapters.index.edge import EdgeCatalogIndex, EdgeCollection, EdgeCreatorIndex
from graph.adapters.index.generations import Generation, settle
from graph.adapters.index.points import post_to_point, product_to_point
from graph.adapters.index.words import WordEncoder
from graph.ports.publishing import PostPoint, ProductPoint

BREATH = 0.1
"""Seconds between two calls of the engine that keep the interpreter: in these turns are answered."""


class OpenGeneration:
    """Its methods block. `sequence` is the last change it has taken in; those of `editions` it has as well.

    `products` and `posts` search in a thread of their own, so that slow work elsewhere is never before them.
    """

    def __init__(self, directory: Path, generation: Generation) -> None:
        self.generation = generation
        self.sequence = generation.manifest.sequence
        self.editions = generation.manifest.editions
        self._directory = directory
        self._words = WordEncoder()
        # The engine keeps the interpreter while it searches: two threads would take turns, and longer.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._products = EdgeCollection.load(directory / "products")
        time.sleep(BREATH)
        self._posts = EdgeCollection.load(directory / "posts")
        self.products = EdgeCatalogIndex(self._products, self._words, self._thread)
        self.posts = EdgeCreatorIndex(self._posts, self._words, self._thread)

    def replace_products(self, keys: Sequence[int], products: Sequence[ProductPoint]) -> None:
        """Make the variants `keys` what `products` says; those it does not mention are gone."""
        if products:
            self._products.upsert([product_to_point(product, self._words) for product in products])
        self._products.delete(sorted({*keys} - {product.key for product in products}))

    def replace_posts(self, keys: Sequence[int], posts: Sequence[PostPoint]) -> None:
        """Make the posts `keys` what `posts` says, moments that are no longer quoted included."""
        points = [post_to_point(post, self._words) for post in posts]
        if points:
            self._posts.upsert(points)
        self._posts.delete_others("post", keys, keep=[point.id for point in points])

    def close(self) -> None:
        """Wait for the searches under way, then let go of the files and remove them."""
        self._thread.shutdown(wait=True)
        # What is not on the disk yet the engine would write while it closes, and keep the interpreter meanwhile.
        for path in self._directory.rglob("*"):
            settle(path)
        for collection in (self._products, self._posts):
            time.sleep(BREATH)
            collection.close()
        shutil.rmtree(self._directory)
