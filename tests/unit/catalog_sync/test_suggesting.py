"""What the index and the catalogue offer for a creator's words."""

from dataclasses import replace

from catalog_sync.suggesting import suggest_from, suggestion
from graph.domain.creators import ProductRef
from tests.doubles.catalogue import MemoryCatalog
from tests.doubles.goods import listed, product, variant
from tests.doubles.indexes import MemoryProducts

KETTLE, POT = listed(1, "Pilot Kettle", brand="Skerry"), listed(2, "Moka Pot", brand="Tarn", left=0)


async def test_the_nearest_come_first_sold_out_ones_too() -> None:
    suggest = suggest_from(MemoryProducts([KETTLE, POT]), MemoryCatalog([KETTLE, POT]))

    found = await suggest("the moka pot by Tarn and a kettle")

    assert (found[0].ref, found[0].title, found[0].brand) == (ProductRef("hearth", "P-2"), "Moka Pot", "Tarn")
    assert len(found) == 2


async def test_what_the_catalogue_has_withdrawn_since_is_not_offered() -> None:
    suggest = suggest_from(MemoryProducts([KETTLE, POT]), MemoryCatalog([KETTLE]))

    assert [each.title for each in await suggest("moka pot and kettle")] == ["Pilot Kettle"]


async def test_before_there_is_an_index_nothing_is_offered() -> None:
    assert await suggest_from(MemoryProducts([KETTLE], missing=True), MemoryCatalog([KETTLE]))("kettle") == ()


def test_a_product_may_be_called_by_any_of_its_variants_options() -> None:
    kettle = product(variant(1, "Kettle", color="Red", size="L"), variant(2, color="Blue", size="L"))

    assert suggestion(kettle).options == ("Red", "L", "Blue")


def test_a_part_number_names_a_product_only_where_it_has_one() -> None:
    one, other = replace(variant(1), mpn="SKE-1"), replace(variant(2), mpn="SKE-2")

    assert [suggestion(product(*variants)).mpn for variants in ((one, one), (one, other))] == ["SKE-1", None]
