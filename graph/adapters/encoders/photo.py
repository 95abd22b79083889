import asyncio
from collections.abc import Sequence

import numpy as np

from graph.adapters.encoders.look_network import LookNetwork, Seen
from graph.adapters.encoders.look_space import SIZE, look_space
from graph.ports.senses import Pixels, Vector, Vectors


class BundledPhotoEncoder:
    """What a photo looks like to a network trained on ImageNet, at four of its depths, and in which colours."""

    name = "efficientnet-lite2-4-depths-colours"
    size = SIZE
    fitted = True

    def __init__(self, network: LookNetwork) -> None:
        self._network = network

    async def encode(self, photos: Sequence[Pixels]) -> Vectors:
        rows = np.empty((len(photos), self.size), np.float32)
        for row, photo in zip(rows, photos, strict=True):
            row[:] = await asyncio.to_thread(_placed, photo, await self._network.look(photo))
        return rows


def _placed(photo: Pixels, seen: Seen) -> Vector:
    return look_space().place(photo, seen)
