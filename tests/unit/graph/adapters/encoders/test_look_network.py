import asyncio
import hashlib
import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from graph.adapters.encoders.look_network import VIEWS, LookNetwork
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
@pytest.mark.parametrize("output", ["fine", "middle", "coarse", "head", "logits"])
async def test_the_network_answers_as_the_original_does(
    network: LookNetwork, pictures: dict[str, Pixels], picture: str, output: str
) -> None:
    original = np.array(json.loads((GOLDEN / "efficientnet_lite2.json").read_text())[picture][output])

    seen = await network.look(pictures[picture])

    ours = {**seen.depths, "logits": seen.logits}[output][0]

    assert ours @ original / np.linalg.norm(ours) / np.linalg.norm(original) > 0.99999
    assert np.abs(ours - original).max() < 1e-3


async def test_a_view_is_the_middle_of_the_photo(network: LookNetwork, pictures: dict[str, Pixels]) -> None:
    framed = np.zeros((520, 520, 3), np.uint8)
    framed[130:390, 130:390] = pictures["checks"]
    whole = await network.look(pictures["checks"])

    middle = await network.look(framed)

    assert VIEWS[2] == 0.5
    assert middle.depths["head"][2] == pytest.approx(whole.depths["head"][0], abs=1e-4)


async def test_each_of_many_who_look_at_once_sees_its_own_photo(
    network: LookNetwork, pictures: dict[str, Pixels]
) -> None:
    expected = [await network.look(picture) for picture in pictures.values()]

    seen = await asyncio.gather(*(network.look(picture) for picture in pictures.values()))

    for ours, one in zip(seen, expected, strict=True):
        assert ours.depths["head"] == pytest.approx(one.depths["head"], abs=1e-5)


async def test_those_who_ask_for_the_same_photo_at_once_share_one_look(
    network: LookNetwork, pictures: dict[str, Pixels]
) -> None:
    one, other = await asyncio.gather(network.look(pictures["rings"]), network.look(pictures["rings"]))

    later = await network.look(pictures["rings"])

    assert one is other
    assert later is not one


async def test_who_gives_up_does_not_take_the_look_from_the_others(
    network: LookNetwork, pictures: dict[str, Pixels]
) -> None:
    hasty = asyncio.create_task(network.look(pictures["slope"]))
    patient = asyncio.create_task(network.look(pictures["slope"]))
    await asyncio.sleep(0)

    hasty.cancel()

    assert (await patient).logits.shape == (3, 1000)


def test_the_shipped_weights_are_the_recorded_ones() -> None:
    assert hashlib.sha256(TARGET.read_bytes()).hexdigest() == recorded_sha256()


def test_converting_the_published_weights_again_gives_the_recorded_bytes() -> None:
    assert hashlib.sha256(convert()).hexdigest() == recorded_sha256()
