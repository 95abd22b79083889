"""A method's parameters, whichever way they came: query, JSON, urlencoded or multipart."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from bot.demo.standin.envelope import ApiError, BadRequest
from bot.demo.standin.limits import MEGABYTE, UPLOAD_BYTES
from bot.demo.standin.records import Json

BODY_BYTES = UPLOAD_BYTES + 2 * MEGABYTE
"""A body may be one file of the largest size and some words beside it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a request."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed reading of one call's parameters. What is missing or malformed raises `BadRequest`, as Telegram would."""

    def __init__(self, values: Mapping[str, object] | None = None, uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = dict(values or {})
        self.uploads = dict(uploads or {})

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        text = value if isinstance(value, str) else json.dumps(value)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BadRequest("strings must be encoded in UTF-8") from error
        return text

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise BadRequest(f'parameter "{name}" is required')
        return text

    def integer(self, name: str, default: int | None = None) -> int:
        if not self.has(name) and default is not None:
            return default
        try:
            return int(self.required(name))
        except ValueError as error:
            raise BadRequest(f'parameter "{name}" must be an integer') from error

    def number(self, name: str) -> float:
        try:
            number = float(self.required(name))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise BadRequest(f'parameter "{name}" must be a number')
        return number

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def parsed(self, name: str) -> object:
        """Read a nested value: itself in a JSON body, a JSON string everywhere else. Missing is `None`."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError as error:
            raise BadRequest(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def record(self, name: str) -> Json | None:
        value = self.parsed(name)
        if value is not None and not isinstance(value, dict):
            raise BadRequest(f"object expected as {name.replace('_', ' ')}")
        return value

    def records(self, name: str) -> list[Json]:
        values = self.array(name)
        if not all(isinstance(value, dict) for value in values):
            raise BadRequest(f"objects expected in {name.replace('_', ' ')}")
        return [value for value in values if isinstance(value, dict)]

    def array(self, name: str) -> list[object]:
        value = self.parsed(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadRequest(f"array expected as {name.replace('_', ' ')}")
        return value

    def summary(self) -> Json:
        """Give the parameters for the list of calls: files by name and size, never their bytes."""
        files = {key: {"file": upload.name, "bytes": len(upload.data)} for key, upload in self.uploads.items()}
        return {**self.values, **files}


async def read_params(request: web.Request) -> Params:
    """Read query and body. A body above the upload limit is refused with 413, as Telegram refuses it."""
    values: dict[str, object] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            values.update(await _json_body(request))
        elif request.content_type.startswith("multipart/"):
            await _read_multipart(request, values, uploads)
        else:
            values.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error
    return Params(values, uploads)


async def _json_body(request: web.Request) -> Json:
    body = await request.read()
    try:
        parsed = json.loads(body or b"{}")
    except ValueError as error:
        raise BadRequest("can't parse JSON") from error
    if not isinstance(parsed, dict):
        raise BadRequest("a JSON object is expected as body")
    return parsed


async def _read_multipart(request: web.Request, values: dict[str, object], uploads: dict[str, Upload]) -> None:
    room = BODY_BYTES
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise BadRequest("can't parse multipart body")
            data = await _read_part(part, room)
            room -= len(data)
            if part.filename is None:
                values[part.name] = data.decode()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream").partition(";")[0]
                uploads[_free_name(part.name, uploads)] = Upload(part.filename, mime, data)
    except (ValueError, AssertionError) as error:
        raise BadRequest("can't parse multipart body") from error


async def _read_part(part: BodyPartReader, room: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        data += chunk
        if len(data) > room:
            raise ApiError(413, "Request Entity Too Large")
    return bytes(data)


def _free_name(name: str, taken: Mapping[str, Upload]) -> str:
    """Several files under one name, as a form sends an album, are kept apart: file, file2, file3."""
    if name not in taken:
        return name
    number = 2
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"
