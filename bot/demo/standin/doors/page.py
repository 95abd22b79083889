"""The page: its files, what it needs to know, its pictures, and its stream of events."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.demo.standin.chats import Chat, Event
from bot.demo.standin.doors.dressing import dressed_event
from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.records import Json, Sample
from bot.demo.standin.world import World

_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A file may be anything a stranger made: it is shown only as picture or sound, and nothing in it may run.
_FILE_POLICY: Final = "default-src 'none'; sandbox"
_SHOWN: Final = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
_HEARTBEAT: Final = 15.0
# What a page that comes back must be told again, beside the history.
_LASTING: Final = frozenset({"sheet", "trace"})


@dataclass(frozen=True, slots=True)
class PageSetting:
    """What the page is made of. `config` is the part of `/page-config` that does not change."""

    folder: Path
    config: Mapping[str, Any]
    samples: Sequence[Sample]


class Page:
    """The page's routes. All of them only read; acting goes through the control routes."""

    def __init__(self, world: World, setting: PageSetting) -> None:
        self._world = world
        self._setting = setting
        self._samples = {sample.name: sample for sample in setting.samples}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/page/{path:.+}", self.asset),
            web.get("/page-config", self.config),
            web.get("/page-commands", self.commands),
            web.get("/page-stream", self.stream),
            web.get("/page-samples/{name}", self.sample),
            web.get("/page-file/{file_id}", self.file),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return self._served("index.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        return self._served(request.match_info["path"])

    async def config(self, _request: web.Request) -> web.StreamResponse:
        shoppers = [shopper.json() for shopper in self._world.shoppers.values()]
        samples = [
            {"name": sample.name, "title": sample.title, "url": f"/page-samples/{sample.name}"}
            for sample in self._setting.samples
        ]
        body = {**self._setting.config, "shoppers": shoppers, "samples": samples}
        return web.json_response(body, headers={"Cache-Control": "no-store"})

    async def commands(self, request: web.Request) -> web.StreamResponse:
        shopper = self._world.shopper(_shopper_id(request))
        return web.json_response(self._world.profile.commands_for(shopper))

    async def sample(self, request: web.Request) -> web.StreamResponse:
        sample = self._samples.get(request.match_info["name"])
        if sample is None or not sample.path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(sample.path)

    async def file(self, request: web.Request) -> web.StreamResponse:
        try:
            stored = self._world.files.get(request.match_info["file_id"])
        except BadRequest as error:
            raise web.HTTPNotFound from error
        shown = stored.mime.startswith(_SHOWN)
        headers = {"Content-Security-Policy": _FILE_POLICY, "Cache-Control": "private, max-age=3600"}
        headers["Content-Type"] = stored.mime if shown else "application/octet-stream"
        headers["Content-Disposition"] = "inline" if shown else "attachment"
        return web.Response(body=stored.data, headers=headers)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send the history, then events as they happen, until the page goes away or the stand-in closes."""
        chat = self._world.chat(self._world.shopper(_shopper_id(request)).id)
        seen = request.headers.get("Last-Event-ID", "")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with chat.listening() as coming:
            # Taken in one go with listening, before anything is sent: no event is missed or told twice.
            first = _so_far(chat, int(seen) if seen.isdigit() else 0)
            await response.prepare(request)
            try:
                for event in first:
                    await response.write(_frame(event))
                await _pass_on(coming, response)
            except ConnectionError:
                pass  # the page was closed
        return response

    def _served(self, path: str) -> web.StreamResponse:
        folder = self._setting.folder.resolve()
        file = (folder / path).resolve()
        if not file.is_relative_to(folder) or not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-cache"})


def _so_far(chat: Chat, seen: int) -> list[Event]:
    lasting = [event for event in chat.events(seen) if event.name in _LASTING]
    return [Event(chat.last_seq, "history", chat.history()), *lasting]


async def _pass_on(coming: asyncio.Queue[Event | None], response: web.StreamResponse) -> None:
    while True:
        try:
            async with asyncio.timeout(_HEARTBEAT):
                event = await coming.get()
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(_frame(event))


def _frame(event: Event) -> bytes:
    data: Json = dressed_event(event.name, event.data)
    return f"id: {event.seq}\nevent: {event.name}\ndata: {json.dumps(data)}\n\n".encode()


def _shopper_id(request: web.Request) -> int:
    try:
        return int(request.query.get("shopper", ""))
    except ValueError as error:
        raise web.HTTPBadRequest(text="Give the shopper's id: ?shopper=1") from error
