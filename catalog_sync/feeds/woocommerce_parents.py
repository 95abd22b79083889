"""Variable products of a WooCommerce export, remembered until their variations come, which may stand anywhere below."""

from collections.abc import Iterable, Iterator
from typing import IO

import orjson

NOBODY = frozenset({"", "id:"})


class Parents:
    """Their rows lie in `file`; of each only the place is held, since they can be many and long."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._end = self._at = 0
        self._places: dict[str, tuple[int, int]] = {}
        self._childless: dict[tuple[int, int], tuple[int, str]] = {}
        self._last: tuple[tuple[int, int], list[str]] = ((0, 0), [])

    def keep(self, keys: Iterable[str], cells: list[str], line: int, title: str) -> None:
        """Under each of the keys by which variations may name it."""
        if self._at != self._end:
            self._file.seek(self._end)
        place = self._end, self._file.write(orjson.dumps(cells))
        self._at = self._end = sum(place)
        for key in keys:
            if key not in NOBODY:
                self._places[key] = place
        self._childless[place] = (line, title)
        self._last = place, cells

    def find(self, key: str) -> list[str] | None:
        """The cells of a variation's parent, if it has been met."""
        if (place := self._places.get(key)) is None:
            return None
        self._childless.pop(place, None)
        if place != self._last[0]:  # siblings mostly stand together
            start, size = place
            self._file.seek(start)
            self._last = place, orjson.loads(self._file.read(size))
            self._at = start + size
        return self._last[1]

    def childless(self) -> Iterator[tuple[int, str]]:
        """Line and title of those that no variation asked for."""
        return iter(self._childless.values())
