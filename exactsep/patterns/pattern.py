"""Patterns: how the points of a cycle are permuted, and nothing else.

The pattern of a cycle p_1 < ... < p_n of f is the cyclic permutation pi of 1..n with f(p_i) = p_{pi(i)}. It decides the
covering graph of the intervals between the points (T6), hence the rate that the cycle forces. The mirror image of a map
has the mirror images of its patterns.
In text a pattern is written in cycle notation, "(1 3 2 4)" for 1 -> 3 -> 2 -> 4 -> 1; as data it is its images, here
(3, 4, 2, 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import as_integer
from exactsep.wording import counted

MAX_PERIOD = 10_000
_IMAGES = re.compile(r"\[\s*[0-9]{1,9}(?:[\s,]+[0-9]{1,9})*\s*\]")
_CYCLE_NOTATION = re.compile(r"\(\s*[0-9]{1,9}(?:[\s,]+[0-9]{1,9})*\s*\)")


@dataclass(frozen=True)
class Pattern:
    """A cyclic permutation of 1..n, as the tuple of its images: point i goes to point images[i-1].

    Pattern([3, 4, 2, 1]) takes the images, Pattern("(1 3 2 4)") cycle notation: both are 1 -> 3 -> 2 -> 4 -> 1.
    Raises ValueError unless they are a permutation of 1..n that is one cycle, n <= 10,000.
    """

    images: tuple[int, ...]

    def __init__(self, images: Iterable[int] | str | Pattern):
        known = Pattern.parse(images) if isinstance(images, str) else images
        object.__setattr__(self, "images", known.images if isinstance(known, Pattern) else _permutation(known))
        if len(self.orbit()) < self.period:
            raise ValueError(f"{_shown(self.images)} is not one cycle: it takes 1 back to 1 after {counted(len(self.orbit()), 'step')}")

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """The pattern in cycle notation, "(1 3 2 4)" or "(1, 3, 2, 4)" for 1 -> 3 -> 2 -> 4 -> 1, or as its images,
        "[3, 4, 2, 1]". Raises ValueError.
        """
        stripped = text.strip()
        if len(stripped) > 8 * MAX_PERIOD:
            raise ValueError(f"a pattern of {len(stripped)} characters is over the limit {8 * MAX_PERIOD}")
        if _IMAGES.fullmatch(stripped):
            return cls(int(digits) for digits in re.findall("[0-9]+", stripped))
        if stripped.count("(") > 1:
            raise ValueError(f"{_shown(stripped)} is not one cycle: a pattern is a single pair of parentheses, such as (1 3 2 4)")
        if not _CYCLE_NOTATION.fullmatch(stripped):
            raise ValueError(f"{_shown(stripped)} is not a pattern in cycle notation, such as (1 3 2 4)")
        orbit = _permutation(int(digits) for digits in re.findall("[0-9]+", stripped))
        return cls(images for _, images in sorted(zip(orbit, orbit[1:] + orbit[:1], strict=True)))

    @classmethod
    def of_orbit(cls, points: Sequence[Any]) -> Pattern:
        """The pattern of a cycle, given as p, f(p), f(f(p)), ... Raises ValueError if a point is repeated."""
        ordered = sorted(range(len(points)), key=points.__getitem__)
        for i, j in pairwise(ordered):
            if not points[i] < points[j]:
                raise ValueError(f"the point {points[i]} is repeated in the orbit, at steps {min(i, j)} and {max(i, j)}")
        rank = {step: place for place, step in enumerate(ordered, start=1)}
        return cls(rank[(step + 1) % len(points)] for step in ordered)

    @classmethod
    def stefan(cls, p: int) -> Pattern:
        """The Stefan cycle of odd period p >= 3: c -> c+1 -> c-1 -> c+2 -> c-2 -> ... -> c, with c the middle point.

        Of all patterns of this period it has the least rate, rho_p of T8 (Stefan 1977).
        Raises ValueError for any other p.
        """
        period = as_integer(p)
        if period is None or period < 3 or period % 2 == 0 or period > MAX_PERIOD:
            raise ValueError(f"a Stefan cycle has an odd period 3 <= p <= {MAX_PERIOD}, not {p!r}")
        c = (period + 1) // 2
        orbit = [c, *(c + sign * k for k in range(1, c) for sign in (1, -1))]
        return cls.of_orbit(orbit)

    @classmethod
    def least_rate(cls, n: int) -> Pattern:
        """A pattern of period n = 2^k q, q odd, with the least rate among all of this period (T8): the Stefan cycle of
        period q, doubled k times. Raises ValueError unless 1 <= n <= 10,000.
        """
        period = as_integer(n)
        if period is None or not 1 <= period <= MAX_PERIOD:
            raise ValueError(f"a period is an integer from 1 to {MAX_PERIOD}, not {n!r}")
        odd = period // (period & -period)
        pattern = cls([1]) if odd == 1 else cls.stefan(odd)
        while pattern.period < period:
            pattern = pattern.doubled()
        return pattern

    def doubled(self) -> Pattern:
        """The pattern of twice the period whose left half goes to the right half in order, and comes back by this
        pattern; its rate is the square root (Block, Guckenheimer, Misiurewicz & Young 1980).
        """
        return Pattern([*range(self.period + 1, 2 * self.period + 1), *self.images])

    @property
    def period(self) -> int:
        """The number n of points."""
        return len(self.images)

    def orbit(self) -> tuple[int, ...]:
        """The points 1, pi(1), pi(pi(1)), ... up to the return to 1."""
        orbit = [1]
        while (following := self.images[orbit[-1] - 1]) != 1:
            orbit.append(following)
        return tuple(orbit)

    def mirror(self) -> Pattern:
        """The pattern seen from the right: conjugate by i -> n + 1 - i."""
        return Pattern(self.period + 1 - image for image in reversed(self.images))

    def connect_the_dots(self) -> PLMap:
        """The map of [0, 1], affine between the points (i - 1)/(n - 1), that permutes them by this pattern (T9).

        Raises ValueError if n = 1.
        """
        if self.period == 1:
            raise ValueError("the pattern (1) has no connect-the-dots map: a single point spans no interval")
        last = self.period - 1
        return PLMap((Fraction(i, last), Fraction(image - 1, last)) for i, image in enumerate(self.images))

    def covering_ranges(self) -> tuple[tuple[int, int, int], ...]:
        """(direction, j1, j2) for i = 1, ..., n-1: the ends of J_i straddle exactly J_j1, ..., J_{j2-1} (T6).

        J_i = [p_i, p_{i+1}]. The direction is +1 if the end points keep their order and -1 if they exchange it.
        """
        return tuple((1 if y0 < y1 else -1, min(y0, y1), max(y0, y1)) for y0, y1 in pairwise(self.images))

    def __str__(self) -> str:
        return f"({' '.join(map(str, self.orbit()))})"

    def __repr__(self) -> str:
        return f"Pattern({list(self.images)})"


def _permutation(values: Iterable[int]) -> tuple[int, ...]:
    """The values, checked to be the numbers 1..n in some order."""
    if not isinstance(values, Iterable):
        raise ValueError(f'a pattern is its notation, such as "(1 3 2 4)", or the list of its images, not {values!r}')
    entries = tuple(values)
    n = len(entries)
    if not 1 <= n <= MAX_PERIOD:
        raise ValueError(f"a pattern has between 1 and {MAX_PERIOD} points, not {n}")
    seen: set[int] = set()
    integers = tuple(as_integer(entry) for entry in entries)
    for entry, integer in zip(entries, integers, strict=True):
        if integer is None or not 1 <= integer <= n:
            raise ValueError(f"{_shown(entries)} is not a permutation of 1..{n}: {_shown(entry)} is not one of these numbers")
        if integer in seen:
            raise ValueError(f"{_shown(entries)} is not a permutation of 1..{n}: {entry} is repeated")
        seen.add(integer)
    return tuple(integer for integer in integers if integer is not None)


def _shown(value: Any) -> str:
    text = repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"
