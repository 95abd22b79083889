"""Words to vectors, only those never embedded before; kept batch by batch, so a killed sync resumes."""

from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from catalog_sync.sift import in_order
from catalog_sync.tools import SyncTools

TEXTS_AT_ONCE = 256
AHEAD = 3
"""Batches of texts at the encoder or on their way into the store."""

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


async def embed_texts(texts: Mapping[str, str], tools: SyncTools) -> int:
    """`texts` by their hashes; how many had to be encoded."""
    known = await tools.embeddings.known(tools.text.name, list(texts))
    fresh = [name for name in texts if name not in known]
    # The encoder need not wait while what it has made is kept.
    async for _ in in_order(_calls({name: texts[name] for name in fresh}, tools), AHEAD):
        pass
    return len(fresh)


async def _embed(texts: Mapping[str, str], tools: SyncTools) -> None:
    vectors = await tools.text.encode(list(texts.values()))
    await tools.embeddings.keep(tools.text.name, dict(zip(texts, vectors, strict=True)))


async def _calls(texts: Mapping[str, str], tools: SyncTools) -> AsyncIterator[Coroutine[Any, Any, None]]:
    for batch in batches(texts.items(), TEXTS_AT_ONCE):
        yield _embed(dict(batch), tools)
