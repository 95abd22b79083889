"""A table on a phone: nothing is wider than its screen, and nothing is lost."""

from rich.cells import cell_len

from bot.telegram.tables import WIDTH, paragraphs
from graph.domain.conversation import Table, TableRow
from tests.unit.bot.telegram.replies import listing


def table(*cells: tuple[str, ...], name: str = "Gooseneck kettle") -> Table:
    rows = tuple(TableRow(listing(), place, name, row) for place, row in enumerate(cells, 1))
    return Table("By price", tuple(f"Column {place}" for place, _cell in enumerate(cells[0], 1)), rows)


def drawn(block: Table) -> list[str]:
    return [line[0].text for paragraph in paragraphs(block) for line in paragraph if line[0].tag == "pre"]


def test_names_stand_above_numbered_as_the_rows_are() -> None:
    head = paragraphs(table(("€1",), ("€2",)))[0]

    assert [line[0].text for line in head] == ["By price", "1. Gooseneck kettle", "2. Gooseneck kettle"]


def test_columns_stand_beside_one_another_as_far_as_they_fit_and_each_part_has_every_row() -> None:
    parts = drawn(table(("€19.00", "In stock", "Red, Blue, Cream", "1 kg"), ("€49.00", "not stated", "White", "2 kg")))

    assert parts == [
        "# Column 1 Column 2\n1 €19.00   In stock\n2 €49.00   not stated",
        "# Column 3        Column 4\n1 Red, Blue,      1 kg\n  Cream\n2 White           2 kg",
    ]


def test_no_line_is_wider_than_a_phone_whatever_the_cells() -> None:
    wide = "漢字" * 20, "x" * 90, "not stated", "€1,000,000.00, was €2,000,000.00", "🫖" * 30

    lines = [line for part in drawn(table(wide, wide)) for line in part.splitlines()]

    assert max(map(cell_len, lines)) <= WIDTH


def test_markup_in_a_cell_is_words() -> None:
    (part,) = drawn(table(("[red]hot[/red]",)))

    assert "[red]hot[/red]" in part.replace("\n ", "").replace(" ", "")
