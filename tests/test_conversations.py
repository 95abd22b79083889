"""Every story of `tests/conversations`, at the graph's own door and behind Telegram's protocol."""

from pathlib import Path

import pytest

from bot.cli.rehearse import TEMPLATES
from bot.rehearsal.graph_stage import graph_stage
from bot.rehearsal.play import play
from bot.rehearsal.reading import read_all
from bot.rehearsal.report import diff
from bot.rehearsal.script import Script
from bot.rehearsal.telegram_stage import telegram_stage
from graph.settings import Settings
from graph.wiring import Models, load_models

HERE = Path(__file__).parent
STORIES = read_all(sorted((HERE / "conversations").glob("*.yaml")))
DEMO = HERE.parent / TEMPLATES
"""The filled demo shop, kept between runs: filling it takes half a minute."""
FILLING = 600
"""Seconds for a story that finds the demo shop empty, on a slow machine."""


@pytest.fixture(scope="session")
def models() -> Models:
    """Loaded once a process; every story has a shop of its own."""
    return load_models(Settings())


@pytest.mark.timeout(FILLING)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_story_at_the_graphs_own_door(story: Script, models: Models) -> None:
    played = await play(story, "graph", graph_stage, DEMO, models)

    assert played.failed is None, diff(played)


@pytest.mark.timeout(FILLING)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_story_behind_telegrams_protocol(story: Script, models: Models) -> None:
    played = await play(story, "telegram", telegram_stage, DEMO, models)

    assert played.failed is None, diff(played)
