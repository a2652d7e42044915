"""Crossings of f^t counted without expanding f^t (rule T3w of proofs/FORMAT.md).

Fix levels x < y. Along J_i the iterate f^t hits {<= x} and {>= y} in the order of a word W_i(t) over {L, H}; W_i(t+1)
joins the words of the covered intervals, read forwards along a rising branch and backwards along a falling one. Of a
word only its first letter, its last letter and its number of alternations are kept. For a complete Markov partition the
count is exactly C_{x,y}(f^t), for every levels x < y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exactsep.dynamics.covering import Covering

LOW, NONE, HIGH = -1, 0, 1


@dataclass(frozen=True)
class Words:
    """The summaries of W_0(t), W_1(t), ...: first letters, last letters, numbers of alternations (times 2^shift,
    rounded down).
    """

    first: list[int]
    last: list[int]
    count: list[int]
    shift: int = 0

    @property
    def letters(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return tuple(self.first), tuple(self.last)

    def total(self) -> int:
        """The number of alternations of the whole word W_0 W_1 ... (times 2^-shift)."""
        sums, _, _ = _joined(self)
        return sums[-1] if sums else 0


def start(covering: Covering, x: Any, y: Any) -> Words:
    """W_i(0): the letters of the ends of J_i. An enclosed end has a letter only if its whole enclosure does."""
    first, last, count = [], [], []
    for left, right in covering.intervals:
        p = LOW if left.hi <= x else HIGH if left.lo >= y else NONE
        q = LOW if right.hi <= x else HIGH if right.lo >= y else NONE
        first.append(p or q)
        last.append(q or p)
        count.append(int(p != q and p != NONE and q != NONE))
    return Words(first, last, count)


def _joined(words: Words) -> tuple[list[int], list[int], list[int]]:
    """Prefix counts of W_0 W_1 ..., and for each index the nearest non-empty word at or after it, and at or before it."""
    m = len(words.first)
    sums, before, after = [0] * m, [-1] * m, [m] * m
    total, previous = 0, -1
    for j in range(m):
        if words.first[j]:
            total += words.count[j]
            if previous >= 0 and words.last[previous] != words.first[j] and not words.shift:
                total += 1
            previous = j
        sums[j], before[j] = total, previous
    following = m
    for j in range(m - 1, -1, -1):
        following = j if words.first[j] else following
        after[j] = following
    return sums, before, after


def step(covering: Covering, words: Words) -> Words:
    """From W(t) to W(t+1). With a shift the single joins are below the unit and dropped: still a lower bound."""
    sums, before, after = _joined(words)
    m = len(covering)
    first, last, count = [NONE] * m, [NONE] * m, [0] * m
    for branch in covering.branches:
        a, b, i = after[branch.first], before[branch.last], branch.index
        if a > branch.last or b < branch.first:
            continue
        ends = (words.first[a], words.last[b])
        p, q = ends if branch.rising else ends[::-1]
        count[i] += sums[b] - sums[a] + words.count[a]
        if first[i] == NONE:
            first[i] = p
        elif last[i] != p and not words.shift:
            count[i] += 1
        last[i] = q
    return Words(first, last, count, words.shift)


def _cut(words: Words, bits: int) -> Words:
    longest = max((n.bit_length() for n in words.count), default=0)
    if longest <= bits:
        return words
    drop = longest - bits // 2
    return Words(words.first, words.last, [n >> drop for n in words.count], words.shift + drop)


def words_at(covering: Covering, x: Any, y: Any, t: int, bits: int | None = None) -> Words:
    """W_i(t) for all i; with `bits`, counts longer than that are cut down to half as many bits (a lower bound)."""
    words = start(covering, x, y)
    for _ in range(t):
        words = step(covering, words)
        if bits is not None:
            words = _cut(words, bits)
    return words


def crossing_counts(covering: Covering, x: Any, y: Any, t: int) -> list[int]:
    """The counts for the iterates 0, 1, ..., t."""
    words = start(covering, x, y)
    counts = [words.total()]
    for _ in range(t):
        words = step(covering, words)
        counts.append(words.total())
    return counts


def crossing_count(covering: Covering, x: Any, y: Any, t: int) -> int:
    """A number of disjoint crossings of [x, y] by f^t, exactly C_{x,y}(f^t) for a complete Markov partition.

    Small t: t steps. Large t: the letters repeat with some period p from some t0 on, and from there the counts satisfy
    the linear recurrence with characteristic polynomial charpoly(A) * (z^p - 1); the term t is read off z^(t - t0)
    modulo it."""
    m = len(covering)
    if t <= 400 or m > 60:
        return words_at(covering, x, y, t).total()
    seen: dict[Any, int] = {}
    words = start(covering, x, y)
    counts: list[int] = []
    while len(counts) <= min(t, 2000):
        if words.letters in seen:
            t0 = seen[words.letters]
            return _recurrent(covering, words, counts, t0, len(counts) - t0, t)
        seen[words.letters] = len(counts)
        counts.append(words.total())
        words = step(covering, words)
    return words_at(covering, x, y, t).total()


def _recurrent(covering: Covering, words: Words, counts: list[int], t0: int, period: int, t: int) -> int:
    import flint

    z = flint.fmpz_poly([0, 1])
    modulus = flint.fmpz_mat(covering.matrix()).charpoly() * (z**period - 1)
    while len(counts) < t0 + modulus.degree():
        counts.append(words.total())
        words = step(covering, words)
    power = _power_modulo(z, t - t0, modulus)
    return sum(int(power[k]) * counts[t0 + k] for k in range(power.degree() + 1))


def _power_modulo(z: Any, exponent: int, modulus: Any) -> Any:
    """z^exponent modulo a monic integer polynomial, by squaring."""
    power = z**0
    for bit in bin(exponent)[2:]:
        power = power * power % modulus
        if bit == "1":
            power = power * z % modulus
    return power


def path_counts(covering: Covering, t: int) -> Sequence[int]:
    """sum_i (A^t)_ij for every j: the crossings of J_j that T3 counts."""
    counts: list[int] = [1] * len(covering)
    for _ in range(t):
        counts = covering.left_multiply(counts)
    return counts
