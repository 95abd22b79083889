"""What every CatalogIndex promises, asked of the embedded engine and of the server's client."""

from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import AsyncQdrantClient

from graph.adapters.index.edge import EdgeCatalogIndex, EdgeCollection
from graph.adapters.index.points import product_layout, product_to_point
from graph.adapters.index.server import ServerCatalogIndex
from graph.adapters.index.server_publisher import ServerPublisher
from graph.adapters.index.words import WordEncoder
from graph.domain.money import Money
from graph.domain.wishes import Budget
from graph.ports.publishing import ProductPoint
from graph.ports.search import CatalogIndex, ProductQuery, Ranking
from tests.contracts.index_fixtures import ENCODERS, SIZE, Shop, towards

Shelve = Callable[..., Awaitable[CatalogIndex]]

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")


KETTLE = ProductPoint(
    key=1,
    merchant="hearth",
    product="kettle",
    sku="K-1",
    names="gooseneck kettle",
    details="",
    brand="Morrow",
    categories=("Kitchen", "Kettles"),
    colour="Matte Black",
    size="1 L",
    gtin="4006381333931",
    price=4900,
    currency="EUR",
    available=True,
    text=towards(0),
    look=towards(0),
)
MUG = replace(
    KETTLE,
    key=2,
    product="mug",
    sku="M-1",
    names="stoneware mug",
    details="",
    brand="Fennel & Ash",
    categories=("Kitchen", "Mugs"),
    colour="White",
    size="M",
    gtin="",
    price=1800,
    text=towards(1),
    look=towards(1),
)
THROW = replace(
    KETTLE,
    key=3,
    merchant="loom",
    product="throw",
    sku="T-1",
    names="woollen throw",
    details="",
    brand="Tarn",
    categories=("Living", "Throws"),
    colour="Green",
    size="L",
    gtin="",
    price=8900,
    text=towards(2),
    look=None,
)


@pytest.fixture(params=["embedded", "server"])
async def shelve(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelve]:
    """Puts variants into an index of the kind under test."""
    words = WordEncoder()

    async def on_server(*products: ProductPoint) -> CatalogIndex:
        shop = Shop({product.key: product for product in products})
        await ServerPublisher(client, shop, ENCODERS, words).publish()
        return ServerCatalogIndex(client, words)

    async def embedded(*products: ProductPoint) -> CatalogIndex:
        collection.upsert([product_to_point(product, words) for product in products])
        return EdgeCatalogIndex(collection, words, threads)

    if request.param == "server":
        client = AsyncQdrantClient(":memory:")
        yield on_server
        await client.close()
    else:
        collection = EdgeCollection.create(tmp_path / "products", product_layout(SIZE, SIZE))
        with ThreadPoolExecutor(2) as threads:
            yield embedded
        collection.close()


async def keys(index: CatalogIndex, query: ProductQuery) -> list[int]:
    return [hit.key for hit in await index.search(query)]


async def test_nearest_text_comes_first(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    found = await keys(index, ProductQuery(text=towards(1, 2)))

    assert found == [2, 3, 1]


async def test_hit_names_its_merchant_and_product(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE, merchant="Hearth", product="Kettle/01"))

    (hit,) = await index.search(ProductQuery(text=towards(0)))

    assert (hit.merchant, hit.product) == ("Hearth", "Kettle/01")


async def test_one_leg_alone_keeps_its_cosine_as_score(shelve: Shelve) -> None:
    index = await shelve(KETTLE)

    (hit,) = await index.search(ProductQuery(text=towards(0)))

    assert hit.score == pytest.approx(1.0, abs=1e-3)


async def test_words_alone_find_only_what_has_them(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    found = await keys(index, ProductQuery(words="a stoneware mug please"))

    assert found == [2]


async def test_words_are_found_without_their_accents_and_in_another_number(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE, names="café kettles"), MUG)

    found = await keys(index, ProductQuery(words="cafe kettle"))

    assert found == [1]


async def test_misspelt_name_is_met_by_its_letters(shelve: Shelve) -> None:
    far = [replace(KETTLE, key=key, product=f"kettle {key}") for key in range(10, 60)]
    index = await shelve(*far, replace(MUG, text=towards(7)))

    found = await keys(index, ProductQuery(text=towards(5), words="stonwear muug"))

    assert found[0] == 2


async def test_words_in_another_script_bring_nothing_unrelated_up(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    with_words = await index.search(ProductQuery(text=towards(1, 2), words="кружка из керамики"))

    assert [hit.key for hit in with_words] == [2, 3, 1]


async def test_a_code_is_met_however_it_is_joined(shelve: Shelve) -> None:
    phones = [replace(KETTLE, key=key, product=f"phone {key}", names=f"Phone KX-TG93{key}T") for key in range(10, 40)]
    index = await shelve(*phones)

    found = await index.search(ProductQuery(text=towards(3), words="phone KXTG9322T"))

    assert found[0].key == 22
    assert found[0].score > 1.5 * found[1].score


async def test_a_leg_that_finds_nothing_to_the_purpose_adds_next_to_nothing(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)
    meant = await index.search(ProductQuery(text=towards(1)))

    with_words = await index.search(ProductQuery(text=towards(1), words="mugwort tea"))

    assert [hit.key for hit in with_words] == [hit.key for hit in meant]


async def test_a_name_counts_for_more_than_a_mention(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE, details="goes with any stoneware mug"), MUG)

    named, mentioned = await index.search(ProductQuery(words="stoneware mug"))

    assert named.key == 2
    assert named.score > 1.1 * mentioned.score


LEGS = {
    "meaning": Ranking(meaning=1, words=0, pieces=0),
    "words": Ranking(meaning=0, words=1, pieces=0),
    "pieces": Ranking(meaning=0, words=0, pieces=1),
}


@pytest.mark.parametrize(("leg", "first"), [("meaning", 3), ("words", 1), ("pieces", 2)])
async def test_a_leg_without_weight_is_not_asked(shelve: Shelve, leg: str, first: int) -> None:
    index = await shelve(KETTLE, MUG, THROW)
    query = ProductQuery(text=towards(2), words="kettle stonewarex")

    found = await keys(index, replace(query, ranking=LEGS[leg]))

    assert found[0] == first


@pytest.mark.parametrize(("by_rank", "first"), [(False, 3), (True, 1)])
async def test_by_rank_the_first_of_a_faint_leg_is_as_loud_as_that_of_another(
    shelve: Shelve, *, by_rank: bool, first: int
) -> None:
    index = await shelve(KETTLE, MUG, THROW)
    ranking = Ranking(meaning=1, words=0.1, pieces=0, by_rank=by_rank)

    found = await keys(index, ProductQuery(text=towards(2, 0), words="kettle", ranking=ranking))

    assert found[0] == first


async def test_what_states_no_brand_is_not_left_out_by_one(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, brand=""), THROW)

    assert await keys(index, ProductQuery(brands=("Morrow",))) == [1, 2]


async def test_several_legs_are_fused(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    found = await keys(index, ProductQuery(text=towards(1, 0), words="kettle", look=towards(0)))

    assert found == [1, 2, 3]


async def test_stop_words_add_no_leg_that_brings_unrelated_things_up(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, names="the mug of the house"), THROW)

    with_stop_words = await index.search(ProductQuery(text=towards(0, 2), words="of the"))

    assert with_stop_words == await index.search(ProductQuery(text=towards(0, 2)))


async def test_stop_words_alone_find_nothing(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, names="the mug of the house"))

    found = await index.search(ProductQuery(words="of the"))

    assert found == []


async def test_without_a_leg_the_filters_alone_answer_in_the_order_of_keys(shelve: Shelve) -> None:
    index = await shelve(THROW, MUG, KETTLE)

    found = await keys(index, ProductQuery(categories=("Kitchen",)))

    assert found == [1, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ProductQuery(budget=Budget(at_most=Money(1800, "EUR"))), [2]),
        (ProductQuery(budget=Budget(at_least=Money(4900, "EUR"))), [1, 3]),
        (ProductQuery(budget=Budget(at_least=Money(1801, "EUR"), at_most=Money(8899, "EUR"))), [1]),
        (ProductQuery(categories=("Mugs", "Throws")), [2, 3]),
        (ProductQuery(colours=("Matte Black",)), [1]),
        (ProductQuery(sizes=("M", "L")), [2, 3]),
        (ProductQuery(brands=("Fennel & Ash",)), [2]),
        (ProductQuery(gtins=("4006381333931",)), [1]),
        (ProductQuery(products=("hearth/mug", "loom/throw")), [2, 3]),
        (ProductQuery(without=("hearth/kettle",)), [2, 3]),
        (ProductQuery(categories=("Kitchen",), colours=("White",)), [2]),
        (ProductQuery(categories=("Kitchen",), colours=("Green",)), []),
    ],
)
@pytest.mark.parametrize(
    "legs", [{}, {"text": towards(0)}, {"text": towards(0), "words": "kettle", "look": towards(0)}]
)
async def test_filters_hold_in_every_leg(
    shelve: Shelve, query: ProductQuery, expected: list[int], legs: dict[str, object]
) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    found = await keys(index, replace(query, **legs))

    assert sorted(found) == expected


async def test_filter_applies_before_the_limit_and_not_after_it(shelve: Shelve) -> None:
    near = [replace(KETTLE, key=key, product=f"kettle {key}") for key in range(10, 110)]
    index = await shelve(*near, replace(THROW, text=towards(7)))

    found = await keys(index, ProductQuery(text=towards(0), categories=("Throws",), limit=1))

    assert found == [3]


async def test_filters_ignore_case(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE, colour="Écru"), MUG)

    found = await keys(
        index, ProductQuery(brands=("MORROW",), categories=("kettles",), colours=("éCRU",), sizes=("1 l",))
    )

    assert found == [1]


async def test_availability_is_no_boolean_which_the_embedded_engine_would_never_match(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, available=False))

    only_available = await keys(index, ProductQuery(text=towards(1), available_only=True))

    assert only_available == [1]


async def test_what_is_sold_out_is_found_when_asked_for(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, available=False))

    found = await keys(index, ProductQuery(text=towards(1), available_only=False))

    assert found == [2, 1]


async def test_budget_in_another_currency_lets_nothing_through(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(MUG, currency="SEK"))

    found = await keys(index, ProductQuery(budget=Budget(at_most=Money(5000, "SEK"))))

    assert found == [2]


async def test_code_of_a_can_is_one_number_with_or_without_leading_zeros(shelve: Shelve) -> None:
    index = await shelve(replace(KETTLE, gtin="036000291452"), MUG)

    found = await keys(index, ProductQuery(gtins=("0036000291452",)))

    assert found == [1]


async def test_product_of_sixty_variants_takes_one_place(shelve: Shelve) -> None:
    variants = [replace(KETTLE, key=key) for key in range(100, 160)]
    index = await shelve(*variants, MUG, THROW)

    hits = await index.search(ProductQuery(text=towards(0, 1), words="kettle", limit=3))

    assert [hit.product for hit in hits] == ["kettle", "mug", "throw"]


async def test_best_variant_stands_for_its_product(shelve: Shelve) -> None:
    index = await shelve(KETTLE, replace(KETTLE, key=9, text=towards(5)))

    found = await keys(index, ProductQuery(text=towards(5, 0)))

    assert found == [9]


async def test_limit_is_kept(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    found = await keys(index, ProductQuery(text=towards(0, 1, 2), limit=2))

    assert found == [1, 2]


async def test_look_alikes_come_with_their_cosine(shelve: Shelve) -> None:
    index = await shelve(KETTLE, MUG, THROW)

    hits = await index.look_alikes(towards(1), limit=5)

    assert [(hit.key, round(hit.score, 3)) for hit in hits] == [(2, 1.0), (1, 0.0)]


async def test_look_alikes_are_found_though_sold_out(shelve: Shelve) -> None:
    index = await shelve(replace(MUG, available=False))

    hits = await index.look_alikes(towards(1), limit=5)

    assert [hit.key for hit in hits] == [2]


async def test_the_usual_look_lies_in_the_middle_of_the_pictures(shelve: Shelve) -> None:
    looks = [towards(0), towards(1)]
    index = await shelve(replace(KETTLE, look=looks[0]), replace(MUG, look=looks[1]), THROW)

    usual = await index.usual_look()

    assert usual is not None
    near = [float(usual @ look) for look in looks]
    assert near[0] == pytest.approx(near[1], abs=1e-3)
    assert 0 < near[0] < 0.1, "two pictures hardly tell what is usual"


async def test_without_pictures_no_look_is_usual(shelve: Shelve) -> None:
    index = await shelve(THROW)

    assert await index.usual_look() is None


async def test_empty_shop_answers_with_nothing(shelve: Shelve) -> None:
    index = await shelve()

    assert await index.search(ProductQuery(text=towards(0), words="kettle")) == []
