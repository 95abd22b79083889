"""Models of the Hugging Face hub, run by fastembed: what one is called, where its files are, how it is loaded."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from graph.domain.errors import BadInput

if TYPE_CHECKING:
    from fastembed import ImageEmbedding, TextEmbedding

log = logging.getLogger(__name__)


class Purpose(StrEnum):
    """A model for both, such as SigLIP, is two models of one name."""

    WORDS = "words"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class HubModel:
    """One that fastembed knows, its files in `folder` as the hub's own cache has them, or to be there.

    It can be pickled: each process loads the model for itself.
    """

    purpose: Purpose
    name: str
    size: int
    folder: Path

    @property
    def encoder(self) -> str:
        """What its vectors are kept under."""
        return f"fastembed:{self.name}"

    def is_here(self) -> bool:
        with _quiet():
            try:
                self._at_hand(local_files_only=True)
            except ValueError:
                return False
        return True

    def fetch(self) -> None:
        """Download the files unless they are here. Blocks for minutes; raises BadInput where they cannot be had."""
        if self.is_here():
            return
        log.warning("downloading %s into %s, once", self.name, self.folder)
        try:
            self._at_hand(local_files_only=False)
        except Exception as error:
            raise BadInput(self._how_to_get_it(error)) from error

    def words(self, threads: int) -> "TextEmbedding":
        """The model, loaded. Raises BadInput where its files are not here or cannot be used."""
        from fastembed import TextEmbedding  # noqa: PLC0415  an optional extra that takes a second

        with self._usable():
            return TextEmbedding(self.name, str(self.folder), threads, local_files_only=True)

    def pictures(self, threads: int) -> "ImageEmbedding":
        """As `words`."""
        from fastembed import ImageEmbedding  # noqa: PLC0415  same

        with self._usable():
            return ImageEmbedding(self.name, str(self.folder), threads, local_files_only=True)

    def _at_hand(self, *, local_files_only: bool) -> None:
        _kind(self.purpose)(self.name, str(self.folder), lazy_load=True, local_files_only=local_files_only)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise BadInput(
                f"{self.name} cannot be loaded ({_first_line(error)}); remove {self.folder} to have it downloaded anew"
            ) from error

    def _how_to_get_it(self, error: Exception) -> str:
        kind = _kind(self.purpose).__name__
        order = f"from fastembed import {kind}; {kind}('{self.name}', 'models', lazy_load=True)"
        return (
            f"{self.name} is not in {self.folder} and cannot be downloaded ({_first_line(error)}); run this on a "
            f'machine with a network and put what it leaves in `models` there: python -c "{order}"'
        )


def hub_model(name: str, purpose: Purpose, folder: Path) -> HubModel:
    """Nothing is read or downloaded yet. Raises BadInput for a model that fastembed does not know for this purpose."""
    known = {model["model"]: model["dim"] for model in _kind(purpose).list_supported_models()}
    spelt = {each.lower(): each for each in known}.get(name.lower())
    if spelt is None:
        raise BadInput(f"fastembed knows no model {name!r} for {purpose}; it knows {', '.join(sorted(known))}")
    return HubModel(purpose, spelt, known[spelt], folder)


def _kind(purpose: Purpose) -> "type[TextEmbedding | ImageEmbedding]":
    from fastembed import ImageEmbedding, TextEmbedding  # noqa: PLC0415  same

    return TextEmbedding if purpose is Purpose.WORDS else ImageEmbedding


@contextmanager
def _quiet() -> Iterator[None]:
    """Fastembed calls it an error where a model is not here yet."""
    from loguru import logger  # noqa: PLC0415  fastembed's own

    logger.disable("fastembed")
    try:
        yield
    finally:
        logger.enable("fastembed")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
