"""Tape networks that cannot be built are refused in words: parameters, targets, sizes; and the small parts of the builder."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from gmpy2 import mpq

from exactsep.networks.activation import leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow.gadgets import Builder, Form, factors
from exactsep.networks.narrow.grid import FEWER_BITS, grid_machine, rational_gcd
from exactsep.networks.narrow.tape import tape_network
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from narrow_networks import TARGET, random_target


def test_too_many_cells() -> None:
    for bits, message in ((20, "2^20 cells take 41943040 steps, and the limit is 4000000"), (64, "2^64 cells")):
        with pytest.raises(ValueError) as raised:
            tape_network(TARGET, bits, cells=True)
        hint = "leave out cells (--cells), or read fewer bits (bits, --bits)"
        assert str(raised.value) == f"too many cells for bounds on each of them: {message}; {hint}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bits": 0}, "the number of input bits must be an integer from 1 to 256, not 0"),
        ({"separation": 3}, "the separation must be an integer p with 3 < p <= 4096, not 3"),
        ({"separation": None, "eps": 0}, "eps must be positive, not 0"),
        ({"separation": None, "eps": "x"}, "eps: 'x' is not a rational number: write p/q, an integer or an exact decimal"),
        (
            {"separation": None, "eps": Fraction(1, 2**5000)},
            "eps is too small: it takes a separation of 5005 bits, over the limit 4096; choose a larger eps",
        ),
        (
            {"variant": "B", "weights_at_most": 2.5},
            'the bound of the weights: 2.5 is a float; write an exact number, such as "2.5" or "5/2"',
        ),
        ({"beta": "b"}, "beta: 'b' is not a rational number: write p/q, an integer or an exact decimal"),
        ({"keep": 0}, "the number of kept bits must be an integer >= 1, not 0"),
        ({"variant": "D"}, "the variant must be one of A, B, C, not 'D'"),
        ({"weights_at_most": 4}, "variant A has no bound on the weights: choose B or C"),
        ({"variant": "B", "weights_at_most": 2}, "the bound of the weights must be > 2, not 2"),
        ({"variant": "B", "beta": 2}, "beta must be > 2 in variant B, not 2"),
        ({"beta": 1}, "beta must be >= 2, not 1"),
        (
            {"variant": "C", "beta": 5, "weights_at_most": 4},
            "beta = 5 is larger than the bound 4 of the weights: choose a smaller beta, or leave it out",
        ),
    ],
)
def test_wrong_parameters(change: dict[str, Any], message: str) -> None:
    parameters: dict[str, Any] = {"bits": 3, "separation": 6, **change}
    with pytest.raises(ValueError) as raised:
        tape_network(TARGET, **parameters)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (
            ReLUNet([([[1]], [0]), ([[1], [2]], [0, 0])]),
            "the method tape needs a network with one output, not 2; choose the method exact or global",
        ),
        (
            ReLUNet([layer([[1]], [0], leaky("1/2"), (0,), Q), ([[1]], [0])]),
            "layers[0]: only a network with ReLU in hidden layers can be made narrow, and this layer has leaky relu",
        ),
        (
            random_target([4, 60, 60, 60, 1], 0),
            f"the narrow network would have over 47918 layers and 383344 weights, and the limit is 190000; {FEWER_BITS}",
        ),
        (
            ReLUNet([([["1/3"]] * 400, [f"1/{10**30 + k}" for k in range(400)]), ([[1] * 400], [0])]),
            f"the neurons of the grid machine have over 20000 bits in all, the limit; {FEWER_BITS}",
        ),
    ],
)
def test_wrong_targets(target: ReLUNet, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        tape_network(target, 8, 16, keep=8)
    assert str(raised.value) == message


def test_the_builder_stops() -> None:
    builder = Builder(1, False)
    for k in range(39):
        builder.registers[f"r{k}"] = Form({0: mpq(1)})
    builder.step()
    builder.weights = 190_000 - 79
    with pytest.raises(ValueError) as raised:
        builder.step()
    assert str(raised.value) == f"the narrow network has over 190000 weights and biases after 2 layers; {FEWER_BITS}"
    assert FEWER_BITS == "keep fewer bits of each neuron (keep, --keep), or read fewer of each input (bits, --bits)"


def test_cells_are_checked() -> None:
    machine = grid_machine(TARGET, 3)
    for cell in ((8,), (-1,), (1, 2)):
        with pytest.raises(ValueError, match="a cell has 1 coordinate from 0 to 7"):
            machine(*cell)


def test_small_parts() -> None:
    assert rational_gcd([mpq(1, 2), mpq(-3, 4), 0]) == mpq(1, 4)
    assert rational_gcd([0, 0]) == 1
    assert list(factors(mpq(50), mpq(4))) == [4, 4, mpq(50, 16)]
    assert list(factors(mpq(50), None)) == [50]
    net = tape_network(TARGET, 3, 6)
    assert not net.in_good_set([1])
    assert not net.in_good_set([Fraction(1, 8) - Fraction(1, 65)])
    assert net.in_good_set([Fraction(1, 8) - Fraction(1, 64)])
