"""Read a PyTorch checkpoint of the older, stream-like format without PyTorch and without running what it contains."""

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Tensor = NDArray[Any]

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


class NotACheckpoint(ValueError):
    """The file is not what `torch.save` of PyTorch before 1.6 wrote."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """A run of numbers that follows the pickle; `key` says which."""

    key: str
    dtype: np.dtype[Any]


@dataclass(frozen=True, slots=True)
class _View:
    """A tensor as the pickle describes it: a shape and strides, in numbers, laid over a storage that is read later."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def of(self, numbers: Tensor) -> Tensor:
        last = self.offset + sum((length - 1) * stride for length, stride in zip(self.shape, self.strides, strict=True))
        if last >= len(numbers) or min(self.offset, *self.strides, 0) < 0:
            raise NotACheckpoint(f"a tensor of shape {self.shape} reaches outside its storage")
        return as_strided(numbers[self.offset :], self.shape, [stride * numbers.itemsize for stride in self.strides])


def _rebuild(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _View:
    """Stand in for `torch._utils._rebuild_tensor_v2`."""
    return _View(storage, offset, shape, strides)


_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _CheckpointUnpickler(pickle.Unpickler):
    """Knows four names and refuses every other, so that a tampered file can run nothing."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - the signature is pickle's
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise NotACheckpoint(f"the checkpoint asks for {module}.{name}, which no list of weights needs") from None

    def persistent_load(self, pid: tuple[str, np.dtype[Any], str, str, int, None]) -> _Storage:
        _kind, dtype, key, *_ = pid
        return _Storage(key, dtype)


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The tensors of the state dict at `path` by name. Raises NotACheckpoint."""
    with path.open("rb") as file:
        _expect(file, _MAGIC)
        _expect(file, _PROTOCOL)
        _next(file)
        views: dict[str, _View] = _next(file)
        dtypes = {view.storage.key: view.storage.dtype for view in views.values()}
        numbers = {key: _numbers(file, dtypes[key]) for key in _next(file)}
    return {name: view.of(numbers[view.storage.key]) for name, view in views.items()}


def _next(file: BinaryIO) -> Any:  # noqa: ANN401 - what a pickle holds is known only once it is read
    load: Callable[[], Any] = _CheckpointUnpickler(file).load
    try:
        return load()
    except (pickle.UnpicklingError, EOFError) as error:
        raise NotACheckpoint(f"the checkpoint cannot be read: {error}") from error


def _expect(file: BinaryIO, number: int) -> None:
    if _next(file) != number:
        raise NotACheckpoint(f"the checkpoint does not begin as one: {number:#x} is missing")


def _numbers(file: BinaryIO, dtype: np.dtype[Any]) -> Tensor:
    count = int.from_bytes(file.read(8), "little")
    content = file.read(count * dtype.itemsize)
    if len(content) != count * dtype.itemsize:
        raise NotACheckpoint("the checkpoint ends before its numbers do; download it again")
    return np.frombuffer(content, dtype)
