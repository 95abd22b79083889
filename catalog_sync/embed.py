"""Words and pictures to vectors, only those never embedded before; kept batch by batch, so a killed sync resumes."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TypeVar

from catalog_sync.pictures import keep_thumbnail, thumbnail_name
from catalog_sync.rows import Unusable
from catalog_sync.tools import Progress, SyncTools
from graph.domain.errors import UnreadablePhoto
from graph.ports import Pixels

TEXTS_AT_ONCE = 64
PICTURES_AT_ONCE = 8
"""Decoded they are up to 8 MB each."""

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


async def embed_texts(texts: Mapping[str, str], tools: SyncTools, progress: Progress) -> int:
    """`texts` by their hashes; how many had to be encoded."""
    known = await tools.embeddings.known(tools.text.name, list(texts))
    fresh = [name for name in texts if name not in known]
    done = 0
    for batch in batches(fresh, TEXTS_AT_ONCE):
        vectors = await tools.text.encode([texts[name] for name in batch])
        await tools.embeddings.keep(tools.text.name, dict(zip(batch, vectors, strict=True)))
        done += len(batch)
        progress("words", done, len(fresh))
    return done


async def embed_pictures(pictures: Mapping[str, Path], tools: SyncTools, progress: Progress) -> dict[str, Unusable]:
    """`pictures` by the hash of their content; each gets its vector and its small copy. The unusable ones, with why."""
    known = await tools.embeddings.known(tools.photo.name, list(pictures))
    fresh = [look for look in pictures if look not in known or not (tools.pictures / thumbnail_name(look)).exists()]
    broken: dict[str, Unusable] = {}
    done = 0
    for batch in batches(fresh, PICTURES_AT_ONCE):
        prepared = await asyncio.gather(*(asyncio.to_thread(_prepare, look, pictures[look], tools) for look in batch))
        good = {look: pixels for look, pixels in zip(batch, prepared, strict=True) if not isinstance(pixels, Unusable)}
        broken |= {look: why for look, why in zip(batch, prepared, strict=True) if isinstance(why, Unusable)}
        await _keep_looks([(look, pixels) for look, pixels in good.items() if look not in known], tools)
        done += len(batch)
        progress("pictures", done, len(fresh))
    return broken


async def _keep_looks(photos: Sequence[tuple[str, Pixels]], tools: SyncTools) -> None:
    if not photos:
        return
    vectors = await tools.photo.encode([pixels for _, pixels in photos])
    looks = (look for look, _ in photos)
    await tools.embeddings.keep(tools.photo.name, dict(zip(looks, vectors, strict=True)))


def _prepare(look: str, path: Path, tools: SyncTools) -> Pixels | Unusable:
    """Decode and keep small. The file may have changed since it was hashed; then it is not the picture of that name."""
    try:
        content = path.read_bytes()
        if sha256(content).hexdigest() != look:
            return Unusable("picture_changed", "the file changed while it was read; sync again")
        pixels = tools.decode(content)
    except OSError as error:
        return Unusable("picture_unreadable", f"the file cannot be read ({error.strerror}); check its permissions")
    except UnreadablePhoto as error:
        return Unusable("picture_broken", f"{error}; save it again as JPEG, PNG or WebP")
    keep_thumbnail(pixels, tools.pictures, look)
    return pixels
