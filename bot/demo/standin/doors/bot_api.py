"""The Bot API's own door: `/bot{token}/{method}` and `/file/bot{token}/{path}`."""

import asyncio
import hmac
import logging
import time
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from bot.demo.standin.calls import ApiCall
from bot.demo.standin.envelope import ApiError, failure, success
from bot.demo.standin.faults import Fault
from bot.demo.standin.limits import DOWNLOAD_BYTES
from bot.demo.standin.methods.call import Call, Method
from bot.demo.standin.methods.table import find_method
from bot.demo.standin.params import Params, read_params
from bot.demo.standin.payments import Cashier
from bot.demo.standin.webhook import Webhook
from bot.demo.standin.world import World

_LOG: Final = logging.getLogger(__name__)
_REASONS: Final = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 502: "Bad Gateway"}


class _ConnectionDroppedError(ApiError):
    """A fault has closed the connection; nothing more can be said on it."""

    def __init__(self) -> None:
        super().__init__(0, "connection dropped")


class BotApi:
    """Finds the method, lets faults strike, answers in the envelope, and writes every call down."""

    def __init__(self, token: str, world: World, cashier: Cashier, webhook: Webhook) -> None:
        self._token = token
        self._world = world
        self._cashier = cashier
        self._webhook = webhook

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]*}/{method}", self.call),
            web.get("/file/bot{token:[^/]*}/{path:.+}", self.file),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        began, date = time.perf_counter(), self._world.clock().timestamp()
        method, params, result, error = request.match_info["method"], Params(), None, None
        try:
            self._check_token(request)
            params = await read_params(request)
            method, result = await self._perform(request, params)
        except ApiError as refused:
            error = refused
        ms = round((time.perf_counter() - began) * 1000, 2)
        status, description = (error.status, error.description) if error else (200, None)
        self._world.calls.add(ApiCall(method, params.summary(), status, description, result, date, ms))
        if isinstance(error, _ConnectionDroppedError):
            return web.Response()
        return failure(error) if error else success(result)

    async def file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except ApiError as error:
            return failure(error)
        stored = self._world.files.at(request.match_info["path"])
        if stored is None or len(stored.data) > DOWNLOAD_BYTES:
            return failure(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _perform(self, request: web.Request, params: Params) -> tuple[str, Any]:
        name, method = find_method(request.match_info["method"])
        fault = self._world.faults.next_for(name.lower()) or Fault()
        await asyncio.sleep(fault.delay)
        if fault.drop == "request":
            raise _dropped(request)
        if fault.status is not None:
            raise _refusal(fault.status, fault.retry_after)
        result = await self._run(method, params)
        if fault.drop == "answer":
            raise _dropped(request)
        return name, result

    async def _run(self, method: Method, params: Params) -> Any:  # noqa: ANN401 - any JSON value
        call = Call(params, self._world, self._cashier, self._webhook)
        try:
            return await method(call)
        except ApiError:
            raise
        except Exception as error:
            # A request so odd that no check foresaw it still gets an answer in the envelope, and is seen in the log.
            _LOG.exception("a Bot API method failed")
            raise ApiError(500, "Internal Server Error") from error

    def _check_token(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token.encode()):
            raise ApiError(401, "Unauthorized")


def _dropped(request: web.Request) -> _ConnectionDroppedError:
    if request.transport is not None:
        request.transport.abort()
    return _ConnectionDroppedError()


def _refusal(status: int, retry_after: int | None) -> ApiError:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = retry_after or 1
        return ApiError(status, f"Too Many Requests: retry after {seconds}", seconds)
    return ApiError(status, _REASONS.get(status, "Internal Server Error"), retry_after)
