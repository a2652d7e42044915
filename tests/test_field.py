"""Numbers: what is read, what is refused and with which advice, and the two ways of printing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pytest
import sympy
from gmpy2 import mpq, mpz
from hypothesis import given, settings
from hypothesis import strategies as st

from exactsep.numbers.column import RationalColumn, Run
from exactsep.numbers.field import MAX_DIGITS, Q, decimal, simplest
from strategies import fractions

RATIONALS = fractions(-40, 40, 16)

# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "numerator", "denominator"),
    [
        ("0.4", 2, 5),
        ("-3", -3, 1),
        ("1/7", 1, 7),
        ("+2", 2, 1),
        ("-2/4", -1, 2),
        ("0", 0, 1),
        ("-0", 0, 1),
        ("-0.125", -1, 8),
        (".5", 1, 2),
        ("5.", 5, 1),
        (" 1/7\n", 1, 7),
        ("007/014", 1, 2),
        ("0.333", 333, 1000),
        (3, 3, 1),
        (Fraction(6, 4), 3, 2),
        (mpq(1, 3), 1, 3),
        (mpz(9), 9, 1),
        (np.int64(-4), -4, 1),
        (np.uint8(200), 200, 1),
        (Fraction(mpq(-3, 7)), -3, 7),
        (sympy.Rational(22, 7), 22, 7),
        (sympy.Integer(-5), -5, 1),
    ],
)
def test_spellings(spelling: Any, numerator: int, denominator: int) -> None:
    number = Q(spelling)
    assert type(number) is type(mpq())
    assert (number.numerator, number.denominator) == (numerator, denominator)


@pytest.mark.parametrize(
    "bad", ["", ".", "-", "1e3", "1/-7", "--3", "1 / 7", "1/2/3", "0x10", "1_000", "½", "١", "pi", "1.5/2", "inf", "nan"]
)
def test_bad_spellings(bad: str) -> None:
    with pytest.raises(ValueError, match="is not a rational number: write p/q, an integer or an exact decimal"):
        Q(bad)


def test_zero_denominator() -> None:
    with pytest.raises(ValueError, match=r"the denominator of '3/0' is zero"):
        Q("3/0")


@pytest.mark.parametrize(
    "alien",
    [
        None,
        True,
        False,
        np.True_,
        1j,
        b"1",
        [1],
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1e100001"),
        sympy.Symbol("x"),
        sympy.oo,
        sympy.zoo,
        np.array([1, 2]),
    ],
)
def test_aliens_are_refused(alien: Any) -> None:
    with pytest.raises(ValueError, match="is not a rational number: write an integer or a string p/q"):
        Q(alien)


def test_decimals_are_exact() -> None:
    assert Q(Decimal("0.4")) == Fraction(2, 5)
    assert Q(Decimal("-1.25e-3")) == Fraction(-1, 800)


class Alien:
    def __repr__(self) -> str:
        return 3000 * "x"


def test_long_aliens_are_cut_in_the_message() -> None:
    with pytest.raises(ValueError, match=r"x\.\.\. \(3000 characters\) is not a rational") as caught:
        Q(Alien())
    assert len(str(caught.value)) < 200
    with pytest.raises(ValueError, match=r"^a list is not a rational number"):
        Q([mpq(1, 2)])


def advice(message: str) -> list[str]:
    """The quoted spellings that an error message proposes."""
    return message.split("such as ")[1].replace('"', "").split(" or ")


@pytest.mark.parametrize(
    ("value", "proposed"),
    [(0.1, ["0.1", "1/10"]), (-0.75, ["-0.75", "-3/4"]), (1 / 3, ["0.3333333333333333", "1/3"]), (2.0, ["2.0", "2"])],
)
def test_floats_are_refused_with_advice(value: float, proposed: list[str]) -> None:
    with pytest.raises(ValueError, match="is a float; write an exact number") as caught:
        Q(value)
    assert advice(str(caught.value)) == proposed


@pytest.mark.parametrize("value", [0.1, 1e-5, 1e22, 123456.789, -2.5e-300, 5e-324, 0.1 + 0.2, np.float64(0.1), np.float64(1e-9)])
def test_the_advice_for_a_float_can_be_followed(value: float) -> None:
    with pytest.raises(ValueError, match="is a float; write an exact number") as caught:
        Q(value)
    for spelling in advice(str(caught.value)):
        assert float(Q(spelling)) == pytest.approx(value, rel=1e-2)


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_floats_that_are_no_numbers(value: float) -> None:
    with pytest.raises(ValueError, match=r'is a float; write an exact number, such as an integer or a string "p/q"'):
        Q(value)


def test_single_precision_floats_are_called_floats() -> None:
    with pytest.raises(ValueError, match="is a float"):
        Q(np.float32(0.5))


def test_digits_are_limited() -> None:
    assert Q("1" * MAX_DIGITS).numerator == (10**MAX_DIGITS - 1) // 9
    with pytest.raises(ValueError, match=r"a number of 200001 characters \(limit 200000\)"):
        Q("1" * (2 * MAX_DIGITS + 1))


@settings(max_examples=40)
@given(RATIONALS)
def test_text_is_canonical(x: Fraction) -> None:
    text = Q.text(Q(x))
    assert text == str(x)
    assert Q(text) == x
    assert hash(Q(x)) == hash(x)


def test_long_numbers() -> None:
    assert Q(10**5000).numerator == 10**5000
    assert Q.text(Q(10**5000 + 1)) == "1" + "0" * 4999 + "1"


# -- the simplest number of an interval ---------------------------------------------------------------


def simplest_by_search(lo: Fraction, hi: Fraction) -> Fraction:
    """The first denominator that has a numerator in the interval, and of those numerators the one next to 0."""
    denominator = 1
    while True:
        least = -(-lo.numerator * denominator // lo.denominator)
        most = hi.numerator * denominator // hi.denominator
        if least <= most:
            return Fraction(min(range(least, most + 1), key=abs), denominator)
        denominator += 1


@settings(max_examples=40)
@given(RATIONALS, fractions(0, 3, 60))
def test_simplest(lo: Fraction, width: Fraction) -> None:
    assert simplest(Q(lo), Q(lo + width)) == simplest_by_search(lo, lo + width)


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [
        ("1/3", "1/3", "1/3"),
        ("2/7", "1/3", "1/3"),
        ("3.14", "3.15", "22/7"),
        ("-3.15", "-3.14", "-22/7"),
        ("-1", "1", "0"),
        ("5/2", "9/2", "3"),
    ],
)
def test_simplest_known(lo: str, hi: str, expected: str) -> None:
    assert simplest(Q(lo), Q(hi)) == Q(expected)


def test_simplest_in_a_tiny_interval() -> None:
    golden = Fraction(1134903170, 701408733)
    assert simplest(Q(golden - Fraction(1, 10**6)), Q(golden + Fraction(1, 10**6))) == Fraction(1597, 987)


# -- decimal text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "digits", "expected"),
    [
        ("0", 6, "0"),
        ("1/3", 6, "0.333333"),
        ("-2/3", 6, "-0.666666"),
        ("5/2", 6, "2.5"),
        ("100", 6, "100"),
        ("1/10000", 6, "0.0001"),
        ("1/20000", 6, "5.00000e-5"),
        ("-1/3000000", 3, "-3.33e-7"),
        ("999999999999", 6, "999999999999"),
        ("1000000000000", 6, "1.00000e12"),
        ("123456789123456", 4, "1.234e14"),
        ("-1/5000", 3, "0"),
        ("5/2", 0, "2"),
        ("1/30000", 1, "3e-5"),
    ],
)
def test_decimal(x: str, digits: int, expected: str) -> None:
    assert decimal(Q(x), digits) == expected


@settings(max_examples=40)
@given(st.fractions(min_value=-(10**15), max_value=10**15), st.integers(2, 9))
def test_decimal_rounds_towards_zero(x: Fraction, digits: int) -> None:
    shown = Fraction(decimal(Q(x), digits))
    assert shown * x >= 0
    assert abs(shown) <= abs(x)
    assert abs(x - shown) < max(Fraction(1, 10**digits), abs(x) / 10 ** (digits - 1))


def test_decimal_of_huge_numbers() -> None:
    assert decimal(Q(2**100_000)) == "9.99002e30102"


# -- columns -------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.lists(RATIONALS, min_size=1, max_size=8))
def test_columns_hold_the_numbers(values: list[Fraction]) -> None:
    column = RationalColumn.of(values)
    assert list(column) == values
    assert [column[i] for i in range(len(column))] == values
    assert [raw * column.unit for raw in column.raw] == values
    assert column == RationalColumn([7 * n for n in column.raw], 7 * column.denominator)
    assert hash(column) == hash(RationalColumn([7 * n for n in column.raw], 7 * column.denominator))
    assert column != RationalColumn.of([*values, 0])
    assert column != RationalColumn.of([*values[:-1], values[-1] + 1])


@settings(max_examples=40)
@given(st.lists(RATIONALS, min_size=1, max_size=8, unique=True), RATIONALS)
def test_places_in_a_column(values: list[Fraction], x: Fraction) -> None:
    column = RationalColumn.of(sorted(values))
    for probe in (Q(x), Q(values[0])):
        assert column.left_of(probe) == sum(v < probe for v in values)
        assert column.right_of(probe) == sum(v <= probe for v in values)


@settings(max_examples=40)
@given(st.lists(RATIONALS, min_size=1, max_size=6), st.data())
def test_gather(values: list[Fraction], data: st.DataObject) -> None:
    parts: list[Any] = []
    expected: list[Fraction] = []
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(values)))
        stop = data.draw(st.integers(start, len(values)))
        scale, shift, backwards = data.draw(RATIONALS), data.draw(RATIONALS), data.draw(st.booleans())
        parts += [Run(start, stop, backwards, Q(scale), Q(shift)), Q(shift)]
        run = [scale * v + shift for v in values[start:stop]]
        expected += [*(run[::-1] if backwards else run), shift]
    assert list(RationalColumn.of(values).gather(parts)) == expected
