"""Random maps, patterns, polynomials and changes of coordinates, for hypothesis.

All maps are small, so that naive methods can follow them: 3 to 6 vertices, and short numbers. Each strategy has a test of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.patterns.pattern import Pattern

UNIT = (Fraction(0), Fraction(1))
_PLACES = sorted({Fraction(k, n) for n in (5, 12, 64, 210) for k in range(n + 1)}, key=lambda x: (x.denominator, x))


def fractions(low: Any = -3, high: Any = 3, denominator: int = 12) -> st.SearchStrategy[Fraction]:
    """Rationals in [low, high] with small denominators, the simplest ones first (a list, because that is fast)."""
    return st.sampled_from(_simple_fractions(Fraction(low), Fraction(high), denominator))


@cache
def _simple_fractions(low: Fraction, high: Fraction, denominator: int) -> list[Fraction]:
    found = {Fraction(p, q) for q in range(1, denominator + 1) for p in range(ceil(low * q), floor(high * q) + 1)}
    return sorted(found, key=lambda x: (x.denominator, abs(x), x))


def between(low: Fraction, high: Fraction) -> st.SearchStrategy[Fraction]:
    """Rationals in [low, high], whatever the denominators of the ends."""
    return st.sampled_from(_PLACES).map(lambda place: low + (high - low) * place)


@dataclass(frozen=True)
class Affine:
    """The change of coordinates x -> r x + s, r != 0; r < 0 reflects."""

    r: Fraction
    s: Fraction

    def __call__(self, x: Any) -> Fraction:
        return self.r * Fraction(int(x.numerator), int(x.denominator)) + self.s

    def conjugate(self, f: PLMap) -> PLMap:
        """x -> h(f(h^-1(x)))."""
        moved = [(self(x), self(y)) for x, y in f.vertices]
        return PLMap(moved if self.r > 0 else moved[::-1])

    def levels(self, x: Any, y: Any) -> tuple[Fraction, Fraction]:
        """The images of two levels, in order."""
        low, high = sorted((self(x), self(y)))
        return low, high


def affine_changes() -> st.SearchStrategy[Affine]:
    """Stretchings, shifts and reflections."""
    return st.builds(Affine, fractions().filter(bool), fractions())


REFLECTION = Affine(Fraction(-1), Fraction(1))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Fraction, Fraction]:
    """[a, b] with a < b."""
    a = draw(fractions())
    return a, a + draw(fractions(Fraction(1, 12), 3))


@st.composite
def vertex_lists(draw: st.DrawFn, vertices: tuple[int, int] = (3, 6), domain: tuple[Fraction, Fraction] | None = None) -> list[Any]:
    """Vertices of a self-map of an interval. Repeated values (plateaus) and fixed vertices (identity pieces) are made likely."""
    a, b = domain or draw(st.one_of(st.just(UNIT), intervals()))
    n = draw(st.integers(*vertices))
    grid = draw(st.sampled_from([n - 1, 7, 12, 30]).filter(lambda g: g >= n - 1))
    places = draw(st.lists(st.integers(1, max(grid - 1, 1)), min_size=n - 2, max_size=n - 2, unique=True)) if n > 2 else []
    xs = [a + (b - a) * Fraction(k, grid) for k in (0, *sorted(places), grid)]
    heights = st.integers(0, grid).map(lambda k: a + (b - a) * Fraction(k, grid))
    ys: list[Fraction] = []
    for x in xs:
        same = [st.just(ys[-1])] if ys else []
        ys.append(draw(st.one_of(heights, heights, st.just(x), *same)))
    return list(zip(xs, ys, strict=True))


def self_maps(vertices: tuple[int, int] = (3, 6), domain: tuple[Fraction, Fraction] | None = None) -> st.SearchStrategy[PLMap]:
    """Piecewise affine maps of an interval into itself."""
    return st.builds(PLMap, vertex_lists(vertices, domain))


@st.composite
def zigzags(draw: st.DrawFn, vertices: tuple[int, int] = (2, 12)) -> PLMap:
    """Functions on [0, n] with integer values, many of them equal: not self-maps."""
    values = draw(st.lists(st.integers(-4, 4), min_size=vertices[0], max_size=vertices[1]))
    return PLMap(list(enumerate(values)))


@st.composite
def markov_maps(draw: st.DrawFn, intervals: tuple[int, int] = (1, 6)) -> PLMap:
    """Maps of [0, 1] that carry the grid i/n into itself and are affine between its points: the grid is a Markov partition."""
    n = draw(st.integers(*intervals))
    images = draw(st.lists(st.integers(0, n), min_size=n + 1, max_size=n + 1))
    return PLMap([(Fraction(i, n), Fraction(k, n)) for i, k in enumerate(images)])


@st.composite
def constant_slope_maps(draw: st.DrawFn, laps: tuple[int, int] = (2, 5)) -> tuple[PLMap, Fraction]:
    """(f, s): a zigzag map of [0, 1] with slopes s and -s only, s > 1. Its rate is s (Misiurewicz & Szlenk 1980)."""
    n = draw(st.integers(*laps))
    swings = draw(st.lists(fractions(Fraction(1, 4), 1), min_size=n, max_size=n))
    return zigzag_of_slope(swings, draw(fractions(0, 1)), draw(st.booleans()))


def zigzag_of_slope(swings: list[Fraction], place: Fraction, first_up: bool) -> tuple[PLMap, Fraction]:
    """The map of [0, 1] that goes up and down by multiples of `swings`, at one speed s; `place` in [0, 1] shifts its values.

    The swings are scaled so that the graph just fits if place is 0 or 1 and has room for the shift otherwise.
    """
    heights = [Fraction(0)]
    for i, swing in enumerate(swings):
        heights.append(heights[-1] + (swing if first_up == (i % 2 == 0) else -swing))
    extent = max(heights) - min(heights)
    shrink = 1 - place * (1 - place)
    values = [place * (1 - shrink) + shrink * (h - min(heights)) / extent for h in heights]
    total = sum(swings)
    xs, here = [Fraction(0)], Fraction(0)
    for swing in swings:
        here += swing
        xs.append(here / total)
    return PLMap(list(zip(xs, values, strict=True))), shrink * total / extent


@st.composite
def homeomorphisms(draw: st.DrawFn) -> PLMap:
    """Increasing piecewise affine maps of [0, 1] onto itself."""
    n = draw(st.integers(0, 3))
    places = st.lists(st.integers(1, 16), min_size=n, max_size=n, unique=True).map(sorted)
    inner = zip(draw(places), draw(places), strict=True)
    return PLMap([(0, 0), *((Fraction(i, 17), Fraction(j, 17)) for i, j in inner), (1, 1)])


def inverse(h: PLMap) -> PLMap:
    """The inverse of an increasing homeomorphism."""
    return PLMap([(y, x) for x, y in h.vertices])


def patterns(period: tuple[int, int] = (2, 8)) -> st.SearchStrategy[Pattern]:
    """Cyclic permutations."""
    orders = st.integers(*period).flatmap(lambda n: st.permutations(range(1, n)))
    return orders.map(lambda order: Pattern.of_orbit([0, *order]))


@st.composite
def polynomials(draw: st.DrawFn, degree: tuple[int, int] = (0, 4)) -> PolynomialMap:
    """Polynomial maps with small coefficients on random intervals, which they need not keep."""
    n = draw(st.integers(*degree))
    return PolynomialMap(draw(st.lists(fractions(), min_size=n + 1, max_size=n + 1)), draw(intervals()))


@st.composite
def levels(draw: st.DrawFn, f: PLMap) -> tuple[Fraction, Fraction]:
    """x < y: values at vertices, or anything near the range of f."""
    own = [Fraction(int(y.numerator), int(y.denominator)) for _, y in f.vertices]
    lo, hi = min(own), max(own)
    near = between(lo - (hi - lo) / 3 - 1, hi + (hi - lo) / 3 + 1)
    pair = draw(st.lists(st.one_of(st.sampled_from(own), between(lo, hi), near), min_size=2, max_size=2, unique=True))
    return min(pair), max(pair)
