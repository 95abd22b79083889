import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.bench.codes import _feed, _number
from bot.bench.groceries import codes, snaps, upc_a, write_catalogue
from bot.bench.photos import ABLATIONS, Seen, _ablations, _recognised, _sure, _times
from bot.bench.readers import Read
from bot.bench.unknowns import belief_figures, unknown_figures
from graph.domain.errors import BadInput
from graph.domain.recognition import Confidence
from graph.recognition.readings import Readings
from tests.doubles.goods import listed, listing

CATALOG = """fine_id,fine_class,coarse_id,coarse_class,department,iconic_image,description_en
4,Oatly-Oat-Milk,2,Oat-Milk,Packages,iconic/oat.png,"Oat drink, 1 l."
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    grocery, barcodes = tmp_path / "grocery", tmp_path / "barcodes" / "ean13-1"
    (grocery / "iconic").mkdir(parents=True)
    barcodes.mkdir(parents=True)
    Image.new("RGB", (40, 40), "tan").save(grocery / "iconic" / "oat.png")
    (grocery / "catalog.csv").write_text(CATALOG, "utf-8")
    (grocery / "gtin.csv").write_text("fine_class_dir,gtin13\nOatly-Oat-Milk,7394376616037\n", "utf-8")
    (grocery / "photos_val.csv").write_text("query_image,fine_id,department\nval/1.jpg,4,Packages\n", "utf-8")
    Image.new("L", (40, 40)).save(barcodes / "1.png")
    (barcodes / "1.txt").write_text("7394376616037\n", "utf-8")
    (barcodes / "1.metadata.txt").write_text("no code", "utf-8")
    return tmp_path


def test_photos_codes_and_the_catalogue_are_read(data: Path) -> None:
    folder = data / "shop"
    folder.mkdir()

    feed = write_catalogue(data, folder)

    (snap,), (code,) = snaps(data), codes(data)
    assert (snap.photo, snap.sku, snap.package) == (data / "grocery" / "val" / "1.jpg", "4", True)
    assert (code.photo.name, code.digits) == ("1.png", "7394376616037")
    with feed.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["product_type"], row["gtin"]) == (
        "Oatly Oat Milk",
        "Packages > Oat Milk",
        "7394376616037",
    )
    assert (folder / row["image_link"]).is_file()


def test_a_folder_without_photos_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"photos_val\.csv"):
        snaps(tmp_path)


def test_a_thing_counts_where_it_is_offered_and_confidence_by_its_first(data: Path) -> None:
    (snap,) = snaps(data)
    seen = [
        Seen(snap, ("4", "5"), Confidence.SURE, 10, 10, lettered=False),
        Seen(snap, ("5", "4"), Confidence.SURE, 12, 30),
        Seen(snap, (), None, 14, 40),
    ]

    figures = {figure.name: figure.value for figure in (*_recognised(seen), *_sure(seen), *_times(seen, seen[:1]))}

    assert figures["all: right among the first 1"] == pytest.approx(1 / 3)
    assert figures["packages: right among the first 5"] == pytest.approx(2 / 3)
    assert figures["called sure"] == pytest.approx(2 / 3)
    assert figures["… of which right (2 photos)"] == 0.5
    assert figures["barcode, look and words, p50"] == 10
    assert figures["the same beside label reading, p50"] == 12
    assert figures["with the label, p50"] == 35


def reads(data: Path, *cosines: float) -> list[Read]:
    """One photo of thing 4 after another; `cosines` are those of thing 4, and thing 5 looks like it by half."""
    snap = replace(snaps(data)[0], sku="S-4")
    goods = {("shop", f"P-{key}"): listing(listed(key, f"Thing {key}", merchant="shop")) for key in (4, 5)}
    mine, other = goods
    keys = {ref: listing.key for ref, listing in goods.items()}
    return [Read(snap, Readings(alike=keys, cosines={mine: cosine, other: 0.5}), goods) for cosine in cosines]


def test_without_its_look_nothing_is_recognised_and_the_difference_says_so(data: Path) -> None:
    figures = _ablations(reads(data, 0.9, 0.8, 0.1, 0.9))

    by_name = {figure.name: figure.value for figure in figures}
    assert by_name["look alone: right at once"] == 0.75
    assert by_name["without the look: right at once"] == 0
    assert len(figures) == 2 * len(ABLATIONS)


def test_what_is_taken_out_of_the_catalogue_counts_as_unknown(data: Path) -> None:
    figures = {figure.name: figure for figure in unknown_figures(reads(data, 0.95, 0.95))}

    assert figures["known things called sure"].value + figures["things it does not have called sure"].value > 0
    assert figures["sure of known things, and right"].value == 1


def test_beliefs_are_compared_with_what_was_right(data: Path) -> None:
    figures = belief_figures(reads(data, 0.95, 0.45))

    assert sum(figure.value for figure in figures) == 1
    assert all(figure.name.startswith("believed") for figure in figures)


def test_every_number_read_gets_a_product_beside_two_hundred_others(tmp_path: Path) -> None:
    (tmp_path / "4.jpg").touch()

    with _feed(["7394376616037", "12345"], tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["gtin"] for row in rows if row["gtin"]] == ["7394376616037"]
    assert len(rows) == 201


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("01234565", "012345000065"),
        ("00123457", "001234000057"),
        ("01234531", "012300000451"),
        ("01264904", "012000006494"),
    ],
)
def test_a_short_code_stands_for_twelve_digits(short: str, full: str) -> None:
    assert upc_a(short) == full


def test_a_gtin_is_one_number_however_many_zeros_are_in_front() -> None:
    assert _number("0036000291452") == _number("036000291452") == _number("36000291452")
