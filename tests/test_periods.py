"""The table of periods: rates from the literature, older counts by hand, every number by the checker; and rate <= L (T11)."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

import brute
from exactsep.families import EXAMPLES, Example
from exactsep.inverse.periods import above_root_two, is_irreducible, older_width, period_table
from exactsep.inverse.slopes import rate_and_lipschitz
from exactsep.maps.piecewise import PLMap
from strategies import patterns

# Block, Guckenheimer, Misiurewicz & Young 1980, to the digits that are usually printed; of an even period the root of that of its half.
RATES = {3: "1.6180339887", 5: "1.5128763968", 7: "1.4655712318", 6: "1.2720196495", 10: "1.2299904051"}


@pytest.mark.parametrize(("period", "t"), [(3, 30), (5, 30), (7, 30), (6, 9), (10, 9)])
def test_rows(period: int, t: int) -> None:
    (row,) = period_table([period], [1, 2, 3], t)
    low = Fraction(RATES[period])
    assert low <= brute.fraction(row.floor.lower) <= brute.fraction(row.floor.upper) <= low + Fraction(1, 10**10)
    assert row.model is not None
    assert row.slope is not None
    assert row.slope.equal
    assert {abs(s) for s in row.model.slopes} == {row.model.lipschitz}
    assert low <= row.model.lipschitz <= low + Fraction(1, 10**10)
    assert low - Fraction(1, 10**6) <= brute.fraction(row.slope.rate) <= row.model.lipschitz
    assert row.irreducible == (period % 2 == 1)
    assert row.slope.certificate is not None
    assert row.slope.certificate.check()["accepted"] is True
    assert [w.excluded.norm for w in row.norms] == ["sup", "sign", "l1"]
    for w in row.norms:
        made = w.excluded.certificate
        assert made is not None
        assert made.check()["accepted"] is True
        claim = made.data["claim"]
        assert (claim["kind"], claim["iterate"], claim["pieces"]) == (w.excluded.norm, t, w.excluded.pieces)
        older = claim["points"] // 4 if claim["kind"] == "sign" else claim["pieces"]
        for depth, width, old in zip((1, 2, 3), w.widths, w.older, strict=True):
            assert (width or 0) == next(u for u in count() if (u + 2) ** depth > claim["pieces"])
            assert (old or 0) == next(u for u in count() if (2 * u + 2) ** depth > older)


def test_powers_of_two() -> None:
    for row in period_table([1, 2, 4, 8]):
        assert (row.floor.lower, row.floor.upper, row.model, row.slope, row.above, row.norms) == (1, 1, None, None, None, ())


def test_order_and_repetition_are_kept() -> None:
    assert [row.period for row in period_table([8, 2, 8])] == [8, 2, 8]


@pytest.mark.parametrize("q", [*range(3, 60, 2), 101, 301])
def test_above_root_two(q: int) -> None:
    found = above_root_two(q)
    z = brute.fraction(found.z)
    assert (brute.fraction(found.square), brute.fraction(found.value)) == (z * z, z**q - 2 * z ** (q - 2) - 1)
    assert found.square > 2
    assert found.value < 0


@given(st.integers(0, 10**6), st.integers(1, 8))
def test_older_width(pieces: int, depth: int) -> None:
    u = older_width(pieces, depth) or 0
    assert (2 * u + 2) ** depth > pieces
    assert u == 0 or (2 * u) ** depth <= pieces


@given(patterns((2, 7)))
def test_irreducible(pattern: object) -> None:
    """By the powers of the matrix: every entry of A + A^2 + ... + A^n is positive."""
    matrix = brute.pattern_rows(pattern.images)  # type: ignore[attr-defined]
    n = len(matrix)
    reached = [[any(brute.power(matrix, k)[i][j] for k in range(1, n + 1)) for j in range(n)] for i in range(n)]
    assert is_irreducible(pattern) == all(all(row) for row in reached)  # type: ignore[arg-type]


# -- rate <= L (T11) --------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.sample)
def test_rate_is_at_most_the_lipschitz_constant(example: Example) -> None:
    found = rate_and_lipschitz(example.sample)
    assert 1 < found.rate <= found.lipschitz
    assert found.certificate is not None
    assert found.certificate.check()["accepted"] is True
    assert Fraction(found.certificate.data["claim"]["rate"]) == brute.fraction(found.rate)
    assert found.equal == (example.name in {"tent", "full", "golden", "golden-wide", "slope"})
    if found.equal:
        assert example.known.rate is not None
        assert sum(c * found.lipschitz**k for k, c in enumerate(example.known.rate)) == 0


def test_without_growth() -> None:
    found = rate_and_lipschitz(PLMap([(0, 1), (1, 0)]))
    assert (found.rate, found.lipschitz, found.equal, found.certificate) == (1, 1, True, None)
    found = rate_and_lipschitz(PLMap([(0, "1/2"), (1, 0)]))
    assert (found.rate, found.lipschitz, found.equal) == (1, Fraction(1, 2), False)


# -- wrong inputs -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "periods: from 1 to 50 of them, not 0"),
        (("3,5",), "periods must be a list of integers, not '3,5'"),
        (([3.0],), "a period must be an integer, not 3.0"),
        (([0],), "period must be an integer from 1 to 1000, not 0"),
        (([3], [0]), "depth must be an integer from 1 to 100000, not 0"),
        (([3], [1], 0), "iterate must be an integer from 1 to 1000, not 0"),
    ],
)
def test_wrong_inputs(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        period_table(*arguments)  # type: ignore[arg-type]


def test_periods_whose_rate_has_too_large_a_degree() -> None:
    with pytest.raises(ValueError, match="has the degree 26, over the limit 24 of number fields"):
        period_table([27])
