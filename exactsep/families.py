"""The named maps, as data: what they are, where they come from, and what is known about them.

Tests, benchmarks, README and gallery all loop over `EXAMPLES`. A new map is one `Example`. Known answers are from the literature or from a
closed formula, never from this package.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from exactsep.maps.mapfile import Map, load_map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.field import Q
from exactsep.patterns.constant_slope import constant_slope
from exactsep.patterns.pattern import Pattern


@dataclass(frozen=True)
class Known:
    """Known answers: `rate` as an integer polynomial (low to high) that has it as its largest real root, cycle counts for n = 1, 2, ..."""

    rate: tuple[int, ...] | None = None
    cycles: tuple[int, ...] = ()
    laps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Example:
    """A named map or family. `spelling` is how the user writes it; `sample` is one member, for tests and the gallery."""

    name: str
    parameter: str
    what: str
    source: str
    make: Callable[[str], Map]
    sample: str
    known: Known = field(default_factory=Known)

    @property
    def spelling(self) -> str:
        return f"{self.name}:{self.parameter}" if self.parameter else self.name


def _tent(_: str) -> Map:
    return PLMap([(0, 0), ("1/2", 1), (1, 0)])


def _full(text: str) -> Map:
    k = _integer("full", "K", text)
    if not 2 <= k <= 1000:
        raise ValueError(f"full:K needs 2 <= K <= 1000, here K = {k}")
    return PLMap([(Fraction(i, k), i % 2) for i in range(k + 1)])


def _skew(text: str) -> Map:
    peak = _rational("skew", "A/B", text)
    if not 0 < peak < 1:
        raise ValueError(f"skew:A/B needs its peak 0 < A/B < 1, here A/B = {peak}")
    return PLMap([(0, 0), (peak, 1), (1, 0)])


def _stefan(text: str) -> Map:
    p = _integer("stefan", "P", text)
    if p < 3 or p % 2 == 0 or p > 999:
        raise ValueError(f"stefan:P needs an odd period 3 <= P <= 999, here P = {p}")
    return Pattern.stefan(p).connect_the_dots()


def _slope(text: str) -> Map:
    return constant_slope(Pattern.parse(text))


def _golden(_: str) -> Map:
    field, phi = _golden_field()
    return PLMap([(-1, phi - 1), (0, -1), (phi - 1, 0)], field)


def _golden_wide(_: str) -> Map:
    field, phi = _golden_field()
    return PLMap([(-phi, phi), (0, -1), (phi, phi)], field)


def _golden_field() -> tuple[NumberField, Any]:
    field = NumberField([-1, -1, 1], (1, 2))
    return field, field.generator


def _plateau(_: str) -> Map:
    return PLMap([(0, 0), ("3/7", "6/7"), ("4/7", "6/7"), (1, 0)])


def _trimodal(_: str) -> Map:
    return PLMap([(0, 0), ("1/5", "4/5"), ("2/5", "1/3"), ("7/10", 1), (1, "1/7")])


def _logistic(text: str) -> Map:
    r = _rational("logistic", "R", text)
    if not 0 < r <= 4:
        raise ValueError(f"logistic:R needs 0 < R <= 4, or it leaves [0, 1]; here R = {r}")
    return PolynomialMap([0, r, -r], (0, 1))


EXAMPLES = (
    Example(
        "tent",
        "",
        "the tent map (0,0) (1/2,1) (1,0), slopes 2 and -2",
        "Telgarsky 2016, Benefits of depth in neural networks",
        _tent,
        "tent",
        Known(rate=(-2, 1), cycles=(2, 1, 2, 3, 6, 9, 18, 30), laps=(2, 4, 8, 16, 32, 64)),
    ),
    Example(
        "full",
        "K",
        "the zigzag with K full laps, slopes K and -K",
        "Milnor & Thurston 1988, On iterated maps of the interval",
        _full,
        "full:3",
        Known(rate=(-3, 1), cycles=(3, 3, 8, 18, 48, 116), laps=(3, 9, 27, 81)),
    ),
    Example(
        "skew",
        "A/B",
        "the skew tent (0,0) (A/B,1) (1,0), conjugate to the tent",
        "Milnor & Thurston 1988; metric below topological entropy unless A/B = 1/2",
        _skew,
        "skew:2/3",
        Known(rate=(-2, 1), cycles=(2, 1, 2, 3, 6, 9, 18, 30), laps=(2, 4, 8, 16, 32, 64)),
    ),
    Example(
        "stefan",
        "P",
        "connect-the-dots map of the Stefan cycle of odd period P, points i/(P-1)",
        "Stefan 1977; Block, Guckenheimer, Misiurewicz & Young 1980 (least rate among maps of period P)",
        _stefan,
        "stefan:5",
        Known(rate=(-1, 0, 0, -2, 0, 1), cycles=(1, 1, 0)),
    ),
    Example(
        "golden",
        "",
        "phi |x| - 1 on [-1, phi - 1], phi the golden ratio: slopes -phi and phi, a 3-cycle -1, phi - 1, 0",
        "Chatziafratis, Nagarajan & Panageas 2020, Better depth-width trade-offs (rate = Lipschitz constant = phi)",
        _golden,
        "golden",
        Known(rate=(-1, -1, 1), cycles=(1, 1, 1, 1, 2, 2, 4), laps=(2, 3, 5, 8, 13, 21, 34, 55)),
    ),
    Example(
        "golden-wide",
        "",
        "phi |x| - 1 on [-phi, phi], phi the golden ratio: the same map on a larger interval",
        "Chatziafratis, Nagarajan & Panageas 2020, Better depth-width trade-offs",
        _golden_wide,
        "golden-wide",
        Known(rate=(-1, -1, 1), cycles=(2, 1, 1), laps=(2, 4, 8, 14, 24, 40, 66)),
    ),
    Example(
        "slope",
        "(PATTERN)",
        "the constant-slope model of a pattern on [0, 1]: all slopes are plus or minus its rate",
        "Block, Guckenheimer, Misiurewicz & Young 1980; Alseda, Llibre & Misiurewicz, Combinatorial dynamics (T10)",
        _slope,
        "slope:(1 3 4 2 5)",
        Known(rate=(-1, 0, 0, -2, 0, 1), cycles=(1, 1, 0)),
    ),
    Example(
        "plateau",
        "",
        "the tent cut off at 6/7, the top of its 3-cycle: (0,0) (3/7,6/7) (4/7,6/7) (1,0)",
        "truncated tent maps: Burns & Hasselblatt 2011, The Sharkovsky theorem: a natural direct proof",
        _plateau,
        "plateau",
        Known(rate=(-1, -1, 1), cycles=(2, 1, 1)),
    ),
    Example(
        "trimodal",
        "",
        "four laps, not Markov: (0,0) (1/5,4/5) (2/5,1/3) (7/10,1) (1,1/7)",
        "an asymmetric test map of this project",
        _trimodal,
        "trimodal",
        Known(laps=(4, 14)),
    ),
    Example(
        "logistic",
        "R",
        "the polynomial map R x (1 - x) on [0, 1], 0 < R <= 4",
        "May 1976, Simple mathematical models with very complicated dynamics",
        _logistic,
        "logistic:15/4",
        Known(cycles=(2, 1, 0, 1, 2, 2, 2, 3)),
    ),
)
_BY_NAME = {example.name: example for example in EXAMPLES}


def named_map(spelling: str) -> Map:
    """The map with a name such as "tent" or "stefan:5". Raises ValueError, with the nearest known name, otherwise."""
    if not isinstance(spelling, str):
        raise ValueError(f"the name of a map is a string such as 'tent', not {spelling!r}")
    name, colon, parameter = spelling.partition(":")
    example = _BY_NAME.get(name)
    if example is None:
        near = difflib.get_close_matches(name.lower(), _BY_NAME, n=1, cutoff=0.6)
        hint = f"did you mean {_completed(_BY_NAME[near[0]], parameter)!r}?" if near else "see `exactsep maps`"
        shown = spelling if len(spelling) <= 80 else f"{spelling[:60]}... ({len(spelling)} characters)"
        raise ValueError(f"no map or file is called {shown!r}; {hint}")
    if bool(parameter) != bool(example.parameter) or bool(colon) != bool(parameter):
        such = f", for example {example.sample!r}" if example.parameter else ""
        raise ValueError(f"{spelling[:80]!r}: write {example.spelling!r}{such}")
    return example.make(parameter)


def _completed(example: Example, parameter: str) -> str:
    """The name with the parameter that was given, if it takes one."""
    return f"{example.name}:{parameter[:40]}" if example.parameter and parameter else example.spelling


def resolve(spelling: str | os.PathLike[str]) -> Map:
    """The map that a user names: a map file if there is one of that name (or the name ends in .json), else a named map."""
    if not isinstance(spelling, str | os.PathLike):
        raise ValueError(f"a map is named by a string or a path, not by {type(spelling).__name__}")
    text = os.fspath(spelling)
    if os.path.isfile(text) or text.endswith(".json") or (os.sep in text and ":" not in text):
        return load_map(text)
    return named_map(text)


def as_map(f: Any) -> Map:
    """A map, or the one that a name or a file stands for. Raises ValueError for anything else, and for a piecewise
    affine function that does not map its interval into itself."""
    if isinstance(f, str | os.PathLike):
        f = resolve(f)
    if not isinstance(f, PLMap | PolynomialMap):
        raise ValueError(f"a map is a PLMap, a PolynomialMap, a name or a map file, not {type(f).__name__}")
    return f.require_self_map() if isinstance(f, PLMap) else f


def _integer(family: str, letter: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise ValueError(f"{family}:{letter} needs a positive integer {letter} of at most 6 digits, not {text[:40]!r}")
    return int(text)


def _rational(family: str, letter: str, text: str) -> Any:
    try:
        return Q(text)
    except ValueError as error:
        raise ValueError(f"{family}:{letter}: {error}") from None
