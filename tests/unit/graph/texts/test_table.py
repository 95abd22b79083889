"""A table says what the catalogue says, and where that is silent, so."""

from graph.acts import Compare, Find, Remark, Side
from graph.domain.conversation import Button, Meaning, Table, Tap, Text
from graph.domain.wishes import Quality, Ranking, Wish
from graph.profile import ShopProfile
from graph.texts.blocks import blocks
from graph.texts.tongue import tongue
from tests.doubles.goods import listed, listing

CHEAP = Side(
    Find(listing(listed(1, "Ember", price=1_900, was=2_500, left=2, brand="Norrvik"))),
    1,
    colours=("Red", "Blue"),
    attributes={"Weight": "1 kg", "material": ""},
    favour=3,
)
DEAR = Side(Find(listing(listed(2, "Glow"))), 4, attributes={"Weight": "", "material": "Steel"}, against=1)


def tabled(ranking: Ranking | None = None, by: str | None = None, language: str = "en") -> Table:
    (table,) = blocks(Compare((CHEAP, DEAR), ranking or Ranking(), Wish(), by), 1, ShopProfile(), tongue(language))
    assert isinstance(table, Table)
    return table


def test_every_cell_is_the_catalogues_or_says_that_it_is_not_stated() -> None:
    table = tabled()

    assert table.columns == ("Price", "Stock", "Colours", "Brand", "Weight", "Material", "For it", "Against")
    assert [(line.place, line.name, line.cells) for line in table.lines] == [
        (1, "Ember", ("€19.00, was €25.00", "Only 2 left", "Red, Blue", "Norrvik", "1 kg", "not stated", "3", "0")),
        (4, "Glow", ("€49.00", "In stock", "not stated", "not stated", "not stated", "Steel", "0", "1")),
    ]


def test_a_button_a_row_bears_its_number_and_shows_its_card() -> None:
    assert tabled().rows == ((Button("1", Tap(Meaning.SHOW, key=1)), Button("4", Tap(Meaning.SHOW, key=2))),)


def test_what_it_is_ranked_by_is_its_first_column_and_its_title() -> None:
    weighed = tabled(Ranking(Quality.WEIGHT, falling=True), by="Weight")
    judged = tabled(Ranking(Quality.OPINION))

    assert (weighed.title, weighed.columns[:2]) == ("By weight, the heaviest first", ("Weight", "Price"))
    assert judged.columns[:3] == ("For it", "Against", "Price")


def test_a_table_is_told_in_the_shoppers_language_and_the_catalogues_own_names() -> None:
    table = tabled(language="de")

    assert table.title == "Nach Preis, das Günstigste zuerst"
    assert table.columns[:1] + table.columns[4:6] == ("Preis", "Weight", "Material")
    assert table.lines[1].cells[2] == "keine Angabe"


def test_what_must_be_said_stands_before_the_table() -> None:
    compare = Compare((CHEAP, DEAR), Ranking(), Wish(), remarks=(Remark("rank_currencies"),))

    said, table = blocks(compare, 1, ShopProfile(), tongue("en"))

    assert isinstance(said, Text)
    assert "several currencies" in said.text
    assert isinstance(table, Table)
