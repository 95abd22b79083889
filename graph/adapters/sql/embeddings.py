from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, select

from graph.adapters.sql.database import Database
from graph.adapters.sql.schema import embedding
from graph.adapters.sql.upsert import chunks, upsert
from graph.ports.senses import Vector

FLOATS = np.dtype("<f4")
"""A vector's bytes: little-endian float32, so that a database moves between machines."""


class SqlEmbeddings:
    """The port `Embeddings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, encoder: str, hashes: Sequence[str]) -> set[str]:
        return await self._database.read(_known, encoder, hashes)

    async def keep(self, encoder: str, vectors: Mapping[str, Vector]) -> None:
        # Sorted, so that two processes that keep the same hashes lock them in one order.
        rows = [
            {"encoder": encoder, "hash": name, "vector": to_bytes(vector)} for name, vector in sorted(vectors.items())
        ]
        if rows:
            await self._database.write(_keep, rows)


def _known(connection: Connection, encoder: str, hashes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(hashes):
        kept = select(embedding.c.hash).where(embedding.c.encoder == encoder, embedding.c.hash.in_(some))
        found.update(connection.execute(kept).scalars())
    return found


def _keep(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    connection.execute(upsert(connection, embedding, ("encoder", "hash")), rows)


def to_bytes(vector: Vector) -> bytes:
    return vector.astype(FLOATS).tobytes()


def from_bytes(stored: bytes) -> Vector:
    return np.frombuffer(stored, dtype=FLOATS).astype(np.float32)
