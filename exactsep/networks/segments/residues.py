"""Matrices of large integers in float64, by their residues modulo several primes.

An integer x is known by its residues modulo primes p_1, ..., p_k if |x| < p_1 ... p_k / 2. Residues are kept centred, |r| <= p/2 + 2, as
floats. The primes are so small that all partial sums of a product of two residue matrices, of the inner dimension, and one more residue,
are below 2^53 - p in modulus, in any order: float64 computes it exactly, and at the speed of numerical linear algebra. If all integers
that occur, and all partial sums, are at most 2^53 in modulus, no residues are needed: floats are the integers themselves. Where there are
so few of them that nothing is gained by matrices of floats, Python integers are the integers themselves (`PLAIN`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property, lru_cache
from math import isqrt, prod
from typing import Any

import numpy as np

from exactsep.networks.segments.points import Points

EXACT_BITS = 53
DIGIT = 16
MANY = 1 << 15
FEW = 4  # are inverted one by one
BLOCK = 512  # products of a digit and a residue, from 0 to p - 1 < 2^27, and one more residue: 2^9 2^16 2^27 and p are below 2^53


ALL = slice(None)


class UnluckyPrime(Exception):
    """A prime divides a denominator: another one must be taken."""

    def __init__(self, prime: int):
        super().__init__(prime)
        self.prime = prime


class Moduli:
    """Different primes, as `moduli` chooses them; none if the integers themselves are kept, in arrays of a dtype."""

    def __init__(self, primes: tuple[int, ...], dtype: Any = np.float64):
        self.primes, self.dtype = primes, dtype
        self.whole = object if dtype is object else np.int64
        self.product = prod(primes)
        self._column = np.array(primes, dtype=np.int64)[:, None]
        self._powers = np.ones((len(primes), 1))

    @property
    def exact(self) -> bool:
        """Whether the integers themselves are kept."""
        return not self.primes

    def of(self, integers: Any) -> Any:
        """The residues of an array of Python integers (dtype object): shape (k, *shape)."""
        if self.exact:
            return integers.astype(self.dtype, copy=False)[None]
        return self.of_digits(digits_of(integers))

    def of_one(self, integer: int) -> Any:
        """The centred residues of one integer, as a column."""
        return np.array([[(integer + p // 2) % p - p // 2] for p in self.primes], dtype=np.float64)

    def of_digits(self, digits: Any) -> Any:
        """The centred residues of integers with these digits to the base 2^16, shape (*shape, n), |digit| < 2^16: shape (k, *shape)."""
        length = digits.shape[-1]
        flat = digits.reshape(-1, length)
        found = np.zeros((len(self.primes), len(flat)))
        for start in range(0, length, BLOCK):
            block = flat[:, start : start + BLOCK]
            found = self.reduced(found + self._powers_up_to(start + block.shape[1])[:, start:] @ block.T)
        return found.reshape(-1, *digits.shape[:-1])

    def _powers_up_to(self, length: int) -> Any:
        """The residues of the powers of 2^16."""
        powers = self._powers  # other threads may put others in their place
        while powers.shape[1] < length:
            following = self.reduced(powers[:, -1:] * (1 << DIGIT))
            self._powers = powers = np.concatenate([powers, self.reduced(powers * following)], axis=1)
        return powers[:, :length]

    def _centred(self, residues: Any) -> Any:
        """Residues (int64, from 0 to p - 1) of shape (k, n) as floats from -p/2 to p/2."""
        return (residues - self._column * (residues > self._column // 2)).astype(np.float64)

    def reduced(self, values: Any) -> Any:
        """Centred residues of integers below 2^53 in modulus (`values` is overwritten); small integers as they are."""
        if values.size < MANY and self.primes:
            p = np.array(self.primes, dtype=np.float64).reshape(-1, *([1] * (values.ndim - 1)))
            values -= np.rint(values * (1.0 / p)) * p
            return values
        if self.primes:
            multiple = np.empty_like(values[0])  # one for all: new memory costs more than the arithmetic
            for prime, part in zip(self.primes, values, strict=False):
                np.rint(np.multiply(part, 1.0 / prime, out=multiple), out=multiple)
                part -= np.multiply(multiple, prime, out=multiple)
        return values

    def canonical(self, residues: Any) -> Any:
        """One representative of each residue, so that equal integers have equal ones: shape (k, *shape)."""
        if self.exact:
            return residues
        return residues.astype(np.int64) % np.array(self.primes).reshape(-1, *([1] * (residues.ndim - 1)))

    def places(self, points: Points) -> Any:
        """Of p/q: its residues, or p and q themselves if the integers are kept: shape (k, n), or (2, n). Raises UnluckyPrime."""
        if self.exact:
            return np.array([points.p, points.q], dtype=self.whole)
        both = np.concatenate([points.p, points.q])
        both = (both[None] if both.dtype == np.int64 else self.of(both).astype(np.int64)) % self._column
        p, q = both[:, : len(points)], both[:, len(points) :]
        if not np.all(q):
            raise UnluckyPrime(self.primes[int(np.nonzero(q == 0)[0][0])])
        return self._centred(p * inverses(q, self._column) % self._column)

    def heights(self, values: Any, places: Any, units: Any = ALL, regions: Any = ALL) -> Any:
        """B of some units on some regions, from the first B and all A, shape (k, units, 1 + n), and the n - 1 `places` between the
        regions, where neighbouring lines A s + B agree. `units` and `regions` index the second and the third axis."""
        if self.primes and values.shape[-1] <= self._terms:
            return self._few_heights(values, places, units, regions)
        if self.exact:  # differences may have 54 bits
            values = values.astype(self.whole)
        slopes = values[..., 1:]
        changes = slopes[..., :-1] - slopes[..., 1:]
        changes = changes // places[1] * places[0] if self.exact else self.reduced(changes * places[:, None])
        sums = np.cumsum(np.concatenate([values[..., :1], changes], axis=-1), axis=-1)
        return self.reduced(sums[:, units, regions].astype(self.dtype))

    @cached_property
    def _terms(self) -> int:
        """How many products of two residues may be added to a residue before they are reduced."""
        return ((1 << EXACT_BITS) - (1 << 28)) // (max(self.primes) // 2 + 3) ** 2 - 1

    def _few_heights(self, values: Any, places: Any, units: Any, regions: Any) -> Any:
        """The same for fewer than `_terms` regions, reduced once. With places s_j, s_-1 = 0, the sum of all (A_j - A_j+1) s_j before
        region r is the sum of all A_j (s_j - s_j-1) minus A_r s_r-1: r + 1 products."""
        at, slopes = np.s_[:, units, regions], values[..., 1:]
        places = np.concatenate([np.zeros((len(places), 1)), places], axis=1)
        sums = np.empty(slopes.shape)
        sums[..., 0] = 0
        np.cumsum(slopes[..., :-1] * self.reduced(np.diff(places))[:, None], axis=-1, out=sums[..., 1:])
        first, before = (np.broadcast_to(part, slopes.shape)[at] for part in (values[..., :1], places[:, None]))
        return self.reduced(sums[at] + first - slopes[at] * before)

    def extended(self, residues: Any, more: Moduli) -> Any:
        """The residues modulo the primes of `more` as well, of integers x with |x| < P/4: shape (k + k', *shape). There are at most as many
        primes as terms in the products that they were chosen for.

        x = sum c_i P/p_i - round(sum c_i/p_i) P as in `integers`, with centred c_i, modulo each new prime."""
        factors = self.reduced(residues.reshape(len(residues), -1) * self._centred(self._basis[0]))
        quotient = np.rint((1.0 / self._column.T) @ factors)
        table = more.of(np.array([*self._parts, self.product], dtype=object))
        found = table[:, :-1] @ factors
        found -= table[:, -1:] * quotient
        return np.concatenate([residues, more.reduced(found).reshape(len(more.primes), *residues.shape[1:])])

    def integers(self, residues: Any) -> Any:
        """The integers, as int64 if floats are they and as Python integers (dtype object) otherwise, from residues of shape (k, n).

        By Chinese remainders: x = sum c_i P/p_i - round(sum c_i/p_i) P, where P is the product, c_i = x (P/p_i)^-1 mod p_i, and the sum
        in the second term is at least 1/4 away from a half, because |x| < P/4; all in digits of 16 bits."""
        if self.exact:
            return residues[0].astype(self.whole)
        inverse, digits = self._basis
        c = (residues.astype(np.int64) % self._column * inverse % self._column).astype(np.float64)
        quotient = np.rint((c / self._column).sum(axis=0))
        factors = np.concatenate([c, -quotient[None]])
        total = np.zeros((digits.shape[1], factors.shape[1]), dtype=np.int64)
        for start in range(0, len(factors), BLOCK):
            part = np.s_[start : start + BLOCK]
            total += (digits[part].T @ factors[part]).astype(np.int64)
        return joined_digits(total)

    @cached_property
    def _basis(self) -> tuple[Any, Any]:
        """The inverses of P/p_i modulo p_i, shape (k, 1), and the digits of all P/p_i, and of P, in rows."""
        inverse = np.array([[pow(part, -1, p)] for part, p in zip(self._parts, self.primes, strict=True)])
        return inverse, digits_of(np.array([*self._parts, self.product], dtype=object))

    @cached_property
    def _parts(self) -> list[int]:
        """All P/p_i."""
        return [self.product // p for p in self.primes]


PLAIN = Moduli((), object)


def digits_of(integers: Any) -> Any:
    """The digits to the base 2^16, from low to high, as floats, of an array of Python integers; the last ones have the sign: shape
    (*shape, n)."""
    flat = list(map(int, integers.ravel().tolist()))
    length = max(map(int.bit_length, flat), default=0) // DIGIT + 1
    data = b"".join([x.to_bytes(2 * length, "little", signed=True) for x in flat])
    digits = np.frombuffer(data, dtype="<u2").astype(np.float64).reshape(*integers.shape, length)
    digits[..., -1] -= (1 << DIGIT) * (digits[..., -1] >= 1 << (DIGIT - 1))
    return digits


def joined_digits(digits: Any) -> Any:
    """The integers (dtype object) with these digits to the base 2^16, which may be negative and large: int64 of shape (digits, n)."""
    length, n = digits.shape
    result = np.empty((length + 4, n), dtype="<u2")
    carry = np.zeros(n, dtype=np.int64)
    for k in range(length + 4):
        if k < length:
            carry += digits[k]
        np.bitwise_and(carry, (1 << DIGIT) - 1, out=result[k], casting="unsafe")
        carry >>= DIGIT
    numbers = np.ascontiguousarray(result.T).view(f"V{2 * (length + 4)}").ravel().tolist()
    return np.array([int.from_bytes(data, "little", signed=True) for data in numbers], dtype=object)


def near(x: Any) -> float:
    """A float within 2^-52 of a rational or integer, relatively; infinite beyond the floats, so that it decides nothing."""
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def inverses(x: Any, primes: Any) -> Any:
    """The inverses modulo the primes (k, 1) of residues (k, n), n > 0: pairwise, those of the products first."""
    n = x.shape[1]
    if n <= FEW:
        return np.array([[pow(z, -1, p) for z in row] for row, (p,) in zip(x.tolist(), primes.tolist(), strict=True)])
    left, right = x[:, : n - n % 2 : 2], x[:, 1::2]
    both = inverses(np.concatenate([left * right % primes, x[:, n - n % 2 :]], axis=1), primes)
    result = np.empty_like(x)
    pairs = both[:, : n // 2]
    result[:, : n - n % 2 : 2], result[:, 1::2], result[:, n - n % 2 :] = pairs * right % primes, pairs * left % primes, both[:, n // 2 :]
    return result


def moduli(bits: int, inner: int, avoid: Collection[int] = ()) -> Moduli:
    """What is enough for integers of at most `bits` bits in products with inner dimension `inner`, without the primes in `avoid`.

    If no primes are needed, that is for at most 53 bits, all partial sums must be as small as that, too. Shorter integers need the first of
    the primes of longer ones."""
    return moduli_of(() if bits <= EXACT_BITS else _primes(bits + 2, inner, frozenset(avoid)))


@lru_cache(maxsize=64)
def moduli_of(primes: tuple[int, ...]) -> Moduli:
    """The moduli with these primes; computed things such as the powers of 2^16 are kept."""
    return Moduli(primes)


@lru_cache(maxsize=64)
def _primes(bits: int, inner: int, avoid: frozenset[int]) -> tuple[int, ...]:
    """The largest primes p with (inner + 1) (p/2 + 2)^2 < 2^53 - 2^28 outside of `avoid` whose product has more than `bits` bits."""
    found: list[int] = []
    total, p = 1, 2 * (isqrt(((1 << EXACT_BITS) - (1 << 28)) // (inner + 1)) - 3) - 1
    divisors = _odd_primes(isqrt(p))
    while total.bit_length() <= bits:
        if p not in avoid and np.all(p % divisors[: np.searchsorted(divisors, isqrt(p), side="right")]):
            found.append(p)
            total *= p
        p -= 2
    return tuple(found)


@lru_cache(maxsize=4)
def _odd_primes(limit: int) -> Any:
    """All odd primes up to a limit, in order (int64)."""
    prime = np.arange(limit + 1) % 2 == 1
    prime[:2] = False
    for d in range(3, isqrt(limit) + 1, 2):
        prime[d * d :: d] = False
    return np.nonzero(prime)[0]
