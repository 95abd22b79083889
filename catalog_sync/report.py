"""What a sync did, for programs and for people."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from catalog_sync.advice import ADVICE
from catalog_sync.findability import Findability
from catalog_sync.rows import Problem, shown

if TYPE_CHECKING:  # rich takes a tenth of a second to import, and a sync inside the bot's process shows no table
    from rich.console import RenderableType
    from rich.table import Table

SHOWN = 20
"""Problems and listings named in the terminal; the JSON has all problems and more listings."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """`read` is the sum of added, changed, unchanged and rejected.

    Removed are those the source no longer names. Warnings are of rows that landed all the same. `published`: shoppers
    meet something new because of this sync. `linked` and `doubtful` count a creators' sync's links to products.
    """

    merchant: str | None
    source: str
    format: str
    read: int
    added: int
    changed: int
    unchanged: int
    removed: int
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    findability: Findability
    published: bool
    seconds: float
    linked: int | None = None
    doubtful: int | None = None

    def as_json(self) -> dict[str, object]:
        """The document of `--json`; the counts of links are there for creators only."""
        links = ("linked", "doubtful")
        return {name: value for name, value in asdict(self).items() if name not in links or value is not None}


def table(report: SyncReport) -> "RenderableType":
    """The same for a terminal."""
    from rich.console import Group  # noqa: PLC0415 - see above

    parts: list[RenderableType] = [_counts(report)]
    for title, problems in (("Rejected", report.rejected), ("Noted", report.warnings)):
        if problems:
            parts.append(_problems(title, problems))
    if report.findability.findings:
        parts.append(_findings(report.findability))
    return Group(*parts)


def findability_tables(findability: Findability) -> "RenderableType":
    """What is counted, a catalogue's findings, and the listings that lack most."""
    from rich.console import Group  # noqa: PLC0415 - see above

    counted = f"{several(findability.listings, 'listing')} of {several(findability.products, 'product')}"
    if findability.score is None:
        return "nothing is listed, so there is nothing to score"
    if not findability.findings:
        return f"{counted}, and nothing is lacking: {findability.score} of 100"
    tables = [_findings(findability), *([_worst(findability)] if findability.worst else [])]
    return Group(counted, *tables)


def several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _counts(report: SyncReport) -> "Table":
    title = f"{report.source} → {report.merchant or 'creators'} ({report.format}, {report.seconds:.1f} s)"
    names = ["read", "added", "changed", "unchanged", "removed", "rejected", "linked", "doubtful", "published"]
    values = {**report.as_json(), "rejected": len(report.rejected), "published": "yes" if report.published else "no"}
    known = [name for name in names if name in values]
    counts = _table(title, *known)
    _add(counts, *(str(values[name]) for name in known))
    return counts


def _problems(title: str, problems: tuple[Problem, ...]) -> "Table":
    kinds = ", ".join(f"{code} {count}" for code, count in Counter(problem.code for problem in problems).most_common())
    listed = _table(f"{title}: {kinds}", "line", "column", "found", "fix")
    for problem in problems[:SHOWN]:
        _add(listed, f"{problem.file}:{problem.line}", problem.column, problem.found, problem.fix)
    if len(problems) > SHOWN:
        listed.caption = f"and {len(problems) - SHOWN} more; --json lists them all"
    return listed


def _findings(findability: Findability) -> "Table":
    from rich.text import Text  # noqa: PLC0415 - see above

    score = "" if findability.score is None else f": {findability.score} of 100"
    listed = _table(f"Findability{score}", "finding", "how many", "points", "what to do, and why")
    for finding in findability.findings:
        examples = f"; for example {', '.join(finding.examples)}" if finding.examples else ""
        many = f"{finding.count:,} of {finding.of:,}, {finding.share:.0%}"
        advice = Text.assemble(finding.fix, (f"\n{finding.why}{examples}", "dim"))
        listed.add_row(Text(finding.what), Text(many), Text(finding.lost), advice)
    return listed


def _worst(findability: Findability) -> "Table":
    listed = _table("Listings that lack most", "score", "sku", "title", "lacks")
    for scored in findability.worst[:SHOWN]:
        lacks = ", ".join(ADVICE[code].what for code in scored.lacks)
        _add(listed, str(scored.score), shown(scored.sku), shown(scored.title), lacks)
    return listed


def _table(title: str, *columns: str) -> "Table":
    from rich.table import Table as Plain  # noqa: PLC0415 - see above
    from rich.text import Text  # noqa: PLC0415

    plain = Plain(title=Text(title), title_justify="left")
    for column in columns:
        plain.add_column(column)
    return plain


def _add(listed: "Table", *cells: str) -> None:
    """Cells hold a feed's text: nothing in it is taken for rich's own markup."""
    from rich.text import Text  # noqa: PLC0415 - see above

    listed.add_row(*(Text(cell) for cell in cells))
