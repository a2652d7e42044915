"""Narrow networks (T18, T19, T20): sizes of known targets, equality at exact points, certificates, and their mutants."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

import mutation
import oracle_networks
from checking import check, reason
from exactsep.networks.activation import IDENTITY, RELU, activation, clip, leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow import cells
from exactsep.networks.narrow.everywhere import narrow_everywhere
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.maxima import narrow_by_maxima
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.target import target_on
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.field import Q

T = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
VALUES = ["-7/8", "-3/8", "3/8", "7/8", "11/8"]  # at 0, 1/4, ..., 1
UNIT = ("0", "1")


def dense(sizes: list[int], seed: int = 0, factor: Fraction = Fraction(1)) -> ReLUNet:
    """All weights and biases nonzero, times a factor > 0; with the factor 1 no unit is 0, or affine, on [-1, 1]^d."""
    rng = random.Random(seed)

    def row(n: int) -> list[Fraction]:
        return [Fraction(rng.choice((-1, 1)) * rng.randint(1, 8), 4) * factor for _ in range(n)]

    layers = [([row(n) for _ in range(m)], [Fraction(rng.choice((-1, 1)), 8) * factor for _ in range(m)]) for n, m in pairwise(sizes)]
    return ReLUNet(layers)


def certificate(made: Narrow) -> dict[str, Any]:
    assert made.evidence is not None
    return {"format": check.FORMAT, "claim": made.claim(), "evidence": made.evidence}


def verdict(made: Narrow) -> str:
    """Why the checker rejects it; "" if it does not."""
    return reason(json.dumps(certificate(made)).encode())


def shape(made: Narrow) -> tuple[int, int, int]:
    return made.width, made.depth, made.nonzero


# Known answers


def test_the_target_by_hand() -> None:
    """N(0), N(1/4), ..., N(1), and the smallest narrow networks."""
    on_box, everywhere, maxima = narrow_on_box(T, [UNIT]), narrow_everywhere(T), narrow_by_maxima(T, [UNIT])
    for made in (on_box, everywhere, maxima):
        assert [made.network(Fraction(k, 4)) for k in range(5)] == list(map(Q, VALUES))
        assert verdict(made) == ""
    assert shape(on_box) == (3, 3, 15)
    assert shape(everywhere) == (4, 3, 19)  # at most 5, 3, 20: a sum exists only from its first addend on
    assert shape(maxima) == (3, 2, 11)  # as many layers as kinks, 1/4 and 1/2
    assert (on_box.method, everywhere.method, maxima.method) == ("T18", "T19", "T20")
    assert everywhere.network(-5) == T(-5)


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
    made = narrow_on_box(T, [(0.1, 0.5)])
    assert made.box == ((Q(Fraction(0.1)), Q("1/2")),)
    assert verdict(made) == ""


# Wrong input


def wide(n: int) -> ReLUNet:
    return ReLUNet([([[1]] * n, [0] * n), ([[1] * n] * n, [0] * n), ([[1] * n], [0])])


@pytest.mark.parametrize(
    ("net", "box", "message"),
    [
        (T, [], "box: it has 0 intervals, but the network 1 input"),
        (T, [("0", "1", "2")], "box[0]: an interval has two ends, not 3"),
        (T, [("1", "1")], "box[0]: an interval [lo, hi] needs lo < hi, but 1 < 1 does not hold"),
        (T, [("1/2", "1/3")], "box[0]: an interval [lo, hi] needs lo < hi, but 1/2 < 1/3 does not hold"),
        (T, [(0, float("nan"))], "box[0]: nan is not finite"),
        (T, [("a", 1)], "box[0]: 'a' is not a rational number: write p/q, an integer or an exact decimal"),
        (T, 5, "box: it must be a list of intervals [lo, hi], one for each input, not 5"),
        (T, "01", "box: it must be a list of intervals [lo, hi], one for each input, not '01'"),
        (T, [5], "box[0]: it must be an interval [lo, hi], not 5"),
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


# Random networks


WEIGHTS = st.sampled_from([Fraction(p, q) for q in (1, 2, 3) for p in (0, 0, 1, -1, 2, -2, 3, -5)])


@st.composite
def networks(draw: st.DrawFn, most_inputs: int = 3, most_outputs: int = 2) -> ReLUNet:
    """With zeros, units that are off, and units on one ray."""
    sizes = [
        draw(st.integers(1, most_inputs)),
        *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)),
        draw(st.integers(1, most_outputs)),
    ]
    layers = []
    for n, m in pairwise(sizes):
        rows = [[draw(WEIGHTS) for _ in range(n + 1)] for _ in range(m)]
        if m > 1 and draw(st.booleans()):
            factor = draw(st.sampled_from((1, 2, Fraction(1, 3), -1)))
            rows[1] = [factor * w for w in rows[0]]
        layers.append(([row[:-1] for row in rows], [row[-1] for row in rows]))
    return ReLUNet(layers)


@st.composite
def boxed(draw: st.DrawFn, most_inputs: int = 3, most_outputs: int = 2) -> tuple[ReLUNet, list[tuple[Fraction, Fraction]]]:
    net = draw(networks(most_inputs, most_outputs))
    box = []
    for _ in range(net.inputs):
        lo = Fraction(draw(st.integers(-6, 4)), 2)
        box.append((lo, lo + Fraction(draw(st.integers(1, 8)), 3)))
    return net, box


def points_in(box: list[tuple[Fraction, Fraction]], n: int) -> list[list[Fraction]]:
    """Random points of a grid in the box, its corners among them."""
    rng = random.Random(1)
    return [[lo + (hi - lo) * Fraction(rng.randint(0, k % 5 + 1), k % 5 + 1) for lo, hi in box] for k in range(n)]


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


# Mutants


@pytest.mark.parametrize("seed", range(10))
def test_mutants_are_rejected_or_equal(seed: int) -> None:
    """One entry of the narrow network is changed; an independent exact method decides for one input."""
    rng = random.Random(seed)
    net = ReLUNet([([[rng.choice((1, -1, 2))] for _ in range(3)], [rng.choice((0, 1, -1)) for _ in range(3)]), *_upper(rng)])
    for made in (narrow_on_box(net, [("-2", "3")]), narrow_everywhere(net), narrow_by_maxima(net, [("-2", "3")])):
        whole = certificate(made)
        verdicts = []
        for what, mutant in mutation.mutants({"layers": whole["claim"]["narrow"]["layers"]}, 80, seed):
            changed = {**whole, "claim": {**whole["claim"], "narrow": {"kind": "relu-network", "layers": mutant["layers"]}}}
            accepted = not reason(json.dumps(changed).encode())
            verdicts.append(accepted)
            assert not accepted or oracle_networks.decide_narrow_exact(changed["claim"]) is True, what
        assert not all(verdicts)


def _upper(rng: random.Random) -> list[Any]:
    return [([[rng.choice((1, -1, "1/2", 0)) for _ in range(3)] for _ in range(2)], [1, "-1/2"]), ([[1, -2]], ["1/3"])]


def test_the_oracle_refutes() -> None:
    """Equal on the box and not beyond; different at one end only; different slopes at infinity."""
    made = narrow_on_box(T, [UNIT])
    assert oracle_networks.decide_narrow_exact(made.claim()) is True
    assert oracle_networks.decide_narrow_exact(made.claim() | {"box": [["-1", "1"]]}) is False
    assert oracle_networks.decide_narrow_exact(made.claim() | {"box": None}) is False
    assert oracle_networks.decide_narrow_exact(made.claim() | {"depth": 2}) is False
    assert oracle_networks.decide_narrow_exact(narrow_everywhere(T).claim()) is True
    other = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", "-4000"]), ([[1, -2, "1/2"]], ["1/8"])])
    assert oracle_networks.decide_narrow_exact(narrow_everywhere(T).claim() | {"target": other.data()}) is False


# The checker's rules, one by one


def claim_of(target: ReLUNet, narrow: ReLUNet, box: Any, rule: str = "T18") -> str:
    """What the checker says of the claim that the two are equal, by this rule."""
    claim = {
        "kind": "narrow-exact",
        "target": target.data(),
        "narrow": narrow.data(),
        "box": box,
        "depth": narrow.depth,
        "width": narrow.width,
    }
    return reason(json.dumps({"format": check.FORMAT, "claim": claim, "evidence": {"rule": rule}}).encode())


def single(weight: Any, bias: Any, output: Any, shift: Any = 0) -> ReLUNet:
    return ReLUNet([([[weight]], [bias]), ([[output]], [shift])])


@pytest.mark.parametrize(
    ("target", "narrow", "box", "accepted"),
    [
        (single(1, 0, 2), single(2, 0, 1), [["-1", "1"]], True),  # a ray, scaled
        (single(1, 0, 2), single(-2, 0, 1), [["-1", "1"]], False),  # the opposite ray
        (single(1, 0, 2), single(-2, 0, -1), None, False),  # on R^d it is known, and another atom
        (single(-3, 0, 2), single(-1, 0, 6), None, True),
        (single(1, 2, 2), single(2, 3, 1, 1), [["-1", "1"]], True),  # both are >= 0 on the box
        (single(1, 2, 2), single(2, 3, 1, 1), [["-2", "1"]], False),
        (single(1, -2, 2), single(5, -9, 1), [["-1", "1"]], True),  # both are <= 0
        (single(1, 2, 0, 1), single(0, 0, 0, 1), [["-1", "1"]], True),  # constants
        (single(1, "1/2", 1), single(1, "1/2", 1, "1/1000"), [["-1", "1"]], False),
        (single(0, 3, 1), single(0, 1, 3), None, True),
    ],
)
def test_rules(target: ReLUNet, narrow: ReLUNet, box: Any, accepted: bool) -> None:
    assert (claim_of(target, narrow, box) == "") is accepted
    if accepted:
        assert all(target(x) == narrow(x) for x in (-1, "-1/2", 0, "1/3", 1))


def test_accumulators_that_several_units_read_are_not_changed() -> None:
    """Two units read one sum with weight 1, and add different numbers to it."""
    two = ReLUNet([([[1], [1]], [1, 2]), ([[1, 1]], [0]), ([[1], [1]], [1, 5]), ([[1, 1]], [0])])
    flat = ReLUNet([([[0]], [0]), ([[0]], [0])])
    assert claim_of(two, two, [["0", "1"]]) == ""
    assert claim_of(two, ReLUNet([([[4]], [12]), ([[1]], [0])]), [["0", "1"]]) == ""
    assert claim_of(two, ReLUNet([([[4]], [8]), ([[1]], [0])]), [["0", "1"]]) != ""
    assert claim_of(two, flat, [["0", "1"]]) != ""


def test_sums_that_cancel() -> None:
    """A term that becomes 0 is no term any more."""
    net = ReLUNet([([[1], [1], [1]], [0, 0, 1]), ([[1, -1, 1]], [0]), ([[1]], [0])])
    assert claim_of(net, single(1, 1, 1), [["-1", "1"]]) == ""
    assert claim_of(net, single(1, 1, 1), None) == ""


def test_hashes_of_rays_cannot_be_chosen() -> None:
    """Rays that Python's hash, modulo 2^61 - 1, does not tell apart; also such that sums with fixed powers agree."""
    p = 2**61 - 1
    layers = [{"weights": [[str(3 + 2 * k * p)] for k in range(500)], "bias": [str(-1 - k * p) for k in range(500)]}]
    net = check.Net({"kind": "relu-network", "layers": [*layers, {"weights": [["1"] * 500], "bias": ["0"]}]}, "net")
    atoms = check.Atoms(1, [((0, 1), (1, 1))])
    atoms.run(net, "net", True)
    assert len({hash(ray) for _, ray in atoms.known}) == 1
    assert len({hash(key) for key in atoms.known}) == 500
    assert len({check.salted(k * p, -3 * k * p, 1) for k in range(500)}) == 500
