import asyncio
from dataclasses import dataclass, field, replace
from typing import NoReturn

import pytest

from catalog_sync.embed import TEXTS_AT_ONCE
from catalog_sync.journey import sync
from catalog_sync.publish import announce, bring_up_to_date
from graph.domain.errors import IndexUnavailable
from graph.ports.publishing import MOST_TAILED, Coming
from graph.ports.senses import Vectors
from tests.unit.catalog_sync.doubles import LetterEncoder, MemoryPublisher, MemoryStore, Shop, row


class _TiringEncoder(LetterEncoder):
    """Encodes one batch and falls over on the next."""

    async def encode(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        if self.encoded:
            raise ConnectionError("the encoder went away")
        return await super().encode(texts)


async def test_variants_of_the_same_words_share_one_embedding(shop: Shop) -> None:
    await sync([shop.feed(row("k1"), row("k2"), row("k3", title="Pot"))], merchant="acme", tools=shop.tools)

    assert shop.text.encoded == ["Kettle. Kettle. Boils water.", "Pot. Pot. Boils water."]


async def test_another_encoder_embeds_everything_again_though_nothing_changed(shop: Shop) -> None:
    feed = shop.feed(row("k1"))
    await sync([feed], merchant="acme", tools=shop.tools)
    other = LetterEncoder(name="other")

    report = await sync([feed], merchant="acme", tools=replace(shop.tools, text=other))

    assert report.unchanged == 1
    assert other.encoded == ["Kettle. Kettle. Boils water."]


async def test_a_sync_that_died_while_embedding_goes_on_where_it_was(shop: Shop) -> None:
    feed = shop.feed(*(row(f"k{number}", title=f"Kettle {number}") for number in range(TEXTS_AT_ONCE + 36)))
    with pytest.raises(ConnectionError):
        await sync([feed], merchant="acme", tools=replace(shop.tools, text=_TiringEncoder()))

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert report.added == TEXTS_AT_ONCE + 36
    assert len(shop.text.encoded) == 36


async def test_nothing_has_landed_of_a_sync_that_died_while_embedding(shop: Shop) -> None:
    feed = shop.feed(*(row(f"k{number}", title=f"Kettle {number}") for number in range(TEXTS_AT_ONCE + 36)))

    with pytest.raises(ConnectionError):
        await sync([feed], merchant="acme", tools=replace(shop.tools, text=_TiringEncoder()))

    assert shop.store.changes == 0


@pytest.mark.parametrize(
    ("published_at", "changes", "listed", "rebuilt"),
    [
        (None, 1, 10_000, True),
        (0, 1, 10_000, False),
        (0, MOST_TAILED, 10_000, False),
        (0, MOST_TAILED + 1, 10_000, True),
        (0, 5, 10, False),
        (0, 6, 10, True),
        (6, 6, 0, False),
    ],
    ids=["no index", "one change", "many", "too many", "half", "more than half", "nothing"],
)
async def test_a_new_index_is_made_where_the_tail_would_be_slow(
    published_at: int | None, changes: int, listed: int, *, rebuilt: bool
) -> None:
    publisher = MemoryPublisher(MemoryStore(changes=changes), [] if published_at is None else [published_at])

    assert await bring_up_to_date(publisher, listed) is rebuilt


@pytest.mark.parametrize(("changes", "told"), [(MOST_TAILED, []), (MOST_TAILED + 1, [True])], ids=["few", "many"])
async def test_searchers_are_told_of_many_changes_before_the_first_of_them(changes: int, told: list[bool]) -> None:
    publisher = MemoryPublisher(MemoryStore())

    await announce(publisher, changes)

    assert publisher.announced == told


async def test_a_new_index_that_will_not_come_after_all_is_not_announced_any_longer() -> None:
    publisher = MemoryPublisher(MemoryStore(changes=1), [0])
    await announce(publisher, MOST_TAILED + 1)

    await bring_up_to_date(publisher, 10_000)

    assert publisher.announced == [True, False]


@pytest.mark.parametrize(("changes", "rebuilt"), [(MOST_TAILED, False), (MOST_TAILED + 1, True)], ids=["few", "many"])
async def test_an_edition_turns_over_with_an_index_where_it_changes_too_much_for_the_tail(
    changes: int, *, rebuilt: bool
) -> None:
    publisher, turned = MemoryPublisher(MemoryStore(), [0]), Turns()

    assert await bring_up_to_date(publisher, 10_000, Coming("acme", 1, changes, turned)) is rebuilt

    assert turned.count == 1
    assert len(publisher.published) == 1 + rebuilt


async def test_an_edition_turns_over_though_no_index_can_be_built_of_it() -> None:
    turned = Turns()

    with pytest.raises(IndexUnavailable):
        await bring_up_to_date(_BrokenPublisher(MemoryStore()), 10_000, Coming("acme", 1, 5, turned))

    assert turned.count == 1


async def test_an_edition_whose_sync_is_cancelled_while_its_index_is_built_does_not_turn_over() -> None:
    turned, publisher = Turns(), _EndlessPublisher(MemoryStore())
    publishing = asyncio.create_task(bring_up_to_date(publisher, 10_000, Coming("acme", 1, 5, turned)))
    await publisher.begun.wait()

    publishing.cancel()
    await asyncio.wait([publishing])

    assert turned.count == 0


async def test_what_a_killed_sync_left_unpublished_is_published_by_the_next(shop: Shop) -> None:
    feed = shop.feed(row("k1"))
    await sync([feed], merchant="acme", tools=shop.tools)
    shop.publisher.published.clear()

    report = await sync([feed], merchant="acme", tools=shop.tools)

    assert (report.unchanged, report.published) == (1, True)


async def test_few_changes_of_a_large_shop_are_left_to_the_tail(shop: Shop) -> None:
    rows = [row(f"k{number}") for number in range(10)]
    await sync([shop.feed(*rows)], merchant="acme", tools=shop.tools)

    report = await sync(
        [shop.feed(row("k0", price="1.00 EUR"), name="products.csv")], merchant="acme", tools=shop.tools, partial=True
    )

    assert (report.published, len(shop.publisher.published)) == (True, 1)


class Turns:
    """Counts how often an edition is turned over."""

    count = 0

    async def __call__(self) -> None:
        self.count += 1


class _BrokenPublisher(MemoryPublisher):
    async def publish(self, coming: Coming | None = None) -> NoReturn:
        raise IndexUnavailable("no room on the disk")


@dataclass
class _EndlessPublisher(MemoryPublisher):
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def publish(self, coming: Coming | None = None) -> int:
        self.begun.set()
        await asyncio.Event().wait()
        return 0
