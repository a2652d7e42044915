"""Crossings of one far iterate by the growth of a covering (T4w): its size does not depend on t, so that coverings may be
fine where words (T3w) would take too many steps.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import gmpy2
from gmpy2 import mpq

from exactsep.bounds.counters import Covered
from exactsep.bounds.every import HEADS, MAX_TAIL, head_factor
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.growth import Growth
from exactsep.dynamics.words import start, step

BITS = 512
MARGIN = 200  # the last of these bits are given away, so that a checker may round differently


class Grown(Covered):
    """Lower bounds of C_{x,y}(f^t): sigma * sum_j w_j c_j * lam^(t-p-s), with the best head p and tail s."""

    rule = "T4w"

    def __init__(self, covering: Covering, found: Growth, t: int):
        super().__init__(covering, t)
        self.exact = False
        self.rate, self.vector = found.lam, found.vector
        self._factors = [(head_factor(covering, self.vector, self.rate, head), head) for head in HEADS if head + MAX_TAIL <= t]

    @cached_property
    def head(self) -> int:
        """The head with the largest constant."""
        return max(self._factors)[1]

    def tail(self, x: Any, y: Any) -> int:
        """The tail with the largest constant."""
        weights = self._weights(x, y)
        return max(range(len(weights)), key=weights.__getitem__)

    def _weights(self, x: Any, y: Any) -> list[Any]:
        """sum_j w_j c_j / lam^s for s = 0, 1, ..."""
        words = start(self.covering, x, y)
        found = []
        for s in range(MAX_TAIL + 1):
            found.append(sum(w * c for w, c in zip(self.vector, words.count, strict=True)) / self.rate**s)
            words = step(self.covering, words)
        return found

    def count(self, x: Any, y: Any) -> int:
        """A number of crossings that T4w proves, all rounding downwards."""
        constant = max(self._factors)[0] * max(self._weights(x, y))
        with gmpy2.context(precision=BITS, round=gmpy2.RoundDown):
            n = int(gmpy2.mpz(gmpy2.floor(gmpy2.mpfr(mpq(constant)) * gmpy2.mpfr(self.rate) ** self.t)))
        return max(n - (n >> MARGIN) - 1, 0)
