import numpy as np
from numpy.typing import NDArray

from graph.ports.senses import Vectors


def unit_rows(rows: NDArray[np.float32]) -> Vectors:
    """Every row brought to length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)
