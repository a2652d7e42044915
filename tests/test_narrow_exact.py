"""Narrow networks (T18, T19, T20): sizes of known targets, and equality with random targets at exact points."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given, settings

import oracle_networks
from exactsep.networks.narrow.everywhere import narrow_everywhere
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.maxima import narrow_by_maxima
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from narrow_networks import TARGET, UNIT, boxed, dense, networks, points_in, verdict

VALUES = ["-7/8", "-3/8", "3/8", "7/8", "11/8"]  # at 0, 1/4, ..., 1


def shape(made: Narrow) -> tuple[int, int, int]:
    return made.width, made.depth, made.nonzero


# Known answers


def test_the_target_by_hand() -> None:
    """N(0), N(1/4), ..., N(1), and the smallest narrow networks."""
    on_box, everywhere, maxima = narrow_on_box(TARGET, [UNIT]), narrow_everywhere(TARGET), narrow_by_maxima(TARGET, [UNIT])
    for made in (on_box, everywhere, maxima):
        assert [made.network(Fraction(k, 4)) for k in range(5)] == list(map(Q, VALUES))
        assert verdict(made) == ""
    assert shape(on_box) == (3, 3, 15)
    assert shape(everywhere) == (4, 3, 19)  # at most 5, 3, 20: a sum exists only from its first addend on
    assert shape(maxima) == (3, 2, 11)  # as many layers as kinks, 1/4 and 1/2
    assert (on_box.method, everywhere.method, maxima.method) == ("T18", "T19", "T20")
    assert everywhere.network(-5) == TARGET(-5)


@pytest.mark.parametrize(
    ("sizes", "on_box", "everywhere"),
    [
        ([2, 16, 1], (4, 16, 113), (7, 16, 184)),
        ([2, 16, 16, 1], (5, 257, 2066), (9, 257, 3507)),
        ([10, 64, 1], (12, 64, 1473), (23, 64, 2783)),
        ([2, 3, 2, 2], (6, 7, 58), (8, 7, 73)),
    ],
)
def test_sizes_of_dense_targets(sizes: list[int], on_box: tuple[int, int, int], everywhere: tuple[int, int, int]) -> None:
    """Width d + H + q, and at most 2d + 2H + 2q - 1 (this where all sums of the outputs begin before the inputs are dropped); depth
    n_1 ... n_H + H - 1."""
    net = dense(sizes)
    boxed, unbounded = narrow_on_box(net, [(-1, 1)] * sizes[0]), narrow_everywhere(net)
    d, *hidden, q = sizes
    assert boxed.width == d + len(hidden) + q
    assert unbounded.width <= 2 * d + 2 * len(hidden) + 2 * q - 1
    assert boxed.depth == unbounded.depth == prod(hidden) + len(hidden) - 1
    assert (shape(boxed), shape(unbounded)) == (on_box, everywhere)
    assert verdict(boxed) == verdict(unbounded) == ""


def test_a_network_of_depth_4097() -> None:
    net = dense([10, 64, 64, 1])
    made = narrow_on_box(net, [(-1, 1)] * 10)
    assert shape(made) == (13, 4097, 98_370)
    assert verdict(made) == ""
    x = [Fraction(k, 11) for k in range(10)]
    assert made.network(*x) == net(*x)


def test_maxima_in_one_dimension_take_one_layer_for_each_kink() -> None:
    net = ReLUNet([([[1], [1], [1], [1]], [0, "-1/5", "-2/5", "-3/5"]), ([[1, -2, 3, -4]], [0])])
    made = narrow_by_maxima(net, [UNIT])
    assert (made.width, made.depth) == (3, 3)  # the kink at 0 is the end of the interval
    assert verdict(made) == ""


def test_units_that_are_off_take_no_layers() -> None:
    net = ReLUNet([([[1], [1], [-1]], [0, -5, -1]), ([[1, 2, 3]], [0])])
    assert shape(narrow_on_box(net, [UNIT])) == (1, 1, 2)
    assert narrow_everywhere(net).depth == 3
    assert verdict(narrow_on_box(net, [UNIT])) == ""


@pytest.mark.parametrize("net", [ReLUNet([([[0, 0]], [1]), ([[2], [0]], [3, 4])]), ReLUNet([([[1, 1]], [0]), ([[0], [0]], [5, 4])])])
def test_constant_networks(net: ReLUNet) -> None:
    for made in (narrow_on_box(net, [UNIT, UNIT]), narrow_everywhere(net)):
        assert (made.width, made.depth) == (1, 1)
        assert made.network(7, -7) == net(7, -7)
        assert verdict(made) == ""


def test_affine_on_the_box() -> None:
    net = ReLUNet([([[1, 1]], [0]), ([[2]], [1]), ([[1]], [0])])
    made = narrow_by_maxima(net, [UNIT, ("1", "2")])
    assert (made.width, made.depth, made.method) == (2, 1, "T20")
    assert made.network("1/2", "3/2") == 5
    assert verdict(made) == ""
    assert verdict(narrow_by_maxima(ReLUNet([([[-1]], [0]), ([[2]], [1])]), [("-2", "-1")])) == ""


def test_affine_networks() -> None:
    """No hidden layer: one of the inputs that are read, or of their positive and negative parts."""
    net = ReLUNet([([[1, 0, -2], [0, 0, "1/3"]], [1, 2])])
    box = [("-1", "1"), ("0", "1"), ("2", "3")]
    on_box, everywhere = narrow_on_box(net, box), narrow_everywhere(net)
    assert (on_box.width, on_box.depth, everywhere.width, everywhere.depth) == (2, 1, 4, 1)
    one = narrow_by_maxima(ReLUNet([([[1, 2]], [3])]), box[:2])
    assert (one.method, one.width, one.depth) == ("T18", 2, 1)
    for made in (on_box, everywhere, one, narrow_on_box(ReLUNet([([[0]], [3])]), [UNIT])):
        assert verdict(made) == ""
    for x in points_in([(Fraction(-1), Fraction(1)), (Fraction(0), Fraction(1)), (Fraction(2), Fraction(3))], 9):
        assert on_box.network(*x) == everywhere.network(*x) == net(*x)
    assert everywhere.network(-7, 9, -50) == net(-7, 9, -50)


def test_floats_in_a_box_are_the_numbers_that_they_are() -> None:
    made = narrow_on_box(TARGET, [(0.1, 0.5)])
    assert made.box == ((Q(Fraction(0.1)), Q("1/2")),)
    assert verdict(made) == ""


# Random networks


@settings(max_examples=400)
@given(boxed())
def test_equal_on_the_box(case: tuple[ReLUNet, list[tuple[Fraction, Fraction]]]) -> None:
    net, box = case
    made = narrow_on_box(net, box)
    assert made.width <= net.inputs + net.depth + net.outputs
    assert made.depth <= prod(net.widths) + net.depth - 1
    assert all(made.network(*x) == net(*x) for x in points_in(box, 15))
    assert verdict(made) == ""


@settings(max_examples=400)
@given(networks())
def test_equal_everywhere(net: ReLUNet) -> None:
    made = narrow_everywhere(net)
    assert made.width <= 2 * (net.inputs + net.depth + net.outputs) - 1
    assert made.depth <= prod(net.widths) + net.depth - 1
    weights = {abs(w) for one in net.layers for row in one.rows for _, w in row} | {1}
    assert {abs(w) for one in made.network.layers for row in one.rows for _, w in row} <= weights
    assert all(made.network(*x) == net(*x) for x in points_in([(Fraction(-40), Fraction(50))] * net.inputs, 15))
    assert verdict(made) == ""


@settings(max_examples=400)
@given(boxed(most_outputs=1))
def test_equal_in_width_d_plus_2(case: tuple[ReLUNet, list[tuple[Fraction, Fraction]]]) -> None:
    net, box = case
    made = narrow_by_maxima(net, box)
    assert made.width <= net.inputs + 2
    assert all(made.network(*x) == net(*x) for x in points_in(box, 15))
    assert verdict(made) == ""
    if net.inputs == 1:
        (function,), _ = oracle_networks.on_segment(net.data(), [[str(end)] for end in box[0]])
        assert made.depth == max(1, len(oracle_networks.vertices([function])) - 2)
