"""The numbers of a layer for computing with whole matrices, made once and kept for the next segment: as floats, and as integers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np

from exactsep.networks.activation import Activation
from exactsep.networks.segments.residues import Moduli, digits_of, moduli_of, near

SMALL, LARGE = 2.0**-900, 2.0**900
FEW = 24


class Weights:
    """Of a layer over Q with sparse rows (column, weight): `floats` of shape (units, columns), the biases and the activation as floats.

    `blind`: some number is too small or too large for floats, which then decide nothing. `common`: the layer is so full that all its units
    share one denominator; the units of other layers have their own."""

    def __init__(self, rows: Sequence[Sequence[tuple[int, Any]]], bias: Sequence[Any], columns: int, activation: Activation):
        self.rows, self.offsets, self.activation = rows, bias, activation
        self.floats = np.zeros((len(rows), columns))
        for i, row in enumerate(self.rows):
            for j, w in row:
                self.floats[i, j] = near(w)
        self.bias = np.array([near(b) for b in bias])
        lines = activation.lines()
        self.breaks = [near(c) for c in activation.breaks]
        self.slopes, self.heights = (np.array([near(z) for z in part]) for part in zip(*lines, strict=True))
        weights = sum(map(len, self.rows))
        self.common = weights > FEW and 2 * weights >= self.floats.size
        exact = [*bias, *activation.breaks, *(z for line in lines for z in line)]
        self.blind = _visible(self.floats) < weights or any(z != 0 and not SMALL < abs(near(z)) < LARGE for z in exact)
        self._sums: dict[tuple[int, ...], list[Any]] = {}

    @cached_property
    def moduli(self) -> Any:
        """The moduli of the floats."""
        return np.abs(self.floats)

    @cached_property
    def norms(self) -> Any:
        """The Euclidean norms of the rows of floats, rounded up."""
        with np.errstate(all="ignore"):
            return np.sqrt(np.einsum("ij,ij->i", self.floats, self.floats)) * (1 + 2.0**-30) + 2.0**-480

    @cached_property
    def fractions(self) -> list[tuple[list[tuple[int, int, int]], tuple[int, int]]]:
        """For each unit its weights (column, numerator, denominator) and its bias (numerator, denominator)."""
        return [
            ([(j, int(w.numerator), int(w.denominator)) for j, w in row], (int(b.numerator), int(b.denominator)))
            for row, b in zip(self.rows, self.offsets, strict=True)
        ]

    @cached_property
    def denominator(self) -> int:
        """The common denominator of the weights."""
        return lcm(*{int(w.denominator) for row in self.rows for _, w in row})

    @cached_property
    def breaking(self) -> int:
        """The common denominator of breaks and intercepts of the activation."""
        return lcm(*{int(z.denominator) for z in (*self.activation.breaks, *(h for _, h in self.activation.lines()))})

    @cached_property
    def shifts(self) -> tuple[int, list[int]]:
        """The common denominator of the biases and of what the activation needs; biases * denominator."""
        common = lcm(self.breaking, *{int(b.denominator) for b in self.offsets})
        return common, [int(b * common) for b in self.offsets]

    @cached_property
    def integers(self) -> Any:
        """weights * denominator: an array of Python integers."""
        found = np.zeros(self.floats.shape, dtype=object)
        for i, row in enumerate(self.rows):
            for j, w in row:
                found[i, j] = int(w.numerator) * (self.denominator // int(w.denominator))
        return found

    @cached_property
    def largest(self) -> int:
        """The largest modulus of the integers."""
        return int(abs(self.integers).max())

    def sums(self, sizes: Sequence[int]) -> list[int]:
        """For each source the largest sum, over all units, of the moduli of the integers in its columns."""
        key = tuple(sizes)
        if key not in self._sums:
            ends = np.cumsum([0, *sizes])
            self._sums[key] = [int(max(np.abs(self.integers[:, u:v]).sum(axis=1))) for u, v in pairwise(ends)]
        return self._sums[key]

    def residues(self, moduli: Moduli, factors: Sequence[int]) -> Any:
        """The residues of integers * factors, one factor for each column: shape (k, units, columns)."""
        same = all(f == 1 for f in factors)
        if moduli.exact:
            return moduli.of(self.integers if same else self.integers * np.array(factors, dtype=object))
        found = self._kept.of(moduli)
        return found if same else moduli.reduced(found * moduli.of(np.array(factors, dtype=object))[:, None])

    def biases(self, moduli: Moduli, before: int) -> Any:
        """The residues of the biases times a multiple of their common denominator: shape (k, units)."""
        common, shifts = self.shifts
        factor = before // common
        if moduli.exact:
            return moduli.of(np.array([b * factor for b in shifts], dtype=object))
        return moduli.reduced(self._kept_shifts.of(moduli) * moduli.of_one(factor))

    @cached_property
    def _kept(self) -> Kept:
        return Kept(self.integers)

    @cached_property
    def _kept_shifts(self) -> Kept:
        return Kept(np.array(self.shifts[1], dtype=object))


class Kept:
    """The residues of an array of integers. Those are kept that were asked for last, also for fewer or more of the same primes."""

    def __init__(self, integers: Any):
        self._digits = digits_of(integers)
        self._residues: tuple[tuple[int, ...], Any] = ((), np.zeros((0, *integers.shape)))

    def of(self, moduli: Moduli) -> Any:
        """Shape (k, *shape)."""
        primes, (known, found) = moduli.primes, self._residues  # other threads may put others in their place
        if primes == known[: len(primes)]:
            return found[: len(primes)]
        if known != primes[: len(known)]:
            known, found = (), found[:0]
        more = moduli_of(primes[len(known) :]).of_digits(self._digits)
        found = np.concatenate([found, more]) if known else more
        self._residues = primes, found
        return found


def _visible(floats: Any) -> int:
    return int(np.count_nonzero((np.abs(floats) > SMALL) & (np.abs(floats) < LARGE)))
