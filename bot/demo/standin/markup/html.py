"""Telegram's HTML style: https://core.telegram.org/bots/api#html-style."""

import html
import re
from dataclasses import dataclass, field
from typing import Final

from bot.demo.standin.markup.rich_text import MarkupError, RichText, byte_offset

_ENTITY_OF_TAG: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_START_TAG: Final = re.compile(r"<([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_END_TAG: Final = re.compile(r"</([\w-]*)\s*>")
_ATTRIBUTE: Final = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_CHARACTER: Final = re.compile(r"&(?:#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|lt|gt|amp|quot);")
_PLAIN: Final = re.compile(r"[^<&]+")


@dataclass(slots=True)
class _OpenTag:
    name: str
    at: int
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> RichText:
    """Read HTML style. Raises `MarkupError` in Telegram's words, with the byte offset of the trouble."""
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._rich = RichText()
        self._open: list[_OpenTag] = []

    def read(self) -> RichText:
        at = 0
        while at < len(self._source):
            at = self._step(at)
        if self._open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self._rich

    def _step(self, at: int) -> int:
        if plain := _PLAIN.match(self._source, at):
            self._rich.add(plain.group())
            return plain.end()
        if self._source[at] == "&":
            return self._character(at)
        return self._close(at) if self._source.startswith("</", at) else self._start(at)

    def _character(self, at: int) -> int:
        found = _CHARACTER.match(self._source, at)
        self._rich.add(html.unescape(found.group()) if found else "&")
        return found.end() if found else at + 1

    def _start(self, at: int) -> int:
        tag = _START_TAG.match(self._source, at)
        if tag is None:
            raise self._bad_start(at)
        name = tag.group(1).lower()
        attributes = {found[0].lower(): html.unescape("".join(found[1:])) for found in _ATTRIBUTE.findall(tag.group(2))}
        if name not in _ENTITY_OF_TAG or (name == "span" and attributes.get("class") != "tg-spoiler"):
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {byte_offset(self._source, at)}')
        self._open.append(_OpenTag(name, at, self._rich.length, attributes))
        return tag.end()

    def _bad_start(self, at: int) -> MarkupError:
        offset = byte_offset(self._source, at)
        if ">" not in self._source[at:]:
            return MarkupError(f"Unclosed start tag at byte offset {offset}")
        name = re.split(r"[\s>/]", self._source[at + 1 :], maxsplit=1)[0]
        return MarkupError(f'Unsupported start tag "{name}" at byte offset {offset}')

    def _close(self, at: int) -> int:
        offset = byte_offset(self._source, at)
        tag = _END_TAG.match(self._source, at)
        if tag is None:
            raise MarkupError(f"Unclosed end tag at byte offset {offset}")
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {offset}")
        opened = self._open.pop()
        found = tag.group(1).lower()
        if found not in ("", opened.name):
            raise MarkupError(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.name}>", found "</{found}>"'
            )
        self._mark(opened)
        return tag.end()

    def _mark(self, tag: _OpenTag) -> None:
        kind = _ENTITY_OF_TAG[tag.name]
        if tag.name == "a":
            url = tag.attributes.get("href") or self._rich.since(tag.offset)
            self._rich.mark(kind, tag.offset, url=url)
        elif tag.name == "tg-emoji":
            self._rich.mark(kind, tag.offset, custom_emoji_id=tag.attributes.get("emoji-id", ""))
        elif tag.name == "code" and self._inside_pre(tag):
            self._open[-1].attributes["language"] = tag.attributes.get("class", "").removeprefix("language-")
        elif tag.name == "pre" and tag.attributes.get("language"):
            self._rich.mark(kind, tag.offset, language=tag.attributes["language"])
        elif "expandable" in tag.attributes:
            self._rich.mark("expandable_blockquote", tag.offset)
        else:
            self._rich.mark(kind, tag.offset)

    def _inside_pre(self, tag: _OpenTag) -> bool:
        return bool(self._open) and self._open[-1].name == "pre" and self._open[-1].offset == tag.offset
