"""Telegram's MarkdownV2 style: https://core.telegram.org/bots/api#markdownv2-style."""

import re
from dataclasses import dataclass
from typing import Final

from bot.demo.standin.markup.rich_text import MarkupError, RichText, byte_offset

_RESERVED: Final = frozenset("_*[]()~`>#+-=|{}.!")
# Longer markers first: "__" is underline before "_" is italic.
_MARKERS: Final = {
    "```": ("pre", "PreCode"),
    "`": ("code", "Code"),
    "||": ("spoiler", "Spoiler"),
    "__": ("underline", "Underline"),
    "_": ("italic", "Italic"),
    "*": ("bold", "Bold"),
    "~": ("strikethrough", "Strikethrough"),
}
_LANGUAGE: Final = re.compile(r"([^\s`]+)\n|\n?")
_URL: Final = re.compile(r"\(((?:\\.|[^)\\])*)\)", re.DOTALL)
_EMOJI_LINK: Final = re.compile(r"tg://emoji\?id=(\d+)")


@dataclass(slots=True)
class _OpenMark:
    marker: str
    at: int
    offset: int
    language: str = ""


def parse_markdown_v2(source: str) -> RichText:
    """Read MarkdownV2 style. Raises `MarkupError` in Telegram's words."""
    return _MarkdownReader(source).read()


class _MarkdownReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._rich = RichText()
        self._open: list[_OpenMark] = []
        self._quote: _OpenMark | None = None

    def read(self) -> RichText:
        at = 0
        while at < len(self._source):
            at = self._step(self._line_start(at))
        self._end_quote("blockquote")
        if self._open:
            raise self._unclosed(self._open[-1])
        return self._rich

    def _line_start(self, at: int) -> int:
        """Open or continue a quotation where a line begins."""
        if (at > 0 and self._source[at - 1] != "\n") or self._in_code():
            return at
        marker = next((mark for mark in ("**>", ">") if self._source.startswith(mark, at)), "")
        if marker and self._quote is None:
            self._quote = _OpenMark(">", at, self._rich.length)
        return at + len(marker)

    def _end_quote(self, kind: str) -> None:
        if self._quote is None:
            return
        if self._open and self._open[-1].at > self._quote.at:
            raise self._unclosed(self._open[-1])
        self._rich.mark(kind, self._quote.offset)
        self._quote = None

    def _step(self, at: int) -> int:
        if at >= len(self._source):
            return at
        character = self._source[at]
        if character == "\\" and at + 1 < len(self._source) and self._source[at + 1] < "\x7f":
            self._rich.add(self._source[at + 1])
            return at + 2
        if self._in_code():
            return self._inside_code(at)
        if character in _RESERVED:
            return self._reserved(at)
        if character == "\n" and not self._source.startswith(">", at + 1):
            self._end_quote("blockquote")
        self._rich.add(character)
        return at + 1

    def _in_code(self) -> bool:
        return bool(self._open) and self._open[-1].marker in ("`", "```")

    def _inside_code(self, at: int) -> int:
        if self._source.startswith(self._open[-1].marker, at):
            return self._end(at)
        if self._source[at] == "`":
            raise self._must_escape("`")
        self._rich.add(self._source[at])
        return at + 1

    def _reserved(self, at: int) -> int:
        if self._closes_expandable(at):
            self._end_quote("expandable_blockquote")
            return at + 2
        if self._source[at] == "]" and self._open and self._open[-1].marker in ("[", "!["):
            return self._end_link(at)
        if marker := next((mark for mark in ("![", "[") if self._source.startswith(mark, at)), ""):
            return self._begin(marker, at)
        marker = next((mark for mark in _MARKERS if self._source.startswith(mark, at)), "")
        if not marker:
            raise self._must_escape(self._source[at])
        return self._end(at) if self._open and self._open[-1].marker == marker else self._begin(marker, at)

    def _closes_expandable(self, at: int) -> bool:
        ends_line = self._source.startswith("||", at) and self._source[at + 2 : at + 3] in ("", "\n")
        nothing_open = not any(mark.marker == "||" for mark in self._open)
        return ends_line and nothing_open and self._quote is not None

    def _begin(self, marker: str, at: int) -> int:
        opened = _OpenMark(marker, at, self._rich.length)
        self._open.append(opened)
        after = at + len(marker)
        if marker == "```" and (found := _LANGUAGE.match(self._source, after)):
            opened.language = found.group(1) or ""
            return found.end()
        return after

    def _end(self, at: int) -> int:
        mark = self._open.pop()
        facts = {"language": mark.language} if mark.language else {}
        self._rich.mark(_MARKERS[mark.marker][0], mark.offset, **facts)
        return at + len(mark.marker)

    def _end_link(self, at: int) -> int:
        mark = self._open.pop()
        url, after = self._rich.since(mark.offset), at + 1
        if self._source.startswith("(", after):
            url, after = self._read_url(after)
        if mark.marker == "[":
            self._rich.mark("text_link", mark.offset, url=url)
            return after
        emoji = _EMOJI_LINK.fullmatch(url)
        if emoji is None:
            raise MarkupError("Custom emoji URL must have an emoji identifier")
        self._rich.mark("custom_emoji", mark.offset, custom_emoji_id=emoji.group(1))
        return after

    def _read_url(self, at: int) -> tuple[str, int]:
        found = _URL.match(self._source, at)
        if found is None:
            raise MarkupError(f"Can't find end of a URL at byte offset {byte_offset(self._source, at)}")
        return re.sub(r"\\(.)", r"\1", found.group(1)), found.end()

    def _must_escape(self, character: str) -> MarkupError:
        return MarkupError(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def _unclosed(self, mark: _OpenMark) -> MarkupError:
        name = _MARKERS[mark.marker][1] if mark.marker in _MARKERS else "TextUrl"
        return MarkupError(f"Can't find end of {name} entity at byte offset {byte_offset(self._source, mark.at)}")
