"""Tables of the benchmark data, which is not part of this project."""

import csv
from pathlib import Path

from graph.domain.errors import BadInput


def read_rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Raises BadInput for a table that is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=delimiter))
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}); name the folder of benchmark data") from error
