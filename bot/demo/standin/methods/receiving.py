"""Methods by which the bot receives updates and files."""

from typing import Final
from urllib.parse import urlsplit

from bot.demo.standin.envelope import BadRequest, Conflict
from bot.demo.standin.limits import DOWNLOAD_BYTES, UPDATES_AT_ONCE
from bot.demo.standin.methods.call import Call, Family
from bot.demo.standin.records import Json
from bot.demo.standin.webhook import Address

_LONGEST_POLL: Final = 50
_CONNECTIONS: Final = 100
# The stand-in lives on this machine and calls nobody else.
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


async def get_updates(call: Call) -> list[Json]:
    if call.webhook.address is not None:
        raise Conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _choose_kinds(call)
    offset, limit = call.params.integer("offset", 0), call.params.integer("limit", UPDATES_AT_ONCE)
    wait = min(max(call.params.integer("timeout", 0), 0), _LONGEST_POLL)
    found = await call.world.updates.poll(offset, max(limit, 1), wait)
    copies = 2 if found and call.world.faults.duplicates() else 1
    return [update.body for update in found for _ in range(copies)]


async def set_webhook(call: Call) -> bool:
    url = call.params.text("url")
    if url and urlsplit(url).hostname not in _LOOPBACK:
        raise BadRequest("bad webhook: only addresses on this machine (127.0.0.1, localhost) can be called from here")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise BadRequest("bad webhook: an HTTP or HTTPS URL must be provided for webhook")
    _choose_kinds(call)
    _drop_pending(call)
    connections = min(max(call.params.integer("max_connections", 40), 1), _CONNECTIONS)
    if url:
        call.world.updates.take_over("setWebhook request")
    await call.webhook.point_to(Address(url, call.params.text("secret_token"), connections) if url else None)
    return True


async def delete_webhook(call: Call) -> bool:
    _drop_pending(call)
    await call.webhook.point_to(None)
    return True


async def get_webhook_info(call: Call) -> Json:
    return call.webhook.json()


async def get_file(call: Call) -> Json:
    stored = call.world.files.get(call.params.required("file_id"))
    if len(stored.data) > DOWNLOAD_BYTES:
        raise BadRequest("file is too big")
    return stored.json()


def _choose_kinds(call: Call) -> None:
    if call.params.has("allowed_updates"):
        call.world.updates.allow(str(kind) for kind in call.params.array("allowed_updates"))


def _drop_pending(call: Call) -> None:
    if call.params.flag("drop_pending_updates"):
        call.world.updates.clear()


FAMILY: Final[Family] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
}
