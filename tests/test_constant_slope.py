"""Constant-slope models (T10): slopes, cycles, rates; which patterns have one, decided a second way."""

from __future__ import annotations

import itertools

import networkx
import numpy
import pytest

from exactsep.numbers.field import Q
from exactsep.patterns.constant_slope import constant_slope, markov_matrix, perron_root, positive_eigenvector
from exactsep.patterns.pattern import Pattern
from exactsep.rates import growth

# rho_3, rho_5, rho_7, rho_9, rho_11, from low to high: z^q - 2 z^(q-2) - 1 divided by z + 1, and by x^2 - x + 1 for q = 7 (T8)
FLOORS = {3: (-1, -1, 1), 5: (-1, 1, -1, -1, 1), 7: (-1, 0, -1, 1), 9: (-1, 1, -1, 1, -1, 1, -1, -1, 1)}
FLOORS[11] = (-1, 1, -1, 1, -1, 1, -1, 1, -1, -1, 1)


def cyclic(n: int) -> list[Pattern]:
    return [Pattern([*_images(order)]) for order in itertools.permutations(range(2, n + 1))]


def _images(order: tuple[int, ...]) -> list[int]:
    orbit = (1, *order)
    images = dict(zip(orbit, orbit[1:] + orbit[:1], strict=True))
    return [images[i] for i in range(1, len(orbit) + 1)]


def has_model(pattern: Pattern) -> bool:
    """Every class of intervals of largest growth is final, and every final class is of largest growth > 1 (in floats)."""
    matrix = numpy.array(markov_matrix(pattern))
    graph = networkx.from_numpy_array(matrix, create_using=networkx.DiGraph)
    condensed = networkx.condensation(graph)
    radius = {
        k: max(abs(numpy.linalg.eigvals(matrix[numpy.ix_(c, c)])))
        for k, c in ((k, sorted(condensed.nodes[k]["members"])) for k in condensed)
    }
    largest = max(radius.values())
    basic = {k for k, r in radius.items() if r > largest - 1e-6}
    final = {k for k in condensed if condensed.out_degree(k) == 0}
    return bool(largest > 1 + 1e-6) and basic == final


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_which_patterns_have_a_model(n: int) -> None:
    for pattern in cyclic(n):
        try:
            f = constant_slope(pattern)
        except ValueError as error:
            assert "has no constant-slope model" in str(error)
            assert not has_model(pattern), pattern
            continue
        assert has_model(pattern), pattern
        assert f.interval == (0, 1)
        rho = f.lipschitz
        assert all(abs(s) == rho for s in f.slopes)
        polynomial = growth(pattern).minimal_polynomial
        assert polynomial is not None
        assert sum(c * rho**k for k, c in enumerate(polynomial)) == 0
        assert abs(float(rho) - float(growth(pattern).lower)) < 1e-12
        assert growth(f).minimal_polynomial == polynomial


@pytest.mark.parametrize("pattern", ["(1 2 3)", "(1 3 4 2 5)", "(1 2 3 4)", "(1 4 2 5 3 6)", "(1 2 4 3 5)"])
def test_the_model_has_the_cycle(pattern: str) -> None:
    theta = Pattern.parse(pattern)
    f = constant_slope(theta)
    lengths_left = [f.field(0)]
    matrix, v = markov_matrix(theta), []
    points = sorted({*(x for x, _ in f.vertices), *(y for _, y in f.vertices)})
    while len(points) < theta.period:
        points = sorted({*points, *(f(x) for x in points)})
    assert [points.index(f(x)) + 1 for x in points] == list(theta.images)
    v = [q - p for p, q in itertools.pairwise(points)]
    assert all(
        sum((x for a, x in zip(row, v, strict=True) if a), lengths_left[0]) == f.lipschitz * u for row, u in zip(matrix, v, strict=True)
    )


@pytest.mark.parametrize("q", [3, 5, 7, 9, 11])
def test_stefan_models(q: int) -> None:
    f = constant_slope(Pattern.stefan(q))
    assert f.field.polynomial == FLOORS[q]  # type: ignore[attr-defined]
    rho = f.lipschitz
    assert rho**q - 2 * rho ** (q - 2) - 1 == 0
    assert rho * rho > 2


@pytest.mark.parametrize(("n", "root"), [(6, 3), (10, 5), (12, 3), (14, 7)])
def test_doubled_models(n: int, root: int) -> None:
    """The least rate of period 2^k q is rho_q^(1/2^k); the matrix is reducible, and has a positive eigenvector."""
    theta = Pattern.least_rate(n)
    f = constant_slope(theta)
    matrix = markov_matrix(theta)
    assert (
        len(list(networkx.strongly_connected_components(networkx.from_numpy_array(numpy.array(matrix), create_using=networkx.DiGraph)))) > 1
    )
    power = f.lipschitz ** (n // root)
    assert power**root - 2 * power ** (root - 2) - 1 == 0


def test_integer_rates_need_no_field() -> None:
    rho, field = perron_root([[1, 1, 0], [1, 1, 0], [1, 0, 1]], Pattern([1]))
    assert (rho, field) == (2, Q)
    assert positive_eigenvector([[1, 1, 0], [1, 1, 0], [1, 0, 1]], rho, field) == [2, 2, 2]
    assert positive_eigenvector([[1, 1, 1], [1, 1, 0], [0, 0, 1]], rho, field) is None


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(1)", "its rate is 1"),
        ("(1 2)", "its rate is 1"),
        ("(1 3 2 4)", "its rate is 1"),
    ],
)
def test_no_model(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        constant_slope(Pattern.parse(pattern))


def test_limits() -> None:
    with pytest.raises(ValueError, match="periods up to 200, not 201"):
        constant_slope(Pattern.stefan(201))
    with pytest.raises(ValueError, match="degree 26, over the limit 24"):
        constant_slope(Pattern.stefan(27))
