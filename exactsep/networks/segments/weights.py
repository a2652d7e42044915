"""The weights of a layer for computing with whole matrices: as floats, as integers over a common denominator, and as residues of these."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np

from exactsep.networks.segments.residues import Moduli, limbs_of, near

SMALL, LARGE = 2.0**-900, 2.0**900


class Weights:
    """Of sparse rows (column, weight): `floats`, `integers` / `denominator`, all of shape (units, columns).

    `blind`: some weight is too small or too large for floats, which then decide nothing. What is made here is kept for the next segment."""

    def __init__(self, rows: Sequence[Sequence[tuple[int, Any]]], columns: int):
        self.denominator = lcm(*(int(w.denominator) for row in rows for _, w in row))
        self.integers = np.zeros((len(rows), columns), dtype=object)
        self.floats = np.zeros((len(rows), columns))
        for i, row in enumerate(rows):
            for j, w in row:
                self.integers[i, j] = int(w.numerator) * (self.denominator // int(w.denominator))
                self.floats[i, j] = near(w)
        self.moduli_of_floats = np.abs(self.floats)
        visible = (self.moduli_of_floats > SMALL) & (self.moduli_of_floats < LARGE)
        self.blind = bool(np.count_nonzero(visible) < sum(map(len, rows)))
        self._limbs: Any = None
        self._residues: dict[tuple[int, ...], Any] = {}
        self._sums: dict[tuple[int, ...], list[Any]] = {}

    def sums(self, sizes: Sequence[int]) -> list[Any]:
        """For each source the sums of the moduli of the integers over its columns, one for each unit."""
        key = tuple(sizes)
        if key not in self._sums:
            ends = np.cumsum([0, *sizes])
            parts = [np.abs(self.integers[:, u:v]).sum(axis=1) for u, v in pairwise(ends)]
            self._sums[key] = parts
        return self._sums[key]

    def residues(self, moduli: Moduli, factors: Sequence[int]) -> Any:
        """The residues of integers * factors, one factor for each column: shape (k, units, columns)."""
        if moduli.exact:
            return moduli.of(self.integers * np.array(factors, dtype=object))
        if self._limbs is None:
            self._limbs = limbs_of(self.integers)
        if moduli.primes not in self._residues:
            self._residues[moduli.primes] = moduli.residue(self._limbs, moduli.primes)
        found = self._residues[moduli.primes]
        if all(f == 1 for f in factors):
            return found
        scale = moduli.of(np.array(factors, dtype=object))
        return moduli.reduced(found * scale[:, None])
