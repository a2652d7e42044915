"""Matrices of large integers in float64, by their residues modulo several primes.

An integer x is known by its residues modulo primes p_1, ..., p_k if |x| < p_1 ... p_k / 2. Residues are kept centred, |r| <= p/2 + 2, as
floats. The primes are so small that all partial sums of a product of two residue matrices, of the inner dimension, and one more residue,
are below 2^53 - p in modulus, in any order: float64 computes it exactly, and at the speed of numerical linear algebra. If all integers
that occur, and all partial sums, are at most 2^52 in modulus, no residues are needed: floats are the integers themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from math import isqrt, prod
from typing import Any

import numpy as np

from exactsep.networks.segments.points import Points

EXACT_BITS = 52  # so that also differences are floats
FLOAT_BITS = 53
LIMB = 60


class UnluckyPrime(Exception):
    """A prime divides a denominator: another one must be taken."""

    def __init__(self, prime: int):
        super().__init__(prime)
        self.prime = prime


class Moduli:
    """The primes, none of them in `avoid`, that are enough for integers of at most `bits` bits in products with inner dimension `inner`."""

    def __init__(self, bits: int, inner: int, avoid: Collection[int] = ()):
        self.bits = bits
        self.primes: tuple[int, ...] = () if bits <= EXACT_BITS else _primes(bits + 2, inner, frozenset(avoid))
        self.product = prod(self.primes)
        self._column = np.array(self.primes, dtype=np.int64)[:, None]

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

    def places(self, points: Points) -> Any:
        """Of p/q: its residues, or p and q themselves if the integers are small: shape (k, n), or (2, n). Raises UnluckyPrime."""
        if self.exact:
            return np.array([points.p, points.q], dtype=np.float64)
        p, q = (z[None] % self._column if z.dtype == np.int64 else self.of(z).astype(np.int64) % self._column for z in (points.p, points.q))
        if not np.all(q):
            raise UnluckyPrime(self.primes[int(np.nonzero(q == 0)[0][0])])
        value = p * inverses(q, self._column) % self._column
        return (value - self._column * (value > self._column // 2)).astype(np.float64)

    def times(self, changes: Any, places: Any) -> Any:
        """changes * p/q, which are integers, for differences of integers: shape (k, units, n) times what `places` returned."""
        if self.exact:
            return changes / places[1] * places[0]
        return self.reduced(changes * places[:, None])

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
        if len(digits) % 2:
            digits.append(np.zeros_like(digits[0]))
        pairs = [low + high * p for low, high, p in zip(digits[::2], digits[1::2], self.primes[::2], strict=True)]
        result = pairs[-1].astype(object)
        for pair, p, q in zip(pairs[-2::-1], self.primes[2 * len(pairs) - 4 :: -2], self.primes[2 * len(pairs) - 3 :: -2], strict=True):
            result = result * (p * q) + pair
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


def inverses(x: Any, primes: Any) -> Any:
    """The inverses modulo the primes (k, 1) of residues (k, n), n > 0: pairwise, those of the products first."""
    n = x.shape[1]
    if n == 1:
        return np.array([[pow(int(z), -1, int(p))] for z, p in zip(x[:, 0], primes[:, 0], strict=True)])
    left, right = x[:, : n - n % 2 : 2], x[:, 1::2]
    both = inverses(np.concatenate([left * right % primes, x[:, n - n % 2 :]], axis=1), primes)
    result = np.empty_like(x)
    pairs = both[:, : n // 2]
    result[:, : n - n % 2 : 2], result[:, 1::2], result[:, n - n % 2 :] = pairs * right % primes, pairs * left % primes, both[:, n // 2 :]
    return result


@lru_cache(maxsize=64)
def _primes(bits: int, inner: int, avoid: frozenset[int]) -> tuple[int, ...]:
    """The largest primes p with (inner + 1) (p/2 + 2)^2 < 2^53 - 2^28 outside of `avoid` whose product has more than `bits` bits."""
    found: list[int] = []
    total, p = 1, 2 * (isqrt(((1 << FLOAT_BITS) - (1 << 28)) // (inner + 1)) - 3) - 1
    while total.bit_length() <= bits:
        if p not in avoid and all(p % d for d in range(3, isqrt(p) + 1, 2)):
            found.append(p)
            total *= p
        p -= 2
    return tuple(found)
