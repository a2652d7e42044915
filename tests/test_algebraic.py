"""Number fields: field axioms, order against 300-digit decimals, columns against single elements, and every wrong input."""

from __future__ import annotations

import copy
import operator
import pickle
from fractions import Fraction
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Poly, Rational, real_roots, symbols

import brute
from exactsep.dynamics.cycles import cycles
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import Algebraic, NumberField
from exactsep.numbers.algebraic_column import AlgebraicColumn
from exactsep.numbers.column import Run
from exactsep.numbers.field import decimal
from exactsep.rates import growth

X = symbols("x")
FIELDS = [
    NumberField([-1, -1, 1], (1, 2)),
    NumberField([-2, 0, 1], (-2, -1)),
    NumberField([-1, -1, 0, 1], (1, 2)),
    NumberField([1, -3, 0, 1], (0, 1)),
    NumberField([-1, 1, -1, -1, 1], ("3/2", "8/5")),
    NumberField([-2, *[0] * 11, 1], (1, 2)),
    NumberField([3, 0, -7, 2], (0, 1)),
]
GOLDEN = FIELDS[0]
PHI = GOLDEN.generator


def root(field: NumberField) -> Any:
    """The root by sympy, to 300 digits."""
    lo, hi = (Rational(int(e.numerator), int(e.denominator)) for e in field.interval)
    (found,) = [r for r in real_roots(Poly(list(field.polynomial)[::-1], X)) if lo < r < hi]
    return found.evalf(300)


ROOTS = {field: root(field) for field in FIELDS}


def value(z: Algebraic) -> Any:
    """The element by its coefficients, to 300 digits."""
    return sum(Rational(int(c.numerator), int(c.denominator)) * ROOTS[z.field] ** k for k, c in enumerate(z.coefficients))


@st.composite
def elements(draw: st.DrawFn, count: int = 1) -> list[Algebraic]:
    field = draw(st.sampled_from(FIELDS))
    small = st.fractions(-9, 9, max_denominator=12)
    return [field(draw(st.lists(small, min_size=field.degree, max_size=field.degree))) for _ in range(count)]


@settings(max_examples=100)
@given(elements(3))
def test_field_axioms(xyz: list[Algebraic]) -> None:
    x, y, z = xyz
    assert x + y == y + x
    assert x * y == y * x
    assert (x + y) + z == x + (y + z)
    assert (x * y) * z == x * (y * z)
    assert x * (y + z) == x * y + x * z
    assert x - x == 0
    assert not x - x
    assert +x == x == 0 - (0 - x) == 0 + -1 * -x
    if y:
        assert x / y * y == x
        assert 1 / y == y.inverse() == y**-1
    assert x**3 == x * x * x
    assert x**0 == 1


@settings(max_examples=100)
@given(elements(2), st.fractions(-9, 9, max_denominator=12))
def test_arithmetic_and_order_in_decimals(xy: list[Algebraic], q: Fraction) -> None:
    x, y = xy
    assert abs(value(x * y) - value(x) * value(y)) < Rational(1, 10**250)
    assert abs(value(x + q) - value(x) - Rational(q.numerator, q.denominator)) < Rational(1, 10**250)
    assert (x < y) == (value(x) < value(y) and x != y)
    assert (x <= y) == (not y < x)
    assert (x > q) == (q < x) == (not x <= q)
    assert (x < q) == (value(x) < Rational(q.numerator, q.denominator) and x != q)
    assert abs(x) == max(x, -x)
    assert x.sign() == (x > 0) - (x < 0)


@settings(max_examples=60)
@given(elements())
def test_rounding(found: list[Algebraic]) -> None:
    (x,) = found
    whole = x.__floor__()
    assert whole <= x < whole + 1
    assert int(x) == (whole if x >= 0 else -((-x).__floor__()))
    lo, hi = x.enclosure(100)
    assert lo <= x <= hi
    assert hi - lo <= mpq(1, 2**100)
    assert abs(float(x) - float(value(x))) <= 1e-12 * max(1.0, abs(float(x)))


def test_known_numbers() -> None:
    assert PHI * PHI == PHI + 1
    assert PHI**20 == GOLDEN([4181, 6765]), "Fibonacci numbers"
    assert 1 / PHI == PHI - 1
    assert str(PHI**2 / 3) == "1/3 a + 1/3"
    assert repr(PHI) == "Algebraic(a = 1.618033988...)"
    assert GOLDEN.name == "Q(a), a = 1.618033988... a root of x^2 - x - 1"
    twelfth = FIELDS[5].generator
    assert twelfth**12 == 2
    assert (twelfth**7 - FIELDS[5]("3/2")).sign() == -1, "2^(7/12) = 1.498..."


def test_tiny_differences() -> None:
    """F(n+1) - phi F(n) = (-1/phi)^n: not zero, however small."""
    a, b = 1, 1
    for _ in range(2000):
        a, b = b, a + b
    difference = b - PHI * a
    assert difference != 0
    assert abs(difference) < mpq(1, 10**400)
    assert difference.sign() == (1 if difference == (1 / PHI) ** 2002 else -1)


def test_rational_elements_are_rational_numbers() -> None:
    assert GOLDEN("1/3") == mpq(1, 3) == Fraction(1, 3)
    assert hash(GOLDEN("1/3")) == hash(Fraction(1, 3))
    assert GOLDEN(2) == 2
    assert GOLDEN(2) != 2.0 + 1e-9
    assert PHI != FIELDS[2].generator
    assert mpq(1, 2) + PHI == PHI + Fraction(1, 2) == PHI + GOLDEN("1/2")
    assert 1 < PHI < 2
    assert mpq(8, 5) < PHI < Fraction(13, 8)
    assert {PHI, PHI + 0} == {PHI}


def test_copies() -> None:
    for z in (PHI**7 / 11, GOLDEN(3)):
        for other in (pickle.loads(pickle.dumps(z)), copy.deepcopy(z)):
            assert other == z
            assert other.field == GOLDEN
    assert pickle.loads(pickle.dumps(GOLDEN)) == GOLDEN
    assert hash(NumberField([-1, -1, 1], (1, 2))) == hash(GOLDEN)
    assert NumberField([-1, -1, 1], (-1, 0)) != GOLDEN, "the other root"
    assert NumberField([3, 3, -3], (1, 2)).polynomial == (-1, -1, 1)
    assert GOLDEN.text(PHI / 3) == ["0", "1/3"]
    assert GOLDEN.text(PHI - PHI + 3) == "3"
    assert GOLDEN(GOLDEN.text(PHI**9)) == PHI**9


@pytest.mark.parametrize(
    ("polynomial", "interval", "message"),
    [
        ([-1, 0, 1], (0, 2), "the polynomial of a number field is irreducible, but x^2 - 1 has the factors x - 1, x + 1"),
        ([1, -2, 1], (0, 2), "the polynomial of a number field is irreducible, but x^2 - 2 x + 1 has the factors (x - 1)^2"),
        ([-1, -1, 1], (2, 3), "the interval (2, 3) holds 0 real roots of x^2 - x - 1, and not exactly one"),
        ([-1, -1, 1], (-2, 2), "the interval (-2, 2) holds 2 real roots of x^2 - x - 1, and not exactly one"),
        ([1, 0, 1], (-9, 9), "the interval (-9, 9) holds 0 real roots of x^2 + 1, and not exactly one"),
        ([-1, -1, 1], (2, 1), "the isolating interval needs lo < hi, here lo = 2, hi = 1"),
        ([-1, -1, 1], (1, 2, 3), "the isolating interval is a pair lo, hi, not (1, 2, 3)"),
        ([-1, 2], (0, 1), "the polynomial of a number field has a degree from 2 to 24, not 1"),
        ([1] * 26, (0, 1), "the polynomial of a number field has a degree from 2 to 24, not 25"),
        ([-1, 0.5, 1], (0, 2), "the polynomial of a number field has integer coefficients, not 0.5"),
        ([-1, "1/2", 1], (0, 2), "the polynomial of a number field has integer coefficients, not 1/2"),
        ("x^2 - 2", (0, 2), "the polynomial of a number field is a list of integers, not 'x^2 - 2'"),
        ([1, 0, 2, 0, 1], (0, 2), "the polynomial of a number field is irreducible, but x^4 + 2 x^2 + 1 has the factors (x^2 + 1)^2"),
    ],
)
def test_wrong_fields(polynomial: list[Any], interval: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        NumberField(polynomial, interval)


def test_wrong_elements() -> None:
    with pytest.raises(ValueError, match="has 2 coefficients, not 3"):
        GOLDEN([1, 2, 3])
    with pytest.raises(ValueError, match="is a float"):
        GOLDEN(0.5)
    with pytest.raises(ValueError, match="another field"):
        GOLDEN(FIELDS[2].generator)
    with pytest.raises(ValueError, match="different fields"):
        PHI + FIELDS[2].generator
    with pytest.raises(ZeroDivisionError):
        PHI / (PHI - PHI)
    with pytest.raises(TypeError):
        PHI + 0.5
    with pytest.raises(TypeError):
        operator.lt(PHI, "1")


# -- columns ------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.data())
def test_columns(data: st.DataObject) -> None:
    """Gathering runs through affine maps, entry by entry."""
    values = data.draw(elements(6))
    field = values[0].field
    column = field.column(values)
    assert list(column) == values
    assert column == field.column(values)
    assert hash(column) == hash(field.column(values))
    scale, shift, single = data.draw(st.just(values[:3]))
    start, stop = sorted((data.draw(st.integers(0, 6)), data.draw(st.integers(0, 6))))
    backwards = data.draw(st.booleans())
    part = values[start:stop][:: -1 if backwards else 1]
    gathered = column.gather([Run(start, stop, backwards, scale, shift), single, Run(start, stop, not backwards, 1, 0)])
    assert list(gathered) == [*(scale * z + shift for z in part), single, *part[::-1]]


@settings(max_examples=40)
@given(elements(8))
def test_places_in_sorted_columns(values: list[Algebraic]) -> None:
    assume(len(set(values)) > 2)
    column = values[0].field.column(sorted(set(values)))
    assert isinstance(column, AlgebraicColumn)
    for z in values:
        assert column.left_of(z) == sum(v < z for v in column)
        assert column.right_of(z) == sum(v <= z for v in column)


# -- maps ------------------------------------------------------------------------------------------


def test_laps_of_the_golden_maps() -> None:
    """phi |x| - 1 on [-1, phi - 1]: Fibonacci numbers; on [-phi, phi]: 13,528 laps at t = 18, where floats count 25,162."""
    golden = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], GOLDEN)
    wide = PLMap([(-PHI, PHI**2 - 1), (0, -1), (PHI, PHI**2 - 1)], GOLDEN)
    assert [golden.iterate(t).lap_count for t in range(1, 9)] == [2, 3, 5, 8, 13, 21, 34, 55]
    assert golden.iterate(18).lap_count == 6765
    assert [wide.iterate(t).lap_count for t in range(1, 8)] == [2, 4, 8, 14, 24, 40, 66]
    assert wide.iterate(18).lap_count == 13528


def test_growth_and_cycles_over_a_field() -> None:
    """Golden ratio, proved from both sides; the 3-cycle -1, 0, phi - 1."""
    golden = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], GOLDEN)
    assert growth(golden).minimal_polynomial == (-1, -1, 1)
    assert [[p.lo for p in cycle.points] for cycle in cycles(golden, 3)] == [[-1, 0, PHI - 1]]


def test_maps_over_a_field_are_maps() -> None:
    golden = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], GOLDEN)
    assert golden.lipschitz == PHI
    assert golden(0) == -1
    assert golden("1/2") == PHI / 2 - 1
    assert golden.iterate(3)("1/2") == golden(golden(golden("1/2")))
    assert golden.range == (-1, PHI - 1)
    assert golden.leaves_at is None
    assert golden.iterate(5).crossings(-1, 0) == golden.iterate(5).crossings("-1/2", "-1/3")
    assert PLMap([(-1, PHI - 1), (0, -1), ((PHI - 1) / 2, GOLDEN("-1/2")), (PHI - 1, 0)], GOLDEN) == golden, "collinear vertices are merged"
    assert pickle.loads(pickle.dumps(golden)) == golden


def test_very_small_and_large_elements_are_shown() -> None:
    """phi^-20 and phi^200, to 50 digits by the closed formula for Fibonacci and Lucas numbers: phi^n = (L_n + F_n sqrt 5)/2."""
    phi = NumberField([-1, -1, 1], (1, 2)).generator
    assert repr((phi - 1) ** 20) == "Algebraic(-6765 a + 10946 = 6.61069613e-5...)"
    assert repr(phi**200).endswith(" = 6.27376215e41...)")
    assert decimal(-((phi - 1) ** 20), 3) == "-6.61e-5"
