"""What a source says now against what it said last time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from catalog_sync.rows import SyncStopped


@dataclass(frozen=True, slots=True)
class Difference:
    """Identifiers (skus of listings, addresses of posts) by what happened to them. `before` is how many there were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    before: int

    @property
    def changes(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)

    def changed_too(self, keys: Collection[str]) -> "Difference":
        """With what turned out to have changed after all."""
        more = tuple(key for key in self.unchanged if key in keys)
        same = tuple(key for key in self.unchanged if key not in keys)
        return replace(self, changed=(*self.changed, *more), unchanged=same) if more else self

    @property
    def fresh(self) -> frozenset[str]:
        return frozenset((*self.added, *self.changed))


def compare(
    before: Mapping[str, str], now: Mapping[str, str], *, named: Collection[str] = (), partial: bool = False
) -> Difference:
    """Two states as identifier and fingerprint. What is `named` though unusable now is not taken for withdrawn."""
    gone = () if partial else (key for key in before if key not in now and key not in named)
    return Difference(
        added=tuple(key for key in now if key not in before),
        changed=tuple(key for key, mark in now.items() if before.get(key, mark) != mark),
        unchanged=tuple(key for key, mark in now.items() if before.get(key) == mark),
        removed=tuple(gone),
        before=len(before),
    )


def check_shrink(difference: Difference, source: str, *, force: bool) -> None:
    """Raise SyncStopped where more than half would go: an export that broke off looks just like that."""
    gone = len(difference.removed)
    if not force and 2 * gone > difference.before:
        raise SyncStopped(
            "shrunk",
            f"{source} lacks {gone} of the {difference.before} it listed last time; nothing was published. Export it"
            " again; --force withdraws them if that is meant, --partial keeps them",
        )
