from collections.abc import Callable, Sequence
from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.markup.detect import detect_entities
from bot.demo.standin.markup.html import parse_html
from bot.demo.standin.markup.markdown_v2 import parse_markdown_v2
from bot.demo.standin.markup.rich_text import RichText
from bot.demo.standin.params import Params
from bot.demo.standin.records import Json

_STYLES: Final[dict[str, Callable[[str], RichText]]] = {
    "": RichText,
    "none": RichText,
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
}


def formatted(source: str, parse_mode: str = "", entities: Sequence[Json] = ()) -> RichText:
    """Make text and entities of what a bot sent. Raises `BadRequest` for markup that cannot be read."""
    style = _STYLES.get(parse_mode.lower())
    if style is None:
        raise BadRequest("unsupported parse_mode")
    rich = style(source)
    if entities:
        rich.entities = [_within_bounds(entity, rich.length) for entity in entities]
    return detect_entities(rich)


def formatted_param(params: Params, name: str, entities_name: str) -> RichText:
    """Read a text parameter with the `parse_mode` or the entities that came beside it."""
    return formatted(params.text(name), params.text("parse_mode"), params.records(entities_name))


def _within_bounds(entity: Json, length: int) -> Json:
    kind, offset, size = entity.get("type"), entity.get("offset"), entity.get("length")
    if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(size, int):
        raise BadRequest("can't parse MessageEntity: type, offset and length are required")
    if offset < 0 or size < 0 or offset + size > length:
        raise BadRequest("ENTITY_BOUNDS_INVALID")
    return entity
