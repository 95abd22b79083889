"""Transcripts beside posts (WebVTT, SRT): the file is found by the post's id, its cues become moments with times.

The file bears the post's id or the last part of its address, alone or in brackets, and may end in a language: of a
video dQw4w9WgXcQ those are dQw4w9WgXcQ.vtt, "A week with it [dQw4w9WgXcQ].en.vtt", dQw4w9WgXcQ.de.srt.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from catalog_sync.document import Document
from catalog_sync.rows import SyncStopped, Unusable
from catalog_sync.text import one_line
from graph.domain.creators import Moment

if TYPE_CHECKING:
    from webvtt import Caption

SUFFIXES = (".vtt", ".srt")
NAME = re.compile(r"(?:.*\[)?(?P<name>[^\[\]]+?)\]?(?:\.(?P<language>[a-z]{2,3})(?:-\w+)*)?", re.IGNORECASE)
MOST_BYTES = 4 * 2**20
"""Of a transcript; ten hours of speech have half of that."""
LATEST = 100 * 3600
"""Seconds: a place beyond a hundred hours is a misprint."""
NO_SPEECH = re.compile(r"\[[^\]]*\]|\([A-Z ]+\)|[♪♫]|^\s*(>>|-)\s*")
SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+")
ENDING = re.compile(r"[.!?…。！？][\"'”»)]*$")
PAUSE = 5
"""Seconds of silence that end a quotation."""
SHORTEST, LONGEST = 40, 240
"""Characters of a quotation: shorter sentences are joined with the next, longer speech is cut between two cues."""


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Those in a document's folder, by their lower-case names; the folder is looked through once."""

    document: Document
    _files: dict[str, dict[str, Path]] = field(default_factory=dict)

    def beside(self, content: Mapping[str, object]) -> dict[str, str] | None:
        """The file's name and text for a post, None where there is none that is certain to be in its language."""
        post = content.get("post")
        if not isinstance(post, dict) or not self._listed():
            return None
        language = str(post.get("language") or "").partition("-")[0].lower()
        for name in _names(post):
            files = self._files.get(name.lower(), {})
            only = next(iter(files.values())) if len(files) == 1 and language == "und" else None
            if path := files.get("") or files.get(language) or only:
                return self._read(path)
        return None

    def _listed(self) -> Mapping[str, dict[str, Path]]:
        if not self._files:
            self._files[""] = {}
            folder = self.document.folder
            with suppress(OSError):
                for path in sorted(each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES):
                    if path.resolve().is_relative_to(folder):
                        self._list(path)
        return self._files

    def _list(self, path: Path) -> None:
        """Under its whole name too: what looks like a language may be part of it."""
        self._files.setdefault(path.stem.lower(), {}).setdefault("", path)
        if match := NAME.fullmatch(path.stem):
            language = (match["language"] or "").lower()
            self._files.setdefault(match["name"].lower(), {}).setdefault(language, path)

    def _read(self, path: Path) -> dict[str, str] | None:
        folder, modified = self.document.folder, self.document.modified
        beside = Document(name=path.name, path=path, folder=folder, modified=modified, most_bytes=MOST_BYTES)
        try:
            with beside.open_text() as text:
                return {"file": path.name, "text": text.read()}
        except SyncStopped as why:
            return {"file": path.name, "text": "", "fault": str(why)}


def moments(text: str) -> list[Moment]:
    """Sentences as they were spoken, each with the second at which its cue begins. Raises Unusable."""
    spoken: list[Moment] = []
    words, begin, silent = "", 0, 0
    for piece in _pieces(text):
        if words and (len(words) + len(piece.words) >= LONGEST or piece.begin - silent > PAUSE):
            spoken.append(Moment(words, begin))
            words = ""
        begin, silent = begin if words else piece.begin, piece.end
        words = f"{words} {piece.words}".strip()
        if len(words) >= SHORTEST and ENDING.search(words):
            spoken.append(Moment(words, begin))
            words = ""
    return [*spoken, Moment(words, begin)] if words else spoken


class _Piece(NamedTuple):
    """A sentence or a part of one; its cue's times in seconds."""

    begin: int
    end: int
    words: str


def _pieces(text: str) -> Iterator[_Piece]:
    """Captions that roll repeat the line before, and noises are no words."""
    before = ""
    for caption in _captions(text):
        begin, end = caption.start_in_seconds, caption.end_in_seconds
        for line in caption.lines if begin < LATEST else ():
            words = one_line(NO_SPEECH.sub("", one_line(line)))
            if words and words != before:
                pieces = (piece for sentence in SENTENCE.split(words) for piece in wrap(sentence, LONGEST))
                yield from (_Piece(begin, end, piece) for piece in pieces)
            before = words or before


def _captions(text: str) -> "list[Caption]":
    import webvtt  # noqa: PLC0415 - 50 ms, for posts with a transcript
    from webvtt.errors import MalformedCaptionError, MalformedFileError  # noqa: PLC0415

    kind = "vtt" if text.lstrip("\ufeff \r\n").startswith("WEBVTT") else "srt"
    try:
        captions = webvtt.from_buffer(text.splitlines(), format=kind).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, OverflowError) as error:
        raise Unusable("transcript_unreadable", "save it as WebVTT or SRT again; the post lands without it") from error
    if not captions:
        raise Unusable("transcript_empty", "it has no cue; save it as WebVTT or SRT again")
    return captions


def _names(post: Mapping[str, object]) -> Iterator[str]:
    """By which a file may be called: the post's id, a video's number, the last step of the address."""
    if name := str(post.get("id") or "").strip():
        yield name
    try:
        address = urlsplit(str(post.get("url") or "").strip())
    except ValueError:
        return
    yield from parse_qs(address.query).get("v", [])
    if last := address.path.rstrip("/").rpartition("/")[2]:
        yield last
