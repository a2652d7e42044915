"""Cycles of polynomial maps: against closed formulas and known counts, at known points, and at tangencies."""

import math

import flint
import pytest
from gmpy2 import mpq

from cycle_sets import NECKLACES, arb, box, counts, logistic
from exactsep.dynamics.cycles import cycles
from exactsep.dynamics.cycles.search import increases
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.patterns.pattern import Pattern

# -- known counts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (logistic("15/4"), (2, 1, 0, 1, 2, 2, 2, 3)),
        (logistic("4"), NECKLACES[:8]),
        (PolynomialMap([-2, 0, 1], (-2, 2)), NECKLACES[:6]),
        (PolynomialMap([0, 8, -8], (0, 1)), NECKLACES[:7]),  # a horseshoe: [0,1] is not invariant
        (PolynomialMap([0, -3, 0, 4], (-1, 1)), (3, 3, 8, 18)),  # Chebyshev T3: (1/n) sum mu(d) 3^(n/d)
        (PolynomialMap([1, 0, -8, 0, 8], (-1, 1)), (4, 6, 20)),  # Chebyshev T4
        (logistic("16/5"), (2, 1, 0, 0, 0, 0, 0, 0)),  # attracting 2-cycle
        (logistic("7/2"), (2, 1, 0, 1, 0, 0, 0, 0)),  # attracting 4-cycle
        (PolynomialMap([0, 0, 1], (-1, 1)), (2, 0, 0, 0)),  # superstable 0
        (PolynomialMap([-1, 0, 1], (-2, 2)), (2, 1, 0, 0, 0, 0)),  # superstable 2-cycle 0, -1
        (PolynomialMap(["-4/3", 0, 1], (-2, 2)), (2, 1, 0, 1, 0, 0, 0, 0)),
    ],
)
def test_known_counts(f: PolynomialMap, expected: tuple[int, ...]) -> None:
    assert counts(f, len(expected)) == list(expected)


def test_period_three_window() -> None:
    """logistic 383/100 has an attracting 3-cycle; with the golden mean shift it has the cycles of Lucas numbers, and 0."""
    lucas = [1, 3, 4, 7, 11, 18, 29, 47]
    mobius = {1: 1, 2: -1, 3: -1, 4: 0, 5: -1, 6: 1, 7: -1, 8: 0}
    golden = [sum(mobius[d] * lucas[n // d - 1] for d in mobius if n % d == 0) // n for n in range(1, 9)]
    expected = [c + (n in (1, 3)) for n, c in enumerate(golden, start=1)]
    assert counts(logistic("383/100"), 8) == expected


def test_either_side_of_a_window() -> None:
    """Period 3 appears at 1 + sqrt 8 = 3.82842712...: two cycles just above, none just below, two points 10^-4 apart told apart."""
    assert len(cycles(logistic("38284272/10000000"), 3)) == 2
    assert len(cycles(logistic("38284271/10000000"), 3)) == 0


@pytest.mark.slow
def test_long_periods_of_logistic_maps() -> None:
    assert counts(logistic("4"), 10) == list(NECKLACES)
    assert len(cycles(logistic("4"), 12)) == 335
    assert counts(logistic("3"), 16) == [2] + [0] * 15


# -- known points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_logistic_4_is_conjugate_to_the_tent(n: int) -> None:
    """x = sin^2(pi theta / 2) with theta a periodic point of the tent: the same patterns in the same order, the points by formula."""
    smooth = cycles(logistic("4"), n)
    tent = cycles(PLMap([(0, 0), ("1/2", 1), (1, 0)]), n)
    assert [c.pattern for c in smooth.cycles] == [c.pattern for c in tent.cycles]
    with flint.ctx.workprec(200):
        for here, there in zip(smooth.cycles, tent.cycles, strict=True):
            for e, theta in zip(here.points, there.points, strict=True):
                point = flint.arb.sin_pi(arb(theta.lo) / 2) ** 2
                assert point >= arb(e.lo) - flint.arb(2) ** -150
                assert point <= arb(e.hi) + flint.arb(2) ** -150


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_chebyshev_3_is_conjugate_to_the_zigzag(n: int) -> None:
    """x = -cos(pi theta) turns the zigzag with 3 laps into T3; periodic points are cos(2 pi k / (3^n +- 1))."""
    smooth = cycles(PolynomialMap([0, -3, 0, 4], (-1, 1)), n)
    zigzag = cycles(PLMap([(0, 0), ("1/3", 1), ("2/3", 0), (1, 1)]), n)
    assert [c.pattern for c in smooth.cycles] == [c.pattern for c in zigzag.cycles]
    theta = [float(e.lo) for c in zigzag.cycles for e in c.points]
    found = [float(e.middle) for c in smooth.cycles for e in c.points]
    assert found == pytest.approx([-math.cos(math.pi * t) for t in theta], abs=1e-12)


def test_rational_points_are_exact() -> None:
    fixed, two = cycles(logistic("15/4"), 1), cycles(logistic("7/2"), 2)
    assert fixed.orbits == ((box(0, 0),), (box("11/15", "11/15"),))
    assert two.orbits == ((box("3/7", "3/7"), box("6/7", "6/7")),)
    assert all(e.exact for c in cycles(PolynomialMap([-1, 0, 1], (-2, 2)), 2).cycles for e in c.points)


def test_two_cycle_of_logistic_16_5() -> None:
    """The 2-cycle of r x (1 - x): (r + 1 +- sqrt((r - 3)(r + 1))) / 2r, that is roots of r^2 x^2 - r (r + 1) x + r + 1."""
    (cycle,) = cycles(logistic("16/5"), 2).cycles
    r = mpq(16, 5)
    for e in cycle.points:
        signs = [r * r * x * x - r * (r + 1) * x + r + 1 > 0 for x in (e.lo, e.hi)]
        assert signs[0] != signs[1]
    assert str(cycle.pattern) == "(1 2)"


def test_patterns_of_logistic_15_4() -> None:
    """There is no 3-cycle, so the two 5-cycles are Stefan cycles (Stefan 1977: other 5-cycles force period 3)."""
    assert [c.pattern for c in cycles(logistic("15/4"), 5).cycles] == [Pattern.stefan(5)] * 2
    assert [str(c.pattern) for c in cycles(logistic("15/4"), 4).cycles] == ["(1 3 2 4)"]
    assert [str(c.pattern) for c in cycles(logistic("7/2"), 4).cycles] == ["(1 3 2 4)"]


# -- tangencies --------------------------------------------------------------------------------------------


def test_period_doubling_point() -> None:
    """x^2 - 3/4: the fixed point -1/2 has multiplier -1, a triple root of f^2(x) - x; no 2-cycle yet."""
    f = PolynomialMap(["-3/4", 0, 1], ("-3/2", "3/2"))
    assert counts(f, 8) == [2, 0, 0, 0, 0, 0, 0, 0]
    assert cycles(f, 1).orbits == ((box("-1/2", "-1/2"),), (box("3/2", "3/2"),))


def test_second_period_doubling_point() -> None:
    """x^2 - 5/4: the 2-cycle has multiplier -1."""
    assert counts(PolynomialMap(["-5/4", 0, 1], (-2, 2)), 8) == [2, 1, 0, 0, 0, 0, 0, 0]


def test_cusp_of_the_period_three_window() -> None:
    """x^2 - 7/4: the two 3-cycles have just met, at double roots of f^3(x) - x, the roots of 8x^3 + 4x^2 - 18x - 1."""
    f = PolynomialMap(["-7/4", 0, 1], (-2, 2))
    (cycle,) = cycles(f, 3).cycles
    for e in cycle.points:
        signs = [8 * x**3 + 4 * x**2 - 18 * x - 1 > 0 for x in (e.lo, e.hi)]
        assert signs[0] != signs[1]
    assert str(cycle.pattern.mirror()) == "(1 2 3)"
    assert counts(f, 7) == [2, 1, 1, 1, 2, 2, 4]


def test_logistic_3() -> None:
    """2/3 has multiplier -1; in f^2, f^4, ... it is set aside by algebra or by returning to f^2."""
    assert counts(logistic("3"), 9) == [2, 0, 0, 0, 0, 0, 0, 0, 0]
    assert cycles(logistic("3"), 14).complete  # degree 16384: only the return argument can know


@pytest.mark.parametrize("m", [2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("sign", [1, -1])
def test_high_order_tangencies(m: int, sign: int) -> None:
    """x + x^m and -x + x^m: 0 is the only fixed point here, a root of multiplicity m or more of f^2(x) - x; no cycles."""
    f = PolynomialMap([0, sign] + [0] * (m - 2) + [1], ("-9/10", "9/10"))
    assert counts(f, 4) == [1, 0, 0, 0]


def test_the_return_argument_needs_monotonicity() -> None:
    f = logistic("3")
    near, wide = box("21/32", "43/64"), box("1/4", "7/8")
    assert increases(f, 2, 12, near)
    assert not increases(f, 1, 12, near)
    assert not increases(f, 2, 12, wide)
