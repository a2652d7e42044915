"""Columns: long lists of exact numbers, stored so that iteration is fast.

A column holds `raw` entries, ordered like the numbers that they stand for, and a positive `unit`: entry i is `raw[i] * unit`.
For Q the raw entries are Python integers over one common denominator. Taking slices of a column through affine maps, all that iterating a
piecewise affine map needs, then costs one integer multiplication and one addition per entry, and nothing is ever reduced.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any, Protocol

from gmpy2 import mpq


@dataclass(frozen=True, slots=True)
class Run:
    """Entries start..stop-1 of a column, backwards if asked, each mapped by x -> scale x + shift."""

    start: int
    stop: int
    backwards: bool
    scale: Any
    shift: Any


class Column(Protocol):
    """An immutable list of numbers of one field."""

    @property
    def raw(self) -> Sequence[Any]: ...
    @property
    def unit(self) -> Any: ...
    @property
    def bits(self) -> int: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def left_of(self, value: Any) -> int: ...
    def right_of(self, value: Any) -> int: ...
    def gather(self, parts: Sequence[Run | Any]) -> Any: ...


class RationalColumn:
    """Rationals over a common denominator: entry i is raw[i] / denominator."""

    __slots__ = ("denominator", "raw")

    def __init__(self, raw: list[int], denominator: int):
        self.raw = raw
        self.denominator = denominator

    @classmethod
    def of(cls, values: Iterable[Any]) -> RationalColumn:
        """The column of some rationals (mpq, Fraction or int)."""
        entries = list(values)
        common = lcm(*(int(v.denominator) for v in entries))
        return cls([int(v.numerator) * (common // int(v.denominator)) for v in entries], common)

    @property
    def unit(self) -> mpq:
        return mpq(1, self.denominator)

    @property
    def bits(self) -> int:
        """The length of the common denominator, in bits."""
        return self.denominator.bit_length()

    def __len__(self) -> int:
        return len(self.raw)

    def __getitem__(self, index: int) -> mpq:
        return mpq(self.raw[index], self.denominator)

    def __iter__(self) -> Iterator[mpq]:
        return (mpq(n, self.denominator) for n in self.raw)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RationalColumn) or len(self) != len(other):
            return NotImplemented if not isinstance(other, RationalColumn) else False
        mine, theirs = other.denominator, self.denominator
        return all(a * mine == b * theirs for a, b in zip(self.raw, other.raw, strict=True))

    def __hash__(self) -> int:
        return hash((len(self), self[0], self[-1])) if self.raw else 0

    def left_of(self, value: Any) -> int:
        """How many entries of an increasing column are < value."""
        return bisect_left(self.raw, value * self.denominator)

    def right_of(self, value: Any) -> int:
        """How many entries of an increasing column are <= value."""
        return bisect_right(self.raw, value * self.denominator)

    def gather(self, parts: Sequence[Run | Any]) -> RationalColumn:
        """The column made of some runs of this one, each through its affine map, and of single numbers, in the order given."""
        common = lcm(*(self._needs(part) for part in parts))
        result: list[int] = []
        for part in parts:
            if isinstance(part, Run):
                result += self._affine(part, common)
            else:
                result.append(int(part.numerator) * (common // int(part.denominator)))
        return RationalColumn(result, common)

    def _needs(self, part: Run | Any) -> int:
        if isinstance(part, Run):
            return lcm(int(part.scale.denominator) * self.denominator, int(part.shift.denominator))
        return int(part.denominator)

    def _affine(self, run: Run, common: int) -> list[int]:
        piece = self.raw[run.start : run.stop]
        if run.backwards:
            piece.reverse()
        factor = int(run.scale.numerator) * (common // (int(run.scale.denominator) * self.denominator))
        offset = int(run.shift.numerator) * (common // int(run.shift.denominator))
        if factor == 1 and offset == 0:
            return piece
        return [factor * n + offset for n in piece]
