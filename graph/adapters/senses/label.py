from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.adapters.model_thread import ModelThread
from graph.domain.recognition import Box, LabelLine
from graph.ports.senses import Pixels

if TYPE_CHECKING:
    from rapidocr import RapidOCR


class RapidOcrLabelReader:
    """PP-OCRv6, whose weights come inside the package. One photo at a time: reading one takes every core it may use.

    `threads` is how many those are.
    """

    def __init__(self, threads: int = 2) -> None:
        self._reader = ModelThread("label-reader", lambda: _load(threads))

    async def read(self, photo: Pixels) -> tuple[LabelLine, ...]:
        return await self._reader.ask(lambda reader: _lines(reader, photo))


def _load(threads: int) -> "RapidOCR":
    # Imported here because it brings OpenCV and the runtime along: one second and 60 MB before the first photo.
    from rapidocr import RapidOCR  # noqa: PLC0415

    # Its log goes to the terminal whatever ours is set to, and "no text here" is a warning to it.
    return RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": threads})


def _lines(reader: "RapidOCR", photo: Pixels) -> tuple[LabelLine, ...]:
    from rapidocr.utils.output import RapidOCROutput  # noqa: PLC0415 - as above

    found = reader(_padded(photo[..., ::-1]))
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
        return ()
    height, width, _ = photo.shape
    lines = zip((_box(corners, width, height) for corners in found.boxes), found.txts, found.scores, strict=True)
    read = [LabelLine(text, float(score), box) for box, text, score in lines]
    return tuple(sorted(read, key=lambda line: line.box.top))


def _box(corners: NDArray[np.float32], width: int, height: int) -> Box:
    """Around the four corners of a line, which may be slanted."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Box(float(left) / width, float(top) / height, float(right) / width, float(bottom) / height)


def _padded(photo: Pixels) -> Pixels:
    """At most twice as long as it is wide: the reader enlarges the shorter side, and a thin strip without end."""
    height, width, _ = photo.shape
    missing = (max(0, width // 2 - height), max(0, height // 2 - width), 0)
    return np.pad(photo, [(0, more) for more in missing], mode="edge")
