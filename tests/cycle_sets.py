"""Sets of cycles for tests: what they hold, in Fractions, what all of them must satisfy, and maps to look for them."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import pytest
from gmpy2 import mpq
from hypothesis import assume
from hypothesis import strategies as st

import brute
from exactsep.dynamics.cycles import all_cycles
from exactsep.dynamics.orbits import CycleSet
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure

NECKLACES = (2, 1, 2, 3, 6, 9, 18, 30, 56, 99)  # OEIS A001037: the cycles of a full 2-lap map
WIDTH = mpq(1, 2**60)
H, Q1, Q3, T = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 3)


def logistic(r: str) -> PolynomialMap:
    return PolynomialMap([0, r, f"-{r}"], (0, 1))


def box(lo: object, hi: object) -> Enclosure:
    return Enclosure(mpq(lo), mpq(hi))


def points(found: CycleSet) -> set[Fraction]:
    assert all(e.exact for cycle in found.cycles for e in cycle.points)
    return {brute.fraction(e.lo) for cycle in found.cycles for e in cycle.points}


def intervals(found: CycleSet) -> list[tuple[Fraction, Fraction, list[Fraction]]]:
    return [(brute.fraction(k.lo), brute.fraction(k.hi), [brute.fraction(x) for x in k.excluded]) for k in found.intervals]


def counts(f: PolynomialMap, upto: int) -> list[int]:
    sets = all_cycles(f, upto)
    assert all(s.complete for s in sets)
    for found in sets:
        assert_well_formed(f, found)
    return [len(s) for s in sets]


def assert_well_formed(f: PolynomialMap, found: CycleSet) -> None:
    """Disjoint, narrow, dyadic enclosures in I, permuted as the pattern says (in floats, independently of the search)."""
    everything = sorted((e for c in found.cycles for e in c.points), key=lambda e: e.lo)
    assert all(p.hi < q.lo for p, q in pairwise(everything))
    a, b = f.interval
    for cycle in found.cycles:
        assert all(a <= e.lo <= e.hi <= b and e.hi - e.lo <= WIDTH for e in cycle.points)
        assert all(e.exact or e.lo.denominator & (e.lo.denominator - 1) == 0 for e in cycle.points)
        middles = [float(e.middle) for e in cycle.points]
        images = [float(f.at(e.middle)) for e in cycle.points]
        assert [middles[i - 1] for i in cycle.pattern.images] == pytest.approx(images, abs=1e-12)


def arb(x: Any) -> Any:
    return flint.arb(flint.fmpq(int(x.numerator), int(x.denominator)))


@st.composite
def polynomial_maps(draw: st.DrawFn) -> PolynomialMap:
    coefficients = draw(st.lists(st.fractions(-3, 3, max_denominator=6), min_size=3, max_size=4))
    assume(coefficients[-1] != 0)
    return PolynomialMap(coefficients, (-2, 2))


@st.composite
def grid_maps(draw: st.DrawFn, size: int = 6) -> PLMap:
    """Self-maps of [0, 1] with vertices on a grid: slopes +-1, plateaus and fixed vertices are frequent."""
    inner = draw(st.sets(st.integers(1, size - 1), max_size=4))
    xs = [0, *sorted(inner), size]
    ys = draw(st.lists(st.integers(0, size), min_size=len(xs), max_size=len(xs)))
    return PLMap([(Fraction(x, size), Fraction(y, size)) for x, y in zip(xs, ys, strict=True)])
