"""What says the same as last time is passed over; nothing that a merchant should hear of is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest

from catalog_sync.journey import sync
from catalog_sync.marks import Marking
from catalog_sync.report import SyncReport
from catalog_sync.rows import Problem, Record, Row
from catalog_sync.sift import in_order
from catalog_sync.tools import SyncTools
from tests.unit.catalog_sync.doubles import HEADINGS, HereAndNow, LetterEncoder, Shop, row

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class CountingWorkers(HereAndNow):
    """Remembers the lines it was given to judge."""

    judged: list[int] = field(default_factory=list)

    async def run(self, work: Callable[[T], R], batch: T) -> R:
        self.judged += [marked.record.line for marked in getattr(batch, "records", ())]
        return await super().run(work, batch)


@pytest.fixture
def workers() -> CountingWorkers:
    return CountingWorkers()


@pytest.fixture
def tools(shop: Shop, workers: CountingWorkers) -> SyncTools:
    return replace(shop.tools, workers=workers)


async def synced(shop: Shop, tools: SyncTools, *rows: str, headings: str = HEADINGS) -> SyncReport:
    return await sync([shop.feed(*rows, headings=headings)], merchant="acme", tools=tools)


def outcome(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


async def test_an_unchanged_row_is_not_judged_again(shop: Shop, tools: SyncTools, workers: CountingWorkers) -> None:
    await synced(shop, tools, row("k1"), row("k2"))
    workers.judged.clear()

    report = await synced(shop, tools, row("k1"), row("k2", price="1.00 EUR"))

    assert (outcome(report), workers.judged) == ((0, 1, 1, 0), [3])


async def test_rows_that_changed_their_places_are_unchanged(
    shop: Shop, tools: SyncTools, workers: CountingWorkers
) -> None:
    await synced(shop, tools, row("k1"), row("k2"))
    workers.judged.clear()

    report = await synced(shop, tools, row("k2"), row("k1"))

    assert (outcome(report), workers.judged) == ((0, 0, 2, 0), [])


async def test_a_row_with_something_odd_is_told_of_each_time(
    shop: Shop, tools: SyncTools, workers: CountingWorkers
) -> None:
    headings = f"{HEADINGS},gtin"
    rows = (f"{row('k1')},", f"{row('k2')},123", row("k3", price="free") + ",")
    first = await synced(shop, tools, *rows, headings=headings)
    workers.judged.clear()

    second = await synced(shop, tools, *rows, headings=headings)

    assert workers.judged == [3, 4]
    assert (second.rejected, second.warnings) == (first.rejected, first.warnings)
    assert [problem.code for problem in second.warnings] == ["gtin_wrong"]


async def test_a_picture_beside_the_feed_is_looked_at_each_time(shop: Shop, tools: SyncTools) -> None:
    shop.picture("k1.png", "teal")
    await synced(shop, tools, row("k1", picture="k1.png"))
    new = shop.picture("k1.png", "red")

    report = await synced(shop, tools, row("k1", picture="k1.png"))

    assert (outcome(report), shop.store.of("products.csv")["k1"].look_hash) == ((0, 1, 0, 0), new)


async def test_columns_that_change_their_names_are_read_again(shop: Shop, tools: SyncTools) -> None:
    swapped = HEADINGS.replace("title,description", "description,title")
    await synced(shop, tools, row("k1"))

    report = await synced(shop, tools, row("k1"), headings=swapped)

    assert (outcome(report), shop.store.of("products.csv")["k1"].title) == ((0, 1, 0, 0), "Boils water.")


@dataclass(frozen=True)
class Columns:
    """A reading with this heading."""

    context: object = ("id", "title")
    partial: bool = False

    def records(self) -> Iterator[Record | Problem]:
        return iter(())

    def rows(self, record: Record) -> Iterator[Row | Problem]:
        return iter(())


@pytest.mark.parametrize(
    ("reading", "also", "content"),
    [
        (Columns(), ("2",), ["k1", "Kettle"]),
        (Columns(("title", "id")), ("1",), ["k1", "Kettle"]),
        (Columns(), ("1",), ["k1", "kettle"]),
    ],
    ids=["another normaliser", "another heading", "another content"],
)
def test_a_mark_goes_by_all_that_decides_what_becomes_of_a_record(
    reading: Columns, also: tuple[str, ...], content: object
) -> None:
    known = Marking(Columns(), ("1",))

    assert known.mark(Record(2, ["k1", "Kettle"])) == known.mark(Record(9, ["k1", "Kettle"]))
    assert Marking(reading, also).mark(Record(2, content)) != known.mark(Record(2, ["k1", "Kettle"]))


def test_what_is_no_proper_text_has_no_mark() -> None:
    assert Marking(Columns(), ("1",)).mark(Record(2, ["k1", "half \ud800"])) is None


async def test_another_encoder_reads_everything_again(shop: Shop, tools: SyncTools, workers: CountingWorkers) -> None:
    await synced(shop, tools, row("k1"))
    workers.judged.clear()

    report = await synced(shop, replace(tools, text=LetterEncoder(name="other")), row("k1"))

    assert (outcome(report), workers.judged) == ((0, 0, 1, 0), [2])


async def test_the_later_of_two_rows_wins_though_it_is_the_one_already_known(shop: Shop, tools: SyncTools) -> None:
    rows = (row("k1", title="Old"), row("k1", title="New"))
    first = await synced(shop, tools, *rows)

    second = await synced(shop, tools, *rows)

    assert shop.store.of("products.csv")["k1"].title == "New"
    assert (outcome(first), outcome(second)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert [(problem.line, problem.code) for problem in second.rejected] == [(2, "duplicate_id")]
    assert second.rejected == first.rejected


async def test_the_later_of_two_rows_wins_though_the_earlier_is_the_one_already_known(
    shop: Shop, tools: SyncTools
) -> None:
    await synced(shop, tools, row("k1", title="Old"))

    report = await synced(shop, tools, row("k1", title="Old"), row("k1", title="New"))

    assert shop.store.of("products.csv")["k1"].title == "New"
    assert (outcome(report), [problem.line for problem in report.rejected]) == ((0, 1, 0, 0), [2])


async def test_what_was_passed_over_is_still_counted_against_a_shrunken_feed(shop: Shop, tools: SyncTools) -> None:
    await synced(shop, tools, *(row(f"k{number}") for number in range(10)))

    report = await synced(shop, tools, *(row(f"k{number}") for number in range(6)))

    assert outcome(report) == (0, 0, 6, 4)


async def test_calls_are_answered_in_their_order_while_several_are_at_work() -> None:
    at_work: list[int] = []
    most = 0

    async def answer(number: int) -> int:
        nonlocal most
        at_work.append(number)
        most = max(most, len(at_work))
        await asyncio.sleep(0.01 / (number + 1))
        at_work.remove(number)
        return number

    answers = [each async for each in in_order(_calls([answer(number) for number in range(9)]), 3)]

    assert (answers, most) == (list(range(9)), 3)


async def test_a_call_that_fails_ends_the_others() -> None:
    ended: list[str] = []

    async def fail() -> int:
        raise ConnectionError

    async def wait() -> int:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")
        return 0

    with pytest.raises(ConnectionError):
        _ = [each async for each in in_order(_calls([fail(), wait()]), 3)]

    assert ended == ["cancelled"]


async def _calls(calls: Sequence[Coroutine[Any, Any, int]]) -> AsyncIterator[Coroutine[Any, Any, int]]:
    for call in calls:
        yield call
        await asyncio.sleep(0)
