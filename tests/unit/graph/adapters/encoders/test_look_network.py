import asyncio
import hashlib
import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from graph.adapters.encoders.look_network import LookNetwork
from graph.adapters.encoders.weights.convert import TARGET, convert
from graph.ports.senses import Pixels

GOLDEN = Path(__file__).parents[4] / "golden" / "encoders"


@pytest.fixture(scope="module")
def network() -> LookNetwork:
    return LookNetwork(threads=1)


@pytest.fixture(scope="module")
def pictures() -> dict[str, Pixels]:
    return runpy.run_path(str(GOLDEN / "original.py"))["pictures"]()


def recorded_sha256() -> str:
    shipped = (TARGET.parent / "PROVENANCE.md").read_text("utf-8")
    return re.search(r"^\| SHA-256 \| `(\w{64})` \|$", shipped, re.MULTILINE)[1]


@pytest.mark.parametrize("picture", ["slope", "checks", "rings", "noise"])
@pytest.mark.parametrize("output", ["features", "logits"])
async def test_the_network_answers_as_the_original_does(
    network: LookNetwork, pictures: dict[str, Pixels], picture: str, output: str
) -> None:
    original = np.array(json.loads((GOLDEN / "efficientnet_lite0.json").read_text())[picture][output])

    ours = getattr(await network.look(pictures[picture], views=[1.0]), output)[0]

    assert ours @ original / np.linalg.norm(ours) / np.linalg.norm(original) > 0.99999
    assert np.abs(ours - original).max() < 1e-3


async def test_a_view_is_the_middle_of_the_photo(network: LookNetwork, pictures: dict[str, Pixels]) -> None:
    framed = np.zeros((448, 448, 3), np.uint8)
    framed[112:336, 112:336] = pictures["checks"]
    whole = await network.look(pictures["checks"], views=[1.0])

    middle = await network.look(framed, views=[1.0, 0.5])

    assert middle.features[1] == pytest.approx(whole.features[0], abs=1e-4)


async def test_each_of_many_who_look_at_once_sees_its_own_photo(
    network: LookNetwork, pictures: dict[str, Pixels]
) -> None:
    expected = [await network.look(picture, views=[1.0]) for picture in pictures.values()]

    seen = await asyncio.gather(*(network.look(picture, views=[1.0]) for picture in pictures.values()))

    for ours, one in zip(seen, expected, strict=True):
        assert ours.features == pytest.approx(one.features, abs=1e-5)


def test_the_shipped_weights_are_the_recorded_ones() -> None:
    assert hashlib.sha256(TARGET.read_bytes()).hexdigest() == recorded_sha256()


def test_converting_the_published_weights_again_gives_the_recorded_bytes() -> None:
    assert hashlib.sha256(convert()).hexdigest() == recorded_sha256()
