"""Networks from arrays of numpy and tensors of PyTorch: exact weights, names, shapes, and what each fault says."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exactsep
from exactsep.networks.activation import leaky
from exactsep.networks.files.floats import FORMATS, Rounding, nearest
from exactsep.networks.layer import layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q

W0, B0, W1, B1 = np.array([[1.0, 0.1], [2, 3], [0, -1]]), np.array([0, 0.5, 1]), np.array([[1, -1, 2.0]]), np.array([7])
NET = ReLUNet([(W0.tolist(), B0.tolist()), (W1.tolist(), B1.tolist())])


def save(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ("W0", "b0", "W1", "b1"),
        ("W1", "b1", "W2", "b2"),
        ("weight0", "bias0", "weight1", "bias1"),
        ("weights_1", "biases_1", "weights_2", "biases_2"),
        ("0.weight", "0.bias", "2.weight", "2.bias"),
        ("net.fc.weight", "net.fc.bias", "net.a.weight", "net.a.bias"),
    ],
)
def test_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    arrays = dict(zip(names, (W0, B0, W1, B1), strict=True))
    assert exactsep.load_network(save(tmp_path / "net.npz", **arrays)) == NET
    assert exactsep.from_state_dict(arrays) == NET


def test_order_is_that_of_the_numbers() -> None:
    one = {f"W{k}": np.array([[k]]) for k in (10, 2, 0, 1, *range(3, 10))}
    assert [net.matrix() for net in exactsep.from_state_dict(one).layers] == [[[k]] for k in range(11)]


def test_transposed() -> None:
    turned = {"W0": W0.T, "b0": B0, "W1": W1.T, "b1": B1}
    assert exactsep.from_state_dict(turned) == NET
    square = np.array([[1, 2], [3, 4]])  # both are possible, and rows are units
    assert exactsep.from_state_dict({"W0": square, "W1": square})(1, 0) == (7, 15)


@pytest.mark.parametrize("bias", [{}, {"0.bias": np.ones(1), "2.bias": np.ones(3)}])
def test_a_state_dict_is_never_transposed(tmp_path: Path, bias: dict[str, Any]) -> None:
    state = {"0.weight": np.ones((2, 1)), "2.weight": np.ones((1, 3)), **bias}  # 1 -> 2, then 3 -> 1: these do not fit together
    fault = r"0.weight has shape \(2, 1\), but its bias \(1\)" if bias else r"2.weight has shape \(1, 3\), but 0.weight has 2 rows"
    with pytest.raises(ValueError, match=fault):
        exactsep.from_state_dict(state)
    with pytest.raises(ValueError, match=fault):
        exactsep.load_network(save(tmp_path / "net.npz", **state))


def test_numbers() -> None:
    for kind in ("float16", "float32", "float64"):
        value = np.array([[0.1]], dtype=kind)
        assert exactsep.from_state_dict({"W0": value})(1) == Fraction(float(value[0, 0]))
    for kind in ("int8", "uint64", "int64"):
        top = np.iinfo(kind).max
        assert exactsep.from_state_dict({"W0": np.array([[top]], dtype=kind)})(1) == int(top)


EYE = np.eye(2)
FAULTS = [
    ({}, "there are no arrays of weights in it, such as W0, b0, W1, b1, ... or 0.weight, 0.bias, ..."),
    ({"kernel": EYE}, "'kernel' is not the name of an array of weights: W0, b0, W1, b1, ... or 0.weight, 0.bias, ..."),
    ({"1.running_mean": EYE[0]}, "'1.running_mean' is not the name of an array of weights"),
    ({"W0": EYE, "b1": EYE[0]}, "there is the bias b1, but no weights that belong to it"),
    ({"W0": EYE, "weight0": EYE}, "W0 and weight0 are both weights of one layer"),
    ({"W0": EYE, "W2": EYE}, "the layers must be numbered 0, 1, 2, ... without gaps, not 0, 2"),
    ({"0.weight": EYE, "10.weight": EYE, "2.weight": EYE}, "the layers stand in the order 0., 10., 2.: sort them by their numbers"),
    ({"W0": EYE[0]}, "W0 must be a matrix, one row for each unit, but has shape (2)"),
    ({"1.weight": np.ones((2, 1, 3, 3))}, "1.weight must be a matrix, one row for each unit, but has shape (2, 1, 3, 3)"),
    ({"W0": np.ones((0, 2))}, "W0 must be a matrix, one row for each unit, but has shape (0, 2)"),
    ({"W0": EYE, "b0": np.ones(3)}, "W0 has shape (2, 2), but its bias (3): rows are units, as in torch.nn.Linear"),
    ({"W0": EYE, "W1": np.ones((3, 5))}, "W1 has shape (3, 5), but W0 has 2 rows: rows are units, columns what they read"),
    ({"W0": np.array([[1, np.nan]])}, "W0[0][1] is nan, but weights must be finite"),
    ({"W0": EYE, "b0": np.array([0, -np.inf], dtype="float16")}, "b0[1] is -inf, but weights must be finite"),
    ({"W0": EYE.astype(complex)}, "W0 is an array of complex128; known: float16, bfloat16, float32, float64 and integers"),
    ({"W0": EYE > 0}, "W0 is an array of bool"),
]


@pytest.mark.parametrize(("arrays", "message"), FAULTS)
def test_faults(tmp_path: Path, arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        exactsep.load_network(save(tmp_path / "net.npz", **arrays))
    assert str(caught.value).startswith(f"{tmp_path / 'net.npz'}: {message}")


def test_files_that_are_none(tmp_path: Path) -> None:
    whole = save(tmp_path / "net.npz", W0=W0, b0=B0, W1=W1, b1=B1).read_bytes()
    for k in range(29, len(whole), 29):
        (tmp_path / "cut.npz").write_bytes(whole[:k])
        with pytest.raises(ValueError, match=r"cut.npz: not an .npz file of numpy, or a truncated one"):
            exactsep.load_network(tmp_path / "cut.npz")
    np.savez(tmp_path / "objects.npz", W0=np.array([[{}]]))
    with pytest.raises(ValueError, match=r"objects.npz: it holds Python objects, not arrays of numbers"):
        exactsep.load_network(tmp_path / "objects.npz")
    np.savez_compressed(tmp_path / "bomb.npz", W0=np.zeros((6000, 6000)))
    with pytest.raises(ValueError, match=r"bomb.npz: 2880\d+ bytes of arrays, over the limit of 268435456 bytes"):
        exactsep.load_network(tmp_path / "bomb.npz")


def test_saving(tmp_path: Path) -> None:
    assert exactsep.save_network(NET, tmp_path / "net.npz") == []  # 0.1 was a float64
    assert exactsep.load_network(tmp_path / "net.npz") == NET
    with np.load(tmp_path / "net.npz") as found:
        assert found["W0"].dtype == "float64"
        assert np.array_equal(found["W0"], W0)
    (line,) = exactsep.save_network(NET, tmp_path / "net.npz", "float32")
    assert line.startswith("1 of 13 weights is not exactly representable in float32; the largest relative error is about 1.4e-8: ")
    assert exactsep.load_network(tmp_path / "net.npz")(0, 1) == NET(0, 1) - Fraction(0.1) + Fraction(float(np.float32(0.1)))
    with pytest.raises(ValueError, match=r"a weight of about 1.0e50 is too large for float32"):
        exactsep.save_network(ReLUNet([([[10**50]], [0])]), tmp_path / "no.npz", "float32")
    with pytest.raises(ValueError, match=r"dtype must be float32 or float64, not 'float16'"):
        exactsep.save_network(NET, tmp_path / "no.npz", "float16")
    with pytest.raises(ValueError, match=r".npz files hold no skip connections, but layers\[1\] has one"):
        exactsep.save_network(ReLUNet([NET.layers[0], layer([[1] * 5], [0], leaky(0), (0, 1), Q)]), tmp_path / "no.npz")
    with pytest.raises(ValueError, match=r"layers\[0\] has another activation"):
        exactsep.save_network(ReLUNet([layer([[1]], [0], leaky("1/2"), (0,), Q)]), tmp_path / "no.npz")
    assert not (tmp_path / "no.npz").exists()


# -- rounding ------------------------------------------------------------------------------------


@given(st.fractions() | st.floats(allow_nan=False, allow_infinity=False).map(Fraction))
def test_nearest_is_that_of_numpy(x: Fraction) -> None:
    assert nearest(Q(x), "float64") == Fraction(float(x))
    double = float(x)
    for name in ("float16", "float32"):  # from a float64: numpy rounds once
        with np.errstate(over="ignore"):
            expected = np.dtype(name).type(double)
        near = nearest(Q(Fraction(double)), name)
        assert (near is None) == bool(np.isinf(expected))
        assert near is None or near == Fraction(float(expected))


def test_nearest_at_the_ends() -> None:
    for name, (bits, least, most) in FORMATS.items():
        tiny, top = Q(Fraction(2) ** least), Q(2 ** (most + 1) - 2 ** (most + 1 - bits))
        assert (nearest(tiny, name), nearest(-top, name)) == (tiny, -top)
        assert nearest(tiny / 2, name) == 0  # a tie, to even
        assert nearest(tiny * Fraction(3, 2), name) == 2 * tiny
        assert nearest(top + Q(2 ** (most - bits)) - 1, name) == top
        assert nearest(top + Q(2 ** (most - bits)), name) is None
    rounding = Rounding("float32")
    assert (rounding(Q("1/2")), rounding(Q("1/3")), rounding(Q("0.1"))) == (0.5, float(np.float32(1 / 3)), float(np.float32(0.1)))
    assert (rounding.count, rounding.inexact) == (3, 2)
    assert rounding.warnings()[0].startswith("2 of 3 weights are not exactly representable in float32")


# -- PyTorch ---------------------------------------------------------------------------------------


class Tensor(SimpleNamespace):
    """What the package uses of a tensor of PyTorch, of bfloat16 numbers."""

    dtype, shape = "torch.bfloat16", (1, 1)

    def numel(self) -> int:
        return 1

    def tolist(self) -> list[float]:
        return [self.value]

    detach = cpu = double = flatten = lambda self: self


def test_tensors_without_torch() -> None:
    assert exactsep.from_state_dict({"0.weight": Tensor(value=1.0078125)})(2) == Fraction(129, 64)
    with pytest.raises(ValueError, match=r"0.weight\[0\]\[0\] is inf, but weights must be finite"):
        exactsep.from_state_dict({"0.weight": Tensor(value=float("inf"))})
    with pytest.raises(ValueError, match=r"0.weight is a tensor of complex64; known: float16"):
        exactsep.from_state_dict({"0.weight": Tensor(value=1.0, dtype="torch.complex64")})
    with pytest.raises(ValueError, match=r"0.weight is not an array of numbers, but list"):
        exactsep.from_state_dict({"0.weight": [[1.0]]})


def test_torch_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "net.pt").write_bytes(b"")
    with pytest.raises(ValueError, match=r"net.pt: PyTorch files need the package torch: pip install torch"):
        exactsep.load_network(tmp_path / "net.pt")


def test_torch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1)).double()
    for kind in (torch.float64, torch.float32, torch.bfloat16, torch.float16):
        state = model.to(kind).state_dict()
        torch.save(state, tmp_path / "net.pth")
        net = exactsep.load_network(tmp_path / "net.pth")
        assert net == exactsep.from_state_dict(state)
        assert net.layers[0].matrix() == [[Fraction(w) for w in row] for row in state["0.weight"].double().tolist()]
        x = torch.tensor([0.5, -1.25], dtype=torch.float64)
        with torch.no_grad():
            expected = model.double()(x).item()
        assert float(net("1/2", "-5/4")) == pytest.approx(expected)
    torch.save(model, tmp_path / "whole.pt")
    (tmp_path / "cut.pt").write_bytes((tmp_path / "net.pth").read_bytes()[:-50])
    (tmp_path / "text.pt").write_text("weights")
    for name in ("whole.pt", "cut.pt", "text.pt"):
        with pytest.raises(ValueError, match=rf"{name}: not a PyTorch file of a state_dict, or a truncated one"):
            exactsep.load_network(tmp_path / name)
    torch.save([torch.ones(1)], tmp_path / "list.pt")
    with pytest.raises(ValueError, match=r"list.pt: a PyTorch file of a list; write torch.save\(model.state_dict\(\), FILE\)"):
        exactsep.load_network(tmp_path / "list.pt")


def test_the_numbers_of_all_arrays_together_are_bounded() -> None:
    """Before any of them is read: these arrays are views of one zero each."""
    zeros = {"W0": np.broadcast_to(np.float32(0), (1500, 2000)), "W1": np.broadcast_to(np.float32(0), (2000, 1500))}
    with pytest.raises(ValueError, match="arrays of 6000000 numbers, over the limit of 4000000"):
        exactsep.from_state_dict(zeros)
