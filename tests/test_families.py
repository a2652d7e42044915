"""The named maps: their known answers, computed here by brute force and by sympy, and the messages for wrong names."""

from __future__ import annotations

import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sympy

import brute
from exactsep.families import EXAMPLES, Example, Known, named_map, resolve
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.patterns.pattern import Pattern

Z = sympy.Symbol("z")
AFFINE = [example for example in EXAMPLES if isinstance(named_map(example.sample), PLMap)]
BY_NAME = {example.name: example for example in EXAMPLES}


def name_of(example: Example) -> str:
    return example.sample


def largest_root(coefficients: tuple[int, ...]) -> Any:
    return max(sympy.real_roots(sympy.Poly(coefficients[::-1], Z)))


def vertices(spelling: str) -> brute.Vertices:
    f = named_map(spelling)
    assert isinstance(f, PLMap)
    return brute.vertices_of(f)


# -- known answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_every_example_has_a_source_and_a_known_answer(example: Example) -> None:
    assert example.what
    assert example.source
    assert example.known != Known()
    assert example.sample.startswith(example.name)


@pytest.mark.parametrize("example", AFFINE, ids=name_of)
def test_laps(example: Example) -> None:
    f = vertices(example.sample)
    assert tuple(brute.lap_count(brute.iterate(f, t)) for t in range(1, min(len(example.known.laps), 5) + 1)) == example.known.laps[:5]


@pytest.mark.parametrize("example", [e for e in AFFINE if e.known.cycles], ids=name_of)
def test_numbers_of_cycles(example: Example) -> None:
    f = vertices(example.sample)
    upto = min(len(example.known.cycles), 5)
    assert tuple(brute.cycle_count(f, n) for n in range(1, upto + 1)) == example.known.cycles[:upto]


def test_numbers_of_logistic_cycles() -> None:
    """By Sturm's theorem: f^n(x) - x has as many real roots in [0, 1] as the cycles of the divisors of n have points."""
    x = sympy.Symbol("x")
    iterate, counts = x, []
    for n in range(1, 6):
        iterate = sympy.expand(sympy.Rational(15, 4) * iterate * (1 - iterate))
        fixed = sympy.Poly(iterate - x, x).count_roots(0, 1)
        counts.append((fixed - sum(d * counts[d - 1] for d in range(1, n) if n % d == 0)) // n)
    assert tuple(counts) == BY_NAME["logistic"].known.cycles[:5]


@pytest.mark.parametrize(
    ("spelling", "rate"),
    [
        ("tent", 2),
        ("full:3", 3),
        ("skew:2/3", 2),
        ("stefan:5", sympy.Float("1.5128763968640948")),
        ("plateau", (1 + sympy.sqrt(5)) / 2),
    ],
)
def test_rates(spelling: str, rate: Any) -> None:
    """The polynomial's root is the published number, and the growth of the laps agrees with it."""
    example = BY_NAME[spelling.partition(":")[0]]
    assert example.known.rate is not None
    root = largest_root(example.known.rate)
    assert abs(sympy.N(root - rate, 25)) < 1e-15
    f = vertices(spelling)
    laps = [brute.lap_count(brute.iterate(f, t)) for t in (3, 6)]
    assert abs((laps[1] / laps[0]) ** (1 / 3) - float(root)) < 0.1


@pytest.mark.parametrize(("p", "rate"), [(3, 1.6180339887), (5, 1.5128763968), (7, 1.4655712318), (9, 1.4413), (11, 1.4284)])
def test_stefan_rates(p: int, rate: float) -> None:
    """The matrix of the Stefan cycle has the floor of T8 as its spectral radius: the largest root of z^p - 2 z^(p-2) - 1."""
    matrix = brute.pattern_rows(list(Pattern.stefan(p).images))
    polynomial = sympy.Poly(brute.characteristic_polynomial(matrix)[::-1], Z)
    floor = max(sympy.real_roots(sympy.Poly(Z**p - 2 * Z ** (p - 2) - 1, Z)))
    assert sympy.Poly(Z**p - 2 * Z ** (p - 2) - 1, Z).rem(sympy.Poly(Z + 1, Z)).is_zero
    assert max(sympy.real_roots(polynomial)) == floor
    assert abs(float(floor) - rate) < 1e-4


# -- the maps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [3, 5, 7, 21])
def test_stefan_cycles(p: int) -> None:
    images = list(Pattern.stefan(p).images)
    assert sorted(images) == list(range(1, p + 1))
    middle = (p + 1) // 2
    orbit = [middle]
    while images[orbit[-1] - 1] != middle:
        orbit.append(images[orbit[-1] - 1])
    assert len(orbit) == p
    distances = [q - middle for q in orbit]
    assert distances == [0] + [sign * k for k in range(1, middle) for sign in (1, -1)]
    f = named_map(f"stefan:{p}")
    assert [f(Fraction(i, p - 1)) * (p - 1) + 1 for i in range(p)] == images


def test_small_stefan_cycles() -> None:
    """2 -> 3 -> 1 -> 2 and 3 -> 4 -> 2 -> 5 -> 1 -> 3."""
    assert list(Pattern.stefan(3).images) == [2, 3, 1]
    assert list(Pattern.stefan(5).images) == [3, 5, 4, 2, 1]


def test_other_members() -> None:
    assert named_map("full:2") == named_map("tent") == named_map("skew:0.5")
    assert vertices("full:1000")[-1] == (1, 0)
    assert {abs(s) for s in named_map("full:7").slopes} == {7}
    assert named_map("logistic:3.75") == PolynomialMap([0, "15/4", "-15/4"], (0, 1))
    assert named_map("skew:2/3") == PLMap([(0, 0), ("2/3", 1), (1, 0)])


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_samples_are_self_maps(example: Example) -> None:
    assert named_map(example.sample).leaves_at is None


def test_the_top_of_the_plateau_is_a_3_cycle() -> None:
    f = vertices("plateau")
    orbit = [Fraction(6, 7)]
    for _ in range(3):
        orbit.append(brute.value(f, orbit[-1]))
    assert orbit == [Fraction(6, 7), Fraction(2, 7), Fraction(4, 7), Fraction(6, 7)]


def test_trimodal_is_not_markov() -> None:
    """The orbit of the turning point 2/5 has ever longer denominators."""
    f = vertices("trimodal")
    x, sizes = Fraction(2, 5), []
    for _ in range(40):
        x = brute.value(f, x)
        sizes.append(x.denominator.bit_length())
    assert all(a < b for a, b in pairwise(sizes[::8]))


# -- wrong names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("tint", "no map or file is called 'tint'; did you mean 'tent'?"),
        ("steffan:5", "no map or file is called 'steffan:5'; did you mean 'stefan:5'?"),
        ("qqqq", "no map or file is called 'qqqq'; see `exactsep maps`"),
        ("", "no map or file is called ''; see `exactsep maps`"),
        ("tent:3", "'tent:3': write 'tent'"),
        ("tent:", "'tent:': write 'tent'"),
        ("full", "'full': write 'full:K', for example 'full:3'"),
        ("full:", "'full:': write 'full:K', for example 'full:3'"),
        ("full:x", "full:K needs a positive integer K of at most 6 digits, not 'x'"),
        ("full:-3", "full:K needs a positive integer K of at most 6 digits, not '-3'"),
        ("full:²", "full:K needs a positive integer K of at most 6 digits, not '²'"),
        ("full:1", "full:K needs 2 <= K <= 1000, here K = 1"),
        ("full:1001", "full:K needs 2 <= K <= 1000, here K = 1001"),
        ("full:1234567", "full:K needs a positive integer K of at most 6 digits, not '1234567'"),
        ("skew:1", "skew:A/B needs its peak 0 < A/B < 1, here A/B = 1"),
        ("skew:0", "skew:A/B needs its peak 0 < A/B < 1, here A/B = 0"),
        ("skew:1/0", "skew:A/B: the denominator of '1/0' is zero"),
        ("skew:half", "skew:A/B: 'half' is not a rational number: write p/q, an integer or an exact decimal"),
        ("stefan:4", "stefan:P needs an odd period 3 <= P <= 999, here P = 4"),
        ("stefan:1", "stefan:P needs an odd period 3 <= P <= 999, here P = 1"),
        ("stefan:1001", "stefan:P needs an odd period 3 <= P <= 999, here P = 1001"),
        ("logistic:0", "logistic:R needs 0 < R <= 4, or it leaves [0, 1]; here R = 0"),
        ("logistic:4.01", "logistic:R needs 0 < R <= 4, or it leaves [0, 1]; here R = 401/100"),
    ],
)
def test_wrong_names(spelling: str, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        named_map(spelling)


def test_files_come_before_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve("tent") == named_map("tent")
    Path("tent").write_text('{"vertices": [[0, 1], [1, 0]]}')
    assert resolve("tent") == resolve(Path("tent")) == PLMap([(0, 1), (1, 0)])
    with pytest.raises(ValueError, match=r"^mine\.json: No such file or directory$"):
        resolve("mine.json")
    with pytest.raises(ValueError, match=r"folder/mine: No such file or directory$"):
        resolve(os.path.join("folder", "mine"))
    assert resolve("logistic:15/4") == named_map("logistic:15/4")
