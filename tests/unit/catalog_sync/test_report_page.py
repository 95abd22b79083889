"""The page that a merchant forwards: whole in one file, true to the numbers, deaf to what a feed tries."""

import os
import re
import resource
import signal
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from catalog_sync.findability import Findability, Finding, Scored, findability, listings_findability
from catalog_sync.report import SyncReport
from catalog_sync.report_page import ROWS, write_page
from catalog_sync.rows import Problem
from graph.domain.errors import BadInput
from graph.domain.survey import ListingGroup, Survey, Trait
from tests.unit.catalog_sync.listings import COMPLETE

MADE = datetime(2026, 5, 4, 9, 5, tzinfo=UTC)
HOSTILE = "\"><script>alert('x')</script></style></title></table><img src=x onerror=alert(1)>"
BARE = replace(
    COMPLETE,
    sku="B-1",
    product="B",
    title="A kettle of none",
    product_title="A kettle of none",
    description="None.",
    options={},
    category=(),
)
POOR = listings_findability([COMPLETE, BARE, replace(COMPLETE, sku="K-2", brand=None, url=None)])


def page(found: Findability, folder: Path, *, merchant: str = "acme", sync: SyncReport | None = None) -> str:
    path = folder / "report.html"
    write_page(path, found, merchant=merchant, made=MADE, sync=sync)
    return path.read_text(encoding="utf-8")


def parsed(
    found: Findability, folder: Path, *, merchant: str = "acme", sync: SyncReport | None = None
) -> LexborHTMLParser:
    return LexborHTMLParser(page(found, folder, merchant=merchant, sync=sync))


def report(*rejected: Problem) -> SyncReport:
    return SyncReport("acme", "p.csv", "google", 3, 1, 0, 0, 0, rejected, (), POOR, published=True, seconds=0.1)


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_the_score_stands_first(tmp_path: Path) -> None:
    tree = parsed(POOR, tmp_path)

    assert texts(tree, ".figure") == [f"{POOR.score} of 100"]


def test_what_costs_points_is_kept_apart_from_what_does_not(tmp_path: Path) -> None:
    tree = parsed(POOR, tmp_path)

    assert texts(tree, "ol.findings h3") == ["No category−12.7", "No colour−4.8", "No material−1.9", "No brand−1.0"]
    assert texts(tree, "ul.findings h3") == ["No link"]


def test_a_finding_says_how_many_and_why(tmp_path: Path) -> None:
    tree = parsed(POOR, tmp_path)

    assert "1 of 3 (33%): 38% of requests name one." in texts(tree, "ol.findings p")


def test_mending_the_first_findings_is_reckoned_up(tmp_path: Path) -> None:
    tree = parsed(POOR, tmp_path)

    assert "Mend the first 3 findings, and the score is 98." in tree.css_first(".score").text()


def test_that_score_is_the_one_after_mending(tmp_path: Path) -> None:
    mended = listings_findability([COMPLETE, COMPLETE, replace(COMPLETE, brand=None)])

    assert mended.score == 98


def test_a_faultless_catalogue_has_no_findings(tmp_path: Path) -> None:
    tree = parsed(listings_findability([COMPLETE]), tmp_path)

    assert texts(tree, ".figure") == ["100 of 100"]
    assert not tree.css(".findings, #worst")


def test_an_empty_catalogue_has_no_score(tmp_path: Path) -> None:
    tree = parsed(Findability(None, ()), tmp_path)

    assert "Nothing to score" in texts(tree, "h2")
    assert not tree.css(".figure, form")


def test_rows_of_a_feed_are_shown_though_none_of_them_got_into_the_shop(tmp_path: Path) -> None:
    tree = parsed(Findability(None, ()), tmp_path, sync=report(Problem("p.csv", 1, "Price", "missing", "", "fill it")))

    assert "Nothing to score" in texts(tree, "h2")
    assert len(tree.css("#rejected tbody tr")) == 1


def test_the_bars_are_as_long_as_the_shares(tmp_path: Path) -> None:
    groups = (ListingGroup(Trait.NO_BRAND.value, 1, ()), ListingGroup(0, 3, ()))

    tree = parsed(findability(Survey(groups, products=4)), tmp_path)

    assert tree.css_first(".findings .fill").attributes["width"] == "25.0%"


def test_each_column_of_the_histogram_counts_its_listings(tmp_path: Path) -> None:
    groups = (ListingGroup(Trait.NO_CATEGORY.value, 1_234, ()), ListingGroup(0, 3, ()))

    tree = parsed(findability(Survey(groups, products=4)), tmp_path)

    assert texts(tree, ".histogram .number") == ["1,234", "3"]


def test_the_worst_listings_carry_what_the_filter_looks_for(tmp_path: Path) -> None:
    rows = parsed(POOR, tmp_path).css("#worst tbody tr")

    assert [row.attributes["data-kinds"] for row in rows] == [
        "no_category no_colour no_material",
        "no_brand no_link",
    ]


def test_rejected_rows_stand_with_line_column_found_and_fix(tmp_path: Path) -> None:
    problem = Problem("p.csv", 12, "Price", "price_ambiguous", "1.299 EUR", "write the price as in 15.00 EUR")

    tree = parsed(POOR, tmp_path, sync=report(problem))

    assert texts(tree, ".problems tbody td") == [
        "p.csv:12",
        "Price",
        "price_ambiguous",
        "1.299 EUR",
        "Write the price as in 15.00 EUR",
    ]


def test_rows_can_be_narrowed_to_one_kind_of_problem(tmp_path: Path) -> None:
    problems = [Problem("p.csv", line, "Price", code, "", "fill it") for line, code in enumerate(["a", "b", "b"])]

    tree = parsed(POOR, tmp_path, sync=report(*problems))

    assert texts(tree, "[data-table=rejected] option") == ["anything", "b (2)", "a (1)"]
    assert [row.attributes["data-kinds"] for row in tree.css("#rejected tbody tr")] == ["a", "b", "b"]


def test_what_narrows_the_tables_is_hidden_until_its_script_runs(tmp_path: Path) -> None:
    tree = parsed(POOR, tmp_path, sync=report(Problem("p.csv", 1, "Price", "missing", "", "fill it")))

    forms = tree.css("form")
    assert [form.attributes["data-table"] for form in forms] == ["rejected", "worst"]
    assert all("hidden" in form.attributes for form in forms)


def test_no_more_rows_than_a_phone_can_bear(tmp_path: Path) -> None:
    problems = [Problem("p.csv", line, "Price", "missing", "", "fill it") for line in range(ROWS + 7)]

    tree = parsed(POOR, tmp_path, sync=report(*problems))

    assert len(tree.css(".problems tbody tr")) == ROWS
    assert f"Some of each kind of {ROWS + 7}; --json has them all." in texts(tree, "section > p")


def test_many_rows_of_one_kind_do_not_hide_the_others(tmp_path: Path) -> None:
    many = [Problem("p.csv", line, "Price", "missing", "", "fill it") for line in range(ROWS)]

    tree = parsed(POOR, tmp_path, sync=report(*many, Problem("p.csv", ROWS, "ID", "duplicate_id", "", "mend it")))

    kinds = [row.attributes["data-kinds"] for row in tree.css("#rejected tbody tr")]
    assert (kinds.count("missing"), kinds.count("duplicate_id")) == (ROWS // 2, 1)


@pytest.mark.parametrize("attribute", ["src", "href", "action", "srcset", "data", "poster"])
def test_nothing_is_loaded_from_anywhere(tmp_path: Path, attribute: str) -> None:
    tree = parsed(POOR, tmp_path, sync=report())

    assert [node.attributes[attribute] for node in tree.css(f"[{attribute}]")] in ([], ["#method"])
    assert not re.search(r"url\(|@import", page(POOR, tmp_path))


@pytest.mark.parametrize("kind", ["script", "style"])
def test_the_page_allows_its_own_script_and_style_and_no_other(tmp_path: Path, kind: str) -> None:
    tree = parsed(POOR, tmp_path)

    content = tree.css_first(kind).text(strip=False)
    name = b64encode(sha256(content.encode()).digest()).decode()
    policy = tree.css_first("meta[http-equiv]").attributes["content"] or ""
    assert f"{kind}-src 'sha256-{name}'" in policy
    assert policy.startswith("default-src 'none'")


def hostile(words: str) -> tuple[Findability, SyncReport]:
    finding = Finding("no_brand", "no brand", "why", 1, 1, 1.0, None, 3.0, (words,), "fix it")
    found = Findability(10, (finding,), 1, 1, (1,) * 10, (Scored(words, words, 10, ("no_brand",)),))
    return found, replace(report(Problem(words, 1, words, "missing", words, f"fix {words}")), source=words)


def shape(found: Findability, sync: SyncReport, merchant: str, folder: Path) -> list[tuple[str | None, ...]]:
    tree = parsed(found, folder, merchant=merchant, sync=sync)
    return [(node.tag, *node.attributes) for node in tree.css("*")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(min_size=1))
@example(HOSTILE)
def test_no_word_of_a_feed_becomes_part_of_the_page(tmp_path: Path, words: str) -> None:
    harmless = shape(*hostile("kettle"), "acme", tmp_path)

    assert shape(*hostile(words), words, tmp_path) == harmless


def test_a_word_that_turns_the_direction_of_writing_turns_itself_only(tmp_path: Path) -> None:
    found = listings_findability([replace(BARE, title="kettle \u202egnp.exe")])

    text = page(found, tmp_path)

    assert "\u202e" not in text
    assert "<bdi>kettle  gnp.exe</bdi>" in text


def test_a_file_s_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    problem = Problem("p\udce4.csv", 1, "ID", "duplicate_id", "\ud83d", "line 2 of p\udce4.csv says the same")

    assert texts(parsed(POOR, tmp_path, sync=report(problem)), ".problems bdi")[-1] == "Line 2 of p?.csv says the same"


def test_a_file_that_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere/report\.html cannot be written"):
        page(POOR, tmp_path / "nowhere")


def test_a_page_that_cannot_be_finished_leaves_the_one_before_it_whole(tmp_path: Path) -> None:
    before = page(POOR, tmp_path)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))

    try:
        with pytest.raises(BadInput, match="cannot be written"):
            write_page(tmp_path / "report.html", POOR, merchant="other", made=MADE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, ignored)

    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == before


def test_a_link_to_the_page_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "2026.html").touch()
    (tmp_path / "report.html").symlink_to(tmp_path / "2026.html")

    text = page(POOR, tmp_path)

    assert (tmp_path / "report.html").is_symlink()
    assert (tmp_path / "2026.html").read_text(encoding="utf-8") == text


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_page(Path(os.devnull), POOR, merchant="acme", made=MADE)

    assert Path(os.devnull).is_char_device()
