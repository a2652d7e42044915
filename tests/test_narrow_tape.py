"""Tape networks (T21): the values of NARROW's target by hand, narrow = machine in exact arithmetic, the range everywhere, and the checker."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mutation
import oracle_narrow
from checking import CASES, check, encode, is_accepted, reason
from exactsep.networks.activation import leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow.gadgets import Builder, Form, factors
from exactsep.networks.narrow.grid import FEWER_BITS, grid_machine, rational_gcd, separation_for
from exactsep.networks.narrow.tape import TapeNet, tape_network
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q

TARGET = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
VARIANTS: list[dict[str, Any]] = [
    {"variant": "A"},
    {"variant": "A", "beta": 3},
    {"variant": "B"},
    {"variant": "B", "weights_at_most": "9/4"},
    {"variant": "C"},
    {"variant": "C", "beta": 2},
    {"variant": "C", "weights_at_most": 4},
]


def certificate(net: TapeNet) -> dict[str, Any]:
    return {"format": check.FORMAT, "claim": net.claim(), "evidence": net.evidence}


def random_target(shape: list[int], seed: int, grid: int = 8) -> ReLUNet:
    rng = random.Random(seed)

    def numbers(n: int) -> list[Fraction]:
        return [Fraction(rng.randint(-grid, grid), grid) for _ in range(n)]

    return ReLUNet([([numbers(a) for _ in range(b)], numbers(b)) for a, b in pairwise(shape)])


def good_points(net: TapeNet, rng: random.Random, n: int) -> Iterator[list[Any]]:
    """Points of G: corners of cells, and points inside of them."""
    c, p = net.machine.bits, net.separation
    for _ in range(n):
        shifts = [rng.choice([0, 1, Fraction(rng.randint(0, 999), 999)]) for _ in range(net.machine.inputs)]
        yield [mpq(rng.randrange(2**c), 2**c) + Q(shift) * (mpq(1, 2**c) - mpq(1, 2**p)) for shift in shifts]


def assert_as_said(net: TapeNet, seed: int = 0, n: int = 4) -> None:
    """Statements (i) and (ii) at some points."""
    rng, (lo, hi) = random.Random(seed), net.range
    for x in good_points(net, rng, n):
        assert net.in_good_set(x)
        assert net.network(*x) == net.machine(*net.cell(x))
        assert abs(net.network(*x) - net.target(*x)) <= net.error
    for scale in (1, 1, 1, 50):
        x = [mpq(rng.randint(-300 * (scale - 1), 300 * scale), 300) for _ in range(net.machine.inputs)]
        assert lo <= net.network(*x) <= hi
        assert scale > 1 or lo <= net.target(*x) <= hi


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


def test_too_many_cells() -> None:
    for bits, message in ((20, "2^20 cells take 41943040 steps, and the limit is 4000000"), (64, "2^64 cells")):
        with pytest.raises(ValueError) as raised:
            tape_network(TARGET, bits, cells=True)
        hint = "leave out cells (--cells), or read fewer bits (bits, --bits)"
        assert str(raised.value) == f"too many cells for bounds on each of them: {message}; {hint}"


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


# Errors


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


# The checker


@pytest.mark.parametrize("parameters", VARIANTS[::2], ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_mutants(seed: int, parameters: dict[str, Any]) -> None:
    """With one number changed, a certificate is rejected, or its claim is true as far as points tell."""
    net = tape_network(random_target([2, 2, 2, 1], seed, grid=4), 1, 3, keep=3, **parameters)
    verdicts = []
    for what, mutant in mutation.mutants(certificate(net), 60, seed):
        accepted = is_accepted(encode(mutant))
        assert not accepted or oracle_narrow.decide_narrow(mutant["claim"]), what
        verdicts.append(accepted)
    assert not all(verdicts)


def test_every_weight_mutated_by_little() -> None:
    """A tiny change of one weight or bias of a narrow network: rejected, or the same on the good set."""
    net = tape_network(ReLUNet([([[1], [-2]], ["-1/3", 1]), ([[1, 1]], [0])]), 2, 4, variant="C")
    whole = certificate(net)
    rejected = 0
    for path, value in mutation.leaves(whole["claim"]["narrow"]):
        if isinstance(value, str):
            mutant = mutation.replace(whole, ("claim", "narrow", *path), str(Fraction(value) + Fraction(1, 10**6)))
            accepted = is_accepted(encode(mutant))
            assert not accepted or oracle_narrow.decide_narrow(mutant["claim"]), path
            rejected += not accepted
    assert rejected > 150


def test_named_neurons_may_be_computed_twice_and_all_must_be_named() -> None:
    whole = json.loads((CASES / "accept" / "narrow-stacks.json").read_text())
    assert reason(encode(whole)) == ""
    names = whole["evidence"]["neurons"]
    for k in range(len(names)):
        whole["evidence"]["neurons"] = names[:k] + names[k + 1 :]
        constant = names[k][2:] == [0, 2]  # a constant is known without its name
        assert (reason(encode(whole)) == "") == constant


def test_bounds_of_groups_come_last() -> None:
    """Used too early they change the halves of a gadget; used too late, the clip at the end."""
    early = tape_network(ReLUNet([([[2], [0]], ["3/2", -2]), ([[-1, -1]], [0])]), 2, 4)
    late = tape_network(ReLUNet([([[1]], ["5/8"]), ([[1]], [0])]), 2, 4, keep=2)
    for net, clip in ((early, 0), (late, 10**6)):
        whole = certificate(net)
        assert reason(encode(whole)) == ""
        whole["evidence"]["clip"] = clip
        assert reason(encode(whole)).startswith("claim.narrow")


def test_statement() -> None:
    theorem = check.check_bytes((CASES / "accept" / "narrow-queues.json").read_bytes())
    assert theorem.words.splitlines()[1] == (
        "Theorem: let N be the target of the claim, a ReLU network with 1 input, 1 output and 1 hidden layer of at most 3 units, and g its "
        "narrow network, with 1 input, 1 output and 39 hidden layers of at most 5 units; let G be the set of the x in [0, 1]^1 such that for "
        "each coordinate x_i some integer q < 2^3 has q/2^3 <= x_i <= (q+1)/2^3 - 1/2^6; then G is all of [0, 1]^1 but a set of measure at "
        "most 1/8, and |N - g| <= 1/4 on G; N on [0, 1]^1 and g on R^1 have all values in [-7/8, 11/8]; and int |N - g| <= 17/32 over [0, 1]^1."
    )
