from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pytest

from graph.adapters.encoders.pooled import BATCH, FEW, PooledTextEncoder, encode_texts
from graph.adapters.encoders.text import BundledTextEncoder
from graph.ports.senses import Nearness, Vectors
from graph.ports.work import WorkerDied

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class CountingWorkers:
    """The port Workers: at once, on this thread."""

    batches: list[int] = field(default_factory=list)
    dead: bool = False

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        if self.dead:
            raise WorkerDied("it was killed")
        assert isinstance(batch, list)
        self.batches.append(len(batch))
        return work(batch)


@dataclass
class NearEncoder:
    """Encodes nothing, and says how often it was asked."""

    name: str = "near"
    size: int = 512
    nearness: Nearness | None = None
    asked: int = 0

    async def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        return np.ones((len(texts), self.size), np.float32)


async def test_many_texts_are_encoded_by_workers_in_batches() -> None:
    workers, near = CountingWorkers(), NearEncoder()

    await PooledTextEncoder(near, workers, encode_texts).encode([f"lamp {number}" for number in range(2 * BATCH + 1)])

    assert workers.batches == [BATCH, BATCH, 1]
    assert near.asked == 0


async def test_a_few_texts_wait_for_no_worker() -> None:
    workers, near = CountingWorkers(), NearEncoder()

    vectors = await PooledTextEncoder(near, workers, encode_texts).encode(["a lamp"] * FEW)

    assert vectors.shape == (FEW, near.size)
    assert workers.batches == []


async def test_a_few_texts_between_many_do_not_load_the_model_here_too() -> None:
    workers, near = CountingWorkers(), NearEncoder()
    encoder = PooledTextEncoder(near, workers, encode_texts)
    await encoder.encode(["a lamp"] * (FEW + 1))

    await encoder.encode(["a lamp"])

    assert near.asked == 0
    assert workers.batches == [FEW + 1, 1]


async def test_vectors_are_those_of_the_encoder_here_in_the_order_of_the_texts() -> None:
    texts = [f"a lamp for room {number}" for number in range(BATCH + 20)]

    vectors = await PooledTextEncoder(NearEncoder(), CountingWorkers(), encode_texts).encode(texts)

    assert vectors == pytest.approx(await BundledTextEncoder().encode(texts), abs=1e-5)


async def test_the_death_of_a_worker_is_told() -> None:
    encoder = PooledTextEncoder(NearEncoder(), CountingWorkers(dead=True), encode_texts)

    with pytest.raises(WorkerDied):
        await encoder.encode(["a lamp"] * (FEW + 1))
