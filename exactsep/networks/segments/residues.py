"""Matrices of large integers in float64, by their residues modulo several primes.

An integer x is known by its residues modulo primes p_1, ..., p_k if |x| < p_1 ... p_k / 2. Residues are kept centred, |r| <= p/2 + 2, as
floats. The primes are so small that all partial sums of a product of two residue matrices, of the inner dimension, and one more residue,
are below 2^53 - p in modulus, in any order: float64 computes it exactly, and at the speed of numerical linear algebra. If all integers
that occur, and all partial sums, are at most 2^53 in modulus, no residues are needed: floats are the integers themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import isqrt, prod
from typing import Any

import numpy as np

EXACT_BITS = 53
LIMB = 60


class Moduli:
    """The primes that are enough for integers of at most `bits` bits in products with inner dimension `inner`."""

    def __init__(self, bits: int, inner: int):
        self.bits = bits
        self.primes: tuple[int, ...] = () if bits <= EXACT_BITS else _primes(bits + 2, inner)
        self.product = prod(self.primes)

    @property
    def exact(self) -> bool:
        """Whether the integers themselves are kept."""
        return not self.primes

    def of(self, integers: Any) -> Any:
        """The residues of an array of Python integers (dtype object): shape (k, *shape)."""
        if self.exact:
            return integers.astype(np.float64)[None]
        return self.residue(limbs_of(integers))

    def residue(self, limbs: Sequence[Any]) -> Any:
        """The centred residues of integers given by their limbs: shape (k, *shape)."""
        p = np.array(self.primes, dtype=np.int64).reshape(-1, *([1] * limbs[0].ndim))
        total, factor = np.zeros((len(self.primes), *limbs[0].shape), np.int64), np.ones_like(p)
        for limb in limbs:
            total = (total + (limb % p) * factor) % p
            factor = factor * ((1 << LIMB) % p) % p
        return (total - p * (total > p // 2)).astype(np.float64)

    def reduced(self, values: Any) -> Any:
        """Centred residues of integers below 2^53 in modulus (`values` is overwritten); small integers as they are."""
        for p, part in zip(self.primes, values, strict=False):
            part -= np.rint(part * (1.0 / p)) * p
        return values

    def canonical(self, residues: Any) -> Any:
        """One representative of each residue, so that equal integers have equal ones: shape (k, *shape)."""
        if self.exact:
            return residues
        return residues.astype(np.int64) % np.array(self.primes).reshape(-1, *([1] * (residues.ndim - 1)))

    def integers(self, residues: Any) -> Any:
        """The integers, as int64 if they are small and as Python integers (dtype object) otherwise, from residues of shape (k, n)."""
        if self.exact:
            return residues[0].astype(np.int64)
        digits: list[Any] = []
        for k, p in enumerate(self.primes):
            value, weight = residues[k].astype(np.int64) % p, 1
            known = np.zeros_like(value)
            for digit, q in zip(digits, self.primes, strict=False):
                known = (known + digit % p * weight) % p
                weight = weight * q % p
            digits.append((value - known) * pow(weight, -1, p) % p)
        result = digits[-1].astype(object)
        for digit, p in zip(digits[-2::-1], self.primes[-2::-1], strict=True):
            result = result * p + digit
        return np.where(2 * result > self.product, result - self.product, result)


def near(x: Any) -> float:
    """A float within 2^-52 of a rational or integer, relatively; infinite beyond the floats, so that it decides nothing."""
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def limbs_of(integers: Any) -> list[Any]:
    """Limbs of 60 bits, from low to high, of an array of Python integers; the last ones are negative for negative integers."""
    limbs, rest = [], integers
    while np.any((rest != 0) & (rest != -1)):
        limbs.append((rest & ((1 << LIMB) - 1)).astype(np.int64))
        rest = rest >> LIMB
    return [*limbs, rest.astype(np.int64)]


@lru_cache(maxsize=64)
def _primes(bits: int, inner: int) -> tuple[int, ...]:
    """The largest primes p with (inner + 1) (p/2 + 2)^2 < 2^53 - 2^28 whose product has more than `bits` bits."""
    found: list[int] = []
    total, p = 1, 2 * (isqrt(((1 << EXACT_BITS) - (1 << 28)) // (inner + 1)) - 3) - 1
    while total.bit_length() <= bits:
        if all(p % d for d in range(3, isqrt(p) + 1, 2)):
            found.append(p)
            total *= p
        p -= 2
    return tuple(found)
