import io
import json
from pathlib import Path

from rich.console import Console

from bot.bench.figures import Figure
from bot.bench.report import document, show, write

FIGURES = [
    Figure("text turn", "one chat, p50", 24.44, "ms", 25),
    Figure("text turn", "turns a second", 41.0, "/s", 60, at_least=True),
    Figure("demo", "memory when ready", 310.0, "MB"),
]


def test_the_table_says_of_each_figure_whether_its_target_is_met() -> None:
    printed = io.StringIO()

    show(FIGURES, {"bench": "turns", "date": "2026-11-01"}, Console(file=printed, width=120))

    first, second, third = (
        next(line for line in printed.getvalue().splitlines() if figure.name in line) for figure in FIGURES
    )
    assert "24.4 ms" in first
    assert "≤ 25 ms" in first
    assert "met" in first
    assert "NOT MET" in second
    assert "met" not in third.lower()


def test_the_file_holds_the_figures_and_what_they_were_measured_on(tmp_path: Path) -> None:
    path = tmp_path / "figures" / "turns.json"

    write(path, document(FIGURES, {"date": "2026-11-01", "machine": {"cores": 2}}))

    told = json.loads(path.read_text())
    assert told["machine"] == {"cores": 2}
    assert [figure["met"] for figure in told["figures"]] == [True, False, None]
