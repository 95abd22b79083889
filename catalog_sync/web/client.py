"""One guarded way to ask a server for a document: public hosts only, with limits on everything a server decides."""

import asyncio
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import BinaryIO, Self

import aiohttp
import stamina
from aiohttp.abc import AbstractResolver
from yarl import URL

from catalog_sync.document import MOST_BYTES
from catalog_sync.rows import SyncStopped, shown
from catalog_sync.web.failures import Passing, check_status, explained, not_kept
from catalog_sync.web.guard import AllowedHosts, public_socket
from catalog_sync.web.limits import STANDARD_LIMITS, Limits
from catalog_sync.web.logins import Login
from catalog_sync.web.names import parse_address, source_name
from catalog_sync.web.unpack import ACCEPTED, Body, BrokenBody, too_large

__all__ = ["AGENT", "NO_HEADERS", "STANDARD_LIMITS", "Answer", "Limits", "WebClient"]

AGENT = "snaptap-sync"
"""How robots.txt and a server's log know us."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CHUNK = 2**16
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is 200, or 304 where the caller asked for what is newer only. Names of headers have no case."""

    status: int
    headers: Mapping[str, str]


class WebClient:
    """GET over http and https; no cookies, no proxy and no passwords of the environment. Opened by `async with`.

    A host of `allowed` may be private; any other has to be public at the socket, whatever its name resolves to. One
    client serves any number of requests at a time; those to one host wait for each other (`Limits.per_host`), and the
    time that they wait is not counted.
    """

    def __init__(
        self,
        allowed: AllowedHosts | None = None,
        limits: Limits = STANDARD_LIMITS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed, self._limits, self._resolver = allowed or AllowedHosts(), limits, resolver
        self._doors: defaultdict[str | None, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(limits.per_host)
        )
        self._retrying = stamina.AsyncRetryingCaller(
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.backoff,
            wait_max=limits.longest_wait,
            wait_jitter=limits.backoff,
        )

    async def __aenter__(self) -> Self:
        resolver = self._resolver
        self._public = self._session(aiohttp.TCPConnector(resolver=resolver, socket_factory=public_socket))
        self._named = self._session(aiohttp.TCPConnector(resolver=resolver))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(self._public.close(), self._named.close())

    async def get(
        self,
        address: str | URL,
        into: BinaryIO,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        login: Login | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Answer:
        """The body, unpacked, written to `into` from its beginning; tried again where that may help.

        A login (or the address's own user and password) goes to the address's own host, scheme and port and nowhere
        else. Raises SyncStopped with the reason and the fix.
        """
        url, own = parse_address(str(address))
        journey = _Journey(into, {**headers, "Accept-Encoding": ACCEPTED}, most_bytes)
        return await self._retrying(_may_help, self._attempt, url, login or own, journey)

    async def read(self, address: str | URL, *, most_bytes: int, login: Login | None = None) -> tuple[Answer, bytes]:
        """A small body in memory; otherwise as `get`."""
        body = io.BytesIO()
        answer = await self.get(address, body, login=login, most_bytes=most_bytes)
        return answer, body.getvalue()

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        limits = self._limits
        timeout = aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect, sock_read=limits.pause)
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=timeout,
            headers={"User-Agent": AGENT},
            auto_decompress=False,
            trust_env=False,
        )

    async def _attempt(self, url: URL, login: Login | None, journey: "_Journey") -> Answer:
        """From redirect to redirect; each is a new request to a host that is judged anew."""
        here = url
        for _ in range(self._limits.redirects + 1):
            login_here = login if here.origin() == url.origin() else None
            try:
                async with self._doors[here.host]:
                    answer = await self._ask(here, login_here, journey)
            except (aiohttp.ClientError, TimeoutError, BrokenBody) as error:
                raise explained(error, source_name(here)) from error
            except OSError as error:
                raise not_kept(source_name(here), error) from error
            if isinstance(answer, Answer):
                return answer
            here = answer
        fix = "give the address that the last of them leads to"
        raise SyncStopped("too_many_redirects", f"{source_name(url)} is redirected again and again; {fix}")

    async def _ask(self, url: URL, login: Login | None, journey: "_Journey") -> Answer | URL:
        """The answer, or where it is to be had."""
        session = self._named if url in self._allowed else self._public
        headers = {**journey.headers, **self._authorization(url, login)}
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status in REDIRECTS and "Location" in response.headers:
                return _redirected(url, response.headers["Location"])
            check_status(response, source_name(url), self._limits.longest_wait, journey.conditional)
            await _keep(response, journey, source_name(url))
            return Answer(response.status, response.headers)

    def _authorization(self, url: URL, login: Login | None) -> dict[str, str]:
        if login is None:
            return {}
        if url.scheme != "https" and url not in self._allowed:
            fix = (
                "use its https address, or name the host in SNAPTAP_SYNC__ALLOW_HOSTS if it is inside your own network"
            )
            raise SyncStopped("password_in_the_open", f"{source_name(url)}: a password is not sent over http; {fix}")
        return {"Authorization": aiohttp.encode_basic_auth(login.user, login.password)}


@dataclass(frozen=True, slots=True)
class _Journey:
    into: BinaryIO
    headers: Mapping[str, str]
    most_bytes: int

    @property
    def conditional(self) -> bool:
        return not self.headers.keys().isdisjoint({"If-None-Match", "If-Modified-Since"})


async def _keep(response: aiohttp.ClientResponse, journey: _Journey, name: str) -> None:
    if (response.content_length or 0) > journey.most_bytes:
        raise too_large(name, journey.most_bytes)
    journey.into.seek(0)
    journey.into.truncate()
    body = Body(journey.into, response.headers.get("Content-Encoding", ""), journey.most_bytes, name)
    async for chunk in response.content.iter_chunked(CHUNK):
        body.write(chunk)
    body.finish()


def _redirected(url: URL, location: str) -> URL:
    try:
        target = url.join(URL(location))
        return parse_address(str(target))[0]
    except (ValueError, SyncStopped) as error:
        where = shown(location.partition("?")[0])
        fix = "give the address of the document itself"
        raise SyncStopped("redirect_refused", f"{source_name(url)} redirects to {where}; {fix}") from error


def _may_help(error: Exception) -> bool | float:
    """Whether to try again, and after how many seconds if the server says so."""
    if not isinstance(error, Passing) or not error.soon:
        return False
    return True if error.wait is None else error.wait
