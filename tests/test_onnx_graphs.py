"""Networks from ONNX graphs against the reference evaluator of onnx, in float64, and exact weights by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from exactsep.networks.activation import IDENTITY, RELU, clip, leaky
from exactsep.networks.files.expressions import Builder
from exactsep.networks.files.onnx_io import network_of_model
from exactsep.numbers.field import Q

pytest.importorskip("onnx", reason="the extra onnx is not installed")
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from onnx_models import DOUBLE, GRAPHS, PAIR, model, node, some


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


def test_builder_without_variables() -> None:
    builder = Builder(2)
    assert builder.activate([Q(-1), Q(2)], RELU) == [0, 2]
    assert builder.network([Q(7)])(3, 4) == 7
