"""ONNX graphs, models and files that are no networks: each fault is said, with the node where it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exactsep
from exactsep.networks.files.onnx_io import network_of_model

onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from onnx_models import DOUBLE, GRAPHS, PAIR, model, node  # noqa: E402

EYE = np.eye(2)


def external() -> Any:
    tensor = numpy_helper.from_array(EYE, "W")
    tensor.data_location = TensorProto.EXTERNAL
    return tensor


def short() -> Any:
    tensor = numpy_helper.from_array(EYE, "W")
    tensor.dims[0] = 3
    return tensor


MATMUL = [node("MatMul", "x W", "y")]
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
