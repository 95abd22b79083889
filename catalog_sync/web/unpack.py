"""The body of an answer on its way to a file: unpacked where the server packed it, up to a size, to its very end."""

import zlib
from typing import BinaryIO

from catalog_sync.rows import SyncStopped

ACCEPTED = "gzip"
GZIP = frozenset({"gzip", "x-gzip"})
GZIP_WINDOW = 31
"""zlib's window bits for gzip with its heading and checksum."""
AT_ONCE = 2**18
"""Bytes unpacked at a time: a bomb is seen before it fills the memory."""


class BrokenBody(Exception):
    """The body is not what its heading says."""


class Body:
    """Writes what arrives to `into`. Raises SyncStopped past `most_bytes` (unpacked), BrokenBody for torn packing."""

    def __init__(self, into: BinaryIO, packing: str, most_bytes: int, name: str) -> None:
        self._into, self._most_bytes, self._name = into, most_bytes, name
        coding = packing.strip().lower()
        if coding not in {*GZIP, "", "identity"}:
            raise SyncStopped("packing_unknown", f"{name} is packed as {packing}; let the server send gzip or nothing")
        self._packed, self._arrived, self._size = coding in GZIP, 0, 0
        self._unpacker: zlib._Decompress | None = None

    def write(self, chunk: bytes) -> None:
        if not self._packed:
            self._keep(chunk)
            return
        # Packed nothings unpack to nothing, however many there are.
        self._arrived += len(chunk)
        if self._arrived > self._most_bytes + AT_ONCE:
            raise too_large(self._name, self._most_bytes)
        try:
            self._unpack(chunk)
        except zlib.error as error:
            raise BrokenBody("its gzip is broken") from error

    def finish(self) -> None:
        """Raises BrokenBody where the packed stream was still going on."""
        if self._unpacker is not None and not self._unpacker.eof:
            raise BrokenBody("its gzip ends too early")

    def _unpack(self, chunk: bytes) -> None:
        rest, full = chunk, False
        while rest or (full and not (self._unpacker and self._unpacker.eof)):
            if self._unpacker is None or self._unpacker.eof:
                self._unpacker = zlib.decompressobj(GZIP_WINDOW)
            piece = self._unpacker.decompress(rest, AT_ONCE)
            self._keep(piece)
            rest, full = self._unpacker.unconsumed_tail or self._unpacker.unused_data, len(piece) == AT_ONCE

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most_bytes:
            raise too_large(self._name, self._most_bytes)
        self._into.write(piece)


def too_large(name: str, most_bytes: int) -> SyncStopped:
    size = f"{most_bytes // 2**20} MB" if most_bytes >= 2**20 else f"{most_bytes} bytes"
    return SyncStopped("too_large", f"{name} holds more than {size}; split it and sync the parts together")
