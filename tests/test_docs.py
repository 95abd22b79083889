"""What the documents say about the code is what the code says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel, SecretStr

from bot.cli.main import app
from graph.adapters.reader.packs import packs
from graph.domain.books import Fault
from graph.domain.orders import LEADS_TO
from graph.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAYMENTS = (ROOT / "docs" / "payments.md").read_text(encoding="utf-8")

NOT_OURS = {"build", "node_modules", "__pycache__"}
KEPT_DOT_FOLDERS = {".ci", ".github"}
LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root)/")


def our_files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        folders = path.relative_to(ROOT).parts[:-1]
        if path.is_file() and not any(map(foreign, folders)):
            yield path


def foreign(folder: str) -> bool:
    hidden = folder.startswith(".") and folder not in KEPT_DOT_FOLDERS
    return hidden or folder in NOT_OURS or folder.endswith(".egg-info")


def section(title: str, document: str = README) -> str:
    return document.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def settings_of(model: type[BaseModel], prefix: str = "SNAPTAP_") -> Iterator[str]:
    for name, field in model.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        if isinstance(field.default, BaseModel):
            yield from settings_of(type(field.default), f"{variable}__")
        else:
            default = written(field.default)
            yield f"| `{variable}` | {f'`{default}`' if default else ''} | {field.description} |"


def written(default: object) -> str:
    """As one writes it into the environment."""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return str(default).lower() if isinstance(default, bool) else str(default)


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  a private type
    """Every command that does something, as one types it, from typer's own objects."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
    else:
        for name, each in inner.items():
            yield from commands(each, (*path, name))


def documented_commands() -> dict[str, str]:
    """From what one types to the whole cell: `snaptap index rebuild …` is "index rebuild"."""
    cells = [row[0].strip("`") for row in rows("Commands")]
    return {" ".join(re.findall(r"^snaptap((?: [a-z]+)+)", cell)[0].split()): cell for cell in cells}


def test_flowchart_in_the_readme_is_the_one_the_graph_draws() -> None:
    from graph.build import build_graph  # noqa: PLC0415  langgraph takes a second to import, the other tests need it not

    between = README.partition("<!-- graph:begin -->")[2].partition("<!-- graph:end -->")[0]

    drawn = build_graph().get_graph().draw_mermaid().strip()

    assert between.strip() == f"```mermaid\n{drawn}\n```"


def test_every_setting_is_in_the_readme_with_its_default_and_meaning() -> None:
    table = [line for line in section("Configuration").splitlines() if line.startswith("| `SNAPTAP_")]

    assert table == list(settings_of(Settings))


def test_every_command_is_in_the_readme() -> None:
    documented = documented_commands()
    whole_groups = {name for name, cell in documented.items() if cell.endswith(" NAME")}

    missing = [
        name
        for name, _ in commands(typer.main.get_command(app()))
        if name not in documented and name.partition(" ")[0] not in whole_groups
    ]

    assert not missing


def test_readme_promises_no_command_and_no_option_that_is_not_there() -> None:
    there = dict(commands(typer.main.get_command(app())))
    groups = {name.partition(" ")[0] for name in there} | set(getattr(typer.main.get_command(app()), "commands", ()))

    for name, cell in documented_commands().items():
        if cell.endswith(" NAME"):
            assert name in groups
            continue
        options = {
            option for parameter in there[name].params for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"(?<=\[)--?[a-z-]+", cell)) <= options, name


def test_languages_in_the_readme_are_those_the_rules_read() -> None:
    named = re.search(r"in \w+ languages: ([a-z, ]+)\.", README)

    assert named
    assert named.group(1).split(", ") == list(packs())


@pytest.mark.parametrize(
    "document", [path for path in our_files() if path.suffix == ".md"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    local = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_decision_has_its_number_its_reasons_and_its_price() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        parts = ("**Why.**", "**What it costs.**", "**What would change our mind.**")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        assert [part for part in parts if part not in text] == [], path.name


def test_every_promise_about_payments_names_a_test_that_is_there() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    promises = [line for line in section("What it promises", PAYMENTS).splitlines() if line.startswith("|")]
    named = [re.findall(r"`(test_\w+)`", line) for line in promises[2:]]

    assert all(named)
    assert [name for names in named for name in names if f"def {name}(" not in tests] == []


def test_the_way_of_an_order_is_drawn_as_the_till_goes_it() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+)", PAYMENTS, re.MULTILINE)

    assert sorted(drawn) == sorted((was.value, became.value) for was, then in LEADS_TO.items() for became in then)


def test_every_difference_in_the_books_is_explained() -> None:
    explained = re.findall(r"`(\w+)`", section("When the books do not agree", PAYMENTS))

    assert sorted(set(explained)) == sorted(fault.value for fault in Fault)


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    knowing = []
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture, a model
            continue
        knowing += [f"{path.relative_to(ROOT)}: {found.group()}" for found in MACHINE.finditer(text)]

    assert knowing == []
