from dataclasses import replace

import pytest

from catalog_sync.advice import ADVICE
from catalog_sync.findability import code_of
from catalog_sync.traits import each, traits_of
from graph.domain.survey import Trait
from tests.unit.catalog_sync.listings import COMPLETE


def test_a_complete_listing_lacks_nothing() -> None:
    assert traits_of(COMPLETE, shorter_side=800) == 0


@pytest.mark.parametrize(
    ("poorer", "trait"),
    [
        ({"category": ()}, Trait.NO_CATEGORY),
        ({"category": ("Kitchen",)}, Trait.FLAT_CATEGORY),
        ({"options": {"size": "M", "material": "steel"}}, Trait.NO_COLOUR),
        ({"options": {"color": "red", "material": "steel"}}, Trait.NO_SIZE),
        ({"options": {"color": "red", "size": "M"}}, Trait.NO_MATERIAL),
        ({"brand": None}, Trait.NO_BRAND),
        ({"description": ""}, Trait.NO_DESCRIPTION),
        ({"picture": None}, Trait.NO_PICTURE),
        ({"look_hash": None}, Trait.NO_LOOK),
        ({"gtin": None}, Trait.NO_GTIN),
        ({"url": None}, Trait.NO_LINK),
        ({"title": "Kettle"}, Trait.SHORT_TITLE),
        ({"title": "Kettle " * 11}, Trait.LONG_TITLE),
        ({"title": "RED KETTLE, BOILS WATER"}, Trait.SHOUTED_TITLE),
    ],
)
def test_each_lack_is_one_trait(poorer: dict[str, object], trait: Trait) -> None:
    assert list(each(traits_of(replace(COMPLETE, **poorer)))) == [trait]


def test_what_a_feed_states_as_a_fact_is_not_lacking() -> None:
    record = replace(COMPLETE, options={}, facts={"color": "red", "size": "M", "Material": "steel"})

    assert traits_of(record) == 0


@pytest.mark.parametrize("title", ["電気ケトル", "Чайник", "USB HDMI VGA DVI"])
def test_a_title_of_another_script_or_of_abbreviations_is_in_order(title: str) -> None:
    assert traits_of(replace(COMPLETE, title=title)) == 0


@pytest.mark.parametrize(("side", "small"), [(499, True), (500, False), (None, False)])
def test_a_picture_is_small_where_its_shorter_side_is_known_to_be(side: int | None, *, small: bool) -> None:
    assert bool(traits_of(COMPLETE, side) & Trait.SMALL_PICTURE) == small


def test_bits_that_are_stored_keep_their_meaning() -> None:
    assert [(trait.name, trait.value) for trait in Trait] == [
        ("NO_CATEGORY", 1),
        ("NO_COLOUR", 2),
        ("NO_SIZE", 4),
        ("NO_MATERIAL", 8),
        ("NO_BRAND", 16),
        ("NO_DESCRIPTION", 32),
        ("NO_PICTURE", 64),
        ("NO_LOOK", 128),
        ("NO_GTIN", 256),
        ("NO_LINK", 512),
        ("FLAT_CATEGORY", 1024),
        ("SMALL_PICTURE", 2048),
        ("SHORT_TITLE", 4096),
        ("LONG_TITLE", 8192),
        ("SHOUTED_TITLE", 16384),
        ("SOLD_OUT", 32768),
        ("NO_CREATOR", 65536),
    ]


def test_every_trait_has_its_words() -> None:
    assert {code_of(trait) for trait in Trait} <= set(ADVICE)
