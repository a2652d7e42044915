"""Patterns: notation, mirror images, connect-the-dots maps, covering ranges (T6), Stefan cycles (T8)."""

import re
from fractions import Fraction

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactsep.patterns.pattern import Pattern


@st.composite
def patterns(draw: st.DrawFn, least: int = 1, most: int = 12) -> Pattern:
    n = draw(st.integers(least, most))
    orbit = [1, *draw(st.permutations(range(2, n + 1)))]
    images = dict(zip(orbit, orbit[1:] + orbit[:1], strict=True))
    return Pattern(images[i] for i in range(1, n + 1))


def test_notation() -> None:
    pattern = Pattern.parse("(1 3 2 4)")
    assert pattern.images == (3, 4, 2, 1)
    assert pattern == Pattern([3, 4, 2, 1]) == Pattern.parse(" ( 1, 3,2 ,4 )") == Pattern.parse("(3 2 4 1)")
    assert hash(pattern) == hash(Pattern((3, 4, 2, 1)))
    assert (str(pattern), repr(pattern), pattern.period, pattern.orbit()) == (
        "(1 3 2 4)", "Pattern([3, 4, 2, 1])", 4, (1, 3, 2, 4)
    )  # fmt: skip
    assert str(Pattern.parse("(1)")) == "(1)"


@given(patterns())
def test_text_and_images_say_the_same(pattern: Pattern) -> None:
    assert Pattern.parse(str(pattern)) == pattern
    assert eval(repr(pattern)) == pattern
    assert all(pattern.images[a - 1] == b for a, b in zip(pattern.orbit(), pattern.orbit()[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 3 2 4", "'1 3 2 4' is not a pattern in cycle notation, such as (1 3 2 4)"),
        ("()", "'()' is not a pattern in cycle notation"),
        ("(1 -2)", "'(1 -2)' is not a pattern in cycle notation"),
        ("(1 2)(3 4)", "'(1 2)(3 4)' is not one cycle: a pattern is a single pair of parentheses"),
        ("(1 2 2)", "[1, 2, 2] is not a permutation of 1..3: 2 is repeated"),
        ("(1 2 4)", "[1, 2, 4] is not a permutation of 1..3: 4 is not one of these numbers"),
        ("(0 1)", "[0, 1] is not a permutation of 1..2: 0 is not one of these numbers"),
        ("(" + "1 " * 50_000 + ")", "a pattern of 100002 characters is over the limit 80000"),
        ("(" + "1 " * 10_001 + ")", "a pattern has between 1 and 10000 points, not 10001"),
    ],
)
def test_bad_notation(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Pattern.parse(text)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        ([2, 1, 4, 3], "[2, 1, 4, 3] is not one cycle: it takes 1 back to 1 after 2 steps"),
        ([1, 2], "[1, 2] is not one cycle: it takes 1 back to 1 after 1 step"),
        ([], "a pattern has between 1 and 10000 points, not 0"),
        ([2, 3, 3], "[2, 3, 3] is not a permutation of 1..3: 3 is repeated"),
        (["2", 1], "['2', 1] is not a permutation of 1..2: '2' is not one of these numbers"),
        ([True], "[True] is not a permutation of 1..1: True is not one of these numbers"),
    ],
)
def test_bad_images(images: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Pattern(images)


def test_of_orbit() -> None:
    assert str(Pattern.of_orbit([Fraction(2, 7), Fraction(4, 7), Fraction(6, 7)])) == "(1 2 3)"
    assert str(Pattern.of_orbit([5, -1, 3, 8])) == "(1 2 4 3)"
    with pytest.raises(ValueError, match="the point 3 is repeated in the orbit, at steps 0 and 2"):
        Pattern.of_orbit([3, 1, 3])


@given(patterns(), st.lists(st.integers(), min_size=12, max_size=12, unique=True))
def test_of_orbit_reads_the_pattern_of_any_points(pattern: Pattern, points: list[int]) -> None:
    points = sorted(points[: pattern.period])
    assert Pattern.of_orbit([points[i - 1] for i in pattern.orbit()]) == pattern


@given(patterns())
def test_mirror(pattern: Pattern) -> None:
    n, mirror = pattern.period, pattern.mirror()
    assert mirror.mirror() == pattern
    assert mirror == Pattern.of_orbit([-i for i in pattern.orbit()])
    assert all(mirror.images[n - i] == n + 1 - pattern.images[i - 1] for i in range(1, n + 1))


@given(patterns(least=2))
def test_connect_the_dots(pattern: Pattern) -> None:
    f, last = pattern.connect_the_dots(), pattern.period - 1
    assert f.interval == (0, 1)
    assert [f(Fraction(i - 1, last)) * last + 1 for i in pattern.orbit()] == [*pattern.orbit()[1:], 1]
    assert f.pieces <= last


def test_one_point_has_no_map() -> None:
    with pytest.raises(ValueError, match=re.escape("the pattern (1) has no connect-the-dots map: a single point")):
        Pattern([1]).connect_the_dots()


@given(patterns(least=2))
def test_covering_ranges_are_those_of_the_end_points(pattern: Pattern) -> None:
    """T6, from its definition: J_j lies between the images of the ends of J_i."""
    for i, (direction, j1, j2) in enumerate(pattern.covering_ranges(), start=1):
        y0, y1 = pattern.images[i - 1], pattern.images[i]
        straddled = [j for j in range(1, pattern.period) if (y0 <= j and j + 1 <= y1) or (y1 <= j and j + 1 <= y0)]
        assert straddled == list(range(j1, j2))
        assert direction * (y1 - y0) > 0


def test_stefan() -> None:
    assert Pattern.stefan(3).images == (2, 3, 1)
    assert Pattern.stefan(5).images == (3, 5, 4, 2, 1)
    assert str(Pattern.stefan(7)) == "(1 4 5 3 6 2 7)"
    for p in range(3, 40, 2):
        c = (p + 1) // 2
        images = Pattern.stefan(p).images
        orbit = [c]
        while (image := images[orbit[-1] - 1]) != c:
            orbit.append(image)
        assert [q - c for q in orbit] == [0] + [sign * k for k in range(1, c) for sign in (1, -1)]


@pytest.mark.parametrize("p", [3, 5, 7, 9, 11])
def test_stefan_cycles_have_the_rate_of_their_period(p: int) -> None:
    """T8: the covering matrix has the characteristic polynomial (z^p - 2 z^(p-2) - 1) / (z + 1)."""
    ranges = Pattern.stefan(p).covering_ranges()
    matrix = flint.fmpz_mat([[int(j1 <= j < j2) for j in range(1, p)] for _, j1, j2 in ranges])
    expected = flint.fmpz_poly([-1] + [0] * (p - 3) + [-2, 0, 1])
    assert matrix.charpoly() * flint.fmpz_poly([1, 1]) == expected


@pytest.mark.parametrize("p", [1, 2, 4, -3, 10_001, 3.0, True, "3"])
def test_bad_stefan(p: object) -> None:
    message = f"a Stefan cycle has an odd period 3 <= p <= 10000, not {p!r}"
    with pytest.raises(ValueError, match=re.escape(message)):
        Pattern.stefan(p)
