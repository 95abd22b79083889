"""Posts and doubts of a shop that was filled before links in words were reviewed."""

from collections.abc import AsyncIterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Row, text

from graph.adapters.sql.database import Database
from graph.adapters.sql.doubts import SqlLinkReviews, SqlPostHistory
from graph.adapters.sql.migrate import STEPS, _make_room
from graph.adapters.sql.post_rows import post_fingerprints
from graph.domain.creators import ProductRef, WordedLink
from tests.sql_shop import StillClock

MADE = "INSERT INTO creator (key, platform, handle, name, commission) VALUES (1, 'clips', '@mira', 'Mira', 0)"
SAID = """INSERT INTO post (key, url, id, source, creator_key, published, kind, title, text, language, stance,
    disclosure, fingerprint, text_hash, withdrawn) VALUES (:key, :url, '1', 'posts', 1, '2025-05-04', 'review', 'Told',
    '', 'en', 'for', 'none', 'f', 't', :withdrawn)"""
POSTS = [
    {"key": 1, "url": "https://clips.example/1", "withdrawn": False},
    {"key": 2, "url": "https://clips.example/2", "withdrawn": True},
]
LINKED = "INSERT INTO post_product (post_key, position, merchant, product) VALUES (1, 0, 'hearth', 'P')"
DOUBTED = "INSERT INTO doubtful_link (post_key, position, words) VALUES (1, 0, 'Brasa Kettle')"


@pytest.fixture
async def before(bare_url: str) -> AsyncIterator[Database]:
    _make_room(bare_url)
    database = Database(bare_url)
    await database.write(upgraded, "0002")
    await database.write(filled)
    yield database
    await database.dispose()


def upgraded(connection: Connection, revision: str) -> None:
    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Config:
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(STEPS))
    made.set_main_option("path_separator", "os")
    return made


def filled(connection: Connection) -> None:
    connection.execute(text(MADE))
    connection.execute(text(SAID), POSTS)
    for statement in (LINKED, DOUBTED):
        connection.execute(text(statement))


def products(connection: Connection) -> list[Row[tuple[str, str]]]:
    return list(connection.execute(text("SELECT merchant, product FROM post_product ORDER BY position")).all())


async def test_a_doubt_of_before_can_be_decided(before: Database) -> None:
    await before.write(upgraded, "0003")
    reviews = SqlLinkReviews(before, StillClock())

    (doubt,) = await reviews.waiting()
    await reviews.decide(doubt.post.url, doubt.link.key, ProductRef("hearth", "K"), "ada")

    assert doubt.link == WordedLink("Brasa Kettle", "brasa kettle")
    assert [tuple(row) for row in await before.read(products)] == [("hearth", "P"), ("hearth", "K")]


async def test_posts_of_before_are_still_their_sources(before: Database) -> None:
    await before.write(upgraded, "0003")

    assert await before.read(post_fingerprints, "posts") == {"https://clips.example/1": "f"}
    assert list(await SqlPostHistory(before).listed("posts")) == ["https://clips.example/1"]


async def test_the_way_back_keeps_posts_and_their_products(before: Database) -> None:
    await before.write(upgraded, "0003")

    await before.write(lambda connection: command.downgrade(config(connection), "0002"))

    assert [tuple(row) for row in await before.read(products)] == [("hearth", "P")]
