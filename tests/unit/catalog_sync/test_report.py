"""What a sync did, as a terminal shows it."""

from dataclasses import replace
from io import StringIO

from rich.console import Console, RenderableType

from catalog_sync.findability import Findability, listings_findability
from catalog_sync.report import SHOWN, SyncReport, findability_tables, table
from catalog_sync.rows import Problem
from tests.unit.catalog_sync.listings import COMPLETE

BARE = replace(
    COMPLETE,
    sku="[bold]B-1[/]",
    product="B",
    title="A kettle [red]of none",
    product_title="A kettle [red]of none",
    description="None.",
    options={},
    category=(),
)
PROBLEM = Problem("products.csv", 7, "Price", "missing", "", "fill this cell: every product needs it")


def printed(renderable: RenderableType) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(renderable)
    return console.export_text()


def report(found: Findability, *rejected: Problem) -> SyncReport:
    return SyncReport("acme", "products.csv", "google", 2, 1, 0, 0, 0, rejected, (), found, published=True, seconds=0.1)


def test_a_finding_says_how_many_what_it_costs_and_why() -> None:
    text = printed(findability_tables(listings_findability([COMPLETE, BARE])))

    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "no colour" in line)
    first, second = ([cell.strip() for cell in line.split("│")[1:5]] for line in lines[at : at + 2])
    assert first == ["no colour", "1 of 2, 50%", "7.3", "fill color where the thing has one"]
    assert second == ["", "", "", "38% of requests name one; for example [bold]B-1[/]"]


def test_what_costs_nothing_shows_no_points() -> None:
    text = printed(findability_tables(listings_findability([replace(COMPLETE, url=None)])))

    line = next(line for line in text.splitlines() if "no link" in line)
    assert line.split("│")[3].strip() == ""


def test_the_worst_listings_are_named_with_what_they_lack() -> None:
    text = printed(findability_tables(listings_findability([COMPLETE, BARE])))

    line = next(line for line in text.splitlines() if "A kettle" in line)
    assert [cell.strip() for cell in line.split("│")[1:4]] == ["41", "[bold]B-1[/]", "A kettle [red]of none"]


def test_a_feed_s_words_are_no_markup_to_the_terminal() -> None:
    text = printed(table(report(listings_findability([BARE]), replace(PROBLEM, found="[link=x]1[/link]"))))

    assert "[bold]B-1[/]" in text
    assert "[link=x]1[/link]" in text


def test_control_characters_of_a_title_do_not_reach_the_terminal() -> None:
    hostile = replace(BARE, title="A kettle \x1b[2J of none")

    assert "\x1b" not in printed(findability_tables(listings_findability([hostile])))


def test_of_many_problems_the_first_are_listed_and_the_rest_counted() -> None:
    text = printed(table(report(Findability(None, ()), *[PROBLEM] * (SHOWN + 3))))

    assert text.count("products.csv:7") == SHOWN
    assert "and 3 more" in text


def test_the_json_document_holds_findings_and_scores() -> None:
    document = report(listings_findability([COMPLETE, BARE])).as_json()

    found = document["findability"]
    assert isinstance(found, dict)
    assert found["worst"][0]["score"] < found["score"]
    assert {"code", "count", "of", "share", "asked", "points", "examples", "fix"} <= set(found["findings"][0])
