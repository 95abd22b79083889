"""How each standing source is doing, kept beside the shop so that a restart does not forget it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catalog_sync.report import SyncReport
from catalog_sync.standing.sources import StandingSource

STATE_FILE = "standing.json"
OUTCOMES = ("added", "changed", "unchanged", "removed", "rejected")


@dataclass(slots=True)
class SourceState:
    """`failures` are those in a row; `rows` and `runs` count since the program began, `last` is the last run's rows."""

    source: StandingSource
    failures: int = 0
    last_success: datetime | None = None
    last_error: str = ""
    next_run: datetime | None = None
    running: bool = False
    seconds: float = 0.0
    runs: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    last: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.source.merchant} {self.source.name}".strip()

    def succeeded(self, report: SyncReport, now: datetime, seconds: float) -> None:
        self.failures, self.last_error, self.last_success, self.seconds = 0, "", now, seconds
        self.last = {name: _count(getattr(report, name)) for name in OUTCOMES}
        self.rows.update(self.last)
        self.runs["success"] += 1

    def failed(self, why: str, seconds: float) -> None:
        self.failures, self.last_error, self.seconds = self.failures + 1, why, seconds
        self.runs["failure"] += 1

    def told(self) -> dict[str, object]:
        """As the state file, /healthz and the log have it."""
        return {
            "merchant": self.source.merchant,
            "source": self.source.name,
            "last_success": _written(self.last_success),
            "failures": self.failures,
            "error": self.last_error,
            "seconds": round(self.seconds, 3),
            "next": _written(self.next_run),
            **self.last,
        }


def keep(states: Iterable[SourceState], path: Path) -> None:
    """Write all of them; whoever reads meanwhile sees the old file or the new one."""
    draft = path.with_name(f"{path.name}.new")
    content = {state.key: state.told() for state in states}
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


def recall(states: Iterable[SourceState], path: Path) -> None:
    """Give each its last success back. The file is a convenience: one that cannot be read is as none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        known = {
            key: datetime.fromisoformat(told["last_success"]) for key, told in content.items() if told["last_success"]
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return
    for state in states:
        state.last_success = known.get(state.key)


def _count(value: int | tuple[object, ...]) -> int:
    return value if isinstance(value, int) else len(value)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
