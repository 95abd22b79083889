"""EfficientNet-Lite2 in ONNX (the layout published by Tan and Le with TensorFlow's EfficientNet-Lite).

Convolutions, batch normalisation and ReLU6; no squeeze-and-excitation. Each normalisation is folded into the
convolution before it. Besides its classes the network says what it sees at four depths, each pooled over the picture.
The same weights give the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from graph.adapters.encoders.weights.checkpoint import Tensor

SIDE = 260
DEPTHS = {"fine": 720, "middle": 208, "coarse": 352, "head": 1280}
"""The outputs and their widths, in the order of the network. The first and the last are pooled by their cubic mean,
which is nearer to the strongest answer than the mean is: the thing, rather than what lies around it."""
CLASSES = 1000

_STEM_WIDTH = 32
_CUBIC = 3.0
_LEAST = 1e-6
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
    _Stage(repeats=3, kernel=3, stride=2, width=24),
    _Stage(repeats=3, kernel=5, stride=2, width=48),
    _Stage(repeats=4, kernel=3, stride=2, width=88),
    _Stage(repeats=4, kernel=5, stride=1, width=120),
    _Stage(repeats=5, kernel=5, stride=2, width=208),
    _Stage(repeats=1, kernel=3, stride=1, width=352),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """One inverted bottleneck; `joins` where its input is added to its output."""

    prefix: str
    stride: int
    expands: bool
    joins: bool


def build(weights: Mapping[str, Tensor]) -> onnx.ModelProto:
    """From `pixels` (n, 3, 260, 260) to the DEPTHS, each (n, width), and `logits` (n, 1000) over ImageNet's."""
    graph = _Graph(weights)
    at = graph.relu6(graph.conv("pixels", "_conv_stem", "_bn0", stride=2))
    *stages, narrowing, last = _stages()
    for stage in stages:
        at = _through(graph, at, stage)
    middle = _through(graph, at, narrowing)
    coarse = _through(graph, middle, last)
    head = graph.relu6(graph.conv(coarse, "_conv_head", "_bn1"))
    graph.cubic_mean(f"{narrowing[0].prefix}_depthwise_conv.relu6", "fine")
    graph.mean(middle, "middle")
    graph.mean(coarse, "coarse")
    graph.cubic_mean(head, "head")
    graph.classify(head)
    return _model(graph)


def _stages() -> list[list[_Block]]:
    stages: list[list[_Block]] = []
    number, width = 0, _STEM_WIDTH
    for stage in _STAGES:
        blocks = []
        for repeat in range(stage.repeats):
            stride = 1 if repeat else stage.stride
            blocks.append(_Block(f"_blocks.{number}.", stride, stage.expands, stride == 1 and width == stage.width))
            number, width = number + 1, stage.width
        stages.append(blocks)
    return stages


def _through(graph: "_Graph", source: str, blocks: Sequence[_Block]) -> str:
    at = source
    for block in blocks:
        at = _bottleneck(graph, at, block)
    return at


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
        self._constant("least", np.array(_LEAST))
        self._constant("cubic", np.array(_CUBIC))
        self._constant("root", np.array(1 / _CUBIC))

    def conv(self, source: str, conv: str, norm: str, stride: int = 1) -> str:
        """A convolution, depthwise where its kernels have one channel, with the normalisation that follows it."""
        kernel, bias = self._folded(conv, norm)
        return self._node(
            "Conv",
            [source, self._constant(f"{conv}.weight", kernel), self._constant(f"{conv}.bias", bias)],
            conv,
            group=kernel.shape[0] if kernel.shape[1] == 1 else 1,
            strides=[stride, stride],
            auto_pad="SAME_UPPER",
        )

    def relu6(self, source: str) -> str:
        return self._node("Clip", [source, "zero", "six"], f"{source}.relu6")

    def add(self, one: str, other: str) -> str:
        return self._node("Add", [one, other], f"{one}.sum")

    def mean(self, source: str, output: str) -> str:
        return self._node("Flatten", [self._node("GlobalAveragePool", [source], f"{output}.pooled")], output)

    def cubic_mean(self, source: str, output: str) -> str:
        positive = self._node("Max", [source, "least"], f"{output}.positive")
        cubes = self._node("Pow", [positive, "cubic"], f"{output}.cubes")
        return self._node("Pow", [self.mean(cubes, f"{output}.mean"), "root"], output)

    def classify(self, source: str) -> None:
        features = self.mean(source, "features")
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

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: int | str | list[int]) -> str:
        node = helper.make_node(operator, inputs, [output])
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self.nodes.append(node)
        return output


def _model(graph: _Graph) -> onnx.ModelProto:
    def floats(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])

    outputs = [*(floats(name, width) for name, width in DEPTHS.items()), floats("logits", CLASSES)]
    body = helper.make_graph(
        graph.nodes, "efficientnet_lite2", [floats("pixels", 3, SIDE, SIDE)], outputs, graph.constants
    )
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model
