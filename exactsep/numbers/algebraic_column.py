"""Columns of elements of a number field: d lists of integers over a common denominator.

Entry i is (c_0[i] + c_1[i] alpha + ... + c_{d-1}[i] alpha^{d-1}) / denominator. An affine map x -> scale x + shift is d^2 integer
multiplications per entry: the matrix of multiplication by `scale` acts on the coordinates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import lcm
from typing import Any, Protocol

import flint

from exactsep.numbers.column import Run


class CoordinateField(Protocol):
    """What a column needs of its field."""

    @property
    def degree(self) -> int: ...
    @property
    def generator(self) -> Any: ...
    def __call__(self, value: Any) -> Any: ...
    def element(self, poly: flint.fmpq_poly) -> Any: ...


class AlgebraicColumn:
    """An immutable list of elements of one number field."""

    def __init__(self, field: CoordinateField, coordinates: list[list[int]], denominator: int):
        self.field, self.coordinates, self.denominator = field, coordinates, denominator

    @classmethod
    def of(cls, field: CoordinateField, values: Sequence[Any]) -> AlgebraicColumn:
        rows = [value.coefficients for value in values]
        common = lcm(*(int(c.denominator) for row in rows for c in row))
        return cls(field, [[int(row[k] * common) for row in rows] for k in range(field.degree)], common)

    @cached_property
    def raw(self) -> Sequence[Any]:
        """The elements themselves (their unit is 1)."""
        return list(self)

    @property
    def unit(self) -> int:
        return 1

    @property
    def bits(self) -> int:
        """The length of the common denominator, in bits."""
        return self.denominator.bit_length()

    def __len__(self) -> int:
        return len(self.coordinates[0])

    def __getitem__(self, index: int) -> Any:
        return self.field.element(flint.fmpq_poly([c[index] for c in self.coordinates], self.denominator))

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AlgebraicColumn):
            return NotImplemented
        if self.field != other.field or len(self) != len(other):
            return False
        mine, theirs = other.denominator, self.denominator
        pairs = zip(self.coordinates, other.coordinates, strict=True)
        return all(a * mine == b * theirs for p, q in pairs for a, b in zip(p, q, strict=True))

    def __hash__(self) -> int:
        return hash((len(self), self[0], self[-1])) if len(self) else 0

    def left_of(self, value: Any) -> int:
        """How many entries of an increasing column are < value."""
        return bisect_left(range(len(self)), value, key=self.__getitem__)

    def right_of(self, value: Any) -> int:
        """How many entries of an increasing column are <= value."""
        return bisect_right(range(len(self)), value, key=self.__getitem__)

    def gather(self, parts: Sequence[Run | Any]) -> AlgebraicColumn:
        """The column made of some runs of this one, each through its affine map, and of single numbers, in the order given."""
        maps = [_Affine(self.field, part) if isinstance(part, Run) else self.field(part) for part in parts]
        needs = [m.denominator * self.denominator if isinstance(m, _Affine) else int(m.poly.denom()) for m in maps]
        common = lcm(*needs)
        result: list[list[int]] = [[] for _ in range(self.field.degree)]
        for part, made in zip(parts, maps, strict=True):
            if isinstance(made, _Affine):
                made.extend(result, self, part, common)
            else:
                for target, c in zip(result, made.coefficients, strict=True):
                    target.append(int(c * common))
        return AlgebraicColumn(self.field, result, common)


class _Affine:
    """x -> scale x + shift on coordinates: an integer matrix and an integer vector over one denominator."""

    def __init__(self, field: CoordinateField, run: Run):
        scale, shift = field(run.scale), field(run.shift)
        columns = [(scale * field.generator**k).coefficients for k in range(field.degree)]
        self.denominator = lcm(*(int(c.denominator) for column in (*columns, shift.coefficients) for c in column))
        self.matrix = [[int(column[k] * self.denominator) for column in columns] for k in range(field.degree)]
        self.shift = [int(c * self.denominator) for c in shift.coefficients]

    def extend(self, result: list[list[int]], source: AlgebraicColumn, run: Run, common: int) -> None:
        slices = [c[run.start : run.stop] for c in source.coordinates]
        if run.backwards:
            for piece in slices:
                piece.reverse()
        factor = common // (self.denominator * source.denominator)
        for target, row, constant in zip(result, self.matrix, self.shift, strict=True):
            terms = [(m * factor, piece) for m, piece in zip(row, slices, strict=True) if m]
            target += _combined(terms, constant * factor * source.denominator, run.stop - run.start)


def _combined(terms: list[tuple[int, list[int]]], constant: int, size: int) -> list[int]:
    """sum of m * piece, plus a constant, entry by entry."""
    if not terms:
        return [constant] * size
    if len(terms) == 1:
        ((m, piece),) = terms
        return piece if m == 1 and not constant else [m * n + constant for n in piece]
    if len(terms) == 2:
        (m0, p0), (m1, p1) = terms
        return [m0 * a + m1 * b + constant for a, b in zip(p0, p1, strict=True)]
    return [sum(m * n for (m, _), n in zip(terms, row, strict=True)) + constant for row in zip(*(p for _, p in terms), strict=True)]
