"""Files that people and the bot sent, kept in memory up to a limit; those not used for longest go first."""

import asyncio
import hashlib
import mimetypes
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import MEGABYTE
from bot.demo.standin.params import Upload
from bot.demo.standin.photos import photo_sizes
from bot.demo.standin.records import Json

_KEPT_BYTES: Final = 256 * MEGABYTE
# An id says the kind of its file, as Telegram's do; the name is the one Telegram's errors use.
_KINDS: Final = {"photo": ("AgAC", "Photo"), "voice": ("AwAC", "VoiceNote"), "video": ("BAAC", "Video")}
_DOCUMENT: Final = ("BQAC", "Document")
_OPUS_RATE: Final = 48_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. `attachment` is what a message carries for it: a list of sizes for a photo, an object for the rest."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    mime: str
    data: bytes
    attachment: list[Json] | Json

    @property
    def type_name(self) -> str:
        return _KINDS.get(self.kind, _DOCUMENT)[1]

    def json(self) -> Json:
        """Give the file as `getFile` does."""
        size = len(self.data)
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": size, "file_path": self.path}


class FileStore:
    """Ids come from content: the same bytes sent as the same kind keep their `file_id`, even over a restart."""

    def __init__(self, kept_bytes: int = _KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._files: dict[str, StoredFile] = {}
        self._ids_by_path: dict[str, str] = {}
        self._size = 0

    async def add_photo(self, data: bytes) -> StoredFile:
        """Keep a picture in its sizes; answers the largest. Raises `BadRequest` for what is no picture."""
        sizes = await asyncio.to_thread(photo_sizes, data)
        attachment = [
            {**_ids("photo", size.data), "width": size.width, "height": size.height, "file_size": len(size.data)}
            for size in sizes
        ]
        return [self._keep("photo", Upload("photo.jpg", "image/jpeg", size.data), attachment) for size in sizes][-1]

    def add(self, kind: str, upload: Upload, **facts: object) -> StoredFile:
        """Keep a voice note, a video or a document; `facts` are what its message tells beside the file."""
        attachment = {**facts, **_ids(kind, upload.data), "mime_type": upload.mime, "file_size": len(upload.data)}
        return self._keep(kind, upload, attachment)

    def get(self, file_id: str) -> StoredFile:
        stored = self._files.pop(file_id, None)
        if stored is None:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        # Back in as the newest: a file in use must not be the next to go.
        self._files[file_id] = stored
        return stored

    def at(self, path: str) -> StoredFile | None:
        return self._files.get(self._ids_by_path.get(path, ""))

    def clear(self) -> None:
        self._files.clear()
        self._ids_by_path.clear()
        self._size = 0

    def _keep(self, kind: str, upload: Upload, attachment: list[Json] | Json) -> StoredFile:
        ids = _ids(kind, upload.data)
        path = f"{kind}s/{ids['file_unique_id']}{_suffix(upload)}"
        file_id = ids["file_id"]
        stored = StoredFile(file_id, ids["file_unique_id"], kind, path, upload.mime, upload.data, attachment)
        self._drop(file_id)
        self._files[file_id] = stored
        self._ids_by_path[path] = file_id
        self._size += len(upload.data)
        while self._size > self._kept_bytes and len(self._files) > 1:
            self._drop(next(iter(self._files)))
        return stored

    def _drop(self, file_id: str) -> None:
        if dropped := self._files.pop(file_id, None):
            self._ids_by_path.pop(dropped.path, None)
            self._size -= len(dropped.data)


def voice_seconds(data: bytes) -> int:
    """Read how long an Ogg Opus note is from the clock of its last page; 0 when it is something else."""
    page = data.rfind(b"OggS")
    if page < 0 or len(data) < page + 14:
        return 0
    return int.from_bytes(data[page + 6 : page + 14], "little") // _OPUS_RATE


def _ids(kind: str, data: bytes) -> Json:
    digest = urlsafe_b64encode(hashlib.sha256(kind.encode() + data).digest()).decode().rstrip("=")
    return {"file_id": _KINDS.get(kind, _DOCUMENT)[0] + digest, "file_unique_id": digest[:16]}


def _suffix(upload: Upload) -> str:
    return PurePath(upload.name).suffix.lower() or mimetypes.guess_extension(upload.mime) or ""
