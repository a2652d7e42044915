"""Realizations (T16) against iterates composed by brute force, networks by hand, and the separation certificates."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.certificates.certificate import NothingToCertify
from exactsep.certificates.separation import realized, separate
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from strategies import self_maps


def test_a_network_by_hand() -> None:
    """max(0, x) - 2 max(0, x - 1/2), times 2, is the tent on [0, 1]."""
    net = ReLUNet([([[1], [1]], [0, "-1/2"]), ([[2, -4]], [0])])
    assert (net.inputs, net.outputs, net.depth, net.width, net.widths, net.parameters) == (1, 1, 1, 2, (2,), 7)
    assert [net(Fraction(k, 8)) for k in range(9)] == [Fraction(min(2 * k, 16 - 2 * k), 8) for k in range(9)]
    assert net(-1) == 0
    assert net(2) == -2


def test_more_inputs_and_outputs() -> None:
    net = ReLUNet([([[1, -1]], [0]), ([[1], [-1]], [0, 1])])
    assert net(3, 1) == (2, -1)
    assert net(1, 3) == (0, 1)


def test_floats_are_the_dyadic_rationals_that_they_are() -> None:
    assert ReLUNet([([[0.1]], [0])])(1) == Fraction(3602879701896397, 2**55)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "a network has at least one layer"),
        ([([[1]], [0, 1])], "layers[0]: 1 row of weights, but 2 biases"),
        ([([[1, 2], [3]], [0, 1])], "layers[0]: the weights are not a matrix"),
        ([([], [])], "layers[0]: the weights are not a matrix"),
        ([([[1], [1]], [0, 0]), ([[1]], [0])], "layers[1] takes 1 input, but layers[0] has 2 units"),
        ([([[float("nan")]], [0])], "layers[0].weights[0][0]: nan is not finite"),
        ([([["x"]], [0])], "layers[0].weights[0][0]: 'x' is not a rational number"),
    ],
)
def test_wrong_networks(layers: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^" + "".join(f"\\{c}" if c in "[]()" else c for c in message)):
        ReLUNet(layers)


@settings(max_examples=40)
@given(self_maps(), st.integers(1, 4), st.integers(1, 3), st.fractions(0, 1, max_denominator=50))
def test_realizations_equal_iterates(f: PLMap, t: int, block: int, place: Fraction) -> None:
    made = realize(f, t, block)
    a, b = f.interval
    x = a + (b - a) * place
    expected = brute.iterate(brute.vertices_of(f), t)
    assert made.network(x) == brute.value(expected, brute.fraction(x))
    assert all(made.network(u) == v for u, v in expected)
    assert made.depth == -(-t // block)
    assert made.width <= max(len(brute.iterate(brute.vertices_of(f), r)) - 1 for r in range(1, block + 1))


@pytest.mark.parametrize(("name", "t", "options"), [("tent", 20, {}), ("trimodal", 6, {"block": 2}), ("golden", 12, {"depth": 5}), ("plateau", 7, {}), ("slope:(1 2 3 4)", 6, {"block": 3})])  # fmt: skip
def test_certificates(name: str, t: int, options: dict[str, int]) -> None:
    made, certificate = realized(name, t, **options)
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    assert f"equals f^{t} on I" in verdict["theorem"]
    assert certificate.data["claim"]["network"] == made.network.data()


def test_a_wrong_weight_is_rejected() -> None:
    certificate = realized("tent", 3)[1]
    data = json.loads(certificate.text())
    data["claim"]["network"]["layers"][1]["weights"][0][1] = "-3"
    assert "claim.network.layers[1].weights[0]" in type(certificate)(data, certificate.claims, (), ()).check()["reason"]


def test_depth_and_blocks() -> None:
    assert realized("tent", 12, depth=4)[0].network.widths == (8, 8, 8, 8)
    assert realized("tent", 13, block=4)[0].network.widths == (16, 16, 16, 2)
    assert realized("tent", 3, depth=99)[0].depth == 3
    assert realized("tent", 2, block=50)[0].depth == 1


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("logistic:4", 3), {}, "only iterates of piecewise-linear maps are ReLU networks"),
        (("tent", 0), {}, "the realization of an iterate needs t >= 1"),
        (("tent", 3), {"block": 0}, "a block has r >= 1 iterates, not 0"),
        (("tent", 3), {"depth": 0}, "the depth must be an integer >= 1, not 0"),
        (("tent", 3), {"depth": 1, "block": 2}, "given twice"),
        (("tent", 40), {"depth": 2}, "f\\^20 has more than 5000 pieces"),
        (("tent", 22), {"block": 11}, "over the limit 150000"),
    ],
)
def test_wrong_realizations(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        realized(*arguments, **options)


@pytest.mark.parametrize(
    ("name", "t", "depth", "width"), [("tent", 20, 2, 50), ("golden", 30, 3, 20), ("skew:2/3", 30, 3, 100), ("trimodal", 6, 1, 20)]
)
def test_separation(name: str, t: int, depth: int, width: int) -> None:
    certificate = separate(name, t, depth, width)
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    claim = certificate.data["claim"]
    assert None not in (claim["sup"], claim["l1"], claim["sign"])
    assert claim["depth"], claim["width"] == (depth, width)
    assert certificate.claims[0]["shallow"]["pieces"] == (width + 1) ** depth
    assert certificate.claims[0]["deep"]["depth"] == t


def test_separation_leaves_out_what_is_not_found() -> None:
    """5^2 = 25 pieces: the tent at t = 5 still has 32 crossings; of 33 points at least 4 are wrong."""
    claim = separate("tent", 5, 2, 4).data["claim"]
    assert claim["sup"] == "1/2"
    assert claim["sign"]["errors"] == 4
    with pytest.raises(NothingToCertify, match="no bound was found"):
        separate("tent", 3, 2, 4)
    with pytest.raises(NothingToCertify, match="polynomial"):
        separate("logistic:4", 3, 1, 1)


def test_networks_over_a_field() -> None:
    f = named_map("golden")
    assert isinstance(f, PLMap)
    net = realize(f, 5, 2).network
    assert all(net(x) == y for x, y in f.iterate(5).vertices)
