"""Each format with the ugly cases of its kind, from the file into the shop; what comes of it is kept in `golden/`."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from catalog_sync.journey import sync
from catalog_sync.report import SyncReport
from catalog_sync.rows import Problem
from graph.ports.supply import ListingRecord
from tests.unit.catalog_sync.doubles import Shop

UGLY = Path(__file__).parent / "ugly"
GOLDEN = Path(__file__).parent / "golden" / "formats"
FORMATS = {
    "acp": "acp",
    "google.csv": "google",
    "google.xml": "google",
    "meta.csv": "meta",
    "ours.jsonl": "snaptap",
    "pages": "markup",
    "shopify_new.csv": "shopify",
    "shopify_old.csv": "shopify",
    "shopify_pages": "shopify",
    "ucp.json": "ucp",
    "woocommerce.csv": "woocommerce",
    "woocommerce.jsonl": "woocommerce",
}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize(("source", "name"), FORMATS.items())
async def test_what_lands_of_an_ugly_feed_and_what_is_said_of_it_are_the_golden_ones(
    shop: Shop, source: str, name: str
) -> None:
    report = await sync([UGLY / source], merchant="acme", tools=shop.tools)

    assert report.format == name
    expect_golden(source, "\n".join(told(report, shop.store.of(source).values())))


@pytest.mark.parametrize("source", FORMATS)
async def test_an_ugly_feed_synced_twice_changes_nothing(shop: Shop, source: str) -> None:
    first = await sync([UGLY / source], merchant="acme", tools=shop.tools)

    second = await sync([UGLY / source], merchant="acme", tools=shop.tools)

    assert (second.unchanged, second.added + second.changed + second.removed) == (first.added, 0)
    assert second.rejected == first.rejected
    assert second.warnings == first.warnings


async def test_shopifys_old_headings_and_its_new_ones_bring_the_same_products(shop: Shop) -> None:
    for source in ("shopify_old.csv", "shopify_new.csv"):
        await sync([UGLY / source], merchant="acme", tools=shop.tools)

    assert shop.store.of("shopify_old.csv") == shop.store.of("shopify_new.csv")


def told(report: SyncReport, landed: Iterable[ListingRecord]) -> Iterator[str]:
    counts = ("read", "added", "changed", "unchanged", "removed")
    yield f"{report.format}: {', '.join(f'{name} {getattr(report, name)}' for name in counts)}"
    yield from ("", "Landed")
    yield from (_landed(record) for record in sorted(landed, key=lambda record: record.sku))
    yield from ("", "Rejected", *map(_problem, report.rejected), "", "Noted", *map(_problem, report.warnings), "")


def _landed(record: ListingRecord) -> str:
    sale = f"sale {record.sale.price.amount}" if record.sale else ""
    chosen = [f"{name} {value}" for name, value in {**record.options, **record.facts}.items()]
    parts = [
        record.sku,
        record.title,
        f"{record.price.amount} {record.price.currency}",
        sale,
        record.availability,
        "" if record.quantity is None else f"{record.quantity} left",
        record.gtin or "",
        record.brand or "",
        " > ".join(record.category),
        "" if record.product == record.sku else f"of {record.product} ({record.product_title})",
        ", ".join(chosen),
        record.url or "",
        record.description.replace("\n", "⏎"),
    ]
    return "  " + " | ".join(part for part in parts if part)


def _problem(problem: Problem) -> str:
    return f"  {problem.file}:{problem.line} {problem.column} {problem.code} [{problem.found}] → {problem.fix}"


def expect_golden(name: str, text: str) -> None:
    """Compare with golden/formats/NAME.txt; SNAPTAP_GOLDEN=write writes it, to be read before use."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("SNAPTAP_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
