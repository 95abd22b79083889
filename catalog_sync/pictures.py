"""A product's picture: found beside its feed or on the web, known by its content, kept small in the shop's folder."""

import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import unquote

from catalog_sync.fetch import ADDRESS
from catalog_sync.normalise import web_address
from catalog_sync.rows import Unusable
from catalog_sync.web.guard import NO_PRIVATE_HOSTS, AllowedHosts
from graph.ports.senses import Pixels

MOST_BYTES = 20 * 2**20
TOO_LARGE = f"save the picture with less than {MOST_BYTES // 2**20} MB"
ABANDONED = timedelta(hours=1)
"""Nobody takes as long to write a small picture."""
LONGEST_SIDE = 800
"""Pixels of a kept picture; phones show cards at less."""
QUALITY = 85
"""JPEG's, with colour in full resolution: drawings and lettering stay clean at about 60 KB."""


class NotNow(Unusable):
    """The picture cannot be had at the moment; the next sync may have it though the feed says the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a picture is: an address as it stands, or a file, the SHA-256 of its content in hex, and its small copy."""

    picture: str | None = None
    look_hash: str | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """What came of pictures, by the keys they were asked for with.

    `found` has all of them: the name of the kept copy and the hash under which its vector is kept; of those in
    `lacking`, each with the reason, at most the address, where a messenger may have more luck with it.
    """

    found: Mapping[str, Found]
    lacking: Mapping[str, Unusable]


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """A feed's folder, links resolved: in it alone the feed may name pictures. What was found is remembered.

    Behind addresses they may be on any public host, and on those of a private network that are `allowed`.
    """

    folder: Path
    allowed: AllowedHosts = NO_PRIVATE_HOSTS
    _found: dict[str, Found] = field(default_factory=dict)

    def find(self, named: str) -> Found:
        """What the feed names: an address, or a file, which is looked at. Raises Unusable."""
        name = named.strip()
        if ADDRESS.match(name) and not name.lower().startswith("file:"):
            return Found(picture=name if self.allowed.names(name) else web_address(name))
        if name not in self._found:
            path = self._inside(name.removeprefix("file://"))
            look = sha256(_content(path)).hexdigest()
            self._found[name] = Found(thumbnail_name(look), look, path)
        return self._found[name]

    def _inside(self, named: str) -> Path:
        """The file behind all links, where it lies in the folder; as named, or as an address would spell it."""
        names = dict.fromkeys(name.replace("\\", "/") for name in (named, unquote(named)))
        try:
            paths = [(self.folder / name).resolve() for name in names]
        except (OSError, ValueError, RuntimeError):
            paths = []
        if not paths or not all(path.is_relative_to(self.folder) for path in paths):
            raise Unusable("picture_refused", "name a picture inside the feed's own folder, as in pictures/kettle.jpg")
        return next((path for path in paths if path.exists()), paths[0])


def thumbnail_name(look_hash: str) -> str:
    """The file of a picture within the shop's folder of pictures."""
    return f"{look_hash}.jpg"


def for_everybody(address: str | None) -> str | None:
    """An address that a messenger may have more luck with; nothing of a private network."""
    try:
        return web_address(address) if address else None
    except Unusable:
        return None


def small_copy(pixels: Pixels) -> bytes:
    """The picture as JPEG."""
    from PIL import Image  # noqa: PLC0415 - only a sync with new pictures draws any

    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=QUALITY, subsampling=0)
    return encoded.getvalue()


def keep_thumbnail(copy: bytes, folder: Path, look_hash: str) -> None:
    """At once or not at all: readers never meet half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
        path = Path(part.name)
        try:
            part.write(copy)
            part.flush()
            path.chmod(0o644)
            path.replace(folder / thumbnail_name(look_hash))
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _content(path: Path) -> bytes:
    """Raises Unusable for what is no file or too large."""
    try:
        if not path.is_file():
            raise Unusable("picture_missing", "put the file where the feed says it is, or correct its name")
        if path.stat().st_size > MOST_BYTES:
            raise Unusable("picture_too_large", TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise Unusable(
            "picture_unreadable", f"the file cannot be read ({error.strerror}); check its permissions"
        ) from error


def sweep(folder: Path, now: datetime) -> None:
    """Remove what syncs that were killed left half-written."""
    for part in folder.glob(".*.part"):
        with suppress(FileNotFoundError):  # another sync sweeps too
            if now - datetime.fromtimestamp(part.stat().st_mtime, UTC) > ABANDONED:
                part.unlink()
