"""Weights to multiply by, packed once."""

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Rows = NDArray[np.float32]

_OPERATORS, _FORMAT = 17, 8
"""Versions of ONNX's, old enough for every ONNX Runtime that may be installed."""


class Packed:
    """`rows @ Packed(weights)` is `rows @ weights`, in one thread of ONNX Runtime.

    NumPy's multiplication packs the weights anew each time: for the nine rows of a query that is three quarters of it.
    """

    __array_ufunc__ = None  # so that NumPy leaves `@` to __rmatmul__

    def __init__(self, weights: Rows) -> None:
        """`weights` have the shape (width, made)."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(_model(weights), options, providers=["CPUExecutionProvider"])

    def __rmatmul__(self, rows: Rows) -> Rows:
        made: Rows = self._session.run(None, {"rows": rows})[0]
        return made


def _model(weights: Rows) -> bytes:
    width, made = weights.shape
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["rows", "weights"], ["made"])],
        "packed",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("made", TensorProto.FLOAT, [None, made])],
        [numpy_helper.from_array(np.ascontiguousarray(weights), "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT)
    packed: bytes = model.SerializeToString()
    return packed
