from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from catalog_sync.survey import Tally
from catalog_sync.traits import traits_of
from graph.adapters.sql.database import Database
from graph.adapters.sql.survey import SqlCatalogSurvey
from graph.domain.catalogue import Availability
from graph.domain.creators import Creator, Disclosure, PostKind, ProductRef, Stance
from graph.domain.survey import EXAMPLES, LARGEST, Listed, Repeats, Survey, Trait
from graph.ports.supply import CatalogStore, CatalogSurvey, ListingRecord, PostRecord
from tests.sql_shop import NOON, StillClock, record
from tests.till_at_work import Till

SIZELESS, UNSEEN, SOLD_OUT = Trait.NO_SIZE.value, Trait.NO_CREATOR.value, Trait.SOLD_OUT.value


@pytest.fixture
def survey(database: Database) -> CatalogSurvey:
    return SqlCatalogSurvey(database)


async def listed(store: CatalogStore, *records: ListingRecord, merchant: str = "hearth") -> None:
    """Listed, and each product shown by a creator."""
    await store.apply(merchant, "feed", records, [], NOON)
    seen = (ProductRef(merchant, product) for product in dict.fromkeys(each.product for each in records))
    await store.apply_posts(f"posts about {merchant}", [post(merchant, *seen)], [])


def post(name: str, *products: ProductRef) -> PostRecord:
    return PostRecord(
        id=name,
        url=f"https://clips.example/{name}",
        creator=Creator("@mira", "clips", "Mira"),
        published=date(2025, 5, 4),
        kind=PostKind.REVIEW,
        title="A month with it",
        text="Every morning.",
        language="en",
        stance=Stance.FOR,
        disclosure=Disclosure.NONE,
        fingerprint=name,
        text_hashes=("post",),
        products=products,
    )


def counts(found: Survey) -> dict[int, int]:
    return {group.traits: group.count for group in found.groups}


def lacking(sku: str, *traits: Trait, **more: object) -> ListingRecord:
    return record(sku, traits=sum(trait.value for trait in traits), **more)  # type: ignore[arg-type]


def shop_of_all_kinds() -> Iterable[ListingRecord]:
    """Products of one to four variants that lack this and that, their titles and descriptions alike now and then."""
    for product in range(30):
        for variant in range(1 + product % 4):
            each = record(
                f"{product}-{variant}",
                product=f"P{product}",
                product_title=f"Enamelled camping kettle, model {product % 7}" if product % 3 else f"Kettle {product}",
                description="" if product % 5 == 0 else f"Boils {product % 8} litres in no time.",
                options={"size": "L"} if variant and product % 2 else {},
                gtin="4006381333931" if product % 3 else None,
                brand="Brasa" if variant % 2 else None,
                language="de" if product % 9 == 0 else "en",
                quantity=(None, 3, 0)[product % 3],
                availability=Availability.OUT_OF_STOCK if product % 11 == 0 else Availability.IN_STOCK,
            )
            yield replace(each, traits=traits_of(each))


async def test_the_shop_is_counted_as_the_records_are_that_went_into_it(
    survey: CatalogSurvey, store: CatalogStore
) -> None:
    records, tally = list(shop_of_all_kinds()), Tally()
    tally.take(records)

    await listed(store, *records)

    assert await survey.survey("hearth") == tally.survey()


async def test_an_empty_shop_has_nothing_to_count(survey: CatalogSurvey) -> None:
    assert await survey.survey() == await survey.survey("nobody") == Survey()
    assert await survey.merchants() == ()


async def test_a_group_names_the_first_of_its_listings(survey: CatalogSurvey, store: CatalogStore) -> None:
    await listed(store, *(lacking(f"K-{n}", Trait.NO_BRAND) for n in range(EXAMPLES + 5)))

    (group,) = (await survey.survey("hearth")).groups

    assert (group.traits, group.count) == (Trait.NO_BRAND.value, EXAMPLES + 5)
    assert group.examples == tuple(Listed(f"K-{n}", f"Kettle K-{n}") for n in range(EXAMPLES))


async def test_what_is_withdrawn_is_not_counted(survey: CatalogSurvey, store: CatalogStore) -> None:
    await listed(store, record("kettle"), record("mug", language="de"))

    await store.apply("hearth", "feed", [], ["mug"], NOON)

    found = await survey.survey("hearth")
    assert (counts(found), found.products, dict(found.languages)) == ({0: 1}, 1, {"en": 1})
    assert found.descriptions == Repeats()


async def test_a_size_is_lacking_only_beside_a_variant_that_has_one(survey: CatalogSurvey, store: CatalogStore) -> None:
    await listed(
        store,
        lacking("S", product="shirt"),
        lacking("M", Trait.NO_SIZE, product="shirt"),
        lacking("kettle", Trait.NO_SIZE),
    )

    assert counts(await survey.survey("hearth")) == {0: 2, SIZELESS: 1}


async def test_a_size_that_is_withdrawn_is_missed_nowhere(survey: CatalogSurvey, store: CatalogStore) -> None:
    await listed(store, lacking("S", product="shirt"), lacking("M", Trait.NO_SIZE, product="shirt"))

    await store.apply("hearth", "feed", [], ["S"], NOON)

    assert counts(await survey.survey("hearth")) == {0: 1}


@pytest.mark.parametrize(
    ("more", "traits"),
    [
        ({"quantity": 0}, SOLD_OUT),
        ({"quantity": 1}, 0),
        ({"quantity": None}, 0),
        ({"quantity": 1, "availability": Availability.OUT_OF_STOCK}, SOLD_OUT),
        ({"availability": Availability.PREORDER}, 0),
    ],
)
async def test_sold_out_is_what_cannot_be_bought(
    survey: CatalogSurvey, store: CatalogStore, more: dict[str, object], traits: int
) -> None:
    await listed(store, record("kettle", **more))  # type: ignore[arg-type]

    assert counts(await survey.survey("hearth")) == {traits: 1}


async def test_the_last_unit_in_somebody_s_basket_is_sold_out(
    survey: CatalogSurvey, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    await listed(store, record("kettle", quantity=1))

    await Till(database, clock).reserved()

    assert counts(await survey.survey("hearth")) == {SOLD_OUT: 1}


async def test_a_product_has_a_creator_while_a_post_speaks_of_it(survey: CatalogSurvey, store: CatalogStore) -> None:
    await store.apply("hearth", "feed", [record("S", product="shirt"), record("M", product="shirt")], [], NOON)
    assert counts(await survey.survey("hearth")) == {UNSEEN: 2}

    await store.apply_posts("posts", [post(name, ProductRef("hearth", "shirt")) for name in ("1", "2")], [])
    assert counts(await survey.survey("hearth")) == {0: 2}

    await store.apply_posts("posts", [], [f"https://clips.example/{name}" for name in ("1", "2")])
    assert counts(await survey.survey("hearth")) == {UNSEEN: 2}


async def test_a_post_about_another_merchant_s_product_of_that_id_is_not_about_this_one(
    survey: CatalogSurvey, store: CatalogStore
) -> None:
    await store.apply("hearth", "feed", [record("kettle")], [], NOON)

    await store.apply_posts("posts", [post("1", ProductRef("other", "kettle"))], [])

    assert counts(await survey.survey("hearth")) == {UNSEEN: 1}


async def test_bits_of_a_later_version_are_kept(survey: CatalogSurvey, store: CatalogStore) -> None:
    await listed(store, record("kettle", traits=1 << 40))  # type: ignore[arg-type]

    assert counts(await survey.survey("hearth")) == {1 << 40: 1}


async def test_merchants_are_counted_apart_and_the_shop_as_one(survey: CatalogSurvey, store: CatalogStore) -> None:
    same = {"product_title": "Enamelled camping kettle", "description": "Boils."}
    await listed(store, lacking("A", Trait.NO_BRAND, **same))
    await listed(store, lacking("A", Trait.NO_BRAND, **same), record("B", language="de"), merchant="quill")

    whole = await survey.survey()

    assert await survey.merchants() == ("hearth", "quill")
    assert counts(await survey.survey("hearth")) == {Trait.NO_BRAND.value: 1}
    assert (counts(whole), whole.products) == ({0: 1, Trait.NO_BRAND.value: 2}, 3)
    assert (whole.titles, whole.descriptions) == (Repeats(), Repeats())
    assert dict(whole.languages) == {"en": 2, "de": 1}


async def test_the_largest_sets_that_share_come_first_and_the_older_of_two_as_large(
    survey: CatalogSurvey, store: CatalogStore
) -> None:
    texts = ["zebra", "zebra", "apple", "apple", "mug", "mug", "mug", "pan", "pan", "pot"]

    await listed(store, *(record(f"{at}", description=text) for at, text in enumerate(texts)))

    shared = (await survey.survey("hearth")).descriptions
    assert shared == Repeats(9, (("mug", 3), ("zebra", 2), ("apple", 2)))
    assert len(shared.largest) == LARGEST


async def test_titles_are_alike_in_characters_not_in_bytes(survey: CatalogSurvey, store: CatalogStore) -> None:
    alike, different = "ü" * 31, "ü" * 30

    titles = [f"{alike}1", f"{alike}2", f"{different}1", f"{different}2"]
    await listed(store, *(record(f"{at}", product_title=title) for at, title in enumerate(titles)))

    assert (await survey.survey("hearth")).titles == Repeats(2, ((alike, 2),))


async def test_a_sale_between_two_feeds_is_counted_at_once(
    survey: CatalogSurvey, store: CatalogStore, database: Database, clock: StillClock
) -> None:
    till = Till(database, clock)
    await store.apply("hearth", "feed", [record("kettle", quantity=1)], [], NOON - timedelta(hours=1))

    await till.settle(await till.reserved())

    assert counts(await survey.survey("hearth")) == {SOLD_OUT | UNSEEN: 1}


async def test_each_listing_is_told_with_the_traits_that_it_is_counted_by(
    survey: CatalogSurvey, store: CatalogStore
) -> None:
    await listed(store, *shop_of_all_kinds())
    await listed(store, record("pen"), merchant="other")

    listings = await survey.listings("hearth")

    groups = {group.traits: group.count for group in (await survey.survey("hearth")).groups}
    assert Counter(listing.traits for listing in listings) == groups
    assert [listing.sku for listing in listings] == [each.sku for each in shop_of_all_kinds()]
    assert len(await survey.listings()) == len(listings) + 1
