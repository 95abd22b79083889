import asyncio
import hashlib
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph.adapters.media.photos import decode_photo, encode_photo
from graph.domain.conversation import MediaKind, MediaRef
from graph.domain.errors import BadInput, UnreadablePhoto
from graph.ports.senses import Pixels

MOST_BYTES = 20 * 1024 * 1024
"""What Telegram lets a bot download."""

_AT_ONCE = 2
"""Photos decoded side by side: one at the limit of 50 megapixels takes up to 450 MB while it lasts."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class DiskMediaStore:
    """Every content once, in a file named by its SHA-256 under `root`.

    A file appears whole or not at all, so several processes may share the folder and any may be killed at any time.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._decoders = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="photo-decoder")

    async def save(self, content: bytes, kind: MediaKind) -> MediaRef:
        if len(content) > MOST_BYTES:
            raise BadInput(f"the file has {len(content):,} bytes; send one of at most {MOST_BYTES:,}")
        return await asyncio.to_thread(self._save, content, kind)

    async def photo(self, ref: MediaRef) -> Pixels:
        return await asyncio.get_running_loop().run_in_executor(self._decoders, self._decode, ref.id)

    async def keep(self, photo: Pixels) -> MediaRef:
        content = await asyncio.to_thread(encode_photo, photo)
        return await self.save(content, MediaKind.PHOTO)

    async def content(self, ref: MediaRef) -> bytes:
        return await asyncio.to_thread(self._read, ref.id)

    def _save(self, content: bytes, kind: MediaKind) -> MediaRef:
        ref = MediaRef(hashlib.sha256(content).hexdigest(), kind, len(content))
        path = self._path(ref.id)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)
        return ref

    def _decode(self, name: str) -> Pixels:
        return decode_photo(self._read(name))

    def _read(self, name: str) -> bytes:
        if not _SHA256.fullmatch(name):
            raise UnreadablePhoto(
                f"{name[:64]!r} names no photo; hand over the reference that was given when it was saved"
            )
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise UnreadablePhoto("the photo is no longer kept; send it again") from None

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / name


def _write_whole(path: Path, content: bytes) -> None:
    """Beside its place first and on the disk for certain, then renamed."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
