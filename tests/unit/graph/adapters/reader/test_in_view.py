"""Words about what is in view: another like it, and several side by side. Traps sound alike and mean the world."""

from collections.abc import Awaitable, Callable

import pytest

from graph.domain.money import Money
from graph.domain.wishes import Budget, Intent, Quality, Ranking, Reading, Wish

Read = Callable[..., Awaitable[Reading]]

BLUE, RED = ("Blue", "Navy Blue", "Sky Blue"), ("Red",)
SAME = {
    "this but in blue": BLUE,
    "same in red": RED,
    "the same in red please": RED,
    "same but red": RED,
    "do you have it in blue?": BLUE,
    "can i get this in red?": RED,
    "is it available in red": RED,
    "does it come in red": RED,
    "this mug but in blue": BLUE,
    "das gleiche in Blau": BLUE,
    "das aber in rot": RED,
    "habt ihr das in blau?": BLUE,
    "lo mismo en azul": BLUE,
    "este pero en rojo": RED,
    "¿lo tenéis en azul?": BLUE,
    "le même en bleu": BLUE,
    "celui-ci mais en rouge": RED,
    "l'avez-vous en bleu ?": BLUE,
}


@pytest.mark.parametrize(("text", "colours"), SAME.items())
async def test_the_thing_itself_in_another_colour(text: str, colours: tuple[str, ...], read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.same, reading.wish.colours) == (Intent.MORE, True, colours)


@pytest.mark.parametrize(
    "text",
    [
        *("this in size M", "do you have this in M", "is it available in a size M?", "gibt es den auch in Größe M?"),
        *("¿hay este en la talla M?", "vous l'avez en taille M ?"),
    ],
)
async def test_the_thing_itself_in_another_size(text: str, read: Read) -> None:
    reading = await read(text)

    assert (reading.same, reading.wish.sizes) == (True, ("M",))


@pytest.mark.parametrize(
    "text",
    [
        *("who has one like this under 50?", "something like this under 50", "where can i get one like this under 50"),
        *("wer hat so was unter 50?", "sowas wie das unter 50 Euro", "¿quién tiene algo así por menos de 50?"),
        "qui a quelque chose comme ça à moins de 50 euros ?",
    ],
)
async def test_one_like_it_within_a_budget(text: str, read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.alike, reading.cheaper) == (Intent.MORE, True, False)
    assert reading.wish.budget == Budget(at_most=Money(4_999, "EUR"))


@pytest.mark.parametrize(
    "text",
    [
        *("something like this, cheaper", "so etwas, nur günstiger", "algo como esto pero más barato"),
        "un truc comme ça, mais moins cher",
    ],
)
async def test_one_like_it_for_less(text: str, read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.cheaper) == (Intent.MORE, True)


LARGER = (
    *("is there a bigger one?", "do you have a larger version?", "bigger", "does it come in a larger size?"),
    *("it's too small", "one size up please", "gibt es eine größere?", "gibt es den auch größer?", "zu klein"),
    *("¿hay uno más grande?", "es demasiado pequeño", "y en a-t-il un plus grand ?", "c'est trop petit"),
)
SMALLER = (
    *("a smaller one", "too big for me", "is there a smaller one than this", "eine Nummer kleiner bitte"),
    *("haben Sie das kleiner?", "uno más pequeño", "plus petit", "trop grand pour moi"),
)


@pytest.mark.parametrize(("text", "larger"), [*((text, 1) for text in LARGER), *((text, -1) for text in SMALLER)])
async def test_a_larger_or_a_smaller_one(text: str, larger: int, read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.larger) == (Intent.MORE, larger)


@pytest.mark.parametrize(
    "text",
    ["the second one but in blue", "den zweiten aber in blau", "el segundo pero en azul", "le deuxième mais en bleu"],
)
async def test_a_place_in_the_list_in_another_colour(text: str, read: Read) -> None:
    reading = await read(text)

    assert (reading.same, reading.ordinal, reading.wish.colours) == (True, 2, BLUE)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *(("2", 2), ("#2", 2), ("number 2", 2), ("the last one", -1), ("who reviewed the last one", -1)),
        *(("ich nehme das letzte", -1), ("el último", -1), ("je prends le dernier", -1), ("i'll take number 3", 3)),
    ],
)
async def test_a_place_may_be_a_number_or_the_last(text: str, place: int, read: Read) -> None:
    assert (await read(text)).ordinal == place


RANKED = {
    "rank these by price": Ranking(),
    "sort them by price": Ranking(),
    "cheapest first": Ranking(),
    "which is the cheapest?": Ranking(),
    "the cheapest of these": Ranking(),
    "sortiere sie nach Preis": Ranking(),
    "welcher ist der günstigste?": Ranking(),
    "ordénalos por precio": Ranking(),
    "¿cuál es el más barato?": Ranking(),
    "triez-les par prix": Ranking(),
    "lequel est le moins cher ?": Ranking(),
    "most expensive first": Ranking(falling=True),
    "sort by price descending": Ranking(falling=True),
    "teuerste zuerst": Ranking(falling=True),
    "el más caro primero": Ranking(falling=True),
    "le plus cher en premier": Ranking(falling=True),
    "which of them is bigger?": Ranking(Quality.SIZE, falling=True),
    "welche davon ist größer?": Ranking(Quality.SIZE, falling=True),
    "¿cuál de ellos es más grande?": Ranking(Quality.SIZE, falling=True),
    "lequel est plus grand ?": Ranking(Quality.SIZE, falling=True),
    "which is lighter": Ranking(Quality.WEIGHT),
    "welches ist am leichtesten?": Ranking(Quality.WEIGHT),
    "¿cuál es el más ligero?": Ranking(Quality.WEIGHT),
    "laquelle est la plus légère ?": Ranking(Quality.WEIGHT),
    "which of these is best rated?": Ranking(Quality.OPINION),
    "which is best?": Ranking(Quality.OPINION),
    "welcher davon ist am besten bewertet": Ranking(Quality.OPINION),
    "¿cuál está mejor valorado?": Ranking(Quality.OPINION),
    "lequel est le mieux noté ?": Ranking(Quality.OPINION),
}


@pytest.mark.parametrize(("text", "ranking"), RANKED.items())
async def test_what_is_in_view_is_ranked(text: str, ranking: Ranking, read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.ranking, reading.places) == (Intent.COMPARE, ranking, ())


@pytest.mark.parametrize(
    ("text", "places"),
    [
        *(("compare these", ()), ("how do they compare", ()), ("compare the first and the third", (1, 3))),
        *(("compare 1 and 3", (1, 3)), ("compare the first two", (1, 2)), ("which is cheaper, 1 or 2", (1, 2))),
        *(("vergleiche das erste und das dritte", (1, 3)), ("vergleiche die ersten beiden", (1, 2))),
        *(("compara el primero y el tercero", (1, 3)), ("compara los dos primeros", (1, 2))),
        *(("comparez le premier et le troisième", (1, 3)), ("comparez les deux premiers", (1, 2))),
    ],
)
async def test_some_of_what_is_in_view_is_compared(text: str, places: tuple[int, ...], read: Read) -> None:
    reading = await read(text)

    assert (reading.intent, reading.places) == (Intent.COMPARE, places)


@pytest.mark.parametrize(
    "text",
    [
        *("a bigger picture of life", "cheapest flights", "rank the presidents", "rank countries by size"),
        *("which is the biggest planet", "what's the difference between a crocodile and an alligator"),
        *("what is the cheapest kettle?", "is bigger better", "compare flight prices", "a smaller world"),
        *("sortiere die Präsidenten nach Alter", "vergleiche die Flugpreise", "das größte Land der Welt"),
        *("was ist der Unterschied zwischen Python und Java?", "ordena los presidentes por edad"),
        *("el país más grande del mundo", "classe les présidents par âge", "quel est le plus grand pays du monde ?"),
    ],
)
async def test_what_only_sounds_alike_is_not_about_what_is_in_view(text: str, read: Read) -> None:
    reading = await read(text, Wish("kettle", categories=("Kettles",)))

    assert reading.intent not in {Intent.COMPARE, Intent.MORE}
    assert (reading.same, reading.larger, reading.ranking) == (False, 0, None)


async def test_a_colour_of_the_wish_before_is_not_asked_of_what_is_larger(read: Read) -> None:
    reading = await read("is there a bigger one?", Wish("red kettle", colours=("Red",), sizes=("M",)))

    assert (reading.wish.colours, reading.wish.sizes) == ((), ())


async def test_a_budget_of_the_wish_before_is_kept(read: Read) -> None:
    budget = Budget(at_most=Money(2_000, "EUR"))

    reading = await read("this but in blue", Wish("red kettle", budget))

    assert reading.wish.budget == budget
