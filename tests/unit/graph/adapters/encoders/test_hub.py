import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from graph.adapters.encoders.hub import HubModel, Purpose, hub_model
from graph.adapters.encoders.hub_photo import HubPhotoEncoder, HubPhotos
from graph.adapters.encoders.hub_text import HubTextEncoder
from graph.domain.errors import BadInput
from tests.hub_models import CLIP_VISION, MINILM, SIGLIP, lay_out_hub


@pytest.fixture
def models(tmp_path: Path) -> Path:
    lay_out_hub(tmp_path)
    return tmp_path


def test_a_name_in_other_letters_is_the_same_model(tmp_path: Path) -> None:
    shouted = hub_model(CLIP_VISION.upper(), Purpose.PICTURES, tmp_path)

    assert shouted == HubModel(Purpose.PICTURES, CLIP_VISION, 512, tmp_path)


def test_one_name_is_two_models_where_it_reads_and_sees(tmp_path: Path) -> None:
    reads, sees = (hub_model(SIGLIP, purpose, tmp_path) for purpose in Purpose)

    assert reads != sees


def test_a_model_is_here_once_all_its_files_are(models: Path) -> None:
    model = hub_model(CLIP_VISION, Purpose.PICTURES, models)
    before = model.is_here()

    next(models.glob("models--*vision/snapshots/*/model.onnx")).unlink()

    assert (before, model.is_here()) == (True, False)


def test_what_is_here_is_not_fetched_again(models: Path) -> None:
    model = hub_model(MINILM, Purpose.WORDS, models)

    model.fetch()

    assert model.is_here()


def test_what_cannot_be_fetched_is_told_with_the_way_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be downloaded .* ImageEmbedding\('Qdrant/clip-ViT-B-32-vision'"):
        hub_model(CLIP_VISION, Purpose.PICTURES, tmp_path).fetch()


def test_a_damaged_model_is_told_with_the_folder_to_remove(models: Path) -> None:
    for file in models.rglob("*.onnx"):
        file.write_bytes(b"half a download")

    with pytest.raises(BadInput, match=f"remove {models} to have it downloaded anew"):
        hub_model(CLIP_VISION, Purpose.PICTURES, models).pictures(threads=1)


def test_a_strip_of_a_photo_takes_no_more_memory_than_another_photo(models: Path) -> None:
    encoder = HubPhotos(hub_model(CLIP_VISION, Purpose.PICTURES, models), threads=1)
    tracemalloc.start()

    encoder.encode([np.full((1, 1600, 3), 200, np.uint8)])

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_what_nobody_has_measured_says_so(models: Path) -> None:
    words = HubTextEncoder(hub_model(MINILM, Purpose.WORDS, models), threads=1)
    pictures = HubPhotoEncoder(hub_model(CLIP_VISION, Purpose.PICTURES, models), threads=1)

    assert words.nearness is None
    assert not pictures.fitted
