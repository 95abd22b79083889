"""A shop of an earlier version keeps all it had."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from graph.adapters.sql.catalog import SqlCatalog
from graph.adapters.sql.catalog_store import SqlCatalogStore
from graph.adapters.sql.database import Database
from graph.adapters.sql.migrate import STEPS, migrate
from graph.domain.money import Money
from graph.domain.orders import OrderState
from graph.ports.supply import LastSaid
from tests.sql_shop import NOON, StillClock, record
from tests.till_at_work import Till

BEFORE_EDITIONS = """
INSERT INTO product_text (hash, title, description, brand, category, language)
    VALUES ('ff', 'Lamp', 'Gives light.', 'Lumo', '["Home", "Lamps"]', 'en');
INSERT INTO product (merchant, id, title, description, brand, category, language, said) VALUES
    ('hearth', 'K', 'Kettle', 'Boils.', NULL, '["Home"]', 'en', NULL),
    ('hearth', 'L', 'Lamp', 'Gives light.', 'Lumo', '["Home", "Lamps"]', 'en', 'ff');
INSERT INTO variant (merchant, sku, product_key, title, options, facts, gtin, currency, price, sale_price, sale_end,
                     text_hash, traits, said, withdrawn) VALUES
    ('hearth', 'kettle', 1, 'Kettle, red', '{"color": "red"}', '{}', '4006381333931', 'EUR', 4900, 3900,
     '2025-07-01 00:00:00.000000', 'words', 5, NULL, FALSE),
    ('hearth', 'lamp', 2, 'Lamp', '{}', '{"material": "brass"}', NULL, 'EUR', 2500, NULL, NULL, 'light', 0, 'ff',
     FALSE),
    ('hearth', 'gone', 2, 'Lamp, old', '{}', '{}', NULL, 'EUR', 100, NULL, NULL, 'old', 0, 'ff', TRUE);
INSERT INTO stock (variant_key, availability, on_hand, held, sold, read_at) VALUES
    (1, 'in_stock', 10, 2, 1, '2025-06-01 12:00:00.000000'),
    (2, 'in_stock', NULL, 0, 0, '2025-06-01 12:00:00.000000'),
    (3, 'in_stock', 1, 0, 0, '2025-06-01 12:00:00.000000');
INSERT INTO listing_source (merchant, source, sku, fingerprint, mark) VALUES
    ('hearth', 'feed', 'kettle', 'print', 'mark'), ('hearth', 'feed', 'lamp', 'other', NULL);
INSERT INTO orders (id, merchant, shopper, conversation, state, created, expires) VALUES
    ('o-1', 'hearth', 'ann', 'chat', 'reserved', '2025-06-02 11:00:00.000000', '2025-06-02 13:00:00.000000'),
    ('o-2', 'hearth', 'bea', 'chat', 'paid', '2025-06-02 10:00:00.000000', '2025-06-02 11:00:00.000000');
INSERT INTO order_line (order_id, position, variant_key, sku, title, currency, unit_price, quantity) VALUES
    ('o-1', 0, 1, 'kettle', 'Kettle, red', 'EUR', 3900, 2), ('o-2', 0, 1, 'kettle', 'Kettle, red', 'EUR', 3900, 1);
INSERT INTO hold (order_id, variant_key, quantity) VALUES ('o-1', 1, 2);
INSERT INTO sale (order_id, variant_key, quantity, at) VALUES ('o-2', 1, 1, '2025-06-02 10:30:00.000000');
"""


def built(connection: Connection, version: str, contents: str) -> None:
    """The schema as it was at `version`, with something in it."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(STEPS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, version)
    for statement in contents.split(";\n"):
        connection.execute(text(statement.replace(":0", "\\:0")))


@pytest.fixture
async def database(bare_url: str) -> AsyncIterator[Database]:
    """The shop below, brought up to date."""
    await asyncio.to_thread(lambda: Path(Database(bare_url).url.database or "").parent.mkdir(exist_ok=True))
    old = Database(bare_url, foreign_keys=False)
    await old.write(built, "0004", BEFORE_EDITIONS)
    await old.dispose()
    await migrate(bare_url)
    database = Database(bare_url)
    yield database
    await database.dispose()


async def test_a_shop_from_before_editions_sells_what_it_sold(database: Database) -> None:
    catalog = SqlCatalog(database, StillClock())

    found = await catalog.listings([1, 2, 3])

    assert list(found) == [1, 2]
    kettle, lamp = found[1], found[2]
    assert (kettle.product.title, kettle.product.category, kettle.variant.title) == ("Kettle", ("Home",), "Kettle, red")
    assert (kettle.variant.offer.price, kettle.variant.offer.was) == (Money(3_900, "EUR"), Money(4_900, "EUR"))
    assert (kettle.variant.offer.quantity, lamp.variant.offer.quantity) == (7, None)
    assert (lamp.product.brand, lamp.product.category) == ("Lumo", ("Home", "Lamps"))
    assert (await catalog.vocabulary()).materials == {"brass"}


async def test_orders_from_before_editions_go_on(database: Database) -> None:
    till = Till(database, StillClock())
    order = await till.orders.get("o-1")
    assert order is not None

    await till.settle(order)

    assert await till.state(order) is OrderState.PAID
    assert await till.left() == 7
    assert await till.units_sold() == 3


async def test_what_sources_listed_before_editions_they_still_list(database: Database) -> None:
    store = SqlCatalogStore(database)

    assert await store.listed("hearth", "feed") == {"kettle": LastSaid("print", "mark"), "lamp": LastSaid("other")}
    assert (await store.records("hearth", ["kettle"]))["kettle"].traits == 5


async def test_a_shop_from_before_editions_takes_in_the_next_feed(database: Database) -> None:
    store, catalog = SqlCatalogStore(database), SqlCatalog(database, StillClock())
    edition = await store.begin_edition("hearth")
    await store.apply("hearth", "feed", [record("new"), record("kettle", product="K")], ["lamp"], NOON, edition=edition)

    await store.turn_over("hearth", edition)

    assert [each.key for sku in ("kettle", "lamp", "gone", "new") for each in await catalog.find(sku=sku)] == [1, 4]
