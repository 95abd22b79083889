"""What was pushed of each product: by it a variant that is gone is noticed, and a push that comes too late."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Remembered:
    """`modified` is the platform's own time of what was pushed last; `skus` are empty where that was its end."""

    skus: tuple[str, ...] = ()
    modified: datetime | None = None


class PushMemory:
    """A small file a product, in the shop's folder: it outlives restarts and grows with what was pushed, no more.

    All methods block.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, merchant: str, source: str, product: str) -> Remembered:
        """Nothing, where nothing was pushed of it yet, or the file is damaged."""
        try:
            kept = json.loads(self._file(merchant, source, product).read_text(encoding="utf-8"))
            return Remembered(tuple(map(str, kept["skus"])), _moment(kept["modified"]))
        except (OSError, ValueError, TypeError, KeyError):
            return Remembered()

    def keep(self, merchant: str, source: str, pushed: Iterable[tuple[str, Remembered]]) -> None:
        for product, remembered in pushed:
            path = self._file(merchant, source, product)
            path.parent.mkdir(parents=True, exist_ok=True)
            modified = remembered.modified.isoformat() if remembered.modified else None
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps({"skus": remembered.skus, "modified": modified}), encoding="utf-8")
            draft.replace(path)

    def _file(self, merchant: str, source: str, product: str) -> Path:
        names = (blake2b(text.encode(), digest_size=12).hexdigest() for text in (f"{merchant}\0{source}", product))
        return self._folder.joinpath(*names).with_suffix(".json")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
