"""Creators' posts in our own JSON lines, since no standard carries who said what about which product."""

import json
from collections.abc import Iterator

from catalog_sync.fetch import Document
from catalog_sync.rows import PostRow, Problem, SyncStopped, shown

SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
EXAMPLE = '{"creator": {…}, "post": {…}, "products": […], "stance": "for", "disclosure": "none"}'
LONGEST_LINE = 2**20
"""Characters; a post with its transcript has a tenth of that."""


def rows(document: Document) -> Iterator[PostRow | Problem]:
    """A post a line; empty lines are none. Raises SyncStopped for a file in which no line is a post."""
    posts = problems = 0
    with document.open_text() as text:
        for number, line in enumerate(text, start=1):
            if not line.strip():
                continue
            row = _row(document.name, number, line)
            posts += isinstance(row, PostRow)
            problems += isinstance(row, Problem)
            yield row
    if not posts:
        found = f"none of its {problems} lines is" if problems else "it is empty"
        raise SyncStopped(
            "format_unknown", f"{document.name} holds no creators' posts ({found}); give one a line: {EXAMPLE}"
        )


def _row(file: str, line: int, text: str) -> PostRow | Problem:
    try:
        content = json.loads(text) if len(text) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict) and isinstance(content.get("post"), dict):
        return PostRow(file, line, content)
    return Problem(file, line, "", "not_a_post", shown(text.strip()), f"write one JSON object on one line: {EXAMPLE}")
