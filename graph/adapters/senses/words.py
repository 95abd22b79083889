from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.adapters.encoders import look_network
from graph.adapters.encoders.look_network import LookNetwork
from graph.ports.senses import Pixels

CERTAIN = 0.25
"""The least probability worth saying. Of 61 photos of fruit that ImageNet has a class for, 59 reach it, 51 rightly."""
MOST = 3

_CLASSES = Path(look_network.__file__).parent / "weights" / "classes.txt"


class ClassWordReader:
    """Names the kind of thing in a photo, in English: one of ImageNet's 1,000 classes, of which shops sell some 400."""

    def __init__(self, network: LookNetwork) -> None:
        self._network = network

    async def read(self, photo: Pixels) -> tuple[str, ...]:
        """At most three names, the likeliest first; none where the network cannot make up its mind."""
        seen = await self._network.look(photo)
        belief = _softmax(seen.logits).mean(axis=0)
        likeliest = np.argsort(-belief, kind="stable")[:MOST]
        return tuple(_names()[place] for place in likeliest if belief[place] >= CERTAIN)


@cache
def _names() -> list[str]:
    return _CLASSES.read_text("utf-8").splitlines()


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
