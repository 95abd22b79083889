"""The two sides of a stand-in under test: a shopper's hands, and the Bot API without a library in between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp

from bot.demo.standin.server import Site

TOKEN = "4242:a-pretend-token"
KEY = "a-pretend-key"
Json: TypeAlias = dict[str, Any]
MakePicture: TypeAlias = Callable[..., bytes]


@dataclass(frozen=True)
class Phone:
    """A shopper's hands on the control routes."""

    session: aiohttp.ClientSession
    site: Site
    shopper_id: int

    async def post(self, move: str, **fields: object) -> Json:
        async with self.session.post(self._url(f"users/{self.shopper_id}/{move}"), json=fields) as response:
            return await response.json()

    async def send_files(self, move: str, *files: bytes, **fields: str) -> Json:
        form = aiohttp.FormData(fields)
        for data in files:
            form.add_field("file", data, filename="picture.jpg", content_type="image/jpeg")
        async with self.session.post(self._url(f"users/{self.shopper_id}/{move}"), data=form) as response:
            return await response.json()

    async def say(self, text: str) -> Json:
        return await self.post("message", text=text)

    async def wait(self, after: int, **params: object) -> Json:
        query = {"chat": self.shopper_id, "after": after, "timeout": 5, **params}
        async with self.session.get(self._url("wait"), params=query) as response:
            return await response.json()

    async def events(self, after: int = 0, name: str = "") -> list[Json]:
        url = self._url(f"chats/{self.shopper_id}/events")
        async with self.session.get(url, params={"after": after}) as response:
            return [event for event in (await response.json())["events"] if name in ("", event["event"])]

    async def messages(self, after: int = 0) -> list[Json]:
        url = self._url(f"chats/{self.shopper_id}/messages")
        async with self.session.get(url, params={"after": after}) as response:
            return (await response.json())["messages"]

    async def demo(self, verb: str, route: str, **fields: object) -> Json:
        how: Json = {"json": fields} if verb == "POST" else {"params": fields}
        async with self.session.request(verb, self._url(route), **how) as response:
            return await response.json()

    def _url(self, route: str) -> str:
        return f"{self.site.url}/_demo/{route}"


@dataclass(frozen=True)
class RawApi:
    """The Bot API without a library in between: the status and the body of an answer."""

    session: aiohttp.ClientSession
    site: Site

    async def call(self, method: str, **params: object) -> tuple[int, Json]:
        async with self.session.post(f"{self.site.base_url}{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json()

    async def result(self, method: str, **params: object) -> Any:  # noqa: ANN401 - any JSON value
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def refusal(self, method: str, **params: object) -> str:
        status, body = await self.call(method, **params)
        assert status == body["error_code"] == 400, body
        return body["description"]


class Till:
    """The bot's side: takes updates one by one and answers what it is asked."""

    def __init__(self, api: RawApi) -> None:
        self._api = api
        self._offset = 0

    async def next(self, kind: str) -> Json:
        update = (await self._api.result("getUpdates", offset=self._offset, limit=1, timeout=5))[0]
        self._offset = update["update_id"] + 1
        return update[kind]

    async def nothing_more(self) -> bool:
        return await self._api.result("getUpdates", offset=self._offset) == []

    async def approve(self, query: Json) -> None:
        await self._api.result("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)

    async def refuse(self, query: Json, why: str) -> None:
        params = {"pre_checkout_query_id": query["id"], "ok": False, "error_message": why}
        await self._api.result("answerPreCheckoutQuery", **params)

    async def paid(self) -> Json:
        return (await self.next("message"))["successful_payment"]
