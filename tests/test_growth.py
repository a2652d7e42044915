"""Growth rates against sympy's factorizations, numpy's eigenvalues and published numbers; the vector of T4 by its own inequality."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.dynamics.covering import Branch, Covering, covering_of_cycle
from exactsep.dynamics.growth import MAX_CHARPOLY, blocks, growth, radius_bounds
from exactsep.dynamics.orbits import Cycle
from exactsep.dynamics.partition import markov_partition
from exactsep.families import named_map
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern
from strategies import markov_maps, patterns

Z = sympy.Symbol("z")
GOLDEN = (1 + sympy.sqrt(5)) / 2


def covering_of(matrix: list[list[int]]) -> Covering:
    """Any matrix of natural numbers, one branch for each unit."""
    branches = [Branch(i, Q(i), Q(i + 1), j, j, True) for i, row in enumerate(matrix) for j, n in enumerate(row) for _ in range(n)]
    ends = [Enclosure(Q(i), Q(i)) for i in range(len(matrix) + 1)]
    return Covering(tuple(pairwise(ends)), tuple(branches))


def covering_of_pattern(pattern: Pattern) -> Covering:
    return covering_of_cycle(Cycle(tuple(Enclosure(Q(i), Q(i)) for i in range(pattern.period)), pattern))


def partition_of(name: str) -> Covering:
    covering = markov_partition(named_map(name))
    assert covering is not None
    return covering


def radius(matrix: list[list[int]]) -> Any:
    """The spectral radius, as the largest real root of sympy's characteristic polynomial (Perron and Frobenius)."""
    roots = sympy.real_roots(sympy.Poly(brute.characteristic_polynomial(matrix)[::-1], Z))
    return max(roots, default=sympy.Integer(0))


def minimal_polynomial(matrix: list[list[int]]) -> tuple[int, ...]:
    """The irreducible factor of the characteristic polynomial that has the spectral radius as a root."""
    rho = radius(matrix)
    _, factors = sympy.factor_list(sympy.Poly(brute.characteristic_polynomial(matrix)[::-1], Z))
    (factor,) = [f for f, _ in factors if any(r == rho for r in sympy.real_roots(f))]
    return tuple(int(c) for c in reversed(factor.all_coeffs()))


def require_vector(covering: Covering) -> None:
    """T4: w >= 0, w != 0, w A >= lam w entrywise."""
    g = growth(covering)
    matrix, size = covering.matrix(), range(len(covering))
    assert len(g.vector) == len(covering)
    assert all(type(w) is int and w >= 0 for w in g.vector)
    assert any(g.vector) == (g.lam > 0)
    assert all(sum(g.vector[i] * matrix[i][j] for i in size) >= g.lam * g.vector[j] for j in size)


# -- known rates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "polynomial"),
    [
        ("tent", (-2, 1)),
        ("full:3", (-3, 1)),
        ("full:50", (-50, 1)),
        ("skew:2/3", (-2, 1)),
        ("plateau", (-1, -1, 1)),
        ("stefan:3", (-1, -1, 1)),
        ("stefan:5", (-1, 1, -1, -1, 1)),
        ("stefan:7", (-1, 0, -1, 1)),
    ],
)
def test_known_rates(name: str, polynomial: tuple[int, ...]) -> None:
    """T8: the rate of the Stefan cycle of period q is the root > 1 of z^q - 2 z^(q-2) - 1, which has factors."""
    g = growth(partition_of(name))
    assert g.minimal_polynomial == polynomial
    root = max(sympy.real_roots(sympy.Poly(polynomial[::-1], Z)))
    assert sympy.Rational(str(g.lower)) <= root <= sympy.Rational(str(g.upper))
    assert g.upper - g.lower <= Fraction(1, 10**12)
    assert g.lower - g.lam < Fraction(1, 10**12)
    require_vector(partition_of(name))


def test_integer_rates_are_exact() -> None:
    for name, rate in [("tent", 2), ("full:3", 3), ("full:50", 50)]:
        g = growth(partition_of(name))
        assert g.lower == g.upper == g.lam == rate
        assert set(g.vector) == {1}


def test_the_three_rates_of_4_cycles() -> None:
    """T8: 1, 1.8392867552... (tribonacci) and 1 + sqrt 2."""
    found = set()
    for order in permutations(range(1, 4)):
        g = growth(covering_of_pattern(Pattern.of_orbit([0, *order])))
        found.add((g.minimal_polynomial, f"{float(g.lower):.10f}", f"{float(g.upper):.10f}"))
    assert found == {
        ((-1, 1), "1.0000000000", "1.0000000000"),
        ((-1, -1, -1, 1), "1.8392867552", "1.8392867552"),
        ((-1, -2, 1), "2.4142135624", "2.4142135624"),
    }


def test_rate_floors_of_odd_periods() -> None:
    """T8: no pattern of period 5 has a smaller rate than the Stefan cycle, and all have a rate over sqrt 2."""
    floor = growth(covering_of_pattern(Pattern.stefan(5)))
    assert f"{float(floor.lower):.10f}" == "1.5128763969"
    for order in permutations(range(1, 5)):
        g = growth(covering_of_pattern(Pattern.of_orbit([0, *order])))
        assert g.upper >= floor.lower
        assert g.lower**2 > 2


def test_large_stefan_cycles() -> None:
    """rho_q decreases to sqrt 2; the sign of z^q - 2 z^(q-2) - 1 at both ends of the enclosure shows that the root is inside."""

    def defect(q: int, z: Any) -> Any:
        return z**q - 2 * z ** (q - 2) - 1

    for q in (21, 163):
        g = growth(covering_of_pattern(Pattern.stefan(q)))
        assert defect(q, g.lower) <= 0 <= defect(q, g.upper)
        assert g.upper - g.lower <= Fraction(1, 10**12)
        assert (g.minimal_polynomial is None) == (q - 1 > MAX_CHARPOLY)


# -- random matrices and patterns ---------------------------------------------------------------------------


@settings(max_examples=30)
@given(patterns((2, 7)))
def test_patterns_against_sympy(pattern: Pattern) -> None:
    matrix = brute.pattern_rows(pattern.images)
    g = growth(covering_of_pattern(pattern))
    rho = radius(matrix)
    assert g.minimal_polynomial == minimal_polynomial(matrix)
    assert sympy.Rational(str(g.lower)) <= rho <= sympy.Rational(str(g.upper))
    assert g.upper - g.lower <= Fraction(1, 10**12)


@settings(max_examples=60)
@given(patterns((2, 12)))
def test_patterns_against_numpy(pattern: Pattern) -> None:
    covering = covering_of_pattern(pattern)
    g = growth(covering)
    eigenvalue = float(max(abs(np.linalg.eigvals(np.array(covering.matrix(), dtype=float)))))
    assert abs(float(g.lower) - eigenvalue) < 1e-3 * eigenvalue
    assert g.upper - g.lower <= Fraction(1, 10**12)
    assert 0 <= g.lower - g.lam <= Fraction(1, 10**12)
    require_vector(covering)


@settings(max_examples=40)
@given(patterns())
def test_mirror_images_have_the_same_rate(pattern: Pattern) -> None:
    g, mirrored = growth(covering_of_pattern(pattern)), growth(covering_of_pattern(pattern.mirror()))
    assert (g.minimal_polynomial, g.lower, g.upper) == (mirrored.minimal_polynomial, mirrored.lower, mirrored.upper)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[int]]:
    """Sparse ones, often reducible or nilpotent, with entries up to 3."""
    n = draw(st.integers(1, 6))
    entry = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
    return draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=n, max_size=n))


@settings(max_examples=25)
@given(matrices())
def test_matrices_against_sympy(matrix: list[list[int]]) -> None:
    covering = covering_of(matrix)
    g = growth(covering)
    rho = radius(matrix)
    assert g.minimal_polynomial == minimal_polynomial(matrix)
    assert sympy.Rational(str(g.lower)) <= rho <= sympy.Rational(str(g.upper))
    assert g.upper - g.lower <= Fraction(1, 10**12)
    quick = radius_bounds(covering)
    assert sympy.Rational(str(quick[0])) <= rho <= sympy.Rational(str(quick[1]))
    require_vector(covering)
    assert 0 <= g.lower - g.lam <= Fraction(1, 10**12)


@settings(max_examples=60)
@given(markov_maps((2, 6)))
def test_markov_maps_against_numpy(f: Any) -> None:
    covering = markov_partition(f)
    assert covering is not None
    g = growth(covering)
    eigenvalue = float(max(abs(np.linalg.eigvals(np.array(covering.matrix(), dtype=float)))))
    assert abs(float(g.upper) - eigenvalue) < 1e-3
    require_vector(covering)


# -- special shapes ------------------------------------------------------------------------------------------


def test_growth_of_many_intervals() -> None:
    """stefan:601, 600 intervals in one component: the same accuracy as for few, and the proved rate is below the lower side."""
    g = growth(covering_of_pattern(Pattern.stefan(601)))
    assert g.lam <= g.lower <= g.upper
    assert g.lower**601 - 2 * g.lower**599 <= 1 <= g.upper**601 - 2 * g.upper**599
    assert g.upper - g.lower <= Fraction(1, 10**12)


def test_nilpotent() -> None:
    g = growth(covering_of([[0, 1, 2], [0, 0, 1], [0, 0, 0]]))
    assert (g.lower, g.upper, g.lam, g.minimal_polynomial, g.block, g.vector) == (0, 0, 0, (0, 1), None, (0, 0, 0))
    assert radius_bounds(covering_of([[0, 1], [0, 0]])) == (0, 0)


def test_permutations_have_radius_1() -> None:
    g = growth(covering_of([[0, 1, 0], [0, 0, 1], [1, 0, 0]]))
    assert (g.lower, g.upper, g.lam, g.minimal_polynomial) == (1, 1, 1, (-1, 1))


def test_the_fastest_component_decides() -> None:
    """Blocks of radius 2 and golden ratio, the first reaching the second; only the block of radius 2 carries the vector."""
    g = growth(covering_of([[0, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 1, 1]]))
    assert (g.lower, g.minimal_polynomial, g.vector) == (2, (-2, 1), (0, 0, 1, 1))
    assert g.block is not None
    assert g.block.indices == (2, 3)


def test_close_components_are_told_apart() -> None:
    """Rings of 12 and of 13 with a chord: radii 1.0835... and 1.0742..."""

    def ring(n: int, *chords: int) -> list[list[int]]:
        matrix = [[int(j == (i + 1) % n) for j in range(n)] for i in range(n)]
        for k in chords:
            matrix[n - 1][k] += 1
        return matrix

    one, other = ring(12, 6), ring(13, 6)
    both = [[*row, *[0] * 13] for row in one] + [[*[0] * 12, *row] for row in other]
    g = growth(covering_of(both))
    assert g.minimal_polynomial == max((growth(covering_of(m)) for m in (one, other)), key=lambda h: h.lower).minimal_polynomial
    exact = {len(m): max(np.roots(brute.characteristic_polynomial(m)[::-1]).real) for m in (one, other)}
    assert g.block is not None
    assert len(g.block.indices) == max(exact, key=lambda n: exact[n])


def test_blocks() -> None:
    covering = covering_of([[1, 1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0]])
    assert [block.indices for block in blocks(covering)] == [(0,), (1, 2)]
    assert blocks(covering)[1].rows == (((1, 1),), ((0, 1),))
    assert blocks(covering)[1].columns == (((1, 1),), ((0, 1),))


def test_slowly_mixing_matrices() -> None:
    """Two full blocks joined by a single edge each way: the second eigenvalue is close to the first."""
    n = 40
    matrix = [[int(i // n == j // n) for j in range(2 * n)] for i in range(2 * n)]
    matrix[0][n] = matrix[n][0] = 1
    g = growth(covering_of(matrix))
    eigenvalue = max(np.linalg.eigvals(np.array(matrix, dtype=float)).real)
    assert abs(float(g.lower) - eigenvalue) < 1e-9
    assert g.upper - g.lower <= Fraction(1, 10**12)
    require_vector(covering_of(matrix))


def test_multiplicities() -> None:
    g = growth(covering_of([[7]]))
    assert (g.lower, g.upper, g.lam, g.vector) == (7, 7, 7, (1,))
    g = growth(covering_of([[0, 3], [3, 0]]))
    assert (g.lower, g.upper, g.minimal_polynomial) == (3, 3, (-3, 1))
    g = growth(covering_of([[0, 2], [1, 0]]))
    assert g.minimal_polynomial == (-2, 0, 1)
    assert g.lower**2 <= 2 <= g.upper**2
