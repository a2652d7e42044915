"""ONNX models for tests, from nodes and arrays, and GRAPHS that use every operator which is read."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

DOUBLE = TensorProto.DOUBLE
RNG = np.random.default_rng(5)
PAIR = [1, 2]


def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
    return helper.make_node(kind, inputs.split(), [output], name=f"the {kind}", **attributes)


def model(nodes: list[Any], shape: list[Any], arrays: dict[str, Any] | None = None, code: int = DOUBLE, opset: int = 17) -> Any:
    """A model from x of this shape to y; arrays are initializers."""
    tensors = [one if hasattr(one, "dims") else numpy_helper.from_array(np.asarray(one), name) for name, one in (arrays or {}).items()]
    x, y = helper.make_tensor_value_info("x", code, shape), helper.make_tensor_value_info("y", code, None)
    graph = helper.make_graph(nodes, "g", [x], [y], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def weights(*shape: int) -> Any:
    return RNG.integers(-40, 40, shape) / 16


def some(size: int) -> list[Any]:
    """Inputs that are floats."""
    return [RNG.integers(-64, 64, size) / 32 for _ in range(6)]


DENSE = {"W": weights(3, 4), "b": weights(3), "V": weights(2, 3), "c": weights(2)}
GRAPHS = {
    "gemm": ([node("Gemm", "x W b", "h", transB=1), node("Relu", "h", "r"), node("Gemm", "r V c", "y", transB=1)], ["n", 4], DENSE, [3]),
    "alpha": (
        [node("Transpose", "x", "t"), node("Gemm", "t W b", "h", alpha=0.5, beta=-2.0, transA=1), node("Relu", "h", "y")],
        [1, 4],
        {"W": weights(4, 3), "b": weights(1, 3)},
        [],
    ),
    "matmul": (
        [node("MatMul", "x W", "m"), node("Add", "b m", "h"), node("Relu", "h", "r"), node("MatMul", "r V", "y")],
        [1, 4],
        {"W": weights(4, 3), "b": weights(3), "V": weights(3, 2)},
        [3],
    ),
    "column": (
        [node("MatMul", "W x", "m"), node("Relu", "m", "r"), node("MatMul", "v r", "y")],
        [1, 4, 1],
        {"W": weights(3, 4), "v": weights(3)},
        [3],
    ),
    "affine": (
        [node("Sub", "x s", "a"), node("Div", "a d", "q"), node("Mul", "q f", "m"), node("Neg", "m", "e"), node("Sub", "s e", "y")],
        [1, 3],
        {"s": weights(3), "d": np.array([0.5, -2, 4]), "f": np.array(3.0)},
        [],
    ),
    "skip": (
        [node("Gemm", "x W b", "h", transB=1), node("Relu", "h", "r"), node("Gemm", "r V c", "g", transB=1), node("Relu", "g", "s"),
         node("Add", "s r", "t"), node("Concat", "t x r", "y", axis=-1)],
        ["n", 3],
        {"W": weights(3, 3), "b": weights(3), "V": weights(3, 3), "c": weights(3)},
        [3, 3],
    ),
    "image": (
        [node("Flatten", "x", "f"), node("Gemm", "f W b", "h", transB=1), node("Relu", "h", "r"), node("Reshape", "r s", "p"),
         node("Transpose", "p", "t", perm=[0, 2, 1]), node("Reshape", "t u", "y")],
        ["n", 1, 2, 3],
        {"W": weights(6, 6), "b": weights(6), "s": np.array([0, 3, -1]), "u": np.array([1, -1])},
        [6],
    ),
    "activations": (
        [node("LeakyRelu", "x", "l", alpha=0.25), node("Clip", "l lo hi", "a"), node("Abs", "a", "b"), node("Clip", "b lo", "c"),
         helper.make_node("Clip", ["c", "", "hi"], ["d"]), node("Sum", "a b d", "y")],
        [1, 3],
        {"lo": np.array(-0.5), "hi": np.array(0.75)},
        [3, 3, 3, 3, 3],
    ),
    "extremes": (
        [node("Max", "low x c", "m"), node("Min", "v m high", "n"), node("Max", "m n x", "o"), node("Min", "x", "i"),
         node("Min", "i o", "p"), node("Max", "k v", "q"), node("Sum", "n o p q", "y")],
        [1, 3],
        {"low": np.array(-np.inf), "high": np.array([np.inf]), "c": np.array(-0.5), "v": np.array([0.25, -0.75, 1]), "k": np.array([0.5])},
        [3, 3, 3, 3, 3],
    ),
    "bounds": (
        [node("Clip", "x low hi", "a"), node("Clip", "a lo high", "b"), node("Clip", "x low high", "c"), node("Clip", "x hi hi", "d"),
         node("Constant", "", "free", value=numpy_helper.from_array(np.array(-np.inf))), node("Clip", "c free", "e"),
         node("Sum", "a b c d e", "y")],
        [1, 3],
        {"low": np.array(-np.inf), "high": np.array(np.inf), "lo": np.array(-0.5), "hi": np.array([0.75])},
        [3, 3],
    ),
    "prelu": (
        [node("PRelu", "x s", "a"), node("PRelu", "a t", "b"), node("PRelu", "b u", "y")],
        [1, 3],
        {"s": np.array(0.25), "t": np.array([0.5, -1, 1]), "u": np.array([2.0] * 3)},
        [3, 3],
    ),
    "parts": (
        [node("Slice", "x one end axes steps", "a"), node("Slice", "x one end", "b"), node("Slice", "x back far axes down", "r"),
         helper.make_node("Split", ["r"], ["c", "", "d"], axis=1), helper.make_node("Split", ["r", "sizes"], ["e", "f"], axis=-1),
         node("Concat", "a c d e r", "g", axis=1), node("Add", "g f", "y")],
        [1, 6],
        {"one": np.array([0]), "end": np.array([2**62]), "axes": np.array([1]), "steps": np.array([3]), "back": np.array([-1]),
         "far": np.array([-2**62]), "down": np.array([-1]), "sizes": np.array([5, 1])},
        [],
    ),
    "idle": (
        [node("Identity", "x", "i"), node("Dropout", "i ratio", "d"), node("Constant", "", "k", value=numpy_helper.from_array(weights(2))),
         node("Sigmoid", "x", "unused"), node("Add", "d k", "y")],
        [1, 2],
        {"ratio": np.array(0.5)},
        [],
    ),
    "shapes": (
        [node("Shape", "x", "s"), node("Constant", "", "z", value_int=0), node("Gather", "s z", "n", axis=0),
         node("Unsqueeze", "n axes", "u"), node("Concat", "u rest", "v", axis=0), node("Reshape", "x v", "f"),
         node("Relu", "f", "r"), node("Unsqueeze", "r axes", "q"), node("Squeeze", "q axes", "w"), node("Gather", "w pick", "y", axis=1)],
        ["n", 2, 2],
        {"axes": np.array([0]), "rest": np.array([-1]), "pick": np.array([3, 0, 0])},
        [4],
    ),
    "constants": (
        [node("Relu", "k", "r"), node("MatMul", "r k", "m"), node("Cast", "i", "c", to=DOUBLE), node("Mul", "m c", "t"), node("Add", "x t", "y")],
        [1, 2],
        {"k": weights(2, 2), "i": np.array([3, -1])},
        [],
    ),
}  # fmt: skip
