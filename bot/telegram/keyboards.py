"""A block's rows of buttons as a keyboard that Telegram accepts."""

from urllib.parse import urlsplit

from bot.telegram import buttons, limits
from bot.telegram.calls import Key, Keyboard
from graph.domain.conversation import Button, Meaning, Rows

BUYS = {Meaning.BUY, Meaning.CHOOSE}


def keyboard(rows: Rows) -> Keyboard:
    """At most 100 buttons, eight a row. A bad link would make Telegram refuse the whole message: it is left out."""
    keys = [[key for button in row if (key := _key(button))] for row in rows]
    lines = [tuple(row[start : start + limits.ROW]) for row in keys for start in range(0, len(row), limits.ROW)]
    kept: list[tuple[Key, ...]] = []
    room = limits.BUTTONS
    for line in lines:
        if room > 0:
            kept.append(line[:room])
            room -= len(line)
    return tuple(kept)


def _key(button: Button) -> Key | None:
    label = limits.shorten(button.label.strip(), limits.LABEL) or limits.ELLIPSIS
    if button.tap:
        return Key(label, data=buttons.write(button.tap), stands_out=button.tap.meaning in BUYS)
    if button.url and web_address(button.url):
        return Key(label, url=button.url)
    return None


def web_address(url: str) -> bool:
    """Whether Telegram takes it for a link: http(s), a host, nothing but printable ASCII, not overlong."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    printable = url.isascii() and url.isprintable() and " " not in url
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and printable and len(url) <= limits.LINK
