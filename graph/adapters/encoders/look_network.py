import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graph.adapters.model_thread import ModelThread
from graph.ports.senses import Pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SIDE = 260
VIEWS = (1.0, 0.8, 0.5)
"""The shares of a photo's width and height that are looked at, around its middle: the whole, and what may be the thing.

Of 1,215 photos of groceries taken in shops these three found as many at once as any two to four of 1, .8, .65 and .5.
"""

_WEIGHTS = Path(__file__).parent / "weights" / "efficientnet_lite2.onnx"
_MEAN, _DEVIATION = 127, 128  # as TensorFlow trained EfficientNet-Lite, not ImageNet's usual ones

Features = NDArray[np.float32]
"""Shape (views, width)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network makes of one photo, a row for each of the VIEWS.

    `depths`, by name, say what it looks like; `logits` (views, 1000) which class of ImageNet it is.
    """

    depths: Mapping[str, Features]
    logits: Features


class LookNetwork:
    """EfficientNet-Lite2, trained on ImageNet, shared by the photo encoder and the reader of words.

    Who asks for a photo that is being looked at waits for that look. `threads` is how many cores one look may use.
    """

    def __init__(self, threads: int = 2) -> None:
        self._session = ModelThread("look-network", lambda: open_session(threads))
        self._looking: dict[int, asyncio.Task[Seen]] = {}

    async def look(self, photo: Pixels) -> Seen:
        place = id(photo)  # no other photo has it while the task holds this one
        task = self._looking.get(place)
        if task is None:
            task = asyncio.create_task(self._session.ask(lambda session: look(session, photo)))
            self._looking[place] = task
            task.add_done_callback(lambda _: self._looking.pop(place))
        return await asyncio.shield(task)


def open_session(threads: int) -> "InferenceSession":
    """The network, loaded."""
    # Imported here because it takes 20 MB that only those who look at photos need.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # A thread that spins for its next task keeps a core from the rest of the process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(_WEIGHTS, options, providers=["CPUExecutionProvider"])


def look(session: "InferenceSession", photo: Pixels) -> Seen:
    """As LookNetwork.look; blocks whoever asks."""
    image = Image.fromarray(photo)
    pixels = np.stack([view(image, share, SIDE) for share in VIEWS]).astype(np.float32)
    names = [output.name for output in session.get_outputs()]
    outputs = session.run(names, {"pixels": (pixels.transpose(0, 3, 1, 2) - _MEAN) / _DEVIATION})
    depths = dict(zip(names, outputs, strict=True))
    return Seen(depths, depths.pop("logits"))


def view(image: Image.Image, share: float, side: int, how: Image.Resampling = Image.Resampling.BICUBIC) -> Pixels:
    """The middle `share` of the picture, shape (side, side, 3).

    Squeezed into a square rather than padded: 4 tall photos in 100 more then met their product among five.
    """
    across, down = image.width * (1 - share) / 2, image.height * (1 - share) / 2
    box = (across, down, image.width - across, image.height - down)
    return np.asarray(image.resize((side, side), how, box))
