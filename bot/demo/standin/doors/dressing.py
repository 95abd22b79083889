"""Events and messages as the page and tests get them: the Bot API's JSON with addresses for the files in it."""

from collections.abc import Iterator

from bot.demo.standin.records import Json


def dressed(message: Json) -> Json:
    """Add `urls`, which tells where to load each file of a message."""
    return {**message, "urls": {file_id: f"/page-file/{file_id}" for file_id in _file_ids(message)}}


def dressed_event(name: str, data: Json) -> Json:
    if name == "history":
        return {**data, "messages": [dressed(message) for message in data["messages"]]}
    return dressed(data) if name in ("message", "edit") else data


def _file_ids(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _file_ids(item)
    elif isinstance(value, dict):
        if isinstance(value.get("file_id"), str):
            yield value["file_id"]
        for item in value.values():
            yield from _file_ids(item)
