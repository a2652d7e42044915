"""Cycles of a piecewise affine map over a field that the tests bring themselves: elements a + b sqrt 5."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from typing import Any

import brute
from cycle_sets import H
from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.column import Run
from exactsep.patterns.pattern import Pattern


@total_ordering
@dataclass(frozen=True)
class Surd:
    """a + b sqrt 5."""

    a: Fraction
    b: Fraction = Fraction(0)

    @staticmethod
    def of(x: Any) -> "Surd":
        return x if isinstance(x, Surd) else Surd(brute.fraction(x))

    def __add__(self, other: Any) -> "Surd":
        return Surd(self.a + Surd.of(other).a, self.b + Surd.of(other).b)

    def __mul__(self, other: Any) -> "Surd":
        c, d = Surd.of(other).a, Surd.of(other).b
        return Surd(self.a * c + 5 * self.b * d, self.a * d + self.b * c)

    def __neg__(self) -> "Surd":
        return Surd(-self.a, -self.b)

    def __sub__(self, other: Any) -> "Surd":
        return self + -Surd.of(other)

    def __truediv__(self, other: Any) -> "Surd":
        c, d = Surd.of(other).a, Surd.of(other).b
        return self * Surd(c / (c * c - 5 * d * d), -d / (c * c - 5 * d * d))

    def __eq__(self, other: object) -> bool:
        return (self.a, self.b) == (Surd.of(other).a, Surd.of(other).b)

    def __lt__(self, other: Any) -> bool:
        x = self - other
        return x.a < 0 if x.a * x.a > 5 * x.b * x.b else x.b < 0

    __radd__, __rmul__ = __add__, __mul__


class SurdColumn(list[Surd]):
    """A column whose raw entries are the numbers themselves."""

    raw, unit = property(lambda self: self), 1

    def left_of(self, value: Any) -> int:
        return bisect_left(self, value)

    def right_of(self, value: Any) -> int:
        return bisect_right(self, value)

    def gather(self, parts: Any) -> "SurdColumn":
        result = SurdColumn()
        for part in parts:
            run = self[part.start : part.stop] if isinstance(part, Run) else [part]
            run = [x * part.scale + part.shift for x in run] if isinstance(part, Run) else run
            result += run[::-1] if isinstance(part, Run) and part.backwards else run
        return result


class SurdField:
    name = "Q(sqrt 5)"
    text = str

    def __call__(self, value: Any) -> Surd:
        return Surd.of(value)

    def column(self, values: Any) -> SurdColumn:
        return SurdColumn(values)


def test_golden_map_over_its_own_field() -> None:
    """phi |x| - 1 on [-1, phi - 1] (CNP20): a full 3-cycle at its vertices; otherwise the counts of the golden mean shift."""
    phi = Surd(H, H)
    f = PLMap([(-1, phi - 1), (0, -1), (phi - 1, phi * (phi - 1) - 1)], SurdField())
    sets = all_cycles(f, 7)
    assert [str(p) for p in sets[2].patterns] == ["(1 3 2)"]
    assert list(sets[2].orbits) == [(Surd(Fraction(-1)), phi - 1, Surd(Fraction(0)))]
    same_pattern = all_cycles(Pattern.parse("(1 3 2)").connect_the_dots(), 7)
    assert [len(s) for s in sets] == [len(s) for s in same_pattern]
    assert [[c.pattern for c in s.cycles] for s in sets] == [[c.pattern for c in s.cycles] for s in same_pattern]
    involution = PLMap([(-1, phi), (phi, -1)], SurdField())
    assert [(k.lo, k.hi, k.excluded) for k in cycles(involution, 2).intervals] == [(-1, phi, ((phi - 1) / 2,))]
