import asyncio
import sys
import textwrap
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from graph.adapters.index.generations import Generation, GenerationPublisher, Generations
from graph.adapters.index.manifest import EncoderId
from tests.contracts.index_fixtures import ENCODERS, Shop, kettle

Publish = Callable[[], Awaitable[Generation]]

NEVER_OPENED = "sqlite:///never-opened.db"
STUCK_BUILDER = """
    import asyncio, sys
    from pathlib import Path
    from graph.adapters.index.build import build
    from graph.adapters.index.generations import Generations
    from graph.adapters.index.manifest import EncoderId, Encoders

    class Endless:
        async def sequence(self):
            return 99
        async def product_points(self, coming):
            print("half-way", flush=True)
            await asyncio.Event().wait()
            yield
        async def post_points(self):
            return
            yield

    encoders = Encoders(text=EncoderId("text of the test", 8), look=EncoderId("look of the test", 8))
    asyncio.run(build(Generations(Path(sys.argv[1])), Endless(), encoders, print))
"""


async def test_builder_killed_half_way_leaves_the_published_generation_in_place(
    published: Generation, tmp_path: Path
) -> None:
    builder = await stuck_builder(tmp_path)

    builder.kill()
    await builder.wait()

    assert Generations(tmp_path).newest() == published


async def test_next_builder_clears_away_what_a_killed_one_left(publish: Publish, tmp_path: Path) -> None:
    builder = await stuck_builder(tmp_path)
    builder.kill()
    await builder.wait()

    published = await publish()

    assert folders(tmp_path / "generations") == [published.directory]


async def test_second_publisher_waits_for_the_first(publish: Publish, tmp_path: Path) -> None:
    builder = await stuck_builder(tmp_path)
    second = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(publish())))
    early, _ = await asyncio.wait([second], timeout=0.3)

    builder.kill()
    await builder.wait()
    await second

    assert not early


async def test_last_published_counts_though_its_catalogue_has_seen_fewer_changes(
    published: Generation, publish: Publish, shop: Shop, tmp_path: Path
) -> None:
    shop.log.clear()

    rebuilt = await publish()

    assert Generations(tmp_path).newest() == rebuilt


async def test_two_newest_generations_are_kept(publish: Publish, tmp_path: Path) -> None:
    _, second, third = [await publish() for _ in range(3)]

    kept = folders(tmp_path / "generations")

    assert sorted(kept) == sorted([second.directory, third.directory])


async def test_manifest_tells_how_much_is_inside(publish: Publish) -> None:
    manifest = (await publish()).manifest

    assert (manifest.sequence, manifest.products, manifest.posts) == (3, 2, 1)


async def test_generation_with_an_unreadable_manifest_is_passed_over(published: Generation, tmp_path: Path) -> None:
    broken = tmp_path / "generations" / "000000000999-broken"
    broken.mkdir()
    (broken / "manifest.json").write_text('{"number": 9')

    assert Generations(tmp_path).newest() == published


async def test_index_is_behind_by_the_changes_since(published: Generation, shop: Shop, tmp_path: Path) -> None:
    shop.list_product(kettle(3))
    shop.withdraw_product(1)

    assert await publisher(tmp_path, shop).behind() == 2


async def test_nothing_published_is_told_apart_from_nothing_changed(shop: Shop, tmp_path: Path) -> None:
    assert await publisher(tmp_path, shop).behind() is None


async def test_index_of_another_encoder_counts_as_none(published: Generation, shop: Shop, tmp_path: Path) -> None:
    other = replace(ENCODERS, text=EncoderId("another", 8))

    behind = await GenerationPublisher(tmp_path, NEVER_OPENED, shop, other).behind()

    assert behind is None


async def test_index_of_another_database_counts_as_none(published: Generation, shop: Shop, tmp_path: Path) -> None:
    shop.log.clear()

    assert await publisher(tmp_path, shop).behind() is None


def publisher(data: Path, shop: Shop) -> GenerationPublisher:
    return GenerationPublisher(data, NEVER_OPENED, shop, ENCODERS)


def folders(directory: Path) -> list[Path]:
    return [path for path in directory.iterdir() if path.is_dir()]


async def stuck_builder(data: Path) -> asyncio.subprocess.Process:
    """A process that has begun a generation and will never complete it."""
    builder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", textwrap.dedent(STUCK_BUILDER), str(data)), stdout=asyncio.subprocess.PIPE
    )
    assert builder.stdout is not None
    assert await builder.stdout.readline() == b"half-way\n"
    return builder
