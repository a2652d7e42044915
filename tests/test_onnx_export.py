"""Networks written as ONNX files: read back they are the same, or what was lost is said; the reference evaluator of onnx agrees."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exactsep
from exactsep.networks.activation import IDENTITY, RELU, activation, clip, leaky
from exactsep.networks.files.onnx_export import model_of
from exactsep.networks.files.onnx_io import network_of_model
from exactsep.networks.layer import layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from test_netfile import networks

onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
from onnx.reference import ReferenceEvaluator  # noqa: E402

from onnx_models import DOUBLE, some  # noqa: E402


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
