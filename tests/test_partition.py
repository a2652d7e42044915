"""Markov partitions by hand, and of random maps by definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from covered_maps import HORSESHOES, tent_of_slope
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.partition import markov_partition
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from strategies import REFLECTION, Affine, affine_changes, markov_maps


def points_of(covering: Covering) -> list[Fraction]:
    ends = [brute.fraction(left.lo) for left, _ in covering.intervals]
    return [*ends, brute.fraction(covering.intervals[-1][1].lo)]


@pytest.mark.parametrize(
    ("name", "points", "matrix"),
    [
        ("tent", ["0", "1/2", "1"], [[1, 1], [1, 1]]),
        ("full:3", ["0", "1/3", "2/3", "1"], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
        ("skew:2/3", ["0", "2/3", "1"], [[1, 1], [1, 1]]),
        ("stefan:3", ["0", "1/2", "1"], [[0, 1], [1, 1]]),
        ("stefan:5", ["0", "1/4", "1/2", "3/4", "1"], [[0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 0]]),
        (
            "plateau",
            ["0", "2/7", "3/7", "4/7", "6/7", "1"],
            [[1, 1, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [1, 0, 0, 0, 0]],
        ),
    ],
)
def test_markov_partitions(name: str, points: list[str], matrix: list[list[int]]) -> None:
    covering = markov_partition(named_map(name))
    assert covering is not None
    assert covering.complete
    assert points_of(covering) == [Fraction(p) for p in points]
    assert covering.matrix() == matrix


def test_markov_partitions_of_polynomials() -> None:
    chebyshev = markov_partition(PolynomialMap([0, 4, -4]))
    assert chebyshev is not None
    assert points_of(chebyshev) == [0, Fraction(1, 2), 1]
    assert chebyshev.matrix() == [[1, 1], [1, 1]]
    fixed = markov_partition(PolynomialMap([0, 2, -2]))
    assert fixed is not None
    assert (points_of(fixed), fixed.matrix()) == ([0, Fraction(1, 2), 1], [[1, 0], [1, 0]])
    assert markov_partition(PolynomialMap([0, "15/4", "-15/4"])) is None
    assert markov_partition(PolynomialMap([1, 0, -8, 0, 8], (-1, 1))) is None, "its turning points are irrational"


@pytest.mark.parametrize("f", HORSESHOES)
def test_a_polynomial_that_leaves_its_interval_has_no_markov_partition(f: PolynomialMap) -> None:
    """A normal input, for which only intervals inside of I are used."""
    assert f.leaves_at is not None
    assert markov_partition(f) is None


def test_no_markov_partition() -> None:
    assert markov_partition(tent_of_slope("3/2")) is None
    assert markov_partition(named_map("trimodal")) is None


def test_the_number_of_points_is_limited() -> None:
    f = named_map("stefan:21")
    covering = markov_partition(f, max_points=21)
    assert covering is not None
    assert len(covering) == 20
    assert markov_partition(f, max_points=20) is None


@pytest.mark.parametrize(
    ("f", "matrix"),
    [
        (PLMap([(0, 0), (1, 1)]), [[1]]),
        (PLMap([(0, 1), (1, 0)]), [[1]]),
        (PLMap([(0, "1/2"), (1, "1/2")]), [[0, 0], [0, 0]]),
        (PLMap([(0, 0), ("1/3", "1/3"), ("1/2", 1), (1, 0)]), [[1, 1], [1, 1]]),
    ],
)
def test_special_maps(f: PLMap, matrix: list[list[int]]) -> None:
    covering = markov_partition(f)
    assert covering is not None
    assert covering.matrix() == matrix


@settings(max_examples=50)
@given(markov_maps())
def test_random_markov_maps(f: PLMap) -> None:
    """The partition holds all turning points and is mapped into itself; its matrix is the one that the definition gives."""
    covering = markov_partition(f)
    assert covering is not None
    points = points_of(covering)
    vertices = brute.vertices_of(f)
    assert {brute.value(vertices, p) for p in points} <= set(points)
    assert set(f.turning_points) <= set(points)
    assert (points[0], points[-1]) == (0, 1)
    for p, q in pairwise(points):
        inside = [brute.value(vertices, p), *(y for x, y in vertices if p < x < q), brute.value(vertices, q)]
        assert inside == sorted(inside) or inside == sorted(inside, reverse=True)
    assert covering.matrix() == brute.markov_matrix(lambda x: brute.value(vertices, x), points)


@settings(max_examples=50)
@given(markov_maps(), st.one_of(affine_changes(), st.just(REFLECTION)))
def test_conjugate_maps_have_conjugate_partitions(f: PLMap, change: Affine) -> None:
    mine, theirs = markov_partition(f), markov_partition(change.conjugate(f))
    assert mine is not None
    assert theirs is not None
    assert sorted(change(p) for p in points_of(mine)) == points_of(theirs)
    turn = 1 if change.r > 0 else -1
    assert [row[::turn] for row in mine.matrix()[::turn]] == theirs.matrix()
