"""Constant-slope models (T10): the map with a cycle of a given pattern whose slopes are all +rho or -rho.

rho > 1 is the spectral radius of the Markov matrix A of the pattern. If A v = rho v for some v > 0, intervals of lengths v_i, on which
the pattern is followed with slopes +-rho, form a piecewise affine map: its Lipschitz constant is rho, its rate is rho, so that rate <= L
(T11) is an equality. Such a v exists iff every interval leads to one of largest growth and none of those leads to another; it is then the
projection of (1, ..., 1) to the eigenspace of rho."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import flint

from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.enclosure import Enclosure, real_roots
from exactsep.numbers.field import Field, Q
from exactsep.numbers.minimal_polynomial import MAX_DEGREE
from exactsep.patterns.pattern import Pattern

MAX_MODEL_PERIOD = 200


def constant_slope(pattern: Pattern | str | Sequence[int]) -> PLMap:
    """The constant-slope model of a pattern (or of its notation, "(1 3 4 2 5)") on [0, 1], over Q(rho), or Q if rho is an integer.

    Raises ValueError if the pattern has none: if rho = 1, or if A v = rho v has no solution v > 0; and if its period is
    over 200 or the degree of rho over 24."""
    pattern = Pattern(pattern)
    if pattern.period > MAX_MODEL_PERIOD:
        raise ValueError(f"constant-slope models are built for periods up to {MAX_MODEL_PERIOD}, not {pattern.period}")
    matrix = markov_matrix(pattern)
    rho, field = perron_root(matrix, pattern)
    lengths = positive_eigenvector(matrix, rho, field)
    if lengths is None:
        raise ValueError(f"the pattern {pattern} has no constant-slope model: A v = rho v has no solution v > 0")
    total = sum(lengths[1:], lengths[0])
    points = list(accumulate((v / total for v in lengths), initial=field(0)))
    return PLMap([(x, points[image - 1]) for x, image in zip(points, pattern.images, strict=True)], field)


def markov_matrix(pattern: Pattern) -> list[list[int]]:
    """A_ij = 1 if the interval J_i between neighbouring points covers J_j, else 0 (T6)."""
    n = pattern.period - 1
    return [[int(j1 <= j < j2) for j in range(1, n + 1)] for _, j1, j2 in pattern.covering_ranges()]


def perron_root(matrix: list[list[int]], pattern: Pattern) -> tuple[Any, Field]:
    """The spectral radius rho > 1 of a matrix, as an element of Q or of Q(rho). Raises ValueError if it is at most 1."""
    top = _largest_root(matrix, 96) if matrix else None
    if top is None or top[0].hi <= 1:
        raise ValueError(f"the pattern {pattern} has no constant-slope model: its rate is 1, and T10 needs one above 1")
    root, factor = top
    if factor.degree() == 1:
        return Q(root.lo), Q
    if factor.degree() > MAX_DEGREE:
        raise ValueError(
            f"the rate of the pattern {pattern} has the degree {factor.degree()}, over the limit {MAX_DEGREE} of number fields"
        )
    field = NumberField([int(c) for c in factor.coeffs()], (root.lo, root.hi))
    return field.generator, field


def _largest_root(matrix: list[list[int]], bits: int) -> tuple[Enclosure, flint.fmpz_poly] | None:
    """The largest real root of the characteristic polynomial, and the irreducible factor that it belongs to."""
    _, factors = flint.fmpz_mat(matrix).charpoly().factor()
    tops = [(roots[-1][0], factor) for factor, _ in factors if (roots := real_roots(flint.fmpq_poly(factor), bits))]
    tops.sort(key=lambda top: top[0].lo)
    if len(tops) >= 2 and tops[-2][0].hi >= tops[-1][0].lo:
        return _largest_root(matrix, 2 * bits)
    return tops[-1] if tops else None


def positive_eigenvector(matrix: list[list[int]], rho: Any, field: Field) -> list[Any] | None:
    """v > 0 with A v = rho v, or None: v = q(A) (1, ..., 1) with q(z) = m(z)/(z - rho), m the minimal polynomial of A."""
    minimal = [int(c) for c in flint.fmpz_mat(matrix).minpoly().coeffs()]
    quotient = list(accumulate(reversed(minimal), lambda q, c: q * rho + c))[-2::-1]  # from low to high
    power, v = [1] * len(matrix), [field(0)] * len(matrix)
    for c in quotient:
        v = [x + c * n for x, n in zip(v, power, strict=True)]
        power = [sum(n for a, n in zip(row, power, strict=True) if a) for row in matrix]
    images = [sum((x for a, x in zip(row, v, strict=True) if a), field(0)) for row in matrix]
    solves = all(image == rho * x for image, x in zip(images, v, strict=True))
    return v if solves and all(x > 0 for x in v) else None
