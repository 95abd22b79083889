import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.bench.machine import machine
from bot.bench.turns import PARTS, chosen
from bot.cli.main import app
from graph.domain.errors import BadInput


def test_without_a_choice_every_part_is_measured() -> None:
    assert chosen("") == list(PARTS.values())


def test_parts_are_measured_in_their_own_order_whatever_the_order_named() -> None:
    assert chosen("photo, text") == [PARTS["text"], PARTS["photo"]]


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="lunch; choose of text, search, http"):
        chosen("text,lunch")


def test_the_machine_is_described_without_naming_it() -> None:
    told = machine()

    assert told["cores"] > 0
    assert str(Path.cwd()) not in json.dumps(told)


@pytest.mark.full
@pytest.mark.parametrize("part", ["text", "search", "photo", "http", "checkout"])
def test_a_part_measures_a_small_shop_to_the_end(part: str, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    order = ["bench", "turns", "--products", "40", "--chats", "2", "--seconds", "1", "--only", part]

    done = CliRunner().invoke(app(), [*order, "--data", str(tmp_path), "--json", str(figures)])

    assert done.exit_code == 0, done.output
    assert all(figure["value"] > 0 for figure in json.loads(figures.read_text())["figures"])
