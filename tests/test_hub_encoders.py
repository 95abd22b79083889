"""A shop that reads words and sees pictures with models of the hub: filled, searched, and gone over to others."""

import asyncio
import io
import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image, ImageDraw, ImageEnhance
from typer.testing import CliRunner

from bot.cli.main import app
from bot.cli.supply import bring_feed
from graph.adapters.media.photos import decode_photo
from graph.domain.wishes import Wish
from graph.recognition.recognise import recognise
from graph.search import seek
from graph.settings import EncoderSettings, SenseSettings, Settings, SyncSettings
from graph.wiring import open_shop
from tests.hub_models import CLIP_VISION, MINILM, SIGLIP, lay_out_hub

GOODS = {
    "MUG": ("Coffee mug", "firebrick", (20, 20)),
    "KETTLE": ("Kettle", "steelblue", (180, 20)),
    "LAMP": ("Lamp", "gold", (20, 180)),
    "COAT": ("Raincoat", "seagreen", (180, 180)),
}
SENTENCES_AND_CLIP = EncoderSettings(text=f"fastembed:{MINILM}", photo=f"fastembed:{CLIP_VISION}")
SIGLIP_FOR_BOTH = EncoderSettings(text=f"fastembed:{SIGLIP}", photo=f"fastembed:{SIGLIP}")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a shop that was filled with the first two; its feed is gone."""
    data, feed = tmp_path_factory.mktemp("shop"), write_feed(tmp_path_factory.mktemp("feed"))
    lay_out_hub(data / "models")
    asyncio.run(bring_feed(settings(data, SENTENCES_AND_CLIP), [feed], "hearth"))
    shutil.rmtree(feed.parent)
    return data


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def write_feed(folder: Path) -> Path:
    lines = ["id,title,description,link,image_link,availability,price"]
    for sku, (title, *_) in GOODS.items():
        draw(sku).save(folder / f"{sku}.png")
        lines.append(f"{sku},{title},,https://hearth.example/{sku},{sku}.png,in_stock,12.00 EUR")
    feed = folder / "products.csv"
    feed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return feed


def draw(sku: str) -> Image.Image:
    _, colour, (x, y) = GOODS[sku]
    image = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(image).ellipse((x, y, x + 200, y + 200), fill=colour)
    return image


def snapped(sku: str) -> bytes:
    """A photo of the thing in poorer light."""
    photo = io.BytesIO()
    ImageEnhance.Brightness(draw(sku)).enhance(0.8).save(photo, "JPEG")
    return photo.getvalue()


def settings(data: Path, encoders: EncoderSettings) -> Settings:
    return Settings(data_dir=data, encoders=encoders, senses=SenseSettings(label=False), sync=SyncSettings(workers=1))


def snaptap(data: Path, encoders: EncoderSettings, *order: str) -> Result:
    env = {"SNAPTAP_ENCODERS__TEXT": encoders.text, "SNAPTAP_ENCODERS__PHOTO": encoders.photo}
    return CliRunner().invoke(app(), [*order, "--data", str(data)], env={**env, "SNAPTAP_SYNC__WORKERS": "1"})


async def found_and_seen(data: Path, encoders: EncoderSettings, words: str, photo: bytes) -> tuple[str, str]:
    """What comes first for the words, and what the photo is taken for."""
    async with open_shop(settings(data, encoders)) as shop:
        sought = await seek(Wish(words), shop.tools)
        first = (await recognise(decode_photo(photo, 800), shop.tools)).candidates[0]
        listings = await shop.tools.catalog.listings([first.key])
    return sought.hits[0].listing.variant.sku, listings[first.key].variant.sku


async def test_goods_are_found_by_meaning_and_by_their_look(data: Path) -> None:
    first = await found_and_seen(data, SENTENCES_AND_CLIP, "impermeable", snapped("KETTLE"))

    assert first == ("COAT", "KETTLE")


def test_other_encoders_are_refused_with_the_command_that_brings_them_in(data: Path) -> None:
    refused = snaptap(data, SIGLIP_FOR_BOTH, "search", "mug")

    assert refused.exit_code == 1
    assert f"made by the encoder fastembed:{MINILM} (384)" in refused.stderr
    assert f"the one configured is fastembed:{SIGLIP} (768)" in refused.stderr
    assert "snaptap index rebuild" in refused.stderr


def test_that_command_encodes_words_and_pictures_anew_without_the_feed(data: Path) -> None:
    rebuilt = snaptap(data, SIGLIP_FOR_BOTH, "index", "rebuild")

    assert rebuilt.exit_code == 0
    first = asyncio.run(found_and_seen(data, SIGLIP_FOR_BOTH, "impermeable", snapped("LAMP")))
    assert first == ("COAT", "LAMP")


def test_a_model_that_is_not_here_and_cannot_be_had_is_refused_with_a_way_to_bring_it(tmp_path: Path) -> None:
    refused = snaptap(tmp_path, SENTENCES_AND_CLIP, "search", "mug")

    assert refused.exit_code == 1
    assert f"{MINILM} is not in {tmp_path / 'models'} and cannot be downloaded" in refused.stderr
    assert f"TextEmbedding('{MINILM}', 'models', lazy_load=True)" in refused.stderr


@pytest.mark.parametrize(
    ("encoders", "known"),
    [
        (EncoderSettings(text="fastembed:acme/none"), MINILM),
        (EncoderSettings(photo=f"fastembed:{MINILM}"), CLIP_VISION),
    ],
    ids=["unknown", "for words only"],
)
def test_a_model_that_fastembed_does_not_know_is_refused_with_those_it_knows(
    tmp_path: Path, encoders: EncoderSettings, known: str
) -> None:
    refused = snaptap(tmp_path, encoders, "search", "mug")

    assert refused.exit_code == 1
    assert "fastembed knows no model" in refused.stderr
    assert known in refused.stderr


def test_without_the_package_the_command_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)

    refused = snaptap(tmp_path, SENTENCES_AND_CLIP, "search", "mug")

    assert refused.exit_code == 1
    assert "pip install -e '.[fastembed]'" in refused.stderr


def test_a_provider_that_nobody_knows_is_no_setting(tmp_path: Path) -> None:
    refused = snaptap(tmp_path, SIGLIP_FOR_BOTH.model_copy(update={"text": "acme:model"}), "search", "mug")

    assert refused.exit_code == 2
    assert "SNAPTAP_ENCODERS__TEXT" in refused.stderr


def test_doctor_downloads_nothing_and_says_what_is_not_here_and_not_measured(tmp_path: Path) -> None:
    told = snaptap(tmp_path, SENTENCES_AND_CLIP, "doctor", "--json")

    findings = {each["name"]: each for each in json.loads(told.stdout)["findings"]}
    assert findings["model"]["state"] == "missing"
    assert f"words by fastembed:{MINILM}, not measured" in findings["encoders"]["detail"]
    assert findings["database"]["state"] == "ok"
