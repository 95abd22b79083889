import re
from collections.abc import Iterator
from typing import Final

from bot.demo.standin.markup.rich_text import RichText, utf16_length
from bot.demo.standin.records import Json

# One pattern, so that an address inside a link is not found twice; the first alternative that fits wins.
_FOUND: Final = re.compile(
    r"(?P<url>\b(?:https?://|tg://|t\.me/)[^\s<>\"]*[^\s<>\".,!?;:')])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


def detect_entities(rich: RichText) -> RichText:
    """Add what Telegram finds by itself (links, addresses, commands, mentions, hashtags) where nothing is marked."""
    closed = [entity for entity in rich.entities if entity["type"] in ("code", "pre", "text_link")]
    found = [entity for entity in _entities(rich.text) if not any(_overlap(entity, other) for other in closed)]
    detected = RichText(rich.text)
    detected.entities = [*rich.entities, *found]
    return detected.trimmed()


def _entities(text: str) -> Iterator[Json]:
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        yield {"type": match.lastgroup, "offset": offset, "length": utf16_length(match.group())}


def _overlap(one: Json, other: Json) -> bool:
    starts_first = one["offset"] < other["offset"] + other["length"]
    return bool(starts_first and other["offset"] < one["offset"] + one["length"])
