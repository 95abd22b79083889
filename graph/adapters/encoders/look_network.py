from collections.abc import Sequence
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

SIDE = 224

_WEIGHTS = Path(__file__).parent / "weights" / "efficientnet_lite0.onnx"
_MEAN, _DEVIATION = 127, 128  # as TensorFlow trained EfficientNet-Lite, not ImageNet's usual ones


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network makes of one photo, a row for each view of it.

    `features` (views, 1280), pooled, say what it looks like; `logits` (views, 1000) which class of ImageNet it is.
    """

    features: NDArray[np.float32]
    logits: NDArray[np.float32]


class LookNetwork:
    """EfficientNet-Lite0, trained on ImageNet, shared by the photo encoder and the reader of words.

    `threads` is how many cores one look may use.
    """

    def __init__(self, threads: int = 2) -> None:
        self._session = ModelThread("look-network", lambda: open_session(threads))

    async def look(self, photo: Pixels, views: Sequence[float]) -> Seen:
        """At the middle of `photo`, once for each of `views`: the share of its width and height that is looked at."""
        return await self._session.ask(lambda session: look(session, photo, views))


def open_session(threads: int) -> "InferenceSession":
    """The network, loaded."""
    # Imported here because it takes 20 MB that only those who look at photos need.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # A thread that spins for its next task keeps a core from the rest of the process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(_WEIGHTS, options, providers=["CPUExecutionProvider"])


def look(session: "InferenceSession", photo: Pixels, views: Sequence[float]) -> Seen:
    """As LookNetwork.look; blocks whoever asks."""
    image = Image.fromarray(photo)
    pixels = np.stack([_view(image, share) for share in views]).astype(np.float32)
    features, logits = session.run(
        ["features", "logits"], {"pixels": (pixels.transpose(0, 3, 1, 2) - _MEAN) / _DEVIATION}
    )
    return Seen(features, logits)


def _view(image: Image.Image, share: float) -> Pixels:
    """Squeezed into a square rather than padded: 4 tall photos in 100 more then met their product among five."""
    across, down = image.width * (1 - share) / 2, image.height * (1 - share) / 2
    box = (across, down, image.width - across, image.height - down)
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box))
