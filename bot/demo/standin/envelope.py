"""The Bot API's envelope: `{ok, result}` or `{ok: false, error_code, description, parameters}`."""

from typing import Any

from aiohttp import web

from bot.demo.standin.records import Json


class ApiError(Exception):
    """A refusal in Telegram's words. `status` is both the HTTP status and `error_code`; `retry_after` is in seconds."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def json(self) -> Json:
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class BadRequest(ApiError):
    """HTTP 400; `what` is the part after "Bad Request: "."""

    def __init__(self, what: str) -> None:
        super().__init__(400, f"Bad Request: {what}")
        self.what = what


class Conflict(ApiError):
    """HTTP 409: another poller, or a webhook, has the updates."""

    def __init__(self, what: str) -> None:
        super().__init__(409, f"Conflict: {what}")


def success(result: Any) -> web.Response:  # noqa: ANN401 - a method may answer any JSON value
    return web.json_response({"ok": True, "result": result})


def failure(error: ApiError) -> web.Response:
    return web.json_response(error.json(), status=error.status)
