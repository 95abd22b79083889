"""What a sync gets for an address: local documents, and whether there is anything new in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yarl import URL

from catalog_sync.document import Document
from catalog_sync.rows import Problem
from catalog_sync.web.copies import Copy
from catalog_sync.web.names import source_name


@dataclass(frozen=True, slots=True)
class Downloaded:
    """All documents of one source, each named by its address (`names.source_name`); `modified` is its oldest's time.

    `unchanged`: the server says that nothing changed since the run that called `landed`. `partial`: these are only the
    products that changed since then. `problems` are pages that are not there or may not be read.
    """

    name: str
    documents: tuple[Document, ...]
    copies: tuple[Copy, ...]
    problems: tuple[Problem, ...] = ()
    partial: bool = False

    @property
    def unchanged(self) -> bool:
        return not self.problems and all(copy.unchanged for copy in self.copies)

    @property
    def modified(self) -> datetime:
        return min(copy.modified for copy in self.copies)

    def landed(self) -> None:
        """To be called when the shop has all of it; without it the next run reads everything again."""
        for copy in self.copies:
            copy.landed()


def document(address: str | URL, copy: Copy) -> Document:
    """Its pictures are never local files: the folder of a copy holds none."""
    return Document(source_name(address), copy.path, copy.path.parent, copy.modified)


def downloaded(name: str, read: Sequence[tuple[Document, Copy]]) -> Downloaded:
    return Downloaded(name, tuple(each for each, _ in read), tuple(copy for _, copy in read))
