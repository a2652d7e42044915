"""Tape networks (T21): the values of NARROW's target by hand, narrow = machine in exact arithmetic, the range everywhere."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import oracle_narrow
from checking import check, encode, reason
from exactsep.networks.narrow.grid import grid_machine, separation_for
from exactsep.networks.narrow.tape import tape_network
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from narrow_networks import TARGET, VARIANTS, assert_as_said, certificate, random_target

# Values by hand


def test_the_target_by_hand() -> None:
    machine = grid_machine(TARGET, 3)
    first, output = machine.layers
    assert [TARGET(Fraction(k, 4)) for k in range(5)] == [Fraction(k, 8) for k in (-7, -3, 3, 7, 11)]
    assert [first.size(j) for j in range(3)] == [4, 3, 4]
    assert (first.gcd, output.gcd) == (mpq(1, 16), mpq(1, 32))
    assert (machine.lo, machine.hi, machine.error) == (mpq(-7, 8), mpq(11, 8), mpq(1, 4))
    assert [machine(q) for q in range(8)] == [Q(z) for z in ("-3/4", "-1/2", "-3/16", "3/16", "1/2", "3/4", "1", "5/4")]
    assert tape_network(TARGET, 3, 6).network("3/10") == mpq(-3, 16)
    assert [machine(q) for q in range(8)] == [TARGET(Fraction(2 * q + 1, 16)) for q in range(8)]


@pytest.mark.parametrize(
    ("parameters", "width", "depth", "nonzero", "largest"),
    [
        ({"variant": "A"}, 5, 39, 439, 2048),
        ({"variant": "C"}, 3, 81, 435, 8),
        ({"variant": "C", "weights_at_most": 4}, 3, 84, 442, 4),
        ({"variant": "B"}, 5, 76, 428, 4),
        ({"variant": "B", "weights_at_most": "5/2"}, 5, 109, 533, "5/2"),
    ],
)
def test_sizes(parameters: dict[str, Any], width: int, depth: int, nonzero: int, largest: Any) -> None:
    net = tape_network(TARGET, 3, 6, **parameters)
    assert (net.network.width, net.network.depth, net.network.nonzero) == (width, depth, nonzero)
    assert net.largest_weight == Q(largest)
    assert net.bad == mpq(1, 8)
    assert net.l1 == mpq(1, 4) + mpq(1, 8) * mpq(9, 4)


def test_stacks_have_short_weights() -> None:
    target = random_target([2, 4, 4, 1], 3)
    stacks, queues = (tape_network(target, 4, 9, keep=6, variant=v, weights_at_most=4) for v in "BC")
    assert stacks.weight_bits < 16 < 24 < queues.weight_bits
    assert stacks.largest_weight == queues.largest_weight == 4


def test_depth_of_queues() -> None:
    net = tape_network(random_target([2, 3, 4, 1], 1), 4, 9, keep=5)
    stored, layers = net.machine.stored, net.machine.layers[:-1]
    passes = sum(n + 1 + layer.stored(j) for n, layer in zip(stored, layers, strict=False) for j in layer.live)
    assert net.network.depth == 8 + passes + stored[-1] + 2
    slow = tape_network(random_target([2, 3, 4, 1], 1), 4, 9, keep=5, variant="C")
    assert slow.network.depth == 2 * net.network.depth - sum(len(layer.live) for layer in layers) - 2


# Equal to the machine, in [lo, hi] everywhere, accepted


@pytest.mark.parametrize("parameters", VARIANTS, ids=str)
@pytest.mark.parametrize(("shape", "kept"), [([1, 3, 1], None), ([1, 2, 2, 1], 2), ([2, 3, 2, 1], 3), ([3, 2, 1], None), ([2, 1], None)])
def test_networks_and_certificates(shape: list[int], kept: int | None, parameters: dict[str, Any]) -> None:
    net = tape_network(random_target(shape, 5), 2, 5, keep=kept, **parameters)
    assert_as_said(net)
    assert reason(encode(certificate(net))) == ""
    d = shape[0]
    widest = {"A": max(d + 3, 5), "B": max(d + 2, 5), "C": max(d + 2, 4) if d > 1 else 3}[parameters["variant"]]
    assert net.network.width <= widest
    if "weights_at_most" in parameters:
        assert net.largest_weight <= Q(parameters["weights_at_most"])


weights = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=6), st.sampled_from([Fraction(0), Fraction(50)]))


@st.composite
def targets(draw: st.DrawFn) -> ReLUNet:
    shape = [draw(st.integers(1, 2)), *draw(st.lists(st.integers(1, 3), max_size=2)), 1]
    rows = [draw(st.lists(st.lists(weights, min_size=a, max_size=a), min_size=b, max_size=b)) for a, b in pairwise(shape)]
    return ReLUNet([(row, draw(st.lists(weights, min_size=len(row), max_size=len(row)))) for row in rows])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(targets(), st.integers(1, 2), st.integers(1, 3), st.one_of(st.none(), st.integers(1, 3)), st.sampled_from(VARIANTS))
def test_random_targets(target: ReLUNet, bits: int, apart: int, kept: int | None, parameters: dict[str, Any]) -> None:
    net = tape_network(target, bits, bits + apart, keep=kept, **parameters)
    assert_as_said(net, n=3)
    assert reason(encode(certificate(net))) == ""


def test_dead_and_constant_neurons() -> None:
    """A layer that keeps nothing, one that is constant, and both after each other."""
    dead = ([[0], [-1]], [-1, 0])
    constant = ([[0, 0], [0, 0]], ["1/2", 2])
    target = ReLUNet([dead, constant, ([[1, -1]], [3]), ([["-1/3"]], ["1/5"])])
    for parameters in VARIANTS:
        net = tape_network(target, 2, 4, **parameters)
        assert net.machine.stored[1] == 0
        assert_as_said(net)
        assert reason(encode(certificate(net))) == ""
        assert net.range[0] == net.range[1] == net.network(7)


@pytest.mark.parametrize(
    ("shape", "bits", "kept"), [([1, 4, 1], 3, None), ([1, 3, 3, 1], 3, 4), ([2, 3, 2, 1], 2, 3), ([3, 3, 1], 1, None)]
)
def test_errors_cell_by_cell(shape: list[int], bits: int, kept: int | None) -> None:
    """Smaller than layer by layer, and not too small; for one input the largest distance is known."""
    target = random_target(shape, 11)
    net = tape_network(target, bits, bits + 3, keep=kept, cells=True)
    assert net.error < net.machine.error
    assert_as_said(net, n=30)
    whole = certificate(net)
    assert reason(encode(whole)) == ""
    assert oracle_narrow.decide_narrow(whole["claim"])
    whole["claim"]["error"] = str(net.error * mpq(999, 1000))
    assert reason(encode(whole)).startswith("claim.error")


def test_known_bits_are_not_stored() -> None:
    """x + 7/8 is from 4 to 7 in units of 1/4 on the four cells: the first of three bits is 1. The constant needs no neuron at all."""
    target = ReLUNet([([[1], [0]], ["7/8", "1/2"]), ([[1, -1]], [0])])
    assert grid_machine(target, 2).stored == (2, 2)
    for parameters in VARIANTS:
        net = tape_network(target, 2, 4, **parameters)
        assert [row[2:] for row in net.neurons] == [(0, 0)]
        assert_as_said(net)
        assert reason(encode(certificate(net))) == ""


def test_large_ranges_under_a_bound() -> None:
    """R and hi are written with chains of bounded weights; so is a neuron whose parts cancel."""
    target = ReLUNet([([[100], [-90]], [1, 40]), ([[7, -60]], [-3000])])
    for bound in (4, "5/2", 3000):
        net = tape_network(target, 3, 5, variant="B", weights_at_most=bound)
        assert net.largest_weight <= Q(bound)
        assert net.range[0] < -5000
        assert_as_said(net)
        assert reason(encode(certificate(net))) == ""


def test_separation_from_eps() -> None:
    net = tape_network(TARGET, 3, eps="1/10")
    assert net.separation == 8  # 9/4 * 2^-5 <= 1/10 < 9/4 * 2^-4
    assert net.l1 - net.error <= Q("1/10") < 2 * (net.l1 - net.error)
    assert separation_for(3, 1, mpq(1), 10) == 4
    assert tape_network(TARGET, 3).separation == 11


@pytest.mark.parametrize(("shape", "bits", "p", "kept", "most"), [([2, 8, 8, 1], 6, 14, 9, 754), ([1, 6, 6, 1], 6, 14, None, 754)])
def test_larger_targets(shape: list[int], bits: int, p: int, kept: int | None, most: int) -> None:
    net = tape_network(random_target(shape, 0), bits, p, keep=kept)
    assert net.network.depth <= most
    assert_as_said(net, n=1)
    theorem = check.check_bytes(encode(certificate(net)))
    assert f"{net.network.depth} hidden layers of at most 5 units" in theorem.words
    assert check.Meter.total < 5_000_000
