"""A server on this machine that speaks as OpenAI's does, and answers as a test says."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import web
from PIL import Image

MUG = {"what": "mug", "brand": "Skerry", "model": "Tidal", "colour": "blue", "text": ["TIDAL"], "sure": 0.9}
USAGE = {"prompt_tokens": 1_000, "completion_tokens": 100, "total_tokens": 1_100}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class VisionServer:
    """`answers` are used up from the left, the last one stays; `asked` and `keys` keep what came in."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    url: str = ""

    def says(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def photo(self, place: int = -1) -> Image.Image:
        """The picture that came with a question."""
        return Image.open(BytesIO(self.photo_bytes(place)))

    def photo_bytes(self, place: int = -1) -> bytes:
        address: str = self.asked[place]["messages"][-1]["content"][0]["image_url"]["url"]
        kind, _, content = address.partition(",")
        assert kind == "data:image/jpeg;base64"
        return base64.b64decode(content)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers["Authorization"])
        self.asked.append(await request.json())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await answer(request)
        finally:
            self.under_way -= 1

    async def models(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] == "Bearer wrong":
            return web.json_response({"error": {"message": "no such key"}}, status=401)
        return web.json_response({"object": "list", "data": [{"id": "looker", "object": "model"}]})


@asynccontextmanager
async def vision_server(*answers: Answer) -> AsyncIterator[VisionServer]:
    server = VisionServer(list(answers) or [seeing(MUG)])
    app = web.Application(client_max_size=10 * 2**20)
    app.router.add_post("/v1/chat/completions", server.complete)
    app.router.add_get("/v1/models", server.models)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        server.url = f"http://{host}:{port}/v1"
        yield server
    finally:
        await runner.cleanup()


def completion(content: str, usage: object = USAGE, **message: object) -> str:
    """A whole answer of the protocol around the model's own words."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content, **message}}
    body = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "looker", "choices": [choice]}
    return json.dumps({**body, "usage": usage} if usage else body)


def seeing(what: object, usage: object = USAGE) -> Answer:
    """The model answers with this as JSON."""
    return saying(json.dumps(what), usage)


def saying(words: str, usage: object = USAGE, **message: object) -> Answer:
    """The model answers in these words, JSON or not."""
    return sending(completion(words, usage, **message))


def sending(body: str, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type="application/json")

    return answer


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def drip(request: web.Request) -> web.StreamResponse:
    """The right answer, a letter at a time."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for letter in completion(json.dumps(MUG)):
        await response.write(letter.encode())
        await asyncio.sleep(0.05)
    return response


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.close()
    return web.Response()


def after(seconds: float, then: Answer) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request)

    return answer
