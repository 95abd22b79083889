"""`python -m graph.adapters.index.build`: build one generation. Takes its order as JSON on stdin, tells on stdout.

The order: `{"data": folder, "database_url": url, "encoders": {"text": {"name", "size"}, "look": {"name", "size"}},
"coming": {merchant: edition}}`. A line a batch: `{"done", "total"}`; the last one: `{"published": sequence}`. Where an
edition is coming, `{"built": sequence}` comes before it, and a line on stdin is waited for.
"""

import asyncio
import json
import sys
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from graph.adapters.background import step_back
from graph.adapters.index.edge import EdgeCollection
from graph.adapters.index.generations import Generation, Generations
from graph.adapters.index.manifest import Encoders, Manifest, engine_version
from graph.adapters.index.points import (
    Layout,
    Point,
    in_batches,
    post_layout,
    post_to_point,
    product_layout,
    product_to_point,
)
from graph.adapters.index.words import WordEncoder
from graph.ports.publishing import NOTHING_COMING, IndexSource

BATCH = 256

T = TypeVar("T")
Progress = Callable[[int], None]


async def build(
    generations: Generations,
    source: IndexSource,
    encoders: Encoders,
    progress: Progress,
    coming: Mapping[str, int] = NOTHING_COMING,
    built: Callable[[int], None] = lambda _sequence: None,
) -> Generation:
    """A new generation of everything. Holds the interpreter while optimizing: for a process of its own.

    `progress` hears how many points have been written so far; `built` is called when all is written and nobody has met
    it yet. An edition that is `coming`, by its merchant, is in it before shoppers meet it.
    """
    with generations.lock():
        newest = generations.newest()
        # Read before the points: what changes meanwhile is then tailed once more rather than missed.
        sequence = await source.sequence()
        directory = generations.begin()
        words = WordEncoder()
        products = (product_to_point(product, words) async for product in source.product_points(coming=coming))
        posts = (post_to_point(post, words) async for post in source.post_points())
        text, look = encoders.text.size, encoders.look.size
        product_count = await _write(directory / "products", product_layout(text, look), products, progress)
        post_count = await _write(
            directory / "posts", post_layout(text), posts, lambda done: progress(product_count + done)
        )
        number = 1 if newest is None else newest.manifest.number + 1
        editions = tuple(coming.values())
        manifest = Manifest(number, sequence, encoders, engine_version(), product_count, post_count, editions)
        built(sequence)
        return generations.complete(directory, manifest)


async def _write(directory: Path, layout: Layout, points: AsyncIterator[Point], progress: Progress) -> int:
    """Whatever happens, nothing writes in the directory afterwards: the lock that is held for it is let go of."""
    done = 0
    with closing(EdgeCollection.create(directory, layout)) as collection:
        async with aclosing(_behind(in_batches(points, BATCH), collection.upsert)) as written:
            async for batch in written:
                done += len(batch)
                progress(done)
        collection.optimize()
        collection.flush()
    EdgeCollection.make_searchable(directory, layout)
    return done


async def _behind(batches: AsyncIterator[list[T]], take: Callable[[list[T]], None]) -> AsyncGenerator[list[T]]:
    """Each batch once a thread has taken it in, while the next one is being made: half of both leaves Python alone."""
    with ThreadPoolExecutor(1) as thread:
        taken: tuple[list[T], Future[None]] | None = None
        async for batch in batches:
            if taken is not None:
                await asyncio.wrap_future(taken[1])
                yield taken[0]
            taken = batch, thread.submit(take, batch)
        if taken is not None:
            await asyncio.wrap_future(taken[1])
            yield taken[0]


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


async def _carry_out(order: dict[str, Any]) -> None:
    # Here, since only an order says that the catalogue is in SQL: `build` itself takes any source.
    from graph.adapters.sql.database import Database  # noqa: PLC0415
    from graph.adapters.sql.index_source import SqlIndexSource  # noqa: PLC0415

    encoders = Encoders.parse(order["encoders"])
    database = Database(order["database_url"])
    coming: dict[str, int] = order["coming"]
    source = SqlIndexSource(database, encoders.text.name, encoders.look.name, _SystemClock())
    generations = Generations(Path(order["data"]))
    newest = generations.newest()
    before = 0 if newest is None else newest.manifest.products + newest.manifest.posts
    try:
        made = await build(
            generations,
            source,
            encoders,
            lambda done: _tell(done=done, total=max(done, before)),
            coming,
            _await_turn if coming else lambda _sequence: None,
        )
    finally:
        await database.dispose()
    _tell(published=made.manifest.sequence)


def _await_turn(sequence: int) -> None:
    """Raises EOFError where the publisher has died meanwhile: then nothing turned over."""
    _tell(built=sequence)
    if not sys.stdin.readline():
        raise EOFError("the publisher is gone")


def _tell(**news: int) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def main() -> None:
    step_back()  # shoppers' turns come first
    try:
        asyncio.run(_carry_out(json.loads(sys.stdin.readline())))
    except Exception as failure:  # noqa: BLE001 (the publisher reads the reason in the last line, its log has the rest)
        traceback.print_exc()
        sys.exit(f"{type(failure).__name__}: {str(failure).partition(chr(10))[0]}")


if __name__ == "__main__":
    main()
