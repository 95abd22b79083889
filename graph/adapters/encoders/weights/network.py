"""EfficientNet-Lite0 in ONNX (the layout published by Tan and Le with TensorFlow's EfficientNet-Lite).

Convolutions, batch normalisation and ReLU6; no squeeze-and-excitation. Each normalisation is folded into the
convolution before it. The same weights give the same bytes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from graph.adapters.encoders.weights.checkpoint import Tensor

SIDE = 224
FEATURES = 1280
CLASSES = 1000

_STEM_WIDTH = 32
_EPSILON = 1e-3
_OPSET = 17
_IR_VERSION = 8


@dataclass(frozen=True, slots=True)
class _Stage:
    """`repeats` blocks of which the first changes stride and width."""

    repeats: int
    kernel: int
    stride: int
    width: int
    expands: bool = True


_STAGES = (
    _Stage(repeats=1, kernel=3, stride=1, width=16, expands=False),
    _Stage(repeats=2, kernel=3, stride=2, width=24),
    _Stage(repeats=2, kernel=5, stride=2, width=40),
    _Stage(repeats=3, kernel=3, stride=2, width=80),
    _Stage(repeats=3, kernel=5, stride=1, width=112),
    _Stage(repeats=4, kernel=5, stride=2, width=192),
    _Stage(repeats=1, kernel=3, stride=1, width=320),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """One inverted bottleneck; `joins` where its input is added to its output."""

    prefix: str
    kernel: int
    stride: int
    expands: bool
    joins: bool


def build(weights: Mapping[str, Tensor]) -> onnx.ModelProto:
    """From `pixels` (n, 3, 224, 224) to `features` (n, 1280), pooled, and `logits` (n, 1000) over ImageNet's."""
    graph = _Graph(weights)
    at = graph.relu6(graph.conv("pixels", "_conv_stem", "_bn0", stride=2))
    for block in _blocks():
        at = _bottleneck(graph, at, block)
    graph.classify(graph.relu6(graph.conv(at, "_conv_head", "_bn1")))
    return _model(graph)


def _blocks() -> Iterator[_Block]:
    number, width = 0, _STEM_WIDTH
    for stage in _STAGES:
        for repeat in range(stage.repeats):
            stride = 1 if repeat else stage.stride
            joins = stride == 1 and width == stage.width
            yield _Block(f"_blocks.{number}.", stage.kernel, stride, stage.expands, joins)
            number, width = number + 1, stage.width


def _bottleneck(graph: "_Graph", source: str, block: _Block) -> str:
    at = source
    if block.expands:
        at = graph.relu6(graph.conv(at, f"{block.prefix}_expand_conv", f"{block.prefix}_bn0"))
    at = graph.relu6(graph.conv(at, f"{block.prefix}_depthwise_conv", f"{block.prefix}_bn1", stride=block.stride))
    at = graph.conv(at, f"{block.prefix}_project_conv", f"{block.prefix}_bn2")
    return graph.add(at, source) if block.joins else at


@dataclass(slots=True)
class _Graph:
    """The nodes and constants so far; each method adds a step and returns the name of its output."""

    weights: Mapping[str, Tensor]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._constant("zero", np.array(0))
        self._constant("six", np.array(6))

    def conv(self, source: str, conv: str, norm: str, stride: int = 1) -> str:
        """A convolution, depthwise where its kernels have one channel, with the normalisation that follows it."""
        kernel, bias = self._folded(conv, norm)
        before, after = _same_padding(kernel.shape[-1], stride)
        return self._node(
            "Conv",
            [source, self._constant(f"{conv}.weight", kernel), self._constant(f"{conv}.bias", bias)],
            conv,
            group=kernel.shape[0] if kernel.shape[1] == 1 else 1,
            strides=[stride, stride],
            pads=[before, before, after, after],
        )

    def relu6(self, source: str) -> str:
        return self._node("Clip", [source, "zero", "six"], f"{source}.relu6")

    def add(self, one: str, other: str) -> str:
        return self._node("Add", [one, other], f"{one}.sum")

    def classify(self, source: str) -> None:
        features = self._node("Flatten", [self._node("GlobalAveragePool", [source], "pooled")], "features")
        kernel = self._constant("_fc.weight", self.weights["_fc.weight"])
        bias = self._constant("_fc.bias", self.weights["_fc.bias"])
        self._node("Gemm", [features, kernel, bias], "logits", transB=1)

    def _folded(self, conv: str, norm: str) -> tuple[Tensor, Tensor]:
        """gamma·(Wx - mean)/sqrt(variance + epsilon) + beta as one kernel and one bias, in double precision."""
        parts = ("weight", "bias", "running_mean", "running_var")
        gamma, beta, mean, variance = (self.weights[f"{norm}.{part}"].astype(np.float64) for part in parts)
        scale = gamma / np.sqrt(variance + _EPSILON)
        return self.weights[f"{conv}.weight"] * scale[:, None, None, None], beta - mean * scale

    def _constant(self, name: str, numbers: Tensor) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(numbers, np.float32), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: int | list[int]) -> str:
        node = helper.make_node(operator, inputs, [output])
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self.nodes.append(node)
        return output


def _same_padding(kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's "SAME" where the side is a multiple of the stride, as it is throughout: the odd pixel goes last."""
    return (kernel - stride) // 2, (kernel - stride + 1) // 2


def _model(graph: _Graph) -> onnx.ModelProto:
    def floats(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])

    outputs = [floats("features", FEATURES), floats("logits", CLASSES)]
    body = helper.make_graph(
        graph.nodes, "efficientnet_lite0", [floats("pixels", 3, SIDE, SIDE)], outputs, graph.constants
    )
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model
