"""What every command shares: the data folder, errors that say the fix, JSON on stdout and nothing else there."""

import asyncio
import json
import logging
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from graph.domain.errors import SnaptapError

if TYPE_CHECKING:
    from graph.settings import Settings

Data = Annotated[
    Path | None, typer.Option("--data", help="The shop's folder [default: SNAPTAP_DATA_DIR or .snaptap/shop].")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document (or JSON lines) on stdout.")]

UNUSABLE = 2
"""Exit code for an order that could not be understood, as typer's own."""


def settings(data: Path | None = None) -> "Settings":
    """The machine's settings, with the folder of `--data` where it is given."""
    from pydantic import ValidationError

    from graph.settings import Settings

    try:
        return Settings(data_dir=data) if data else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "SNAPTAP_" + "__".join(str(part) for part in first["loc"]).upper()
        fail(f"{name}: {first['msg']}; correct it in the environment or in .env", code=UNUSABLE)


def run(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401  a command's own result
    """Run a command's work; what snaptap raises on purpose ends with its message and exit code 1."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        return asyncio.run(work)
    except SnaptapError as error:
        fail(str(error))


def emit(document: object) -> None:
    """One JSON document on one line of stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say on stderr what went wrong and how to mend it, and end."""
    typer.secho(f"snaptap: {message}", err=True, fg="red")
    raise typer.Exit(code)
