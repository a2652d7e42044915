"""Networks on segments (rule N) against whole functions added and bent (tests/oracle_networks.py), and against known counts."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle_networks
from benchmarks.float_pieces import float_decomposition
from exactsep.families import named_map
from exactsep.networks.activation import activation, clip, leaky
from exactsep.networks.layer import layer
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments import decomposition, exact
from exactsep.networks.segments.decomposition import Decomposition
from exactsep.networks.segments.residues import moduli, moduli_of
from exactsep.numbers.field import Q

Numbers = Callable[[random.Random], Any]
KINDS: dict[str, tuple[Numbers, Numbers]] = {
    "3 bits": (lambda r: r.randint(-3, 3), lambda r: r.randint(-2, 2)),
    "no bias": (lambda r: r.randint(-3, 3), lambda r: 0),
    "rational": (lambda r: Fraction(r.randint(-9, 9), r.randint(1, 7)), lambda r: Fraction(r.randint(-9, 9), r.randint(1, 7))),
    "float": (lambda r: r.gauss(0, 1), lambda r: r.gauss(0, 0.3)),
    "tiny and huge": (lambda r: r.choice([-1, 1, 3]) * 2.0 ** r.randint(-1074, 1000), lambda r: r.gauss(0, 1)),
}
ACTIVATIONS = (None, leaky("1/10"), clip(-1, 1), clip(0, 6), activation([-1, "1/3", 2], [1, -1, "1/2", 0], "-1/5"))


def network(r: random.Random, widths: list[int], kind: str) -> ReLUNet:
    """A random network; other activations than ReLU and skip connections for every second one."""
    weight, bias = KINDS[kind]
    plain = r.random() < 0.5
    layers: list[Any] = []
    for k in range(len(widths) - 1):
        last = k == len(widths) - 2
        sources = [k] if plain or r.random() < 0.5 else sorted(r.sample(range(k + 1), r.randint(1, k + 1)))
        if k == 0:
            sources = [0]
        columns = sum(widths[s] for s in sources)
        rows = [[weight(r) for _ in range(columns)] for _ in range(widths[k + 1])]
        offsets = [bias(r) for _ in range(widths[k + 1])]
        act = activation([], [1], 0) if last and r.random() < 0.8 else activation([0], [0, 1], 0)
        if not plain and not last and (other := r.choice(ACTIVATIONS)) is not None:
            act = other
        layers.append(layer(rows, offsets, act, sources, Q))
    return ReLUNet(layers)


def point(r: random.Random, inputs: int) -> list[Any]:
    return [Q(Fraction(r.randint(-6, 6), r.randint(1, 4))) for _ in range(inputs)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(KINDS)))
def test_the_same_as_whole_functions(seed: int, kind: str) -> None:
    r = random.Random(seed)
    widths = [r.randint(1, 3), *(r.randint(1, 5) for _ in range(r.randint(0, 3))), r.randint(1, 2)]
    net, p, q = network(r, widths, kind), point(r, widths[0]), point(r, widths[0])
    if p == q:
        q[0] += 1
    outputs, regions = oracle_networks.on_segment(net.data(), [[str(z) for z in p], [str(z) for z in q]])
    for few in (0, decomposition.FEW_PRODUCTS):  # by residues, and in Python integers
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(decomposition, "FEW_PRODUCTS", few)
            found = Decomposition(net, p, q)
            vertices = [(s, list(ys)) for s, ys in found.vertices(found.breaks())]
        assert found.regions == regions
        assert vertices == oracle_networks.vertices(outputs)


@pytest.mark.parametrize("layers", [2, 3])
def test_residues_for_each_layer(layers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large layers take few primes at first; small ones do it here, and are compared with whole functions."""
    monkeypatch.setattr(exact, "LARGE", 0)
    monkeypatch.setattr(decomposition, "FEW_PRODUCTS", 0)
    counts = set()
    for seed in range(6):
        r = random.Random(seed)
        net, p, q = network(r, [2, *[12] * layers, 2], "float"), point(r, 2), point(r, 2)
        found = Decomposition(net, p, q)
        vertices = [(s, list(ys)) for s, ys in found.vertices(found.breaks())]
        assert found.exact is not None
        counts |= {len(one.primes) for one in found.exact.needed}
        outputs, regions = oracle_networks.on_segment(net.data(), [[str(z) for z in p], [str(z) for z in q]])
        assert (found.regions, vertices) == (regions, oracle_networks.vertices(outputs))
    assert len(counts) > 2


@pytest.mark.parametrize("name", ["tent", "trimodal", "plateau", "full:3"])
def test_realizations_have_the_vertices_of_the_iterate(name: str) -> None:
    f: Any = named_map(name)
    found = Decomposition(realize(f, 6).network, [Q(0)], [Q(1)])
    assert [(s, y) for s, (y,) in found.vertices(found.breaks())] == list(f.iterate(6).vertices)


@pytest.mark.parametrize("weight", [10**3_998, Fraction(1, 10**3_998)])
def test_numbers_beyond_the_floats(weight: Any) -> None:
    """relu(w x - 1) + relu(w x - 2), from 0 to 4/w."""
    net = ReLUNet([([[weight], [weight], [0]], [-1, -2, 1]), ([[1, 1, weight]], [0])])
    found = Decomposition(net, [Q(0)], [Q(4) / Q(weight)])
    assert found.regions == 3
    assert [(s, y - weight) for s, (y,) in found.vertices(found.breaks())] == [(0, 0), (Fraction(1, 4), 0), (Fraction(1, 2), 1), (1, 5)]


def test_a_ray_through_the_origin() -> None:
    """Without biases a network is linear on both sides of 0, whatever floats make of it."""
    r = random.Random(1)
    layers = [([[r.gauss(0, 1) for _ in range(a)] for _ in range(b)], [0] * b) for a, b in ((5, 40), (40, 40), (40, 40), (40, 1))]
    x = [Q(Fraction(r.gauss(0, 1))) for _ in range(5)]
    found = Decomposition(ReLUNet(layers), [-z for z in x], [2 * z for z in x])
    assert (found.regions, [s for s, _ in found.vertices(found.breaks())]) == (2, [0, Fraction(1, 3), 1])


def test_a_network_minus_itself() -> None:
    r = random.Random(7)
    first, second, last = ([[r.gauss(0, 1) for _ in range(a)] for _ in range(b)] for a, b in ((1, 5), (5, 5), (5, 1)))
    offsets = [r.gauss(0, 1) for _ in range(5)]
    twice = [[*row, *[0] * 5] for row in second] + [[*[0] * 5, *row] for row in second]
    minus = [[*last[0], *(-w for w in last[0])]]
    found = Decomposition(ReLUNet([(first * 2, offsets * 2), (twice, offsets * 2), (minus, [0])]), [Q(-3)], [Q(3)])
    assert found.regions > 5
    assert len(found.breaks()) == 2
    assert [ys for _, ys in found.vertices(found.breaks())] == [(0,), (0,)]


def test_floats_agree_on_generic_networks() -> None:
    rng = np.random.default_rng(3)
    widths = [4, 30, 30, 30, 2]
    arrays = [(rng.normal(size=(b, a)) * (2 / a) ** 0.5, rng.normal(size=b) * 0.3) for a, b in pairwise(widths)]
    p, q = rng.normal(size=4), rng.normal(size=4)
    net = ReLUNet([(w.tolist(), b.tolist()) for w, b in arrays])
    found = Decomposition(net, [Q(Fraction(z)) for z in p], [Q(Fraction(z)) for z in q])
    ends, _, _ = float_decomposition(arrays, p, q)
    assert len(ends) == found.regions + 1
    assert np.allclose(ends, found.ends.floats, atol=1e-12)


@pytest.mark.parametrize("bits", [20, 53, 54, 100, 700])
@pytest.mark.parametrize("inner", [1, 7, 300])
def test_residues(bits: int, inner: int) -> None:
    r = random.Random(bits + inner)
    found = moduli(bits, inner)
    half = bits // 2 - inner.bit_length() // 2 - 1
    weights, values = (
        np.array([[r.randint(-(2**half), 2**half) for _ in range(n)] for _ in range(m)], dtype=object) for m, n in ((4, inner), (inner, 3))
    )
    product = found.reduced(found.of(weights) @ found.of(values))
    assert found.integers(product.reshape(len(product), -1)).tolist() == (weights @ values).ravel().tolist()


@pytest.mark.parametrize(("bits", "inner"), [(60, 7), (500, 40), (3000, 300)])
def test_residues_modulo_further_primes(bits: int, inner: int) -> None:
    """The integers from the residues of both."""
    r = random.Random(bits)
    few, many = moduli(bits, inner), moduli(2 * bits, inner)
    more = moduli_of(many.primes[len(few.primes) :])
    assert more.primes
    assert few.primes == many.primes[: len(few.primes)]
    largest = few.product // 4
    values = np.array([[0, 1, -1, largest, -largest], [r.randint(-largest, largest) for _ in range(5)]], dtype=object)
    found = few.extended(few.of(values), more)
    assert many.canonical(found).tolist() == [[[x % p for x in row] for row in values.tolist()] for p in many.primes]


@pytest.mark.parametrize("regions", [1, 2, 38, 39, 40, 200])
@pytest.mark.parametrize("steep", [True, False])
def test_heights_from_the_largest_residues(regions: int, steep: bool) -> None:
    """For as many regions as products may be added before they are reduced, and for more; all of them, and some. Steep: each region adds
    the largest product of all."""
    found = moduli(100, 40)
    r = random.Random(regions)
    slopes = [[(1 if steep else r.choice([-1, 1])) * (p // 2) for p in found.primes] for _ in range(regions)]
    places = [[(k * (p // 2) if steep else r.randrange(p)) % p for p in found.primes] for k in range(1, regions)]
    places = [[s - p * (s > p // 2) for s, p in zip(one, found.primes, strict=True)] for one in places]
    expected = [[p // 2 for p in found.primes]]
    for one, other, place in zip(slopes, slopes[1:], places, strict=False):
        expected.append([(b + (u - v) * s) % p for b, u, v, s, p in zip(expected[-1], one, other, place, found.primes, strict=True)])
    values = np.array([expected[0], *slopes], dtype=np.float64).T[:, None]
    between = np.array(places, dtype=np.float64).reshape(-1, len(found.primes)).T
    whole = np.array(expected).T
    assert np.array_equal(found.canonical(found.heights(values.copy(), between))[:, 0], whole)
    some = np.array([regions - 1, 0, regions // 2])
    assert np.array_equal(found.canonical(found.heights(values, between, np.zeros(3, int), some)), whole[:, some])
