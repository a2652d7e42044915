"""Networks and boxes that cannot be made narrow exactly are refused in words, before the work begins."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from gmpy2 import mpq

from exactsep.networks.activation import IDENTITY, RELU, activation, clip, leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow import cells
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.maxima import narrow_by_maxima
from exactsep.networks.narrow.target import target_on
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.field import Q
from narrow_networks import TARGET, UNIT, dense


def wide(n: int) -> ReLUNet:
    return ReLUNet([([[1]] * n, [0] * n), ([[1] * n] * n, [0] * n), ([[1] * n], [0])])


@pytest.mark.parametrize(
    ("net", "box", "message"),
    [
        (TARGET, [], "box: it has 0 intervals, but the network 1 input"),
        (TARGET, [("0", "1", "2")], "box[0]: an interval has two ends, not 3"),
        (TARGET, [("1", "1")], "box[0]: an interval [lo, hi] needs lo < hi, but 1 < 1 does not hold"),
        (TARGET, [("1/2", "1/3")], "box[0]: an interval [lo, hi] needs lo < hi, but 1/2 < 1/3 does not hold"),
        (TARGET, [(0, float("nan"))], "box[0]: nan is not finite"),
        (TARGET, [("a", 1)], "box[0]: 'a' is not a rational number: write p/q, an integer or an exact decimal"),
        (TARGET, 5, "box: it must be a list of intervals [lo, hi], one for each input, not 5"),
        (TARGET, "01", "box: it must be a list of intervals [lo, hi], one for each input, not '01'"),
        (TARGET, [5], "box[0]: it must be an interval [lo, hi], not 5"),
        (
            ReLUNet([([[1]], [0]), layer([[1]], [0], RELU, (1,), Q)]),
            [UNIT],
            "layers[1]: only a network with an affine output can be made narrow, and this layer has relu",
        ),
        (
            ReLUNet([layer([[1]], [0], IDENTITY, (0,), Q), ([[1]], [0])]),
            [UNIT],
            "layers[0]: only a network with ReLU in hidden layers can be made narrow, and this layer has identity",
        ),
        (
            ReLUNet([layer([[1]], [0], clip(0, 6), (0,), Q), ([[1]], [0])]),
            [UNIT],
            "layers[0]: only a network with ReLU in hidden layers can be made narrow, and this layer has clip",
        ),
        (
            ReLUNet([layer([[1]], [0], activation([0, 1], [1, 0, 2], 0), (0,), Q), ([[1]], [0])]),
            [UNIT],
            "layers[0]: only a network with ReLU in hidden layers can be made narrow, and this layer has activation with 2 breakpoints",
        ),
        (
            ReLUNet([layer([[1]], [0], leaky("1/2"), (0,), Q), ([[1]], [0])]),
            [UNIT],
            "layers[0]: only a network with ReLU in hidden layers can be made narrow, and this layer has leaky relu",
        ),
        (
            ReLUNet([([[1]], [0]), layer([[1, 1]], [0], IDENTITY, (1, 0), Q)]),
            [UNIT],
            "layers[1]: only a network whose layers read the one before can be made narrow, and this one has skip connections: it reads the "
            "layers 1, 0 (0 is the input)",
        ),
        (wide(300), [("-1", "1")], "the narrow network would have about 900300 weights and biases, over the limit 200000"),
        (
            ReLUNet([([["1"]], [0]), ([["1"]], [0])], NumberField((-2, 0, 1), ("1", "2"))),
            [UNIT],
            "only a network with rational weights can be made narrow",
        ),
    ],
)
def test_wrong_input(net: ReLUNet, box: Any, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        narrow_on_box(net, box)
    assert str(caught.value) == message


def test_limits_of_width_d_plus_2(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError) as caught:
        narrow_by_maxima(ReLUNet([([[1]], [0]), ([[1], [1]], [0, 1])]), [UNIT])
    assert str(caught.value) == "width d + 2 needs a network with one output, not 2; choose the method exact or global"
    with pytest.raises(ValueError) as caught:
        narrow_by_maxima(dense([11, 2, 2, 1]), [("-1", "1")] * 11)
    assert str(caught.value) == "width d + 2: the network has 11 inputs, over the limit 10; choose the method exact"
    monkeypatch.setattr(cells, "MAX_VERTICES", 1_000)
    with pytest.raises(ValueError) as caught:
        narrow_by_maxima(dense([3, 12, 12, 1]), [("-1", "1")] * 3)
    limits = r"of 24 units cut the box into over \d+ cells with over \d+ vertices, and the limits are {} vertices and {} steps; "
    instead = r"choose the method exact \(one register more for each hidden layer\), or a smaller box"
    assert re.fullmatch(r"width d \+ 2: \d+ " + limits.format(1000, 20000000) + instead, str(caught.value))
    monkeypatch.undo()
    monkeypatch.setattr(cells, "MAX_STEPS", 10_000)
    with pytest.raises(ValueError) as caught:
        narrow_by_maxima(dense([3, 12, 12, 1]), [("-1", "1")] * 3)
    assert re.fullmatch(r"width d \+ 2: \d+ " + limits.format(100000, 10000) + instead, str(caught.value))


def test_long_numbers_take_more_steps_of_width_d_plus_2() -> None:
    """Otherwise some networks are refused only after minutes."""
    box = ((Fraction(0), Fraction(1)),) * 2
    short, long = (
        cells.Cells(target_on(dense([2, 4, 4, 1], factor=factor), box), [mpq(1)] * 2).steps
        for factor in (Fraction(1), Fraction(10**400 + 1, 10**400))
    )
    assert long > 5 * short
