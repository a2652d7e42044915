"""Distances between piecewise affine functions, against a second computation in Fractions and against closed formulas."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactsep.families import named_map
from exactsep.maps.distance import MAX_PIECES, Distance, distance, expanded, total
from exactsep.maps.piecewise import PLMap

Vertices = list[tuple[Fraction, Fraction]]

FRACTIONS = st.fractions(min_value=-3, max_value=3, max_denominator=12)
INNER = st.fractions(min_value=0, max_value=1, max_denominator=30).filter(lambda x: 0 < x < 1)


@st.composite
def functions(draw: st.DrawFn) -> Vertices:
    """A piecewise affine function on [0, 1], as vertices (some may be collinear)."""
    xs = [Fraction(0), *sorted(draw(st.sets(INNER, max_size=6))), Fraction(1)]
    return [(x, draw(FRACTIONS)) for x in xs]


def value(vertices: Vertices, x: Fraction) -> Fraction:
    for (x0, y0), (x1, y1) in pairwise(vertices):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError("outside")


def by_sampling(f: Vertices, g: Vertices) -> tuple[Fraction, Fraction]:
    """(sup, L1) by another way: all zeros of f - g are inserted, and |f - g| is integrated by the trapezoidal rule."""

    def gap(x: Fraction) -> Fraction:
        return value(f, x) - value(g, x)

    cuts = sorted({x for x, _ in f} | {x for x, _ in g})
    zeros = {a + (b - a) * gap(a) / (gap(a) - gap(b)) for a, b in pairwise(cuts) if gap(a) * gap(b) < 0}
    cuts = sorted({*cuts, *zeros})
    integral = sum(((b - a) * (abs(gap(a)) + abs(gap(b))) / 2 for a, b in pairwise(cuts)), Fraction(0))
    return max(abs(gap(x)) for x in cuts), integral


@settings(max_examples=40)
@given(functions(), functions())
def test_against_another_computation(f: Vertices, g: Vertices) -> None:
    found = distance(PLMap(f), PLMap(g))
    sup, integral = by_sampling(f, g)
    assert (found.sup, found.l1) == (sup, integral)
    x = Fraction(int(found.argmax.numerator), int(found.argmax.denominator))
    assert abs(value(f, x) - value(g, x)) == sup


@settings(max_examples=40)
@given(functions(), functions())
def test_invariants(f: Vertices, g: Vertices) -> None:
    found = distance(PLMap(f), PLMap(g))
    assert distance(PLMap(g), PLMap(f)) == found
    mirrored = distance(*(PLMap([(-x, y) for x, y in reversed(h)]) for h in (f, g)))
    assert (mirrored.sup, mirrored.l1) == (found.sup, found.l1)
    stretched = distance(*(PLMap([(5 * x + 1, y / 7 - 2) for x, y in h]) for h in (f, g)))
    assert (stretched.sup, stretched.l1) == (found.sup / 7, found.l1 * 5 / 7)
    assert distance(PLMap(f), PLMap(f)) == Distance(0, 0, 0)


@pytest.mark.parametrize("t", [1, 2, 5, 11])
@pytest.mark.parametrize("level", ["0", "1/2", "2/7", "5/4"])
def test_tent_against_a_constant(t: int, level: str) -> None:
    """T^t takes all values equally often: the integral of |T^t - c| is that of |u - c| over 0 <= u <= 1."""
    c = Fraction(level)
    found = distance(expanded(PLMap([(0, 0), ("1/2", 1), (1, 0)]), t), PLMap([(0, c), (1, c)]))
    assert found.sup == max(c, abs(1 - c))
    assert found.l1 == ((c * c + (1 - c) ** 2) / 2 if c <= 1 else c - Fraction(1, 2))


@pytest.mark.parametrize("t", [0, 1, 6])
def test_tent_against_its_next_iterate(t: int) -> None:
    """The integral of |T^(t+1) - T^t| is that of |T(u) - u|: 1/8 + 1/24 + 1/6. They are 1 apart where T^t = 1."""
    tent = named_map("tent")
    assert isinstance(tent, PLMap)
    found = distance(expanded(tent, t + 1), expanded(tent, t))
    assert (found.sup, found.l1) == (1, Fraction(1, 3))
    assert found.argmax == Fraction(1, 2**t)


def test_many_pieces_with_unrelated_denominators() -> None:
    """4,440 pieces against a function with awkward slopes; a second route cuts it into 20 parts and adds them up."""
    trimodal = named_map("trimodal")
    assert isinstance(trimodal, PLMap)
    f, g = expanded(trimodal, 8), PLMap([(0, "3/7"), ("1/3", "10/11"), ("11/13", "1/17"), (1, "1/2")])
    parts = [part_of(f, g, Fraction(k, 20), Fraction(k + 1, 20)) for k in range(20)]
    found = distance(f, g)
    assert found.l1 == sum(part.l1 for part in parts)
    assert found.sup == max(part.sup for part in parts)


def part_of(f: PLMap, g: PLMap, a: Fraction, b: Fraction) -> Distance:
    def restricted(h: PLMap) -> PLMap:
        return PLMap([(a, h(a)), *((x, y) for x, y in h.vertices if a < x < b), (b, h(b))])

    return distance(restricted(f), restricted(g))


@settings(max_examples=30)
@given(st.lists(st.fractions(max_denominator=1000), min_size=1, max_size=40))
def test_total(numbers: list[Fraction]) -> None:
    assert total(numbers) == sum(numbers)


def test_refusals() -> None:
    tent, shifted, wild = PLMap([(0, 0), ("1/2", 1), (1, 0)]), PLMap([(0, 0), (2, 1)]), PLMap([(0, 0), ("1/2", 2), (1, 0)])
    with pytest.raises(ValueError, match=r"^the functions live on different intervals: f on \[0, 1\], g on \[0, 2\]$"):
        distance(tent, shifted)
    with pytest.raises(ValueError, match=rf"^f\^30 has more than {MAX_PIECES} pieces"):
        expanded(tent, 30)
    with pytest.raises(ValueError, match="t >= 0"):
        expanded(tent, -1)
    with pytest.raises(ValueError, match=r"the vertex \(1/2, 2\) has the value 2"):
        expanded(wild, 2)
