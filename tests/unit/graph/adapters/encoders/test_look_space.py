import numpy as np
import pytest
from PIL import Image, ImageDraw

from graph.adapters.encoders.look_network import look, open_session
from graph.adapters.encoders.look_space import SIZE, look_space, on_plain_ground
from graph.adapters.encoders.weights.fit import fit
from graph.ports.senses import Pixels


def mug(ground: str, side: int = 300) -> Pixels:
    image = Image.new("RGB", (side, side), ground)
    ImageDraw.Draw(image).ellipse((80, 60, side - 80, side - 40), fill="firebrick", outline="black", width=6)
    return np.asarray(image)


@pytest.mark.parametrize(("picture", "plain"), [("white", True), ("grey", True), ("noise", False)])
def test_plain_ground_is_an_edge_of_one_colour(picture: str, plain: bool) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 300, 3), dtype=np.uint8)

    assert on_plain_ground(noise if picture == "noise" else mug(picture)) is plain


def test_a_thing_that_reaches_the_edge_does_not_hide_its_plain_ground() -> None:
    cut = mug("white").copy()
    cut[-1, 100:200] = 0

    assert on_plain_ground(cut)


def test_a_look_has_length_one_and_is_the_same_each_time() -> None:
    session, picture = open_session(threads=1), mug("white")
    seen = look(session, picture)

    place = look_space().place(picture, seen)

    assert place.shape == (SIZE,)
    assert np.linalg.norm(place) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(place, look_space().place(picture, seen))


def test_fitting_takes_the_axes_in_which_pictures_differ() -> None:
    chance = np.random.default_rng(2)
    widths = {"head": 300, "coarse": 300, "middle": 300, "fine": 300, "colours": 60}
    photos = {name: chance.normal(size=(400, 1, width)).astype(np.float32) for name, width in widths.items()}
    for views in photos.values():
        views[..., 0] *= 9

    numbers = fit(photos, {name: views[:5] + 1 for name, views in photos.items()})

    assert np.abs(numbers["coarse.axes"][:, 0]).argmax() == 0
    assert numbers["head.plain"] == pytest.approx(photos["head"][:5].mean(axis=(0, 1)) + 1, abs=0.02)
    assert numbers["axes"].shape == (256 + 256 + 208 + 256 + 32, SIZE)
