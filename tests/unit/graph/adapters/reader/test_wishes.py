"""What is wished for, in the catalogue's own spellings."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from graph.adapters.reader.rules import RuleReader
from graph.domain.catalogue import Vocabulary
from graph.domain.money import Money
from graph.domain.wishes import Budget, Intent, Reading, Wish

Read = Callable[..., Awaitable[Reading]]

LAMPS, BOOTS, BLUES = ("Table Lamps",), ("Boots",), ("Blue", "Navy Blue", "Sky Blue")


def up_to(euros: float) -> Budget:
    return Budget(at_most=Money(round(euros * 100), "EUR"))


def between(low: float, high: float) -> Budget:
    return Budget(at_least=Money(round(low * 100), "EUR"), at_most=Money(round(high * 100), "EUR"))


WISHES: list[tuple[str, Mapping[str, Any]]] = [
    ("a gift for my sister who loves coffee, under 60", {"recipient": "sister", "budget": up_to(59.99)}),
    ("20-40€ lamp", {"categories": LAMPS, "budget": between(20, 40)}),
    ("lamp 1.299,00", {"categories": LAMPS, "budget": up_to(1299)}),
    ("lamp under 20 in red", {"categories": LAMPS, "colours": ("Red",), "budget": up_to(19.99)}),
    ("something for my mum's birthday, around 30 euros", {"recipient": "mother", "budget": between(24, 36)}),
    ("size 42 boots", {"categories": BOOTS, "sizes": ("42",)}),
    ("boots in 42", {"categories": BOOTS, "sizes": ("42",)}),
    ("boots 42 under 100", {"categories": BOOTS, "sizes": ("42",), "budget": up_to(99.99)}),
    ("boots in 47", {"categories": BOOTS, "sizes": ()}),
    ("XL t-shirt", {"categories": ("T-Shirts",), "sizes": ("XL",)}),
    ("medium jumper in medium", {"categories": ("Jumpers",), "sizes": ("M",)}),
    ("a small lamp", {"categories": LAMPS, "sizes": ()}),
    ("pan 26cm", {"categories": ("Pans",), "sizes": ("26 cm",)}),
    ("blue rucksack", {"categories": ("Backpacks",), "colours": BLUES}),
    ("navy blue sweater", {"categories": ("Jumpers",), "colours": ("Navy Blue",)}),
    ("crimson trainers", {"categories": ("Sneakers",), "colours": ("Red",)}),
    ("purple scarf", {"categories": ("Scarves",), "colours": ("purple",)}),
    ("stainless steel bottle", {"categories": ("Water Bottles",), "colours": ()}),
    ("green tea", {"categories": ("Tea",), "colours": ()}),
    ("a cosy throw", {"categories": ("Throws & Blankets",)}),
    ("kitchen knife", {"categories": ("Kitchen Knives",)}),
    ("something for the kitchen", {"categories": ("Kitchen",)}),
    ("tea towel", {"categories": ()}),
    ("halm & rye jumper", {"categories": ("Jumpers",), "brands": ("Halm & Rye",)}),
    ("what does @cocina.lola use", {"creator": "@cocina.lola", "categories": ()}),
    ("what kind of lamp is good for reading", {"categories": LAMPS, "recipient": None}),
    ("backpack with at least two pockets", {"categories": ("Backpacks",), "budget": Budget()}),
    ("hi, ich suche eine Lampe bis 50 €", {"categories": LAMPS, "budget": up_to(50), "words": "Lampe"}),
    ("Stiefel Größe 42 bis 100 Euro", {"categories": BOOTS, "sizes": ("42",), "budget": up_to(100)}),
    ("schwarze Sneaker 43", {"categories": ("Sneakers",), "colours": ("Black",), "sizes": ("43",)}),
    ("Schal für meine Schwester, höchstens dreißig Euro", {"recipient": "sister", "budget": up_to(30)}),
    ("kuschelige Decke so um die 40", {"categories": ("Throws & Blankets",), "budget": between(32, 48)}),
    ("grüner Tee", {"categories": ("Tea",), "colours": ()}),
    ("dunkelblauer Regenmantel", {"categories": ("Rain Jackets",), "colours": BLUES}),
    ("Küchenmesser zwischen 20 und 40", {"categories": ("Kitchen Knives",), "budget": between(20, 40)}),
    ("botas talla 42", {"categories": BOOTS, "sizes": ("42",)}),
    ("zapatillas negras del 43", {"categories": ("Sneakers",), "colours": ("Black",), "sizes": ("43",)}),
    ("lámpara por debajo de 60", {"categories": LAMPS, "budget": up_to(59.99), "words": "lámpara"}),
    ("bufanda para mi hermana hasta 25 euros", {"recipient": "sister", "budget": up_to(25)}),
    ("una manta de unos 40 euros", {"categories": ("Throws & Blankets",), "budget": between(32, 48)}),
    ("té verde", {"categories": ("Tea",), "colours": ()}),
    ("chubasquero azul", {"categories": ("Rain Jackets",), "colours": BLUES}),
    ("entre 20 y 40 euros, un jarrón", {"categories": ("Vases",), "budget": between(20, 40)}),
    ("bottes taille 42", {"categories": BOOTS, "sizes": ("42",)}),
    ("des baskets noires en 43", {"categories": ("Sneakers",), "colours": ("Black",), "sizes": ("43",)}),
    ("je cherche une lampe à moins de 40 euros", {"categories": LAMPS, "budget": up_to(39.99), "words": "lampe"}),
    ("une écharpe pour ma sœur, pas plus de 15€", {"recipient": "sister", "budget": up_to(15)}),
    ("un bonnet pour son anniversaire", {"categories": ("Beanies",), "recipient": None}),
    ("du thé vert", {"categories": ("Tea",), "colours": ()}),
    ("de 20 à 40 € un sac à dos", {"categories": ("Backpacks",), "budget": between(20, 40)}),
    ("un plaid autour de 40 euros", {"categories": ("Throws & Blankets",), "budget": between(32, 48)}),
]


@pytest.mark.parametrize(("text", "parts"), WISHES)
async def test_a_wish_is_met_in_the_catalogues_own_terms(text: str, parts: Mapping[str, Any], read: Read) -> None:
    wish = (await read(text)).wish

    assert {name: getattr(wish, name) for name in parts} == dict(parts)


NO_BUDGETS = (
    "an underwater torch",
    "a bin for under my desk, 2 of them",
    "a timer that rings in less than 3 minutes",
    "sandals size 9",
    "size of 7.5",
    "a tent for at least 2 people",
    "a hammock, max 30 kg",
    "a shelf 9.45 x 0.55",
    "a rug of sixty by forty inches",
    "3ds max 9",
    "iphone 12 max case",
    "sun cream spf 50+",
    "a candle that burns for 25+ hours",
    "a 5 pound bag of flour",
    "a chair that holds up to 200 pounds",
    "a 2.82 ounce bar",
    "games for up to 5 players",
    "i have 2 dogs",
    "can i have 10 of them",
    "Zelt für mindestens 2 Personen",
    "Hantel unter 10 Pfund",
    "juego para hasta 5 jugadores",
    "5 libras de harina",
    "un jeu jusqu'à 5 joueurs",
    "un sac de 5 livres",
)


@pytest.mark.parametrize("text", NO_BUDGETS)
async def test_a_number_that_is_no_money_makes_no_budget(text: str, read: Read) -> None:
    assert (await read(text)).wish.budget == Budget()


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("a 3 litre pot up to $40", Budget(at_most=Money(4000, "EUR"), spelt="USD")),
        ("under 50 cordless lamp", up_to(49.99)),
        ("iphone 12 case max 20", up_to(20)),
        ("boots 42 max 100", up_to(100)),
        ("i have 40 to spend", up_to(40)),
        ("a 5 kg bag under 20 pounds", Budget(at_most=Money(1999, "EUR"), spelt="GBP")),
        ("lamp 19.99, red", up_to(19.99)),
        ("size 42 boots in 39.90 euros", up_to(39.90)),
        ("ich habe 40 Euro für eine Lampe", up_to(40)),
        ("tengo 40 euros para una lámpara", up_to(40)),
        ("j'ai 40 euros pour une lampe", up_to(40)),
    ],
)
async def test_money_is_a_budget_beside_other_numbers_and_in_other_words(text: str, budget: Budget, read: Read) -> None:
    assert (await read(text)).wish.budget == budget


async def test_pounds_are_money_where_the_shop_takes_them() -> None:
    vocabulary = Vocabulary(currency="GBP")

    budget = (await RuleReader().read("a scarf, 20 pounds", vocabulary, None)).wish.budget

    assert budget == Budget(at_most=Money(2000, "GBP"))


NOUNS = {
    "Kettles": "kettle Wasserkocher hervidor bouilloire",
    "Mugs": "cup Tasse taza tasse",
    "Pans": "skillet Pfannen sartenes poêle",
    "Chopping Boards": "cutting-board Schneidebrett",
    "Coffee Makers": "espresso-machine Kaffeemaschine cafetera cafetière",
    "Coffee Grinders": "coffee-mill Kaffeemühle molinillo moulin",
    "Coffee Beans": "coffee-beans Kaffeebohnen",
    "Cushions": "pillows Kissen cojines coussins",
    "Vases": "vase Blumenvase jarrón vases",
    "Candles": "tealights Duftkerze velas bougies",
    "Clocks": "clock Wanduhr despertador horloge",
    "Plant Pots": "planter Blumentopf maceta cache-pot",
    "Watering Cans": "watering-can Gießkanne regadera arrosoir",
    "Bath Towels": "towels Handtücher toallas serviettes",
    "Soap": "soap Seife jabón savon",
    "Notebooks": "journal Notizbuch cuaderno carnet",
    "Headphones": "earbuds Kopfhörer auriculares écouteurs",
    "Rain Jackets": "raincoat Regenjacke chubasquero k-way",
    "Beanies": "beanie Mütze gorro bonnet",
    "Sunglasses": "sunglasses Sonnenbrille gafas lunettes",
    "Umbrellas": "brolly Regenschirm paraguas parapluie",
    "Tote Bags": "tote Stoffbeutel capazo cabas",
    "Water Bottles": "flask Trinkflasche cantimplora gourde",
}


@pytest.mark.parametrize(
    ("category", "noun"), [(name, noun) for name, nouns in NOUNS.items() for noun in nouns.split()]
)
async def test_what_people_call_a_thing_leads_to_its_category(category: str, noun: str, read: Read) -> None:
    wish = (await read(noun.replace("-", " ") if noun != "k-way" else noun)).wish

    assert wish.categories == (category,)


async def test_a_catalogue_in_another_language_is_met_from_every_language(vocabulary: Vocabulary) -> None:
    german = Vocabulary(categories=frozenset({("Küche", "Wasserkocher")}))

    readings = [await RuleReader().read(text, german, None) for text in ("Wasserkocher", "a kettle", "una tetera")]

    assert [reading.wish.categories for reading in readings] == [("Wasserkocher",)] * 3


KETTLE = Wish(words="red kettle", categories=("Kettles",), colours=("Red",))


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("how about under 30?", {"budget": up_to(29.99), "colours": ("Red",)}),
        ("do you have it in blue?", {"colours": BLUES, "words": "kettle"}),
        ("I want the blue one", {"colours": BLUES, "words": "kettle"}),
        ("i'll take the blue one", {"colours": BLUES}),
        ("but in size M", {"sizes": ("M",), "words": "red kettle"}),
        ("only from Skerry", {"brands": ("Skerry",), "words": "red kettle"}),
        ("with a whistle", {"words": "red kettle whistle"}),
        ("max 20", {"budget": up_to(20)}),
        ("in blau", {"colours": BLUES}),
        ("lieber unter 30", {"budget": up_to(29.99)}),
        ("¿y en azul?", {"colours": BLUES}),
        ("plutôt en bleu", {"colours": BLUES}),
    ],
)
async def test_a_condition_narrows_the_wish_before(text: str, narrowed: Mapping[str, Any], read: Read) -> None:
    reading = await read(text, KETTLE)

    assert reading.refines
    assert reading.wish.categories == ("Kettles",)
    assert {name: getattr(reading.wish, name) for name in narrowed} == dict(narrowed)


async def test_naming_whom_it_is_for_turns_the_wish_before_into_a_gift(read: Read) -> None:
    reading = await read("for my dad instead", KETTLE)

    assert (reading.intent, reading.wish.recipient, reading.wish.categories) == (Intent.GIFT, "father", ("Kettles",))


@pytest.mark.parametrize("text", ["a lamp under 40", "cheaper kettles", "a present for dad", "anything by Norrvik?"])
async def test_a_new_thing_leaves_the_wish_before_alone(text: str, read: Read) -> None:
    reading = await read(text, KETTLE)

    assert not reading.refines
    assert reading.wish.colours == ()


async def test_more_like_this_keeps_what_was_wished(read: Read) -> None:
    reading = await read("more like this", KETTLE)

    assert (reading.intent, reading.wish) == (Intent.MORE, KETTLE)


async def test_another_currency_is_said_so(read: Read) -> None:
    reading = await read("kettle under $50")

    assert reading.wish.budget == Budget(at_most=Money(4999, "EUR"), spelt="USD")


@pytest.mark.parametrize("title", ["Adobe Premiere Pro", "QuickBooks Premier Edition"])
async def test_a_name_with_a_french_word_in_it_is_no_french(title: str, read: Read) -> None:
    assert (await read(title)).wish.words == title


async def test_a_colour_is_a_word_like_others_where_no_listing_says_its_colour() -> None:
    wish = (await RuleReader().read("a white lamp", Vocabulary(categories=frozenset({("Home", "Lamps")})), None)).wish

    assert (wish.colours, wish.words) == ((), "white lamp")


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("norrvik", ("Norrvik",)),
        ("norrvik lamp with a dimmer", ("Norrvik",)),
        ("something norrvik in blue under 40", ("Norrvik",)),
        ("a dimmer from norrvik", ("Norrvik",)),
        ("ein dimmer von Norrvik", ("Norrvik",)),
        ("a dimmer by halm & rye", ("Halm & Rye",)),
        ("norrvik ocean storm", ()),
        ("the ocean storm plug-in for norrvik", ()),
    ],
)
async def test_a_maker_is_a_condition_unless_its_name_is_a_part_of_a_things(
    text: str, brands: tuple[str, ...], read: Read
) -> None:
    assert (await read(text)).wish.brands == brands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The Best of Storms", "The Best of Storms"),
        ("my guitar under 40", "my guitar"),
        ("i'm looking for the best storm", "storm"),
        ("storm", "storm"),
        ("is there one with a storm?", "storm"),
        ("@lena.brews and storms", "storms"),
    ],
)
async def test_what_is_no_sentence_is_searched_for_as_it_is(text: str, said: str, read: Read) -> None:
    assert (await read(text)).wish.said == said


async def test_what_narrows_a_name_leaves_it_as_it_is(read: Read) -> None:
    before = (await read("the best of storms")).wish

    narrowed = await read("under 30", before)

    assert narrowed.wish.said == "the best of storms"
    assert narrowed.wish.budget == up_to(29.99)
