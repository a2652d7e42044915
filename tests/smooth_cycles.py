"""Polynomial maps for tests of their cycles, and what every set of cycles must satisfy."""

from itertools import pairwise
from typing import Any

import flint
import pytest
from gmpy2 import mpq
from hypothesis import assume
from hypothesis import strategies as st

from exactsep.dynamics.cycles import all_cycles
from exactsep.dynamics.orbits import CycleSet
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure

NECKLACES = (2, 1, 2, 3, 6, 9, 18, 30, 56, 99)  # OEIS A001037: the cycles of a full 2-lap map
WIDTH = mpq(1, 2**60)


def logistic(r: str) -> PolynomialMap:
    return PolynomialMap([0, r, f"-{r}"], (0, 1))


def box(lo: object, hi: object) -> Enclosure:
    return Enclosure(mpq(lo), mpq(hi))


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
