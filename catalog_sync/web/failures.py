"""Why a server did not give what was asked for, in words that say what to do; which failures may pass by themselves."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from catalog_sync.rows import SyncStopped
from catalog_sync.web.guard import AddressRefused
from catalog_sync.web.unpack import BrokenBody

OK, NOT_MODIFIED, TOO_MANY = 200, 304, 429
GONE = frozenset({404, 410})
LOCKED = frozenset({401, 403, 407})
SERVER_ERRORS = 500


class Passing(SyncStopped):
    """It may go well another time: a little later, after `wait` seconds if the server says so, unless not `soon`."""

    def __init__(self, code: str, message: str, wait: float | None = None, *, soon: bool = True) -> None:
        super().__init__(code, message)
        self.wait, self.soon = wait, soon


def check_status(response: aiohttp.ClientResponse, name: str, longest_wait: float, conditional: bool) -> None:
    """Raises SyncStopped unless there is a body to read, or nothing newer than what was asked for."""
    status = response.status
    if status == OK or (status == NOT_MODIFIED and conditional):
        return
    if status == TOO_MANY or status >= SERVER_ERRORS:
        raise _busy(response, name, longest_wait)
    if status in GONE:
        raise SyncStopped("not_found", f"{name} is not there (HTTP {status}); check the address")
    if status in LOCKED:
        fix = "give its login or key in SNAPTAP_SYNC__LOGINS, and let its firewall admit this machine"
        raise SyncStopped("access_refused", f"{name} does not let us in (HTTP {status}); {fix}")
    raise SyncStopped("unexpected_status", f"{name} answers HTTP {status}; open the address in a browser to see why")


def explained(error: aiohttp.ClientError | TimeoutError | BrokenBody, name: str) -> SyncStopped:
    """The failure of a connection or of a body."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, AddressRefused):
        fix = "use a public address; if the shop really is there, name its host in SNAPTAP_SYNC__ALLOW_HOSTS"
        return SyncStopped("address_refused", f"{name} leads into a private network; {fix}")
    if isinstance(error, aiohttp.ClientSSLError):
        fix = "renew the certificate, or correct the host's name in the address"
        return SyncStopped("certificate_wrong", f"{name} does not prove who it is; {fix}")
    if isinstance(error, aiohttp.InvalidURL):
        fix = "give a whole address, as in https://shop.example/feed.csv"
        return SyncStopped("address_unreadable", f"{name} cannot be asked for; {fix}")
    if isinstance(error, TimeoutError):
        return _slow(error, name)
    if isinstance(error, BrokenBody | aiohttp.ClientPayloadError | aiohttp.ClientResponseError):
        return Passing("cut_off", f"{name} broke off or sent what is no whole answer; try again later")
    return Passing("unreachable", f"{name} cannot be reached; check the address, and whether the server is up")


def _slow(error: TimeoutError, name: str) -> Passing:
    """Silence may pass; a body that takes longer than a whole attempt may would take as long again."""
    if isinstance(error, aiohttp.ServerTimeoutError):
        fix = "try again later, or see what keeps the server busy"
        return Passing("too_slow", f"{name} does not answer in time; {fix}")
    fix = "see what keeps the server busy, or offer it packed or in parts"
    return Passing("too_slow", f"{name} does not come to an end in time; {fix}", soon=False)


def not_kept(name: str, error: OSError) -> SyncStopped:
    """The failure of this machine's own disk."""
    fix = "free some space in the data folder, or give this user the right to write there, and sync again"
    return SyncStopped("disk_full", f"{name} cannot be kept here ({error.strerror or 'no room'}); {fix}")


def _busy(response: aiohttp.ClientResponse, name: str, longest_wait: float) -> SyncStopped:
    told = f"{name} is busy or broken (HTTP {response.status})"
    wait = _asked_wait(response.headers.get("Retry-After", ""))
    if wait is not None and wait > longest_wait:
        return SyncStopped("server_busy", f"{told} and asks to wait {wait:.0f} s; sync again then")
    return Passing("server_busy", f"{told}; try again later", wait)


def _asked_wait(text: str) -> float | None:
    """Seconds of a Retry-After, which has a number or a date."""
    if text.strip().isdecimal():
        return float(text)
    when = header_time(text)
    return max(0.0, (when - datetime.now(UTC)).total_seconds()) if when else None


def header_time(text: str) -> datetime | None:
    """A header's date (UTC); None for what is none."""
    try:
        when = parsedate_to_datetime(text)
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
