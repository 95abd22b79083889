from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from catalog_sync import survey as watched
from catalog_sync.survey import Tally
from graph.domain.survey import EXAMPLES, Repeats, Survey, Trait
from graph.ports.supply import ListingRecord
from tests.unit.catalog_sync.listings import COMPLETE


def test_batches_do_not_part_the_variants_of_a_product() -> None:
    tally = Tally()

    tally.take([replace(COMPLETE, sku="K-2", options={"color": "red", "material": "steel"})])
    tally.take([COMPLETE])

    traits = {group.traits for group in tally.survey().groups}
    assert traits == {0, Trait.NO_SIZE.value}


def test_a_product_met_again_further_down_is_not_another_one() -> None:
    other = replace(COMPLETE, sku="P", product="P", product_title="Norrvik Mug 350 ml", description="Holds tea.")

    counted = tallied(COMPLETE, other, replace(COMPLETE, sku="K-2"))

    assert (counted.products, counted.titles, counted.descriptions) == (2, Repeats(), Repeats())


def test_whatever_the_batches_the_survey_is_the_same() -> None:
    records = [replace(COMPLETE, sku=f"{n}", product=f"{n // 3}", gtin=None if n % 2 else "1") for n in range(20)]

    for size in (1, 2, 7, 20):
        tally = Tally()
        for batch in batches(records, size):
            tally.take(batch)

        assert tally.survey() == tallied(*records)


def test_so_many_listings_of_a_group_are_named_as_examples() -> None:
    (group,) = tallied(*(replace(COMPLETE, sku=f"{n}", product=f"{n // 15}") for n in range(50))).groups

    assert (group.count, [listed.sku for listed in group.examples]) == (50, [f"{n}" for n in range(EXAMPLES)])


def test_titles_beyond_what_memory_is_given_for_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "WATCHED", 5)
    names = [*range(50), 3, 40]
    records = [replace(COMPLETE, product=f"{at}", product_title=f"Mug {name}") for at, name in enumerate(names)]

    counted = tallied(*records)

    assert (counted.products, counted.titles) == (52, Repeats(2, (("Mug 3", 2),)))


def tallied(*records: ListingRecord) -> Survey:
    tally = Tally()
    tally.take(records)
    return tally.survey()


def batches(records: Sequence[ListingRecord], size: int) -> Iterator[Sequence[ListingRecord]]:
    return (records[at : at + size] for at in range(0, len(records), size))
