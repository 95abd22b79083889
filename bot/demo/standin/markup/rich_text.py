from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import ENTITIES
from bot.demo.standin.records import Json


class MarkupError(BadRequest):
    """Markup that Telegram would not read; says what and at which byte of the source."""

    def __init__(self, what: str) -> None:
        super().__init__(f"can't parse entities: {what}")


def utf16_length(text: str) -> int:
    """Count UTF-16 units: a character outside the basic plane, such as most emoji, counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def byte_offset(source: str, index: int) -> int:
    return len(source[:index].encode())


class RichText:
    """Text with entities, grown from left to right. Offsets and lengths are in UTF-16 units."""

    def __init__(self, text: str = "") -> None:
        self._parts = [text]
        self.length = utf16_length(text)
        self.entities: list[Json] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, text: str) -> None:
        self._parts.append(text)
        self.length += utf16_length(text)

    def since(self, offset: int) -> str:
        """Give the text added since an offset that `length` once had."""
        return self.text.encode("utf-16-le")[offset * 2 :].decode("utf-16-le")

    def mark(self, kind: str, offset: int, **facts: object) -> None:
        """Make an entity of everything since `offset`; an empty one is left out."""
        if self.length > offset:
            self.entities.append({"type": kind, "offset": offset, "length": self.length - offset, **facts})

    def trimmed(self) -> "RichText":
        """Give the text as Telegram stores it: no space around, entities in order, none inside code."""
        text = self.text
        stripped = RichText(text.strip())
        shift = utf16_length(text[: len(text) - len(text.lstrip())])
        moved = [_moved(entity, shift, stripped.length) for entity in self.entities]
        kept = sorted((entity for entity in moved if entity["length"] > 0), key=_reading_order)
        stripped.entities = _outside_code(kept)[:ENTITIES]
        return stripped


def _reading_order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _moved(entity: Json, shift: int, length: int) -> Json:
    start = max(entity["offset"] - shift, 0)
    end = min(entity["offset"] + entity["length"] - shift, length)
    return {**entity, "offset": start, "length": end - start}


def _outside_code(entities: list[Json]) -> list[Json]:
    code = [entity for entity in entities if entity["type"] in ("code", "pre")]
    return [entity for entity in entities if not any(_within(entity, block) for block in code)]


def _within(inner: Json, outer: Json) -> bool:
    end = outer["offset"] + outer["length"]
    return inner is not outer and outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= end
