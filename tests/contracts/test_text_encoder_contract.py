"""What every TextEncoder keeps to."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from graph.adapters.encoders.hub import HubModel, Purpose, hub_model
from graph.adapters.encoders.hub_text import HubTextEncoder, HubTextsOfWorker
from graph.adapters.encoders.pooled import PooledTextEncoder, encode_texts
from graph.adapters.encoders.text import BundledTextEncoder
from graph.ports.senses import TextEncoder
from tests.hub_models import CLIP_TEXT, MINILM, SIGLIP, lay_out_hub

T = TypeVar("T")
R = TypeVar("R")


class _HereAndNow:
    """The port Workers: at once, on this thread."""

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        return work(batch)


def _bundled(_: Path) -> TextEncoder:
    return BundledTextEncoder()


def _pooled(_: Path) -> TextEncoder:
    return PooledTextEncoder(BundledTextEncoder(), _HereAndNow(), encode_texts)


def _minilm(models: Path) -> TextEncoder:
    return HubTextEncoder(_model(MINILM, models), threads=1)


def _clip(models: Path) -> TextEncoder:
    return HubTextEncoder(_model(CLIP_TEXT, models), threads=1)


def _siglip(models: Path) -> TextEncoder:
    return HubTextEncoder(_model(SIGLIP, models), threads=1)


def _pooled_minilm(models: Path) -> TextEncoder:
    return PooledTextEncoder(_minilm(models), _HereAndNow(), HubTextsOfWorker(_model(MINILM, models)))


def _model(name: str, models: Path) -> HubModel:
    lay_out_hub(models)
    return hub_model(name, Purpose.WORDS, models)


@pytest.fixture(scope="module", params=[_bundled, _pooled, _minilm, _clip, _siglip, _pooled_minilm])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TextEncoder:
    made: TextEncoder = request.param(tmp_path_factory.mktemp("models"))
    return made


async def test_every_text_has_a_row_of_length_one(encoder: TextEncoder) -> None:
    vectors = await encoder.encode(["a blue mug", "ein blauer Becher", ""])

    assert vectors.shape == (3, encoder.size)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


async def test_no_texts_have_no_rows(encoder: TextEncoder) -> None:
    vectors = await encoder.encode([])

    assert vectors.shape == (0, encoder.size)


async def test_a_text_has_the_same_vector_whatever_stands_beside_it(encoder: TextEncoder) -> None:
    alone = await encoder.encode(["oak chopping board"])

    among_many = await encoder.encode([f"towel {number}" for number in range(150)] + ["oak chopping board"])

    assert among_many[-1] == pytest.approx(alone[0], abs=1e-4)


async def test_the_same_vectors_come_out_when_many_ask_at_once(encoder: TextEncoder) -> None:
    texts = [f"a lamp for room {number}" for number in range(8)]
    expected = await encoder.encode(texts)

    answers = await asyncio.gather(*(encoder.encode([text]) for text in texts))

    assert np.concatenate(answers) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("coffee mug", "cup", "raincoat"),
        ("Kaffeetasse", "coffee mug", "raincoat"),
        ("impermeable", "raincoat", "coffee mug"),
        ("コーヒーカップ", "coffee mug", "raincoat"),
    ],
)
async def test_one_meaning_lands_nearer_than_another_across_languages(
    encoder: TextEncoder, query: str, near: str, far: str
) -> None:
    asked, wanted, other = await encoder.encode([query, near, far])

    assert asked @ wanted > asked @ other + 0.1


@pytest.mark.parametrize("text", ["half an emoji \ud83d", "\x00\n\t", "☕" * 5000, "word " * 20000])
async def test_odd_texts_have_vectors_too(encoder: TextEncoder, text: str) -> None:
    vectors = await encoder.encode([text])

    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
