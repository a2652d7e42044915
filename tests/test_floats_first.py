"""Networks on segments: what floats say against the integers, and when the integers must be asked."""

from __future__ import annotations

import random
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from exactsep.networks.activation import IDENTITY, activation, leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments import decomposition
from exactsep.networks.segments.decomposition import Decomposition
from exactsep.networks.segments.distances import distance_of_networks
from exactsep.networks.segments.exact import Exact
from exactsep.networks.segments.integers import Units, integer_layers
from exactsep.networks.segments.lines import Floats
from exactsep.networks.segments.on_segment import on_segment
from exactsep.networks.segments.residues import Moduli, moduli
from exactsep.numbers.field import Q


def gaussian(r: random.Random, widths: list[int]) -> list[tuple[Any, Any]]:
    return [
        ([[r.gauss(0, (2 / a) ** 0.5) for _ in range(a)] for _ in range(b)], [r.gauss(0, 0.3) for _ in range(b)])
        for a, b in pairwise(widths)
    ]


def floats_of(found: Decomposition) -> Floats:
    assert found.floats is not None
    return found.floats


def exact_of(found: Decomposition) -> Exact:
    assert found.exact is not None
    return found.exact


def generic(seed: int, widths: list[int]) -> tuple[ReLUNet, list[Any], list[Any]]:
    r = random.Random(seed)
    p, q = ([Q(Fraction(r.gauss(0, 1))) for _ in range(widths[0])] for _ in range(2))
    return ReLUNet(gaussian(r, widths)), p, q


@pytest.mark.parametrize("widths", [[1, 8, 1], [2, 20, 20, 3], [3, 10, 10, 10, 10, 1], [2, 120, 120, 2]])
def test_bounds_of_errors_hold(widths: list[int]) -> None:
    """All lines and ends against the integers; layers of 120 units are bounded by norms."""
    net, p, q = generic(sum(widths), widths)
    found = Decomposition(net, p, q)
    assert found.exact is None
    values, ends = floats_of(found).values[len(net.layers)], found.ends
    lines, slacks, points = values.floats, values.slacks, found.points()
    for place, error, up, down in zip(ends.floats, ends.errors, points.p, points.q, strict=True):
        assert abs(Fraction(place) - Fraction(int(up), int(down))) <= Fraction(error)
    slopes, heights = exact_of(found).outputs(np.arange(found.regions))
    for i, d in enumerate(exact_of(found).layers[-1].after):
        for r in range(found.regions):
            for c, exact in enumerate((slopes[i, r], heights[i, r])):
                assert abs(Fraction(lines[i, c, r]) - Fraction(int(exact), d)) <= Fraction(slacks[i, r])
    assert float(slacks.max()) < 1e-9


def test_bounds_of_errors_with_other_activations() -> None:
    r = random.Random(5)
    widths = [2, 12, 12, 1]
    layers = [layer(w, b, leaky("1/10") if k < 2 else leaky(1), (k,), Q) for k, (w, b) in enumerate(gaussian(r, widths))]
    net = ReLUNet(layers)
    found = Decomposition(net, [Q(-3), Q(1)], [Q(2), Q("1/3")])
    assert found.exact is None
    values = floats_of(found).values[3]
    for k, (s, (y,)) in enumerate(found.vertices(np.arange(found.regions))):
        at = [-3 + 5 * s, 1 - s * Fraction(2, 3)]
        assert net(*at) == y
        near = Fraction(values.floats[0, 0, k]) * s + Fraction(values.floats[0, 1, k])
        assert abs(near - y) <= 2 * Fraction(values.slacks[0, k])


def test_integers_are_asked_where_floats_cannot_see() -> None:
    """Two units pass 0 at 1/3 and at 1/3 + 10^-20."""
    close = Fraction(1, 3) + Fraction(1, 10**20)
    net = ReLUNet([([[1], [1]], [Fraction(-1, 3), -close]), ([[1, -1]], [0])])
    found = Decomposition(net, [Q(0)], [Q(1)])
    assert found.exact is not None
    assert [s for s, _ in found.vertices(found.breaks())] == [0, Fraction(1, 3), close, 1]


def test_a_prime_that_divides_a_denominator_is_avoided() -> None:
    """A cut at 1/prime has no residue modulo the prime."""

    def made(weight: int) -> Decomposition:
        return Decomposition(ReLUNet([([[weight], [2**60]], [-1, -1]), ([[1, 1]], [0])]), [Q(0)], [Q(1)])

    first = made(2**26)
    first.points()
    prime = exact_of(first).moduli.primes[0]
    found = made(prime)
    vertices = list(found.vertices(found.breaks()))
    assert prime in found.avoid
    assert vertices == [
        (0, (0,)),
        (Fraction(1, 2**60), (0,)),
        (Fraction(1, prime), (Fraction(2**60, prime) - 1,)),
        (1, (2**60 + prime - 2,)),
    ]


def test_partial_sums_are_residues_where_results_are_small() -> None:
    """2^40 (2^20 + 1) - 2^40 2^20 is small, its parts are not."""
    net = ReLUNet([([[2**40], [2**40], [0]], [0, 0, 1]), ([[2**20 + 1, -(2**20), Fraction(-1, 3)]], [0])])
    found = Decomposition(net, [Q("1/7")], [Q("1/3")])
    assert [ys for _, ys in found.vertices(found.breaks())] == [
        (Fraction(2**40, 7) - Fraction(1, 3),),
        (Fraction(2**40, 3) - Fraction(1, 3),),
    ]


def test_denominators_do_not_grow_with_the_depth_of_narrow_networks() -> None:
    net, _, _ = generic(3, [2, 6, 6, 1])
    deep = narrow_on_box(net, [(0, 1)] * 2).network
    numbers = [int(z.denominator).bit_length() for one in deep.layers for row in one.rows for _, z in row]
    layers = integer_layers(deep.layers, Units((1, 1), (1, 1), (2,)))
    assert max(d.bit_length() for one in layers for d in one.after) <= 4 * max(numbers)
    assert distance_of_networks(on_segment(net, [0, 0], [1, 1]), on_segment(deep, [0, 0], [1, 1])).sup == 0


def test_integers_from_thousands_of_residues() -> None:
    """-2 sum P/p is (p - 2) P/p modulo p for all p: large and odd factors of the digits of P/p."""
    below = np.arange(2**27 - 50_000, 2**27)
    for d in range(2, 11_586):
        below = below[below % d != 0]
    found = Moduli(tuple(below[-2_500:].tolist()))
    large = -2 * sum(found.product // p for p in found.primes) % found.product
    numbers = [large - found.product, large // 5, 3]
    assert abs(numbers[0]) < found.product // 4
    residues = np.array([[float(x % p) for x in numbers] for p in found.primes])
    assert found.integers(residues).tolist() == numbers


def test_residues_are_shared_by_threads() -> None:
    """Numbers of very different lengths at the same time, modulo the same primes."""
    r = random.Random(1)
    numbers = [np.array([r.getrandbits(bits)], dtype=object) for bits in (200, 1000, 2990) * 3]
    primes, interval = moduli(3000, 1).primes, sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(40):
            found = Moduli(primes)
            with ThreadPoolExecutor(len(numbers)) as pool:
                made = list(pool.map(lambda x, m=found: m.integers(m.of(x))[0], numbers))  # type: ignore[misc]
            assert made == [x[0] for x in numbers]
    finally:
        sys.setswitchinterval(interval)


def test_an_activation_with_more_breaks_than_small_integers() -> None:
    """Zigzag with 40,000 teeth: places do not fit into 16 bits."""
    n = 40_000
    zigzag = activation(range(n), [(-1) ** k for k in range(n + 1)], 0)
    net = ReLUNet([layer([[1]], [0], zigzag, (0,), Q), layer([[1]], [0], IDENTITY, (1,), Q)])
    start, end = n - Fraction(7, 2), n - Fraction(3, 2)
    found = on_segment(net, start, end)
    assert found.breakpoints == (0, Fraction(1, 4), Fraction(3, 4), 1)
    assert [y for (y,) in found.values] == [net(start + 2 * s) for s in found.breakpoints]


def test_large_numbers_that_nothing_depends_on() -> None:
    """A slope at a unit that is always 0, and an input that no unit reads."""
    huge = 10**400
    dead = ReLUNet([layer([[0]], [0], leaky(huge), (0,), Q), layer([[1]], [1], IDENTITY, (1,), Q)])
    assert on_segment(dead, 0, 1).values == ((1,), (1,))
    unread = ReLUNet([([[1, 0]], [0]), ([[1]], [0])])
    assert on_segment(unread, [-1, -huge], [1, huge]).vertices == ((0, (0,)), (Fraction(1, 2), (0,)), (1, (1,)))


def test_overflow_decides_nothing_and_warns_of_nothing() -> None:
    """Both lines of the output are too steep for floats, and so is their difference."""
    net = ReLUNet([([[1e200], [1e200]], [-3e199, -5e199]), ([[1e200, 1]], [0])])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = on_segment(net, 0, 1)
        assert (found.regions, found.pieces) == (3, 3)


def test_too_many_regions_for_the_memory_of_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats may follow more regions than integers modulo many primes can."""
    net, p, q = generic(20, [2, 20, 20, 3])
    found = Decomposition(net, p, q)
    assert found.exact is None
    monkeypatch.setattr(decomposition, "FEW_PRODUCTS", 0)
    monkeypatch.setattr(decomposition, "MAX_RESIDUES", 20 * found.regions)
    with pytest.raises(ValueError, match=f"this segment has {found.regions} regions, too many for exact values in layers of 20 units"):
        found.points()
