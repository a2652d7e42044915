"""Networks from ONNX graphs against the reference evaluator of onnx, in float64, and exact weights by hand."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exactsep
from exactsep.networks.activation import IDENTITY, RELU, clip, leaky
from exactsep.networks.files.expressions import Builder
from exactsep.networks.files.onnx_io import network_of_model
from exactsep.numbers.field import Q

onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402

DOUBLE = TensorProto.DOUBLE
RNG = np.random.default_rng(5)


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


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs(name: str) -> None:
    nodes, shape, arrays, widths = GRAPHS[name]
    made = model(nodes, shape, arrays)
    net = network_of_model(made)
    assert list(net.widths) == widths
    run = ReferenceEvaluator(model([n for n in nodes if n.op_type != "Sigmoid"], shape, arrays))
    for x in some(net.inputs):
        (expected,) = run.run(None, {"x": x.reshape([1 if n == "n" else n for n in shape])})
        value = net(*map(Fraction, x))
        assert [float(y) for y in (value if net.outputs > 1 else [value])] == pytest.approx(expected.ravel().tolist())


def test_layers_and_sources() -> None:
    net = network_of_model(model(*GRAPHS["skip"][:3]))
    assert [one.sources for one in net.layers] == [(0,), (1,), (0, 1, 2)]
    assert [one.activation for one in net.layers] == [RELU, RELU, IDENTITY]
    assert network_of_model(model(*GRAPHS["alpha"][:3])).layers[-1].activation == RELU


def test_folding_is_exact() -> None:
    thirds = [node("Div", "x three", "a"), node("Mul", "a three", "b"), node("Add", "b tiny", "y")]
    made = model(thirds, [1, 1], {"three": np.array(3.0), "tiny": np.array(1e-300)})
    net = network_of_model(made)
    assert (net.layers[0].rows, net.layers[0].bias) == ((((0, 1),),), (Fraction(1e-300),))
    many = [node("Gemm", f"h{k} W", f"h{k + 1}" if k < 4 else "y") for k in range(5)]
    many[0].input[0] = "x"
    tenth = network_of_model(model(many, [1, 1], {"W": np.array([[0.1]])}))
    assert tenth(1) == Fraction(0.1) ** 5 != Fraction(0.1**5)


@pytest.mark.parametrize("code", [TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.FLOAT, DOUBLE])
@pytest.mark.parametrize("raw", [True, False])
def test_types_of_floats(code: int, raw: bool) -> None:
    values = [1 + 2**-7, -0.75, 0.0, 2.0**-14]
    data: Any = values
    if raw:
        dense = np.array(values, dtype={TensorProto.FLOAT16: "float16", DOUBLE: "float64"}.get(code, "float32"))
        data = (dense.view("uint32") >> 16).astype("uint16").tobytes() if code == TensorProto.BFLOAT16 else dense.tobytes()
    tensor = helper.make_tensor("W", code, [4, 1], data, raw=raw)
    net = network_of_model(model([node("MatMul", "x W", "y")], [1, 4], {"W": tensor}, code))
    assert net.layers[0].matrix() == [[Fraction(v) for v in values]]
    wider = [node("Cast", "W", "V", to=DOUBLE), node("Cast", "x", "z", to=DOUBLE), node("MatMul", "z V", "y")]
    assert network_of_model(model(wider, [1, 4], {"W": tensor}, code)) == net


EYE = np.eye(2)


def external() -> Any:
    tensor = numpy_helper.from_array(EYE, "W")
    tensor.data_location = TensorProto.EXTERNAL
    return tensor


def short() -> Any:
    tensor = numpy_helper.from_array(EYE, "W")
    tensor.dims[0] = 3
    return tensor


MATMUL, PAIR = [node("MatMul", "x W", "y")], [1, 2]
FAULTS = [
    ([node("Sigmoid", "x", "y")], PAIR, {}, "node 'the Sigmoid' (Sigmoid): this operator is not supported; supported: Abs, Add, "),
    ([node("Relu", "x", "y", domain="me")], PAIR, {}, "node 'the Relu' (Relu): this operator of me is not supported"),
    (MATMUL, PAIR, {"W": np.array([[1, np.nan], [0, 1]])}, "initializer 'W'[0][1] is nan, but weights must be finite"),
    (MATMUL, PAIR, {"W": np.array([[1, 0], [-np.inf, 1]])}, "initializer 'W'[1][0] is -inf, but weights must be finite"),
    (MATMUL, PAIR, {"W": np.ones((3, 2))}, "node 'the MatMul' (MatMul): the shapes [1, 2] and [3, 2] do not fit together"),
    (MATMUL, PAIR, {"W": np.eye(2, dtype=complex)}, "initializer 'W' is a tensor of complex128; known: float16, bfloat16"),
    (MATMUL, PAIR, {"W": np.eye(2, dtype=int)}, "node 'the MatMul' (MatMul): input 1 must be floats, not int64"),
    (MATMUL, PAIR, {"W": np.ones((0, 2))}, "a tensor of 0 entries; 1 to 4000000 are possible"),
    (MATMUL, PAIR, {"W": external()}, "initializer 'W': its numbers are in another file (external data), which is not read"),
    (MATMUL, PAIR, {"W": short()}, "initializer 'W': its numbers do not fit its shape [3, 2] and type float64"),
    (MATMUL, PAIR, {}, "node 'the MatMul' (MatMul): its input 'W' is not there before it"),
    (MATMUL * 2, PAIR, {"W": EYE}, "node 'the MatMul' (MatMul): its output 'y' is there already"),
    ([node("MatMul", "x", "y")], PAIR, {}, "node 'the MatMul' (MatMul): input 1 is missing"),
    (MATMUL, [7, 2], {"W": EYE}, "the input 'x' has shape [7, 2]: the first dimension, the batch, must be 1, -1 or symbolic"),
    (MATMUL, [1, "n"], {"W": EYE}, "the input 'x' has a dimension of unknown size besides the batch"),
    (MATMUL, None, {"W": EYE}, "the shape of the input 'x' is missing"),
    (MATMUL, [1, 0], {"W": EYE}, "the input 'x' has shape [1, 0]: dimensions are at least 1"),
    (MATMUL, [1, 10**9], {"W": EYE}, "a tensor of 1000000000 entries; 1 to 4000000 are possible"),
    ([node("Mul", "x x", "y")], PAIR, {}, "node 'the Mul' (Mul): multiplies two values that both depend on the input"),
    ([node("Transpose", "x", "t"), node("MatMul", "x t", "y")], PAIR, {}, "node 'the MatMul' (MatMul): multiplies two values that both"),
    ([node("Div", "k x", "y")], PAIR, {"k": EYE}, "node 'the Div' (Div): divides by a value that depends on the input"),
    ([node("Div", "x k", "y")], PAIR, {"k": EYE}, "node 'the Div' (Div): divides by zero"),
    ([node("Add", "x k", "y")], PAIR, {"k": EYE.astype("float32")}, "node 'the Add' (Add): one input is float64, the other float32"),
    ([node("Add", "x k", "y")], PAIR, {"k": np.ones(3)}, "node 'the Add' (Add): shape mismatch"),
    ([node("Gemm", "x W b", "y")], PAIR, {"W": EYE, "b": EYE}, "node 'the Gemm' (Gemm): operands could not be broadcast"),
    ([node("Cast", "x", "y", to=TensorProto.FLOAT)], PAIR, {}, "node 'the Cast' (Cast): from float64 to float32 rounds"),
    ([node("Cast", "x", "y", to=TensorProto.INT64)], PAIR, {}, "node 'the Cast' (Cast): from float64 to int64 rounds"),
    ([node("Cast", "k", "y", to=TensorProto.FLOAT)], PAIR, {"k": np.array(2**24 + 1)}, "node 'the Cast' (Cast): from int64 to float32 rounds"),
    ([node("Relu", "x", "y", axis=1)], PAIR, {}, "node 'the Relu' (Relu): the attribute 'axis' is not supported"),
    (
        [node("Gemm", "x W", "y", transB=1.5)],
        PAIR,
        {"W": EYE},
        "node 'the Gemm' (Gemm): the attribute 'transB' must be of type INT, not FLOAT",
    ),
    (
        [node("Gemm", "x W", "y", alpha="2")],
        PAIR,
        {"W": EYE},
        "node 'the Gemm' (Gemm): the attribute 'alpha' must be of type FLOAT, not STRING",
    ),
    ([node("Flatten", "x", "y", axis="a")], PAIR, {}, "node 'the Flatten' (Flatten): the attribute 'axis' must be of type INT, not STRING"),
    ([node("Transpose", "x", "y", perm="10")], PAIR, {}, "node 'the Transpose' (Transpose): the attribute 'perm' must be of type INTS, not"),
    (MATMUL, PAIR, {"W": EYE.astype("float32")}, "node 'the MatMul' (MatMul): one input is float64, the other float32"),
    ([node("Gemm", "x W", "y")], PAIR, {"W": EYE.astype("float32")}, "node 'the Gemm' (Gemm): one input is float64, the other float32"),
    ([node("LeakyRelu", "x", "y", alpha=np.nan)], PAIR, {}, "node 'the LeakyRelu' (LeakyRelu): the attribute 'alpha' is nan"),
    ([node("Clip", "x x", "y")], PAIR, {}, "node 'the Clip' (Clip): input 1 must be one constant number"),
    ([node("Clip", "x k", "y")], PAIR, {"k": EYE}, "node 'the Clip' (Clip): input 1 must be one constant number"),
    (
        [node("Clip", "x k", "y")],
        PAIR,
        {"k": np.array(1, dtype="float32")},
        "node 'the Clip' (Clip): the bound, input 1, is float32, but what it bounds is float64",
    ),
    ([node("Clip", "x k", "y")], PAIR, {"k": np.array(np.inf)}, "node 'the Clip' (Clip): initializer 'k' is inf, but weights must be finite"),
    ([node("Max", "x k", "y")], PAIR, {"k": np.array(np.inf)}, "node 'the Max' (Max): initializer 'k' is inf, but weights must be finite"),
    ([node("Min", "k", "y")], PAIR, {"k": np.array(np.inf)}, "node 'the Min' (Min): all of its inputs are infinite"),
    ([node("Max", "x k", "y")], PAIR, {"k": np.array([1, 2])}, "node 'the Max' (Max): one input is float64, the other int64"),
    ([node("Max", "x k", "y")], PAIR, {"k": np.ones(3)}, "node 'the Max' (Max): shape mismatch"),
    ([node("Max", "", "y")], PAIR, {}, "node 'the Max' (Max): input 0 is missing"),
    ([node("Add", "x k", "y")], PAIR, {"k": np.array(-np.inf)}, "node 'the Add' (Add): initializer 'k' is -inf, but weights must be finite"),
    ([node("Add", "x k", "y")], PAIR, {"k": np.array(np.nan)}, "initializer 'k' is nan, but weights must be finite"),
    ([], PAIR, {"y": np.array(np.inf)}, "the output 'y' is infinite"),
    ([node("PRelu", "x x", "y")], PAIR, {}, "node 'the PRelu' (PRelu): its slope depends on the input"),
    ([node("PRelu", "x s", "y")], PAIR, {"s": EYE}, "node 'the PRelu' (PRelu): operands could not be broadcast"),
    (
        [node("BatchNormalization", "x s s s s", "y")],
        PAIR,
        {"s": np.ones(2)},
        "node 'the BatchNormalization' (BatchNormalization): divides by sqrt(variance + epsilon), which is irrational in general",
    ),
    ([node("Slice", "x i i i", "y")], PAIR, {"i": np.array([2])}, "node 'the Slice' (Slice): there is no axis 2"),
    ([node("Slice", "x i i", "y")], PAIR, {"i": np.array([0])}, "node 'the Slice' (Slice): a tensor of 0 entries"),
    (
        [node("Slice", "x i j", "y")],
        PAIR,
        {"i": np.array([0]), "j": np.array([1, 1])},
        "node 'the Slice' (Slice): starts, ends, axes and steps have 1, 2, 1 and 1 entries",
    ),
    ([node("Split", "x", "y", axis=2)], PAIR, {}, "node 'the Split' (Split): there is no axis 2"),
    (
        [helper.make_node("Split", ["x"], ["y", "a", "b"], name="s", axis=1)],
        PAIR,
        {},
        "node 's' (Split): 3 equal parts of 2 entries are not possible",
    ),
    (
        [helper.make_node("Split", ["x", "k"], ["y", "a"], name="s", axis=1)],
        PAIR,
        {"k": np.array([2, 0])},
        "node 's' (Split): 2 entries in 2 parts of sizes [2, 0]: the sizes must be positive and have this sum",
    ),
    (MATMUL, [1, -1], {"W": EYE}, "the input 'x' has a dimension of unknown size besides the batch"),
    ([node("Clip", "x l k", "y")], PAIR, {"l": np.array(2.0), "k": np.array(1.0)}, "node 'the Clip' (Clip): clip: the lower bound must be less than the upper"),
    ([node("Reshape", "x s", "y")], PAIR, {"s": np.array([3])}, "node 'the Reshape' (Reshape): cannot reshape array of size 2"),
    ([node("Reshape", "x s", "y")], PAIR, {"s": np.array([1, 1, 0])}, "node 'the Reshape' (Reshape): the shape [1, 1, 0] copies a dimension"),
    ([node("Reshape", "x x", "y")], PAIR, {}, "node 'the Reshape' (Reshape): input 1 must be integers, not float64"),
    ([node("Gather", "x i", "y")], PAIR, {"i": np.array([5])}, "node 'the Gather' (Gather): index 5 is out of bounds"),
    ([node("Dropout", "x r t", "y")], PAIR, {"r": np.array(0.5), "t": np.array(True)}, "node 'the Dropout' (Dropout): drops values at random"),
    ([node("Shape", "x", "y")], PAIR, {}, "the output 'y' is int64"),
    ([], PAIR, {}, "the output 'y' is not computed"),
    ([node("Add", "a b", "y")], PAIR, {"a": np.ones((3000, 1)), "b": np.ones((1, 3000))}, "node 'the Add' (Add): a tensor of 9000000 entries"),
]  # fmt: skip


@pytest.mark.parametrize(("nodes", "shape", "arrays", "message"), FAULTS)
def test_faults(nodes: list[Any], shape: Any, arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        network_of_model(model(nodes, shape, arrays))
    assert str(caught.value).startswith(message)


def test_faults_of_models(tmp_path: Path) -> None:
    good = model(MATMUL, PAIR, {"W": EYE})

    def refused(change: Any, message: str) -> None:
        changed = onnx.ModelProto()
        changed.CopyFrom(good)
        change(changed)
        onnx.save(changed, tmp_path / "net.onnx")
        with pytest.raises(ValueError, match=rf"net.onnx: {message}"):
            exactsep.load_network(tmp_path / "net.onnx")

    idle = "the graph has 2 inputs, x, z; one is needed, and z is not read: remove what is not read from the model"
    refused(lambda m: m.graph.output.append(m.graph.input[0]), "the graph has 2 outputs, y, x; one is needed")
    refused(lambda m: m.graph.input.append(helper.make_tensor_value_info("z", DOUBLE, [1])), idle)
    refused(lambda m: m.graph.input.pop(), "the graph has no input")
    refused(lambda m: m.graph.initializer.append(m.graph.initializer[0]), "the initializer 'W' occurs twice")
    refused(lambda m: m.opset_import.pop(), r"not a complete ONNX model: the version of the operators \(opset_import\) is missing")
    refused(lambda m: setattr(m.opset_import[0], "version", 6), "the operators are of version 6; at least 7 is needed")
    refused(lambda m: m.graph.Clear(), "not an ONNX model: it has no graph with an output")
    refused(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", 7), "the input 'x' is of type int64; known: float16")
    refused(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", 99), "99 is not the code of a type")


def test_more_inputs_than_one() -> None:
    two = model([node("Add", "x z", "y")], PAIR)
    two.graph.input.append(helper.make_tensor_value_info("z", DOUBLE, PAIR))
    with pytest.raises(ValueError, match=r"the graph has 2 inputs, x, z; one is needed$"):
        network_of_model(two)


def test_batches_of_any_size() -> None:
    """What stands for the batch: a name, -1 or nothing."""
    nodes, _, arrays, _ = GRAPHS["image"]
    expected = network_of_model(model(nodes, [1, 1, 2, 3], arrays))
    for batch in ("n", -1, None):
        assert network_of_model(model(nodes, [batch, 1, 2, 3], arrays)) == expected


def test_extremes_with_one_number_are_clip_functions() -> None:
    six = network_of_model(
        model([node("Max", "zero x", "m"), node("Min", "m six", "y")], PAIR, {"zero": np.array(0.0), "six": np.array(6.0)})
    )
    assert [one.activation for one in six.layers] == [RELU, clip(None, 6)]
    one = network_of_model(model([node("PRelu", "x s", "y")], PAIR, {"s": np.array([[0.25]])}))
    assert [one.activation for one in one.layers] == [leaky("1/4")]
    assert network_of_model(model([node("Clip", "x k k", "y")], PAIR, {"k": np.array(0.5)}))(3, -4) == (Q("1/2"), Q("1/2"))


def test_unequal_parts() -> None:
    """From opset 18 on the last part may be smaller: 2, 2 and 1 of 5."""
    parts = helper.make_node("Split", ["x"], ["a", "b", "c"], axis=1, num_outputs=3)
    made = model([parts, node("Concat", "c a b", "y", axis=1)], [1, 5], opset=18)
    (expected,) = ReferenceEvaluator(made).run(None, {"x": np.arange(5.0)[None, :]})
    assert list(network_of_model(made)(*range(5))) == expected.ravel().tolist() == [4, 0, 1, 2, 3]


def test_old_operators() -> None:
    six = network_of_model(model([node("Clip", "x", "c", min=0.0, max=6.0), node("Squeeze", "c", "y", axes=[0])], [1, 2], opset=9))
    assert six.layers[0].activation == clip(0, 6)
    one_sided = network_of_model(model([node("Clip", "x", "y", min=0.0)], [1, 2], opset=9))
    assert one_sided.layers[0].activation == RELU
    free = network_of_model(model([node("Clip", "x", "y", min=-np.inf, max=1.0)], [1, 2], opset=9))
    assert free.layers[0].activation == clip(None, 1)
    with pytest.raises(ValueError, match=r"the attribute 'max' is -inf, which bounds everything"):
        network_of_model(model([node("Clip", "x", "y", max=-np.inf)], [1, 2], opset=9))
    constant = [node("Constant", "", "k", value_float=-np.inf), node("Max", "x k", "y")]
    assert network_of_model(model(constant, PAIR, code=TensorProto.FLOAT, opset=12))(3, -4) == (3, -4)
    old = [node("Slice", "x", "s", starts=[-2], ends=[9], axes=[1]), helper.make_node("Split", ["s"], ["a", "b"], axis=1, split=[1, 1])]
    made = network_of_model(model([*old, node("Sub", "a b", "y")], [1, 4], opset=9))
    assert made(0, 0, 5, 3) == 2
    with pytest.raises(ValueError, match="the starts or the ends are missing"):
        network_of_model(model([node("Slice", "x", "y", starts=[0])], PAIR, opset=9))


def test_files_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.onnx"
    whole = model(MATMUL, PAIR, {"W": EYE}).SerializeToString()
    for data in (b"", b"no network, but a text", *(whole[:k] for k in range(1, len(whole)))):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"net.onnx: (the file is empty|not an? (complete )?ONNX)"):
            exactsep.load_network(path)
    with open(path, "wb") as huge:
        huge.truncate(2**30)
    with pytest.raises(ValueError, match=r"net.onnx: 1073741824 bytes, over the limit of 268435456 bytes"):
        exactsep.load_network(path)
    path.write_bytes(whole)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ValueError, match=r"net.onnx: ONNX files need the package onnx: pip install 'exactsep\[onnx\]'"):
        exactsep.load_network(path)


def test_work_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exactsep.networks.files.expressions.MAX_WORK", 50)
    with pytest.raises(ValueError, match=r"the Gemm' \(Gemm\): folding the affine operations exactly needs more than 50 multiplications"):
        network_of_model(model(*GRAPHS["image"][:3]))


def test_builder_without_variables() -> None:
    builder = Builder(2)
    assert builder.activate([Q(-1), Q(2)], RELU) == [0, 2]
    assert builder.network([Q(7)])(3, 4) == 7
