"""One address for one post or page, however it is written: trackers, hosts for phones, short forms."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from catalog_sync.normalise import web_address
from catalog_sync.rows import Unusable

TRACKERS = re.compile(
    r"(utm|mc|pk|mtm|hsa|vero|oly|_hs|ga|stm)_.*|_ga|_gl|_ke|[a-z]{0,4}clid|igshid|igsh|ref|ref_src|ref_url|aff"
    r"|affiliate|cmpid|share_id|is_from_webapp|sender_device|smid|spm|s_kwcid|trk|wt_mc|yclid",
    re.IGNORECASE,
)
"""Names of parameters that say who sent somebody, not what is shown."""
PREFIXES = ("www.", "m.", "mobile.", "amp.")
REVIEW = re.compile(r"(?:customer-?)?reviews?[-_/]\w.*", re.IGNORECASE)
"""Several reviews stand on one page: a fragment that names one is part of its address."""
PLATFORMS: Mapping[str, str] = MappingProxyType(
    {
        "youtube.com": "youtube",
        "youtu.be": "youtube",
        "youtube-nocookie.com": "youtube",
        "instagram.com": "instagram",
        "tiktok.com": "tiktok",
        "x.com": "x",
        "twitter.com": "x",
        "pinterest.com": "pinterest",
        "twitch.tv": "twitch",
        "vimeo.com": "vimeo",
        "facebook.com": "facebook",
        "threads.net": "threads",
        "threads.com": "threads",
    }
)
NO_PEOPLE = frozenset(
    {"c", "channel", "user", "watch", "p", "reel", "reels", "feed", "feeds", "i", "explore", "playlist"}
)
"""First steps of a platform's addresses that are nobody's name."""


def post_address(text: str) -> str:
    """The one address of a post. Raises Unusable for what nobody can be sent to.

    On platforms known here the post's own number decides. Elsewhere the scheme, "www.", "m.", a trailing slash,
    trackers and fragments make no difference, nor does the order of parameters.
    """
    parts = urlsplit(web_address(text))
    known = _NUMBERED.get(platform(text))
    try:
        return (known and known(parts)) or _plain(parts)
    except ValueError as error:  # its port
        raise Unusable("address_unreadable", "give a whole address, as in https://lena.example/p/1") from error


def platform(address: str) -> str:
    """The name of the platform for any of its hosts, the bare host for others; empty where there is none."""
    host = _host(_split(address))
    return next((name for known, name in PLATFORMS.items() if f".{host}".endswith(f".{known}")), host)


def handle(address: str) -> str:
    """Whose channel or site an address is: "@lena" for youtube.com/@lena/videos, lena.example for a site of one's own.

    Empty where the address names nobody.
    """
    parts = _split(address)
    steps = [step for step in parts.path.split("/") if step]
    named = next((step for step in steps if step.startswith("@") and len(step) > 1), "")
    if named or platform(address) == _host(parts):
        return named or _host(parts)
    return f"@{steps[0]}" if steps and steps[0].lower() not in NO_PEOPLE else ""


def page_spellings(address: str) -> Iterator[str]:
    """How a shop may have written the address of this page: as it is, without trackers, without anything after "?"."""
    yield address
    parts = _split(address)
    host = parts.netloc.lower()
    bare = host.removeprefix("www.")
    for query in dict.fromkeys((_told(parts.query), "")):
        for path in (parts.path, parts.path.rstrip("/"), parts.path.rstrip("/") + "/"):
            for where in (host, bare, f"www.{bare}"):
                for scheme in ("https", "http"):
                    yield SplitResult(scheme, where, path, query, "").geturl()


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _plain(parts: SplitResult) -> str:
    port = parts.port if parts.port not in {None, 80, 443} else None
    host = f"{_host(parts)}:{port}" if port else _host(parts)
    query = urlencode(sorted(parse_qsl(_told(parts.query), keep_blank_values=True)))
    fragment = parts.fragment if REVIEW.fullmatch(parts.fragment) else ""
    return SplitResult("https", host, parts.path.rstrip("/"), query, fragment).geturl()


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    for prefix in PREFIXES:
        shorter = host.removeprefix(prefix)
        host = shorter if "." in shorter else host
    return host


def _told(query: str) -> str:
    """Parameters as they stand, those of trackers left out."""
    return "&".join(part for part in query.split("&") if not TRACKERS.fullmatch(part.partition("=")[0]))


def _video(parts: SplitResult) -> str:
    """youtu.be/ID, /shorts/ID, /live/ID, /embed/ID and /v/ID are watch?v=ID."""
    steps = parts.path.strip("/").split("/")
    if parts.hostname and parts.hostname.endswith("youtu.be"):
        number = steps[0]
    elif steps[0] in {"shorts", "live", "embed", "v"} and len(steps) > 1:
        number = steps[1]
    else:
        number = dict(parse_qsl(parts.query)).get("v", "") if steps[0] == "watch" else ""
    return f"https://www.youtube.com/watch?v={number}" if re.fullmatch(r"[\w-]{6,20}", number) else ""


def _picture(parts: SplitResult) -> str:
    """instagram.com/reel/CODE, /tv/CODE and /NAME/p/CODE are /p/CODE."""
    match = re.search(r"/(?:p|reels?|tv)/([\w-]+)", parts.path)
    return f"https://www.instagram.com/p/{match[1]}/" if match else ""


def _clip(parts: SplitResult) -> str:
    match = re.search(r"/@([\w.]+)/(?:video|photo)/(\d+)", parts.path)
    return f"https://www.tiktok.com/@{match[1].lower()}/video/{match[2]}" if match else ""


def _status(parts: SplitResult) -> str:
    """Whoever the address names, the number finds the post."""
    match = re.search(r"/status(?:es)?/(\d+)", parts.path)
    return f"https://x.com/i/status/{match[1]}" if match else ""


_NUMBERED: Mapping[str, Callable[[SplitResult], str]] = MappingProxyType(
    {"youtube": _video, "instagram": _picture, "tiktok": _clip, "x": _status}
)
