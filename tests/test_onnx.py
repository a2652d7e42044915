"""Networks from ONNX graphs against the reference evaluator of onnx, in float64, and exact weights by hand; networks as ONNX files."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exactsep
from exactsep.networks.activation import IDENTITY, RELU, activation, clip, leaky
from exactsep.networks.files.expressions import Builder
from exactsep.networks.files.onnx_export import model_of
from exactsep.networks.files.onnx_io import network_of_model
from exactsep.networks.layer import layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from test_netfile import networks

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
    (MATMUL, [7, 2], {"W": EYE}, "the input 'x' has shape [7, 2]: the first dimension, the batch, must be 1 or symbolic"),
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
    ([node("LeakyRelu", "x", "y", alpha=np.nan)], PAIR, {}, "node 'the LeakyRelu' (LeakyRelu): the attribute 'alpha' is nan"),
    ([node("Clip", "x x", "y")], PAIR, {}, "node 'the Clip' (Clip): input 1 must be one constant number"),
    ([node("Clip", "x k", "y")], PAIR, {"k": EYE}, "node 'the Clip' (Clip): input 1 must be one constant number"),
    ([node("Clip", "x k k", "y")], PAIR, {"k": np.array(1.0)}, "node 'the Clip' (Clip): clip: the lower bound must be less than the upper"),
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

    refused(lambda m: m.graph.output.append(m.graph.input[0]), "the graph has 2 outputs, y, x; one is needed")
    refused(lambda m: m.graph.input.append(helper.make_tensor_value_info("z", DOUBLE, [1])), "the graph has 2 inputs, x, z; one is needed")
    refused(lambda m: m.graph.input.pop(), "the graph has no input")
    refused(lambda m: m.graph.initializer.append(m.graph.initializer[0]), "the initializer 'W' occurs twice")
    refused(lambda m: m.opset_import.pop(), r"not a complete ONNX model: the version of the operators \(opset_import\) is missing")
    refused(lambda m: setattr(m.opset_import[0], "version", 6), "the operators are of version 6; at least 7 is needed")
    refused(lambda m: m.graph.Clear(), "not an ONNX model: it has no graph with an output")
    refused(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", 7), "the input 'x' is of type int64; known: float16")
    refused(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", 99), "99 is not the code of a type")


def test_old_operators() -> None:
    six = network_of_model(model([node("Clip", "x", "c", min=0.0, max=6.0), node("Squeeze", "c", "y", axes=[0])], [1, 2], opset=9))
    assert six.layers[0].activation == clip(0, 6)
    one_sided = network_of_model(model([node("Clip", "x", "y", min=0.0)], [1, 2], opset=9))
    assert one_sided.layers[0].activation == RELU


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


# -- writing ---------------------------------------------------------------------------------------


def test_exact_networks_come_back(tmp_path: Path) -> None:
    acts = [leaky("1/4"), clip(0, 6), clip(None, 1), clip(-1, None), RELU]
    layers = [layer([[1, "1/2"], [-3, 0]], [0, "1/8"], act, [k], Q) for k, act in enumerate(acts)]
    net = ReLUNet([*layers, layer([[1] * 6], [1], IDENTITY, [0, 2, 5], Q)])
    for dtype in (None, "float32", "float64"):
        assert exactsep.save_network(net, tmp_path / "net.onnx", dtype) == []
        assert exactsep.load_network(tmp_path / "net.onnx") == net
        onnx.checker.check_model(onnx.load(tmp_path / "net.onnx"), full_check=True)
    assert onnx.load(tmp_path / "net.onnx").graph.input[0].type.tensor_type.elem_type == DOUBLE


@pytest.mark.parametrize(
    "act",
    [
        leaky(Fraction(0.1)),
        leaky(Fraction(-0.3)),
        activation([Fraction(0.1), Fraction(0.7)], [Fraction(0.3), 0, Fraction(1e-9)], Fraction(0.9)),
        activation([Fraction(0.1), 1, 2], [0, Fraction(0.3), Fraction(1e-9), 1], 0),
        activation([1], [Fraction(0.1), 0], Fraction(0.7)),
    ],
)
def test_activations_of_float64_lose_nothing(act: Any, tmp_path: Path) -> None:
    """1 - 0.1 is no float64, so that it must not be written; and what is no float32 makes the file one of float64 by itself."""
    net = ReLUNet([layer([[1, "1/2"], [-3, 0]], [0, "1/8"], act, [0], Q), ([[1, 1]], [1])])
    for dtype in (None, "float64"):
        assert exactsep.save_network(net, tmp_path / "net.onnx", dtype) == []
        read = exactsep.load_network(tmp_path / "net.onnx")
        made = onnx.load(tmp_path / "net.onnx")
        onnx.checker.check_model(made, full_check=True)
        for x in [(0, 0), ("1/10", "-1/3"), (5, -7), (-5, 1), (1, 1), ("3/2", 0)]:
            assert read(*x) == net(*x)
        for x in some(2):
            (value,) = ReferenceEvaluator(made).run(None, {"x": x[None, :]})
            assert value.item() == pytest.approx(float(net(*x)), rel=1e-12, abs=1e-12)
    assert exactsep.save_network(net, tmp_path / "net.onnx", "float32") != []
    lost = ReLUNet([layer([[1]], [0], leaky("1/3"), [0], Q)])
    assert exactsep.save_network(lost, tmp_path / "net.onnx")[0].startswith("1 of ")


def test_losses_are_said(tmp_path: Path) -> None:
    net = ReLUNet([([["1/3"], [1]], ["1/10", 0]), layer([[1, 1]], [0], activation([0, 1], [1, 2, 0], 5), [1], Q)])
    (line,) = exactsep.save_network(net, tmp_path / "net.onnx", "float32")
    assert line.startswith("2 of 13 weights are not exactly representable in float32; the largest relative error is about 2.9e-8: ")
    read = exactsep.load_network(tmp_path / "net.onnx")
    assert float(read("3/7")) == pytest.approx(float(net("3/7")))
    tiny = ReLUNet([([[f"1/{10**400}"]], [0])])
    rounded, vanished = exactsep.save_network(tiny, tmp_path / "tiny.onnx")
    assert "the largest relative error is about 1: " in rounded
    assert vanished.startswith("1 weight of about ")
    assert vanished.endswith("e-400 in modulus became 0 in float64")
    with pytest.raises(ValueError, match=r"a weight of about 1.0e39 is too large for float32"):
        exactsep.save_network(ReLUNet([([[10**39]], [0])]), tmp_path / "big.onnx", "float32")
    assert not (tmp_path / "big.onnx").exists()


@given(networks(), st.lists(st.floats(-4, 4), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_files_compute_the_network(net: ReLUNet, point: list[float]) -> None:
    made, _ = model_of(net, "float64")
    x = point[: net.inputs]
    (expected,) = ReferenceEvaluator(made).run(None, {"x": np.array([x])})
    for one in (net, network_of_model(made)):
        value = one(*map(Fraction, x))
        assert [float(y) for y in (value if net.outputs > 1 else [value])] == pytest.approx(expected.ravel().tolist(), rel=1e-9, abs=1e-9)
