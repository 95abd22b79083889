import asyncio

import numpy as np
import pytest

from graph.adapters.sql.database import Database
from graph.adapters.sql.embeddings import SqlEmbeddings
from graph.ports.senses import Vector
from graph.ports.supply import Embeddings


@pytest.fixture
def embeddings(database: Database) -> Embeddings:
    return SqlEmbeddings(database)


def vector(seed: int, size: int = 512) -> Vector:
    drawn = np.random.default_rng(seed).normal(size=size).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


async def test_only_what_was_kept_is_known(embeddings: Embeddings) -> None:
    await embeddings.keep("words-1", {"a": vector(1), "b": vector(2)})

    assert await embeddings.known("words-1", ["a", "b", "c"]) == {"a", "b"}


async def test_one_encoders_vectors_are_unknown_to_another(embeddings: Embeddings) -> None:
    await embeddings.keep("words-1", {"a": vector(1)})

    assert await embeddings.known("words-2", ["a"]) == set()


async def test_keeping_twice_is_keeping_once(embeddings: Embeddings) -> None:
    await asyncio.gather(*(embeddings.keep("words-1", {"a": vector(1), "b": vector(2)}) for _ in range(4)))

    assert await embeddings.known("words-1", ["a", "b"]) == {"a", "b"}


async def test_more_hashes_than_a_statement_holds_are_answered(embeddings: Embeddings) -> None:
    hashes = [f"hash {number}" for number in range(2_500)]
    await embeddings.keep("words-1", {name: vector(1, size=4) for name in hashes})

    assert await embeddings.known("words-1", [*hashes, "unknown"]) == set(hashes)


async def test_nothing_to_keep_is_no_error(embeddings: Embeddings) -> None:
    await embeddings.keep("words-1", {})

    assert await embeddings.known("words-1", []) == set()
