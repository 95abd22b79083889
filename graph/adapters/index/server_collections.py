"""The collections behind our two aliases on a server, and what they say of themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from qdrant_client import AsyncQdrantClient, models

from graph.adapters.index.manifest import LAYOUT, Encoders
from graph.adapters.index.points import Point
from graph.adapters.index.server import POSTS, PRODUCTS


@dataclass(frozen=True, slots=True)
class Published:
    """A collection's metadata. It was made of the catalogue as it was at change `sequence`, and has those up to `seen`.

    `started` is in seconds since 1970.
    """

    sequence: int
    encoders: Encoders
    started: float
    seen: int
    layout: int = LAYOUT

    def fits(self, encoders: Encoders) -> bool:
        """Whether what these encoders ask is asked of vectors made in the same way."""
        return self.encoders == encoders and self.layout == LAYOUT

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self:
        """From what `dataclasses.asdict` made of it."""
        sequence, layout = content["sequence"], content.get("layout", 1)
        seen = content.get("seen", sequence)
        return cls(sequence, Encoders.parse(content["encoders"]), content["started"], seen, layout)


class ServerCollections:
    def __init__(self, client: AsyncQdrantClient) -> None:
        self._client = client

    async def aliases(self) -> dict[str, str]:
        """The collections behind our two aliases, by alias."""
        aliases = (await self._client.get_aliases()).aliases
        return {alias.alias_name: alias.collection_name for alias in aliases if alias.alias_name in {PRODUCTS, POSTS}}

    async def published(self, collection: str | None) -> Published | None:
        """What a collection says of itself, if it is one of ours."""
        if collection is None:
            return None
        metadata = (await self._client.get_collection(collection)).config.metadata
        return None if metadata is None else Published.parse(metadata)

    async def note_seen(self, collection: str, published: Published, seen: int) -> Published:
        """Have it say that it has the changes up to `seen`; what it says then."""
        now = replace(published, seen=seen)
        await self._client.update_collection(collection, metadata=asdict(now))
        return now


def struct(point: Point) -> models.PointStruct:
    """A point in the client's terms."""
    vectors: dict[str, models.Vector] = {name: vector.tolist() for name, vector in point.dense.items()}
    vectors |= {
        name: models.SparseVector(indices=vector.indices, values=vector.values) for name, vector in point.sparse.items()
    }
    return models.PointStruct(id=point.id, vector=vectors, payload=point.payload)
