"""Creators' posts from every kind of source: our JSON lines or table, a channel's feed, pages with reviews.

Which it is shows by the content. A transcript beside a post goes with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from catalog_sync.document import Document
from catalog_sync.feeds import creators_channel, creators_lines, creators_reviews, creators_table
from catalog_sync.feeds.creators_transcripts import Transcripts
from catalog_sync.rows import PostRow, Problem, Record, SyncStopped

SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".txt", ".xml", ".rss", ".atom", ".html", ".htm")


class PostFormat(Protocol):
    """What a module of such a format offers."""

    def recognises(self, head: str) -> bool:
        """Whether a text that begins like this is of the format."""
        ...

    def posts(self, document: Document) -> Iterator[Record | Problem]:
        """Each post's content as our JSON lines have it, or why it is none. Raises SyncStopped."""
        ...


FORMATS: tuple[PostFormat, ...] = (creators_table, creators_channel, creators_reviews, creators_lines)
RETICENT: tuple[PostFormat, ...] = (creators_channel, creators_reviews)
"""Formats with no place to say a stance and a tie to the brand; whoever writes in the others is asked for both."""


def read(document: Document) -> "PostReading":
    """The document on its way. Raises SyncStopped for one in which nobody here finds posts."""
    head = document.head()
    place = next((place for place, each in enumerate(FORMATS) if each.recognises(head)), None)
    if place is None:
        lines = sum(1 for line in head.splitlines() if line.strip())
        raise _no_posts(document, f"none of its {lines} lines is" if lines else "it is empty")
    return PostReading(document, place)


@dataclass(frozen=True, slots=True)
class PostReading:
    """`place` is that of the format in FORMATS. A channel's feed is a `window`: older posts drop out of it unmeant."""

    document: Document
    place: int

    @property
    def window(self) -> bool:
        return FORMATS[self.place] is creators_channel

    def records(self) -> Iterator[Record | Problem]:
        """Posts, each with its transcript, as `post.transcript`. Raises SyncStopped for a document without any post."""
        transcripts = Transcripts(self.document)
        posts = problems = 0
        for each in FORMATS[self.place].posts(self.document):
            posts += isinstance(each, Record)
            problems += isinstance(each, Problem)
            yield _with_transcript(each, transcripts) if isinstance(each, Record) else each
        if not posts and FORMATS[self.place] is not creators_reviews:
            raise _no_posts(self.document, f"none of its {problems} lines is" if problems else "it is empty")

    def rows(self, record: Record) -> Iterator[PostRow]:
        assert isinstance(record.content, dict)  # noqa: S101  our own record
        reticent = FORMATS[self.place] in RETICENT
        yield PostRow(self.document.name, record.line, {**record.content, "reticent": reticent})

    def posts(self) -> Iterator[PostRow | Problem]:
        """All of them, in the document's order. Raises SyncStopped."""
        for record in self.records():
            if isinstance(record, Problem):
                yield record
            else:
                yield from self.rows(record)


def rows(document: Document) -> Iterator[PostRow | Problem]:
    """All posts of a document, in its order. Raises SyncStopped."""
    return read(document).posts()


def _with_transcript(record: Record, transcripts: Transcripts) -> Record:
    content = record.content
    assert isinstance(content, dict)  # noqa: S101  our own record
    found = transcripts.beside(content)
    return Record(record.line, {**content, "post": {**content["post"], "transcript": found}}) if found else record


def _no_posts(document: Document, found: str) -> SyncStopped:
    return SyncStopped(
        "format_unknown",
        f"{document.name} holds no creators' posts ({found}); give one a line: {creators_lines.EXAMPLE}, a table with"
        " such columns (creator.handle, post.url, …), a channel's RSS or Atom feed, or pages with schema.org's Review",
    )
