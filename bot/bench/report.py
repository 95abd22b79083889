import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.bench.figures import Figure

SMALL = 10
MARKS = {True: "met", False: "NOT MET", None: ""}


def document(figures: Iterable[Figure], run: Mapping[str, object]) -> dict[str, object]:
    """What was measured, with the run it was measured in (its date, machine and sizes)."""
    return {**run, "figures": [_row(figure) for figure in figures]}


def write(path: Path, document: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(figures: Sequence[Figure], run: Mapping[str, object], console: Console) -> None:
    table = Table(
        "part", "figure", "measured", "target", "", title=f"snaptap bench {run['bench']}", title_justify="left"
    )
    for column in table.columns[2:4]:
        column.justify = "right"
    before = ""
    for figure in figures:
        part, before = "" if figure.part == before else figure.part, figure.part
        table.add_row(part, figure.name, _measured(figure), _target(figure), MARKS[figure.met])
    console.print(table)
    console.print(json.dumps(run, ensure_ascii=False), style="dim", soft_wrap=True, highlight=False)


def _row(figure: Figure) -> dict[str, object]:
    return {
        "part": figure.part,
        "name": figure.name,
        "value": round(figure.value, 4),
        "unit": figure.unit,
        "target": figure.target,
        "at_least": figure.at_least,
        "met": figure.met,
        "within": [round(end, 4) for end in figure.within] if figure.within else None,
    }


def _measured(figure: Figure) -> str:
    value = f"{_spelt(figure.value)} {figure.unit}".strip()
    return f"{value} ({_spelt(figure.within[0])}–{_spelt(figure.within[1])})" if figure.within else value


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {_spelt(figure.target)} {figure.unit}".strip()


def _spelt(value: float) -> str:
    """A ratio to three places, a time or a rate to one."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < SMALL else f"{value:,.1f}"
