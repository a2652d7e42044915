#!/usr/bin/env python3
"""Check certificates: python -I -S proofs/check.py FILE... [--map MAPFILE] [--json | --latex]

Acceptance of a file means: the theorem that this program prints, about the map that it prints, is true. What it takes
to believe that is the mathematics of proofs/FORMAT.md (the rules T1 ... X, each with its proof) and this one file, which
verifies the hypotheses of the rules in exact integer arithmetic. It needs the standard library and nothing else.

Invariants. A rational is a pair of integers (p, q) with q > 0, compared by cross-multiplication; for a number of a real
number field p is an `Element`, an integer combination of powers of one algebraic integer. No decision uses a float.
Counts of crossings are only ever rounded down, enclosures only outwards. Sizes are bounded before the work is done
(section 5 of FORMAT.md). Every condition is one call of `need`.

Output, file by file: "ACCEPTED FILE" and the theorem, or "REJECTED FILE: reason" on one line. Exit code: 0 all files are
accepted, 1 some file is rejected, 2 usage error, or a file that cannot be opened or is no ordinary one. With --map a
certificate is accepted only if it is about the map in MAPFILE.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import sys
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cmp_to_key, reduce
from hashlib import sha256
from itertools import accumulate, chain, combinations, pairwise
from math import gcd, lcm
from operator import mul, ne

FORMAT = "exactsep-certificate/1"
MAX_BYTES = 16 << 20
MAX_VALUES = 1_000_000
MAX_DIGITS = 4_000
MAX_THOUSANDS = 10_000
MAX_ITERATE = 100_000
MAX_FROM = MAX_TAIL = 64
MAX_VERTICES = 20_000
MAX_DEGREE = 64
MAX_INTERVALS = MAX_BRANCHES = 50_000
MAX_LINE_WORK = 1_000_000_000
MAX_WORD_WORK = 5_000_000
MAX_LETTER_WORK = 2_000_000
MAX_EXPANDED = 200_002
MAX_EXPANSION_WORK = 40_000_000
MAX_EXPANSION_BITS = 120_000_000
MAX_CYCLE = 10_000
MAX_BITS = 20_000
MAX_POINTS = 50_000
MAX_EVALUATION_WORK = 40_000_000
MAX_RATE_DIGITS = 100_000
MAX_LEVEL_WORK = 5_000_000
MAX_AFFINE, MAX_EDGES, MAX_KINDS = 4_000, 10_000, 12
MAX_POWERS, MAX_POWER_BITS, MAX_CLASSES = 50_000, 400_000_000, 500_000
MAX_BLOCK_PIECES, MAX_WEIGHTS, MAX_SHALLOW = 5_000, 200_000, 1_000
MAX_WINDOW_PIECES, MAX_CUTS, WINDOW_BITS = 1_000, 500, 256
MAX_DISTANCE_PIECES, MAX_NETWORK_BITS = 20_000, 400_000_000
ZERO, LAYER_WORK, BLOCK_BITS = (0, 0), 600, 8_192  # of a network on a segment
MAX_TAIL_WORK, MAX_CLASS_WORK, MAX_COST_WORK, MAX_CONSTANT_WORK = 200_000, 6_000_000, 2_000_000, 20_000
MAX_FIELD_DEGREE, MAX_FIELD_DIGITS = 24, 60
MAX_ROOT_BITS = 8_192
MAX_CUBE = 10
MAX_CELL_BITS, MAX_SEPARATION, MAX_ATOMS, MAX_SYMBOLS = 256, 4_096, 20_000, 400_000
PRIME = 2**61 - 1
MAX_EXACT, KEPT = 20_000, 1_024  # bits of a count in T3w: beyond the first, only about the second are kept
MAX_LONG_WORK, MAX_LONG_EXACT = 2_000_000, 13_300  # work of T3w beyond which the former is this; 4,000 digits still fit

TYPE_CHECKING = False  # as type checkers read it: importing typing takes as long as a small certificate
if TYPE_CHECKING:
    from typing import Any

    Rational = tuple[int, int]  # numerator, denominator > 0; not always in lowest terms
    Number = tuple[Any, int]  # the same, or over a number field: an Element, denominator > 0
    Vertex = tuple[Number, Number]  # x, y
    Interval = tuple[Number, Number]  # left end <= right end
    Levels = tuple[Number, Number]  # x < y
    Pattern = list[int]  # 0-based images: one cycle
    Enclosure = tuple[int, int]  # of a real z, b fractional bits: lo <= z 2^b <= hi
    Branch = tuple[int, int, int, bool]  # i, j1, j2, up: a part of J_i that f maps over J_j1, ..., J_j2
    Piece = tuple[Any, Any, Any, Any]  # value at the left end, at the right end, slope, length if it does not follow from these
    Range = tuple[int, int]  # a <= b: the indices a, ..., b-1
    Joined = tuple[list[int], str, str]  # of concatenated words: alternations where they meet, first and last letters
    Wanted = tuple[str, Sequence[tuple[Number, ...]], Any]  # kind and data of a map, and the Root of its field or None
    Ends = tuple[Number | None, Number | None]  # an interval, None for no bound
    Side = tuple[list[int], list[int], list[int], int]  # a line, atoms and their weights, and the bits of all these numbers
    Proved = tuple[str, str, int | None]  # the statement, the rules, M if it is about g with at most M pieces


class Rejected(Exception):
    """The certificate is not accepted; the message says why in one line."""


def need(condition: bool, reason: str) -> None:
    """The only way to reject a certificate. In long loops `if bad: need(False, reason)`: writing a reason takes time."""
    if not condition:
        raise Rejected(reason)


class Theorem(namedtuple("Theorem", "kind words latex map_sha256 claim_sha256 data")):
    """What was proved: the kind of the claim, the statement in words and in LaTeX, two fingerprints, and a dict with
    the keys map, claim, rules (a string) and networks (a list of [depth, width])."""

    __slots__ = ()


# ------------------------------------------------------------------------------ numbers on paper


def shorten(n: int, keep: int) -> str:
    """n in decimal, or its leading digits and its length when it has more than `keep` digits."""
    size = abs(n)
    if size.bit_length() <= 3 * keep:
        return str(n)
    dropped = max(0, size.bit_length() * 30102 // 100_000 - keep)
    leading = str(size // 10**dropped)
    sign = "-" if n < 0 else ""
    if not dropped and len(leading) <= keep:
        return sign + leading
    return f"{sign}{leading[:12]}... ({len(leading) + dropped} digits)"


def show(value: object) -> str:
    """A value from a certificate, or a number, for a reason: short, on one line, in ASCII."""
    if type(value) is int:
        return shorten(value, 40)
    if isinstance(value, tuple):
        p, q = value
        if isinstance(p, Element):
            return p.decimal(q)
        g = gcd(p, q) if p.bit_length() + q.bit_length() < 10_000 else 1
        return shorten(p // g, 40) + (f"/{shorten(q // g, 40)}" if q != g else "")
    if type(value) is str:
        return ascii(value) if len(value) <= 40 else f"{value[:12]!a}... ({len(value)} characters)"
    names: dict[type, str] = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a value")


def apart(*values: int | Number) -> str:
    """For the end of a reason: by how much the values differ that are shortened and shown alike."""
    pairs = [(p if isinstance(p, tuple) else (p, 1), q if isinstance(q, tuple) else (q, 1)) for p, q in combinations(values, 2)]
    alike = [minus(p, q) for p, q in pairs if show(p) == show(q) and "..." in show(p)]
    return f" (those shown alike differ by {', '.join(show((abs(p), q)) for p, q in alike)})" if alike else ""


def counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def at_most(p: Number, q: Number) -> bool:
    return bool(p[0] * q[1] <= q[0] * p[1])


def below(p: Number, q: Number) -> bool:
    return bool(p[0] * q[1] < q[0] * p[1])


def equal(p: Number, q: Number) -> bool:
    return bool(p[0] * q[1] == q[0] * p[1])


def plus(p: Number, q: Number) -> Number:
    return p[0] * q[1] + q[0] * p[1], p[1] * q[1]


def minus(p: Number, q: Number) -> Number:
    return p[0] * q[1] - q[0] * p[1], p[1] * q[1]


def floor_at(p: Number, scale: int) -> int:
    return int(p[0] * scale // p[1])


def ceil_at(p: Number, scale: int) -> int:
    return -int(-p[0] * scale // p[1])


def digits(n: Any) -> int:
    """An upper bound of the number of digits, at most one too large for n of 10^5 digits."""
    return int(n.bit_length()) * 30103 // 100_000 + 1


def longest(numbers: Iterable[Number]) -> int:
    return max((max(digits(p), digits(q)) for p, q in numbers), default=1)


# ------------------------------------------------------------------------------ real number fields


SALT, FACTOR = (int.from_bytes(os.urandom(7), "big") | 1 << 56 for _ in range(2))


def salted(*numbers: Any) -> int:
    """A hash of numbers that the author of a file cannot know. That of Python is n mod 2^61 - 1, and many numbers are easily chosen
    that have the same. To be put beside such numbers in the keys of dicts. (A known factor in place of FACTOR would not do: numbers
    can be chosen whose sums with its powers are equal even without any modulus.)"""
    total = 0
    for n in numbers:
        for c in (n,) if isinstance(n, int) else n.coefficients:
            total = (total * FACTOR + c) % SALT
    return total


class Meter:
    """The work of evaluating the map, of comparing long numbers and of all arithmetic in number fields, for one certificate."""

    total = 0


def charge(work: int) -> None:
    """Units of 50 ns at most, most often much less; added up over a certificate."""
    Meter.total += work
    if Meter.total > MAX_EVALUATION_WORK:
        need(False, f"evaluating the map and comparing numbers costs {show(Meter.total)}, more than the limit {MAX_EVALUATION_WORK}")


def evaluate(polynomial: Sequence[int], p: int, q: int) -> int:
    """q^d times the value at p/q, q > 0."""
    value, power = polynomial[-1], 1
    for c in polynomial[-2::-1]:
        power *= q
        value = value * p + c * power
    return value


def sturm(polynomial: Sequence[int]) -> list[list[int]]:
    """The Sturm sequence, up to positive factors: the polynomial, its derivative, then negated remainders."""
    rows = [list(polynomial), [k * c for k, c in enumerate(polynomial)][1:]]
    while len(rows[-1]) > 1:
        rest, divisor = list(rows[-2]), rows[-1]
        lead = abs(divisor[-1])
        while len(rest) >= len(divisor):
            top, shift = rest[-1] * (1 if divisor[-1] > 0 else -1), len(rest) - len(divisor)
            rest = [lead * c for c in rest]
            for k, c in enumerate(divisor):
                rest[shift + k] -= top * c
            while rest and rest[-1] == 0:
                rest.pop()
        if not rest:
            break
        g = gcd(*rest)
        rows.append([-c // g for c in rest])
    return rows


class Root:
    """alpha, the only root of an integer polynomial in an interval between whose ends it changes its sign. Elements are
    written in beta = (leading coefficient) * alpha, a root of a monic integer polynomial."""

    current: Root | None = None  # of the map that is being read or checked

    def __init__(self, polynomial: list[int], interval: Interval, where: str) -> None:
        self.polynomial, self.interval = polynomial, interval
        self.degree, self.lead = len(polynomial) - 1, polynomial[-1]
        charge(self.degree**4 * (1 + max(map(digits, polynomial)) ** 2 // 100))
        (p, q), (r, s) = interval
        left, right = evaluate(polynomial, p, q), evaluate(polynomial, r, s)
        roots = [
            sum(u * v < 0 for u, v in pairwise([w for w in (evaluate(row, *end) for row in sturm(polynomial)) if w])) for end in interval
        ]
        if not (left * right < 0 and roots[0] - roots[1] == 1):
            need(
                False,
                f"{where}.interval: the polynomial has {roots[0] - roots[1]} roots "
                f"between {show(interval[0])} and {show(interval[1])} "
                "(or does not change its sign there): it must have one",
            )
        self.monic = [c * self.lead ** (self.degree - 1 - k) for k, c in enumerate(polynomial[:-1])]
        scale = lcm(q, s)
        self.rising, self.cell = right > 0, (p * (scale // q) * self.lead, r * (scale // s) * self.lead, scale)
        self.growth = max(map(int.bit_length, self.monic))
        self.powers: dict[int, list[Enclosure]] = {}

    def enclose(self, bits: int) -> Enclosure:
        """beta, to within 2^-bits, with so many fractional bits: by bisection at first, then by Newton's method, each step
        of which is verified by a change of sign."""
        need(
            bits <= MAX_ROOT_BITS,
            f"a sign is not decided by {MAX_ROOT_BITS} bits of the generator of the field: is its polynomial irreducible?",
        )
        while (self.cell[1] - self.cell[0]) << bits > self.cell[2]:
            if not self.newton(bits):
                self.halve()
        lo, hi, scale = self.cell
        return (lo << bits) // scale, -((-hi << bits) // scale)

    def above(self, p: int, q: int) -> bool:
        """Whether p/q, in the cell or at its ends, is greater than the root (or equal to it), q > 0."""
        charge(self.degree * (20 + ((q.bit_length() + self.growth) ** 2 * self.degree >> 13)))
        return (evaluate([*self.monic, 1], p, q) > 0) == self.rising

    def halve(self) -> None:
        lo, hi, scale = self.cell
        middle = lo + hi
        self.cell = (2 * lo, middle, 2 * scale) if self.above(middle, 2 * scale) else (middle, 2 * hi, 2 * scale)

    def newton(self, bits: int) -> bool:
        """About twice as many bits, but no more than needed; False if that does not work."""
        lo, hi, scale = self.cell
        known = scale.bit_length() - (hi - lo).bit_length()
        if known < 64:
            return False
        target = min(2 * known - 16, bits + 4)
        charge(self.degree * (20 + ((2 * known + self.growth) ** 2 * self.degree >> 13)))
        x, q = ((lo + hi) << known) // scale, 1 << known + 1
        slope = evaluate([k * c for k, c in enumerate([*self.monic, 1])][1:], x, q)
        if slope == 0:
            return False
        # x/q - m(x/q)/m'(x/q); evaluate gives q^d m and q^(d-1) m'
        guess = (x << target) // q - (evaluate([*self.monic, 1], x, q) << target) // (slope * q)
        left, right, unit = guess - 2, guess + 2, 1 << target
        if left * scale < lo * unit or right * scale > hi * unit or self.above(left, unit) or not self.above(right, unit):
            return False
        self.cell = left, right, unit
        return True

    def power_table(self, bits: int) -> list[Enclosure]:
        """Enclosures of 1, beta, ..., beta^(d-1) with so many fractional bits."""
        if bits not in self.powers:
            least, most = self.enclose(bits)
            table = [(1 << bits, 1 << bits)]
            for _ in range(self.degree - 1):
                lo, hi = table[-1]
                products = lo * least, lo * most, hi * least, hi * most
                table.append((min(products) >> bits, -(-max(products) >> bits)))
            self.powers[bits] = table
        return self.powers[bits]

    def same(self, other: Root | None) -> bool:
        """Whether two roots are equal: those of one polynomial, one in both intervals."""
        if other is None or self.polynomial != other.polynomial:
            return False
        (a, b), (c, d) = self.interval, other.interval
        lo, hi = c if below(a, c) else a, b if below(b, d) else d
        return below(lo, hi) and evaluate(self.polynomial, *lo) * evaluate(self.polynomial, *hi) < 0

    def element(self, coefficients: Sequence[int]) -> Any:
        """The element with these coefficients; an int if it is one."""
        return Element(self, tuple(coefficients)) if any(coefficients[1:]) else coefficients[0]

    def reduce(self, long: list[int]) -> Any:
        """The element of a combination of more powers of beta."""
        for k in range(len(long) - 1, self.degree - 1, -1):
            top = long.pop()
            if top:
                for i, c in enumerate(self.monic):
                    long[k - self.degree + i] -= top * c
        return self.element(long)


class Element:
    """An integer combination of 1, beta, ..., beta^(d-1) that is not just an integer. If the polynomial of the field is
    irreducible, it is irrational. Comparisons are decided by enclosures of beta with more and more bits, never by
    anything else; if the value is 0 after all (in a reducible field), no number of bits decides, and the file is rejected."""

    __slots__ = ("coefficients", "root", "size")

    def __init__(self, root: Root, coefficients: tuple[int, ...]) -> None:
        self.root, self.coefficients = root, coefficients
        self.size = max(map(int.bit_length, coefficients))

    def bit_length(self) -> int:
        return self.size + self.root.degree

    def __hash__(self) -> int:
        return hash(self.coefficients)

    def __add__(self, other: Any) -> Any:
        charge(60 + self.root.degree * (6 + self.size // 512))
        if isinstance(other, Element):
            return self.root.element([p + q for p, q in zip(self.coefficients, other.coefficients, strict=True)])
        return self.root.element((self.coefficients[0] + other, *self.coefficients[1:]))

    __radd__ = __add__

    def __neg__(self) -> Any:
        charge(20 + self.root.degree * (6 + self.size // 512))
        return Element(self.root, tuple(-c for c in self.coefficients))

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        d = self.root.degree
        if not isinstance(other, Element):
            charge(60 + d * (6 + (self.size * other.bit_length() >> 13)))
            return self.root.element([c * other for c in self.coefficients])
        growth = self.root.growth
        charge(120 + d * d * (8 + ((self.size + 64) * (other.size + 64) >> 13) + ((self.size + other.size + d * growth) * growth >> 13)))
        long = [0] * (2 * d - 1)
        for i, p in enumerate(self.coefficients):
            if p:
                for j, q in enumerate(other.coefficients):
                    long[i + j] += p * q
        return self.root.reduce(long)

    __rmul__ = __mul__

    def enclose(self, bits: int) -> Enclosure:
        """The value, with so many fractional bits."""
        table = self.root.power_table(bits)
        charge(60 + len(table) * (12 + (self.size * table[-1][1].bit_length() >> 12)))
        lo = sum(c * (p if c > 0 else q) for c, (p, q) in zip(self.coefficients, table, strict=True))
        hi = sum(c * (q if c > 0 else p) for c, (p, q) in zip(self.coefficients, table, strict=True))
        return lo, hi

    def sign(self) -> int:
        bits = 64 + self.size // 64 * 64
        while True:
            lo, hi = self.enclose(bits)
            if lo > 0 or hi < 0:
                return 1 if lo > 0 else -1
            bits *= 2

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Element) and other.root is not self.root:
            return self.coefficients == other.coefficients and self.root.same(other.root)
        return compare(self, other) == 0 if isinstance(other, int | Element) else NotImplemented

    def __lt__(self, other: Any) -> bool:
        return bool(compare(self, other) < 0)

    def __le__(self, other: Any) -> bool:
        return bool(compare(self, other) <= 0)

    def __gt__(self, other: Any) -> bool:
        return bool(compare(self, other) > 0)

    def __ge__(self, other: Any) -> bool:
        return bool(compare(self, other) >= 0)

    def __abs__(self) -> Any:
        return -self if self.sign() < 0 else self

    def __floordiv__(self, divisor: int) -> int:
        """The floor of the quotient by an integer > 0."""
        bits = 64
        while True:
            lo, hi = (end // (divisor << bits) for end in self.enclose(bits))
            if lo == hi:
                return lo
            bits *= 2

    def decimal(self, divisor: int) -> str:
        """About the quotient by an integer > 0, for a reason."""
        n = self * 10**9 // divisor if self > 0 else -(-self * 10**9 // divisor)
        return f"{'-' if n < 0 else ''}{shorten(abs(n) // 10**9, 40)}.{abs(n) % 10**9:09}..."

    def inverse(self) -> tuple[Any, int]:
        """An element and an integer n > 0 with self * element = n: the first column of the adjugate of the matrix of the
        multiplication by self, by elimination without fractions (Bareiss)."""
        d = self.root.degree
        columns = [list(self.coefficients)]
        for _ in range(d - 1):
            top, shifted = columns[-1][-1], [0, *columns[-1][:-1]]
            columns.append([c - top * m for c, m in zip(shifted, self.root.monic, strict=True)])
        size = max(c.bit_length() for column in columns for c in column)
        charge(d**3 * (20 + ((d * size) ** 2 >> 14)))
        rows = [[column[k] for column in columns] + [int(k == 0)] for k in range(d)]
        solution, n = solve(rows)
        return self.root.element(solution), n


def compare(p: Any, q: Any) -> int:
    """The sign of p - q, of integers or elements."""
    difference = p - q
    return difference.sign() if isinstance(difference, Element) else (difference > 0) - (difference < 0)


def solve(rows: list[list[int]]) -> tuple[list[int], int]:
    """Integers x and n > 0 with A x = n b, for the rows of (A, b)."""
    d, last = len(rows), 1
    for k in range(d):
        pivot = next((i for i in range(k, d) if rows[i][k]), None)
        need(pivot is not None, "a division by 0 in the number field: is its polynomial irreducible?")
        assert pivot is not None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(d):
            if i != k:
                rows[i] = [(rows[k][k] * p - rows[i][k] * q) // last for p, q in zip(rows[i], rows[k], strict=True)]
        last = rows[k][k]
    sign = 1 if last > 0 else -1
    return [sign * row[-1] for row in rows], abs(last)


def divide(p: Number, q: Number) -> Number:
    """p / q, q != 0; in lowest terms if both are rational."""
    factor, n = q[0].inverse() if isinstance(q[0], Element) else (1 if q[0] > 0 else -1, abs(q[0]))
    left, right = int(p[0].bit_length()) + int(factor.bit_length()) + q[1].bit_length(), p[1].bit_length() + n.bit_length()
    charge(30 + (left * (q[1].bit_length() + 64) + right * n.bit_length() >> 13) + (left + right >> 5) + (left * right >> 13))
    top, bottom = p[0] * factor * q[1], p[1] * n
    g = gcd(bottom, *(top.coefficients if isinstance(top, Element) else (top,)))
    return top.root.element([c // g for c in top.coefficients]) if isinstance(top, Element) else top // g, bottom // g


# ------------------------------------------------------------------------------ reading: JSON


DIGITS = bytes(48 if chr(byte) in "0123456789" else 32 for byte in range(256))  # every digit becomes 0, all else a space


def read_integer(text: str) -> int:
    size = len(text) - text.startswith("-")
    need(size <= MAX_DIGITS, f"a number has {size} digits, more than the limit {MAX_DIGITS}")
    need(text != "-0", "a number is spelled -0: write 0")
    return int(text)


def refuse_float(text: str) -> int:
    need(False, f'{show(text)} is not an integer: write rationals as strings "p/q"')
    return 0


def read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = sorted(key for key, _ in pairs)
        need(False, f"duplicate key {show(next(p for p, q in pairwise(names) if p == q))}")
    return result


def load(data: bytes, where: str) -> object:
    """The JSON value in data. Size and number of values are bounded before anything is built."""
    need(len(data) <= MAX_BYTES, f"{where} is longer than the limit {MAX_BYTES} bytes")
    need(not data.startswith(b"\xef\xbb\xbf"), f"{where} begins with a byte-order mark")
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    need(values <= MAX_VALUES, f"{where} has {values} commas, brackets and braces, more than the limit {MAX_VALUES}")
    thousands = data.translate(DIGITS).count(b"0" * 1_000)
    need(
        thousands <= MAX_THOUSANDS, f"{where} has {thousands} rows of 1000 digits in its long numbers, more than the limit {MAX_THOUSANDS}"
    )
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=read_object,
            parse_int=read_integer,
            parse_float=refuse_float,
            parse_constant=refuse_float,
        )
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8: byte {error.start}"
    except RecursionError:
        reason = "is nested too deeply"
    except json.JSONDecodeError as error:
        reason = f"is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
    need(False, f"{where} {reason}")
    return None


def fields(value: object, where: str, keys: str) -> dict[str, object]:
    """An object with exactly these keys."""
    if not isinstance(value, dict):
        need(False, f"{where} is not an object but {show(value)}")
    assert isinstance(value, dict)
    names = keys.split()
    missing = [name for name in names if name not in value]
    need(not missing, f"{where} has no key {', '.join(missing)}")
    unknown = [key for key in value if key not in names]
    need(not unknown, f"{where} has the unknown key {', '.join(map(show, unknown[:3]))}")
    return value


def tag(value: object, where: str, key: str, choices: Iterable[str]) -> str:
    """value[key], one of the choices; the other keys are not looked at."""
    if not isinstance(value, dict):
        need(False, f"{where} is not an object but {show(value)}")
    assert isinstance(value, dict)
    choice = value.get(key)
    if not (type(choice) is str and choice in choices):
        need(False, f"{where}.{key} is {show(choice)} and not one of {', '.join(choices)}")
    return str(choice)


def items(value: object, where: str, length: int | None = None, most: int = MAX_VALUES) -> list[object]:
    if not isinstance(value, list):
        need(False, f"{where} is not a list but {show(value)}")
    assert isinstance(value, list)
    need(length is None or len(value) == length, f"{where} has {counted(len(value), 'entry', 'entries')} and not {length}")
    need(len(value) <= most, f"{where} has {len(value)} entries, more than the limit {most}")
    return value


# ------------------------------------------------------------------------------ reading: the grammar

RATIONAL = re.compile(r"(0|-?[1-9][0-9]*)(?:/([1-9][0-9]*))?")
LOOSE = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+)|/([0-9]+))?")
COUNT = re.compile(r"([1-9][0-9]{0,59})\*2\^([1-9][0-9]{0,5}|1000000)")


def integer(value: object, where: str, least: int, most: int | None = None) -> int:
    if type(value) is not int:
        need(False, f"{where} is not an integer but {show(value)}")
    assert isinstance(value, int)
    if value < least:
        need(False, f"{where} = {show(value)} < {least}")
    if most is not None and value > most:
        need(False, f"{where} = {show(value)} > {most}, the largest value allowed")
    return value


def rational(value: object, where: str) -> Rational:
    if type(value) is not str:
        need(False, f"{where} is not a rational in a string but {show(value)}")
    assert isinstance(value, str)
    match = RATIONAL.fullmatch(value)
    if match is None:
        need(False, f"{where} = {show(value)} is not of the form p/q")
    assert match is not None
    top, bottom = match.groups("1")
    size = max(len(top) - top.startswith("-"), len(bottom))
    need(size <= MAX_DIGITS, f"{where} has {size} digits, more than the limit {MAX_DIGITS}")
    p, q = int(top), int(bottom)
    if gcd(p, q) != 1 or match.group(2) == "1":
        need(False, f"{where} = {show(value)} is not in lowest terms")
    return p, q


def real(value: object, where: str) -> Number:
    """A number of the field of the map: a rational, or the list of the coefficients of an irrational element."""
    root = Root.current
    if root is None or not isinstance(value, list):
        return rational(value, where)
    entries = items(value, where)
    need(len(entries) == root.degree, f"{where} has {counted(len(entries), 'coefficient')}: an element of this field has {root.degree}")
    parts = [rational(c, f"{where}[{k}]") for k, c in enumerate(entries)]
    need(any(p for p, _ in parts[1:]), f"{where} is rational and not written as one")
    return combined(parts, root)


def combined(parts: list[Rational], root: Root) -> Number:
    """The element with these coefficients of powers of alpha, in lowest terms."""
    charge(40 + 60 * root.degree)
    powers = [root.lead**k for k in range(root.degree)]
    den = 1
    for (_, q), power in zip(parts, powers, strict=True):
        charge(1 + ((q.bit_length() + power.bit_length()) * (den.bit_length() + q.bit_length()) >> 12))
        den = lcm(den, q * power)
    size = den.bit_length()
    charge(sum((2 * p.bit_length() + q.bit_length() + size) * size >> 12 for p, q in parts))
    top = [p * (den // (q * power)) for (p, q), power in zip(parts, powers, strict=True)]
    g = gcd(den, *top)
    return root.element([c // g for c in top]), den // g


def count(value: object, where: str) -> int:
    if type(value) is not str:
        return integer(value, where, 0)
    match = COUNT.fullmatch(value)
    if not (match is not None):
        need(False, f"{where} = {show(value)} is not of the form m*2^e, 0 < m < 10^60, 0 < e <= 1000000")
    assert match is not None
    return int(match.group(1)) << int(match.group(2))


def read_levels(value: object, where: str) -> Levels:
    x, y = (real(z, f"{where}[{k}]") for k, z in enumerate(items(value, where, 2)))
    if not below(x, y):
        need(False, f"{where}: x = {show(x)} is not less than y = {show(y)}" + apart(x, y))
    return x, y


def read_pattern(value: object, where: str) -> Pattern:
    entries = items(value, where, most=MAX_CYCLE)
    images = [integer(z, f"{where}[{k}]", 1, len(entries)) - 1 for k, z in enumerate(entries)]
    need(len(images) > 0, f"{where} is empty")
    point, length = images[0], 1
    while point != 0 and length <= len(images):
        point, length = images[point], length + 1
    need(length == len(images), f"{where} is not one cycle of {counted(len(images), 'point')}")
    return images


def read_intervals(f: Map, value: object, where: str, most: int) -> list[Interval]:
    """Intervals [lo, hi] in I, lo <= hi."""
    result: list[Interval] = []
    domain = longest((f.a, f.b))
    for k, entry in enumerate(items(value, where, most=most)):
        name = f"{where}[{k}]"
        lo, hi = (real(z, name) for z in items(entry, name, 2))
        if not at_most(lo, hi):
            need(False, f"{name}: {show(lo)} is not at most {show(hi)}" + apart(lo, hi))
        if not (at_most(f.a, lo) and at_most(hi, f.b)):
            need(False, f"{name}: [{show(lo)}, {show(hi)}] is not in {f.domain()}" + apart(f.a, lo, hi, f.b))
        charge_comparisons(3, longest((lo, hi)), domain)
        result.append((lo, hi))
    return result


def read_disjoint(f: Map, value: object, where: str, most: int) -> list[Interval]:
    """At least one non-degenerate interval; in order, with disjoint interiors."""
    intervals = read_intervals(f, value, where, most)
    need(len(intervals) > 0, f"{where} is empty: at least one interval is needed")
    for k, (l, r) in enumerate(intervals):
        if equal(l, r):
            need(False, f"{where}[{k}] is the single point {show(l)}")
    for k, (left, right) in enumerate(pairwise(intervals), 1):
        if below(right[0], left[1]):
            need(False, f"{where}[{k}]: its left end {show(right[0])} is less than {show(left[1])}" + apart(right[0], left[1]))
    return intervals


def read_enclosures(f: Map, value: object, where: str, length: int) -> list[Interval]:
    boxes = read_intervals(f, value, where, MAX_CYCLE)
    need(len(boxes) == length, f"{where}: {counted(len(boxes), 'enclosure')} for the {counted(length, 'point')} of the pattern")
    for k, (left, right) in enumerate(pairwise(boxes), 1):
        if not below(left[1], right[0]):
            need(False, f"{where}[{k}]: its left end {show(right[0])} is not to the right of {show(left[1])}" + apart(right[0], left[1]))
    return boxes


# ------------------------------------------------------------------------------ maps


class Map(ABC):
    """A continuous map f on I = [a, b]; `kind` and `data` determine it and are determined by it."""

    kind: str
    a: Number
    b: Number
    data: Sequence[tuple[Number, ...]]

    def domain(self) -> str:
        return f"I = [{show(self.a)}, {show(self.b)}]"

    @abstractmethod
    def values(self, points: list[Number]) -> list[Number]:
        """f(p) for points of I in increasing order."""

    @abstractmethod
    def steepest(self, u: Number, v: Number) -> Number:
        """A Lipschitz constant of f on [u, v] in I."""

    @abstractmethod
    def enclose(self, bits: int, times: int, size: int) -> Callable[[int, int], Enclosure]:
        """A function that encloses f([lo, hi]), to be called so many times in intervals with ends of so many digits."""


def charge_comparisons(number: int, left: int, right: int) -> None:
    """So many comparisons of numbers of so many digits."""
    charge(number * (2 + (left + right) // 20 + left * right // 3000))


class PiecewiseLinear(Map):
    """vertices (x_i, y_i), x_i increasing."""

    kind = "piecewise-linear"

    def __init__(self, vertices: list[Vertex]) -> None:
        self.data = list(vertices)
        self.xs = [x for x, _ in vertices]
        self.ys = [y for _, y in vertices]
        self.a, self.b = self.xs[0], self.xs[-1]
        self.size = max(longest(self.xs), longest(self.ys))
        self.slopes: dict[int, Number] = {}

    def charge(self, points: int, hundreds: int, size: int) -> None:
        """For so many points with so many hundreds of digits in all, and for the lines of the pieces."""
        lines = min(points, len(self.xs) - 1)
        charge(size * (points + hundreds) + lines * size * size // 100)

    def line(self, i: int) -> tuple[Any, Any, int]:
        """A, B, C with an integer C > 0 and f(p/q) = (A p + B q)/(C q) on the i-th piece."""
        (p0, q0), (p1, q1), (r0, s0), (r1, s1) = *self.xs[i : i + 2], *self.ys[i : i + 2]
        if Root.current is not None:
            (rise, run), (r, s) = divide(minus((r1, s1), (r0, s0)), minus((p1, q1), (p0, q0))), (r0, s0)
            return rise * s * q0, r * run * q0 - rise * p0 * s, run * s * q0
        return (r1 * s0 - r0 * s1) * q0 * q1, r0 * s1 * p1 * q0 - r1 * s0 * p0 * q1, (p1 * q0 - p0 * q1) * s0 * s1

    def values(self, points: list[Number]) -> list[Number]:
        self.charge(len(points), sum((digits(p) + digits(q)) // 100 for p, q in points), self.size)
        result, piece, known, last = [], 0, -1, len(self.xs) - 2
        for p, q in points:
            while piece < last and at_most(self.xs[piece + 1], (p, q)):
                piece += 1
            if piece != known:
                (a, b, c), known = self.line(piece), piece
            result.append((a * p + b * q, c * q))
        return result

    def steepest(self, u: Number, v: Number) -> Number:
        """The largest |slope|."""
        charge(20 * len(self.xs).bit_length() * (2 + self.size // 20))
        inner = len(self.xs) - 2
        first = bisect_right(range(1, inner + 1), False, key=lambda i: not at_most(self.xs[i], u))
        result: Number = (0, 1)
        while True:
            if first not in self.slopes:
                self.charge(1, 0, self.size)
                rise, run = minus(self.ys[first + 1], self.ys[first]), minus(self.xs[first + 1], self.xs[first])
                self.slopes[first] = divide(rise, run)
            p, q = self.slopes[first]
            result = (abs(p), q) if below(result, (abs(p), q)) else result
            first += 1
            if first > inner or at_most(v, self.xs[first]):
                return result

    def enclose(self, bits: int, times: int, size: int) -> Callable[[int, int], Enclosure]:
        scale, size, points = 1 << bits, max(size, self.size), times + len(self.xs)
        self.charge(points, points * ((digits(scale) + size) // 100), size)
        charge(len(self.xs) * (digits(scale) + size))
        starts = [ceil_at(x, scale) for x in self.xs]
        low = [floor_at(y, scale) for y in self.ys]
        high = [ceil_at(y, scale) for y in self.ys]
        need(Root.current is None, "rule T5s needs a map with rational coordinates")
        lines: dict[int, tuple[int, int, int]] = {}

        def at(z: int) -> tuple[int, int, int]:
            """The piece of z and the value there, rounded down and up; the first and the last piece count as prolonged."""
            piece = min(max(bisect_right(starts, z) - 1, 0), len(starts) - 2)
            if piece not in lines:
                lines[piece] = self.line(piece)
            a, b, c = lines[piece]
            value, rest = divmod(a * z + (b << bits), c)
            return piece, value, value + (rest > 0)

        def enclosure(lo: int, hi: int) -> Enclosure:
            """Values at both ends and at the vertices between."""
            (first, low0, high0), (last, low1, high1) = at(lo), at(hi)
            return min(low0, low1, *low[first + 1 : last + 1]), max(high0, high1, *high[first + 1 : last + 1])

        return enclosure


class Polynomial(Map):
    """coefficients c_0, ..., c_d."""

    kind = "polynomial"

    def __init__(self, coefficients: list[Rational], interval: Interval) -> None:
        self.data = [interval, tuple(coefficients)]
        self.a, self.b = interval
        self.coefficients = coefficients

    def charge(self, times: int, size: int) -> None:
        charge(times * max(1, len(self.coefficients) - 1) ** 2 * size * (1000 + size) // 1000)

    def values(self, points: list[Number]) -> list[Number]:
        den, least = 1, max(longest(points), longest(self.coefficients))
        for _, q in self.coefficients:
            self.charge(len(points), max(least, digits(den) + digits(q)))
            den = lcm(den, q)
        numerators = [p * (den // q) for p, q in self.coefficients]
        result = []
        for p, q in points:
            value, power = numerators[-1], 1
            for c in numerators[-2::-1]:
                power *= q
                value = value * p + c * power
            result.append((value, den * power))
        return result

    def steepest(self, u: Number, v: Number) -> Number:
        """A bound of |f'|, by Horner's scheme in exact interval arithmetic."""
        low: Number = (0, 1)
        high: Number = (0, 1)
        for p, q in [(k * p, q) for k, (p, q) in enumerate(self.coefficients)][:0:-1]:
            products = [times(end, z) for end in (low, high) for z in (u, v)]
            least, most = products[0], products[0]
            for product in products[1:]:
                least, most = product if below(product, least) else least, product if below(most, product) else most
            low, high = add(least, (p, q)), add(most, (p, q))
        low = abs(low[0]), low[1]
        high = abs(high[0]), high[1]
        return low if below(high, low) else high

    def enclose(self, bits: int, times: int, size: int) -> Callable[[int, int], Enclosure]:
        scale = 1 << bits
        self.charge(times + 1, max(size, longest(self.coefficients)) + digits(scale))
        rounded = [(floor_at(c, scale), ceil_at(c, scale)) for c in self.coefficients]

        def enclosure(lo: int, hi: int) -> Enclosure:
            """Horner's scheme in interval arithmetic."""
            least, most = rounded[-1]
            for low, high in rounded[-2::-1]:
                products = least * lo, least * hi, most * lo, most * hi
                least, most = (min(products) >> bits) + low, -(-max(products) >> bits) + high
            return least, most

        return enclosure


class Lines:
    """Tests whether three points lie on a line. Most often a residue shows that they do not; exact tests are charged."""

    def __init__(self) -> None:
        self.work = 0

    def hold(self, *vertices: Vertex) -> bool:
        if Root.current is None:
            residues = [tuple((p % PRIME, q % PRIME) for p, q in vertex) for vertex in vertices]
            if determinant(residues) % PRIME:
                return False
        self.work += 1000 + max(map(longest, vertices)) ** 2
        if self.work > MAX_LINE_WORK:
            need(False, f"finding vertices on a line costs {self.work}, more than the limit {MAX_LINE_WORK}")
        return bool(determinant(vertices) == 0)


def determinant(vertices: Sequence[tuple[Number, ...]]) -> Any:
    """Zero iff the three points lie on a line."""
    ((p0, q0), (r0, s0)), ((p1, q1), (r1, s1)), ((p2, q2), (r2, s2)) = vertices
    return (r1 * s0 - r0 * s1) * (p2 * q1 - p1 * q2) * s2 * q0 - (r2 * s1 - r1 * s2) * (p1 * q0 - p0 * q1) * s0 * q2


MAP_KINDS = "piecewise-linear", "polynomial"


def read_map(value: object) -> Map:
    if tag(value, "map", "kind", MAP_KINDS) == "polynomial":
        return read_polynomial(fields(value, "map", "kind coefficients interval"))
    assert isinstance(value, dict)
    if "field" in value:
        Root.current = read_field(value["field"], "map.field", rational)
    entries = items(
        fields(value, "map", "kind field vertices" if "field" in value else "kind vertices")["vertices"], "map.vertices", most=MAX_VERTICES
    )
    need(len(entries) >= 2, f"map.vertices has {counted(len(entries), 'entry', 'entries')}, fewer than 2")
    vertices = []
    for k, entry in enumerate(entries):
        x, y = (real(z, f"map.vertices[{k}]") for z in items(entry, f"map.vertices[{k}]", 2))
        vertices.append((x, y))
    for k, ((x0, _), (x1, _)) in enumerate(pairwise(vertices), 1):
        if not below(x0, x1):
            need(False, f"map.vertices[{k}]: x = {show(x1)} is not greater than {show(x0)}" + apart(x0, x1))
    f = PiecewiseLinear(vertices)
    for k, (_, y) in enumerate(vertices):
        if not (at_most(f.a, y) and at_most(y, f.b)):
            need(False, f"map.vertices[{k}]: y = {show(y)} is not in {f.domain()}" + apart(f.a, y, f.b))
    lines = Lines()
    for k in range(1, len(vertices) - 1):
        need(not lines.hold(*vertices[k - 1 : k + 2]), f"map.vertices[{k}] lies on the line through its neighbours")
    return f


def read_field(value: object, where: str, read: Callable[[object, str], Rational]) -> Root:
    """A real number field: a primitive integer polynomial, and an interval with one of its roots. That the polynomial is
    irreducible is not looked at: in a reducible field some signs are never decided, and no other one is wrong."""
    entries = fields(value, where, "minpoly interval")
    row = items(entries["minpoly"], f"{where}.minpoly", most=MAX_FIELD_DEGREE + 1)
    polynomial = [integer(c, f"{where}.minpoly[{k}]", -(10**MAX_FIELD_DIGITS), 10**MAX_FIELD_DIGITS) for k, c in enumerate(row)]
    need(len(polynomial) >= 3, f"{where}.minpoly has the degree {len(polynomial) - 1}: a field needs 2 or more")
    if not (polynomial[-1] > 0):
        need(False, f"{where}.minpoly: the last coefficient, {show(polynomial[-1])}, is not positive")
    if gcd(*polynomial) != 1:
        need(False, f"{where}.minpoly: all coefficients are divisible by {show(gcd(*polynomial))}")
    ends = [read(z, f"{where}.interval[{k}]") for k, z in enumerate(items(entries["interval"], f"{where}.interval", 2))]
    need(longest(ends) <= MAX_FIELD_DIGITS, f"{where}.interval: a number has more digits than the limit {MAX_FIELD_DIGITS}")
    if not below(ends[0], ends[1]):
        need(False, f"{where}.interval: {show(ends[0])} is not less than {show(ends[1])}")
    return Root(polynomial, (ends[0], ends[1]), where)


def read_polynomial(value: dict[str, object]) -> Polynomial:
    entries = items(value["coefficients"], "map.coefficients", most=MAX_DEGREE + 1)
    need(len(entries) >= 1, "map.coefficients is empty")
    coefficients = [rational(z, f"map.coefficients[{k}]") for k, z in enumerate(entries)]
    need(len(entries) == 1 or coefficients[-1][0] != 0, f"map.coefficients[{len(entries) - 1}], the last one, is 0")
    a, b = (rational(z, f"map.interval[{k}]") for k, z in enumerate(items(value["interval"], "map.interval", 2)))
    if not below(a, b):
        need(False, f"map.interval: a = {show(a)} is not less than b = {show(b)}" + apart(a, b))
    return Polynomial(coefficients, (a, b))


def loose_rational(value: object, where: str) -> Rational:
    """A number in a map file: an integer, or a string such as "2/5", "4/10" or "0.4"."""
    if type(value) is int:
        return value, 1
    match = LOOSE.fullmatch(value) if type(value) is str and len(value) <= 2 * MAX_DIGITS + 2 else None
    if not (match is not None):
        need(False, f"{where} = {show(value)} is not an integer, a fraction or a decimal in a string")
    assert match is not None
    sign, whole, decimals, bottom = match.groups("")
    need(max(map(len, match.groups(""))) <= MAX_DIGITS, f"{where} has more digits than the limit {MAX_DIGITS}")
    p, q = int(whole), int(bottom or 1)
    if not (q > 0):
        need(False, f"{where} = {show(value)} has the denominator 0")
    if decimals:
        p, q = p * 10 ** len(decimals) + int(decimals), 10 ** len(decimals)
    g = gcd(p, q)
    return (-p if sign else p) // g, q // g


def loose_real(value: object, where: str) -> Number:
    root = Root.current
    if root is None or not isinstance(value, list):
        return loose_rational(value, where)
    need(len(value) == root.degree, f"{where} has {counted(len(value), 'coefficient')}: an element of this field has {root.degree}")
    return combined([loose_rational(c, where) for c in value], root)


def loose_vertices(value: object) -> list[Vertex]:
    """Vertices from a map file, collinear ones dropped."""
    result: list[Vertex] = []
    lines = Lines()
    for k, entry in enumerate(items(value, "map file: vertices", most=2 * MAX_VERTICES)):
        name = f"map file: vertices[{k}]"
        x, y = (loose_real(z, name) for z in items(entry, name, 2))
        need(not result or below(result[-1][0], x), f"{name}: x is not greater than that of the vertex before")
        if len(result) >= 2 and lines.hold(*result[-2:], (x, y)):
            result.pop()
        result.append((x, y))
    return result


def read_map_file(data: bytes) -> Wanted:
    """The map in a map file."""
    Meter.total, Root.current = 0, None
    value = load(data, "the map file")
    if not isinstance(value, dict):
        need(False, f"the map file is not an object but {show(value)}")
    assert isinstance(value, dict)
    value = {key: entry for key, entry in value.items() if key not in ("format", "name", "source")}
    value.setdefault("kind", "piecewise-linear" if "vertices" in value else "polynomial")
    kind = tag(value, "map file", "kind", MAP_KINDS)
    if kind == "piecewise-linear":
        if "field" in value:
            Root.current = read_field(value["field"], "map file: field", loose_rational)
        keys = "kind field vertices" if "field" in value else "kind vertices"
        return kind, loose_vertices(fields(value, "map file", keys)["vertices"]), Root.current
    fields(value, "map file", "kind coefficients interval")
    coefficients, interval = (
        tuple(loose_rational(z, f"map file: {key}") for z in items(value[key], f"map file: {key}")) for key in ("coefficients", "interval")
    )
    while len(coefficients) > 1 and coefficients[-1][0] == 0:
        coefficients = coefficients[:-1]
    return kind, [interval, coefficients], None


# ------------------------------------------------------------------------------ rule E: expansion


class Work:
    """The work of an expansion, charged before it is done, in units of 50 ns at most: see section 5 of FORMAT.md. A
    product or a quotient of numbers of m and n bits takes at most m n / 2^13 units, a gcd twice as many."""

    def __init__(self) -> None:
        self.done = 0

    def charge(self, work: int) -> None:
        self.done += work
        if self.done > MAX_EXPANSION_WORK:
            need(False, f"expanding the iterate costs {show(self.done)}, more than the limit {MAX_EXPANSION_WORK}")

    def common_multiple(self, numbers: Iterable[int], vertices: int, bits: int) -> int:
        """The least common multiple, if so many vertices with numbers of its size, and of so many bits, can be kept."""
        result = 1
        for n in numbers:
            self.charge(1 + (n.bit_length() * result.bit_length() >> 12))
            result = lcm(result, n)
            held = vertices * (bits + result.bit_length()) * (Root.current.degree if Root.current else 1)
            if held > MAX_EXPANSION_BITS:
                need(False, f"vertices over a common denominator have {held} bits, more than the limit {MAX_EXPANSION_BITS}")
        return result

    def rescale(self, numbers: Iterable[Number], den: int, more: int = 0) -> None:
        """Charges for bringing the numbers to the denominator den, and for multiplying them by as many bits more."""
        bits = den.bit_length()
        for p, q in numbers:
            top, left = p.bit_length(), bits - q.bit_length() + 1
            self.charge(1 + ((top + q.bit_length()) * left + (top + left) * more >> 14))


class Pieces:
    """Different pieces, in the order in which they came."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.known: dict[tuple[int, Piece], int] = {}

    def index(self, piece: Piece) -> int:
        k = self.known.setdefault((salted(*piece[:3]), piece), len(self.pieces))
        if k == len(self.pieces):
            self.pieces.append(piece)
        return k


class Expansion:
    """g = f^t, canonical, from left to right: a word in the indices of a table of pieces. A piece (y0, y1, slope, run) has
    the values y0/den and y1/den at its ends, and the length |y1 - y0| / (base |slope|), or `run` if the slope is 0 (or
    not known, which is written as 0); where it lies does not matter. Neighbours in the word share the value
    between them and differ in slope; slopes are over some common denominator. Values and slopes are integers, or over a
    number field Elements. `pairs` are the neighbours."""

    def __init__(self, word: list[int], pieces: list[Piece], den: int, base: int, pairs: set[tuple[int, int]]) -> None:
        self.word, self.pieces, self.den, self.base, self.pairs = word, pieces, den, base, pairs

    def along(self, ends: Sequence[Any], first: Any) -> list[Any]:
        """What stands for the values at the vertices, given for the right ends of the pieces and for the first vertex."""
        return [first, *map(ends.__getitem__, self.word)]

    def bits(self) -> int:
        return max(int(n.bit_length()) for piece in self.pieces for n in piece[:3])

    def crossings(self, levels: Levels) -> int:
        """C_{x,y}(g): the alternations of the vertices that are hits."""
        (p, q), (r, s) = levels

        def kind(y: Any) -> bool | None:
            """Whether a value is >= y, if it is that or <= x."""
            return True if y * s >= r * self.den else False if y * q <= p * self.den else None

        kinds = self.along([kind(piece[1]) for piece in self.pieces], kind(self.pieces[self.word[0]][0]))
        hits = [high for high in kinds if high is not None]
        return sum(map(ne, hits, hits[1:]))

    def moves(self, size: Number) -> int:
        """The largest number of alternating moves of at least this size > 0 (T12i)."""
        step, scale = (ceil_at(size, self.den), 1) if Root.current is None else (size[0] * self.den, size[1])
        values = self.along([piece[1] * scale for piece in self.pieces], self.pieces[self.word[0]][0] * scale)
        number = direction = 0
        least = most = values[0]  # since the last move
        for y in values:
            least, most = min(least, y), max(most, y)
            if direction <= 0 and y - least >= step:
                number, direction, most = number + 1, 1, y
            elif direction >= 0 and most - y >= step:
                number, direction, least = number + 1, -1, y
        return number


class Grid:
    """f in integers: vertices (xs[i], ys[i]) over den, slopes over unit."""

    def __init__(self, f: PiecewiseLinear, work: Work) -> None:
        self.den = den = work.common_multiple((q for vertex in f.data for _, q in vertex), len(f.data), 0)
        work.rescale(chain(f.xs, f.ys), den)
        self.xs, self.ys = ([p * (den // q) for p, q in side] for side in (f.xs, f.ys))
        self.width = max(n.bit_length() for n in (den, *self.xs, *self.ys))

    def find_slopes(self, work: Work) -> None:
        work.charge(len(self.xs) * (10 + (self.width**2 >> 12)))
        slopes = list(map(slope, pairwise(self.xs), pairwise(self.ys)))
        self.unit = unit = work.common_multiple((q for _, q in slopes), len(self.xs), self.width)
        work.rescale(slopes, unit, self.width)
        work.charge(len(self.xs) * (self.width * unit.bit_length() >> 14))
        self.slopes = [p * (unit // q) for p, q in slopes]
        self.bases = [y * unit - x * slope for x, y, slope in zip(self.xs, self.ys, self.slopes, strict=False)]
        self.bits = max(n.bit_length() for n in (unit, *self.slopes))

    def cut(self, piece: Piece, scale: int) -> tuple[int, int]:
        """The vertices i, ..., j-1 are those between the values of the piece, which are over den * scale."""
        y0, y1, _, _ = piece
        low, high = (y0, y1) if y0 < y1 else (y1, y0)
        if Root.current is None:
            return bisect_right(self.xs, low // scale), bisect_left(self.xs, -(-high // scale))
        return bisect_right(self.xs, low, key=lambda x: x * scale), bisect_left(self.xs, high, key=lambda x: x * scale)

    def follow(self, piece: Piece, cut: tuple[int, int], scale: int) -> list[Piece]:
        """f on the way from y0 to y1; the new values are over den * scale * unit."""
        (y0, y1, slope, run), (i, j) = piece, cut
        if i >= j:  # no vertex is passed
            lap = min(i, len(self.slopes)) - 1
            if self.slopes[lap] == 0 and not run:
                run = divide((abs(y1 - y0), self.den), (abs(slope), 1))
            return [(self.value(y0, lap, scale), self.value(y1, lap, scale), slope * self.slopes[lap], run)]
        low, high = (y0, y1) if y0 < y1 else (y1, y0)
        inner = [y * scale * self.unit for y in self.ys[i:j]]
        path = [self.value(low, i - 1, scale), *inner, self.value(high, j - 1, scale)]
        steps = [slope * s for s in self.slopes[i - 1 : j]]
        runs: list[Any] = [()] * len(steps)
        if 0 in steps:
            cuts = [low, *(x * scale for x in self.xs[i:j]), high]
            runs = [() if s else divide((v - u, self.den), (abs(slope), 1)) for s, (u, v) in zip(steps, pairwise(cuts), strict=True)]
        if y0 > y1:
            path.reverse()
            steps.reverse()
            runs.reverse()
        return list(zip(path, path[1:], steps, runs, strict=False))

    def value(self, y: Any, lap: int, scale: int) -> Any:
        return y * self.slopes[lap] + self.bases[lap] * scale


def slope(xs: tuple[Any, Any], ys: tuple[Any, Any]) -> Number:
    """In lowest terms."""
    run, rise = xs[1] - xs[0], ys[1] - ys[0]
    if Root.current is not None:
        return divide((rise, 1), (run, 1))
    g = gcd(run, rise)
    return rise // g, run // g


def expand(f: Map, t: int) -> Expansion:
    """f^t, by f^(k+1) = f o f^k: a piece of f^k is cut where its values pass a vertex of f."""
    need(isinstance(f, PiecewiseLinear), "rules E and T12i need a piecewise-linear map")
    assert isinstance(f, PiecewiseLinear)
    work = Work()
    grid = Grid(f, work)
    if t <= 1:
        path, ends = (grid.ys, grid.xs) if t == 1 else ([grid.xs[0], grid.xs[-1]], [grid.xs[0], grid.xs[-1]])
        table: list[Piece] = [(y0, y1, 0, (x1 - x0, grid.den)) for (y0, y1), (x0, x1) in zip(pairwise(path), pairwise(ends), strict=True)]
        return Expansion(list(range(len(table))), table, grid.den, grid.den, set())
    grid.find_slopes(work)
    result = Expansion([0], [(grid.xs[0], grid.xs[-1], 1, ())], grid.den, grid.den, set())
    for _ in range(t):
        result = compose(grid, result, work)
    work.charge(len(result.word) * result.bits() >> 9)
    return result


def compose(f: Grid, g: Expansion, work: Work) -> Expansion:
    """f o g, after its size has been charged."""
    work.charge(len(g.pieces) * (1 + (g.den.bit_length() * f.width >> 13)))
    scale = g.den // f.den
    cuts = [f.cut(piece, scale) for piece in g.pieces]
    sizes = [max(1, j - i + 1) for i, j in cuts]
    number = 1 + sum(map(sizes.__getitem__, g.word))
    need(number <= MAX_EXPANDED, f"the iterate expands to {number} vertices, more than the limit {MAX_EXPANDED}")
    bits = max(g.bits(), f.width + scale.bit_length())
    work.charge(number + sum(sizes) * (160 + (bits + f.bits) // 8 + (bits * (f.width + 2 * f.bits) >> 15)))
    table = Pieces()
    images = [[table.index(part) for part in f.follow(piece, cut, scale)] for piece, cut in zip(g.pieces, cuts, strict=True)]
    word, pieces = list(chain.from_iterable(map(images.__getitem__, g.word))), table.pieces
    pairs = {(images[k][-1], images[l][0]) for k, l in g.pairs}
    if any(pieces[k][2] == pieces[l][2] for k, l in pairs):
        work.charge(number * (8 + (bits + f.bits >> 8)))
        word, pieces = merge(word, pieces)
        pairs = set(pairwise(word))
    else:
        pairs.update(*map(pairwise, images))
    return Expansion(word, pieces, g.den * f.unit, f.den, pairs)


def merge(word: list[int], pieces: list[Piece]) -> tuple[list[int], list[Piece]]:
    """Neighbours with the same slope become one piece."""
    merged: list[Piece] = []
    for k in word:
        y0, y1, slope, run = pieces[k]
        if merged and merged[-1][2] == slope:
            y0, _, _, before = merged.pop()
            run = divide(plus(before, run), (1, 1)) if run else ()
        merged.append((y0, y1, slope, run))
    table = Pieces()
    return [table.index(piece) for piece in merged], table.pieces


# ------------------------------------------------------------------------------ rule P: points


class Samples:
    """Points z_1 < ... < z_k of I, and enclosures of f^t(z_1), ..., f^t(z_k) with so many fractional bits."""

    def __init__(self, f: Map, t: int, evidence: object, where: str) -> None:
        need(isinstance(f, Polynomial), "rule P needs a polynomial map")
        assert isinstance(f, Polynomial)
        tag(evidence, where, "rule", ("P",))
        value = fields(evidence, where, "rule bits points")
        self.bits, self.where = integer(value["bits"], f"{where}.bits", 0, MAX_BITS), where
        entries = items(value["points"], f"{where}.points", most=MAX_POINTS)
        points = [rational(z, f"{where}.points[{k}]") for k, z in enumerate(entries)]
        for k, z in enumerate(points):
            if not (at_most(f.a, z) and at_most(z, f.b)):
                need(False, f"{where}.points[{k}] = {show(z)} is not in {f.domain()}")
        for k, (left, right) in enumerate(pairwise(points), 1):
            if not below(left, right):
                need(False, f"{where}.points[{k}] = {show(right)} is not greater than {show(left)}" + apart(left, right))
        image, degree, size = f.enclose(self.bits, 0, 1), max(1, len(f.coefficients) - 1), longest(f.coefficients)
        self.values = [self.follow(image, t, z, degree, size) for z in points]
        self.text = f"P at {counted(len(points), 'point')} with {counted(self.bits, 'bit')}"

    def follow(self, image: Callable[[int, int], Enclosure], t: int, z: Rational, degree: int, size: int) -> Enclosure:
        """The enclosure of f^t(z), after t steps that are charged one by one: the values may be far from I."""
        scale = 1 << self.bits
        charge(10 + (longest([z]) + digits(scale)) ** 2 // 1000)
        lo, hi = floor_at(z, scale), ceil_at(z, scale)
        for _ in range(t):
            m = size + digits(max(-lo, hi, scale))
            charge(30 + 20 * degree + degree**2 * m * (1000 + m) // 1000)
            lo, hi = image(lo, hi)
        return lo, hi

    def crossings(self, levels: Levels) -> int:
        """The alternations of the points, all of which must be hits."""
        low, high = floor_at(levels[0], 1 << self.bits), ceil_at(levels[1], 1 << self.bits)
        for k, (lo, hi) in enumerate(self.values):
            if not (hi <= low or lo >= high):
                need(False, f"{self.where}.points[{k}]: its image in [{show(lo)}, {show(hi)}] / 2^{self.bits} is not shown to be a hit")
        kinds = [lo >= high for lo, _ in self.values]
        return sum(map(ne, kinds, kinds[1:]))

    def moves(self, size: Rational) -> int:
        """The number of moves between neighbours: each must be at least this size > 0, alternately up and down (T12i)."""
        step = ceil_at(size, 1 << self.bits)
        ups = [low1 - high0 >= step for (_, high0), (low1, _) in pairwise(self.values)]
        downs = [low0 - high1 >= step for (low0, _), (_, high1) in pairwise(self.values)]
        for k, (up, down) in enumerate(zip(ups, downs, strict=True)):
            if not (up or down) or (k > 0 and up == ups[k - 1]):
                need(False, f"{self.where}.points[{k + 1}]: no move of size 2 error, in the other direction than before, is shown")
        return len(ups)


# ------------------------------------------------------------------------------ rules O, T5, T5s: cycles


def prove_cycle(f: Map, pattern: Pattern, boxes: list[Interval], evidence: object, where: str) -> str:
    """There is a cycle with the pattern, one point in each box. Returns the rule."""
    rule = tag(evidence, where, "rule", ("O", "T5", "T5s"))
    if rule == "T5s":
        value = fields(evidence, where, "rule start bits")
        start = integer(value["start"], f"{where}.start", 0, len(pattern) - 1)
        bits = integer(value["bits"], f"{where}.bits", 0, MAX_BITS)
        prove_return(f, pattern, boxes, start, bits)
        return f"T5s from point {start + 1} with {bits} bits"
    fields(evidence, where, "rule")
    if rule == "O":
        prove_orbit(f, pattern, boxes)
    else:
        prove_loop(f, pattern, boxes)
    return rule


def prove_orbit(f: Map, pattern: Pattern, boxes: list[Interval]) -> None:
    for k, (lo, hi) in enumerate(boxes):
        if lo != hi:
            need(False, f"rule O: enclosure {k} is [{show(lo)}, {show(hi)}] and not a point")
    for k, value in enumerate(f.values([lo for lo, _ in boxes])):
        if not equal(value, boxes[pattern[k]][0]):
            need(
                False,
                f"rule O: f({show(boxes[k][0])}) = {show(value)} and not {show(boxes[pattern[k]][0])}" + apart(value, boxes[pattern[k]][0]),
            )


def prove_loop(f: Map, pattern: Pattern, boxes: list[Interval]) -> None:
    for k, (lo, hi) in enumerate(boxes):
        if lo == hi:
            need(False, f"rule T5: enclosure {k} is the single point {show(lo)}")
    values = f.values([end for box in boxes for end in box])
    for k, (u, v) in enumerate(zip(values[::2], values[1::2], strict=True)):
        lo, hi = boxes[pattern[k]]
        if not ((at_most(u, lo) and at_most(hi, v)) or (at_most(v, lo) and at_most(hi, u))):
            need(
                False,
                f"rule T5: the values {show(u)}, {show(v)} of f at the ends of enclosure {k} do not straddle [{show(lo)}, {show(hi)}]"
                + apart(u, v, lo, hi),
            )


def prove_return(f: Map, pattern: Pattern, boxes: list[Interval], start: int, bits: int) -> None:
    """T5s. Each box is mapped into the next one, up to the return to the start; there f^n(x) - x changes sign."""
    image = f.enclose(bits, 3 * len(pattern), longest(chain.from_iterable(boxes)))
    scale = 1 << bits
    outer = [(floor_at(lo, scale), ceil_at(hi, scale)) for lo, hi in boxes]
    inner = [(ceil_at(lo, scale), floor_at(hi, scale)) for lo, hi in boxes]
    for k, (least, most) in enumerate(inner):
        if k != start and least > most:
            need(False, f"rule T5s: enclosure {k} holds no multiple of 2^-{bits}, so that no interval is shown to be in it")
    for k, j in enumerate(pattern):
        if j != start:
            lo, hi = image(*outer[k])
            least, most = inner[j]
            if not (least <= lo and hi <= most):
                need(
                    False,
                    f"rule T5s: f(enclosure {k}), enclosed in [{show(lo)}, {show(hi)}] / 2^{bits}, is not in "
                    f"enclosure {j} = [{show(least)}, {show(most)}] / 2^{bits}" + apart(lo, hi, least, most),
                )
    signs = []  # of f^n(x) - x at the two ends: is it certainly <= 0, certainly >= 0?
    for x in boxes[start]:
        lo, hi, k = floor_at(x, scale), ceil_at(x, scale), start
        for _ in pattern:
            lo, hi = image(lo, hi)
            k = pattern[k]
            if k != start:
                lo, hi = max(lo, outer[k][0]), min(hi, outer[k][1])
        signs.append((hi <= floor_at(x, scale), lo >= ceil_at(x, scale)))
    (low0, high0), (low1, high1) = signs
    need(
        (low0 and high1) or (high0 and low1),
        f"rule T5s: f^n(x) - x is not shown to change sign between the ends of enclosure {start} "
        f"(<= 0: {low0}, {low1}; >= 0: {high0}, {high1})",
    )


# ------------------------------------------------------------------------------ rules T3, T6e: coverings


class Covering:
    """Intervals J_0, ..., J_(m-1), of which the ends are known to lie in ends[i]; branches in order."""

    def __init__(self, ends: list[tuple[Interval, Interval]], branches: list[Branch], text: str) -> None:
        self.ends, self.branches, self.text = ends, branches, text
        self.size = len(ends) + len(branches)
        self.targets = [(j1, j2 + 1) for _, j1, j2, _ in branches]
        first = [bisect_left(branches, i, key=lambda branch: branch[0]) for i in range(len(ends) + 1)]
        self.owned = list(pairwise(first))  # the branches of J_i


def read_covering(f: Map, value: object, where: str) -> Covering:
    if tag(value, where, "rule", ("T3", "T6e")) == "T6e":
        return cycle_covering(f, fields(value, where, "rule pattern enclosures cycle"), where)
    fields(value, where, "rule intervals branches")
    assert isinstance(value, dict)
    intervals = read_disjoint(f, value["intervals"], f"{where}.intervals", MAX_INTERVALS)
    branches = read_branches(f, intervals, value["branches"], f"{where}.branches")
    text = f"T3 on {counted(len(intervals), 'interval')} with {counted(len(branches), 'branch', 'branches')}"
    return Covering([((l, l), (r, r)) for l, r in intervals], branches, text)


def read_branches(f: Map, intervals: list[Interval], value: object, where: str) -> list[Branch]:
    rows, points, m = [], [], len(intervals)
    owner, reached = -1, f.a
    for k, entry in enumerate(items(value, where, most=MAX_BRANCHES)):
        name = f"{where}[{k}]"
        row = items(entry, name, 5)
        i, j1, j2 = (integer(row[c], f"{name}[{c}]", 0, m - 1) for c in (0, 3, 4))
        u, v = real(row[1], f"{name}[1]"), real(row[2], f"{name}[2]")
        if not below(u, v):
            need(False, f"{name}: u = {show(u)} is not less than v = {show(v)}" + apart(u, v))
        need(j1 <= j2, f"{name}: j1 = {j1} is greater than j2 = {j2}")
        l, r = intervals[i]
        if not (at_most(l, u) and at_most(v, r)):
            need(False, f"{name}: [{show(u)}, {show(v)}] is not in J_{i} = [{show(l)}, {show(r)}]" + apart(l, u, v, r))
        if not (owner < i or (owner == i and at_most(reached, u))):
            need(False, f"{name} is not sorted: J_{i}, u = {show(u)} follows J_{owner}, v = {show(reached)}" + apart(u, reached))
        owner, reached = i, v
        rows.append((i, j1, j2))
        points += [u, v]
    values = f.values(points)
    for k, (_, j1, j2) in enumerate(rows):
        charge_comparisons(4, longest(values[2 * k : 2 * k + 2]), longest((intervals[j1][0], intervals[j2][1])))
    return [
        (i, j1, j2, is_up(values[2 * k], values[2 * k + 1], intervals[j1][0], intervals[j2][1], f"{where}[{k}]"))
        for k, (i, j1, j2) in enumerate(rows)
    ]


def is_up(fu: Rational, fv: Rational, left: Rational, right: Rational, name: str) -> bool:
    """Whether a branch is up; it must be up or down."""
    up = at_most(fu, left) and at_most(right, fv)
    if not up and not (at_most(fv, left) and at_most(right, fu)):
        need(
            False,
            f"{name}: f(u) = {show(fu)} and f(v) = {show(fv)} do not straddle [{show(left)}, {show(right)}]" + apart(fu, fv, left, right),
        )
    return up


def cycle_covering(f: Map, value: dict[str, object], where: str) -> Covering:
    """T6e: the intervals between the points of a cycle."""
    pattern = read_pattern(value["pattern"], f"{where}.pattern")
    need(len(pattern) >= 2, f"{where}.pattern has {counted(len(pattern), 'point')}; T6e needs 2")
    boxes = read_enclosures(f, value["enclosures"], f"{where}.enclosures", len(pattern))
    rule = prove_cycle(f, pattern, boxes, value["cycle"], f"{where}.cycle")
    branches = [(i, min(p, q), max(p, q) - 1, p < q) for i, (p, q) in enumerate(pairwise(pattern))]
    return Covering(list(pairwise(boxes)), branches, f"T6e on a cycle of {len(pattern)} points by {rule}")


# ------------------------------------------------------------------------------ rule T3w: words


class Words:
    """Summaries of the words W_0(t), ..., W_(m-1)(t): first letters, last letters ("-" for an empty word), and lower
    bounds counts[i] 2^scale of the numbers of alternations."""

    def __init__(self, first: str, last: str, counts: list[int], scale: int) -> None:
        self.first, self.last, self.counts, self.scale = first, last, counts, scale

    def cut(self, exact: int) -> None:
        """Rounds counts of more than so many bits down."""
        size = max(self.counts, default=0).bit_length()
        if size > (2 * KEPT if self.scale else exact):
            self.counts = [n >> size - KEPT for n in self.counts]
            self.scale += size - KEPT

    def total(self) -> int:
        """Alternations of W_0(t) ... W_(m-1)(t)."""
        if self.scale:
            return sum(self.counts) << self.scale
        return sum(self.counts) + join(self.first, self.last, [(0, len(self.counts))])[0][0]


def join(first: str, last: str, ranges: list[Range]) -> Joined:
    """Concatenations of the words a, ..., b-1, of which the first and last letters are given, for the ranges (a, b)."""
    rank = list(accumulate(map("-".__ne__, first), initial=0))  # rank[k]: how many of the words before k are not empty
    first, last = first.replace("-", ""), last.replace("-", "")
    meets = list(accumulate(map(ne, last, first[1:]), initial=0))
    spans = [(rank[a], rank[b] - 1) for a, b in ranges]
    return (
        [meets[q] - meets[p] if p < q else 0 for p, q in spans],
        "".join([first[p] if p <= q else "-" for p, q in spans]),
        "".join([last[q] if p <= q else "-" for p, q in spans]),
    )


def add_counts(counts: list[int], ranges: list[Range], meets: list[int] | None) -> list[int]:
    sums = list(accumulate(counts, initial=0))
    if meets is None:
        return [sums[b] - sums[a] for a, b in ranges]
    return [sums[b] - sums[a] + more if more else sums[b] - sums[a] for (a, b), more in zip(ranges, meets, strict=True)]


def join_letters(cover: Covering, first: str, last: str) -> tuple[list[int], Joined]:
    """The step t -> t+1 for words with these first and last letters: join over the targets, turn, join over J_i."""
    meets, heads, tails = join(first, last, cover.targets)
    ends = [(p, q) if up else (q, p) for p, q, (_, _, _, up) in zip(heads, tails, cover.branches, strict=True)]
    return meets, join("".join([p for p, _ in ends]), "".join([q for _, q in ends]), cover.owned)


def letter_of(end: Interval, levels: Levels) -> str:
    return "L" if at_most(end[1], levels[0]) else "H" if at_most(levels[1], end[0]) else ""


def spell(cover: Covering, levels: Levels, t: int) -> Iterator[Words]:
    """The words at 0, 1, ..., t."""
    work = t * cover.size
    need(work <= MAX_WORD_WORK, f"t * (intervals + branches) = {work} exceeds the limit {MAX_WORD_WORK}")
    exact = MAX_EXACT if work <= MAX_LONG_WORK else MAX_LONG_EXACT
    charge_comparisons(4 * len(cover.ends), longest(levels), longest(chain.from_iterable(chain.from_iterable(cover.ends))))
    starts = [letter_of(left, levels) + letter_of(right, levels) or "-" for left, right in cover.ends]
    now = Words("".join(w[0] for w in starts), "".join(w[-1] for w in starts), [int(w[0] != w[-1]) for w in starts], 0)
    yield now
    known: dict[tuple[str, str], tuple[list[int], Joined]] = {}
    for _ in range(t):
        if now.scale:  # letters count no longer
            now = Words("", "", add_counts(add_counts(now.counts, cover.targets, None), cover.owned, None), now.scale)
        else:
            key = now.first, now.last
            if key not in known:
                cost = (len(known) + 1) * (cover.size + 20)
                need(cost <= MAX_LETTER_WORK, f"following the letters of the words costs {cost}, more than the limit {MAX_LETTER_WORK}")
                known[key] = join_letters(cover, *key)
            inner, (outer, first, last) = known[key]
            now = Words(first, last, add_counts(add_counts(now.counts, cover.targets, inner), cover.owned, outer), 0)
        now.cut(exact)
        yield now


def prove_crossings(f: Map, t: int, levels: Levels, evidence: object, where: str) -> tuple[int, str]:
    """A number N with C_{x,y}(f^t) >= N, and the rules."""
    rule = tag(evidence, where, "rule", ("E", "P", "T3w", "T4w"))
    if rule == "E":
        fields(evidence, where, "rule")
        return expand(f, t).crossings(levels), "E"
    if rule == "P":
        samples = Samples(f, t, evidence, where)
        return samples.crossings(levels), samples.text
    if rule == "T4w":
        return prove_growth_at(f, t, levels, fields(evidence, where, "rule rate covering vector head tail"), where)
    cover = read_covering(f, fields(evidence, where, "rule covering")["covering"], f"{where}.covering")
    for now in spell(cover, levels, t):
        final = now
    return final.total(), f"T3w, {cover.text}"


def prove_levels(f: Map, t: int, evidence: object) -> tuple[Levels, int, str]:
    """Levels, a lower bound for the crossings of f^t, and the rules, from evidence with levels and crossings."""
    proof = fields(evidence, "evidence", "rule levels crossings")
    levels = read_levels(proof["levels"], "evidence.levels")
    return levels, *prove_crossings(f, t, levels, proof["crossings"], "evidence.crossings")


# ------------------------------------------------------------------------------ rule T4w: growth


def prove_growth(f: Map, levels: Levels, claim: dict[str, object], evidence: object, where: str) -> str:
    """C_{x,y}(f^t) >= constant * rate^t for every t >= from. Returns the rules."""
    rate, constant = rational(claim["rate"], "claim.rate"), rational(claim["constant"], "claim.constant")
    if not (rate[0] > 0):
        need(False, f"claim.rate = {show(rate)} is not positive")
    if not (constant[0] > 0):
        need(False, f"claim.constant = {show(constant)} is not positive")
    start = integer(claim["from"], "claim.from", 0, MAX_FROM)
    tag(evidence, where, "rule", ("T4w",))
    cover, vector, head, tail = read_growth(f, fields(evidence, where, "rule covering vector head tail"), where)
    size = longest([rate]) * (head + tail)
    need(size <= MAX_RATE_DIGITS, f"claim.rate: digits * (head + tail) = {size}, more than the limit {MAX_RATE_DIGITS}")
    need_expansion(cover, vector, rate, f"{where}.vector")
    weight, p, q = 0, 1, 1  # p / q = rate^t
    for t, now in enumerate(spell(cover, levels, head + tail)):
        if t == tail:
            weight = sum(w * c for w, c in zip(vector, now.counts, strict=True)) << now.scale
        if t == head + tail:
            break
        if start <= t and now.total() * constant[1] * q < constant[0] * p:
            need(
                False,
                f"claim.from: at t = {t} < head + tail only {show(now.total())} crossings are shown, fewer "
                f"than constant * rate^t = {show((constant[0] * p, constant[1] * q))}"
                + apart(now.total(), (constant[0] * p, constant[1] * q)),
            )
        p, q = p * rate[0], q * rate[1]
    sigma = least_share(cover, vector, head)
    kappa = sigma[0] * weight * q, sigma[1] * p
    if not (constant[0] * kappa[1] <= kappa[0] * constant[1]):
        need(False, f"claim.constant = {show(constant)} > kappa = {show(kappa)}" + apart(constant, kappa))
    return f"T4w with head {head} and tail {tail}, {cover.text}"


def read_growth(f: Map, value: dict[str, object], where: str) -> tuple[Covering, list[int], int, int]:
    """The covering, the vector w >= 0, the head and the tail of T4w."""
    cover = read_covering(f, value["covering"], f"{where}.covering")
    entries = items(value["vector"], f"{where}.vector", len(cover.ends))
    vector = [integer(w, f"{where}.vector[{k}]", 0) for k, w in enumerate(entries)]
    need(any(vector), f"{where}.vector is zero")
    head = integer(value["head"], f"{where}.head", 0, MAX_TAIL)
    return cover, vector, head, integer(value["tail"], f"{where}.tail", 0, MAX_TAIL)


def prove_growth_at(f: Map, t: int, levels: Levels, value: dict[str, object], where: str) -> tuple[int, str]:
    """N <= sigma * sum_j w_j c_j * rate^(t-p-s) <= C_{x,y}(f^t), by T4w at one iterate t >= p + s."""
    rate = rational(value["rate"], f"{where}.rate")
    if not (rate[0] > 0):
        need(False, f"{where}.rate = {show(rate)} is not positive")
    cover, vector, head, tail = read_growth(f, value, where)
    need(head + tail <= t, f"{where}: head + tail = {head + tail} exceeds the iterate {t}")
    need_expansion(cover, vector, rate, f"{where}.vector")
    for now in spell(cover, levels, tail):
        final = now
    weight = sum(w * c for w, c in zip(vector, final.counts, strict=True)) << final.scale
    share = least_share(cover, vector, head)
    m, e = power_below(rate, t - head - tail)
    n = share[0] * weight * m
    return (n << e if e > 0 else n >> -e) // share[1], f"T4w with head {head} and tail {tail}, {cover.text}"


def power_below(rate: Rational, n: int) -> tuple[int, int]:
    """m, e with m 2^e <= rate^n, close to it: squares and products are cut to 512 bits."""
    m, e = 1, 0
    scale = 512 + rate[1].bit_length()
    base = (rate[0] << scale) // rate[1], -scale
    for digit in bin(n)[2:]:
        for factor in ((m, e), base)[: 1 + int(digit)]:
            m, e = m * factor[0], e + factor[1]
            drop = max(0, m.bit_length() - 512)
            m, e = m >> drop, e + drop
    return m, e


def least_share(cover: Covering, vector: list[int], head: int) -> Rational:
    """sigma: the least r_i / w_i over the i with w_i > 0, r = (1, ..., 1) A^head."""
    reached = [1] * len(vector)
    for _ in range(head):
        reached = times_matrix(cover, reached)
    shares = [(r, w) for r, w in zip(reached, vector, strict=True) if w > 0]
    least = shares[0]
    for share in shares:
        if share[0] * least[1] < least[0] * share[1]:
            least = share
    return least


def times_matrix(cover: Covering, row: list[int]) -> list[int]:
    """The row vector times A."""
    steps = [0] * (len(row) + 1)
    for i, j1, j2, _ in cover.branches:
        steps[j1] += row[i]
        steps[j2 + 1] -= row[i]
    return list(accumulate(steps))[:-1]


def need_expansion(cover: Covering, vector: list[int], rate: Rational, where: str) -> None:
    """w A >= rate w."""
    for j, (image, w) in enumerate(zip(times_matrix(cover, vector), vector, strict=True)):
        if image * rate[1] < rate[0] * w:
            need(
                False,
                f"{where}: (w A)_{j} = {show(image)} < rate * w_{j} = {show((rate[0] * w, rate[1]))}"
                + apart(image, (rate[0] * w, rate[1])),
            )


# ------------------------------------------------------------------------------ claims, kind by kind
# Statements are written in a small part of LaTeX; `plain` turns them into words.


def number(value: object) -> str:
    """A number of the certificate, shortened when it has more than 60 digits; elements as polynomials in a."""
    if isinstance(value, list):
        return combination([number(c) for c in value])
    parts = str(value).replace("*2^", " \\cdot 2^").split("/")
    for k, part in enumerate(parts):
        size = len(part.lstrip("-"))
        if size > 60 and "\\cdot" not in part:
            parts[k] = f"{part[:12]}\\ldots\\text{{ ({size} digits)}}"
    return re.sub(r"2\^([0-9]+)", r"2^{\1}", "/".join(parts))


def combination(coefficients: list[str], letter: str = "a") -> str:
    """The sum of c_k a^k, from high to low."""
    result = ""
    for k, c in reversed(list(enumerate(coefficients))):
        power = "" if k == 0 else letter if k == 1 else f"{letter}^{{{k}}}"
        if c != "0":
            size = c.removeprefix("-")
            size = f"({size})" if power and "/" in size else size
            term = power if power and size == "1" else f"{size} {power}".strip()
            sign = "-" if c.startswith("-") else "+"
            result += f" {sign} {term}" if result else f"{'-' if sign == '-' else ''}{term}"
    return result or "0"


def several(value: object, noun: str) -> str:
    return f"${number(value)}$ {noun if value == 1 else noun + 's'}"


def listing(entries: list[str]) -> str:
    """All entries when there are at most 12, otherwise the first and the last ones."""
    if len(entries) > 12:
        entries = [*entries[:4], "$\\ldots$", *entries[-4:]]
    return ", ".join(entries)


def point(value: object) -> str:
    assert isinstance(value, list)
    return f"${', '.join(map(number, value))}$"


CROSSINGS = "closed subintervals of $I$ with disjoint interiors, at one end of which $f^{%s} \\le %s$ and at the other $f^{%s} \\ge %s$"
PIECEWISE = "continuous piecewise affine $g$ on $I$"


def read_iterate(claim: dict[str, object]) -> int:
    return integer(claim["iterate"], "claim.iterate", 0, MAX_ITERATE)


def prove_claim_cycle(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind period pattern enclosures")
    period = integer(claim["period"], "claim.period", 1, MAX_CYCLE)
    pattern = read_pattern(claim["pattern"], "claim.pattern")
    need(len(pattern) == period, f"claim.period = {period}, but claim.pattern has {counted(len(pattern), 'point')}")
    boxes = read_enclosures(f, claim["enclosures"], "claim.enclosures", period)
    rule = prove_cycle(f, pattern, boxes, evidence, "evidence")
    where = listing([f"[{point(box)}]" for box in items(claim["enclosures"], "claim.enclosures")])
    images = listing([str(image + 1) for image in pattern])
    return (
        (
            f"$f$ has a cycle of least period ${period}$ and pattern [{images}] (the images of its points, numbered in "
            f"increasing order), with exactly one of its points in each of the intervals {where}"
        ),
        rule,
        None,
    )


def prove_claim_crossings(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate levels count")
    t, levels = read_iterate(claim), read_levels(claim["levels"], "claim.levels")
    least = count(claim["count"], "claim.count")
    shown, rules = prove_crossings(f, t, levels, evidence, "evidence")
    if not (least <= shown):
        need(False, f"claim.count = {show(claim['count'])} > {show(shown)}, the crossings that are shown" + apart(least, shown))
    x, y = map(number, items(claim["levels"], "claim.levels"))
    return (f"$f^{{{t}}}$ has at least {several(claim['count'], 'crossing')} of $[{x}, {y}]$: " + CROSSINGS % (t, x, t, y)), rules, None


def prove_claim_growth(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind levels rate constant from")
    levels = read_levels(claim["levels"], "claim.levels")
    rules = prove_growth(f, levels, claim, evidence, "evidence")
    x, y = map(number, items(claim["levels"], "claim.levels"))
    return (
        (
            f"for every $t \\ge {claim['from']}$, $f^t$ has at least ${bound(claim)}$ crossings of $[{x}, {y}]$: "
            + CROSSINGS % ("t", x, "t", y)
        ),
        rules,
        None,
    )


def bound(claim: dict[str, object]) -> str:
    power = f"({number(claim['rate'])})^t"
    return power if claim["constant"] == "1" else f"{number(claim['constant'])} \\cdot {power}"


def read_error(claim: dict[str, object]) -> Rational:
    error = real(claim["error"], "claim.error")
    if not (error[0] > 0):
        need(False, f"claim.error = {show(error)} is not positive")
    return error


def need_error(error: Rational, levels: Levels) -> None:
    (p, q), (x, y) = error, levels
    gap = plus(y, (-x[0], x[1]))
    if not at_most((2 * p, q), gap):
        need(False, f"claim.error: 2 * {show(error)} > y - x = {show(gap)}" + apart(error, gap))


def prove_claim_sup(f: Map, value: object, evidence: object) -> Proved:
    if isinstance(value, dict) and value.get("iterate") == "every":
        return prove_claim_sup_every(f, value, evidence)
    claim = fields(value, "claim", "kind iterate pieces error")
    t, pieces, error = read_iterate(claim), count(claim["pieces"], "claim.pieces"), read_error(claim)
    statement = (
        f"every {PIECEWISE} with at most {several(claim['pieces'], 'piece')} has $\\sup_I |f^{{{t}}} - g| \\ge {number(claim['error'])}$"
    )
    if tag(evidence, "evidence", "rule", ("T12", "T12i")) == "T12i" and isinstance(evidence, dict) and "moves" in evidence:
        samples = Samples(f, t, fields(evidence, "evidence", "rule moves")["moves"], "evidence.moves")
        moves = samples.moves((2 * error[0], error[1]))
        if not (pieces < moves):
            need(False, f"claim.pieces = {show(pieces)} >= {moves}, the alternating moves that are shown")
        return statement, f"T12i, {samples.text}", pieces
    if tag(evidence, "evidence", "rule", ("T12", "T12i")) == "T12i":
        fields(evidence, "evidence", "rule")
        moves = expand(f, t).moves((2 * error[0], error[1]))
        if not (pieces < moves):
            need(False, f"claim.pieces = {show(pieces)} >= {moves}, the alternating moves of size 2 error")
        return statement, "T12i, E", pieces
    levels, shown, rules = prove_levels(f, t, evidence)
    need_error(error, levels)
    if not (pieces < shown):
        need(False, f"claim.pieces = {show(claim['pieces'])} >= {show(shown)}, the crossings that are shown" + apart(pieces, shown))
    return statement, f"T12, {rules}", pieces


def prove_claim_sup_every(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate rate constant from error")
    error = read_error(claim)
    tag(evidence, "evidence", "rule", ("T12",))
    proof = fields(evidence, "evidence", "rule levels growth")
    levels = read_levels(proof["levels"], "evidence.levels")
    need_error(error, levels)
    rules = prove_growth(f, levels, claim, proof["growth"], "evidence.growth")
    return (
        (
            f"for every $t \\ge {claim['from']}$, every {PIECEWISE} with fewer than ${bound(claim)}$ pieces has "
            f"$\\sup_I |f^t - g| \\ge {number(claim['error'])}$"
        ),
        f"T12, {rules}",
        None,
    )


def prove_claim_sign(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate threshold points pieces errors")
    t, threshold = read_iterate(claim), real(claim["threshold"], "claim.threshold")
    points, pieces, errors = (count(claim[key], f"claim.{key}") for key in ("points", "pieces", "errors"))
    need(errors > 0, "claim.errors = 0 is not positive")
    if not (2 * errors <= points - pieces):
        need(False, f"claim.errors: 2 * {show(errors)} > points - pieces = {show(points)} - {show(pieces)}" + apart(errors, points, pieces))
    tag(evidence, "evidence", "rule", ("T13",))
    levels, shown, rules = prove_levels(f, t, evidence)
    middle = plus(*levels)
    if not equal((2 * threshold[0], threshold[1]), middle):
        need(False, f"claim.threshold: 2 * {show(threshold)} is not x + y = {show(middle)}" + apart(threshold, middle))
    if not (points <= shown + 1):
        need(False, f"claim.points = {show(points)} > 1 + {show(shown)}, the crossings that are shown" + apart(points, shown))
    n, e, theta = (number(claim[key]) for key in ("points", "errors", "threshold"))
    return (
        (
            f"there are ${n}$ points of $I$ such that for every {PIECEWISE} with at most {several(claim['pieces'], 'piece')} and every "
            f"real $c$, at least ${e}$ of them {'has' if errors == 1 else 'have'} $1[g \\ge c] \\ne 1[f^{{{t}}} \\ge {theta}]$"
        ),
        f"T13, {rules}",
        pieces,
    )


def prove_claim_exact(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate pieces")
    t, pieces = read_iterate(claim), count(claim["pieces"], "claim.pieces")
    if tag(evidence, "evidence", "rule", ("E", "T2")) == "E":
        fields(evidence, "evidence", "rule")
        shown, rules = len(expand(f, t).word), "E"
        if not (pieces <= shown):
            need(False, f"claim.pieces = {show(pieces)} > {shown}, the pieces of the iterate")
    else:
        _, shown, rules = prove_levels(f, t, evidence)
        if not (pieces <= shown):
            need(False, f"claim.pieces = {show(claim['pieces'])} > {show(shown)}, the crossings that are shown" + apart(pieces, shown))
        rules = f"T2, {rules}"
    statement = f"every {PIECEWISE} with $g = f^{{{t}}}$ on $I$ has at least {several(claim['pieces'], 'piece')}"
    return statement, rules, pieces - 1


# ------------------------------------------------------------------------------ rule T15x: L1, level by level


def times(p: Number, q: Number) -> Number:
    """p q, in lowest terms."""
    charge(40 + (p[0].bit_length() * q[0].bit_length() + p[1].bit_length() * q[1].bit_length() >> 13))
    return divide((p[0] * q[0], p[1] * q[1]), (1, 1))


def add(p: Number, q: Number) -> Number:
    """p + q, in lowest terms."""
    charge(40 + (p[0].bit_length() * q[1].bit_length() + (q[0].bit_length() + q[1].bit_length()) * p[1].bit_length() >> 13))
    return divide(plus(p, q), (1, 1))


def inverse(p: Number) -> Number:
    return divide((1, 1), p)


def power(p: Number, n: int) -> Number:
    """p^n, n >= 0."""
    result: Number = (1, 1)
    while n:
        if n & 1:
            result = times(result, p)
        n >>= 1
        if n:
            p = times(p, p)
    return result


class Layout:
    """Where the pieces of an expansion lie, with lengths rounded down to integers in units of 2^-bits. `paces` are the
    lengths of pieces for each unit of (value * den), of pieces that are not flat."""

    def __init__(self, g: Expansion, bits: int) -> None:
        self.g, self.scale = g, 1 << bits
        size = digits(self.scale) + g.bits() // 3 + digits(g.den)
        charge(len(g.pieces) * (40 + size * size // 500))
        self.paces: list[Number] = []
        self.least: list[int] = []
        for y0, y1, slope, run in g.pieces:
            pace = (0, 1) if y0 == y1 else divide(run, (abs(y1 - y0), 1)) if run else inverse((abs(slope) * g.base, 1))
            self.paces.append(pace)
            self.least.append(floor_at(run if run else (abs(y1 - y0) * pace[0], pace[1]), self.scale))

    def between(self, k: int, y: Any, z: Any) -> int:
        """The length of the part of piece k between two of its values, rounded down."""
        p, q = self.paces[k]
        return floor_at((abs(z - y) * p, q), self.scale)


class Gap:
    """The open interval between two neighbouring values (low, high) of g at its vertices. The pieces that span it cut I into
    runs where g > c and runs where g < c; `bottom` and `top` are lower bounds of their lengths at c = low+ and high-."""

    def __init__(self, layout: Layout, low: Any, high: Any, spanning: list[int], before: list[int]) -> None:
        g = layout.g
        parts: dict[int, list[tuple[int, int]]] = {}
        for k in {g.word[i] for i in spanning}:
            charge(20 + 4 * digits(layout.scale))
            y0, y1, _, _ = g.pieces[k]
            parts[k] = [(layout.between(k, y0, c), layout.between(k, c, y1)) for c in (low, high)]
        self.bottom, self.top = ([], []) if not spanning else (self.runs(g.word, spanning, before, parts, end) for end in (0, 1))

    @staticmethod
    def runs(word: list[int], spanning: list[int], before: list[int], parts: dict[int, list[tuple[int, int]]], end: int) -> list[int]:
        ends = [(i, *parts[word[i]][end]) for i in spanning]  # piece, lengths before and after the level
        inner = [after + before[j] - before[i + 1] + head for (i, _, after), (j, head, _) in pairwise(ends)]
        (first, head, _), (last, _, after) = ends[0], ends[-1]
        return [before[first] + head, *inner, after + before[-1] - before[last + 1]]


def priced(lengths: Sequence[int], toll: int) -> int:
    """The least cost of a labelling of runs of alternating kinds: a run of the wrong label costs its length, two neighbours
    of different labels cost the toll."""
    own, other = 0, lengths[0]
    for length in lengths[1:]:
        kept, changed = own + toll, other + toll
        own, other = (kept if kept < other else other), (changed if changed < own else own) + length
    return min(own, other)


def cheapest(lengths: Sequence[int], most: int) -> int:
    """The least cost of a labelling with at most so many switches, by dynamic programming."""
    own, other = [0] * (most + 1), [lengths[0]] * (most + 1)
    for length in lengths[1:]:
        own, other = (
            [other[0], *map(min, own, other[1:])],
            [length + cost for cost in (own[0], *map(min, other, own[1:]))],
        )
    return min(own[-1], other[-1])


def prove_levels_l1(f: Map, t: int, pieces: int, evidence: object, where: str) -> tuple[Rational, str]:
    """A lower bound of int |f^t - g|, by T15x."""
    value = fields(evidence, where, "rule bits prices")
    bits = integer(value["bits"], f"{where}.bits", 0, MAX_BITS)
    dearest = ceil_at(minus(f.b, f.a), 1 << bits)  # a higher price than the length of I is of no use
    g = expand(f, t)
    layout = Layout(g, bits)
    charge(len(g.pieces) * (20 + g.bits() // 64))
    every = sorted(y for piece in g.pieces for y in piece[:2])
    heights = [y for k, y in enumerate(every) if k == 0 or y != every[k - 1]]
    spans = [(bisect_left(heights, min(y0, y1)), bisect_left(heights, max(y0, y1))) for y0, y1, _, _ in g.pieces]
    before = list(accumulate(map(layout.least.__getitem__, g.word), initial=0))
    rows = items(value["prices"], f"{where}.prices", len(heights) - 1)
    total = work = 0
    for k, row in enumerate(rows):
        entries = items(row, f"{where}.prices[{k}]")
        need(len(entries) != 1, f"{where}.prices[{k}] has 1 price: a gap has none, or one for each end and others between")
        prices = [None if p is None else integer(p, f"{where}.prices[{k}][{c}]", 0, dearest) for c, p in enumerate(entries)]
        work += len(g.word) if prices else 1
        spanning = [i for i, piece in enumerate(g.word) if spans[piece][0] <= k < spans[piece][1]] if prices else []
        work += (len(spanning) + 1) * (len(prices) + 4 + min(pieces, len(spanning)) * prices.count(None))
        need(work <= MAX_LEVEL_WORK, f"{where}.prices: the levels cost {work}, more than the limit {MAX_LEVEL_WORK}")
        if spanning:
            gap, n = Gap(layout, heights[k], heights[k + 1], spanning, before), len(prices) - 1
            charge(len(spanning) * len(prices) * (bits >> 8))
            costs = [level_cost(gap, n, c, price, pieces) for c, price in enumerate(prices)]
            total += (heights[k + 1] - heights[k]) * (2 * sum(costs) - costs[0] - costs[-1] << 64) // (2 * n * n)
    return (total, g.den << 64 + bits), f"T15x, E with {counted(bits, 'bit')}"


def level_cost(gap: Gap, n: int, c: int, price: int | None, pieces: int) -> int:
    """n times a lower bound of D_M at the level number c of n: by the price, or D_M itself; in units of 2^-bits."""
    lengths = [(n - c) * u + c * v for u, v in zip(gap.bottom, gap.top, strict=True)]
    if price is None:
        return cheapest(lengths, min(pieces, len(lengths)))
    return max(0, priced(lengths, n * price) - n * price * min(pieces, len(lengths)))


# ------------------------------------------------------------------------------ rule T15: L1, self-similar cylinders


class Partition:
    """Intervals J_0 < J_1 < ... with disjoint interiors, and branches [u, v] in J_i that f maps affinely onto one J_j."""

    def __init__(self, f: Map, value: object, where: str) -> None:
        need(isinstance(f, PiecewiseLinear), "rule T15 needs a piecewise-linear map")
        assert isinstance(f, PiecewiseLinear)
        fields(value, where, "intervals branches")
        assert isinstance(value, dict)
        self.domain = f.a, f.b
        self.intervals = read_disjoint(f, value["intervals"], f"{where}.intervals", MAX_AFFINE)
        self.lengths = [minus(r, l) for l, r in self.intervals]
        self.ends: list[Interval] = []
        self.edges: list[tuple[int, int]] = []
        self.read_branches(f, value["branches"], f"{where}.branches")
        self.factors = [divide(minus(v, u), self.lengths[j]) for (u, v), (_, j) in zip(self.ends, self.edges, strict=True)]
        self.text = f"{counted(len(self.intervals), 'interval')} with {counted(len(self.edges), 'branch', 'branches')}"

    def read_branches(self, f: PiecewiseLinear, value: object, where: str) -> None:
        m, reached, piece = len(self.intervals), f.a, 0
        for k, entry in enumerate(items(value, where, most=MAX_AFFINE)):
            name = f"{where}[{k}]"
            row = items(entry, name, 4)
            i, j = integer(row[0], f"{name}[0]", 0, m - 1), integer(row[3], f"{name}[3]", 0, m - 1)
            u, v = real(row[1], f"{name}[1]"), real(row[2], f"{name}[2]")
            l, r = self.intervals[i]
            inside = at_most(l, u) and below(u, v) and at_most(v, r)
            if not (inside):
                need(False, f"{name}: [{show(u)}, {show(v)}] is no interval in J_{i} = [{show(l)}, {show(r)}]" + apart(l, u, v, r))
            if not at_most(reached, u):
                need(False, f"{name}: u = {show(u)} is less than {show(reached)}, the end of the branch before" + apart(u, reached))
            while at_most(f.xs[piece + 1], u):
                piece += 1
            if not at_most(v, f.xs[piece + 1]):
                need(False, f"{name}: f is not affine on [{show(u)}, {show(v)}]")
            reached = v
            self.ends.append((u, v))
            self.edges.append((i, j))
        values = f.values([end for ends in self.ends for end in ends])
        for k, (_, j) in enumerate(self.edges):
            (fu, fv), (l, r) = values[2 * k : 2 * k + 2], self.intervals[j]
            onto = (equal(fu, l) and equal(fv, r)) or (equal(fu, r) and equal(fv, l))
            if not (onto):
                need(
                    False,
                    f"{where}[{k}]: its ends go to {show(fu)} and {show(fv)}, not to those of J_{j} = [{show(l)}, {show(r)}]"
                    + apart(fu, fv, l, r),
                )

    def need_complete(self, where: str) -> None:
        """The intervals fill I, and the branches the intervals."""
        for name, parts in (("intervals", self.intervals), ("branches", self.ends)):
            points = [self.domain[0], *(end for part in parts for end in part), self.domain[1]]
            need(all(map(equal, points[::2], points[1::2])), f"{where}.{name} do not fill I")

    def pushed(self, q: list[Number]) -> list[Number]:
        """q B, B_ij the sum of 1/|slope| over the branches from J_i to J_j."""
        result: list[Number] = [(0, 1)] * len(q)
        for (i, j), factor in zip(self.edges, self.factors, strict=True):
            if q[i][0] != 0:
                result[j] = add(result[j], times(q[i], factor))
        return result


class Tail:
    """f^s on the J's. under[j][i] = |{y in J_j: f^s(y) < left end of J_i}|, and with i = m, of what is shown of J_j in all: what
    branches map onto J_i is spread evenly over it."""

    def __init__(self, partition: Partition, s: int, where: str) -> None:
        m = len(partition.intervals)
        work = m * (m + len(partition.edges) * s)
        need(work <= MAX_TAIL_WORK, f"{where}: intervals * (intervals + branches * tail) = {work}, more than the limit {MAX_TAIL_WORK}")
        self.under: list[list[Number]] = []
        for j in range(m):
            row: list[Number] = [(int(i == j), 1) for i in range(m)]
            for _ in range(s):
                row = partition.pushed(row)
            self.under.append(list(accumulate(map(times, row, partition.lengths), add, initial=(0, 1))))

    def limits(self, j: int, i: int) -> tuple[Number, Number, Number, Number]:
        """|{f^s > c}| in J_j for c at the left and the right end of J_i, and |{f^s < c}| for both."""
        row = self.under[j]
        return minus(row[-1], row[i]), minus(row[-1], row[i + 1]), row[i], row[i + 1]


class Classes:
    """The paths of a given length through a graph, by their ends and by their products of factors: paths[j] = {key: number} for
    the paths that end in J_j. Edge e (from, to) multiplies by the product of factors[k]^exponents[e][k]; the key of a path
    is the sum of steps[e]. `bits` is the precision of weights."""

    def __init__(
        self,
        nodes: int,
        edges: Sequence[tuple[int, int]],
        factors: Sequence[Number],
        exponents: Sequence[Sequence[int]],
        lengths: range,
        where: str,
    ) -> None:
        self.order, self.most = lengths[0], lengths[-1]  # of the paths, and of those that are weighed
        need(len(edges) > 0, f"{where} has no branches")
        self.factors, self.shifts = factors, [min(column) for column in zip(*exponents, strict=True)]
        self.radix = 1 + self.most * max((e - shift for own in exponents for e, shift in zip(own, self.shifts, strict=True)), default=0)
        self.base = self.radix + SALT % 65_536  # for keys whose hashes nobody can choose
        self.steps = [
            sum((e - shift) * self.base**k for k, (e, shift) in enumerate(zip(own, self.shifts, strict=True))) for own in exponents
        ]
        need(self.radix * len(factors) <= MAX_POWERS, f"{where}: powers of factors up to {self.radix}, more than the limit")
        self.bits = 128 + sum(self.steepness(k, exponents, True) for k in range(len(factors)))
        need(self.bits <= MAX_BITS, f"{where}: the slopes of paths need {self.bits} bits, more than the limit {MAX_BITS}")
        self.height = sum(self.steepness(k, exponents, False) for k in range(len(factors)))
        size = self.radix * len(factors) * (self.bits + self.height)
        need(size <= MAX_POWER_BITS, f"{where}: powers of factors of {size} bits in all, more than the limit {MAX_POWER_BITS}")
        self.tables = [self.powers(factor, shift) for factor, shift in zip(factors, self.shifts, strict=True)]
        self.paths = self.counted_paths(nodes, edges, where)

    def counted_paths(self, nodes: int, edges: Sequence[tuple[int, int]], where: str) -> list[dict[int, int]]:
        paths: list[dict[int, int]] = [{0: 1} for _ in range(nodes)]
        work = 0
        width = len(edges).bit_length()  # a step makes numbers longer by at most so many bits
        for k in range(self.order):
            work += nodes + len(edges) + sum(len(paths[i]) for i, _ in edges) * (1 + (k * width >> 9))
            need(work <= MAX_CLASS_WORK, f"{where}: counting paths by their slopes costs {work}, more than the limit {MAX_CLASS_WORK}")
            new: list[dict[int, int]] = [{} for _ in range(nodes)]
            classes = 0
            for (i, j), step in zip(edges, self.steps, strict=True):
                classes -= len(new[j])
                for key, number in paths[i].items():
                    new[j][key + step] = new[j].get(key + step, 0) + number
                classes += len(new[j])
                if classes > MAX_CLASSES:
                    need(False, f"{where}: over {MAX_CLASSES} classes of paths, the limit")
            paths = new
        return paths

    def steepness(self, k: int, exponents: Sequence[Sequence[int]], small: bool) -> int:
        """Bits by which products of the factor number k may be small, or large."""
        sizes = [e * bits_of(self.factors[k], e if small else -e) * (1 if small else -1) for e in {own[k] for own in exponents}]
        return self.most * max(sizes, default=0)

    def powers(self, factor: Number, shift: int) -> list[int]:
        """factor^e from e = shift * most on, rounded down to units of 2^-bits; |shift * most| <= bits."""
        number = self.radix + abs(shift) * self.most
        precise = self.bits + self.height + 64
        charge(number * (20 + precise // 256))
        (p, q), (r, s) = (self.rounded(z, precise, number) for z in (factor, factor if shift >= 0 else inverse(factor)))
        start = 1 << precise
        for _ in range(abs(shift) * self.most):
            start = start * r // s
        return [n >> self.height + 64 for n in accumulate(range(self.radix - 1), lambda n, _: n * p // q, initial=start)]

    @staticmethod
    def rounded(factor: Number, bits: int, number: int) -> Rational:
        """A rational factor itself; an irrational one is rounded down. So many products with it are charged."""
        p, q = factor if Root.current is None or isinstance(factor[0], int) else (floor_at(factor, 1 << bits), 1 << bits)
        charge(number * (bits >> 6) * (1 + (digits(p) + digits(q)) // 20) // 8)
        return p, q

    def weight(self, key: int) -> int:
        """A lower bound of the product of the factors on a path, in units of 2^-bits."""
        result = 1 << self.bits
        for table in self.tables:
            key, exponent = divmod(key, self.base)
            result = result * table[exponent] >> self.bits
        return result

    def weighed(self, numbers: dict[int, int]) -> list[tuple[int, int]]:
        """(weight, number) for {key: number}."""
        size = (self.bits + self.height >> 7) ** 2 // 8 + ((self.bits + self.height) * self.order >> 15)
        charge(len(numbers) * (20 + len(self.tables) * (5 + size)))
        return [(self.weight(key), number) for key, number in numbers.items()]


def bits_of(factor: Number, exponent: int) -> int:
    """At least log2 of 1/factor, or of the factor if the exponent is negative, with the sign of the exponent; at least 0."""
    size = ceil_at(inverse(factor) if exponent > 0 else factor, 1).bit_length()
    return size if exponent > 0 else -size


def all_but_largest(costs: list[tuple[int, int]], pieces: int) -> int:
    """The sum of all but the M largest among costs (cost, number of such). If the costs are lower bounds, so is the sum: whatever
    M of the true costs are left out, the others are at least as large as their lower bounds."""
    left = sum(number for _, number in costs) - pieces
    total = 0
    for cost, number in sorted(costs):
        if left <= 0:
            break
        total += cost * min(left, number)
        left -= number
    return total


def prove_cylinders(f: Map, t: int, pieces: int, evidence: object, where: str) -> tuple[Rational, str]:
    """A lower bound of int |f^t - g|, by T15."""
    value = fields(evidence, where, "rule partition tail levels")
    s = integer(value["tail"], f"{where}.tail", 0, min(t, MAX_FROM))
    partition = Partition(f, value["partition"], f"{where}.partition")
    m = len(partition.intervals)
    rows = [integer(n, f"{where}.levels[{i}]", 0) for i, n in enumerate(items(value["levels"], f"{where}.levels", m))]
    tail = Tail(partition, s, where)
    kinds: list[Number] = []
    for factor in partition.factors:
        if factor not in kinds:
            kinds.append(factor)
            need(len(kinds) <= MAX_KINDS, f"{where}: over {MAX_KINDS} different slopes, the limit")
    exponents = [[int(factor == kind) for kind in kinds] for factor in partition.factors]
    classes = Classes(m, partition.edges, kinds, exponents, range(t - s, t - s + 1), where)
    weights = [classes.weighed(own) for own in classes.paths]
    work = sum(n + 1 for n in rows) * (sum(map(len, weights)) + 4 * m)
    need(work <= MAX_COST_WORK, f"{where}.levels: sorting the costs takes {work}, more than the limit {MAX_COST_WORK}")
    scale = 1 << 128 + max(ceil_at(inverse(length), 1) for length in partition.lengths).bit_length()
    longest_count = max((number.bit_length() for own in classes.paths for number in own.values()), default=1)
    size = classes.bits + classes.height + scale.bit_length()
    charge(work * (1 + (size >> 9) + (size * longest_count >> 16)))
    total = 0
    for i, n in enumerate(rows):
        if n == 0:
            continue
        limits = [[floor_at(x, scale) for x in tail.limits(j, i)] for j in range(m)]
        sums = []
        for c in range(n + 1):
            costs = [(lesser(own, n, c) * w, number) for own, row in zip(limits, weights, strict=True) for w, number in row]
            sums.append(all_but_largest(costs, pieces))
        total += floor_at(partition.lengths[i], scale) * (2 * sum(sums) - sums[0] - sums[-1]) // (2 * n * n)
    return (total, scale * scale << classes.bits), f"T15 on {partition.text}, tail {s}"


def lesser(own: Sequence[int], n: int, c: int) -> int:
    """n d_j at the level number c of n, from the limits of |{f^s > c}| and of |{f^s < c}| at both ends."""
    above0, above1, under0, under1 = own
    return min((n - c) * above0 + c * above1, (n - c) * under0 + c * under1)


# ------------------------------------------------------------------------------ rule T15v: L1, windows on which g is affine


class Graph:
    """F = f^t with exact vertices, and its integral."""

    def __init__(self, f: Map, t: int, most: int) -> None:
        g = expand(f, t)
        need(len(g.word) <= most, f"f^{t} has {len(g.word)} pieces, more than the limit {most} for exact vertices")
        lengths = [run if run else divide((abs(y1 - y0), g.base), (abs(slope), 1)) for y0, y1, slope, run in g.pieces]
        ends = [divide((piece[1], g.den), (1, 1)) for piece in g.pieces]
        first = divide((g.pieces[g.word[0]][0], g.den), (1, 1))
        self.xs = [*accumulate(map(lengths.__getitem__, g.word), add, initial=f.a)]
        self.ys = [first, *map(ends.__getitem__, g.word)]

    def with_points(self, points: list[Number]) -> tuple[list[Number], list[Number]]:
        """The vertices and other points inside of I, which increase; and the values at all of them."""
        places, values, k = [self.xs[0]], [self.ys[0]], 0
        for x, y in zip(self.xs[1:], self.ys[1:], strict=True):
            (x0, y0), slope = (places[-1], values[-1]), divide(minus(y, values[-1]), minus(x, places[-1]))
            while k < len(points) and below(points[k], x):
                if below(places[-1], points[k]):
                    places.append(points[k])
                    values.append(add(y0, times(slope, minus(points[k], x0))))
                k += 1
            places.append(x)
            values.append(y)
        return places, values

    def areas(self) -> list[Number]:
        """The integral from the left end of I to each vertex."""
        means = [times(plus(u, v), (1, 2)) for u, v in pairwise(self.ys)]
        parts = [times(mean, minus(v, u)) for mean, (u, v) in zip(means, pairwise(self.xs), strict=True)]
        return [*accumulate(parts, add, initial=(0, 1))]

    def piece_of(self, x: Number) -> int:
        """A piece that holds x in I."""
        low, high = 0, len(self.xs) - 2
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if at_most(self.xs[middle], x) else (low, middle - 1)
        return low

    def integrals(self, areas: list[Number], points: list[Number]) -> list[Number]:
        """From the left end of I to each of the points, which increase."""
        result, k = [], self.piece_of(points[0])
        for x in points:
            while k < len(self.xs) - 2 and at_most(self.xs[k + 1], x):
                k += 1
            slope = divide(minus(self.ys[k + 1], self.ys[k]), minus(self.xs[k + 1], self.xs[k]))
            step = minus(x, self.xs[k])
            double = plus(plus(self.ys[k], self.ys[k]), times(slope, step))  # F(x_k) + F(x)
            result.append(add(areas[k], times(times(double, step), (1, 2))))
        return result


def prove_windows(f: Map, t: int, pieces: int, evidence: object, where: str) -> tuple[Rational, str]:
    """A lower bound of int |f^t - g|, by T15v."""
    value = fields(evidence, where, "rule cuts windows")
    cuts = [real(z, f"{where}.cuts[{k}]") for k, z in enumerate(items(value["cuts"], f"{where}.cuts", most=MAX_CUTS))]
    for k, (left, right) in enumerate(pairwise(cuts), 1):
        if not below(left, right):
            need(False, f"{where}.cuts[{k}] = {show(right)} is not greater than {show(left)}")
    inside = len(cuts) >= 2 and at_most(f.a, cuts[0]) and at_most(cuts[-1], f.b)
    need(inside, f"{where}.cuts are not two or more points of {f.domain()}")
    rows, n = items(value["windows"], f"{where}.windows"), len(cuts) - 1
    work = n * (len(rows) + n * min(pieces, n + 1))
    need(work <= MAX_COST_WORK, f"{where}: the windows cost {work}, more than the limit {MAX_COST_WORK}")
    graph = Graph(f, t, MAX_WINDOW_PIECES)
    areas = graph.areas()
    ending: list[list[tuple[int, int]]] = [[] for _ in cuts]
    for k, row in enumerate(rows):
        i, j, distance = read_window(graph, areas, cuts, row, f"{where}.windows[{k}]")
        ending[j].append((i, distance))
    table: list[list[int]] = []
    for i in range(n + 1):  # table[i][j]: the most that disjoint windows between the cuts i and j show
        most = [0] * (n + 1)
        for j in range(i + 1, n + 1):
            most[j] = max([most[j - 1], *(most[start] + distance for start, distance in ending[j] if start >= i)])
        table.append(most)
    best = table[0]  # best[j]: the least total up to the cut j, with at most so many cells left out
    for _ in range(min(pieces, n + 1) - 1):
        best = [min([best[j], *(best[k] + table[k + 1][j] for k in range(j))]) for j in range(n + 1)]
    return (best[n], 1 << WINDOW_BITS), f"T15v with {counted(len(rows), 'window')}, E"


def read_window(graph: Graph, areas: list[Number], cuts: list[Number], row: object, where: str) -> tuple[int, int, int]:
    """A window between the cuts i < j, and |int sigma F|, rounded down, for its dual function sigma."""
    entries = items(row, where, 4)
    i, j = integer(entries[0], f"{where}[0]", 0, len(cuts) - 1), integer(entries[1], f"{where}[1]", 0, len(cuts) - 1)
    points = [real(z, f"{where}[2][{k}]") for k, z in enumerate(items(entries[2], f"{where}[2]", most=MAX_CUTS))]
    values = [real(z, f"{where}[3][{k}]") for k, z in enumerate(items(entries[3], f"{where}[3]", len(points) - 1))]
    charge(1_500 + 300 * len(points))
    framed = i < j and len(points) >= 2 and equal(points[0], cuts[i]) and equal(points[-1], cuts[j])
    need(framed, f"{where}: the points do not go from the cut {i} to a later cut {j}")
    need(all(below(u, v) for u, v in pairwise(points)), f"{where}[2]: the points do not increase")
    need(all(at_most((abs(p), q), (1, 1)) for p, q in values), f"{where}[3]: a value is not between -1 and 1")
    sizes = [minus(v, u) for u, v in pairwise(points)]
    squares = [minus(times(v, v), times(u, u)) for u, v in pairwise(points)]
    moments = [reduce(add, map(times, parts, values), (0, 1)) for parts in (sizes, squares)]
    if not (moments[0][0] == 0 and moments[1][0] == 0):
        need(False, f"{where}: int sigma = {show(moments[0])} or int sigma x is not 0")
    parts = [minus(v, u) for u, v in pairwise(graph.integrals(areas, points))]
    p, q = reduce(add, map(times, parts, values), (0, 1))
    return i, j, floor_at((abs(p), q), 1 << WINDOW_BITS)


# ------------------------------------------------------------------------------ rule T14: L1, crossings of a covering


def prove_crossings_l1(f: Map, t: int, pieces: int, evidence: object, where: str) -> tuple[Rational, str]:
    """A lower bound of int |f^t - g|, by T14 on the paths of a covering that cover J_p, ..., J_q in the last step."""
    value = fields(evidence, where, "rule covering bases exponents targets")
    need(t >= 1, "rule T14 needs an iterate t >= 1")
    tag(value["covering"], f"{where}.covering", "rule", ("T3",))
    for part in ("intervals", "branches"):
        items(fields(value["covering"], f"{where}.covering", "rule intervals branches")[part], f"{where}.covering.{part}", most=MAX_EDGES)
    cover = read_covering(f, value["covering"], f"{where}.covering")
    bases = [real(z, f"{where}.bases[{k}]") for k, z in enumerate(items(value["bases"], f"{where}.bases", most=MAX_KINDS))]
    need(all(base[0] > 0 for base in bases) and len(bases) > 0, f"{where}.bases are not positive, or there are none")
    rows = items(value["exponents"], f"{where}.exponents", len(cover.branches))
    exponents = [read_exponents(row, f"{where}.exponents[{b}]", len(bases)) for b, row in enumerate(rows)]
    size = sum(j2 + 1 - j1 for _, j1, j2, _ in cover.branches)
    need(size <= MAX_EDGES, f"{where}.covering: {size} edges, more than the limit {MAX_EDGES}")
    need_constants(f, value["covering"], bases, exponents, where)
    edges = [(b, i, j) for b, (i, j1, j2, _) in enumerate(cover.branches) for j in range(j1, j2 + 1)]
    factors = [inverse(base) for base in bases]
    classes = Classes(
        len(cover.ends), [(i, j) for _, i, j in edges], factors, [exponents[b] for b, _, _ in edges], range(t - 1, t + 1), where
    )
    steps = {b: step for (b, _, _), step in zip(edges, classes.steps, strict=True)}
    total: Rational = (0, 1)
    reached = -1
    for k, entry in enumerate(items(value["targets"], f"{where}.targets", most=MAX_AFFINE)):
        name = f"{where}.targets[{k}]"
        p, q = (integer(z, f"{name}[{c}]", 0, len(cover.ends) - 1) for c, z in enumerate(items(entry, name, 2)))
        need(reached < p <= q, f"{name}: {p}, {q} do not follow {reached} in order")
        reached = q
        paths: dict[int, int] = {}
        charge(5 * len(cover.branches))
        for b, (i, j1, j2, _) in enumerate(cover.branches):
            if j1 <= p and q <= j2:
                charge(10 + 4 * len(classes.paths[i]))
                for key, number in classes.paths[i].items():
                    paths[key + steps[b]] = paths.get(key + steps[b], 0) + number
        gap = floor_at(minus(cover.ends[q][1][0], cover.ends[p][0][0]), 1 << 128)
        area = gap * gap * all_but_largest(classes.weighed(paths), pieces)
        total = total[0] + area, 1 << 258 + classes.bits
    return total, f"T14, {cover.text}"


def read_exponents(value: object, where: str, length: int) -> list[int]:
    return [integer(e, f"{where}[{k}]", -MAX_POWERS, MAX_POWERS) for k, e in enumerate(items(value, where, length))]


def need_constants(f: Map, covering: object, bases: list[Number], exponents: list[list[int]], where: str) -> None:
    """On each branch [u, v], f has the Lipschitz constant prod bases^exponents."""
    assert isinstance(covering, dict)
    known: dict[tuple[int, ...], Number] = {}
    for b, (row, own) in enumerate(zip(covering["branches"], exponents, strict=True)):
        u, v = real(row[1], where), real(row[2], where)
        key = tuple(own)
        if key not in known:
            known[key] = (1, 1)
            for base, e in zip(bases, own, strict=True):
                need(
                    abs(e) * longest([base]) <= MAX_RATE_DIGITS,
                    f"{where}.exponents[{b}]: a power of more digits than the limit {MAX_RATE_DIGITS}",
                )
                charge((abs(e) * longest([base])) ** 2 // 200)
                known[key] = times(known[key], power(base if e > 0 else inverse(base), abs(e)))
        least = f.steepest(u, v)
        charge_comparisons(1, longest([least]), longest([known[key]]))
        if not at_most(least, known[key]):
            need(False, f"{where}.exponents[{b}]: the constant {show(known[key])} is less than {show(least)}, that of f on the branch")


def mean_of_lesser(limits: tuple[Number, Number, Number, Number]) -> Number:
    """The mean of min(v, T - v) while v goes steadily from v0 to v1 <= v0, exactly; T - v0 and T - v1 are given as well."""
    v0, v1, w0, w1 = limits
    if at_most(v0, w0) or at_most(w1, v1):  # no change of sides
        return times(plus(v0, v1) if at_most(v0, w0) else plus(w0, w1), (1, 2))
    # int_{v1}^{T/2} v dv + int_{T/2}^{v0} (T - v) dv = T^2/4 - (v1^2 + (T - v0)^2)/2, over v0 - v1
    square = times(plus(v0, w0), plus(v0, w0))
    area = minus(times(square, (1, 4)), times(plus(times(v1, v1), times(w0, w0)), (1, 2)))
    return divide(area, minus(v0, v1))


def prove_claim_l1_every(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate floor loss rate from")
    floor, loss, rate = (real(claim[key], f"claim.{key}") for key in ("floor", "loss", "rate"))
    start = integer(claim["from"], "claim.from", 0, MAX_FROM)
    tag(evidence, "evidence", "rule", ("T15",))
    proof = fields(evidence, "evidence", "rule partition")
    partition = Partition(f, proof["partition"], "evidence.partition")
    partition.need_complete("evidence.partition")
    if not (floor[0] > 0):
        need(False, f"claim.floor = {show(floor)} is not positive")
    if not below((1, 1), rate):
        need(False, f"claim.rate = {show(rate)} is not greater than 1")
    for k, factor in enumerate(partition.factors):
        if not at_most(times(rate, factor), (1, 1)):
            need(False, f"claim.rate = {show(rate)} exceeds the slope of branch {k}, {show(inverse(factor))}")
    tail = Tail(partition, start, "claim")
    m, size = len(partition.intervals), minus(f.b, f.a)
    areas = [reduce(add, [times(partition.lengths[i], mean_of_lesser(tail.limits(j, i))) for i in range(m)]) for j in range(m)]
    for j, (area, length) in enumerate(zip(areas, partition.lengths, strict=True)):
        most = divide(times(size, area), length)
        if not at_most(floor, most):
            need(False, f"claim.floor = {show(floor)} > |I| E_{j} / |J_{j}| = {show(most)}" + apart(floor, most))
    total = reduce(add, areas)
    if not at_most(total, loss):
        need(False, f"claim.loss = {show(loss)} is less than the sum of the E_j, {show(total)}" + apart(loss, total))
    low, lost, base = (number(claim[key]) for key in ("floor", "loss", "rate"))
    power = f"({base})^{{(t - {start})}}" if start else f"({base})^t"
    return (
        (
            f"for every $t \\ge {start}$, every $M \\ge 1$ and every {PIECEWISE} with at most $M$ pieces, "
            f"$\\int_I |f^t - g| \\ge ({low}) - ({lost}) \\cdot M / {power}$"
        ),
        f"T15 on {partition.text}, tail {start}",
        None,
    )


# ------------------------------------------------------------------------------ L1: upper bounds


def need_upper(f: Map, t: int, pieces: int, upper: Number, evidence: object, where: str) -> str:
    """Some g with at most M pieces has int |f^t - g| <= upper."""
    if isinstance(evidence, dict) and "constant" in evidence:
        most, text = constant_distance(f, t, evidence, where)
    else:
        most, text = explicit_distance(f, t, pieces, evidence, where)
    if not at_most(most, upper):
        need(
            False,
            f"claim.upper = {show(upper)} is less than {show(most)}, the error that is shown for the g of the evidence"
            + apart(most, upper),
        )
    return text


def constant_distance(f: Map, t: int, evidence: object, where: str) -> tuple[Number, str]:
    """int |f^t - k| = sum_j q_j int_{J_j} |y - k|, q = (1, ..., 1) B^t. Without a partition: f^t maps I into I."""
    assert isinstance(evidence, dict)
    value = fields(evidence, where, "constant partition" if "partition" in evidence else "constant")
    k = real(value["constant"], f"{where}.constant")
    if "partition" not in evidence:
        need(isinstance(f, PiecewiseLinear), f"{where}: a polynomial map is not known to map I into I")
        (top, bottom), (above, under) = minus(k, f.a), minus(f.b, k)
        left, right = (abs(top), bottom), (abs(above), under)
        return times(minus(f.b, f.a), left if below(right, left) else right), "constant"
    partition = Partition(f, value["partition"], f"{where}.partition")
    partition.need_complete(f"{where}.partition")
    work = t * len(partition.edges)
    need(work <= MAX_CONSTANT_WORK, f"{where}: t * branches = {work}, more than the limit {MAX_CONSTANT_WORK}")
    q: list[Number] = [(1, 1)] * len(partition.intervals)
    for _ in range(t):
        q = partition.pushed(q)
    distances = []
    for l, r in partition.intervals:
        low, high = minus(k, l), minus(r, k)  # int |y - k| = (low |low| + high |high|) / 2
        squares = (times(low, (abs(low[0]), low[1])), times(high, (abs(high[0]), high[1])))
        distances.append(times(plus(*squares), (1, 2)))
    return reduce(add, [times(share, distance) for share, distance in zip(q, distances, strict=True)]), f"constant on {partition.text}"


def explicit_distance(f: Map, t: int, pieces: int, evidence: object, where: str) -> tuple[Number, str]:
    """An upper bound of int |f^t - g| for a g that is given by its vertices."""
    value = fields(evidence, where, "bits vertices")
    bits = integer(value["bits"], f"{where}.bits", 0, MAX_BITS)
    vertices: list[Vertex] = []
    for k, entry in enumerate(items(value["vertices"], f"{where}.vertices", most=MAX_POINTS)):
        x, y = (real(z, f"{where}.vertices[{k}]") for z in items(entry, f"{where}.vertices[{k}]", 2))
        if vertices and not below(vertices[-1][0], x):
            need(False, f"{where}.vertices[{k}]: x = {show(x)} is not greater than the one before")
        vertices.append((x, y))
    fits = len(vertices) >= 2 and equal(vertices[0][0], f.a) and equal(vertices[-1][0], f.b)
    need(fits, f"{where}.vertices do not begin and end at the ends of {f.domain()}")
    if not (len(vertices) - 1 <= pieces):
        need(False, f"{where}.vertices: g has {len(vertices) - 1} pieces, more than claim.pieces = {show(pieces)}")
    g, scale = expand(f, t), 1 << bits
    layout = Layout(g, bits)
    need(min(layout.least) > 0, f"{where}.bits = {bits} are too few: a piece of the iterate is shorter than 2^-{bits}")
    charge((len(g.word) + len(vertices)) * (60 + bits // 16 + 4 * (bits >> 8) ** 2))
    ends = [floor_at((piece[1], g.den), scale) for piece in g.pieces]
    first = floor_at((g.pieces[g.word[0]][0], g.den), scale)
    size = floor_at(minus(f.b, f.a), scale)
    xs = [*accumulate(map(layout.least.__getitem__, g.word[:-1]), initial=0), size]
    one = list(zip(xs, [first, *map(ends.__getitem__, g.word)], strict=True))
    two = [(floor_at(minus(x, f.a), scale), floor_at(y, scale)) for x, y in vertices]
    need(all(u < v for (u, _), (v, _) in pairwise(two)), f"{where}.bits = {bits} are too few: a piece of g is shorter than 2^-{bits}")
    steep = max(ceil_at(inverse((p * g.den, q)), 1) for p, q in layout.paces if p != 0) if any(p != 0 for p, _ in layout.paces) else 0
    slopes = [divide(minus(y1, y0), minus(x1, x0)) for (x0, y0), (x1, y1) in pairwise(vertices)]
    slack = size * (len(one) * steep + max(ceil_at((abs(p), q), 1) for p, q in slopes) + 4)
    slack += sum(max(abs(y) for _, y in path) + 1 for path in (one, two))
    return (doubled_area(one, two) + 2 * slack, 2 * scale * scale), f"{counted(len(slopes), 'piece')}, E with {counted(bits, 'bit')}"


def doubled_area(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> int:
    """Twice int |p - q|, rounded up, for functions with these vertices on one interval; their values where the other one
    has a vertex are rounded down."""
    points = sorted({x for x, _ in one} | {x for x, _ in two})
    total = 0
    differences = [p - q for p, q in zip(along(one, points), along(two, points), strict=True)]
    for (x0, x1), (d0, d1) in zip(pairwise(points), pairwise(differences), strict=True):
        size = abs(d0) + abs(d1)
        total += (x1 - x0) * size if d0 * d1 >= 0 else -((x0 - x1) * (d0 * d0 + d1 * d1) // size)
    return total


def along(vertices: list[tuple[int, int]], points: list[int]) -> list[int]:
    """The values at points in order, all vertices among them, rounded down."""
    values, k = [], 0
    for x in points:
        while k < len(vertices) - 2 and vertices[k + 1][0] <= x:
            k += 1
        (x0, y0), (x1, y1) = vertices[k : k + 2]
        values.append(y0 + (y1 - y0) * (x - x0) // (x1 - x0))
    return values


L1_RULES: dict[str, Callable[[Map, int, int, object, str], tuple[Rational, str]]] = {
    "T14": prove_crossings_l1,
    "T15": prove_cylinders,
    "T15v": prove_windows,
    "T15x": prove_levels_l1,
}


def prove_claim_l1(f: Map, value: object, evidence: object) -> Proved:
    if isinstance(value, dict) and value.get("iterate") == "every":
        return prove_claim_l1_every(f, value, evidence)
    claim = fields(value, "claim", "kind iterate pieces error upper")
    t, pieces, error = read_iterate(claim), count(claim["pieces"], "claim.pieces"), read_error(claim)
    need(pieces > 0, "claim.pieces = 0 < 1")
    proof = fields(evidence, "evidence", "lower upper")
    need((claim["upper"] is None) == (proof["upper"] is None), "claim.upper and evidence.upper are not both null")
    rule = tag(proof["lower"], "evidence.lower", "rule", L1_RULES)
    statement = (
        f"every {PIECEWISE} with at most {several(claim['pieces'], 'piece')} has $\\int_I |f^{{{t}}} - g| \\ge {number(claim['error'])}$"
    )
    text = ""
    if claim["upper"] is not None:
        text = "; upper bound: " + need_upper(f, t, pieces, real(claim["upper"], "claim.upper"), proof["upper"], "evidence.upper")
        statement += f", and some $g$ of this kind has $\\int_I |f^{{{t}}} - g| \\le {number(claim['upper'])}$"
    shown, rules = L1_RULES[rule](f, t, pieces, proof["lower"], "evidence.lower")
    if not at_most(error, shown):
        need(False, f"claim.error = {show(error)} > {show(shown)}, the error that is shown" + apart(error, shown))
    return statement, rules + text, pieces


# ------------------------------------------------------------------------------ rule T16: realization


class Layer(namedtuple("Layer", "rows bias columns breaks slopes value sources")):
    """Unit i is h(sum of w * column j over the pairs (j, w) of rows[i], plus bias[i]); the columns run through the values of the sources
    (0: the input, k: what layer k - 1 gives). h has the slopes between the breaks, and h(breaks[0]) = value, or h(0) without breaks."""

    __slots__ = ()

    def is_relu(self) -> bool:
        return bool((self.breaks, self.slopes, self.value) == RELU)

    def is_affine(self) -> bool:
        return bool((self.breaks, self.slopes, self.value) == IDENTITY)


RELU: tuple[list[Number], list[Number], Number] = ([(0, 1)], [(0, 1), (1, 1)], (0, 1))
IDENTITY: tuple[list[Number], list[Number], Number] = ([], [(1, 1)], (0, 1))


class Net:
    """A network: the number of its inputs, and its layers."""

    def __init__(self, value: object, where: str) -> None:
        entries = fields(value, where, "kind layers")
        tag(value, where, "kind", ("relu-network",))
        rows = items(entries["layers"], f"{where}.layers")
        need(len(rows) > 0, f"{where}.layers is empty: a network has at least its output")
        self.layers: list[Layer] = []
        self.sizes: list[int] = []
        self.weights = 0
        for k, entry in enumerate(rows):
            self.read_layer(k, entry, k == len(rows) - 1, f"{where}.layers[{k}]")
        self.inputs, self.outputs = self.sizes[0], self.sizes[-1]

    def read_layer(self, k: int, entry: object, last: bool, name: str) -> None:
        known = "columns sparse bias" if isinstance(entry, dict) and "sparse" in entry else "weights bias"
        optional = [key for key in ("activation", "sources") if isinstance(entry, dict) and key in entry]
        layer = fields(entry, name, " ".join([known, *optional]))
        sources = [integer(s, f"{name}.sources", 0, k) for s in items(layer.get("sources", [k]), f"{name}.sources", most=1_000)]
        need(0 < len(sources) == len(set(sources)), f"{name}.sources are not different layers")
        matrix = self.read_sparse(layer, name) if "sparse" in layer else self.read_dense(layer, name)
        columns = integer(layer["columns"], f"{name}.columns", 1, MAX_WEIGHTS) if "sparse" in layer else len(matrix[0]) if matrix else 0
        if k == 0:
            need(columns > 0, f"{name} has 0 columns and not at least 1")
            self.sizes = [columns]
        width = sum(self.sizes[s] for s in sources)
        need(columns == width, f"{name} has {counted(columns, 'column')} and not {width}")
        bias = [real(b, f"{name}.bias[{i}]") for i, b in enumerate(items(layer["bias"], f"{name}.bias", len(matrix)))]
        need(len(bias) > 0, f"{name} has no units")
        self.count(len(bias))
        rows = [[(j, w) for j, w in row if w[0]] for row in matrix]
        self.layers.append(Layer(rows, bias, columns, *read_activation(layer, last, name), sources))
        self.sizes.append(len(bias))

    def read_dense(self, layer: dict[str, object], name: str) -> list[list[tuple[int, Number]]]:
        units = len(items(layer["bias"], f"{name}.bias"))
        rows = items(layer["weights"], f"{name}.weights")
        need(len(rows) == units, f"{name} has {len(rows)} rows of weights, but {units} biases")
        matrix: list[list[tuple[int, Number]]] = []
        for i, row in enumerate(rows):
            entries = items(row, f"{name}.weights[{i}]", len(matrix[0]) if matrix else None)
            self.count(len(entries))
            matrix.append([(j, real(w, f"{name}.weights[{i}]")) for j, w in enumerate(entries)])
        return matrix

    def read_sparse(self, layer: dict[str, object], name: str) -> list[list[tuple[int, Number]]]:
        columns = integer(layer["columns"], f"{name}.columns", 1, MAX_WEIGHTS)
        matrix = []
        for i, row in enumerate(items(layer["sparse"], f"{name}.sparse")):
            pairs: list[tuple[int, Number]] = []
            for entry in items(row, f"{name}.sparse[{i}]", most=columns):
                j, w = items(entry, f"{name}.sparse[{i}]", 2)
                column = integer(j, f"{name}.sparse[{i}]", pairs[-1][0] + 1 if pairs else 0, columns - 1)
                pairs.append((column, real(w, f"{name}.sparse[{i}]")))
            self.count(len(pairs))
            matrix.append(pairs)
        return matrix

    def count(self, more: int) -> None:
        self.weights += more
        need(self.weights <= MAX_WEIGHTS, f"a network has over {MAX_WEIGHTS} weights and biases, the limit")

    def hidden(self) -> list[int]:
        return self.sizes[1:-1]


def read_activation(layer: dict[str, object], last: bool, name: str) -> tuple[list[Number], list[Number], Number]:
    """The breaks, the slopes and a value; by default ReLU in all layers but the last, which is affine."""
    given = layer.get("activation", "identity" if last else "relu")
    if isinstance(given, str):
        need(given in ("relu", "identity"), f"{name}.activation is {show(given)} and not relu or identity")
        return RELU if given == "relu" else IDENTITY
    entries = fields(given, f"{name}.activation", "breaks slopes value")
    rows = items(entries["breaks"], f"{name}.activation.breaks", most=1_000)
    breaks = [real(z, f"{name}.activation.breaks[{i}]") for i, z in enumerate(rows)]
    for i, (left, right) in enumerate(pairwise(breaks), 1):
        if not below(left, right):
            need(False, f"{name}.activation.breaks[{i}] = {show(right)} is not greater than {show(left)}" + apart(left, right))
    slopes = items(entries["slopes"], f"{name}.activation.slopes", len(breaks) + 1)
    rates = [real(z, f"{name}.activation.slopes[{i}]") for i, z in enumerate(slopes)]
    return breaks, rates, real(entries["value"], f"{name}.activation.value")


def need_plain(net: Net, where: str) -> None:
    alike = all(layer.is_relu() for layer in net.layers[:-1]) and net.layers[-1].is_affine()
    plain = alike and all(layer.sources == [k] for k, layer in enumerate(net.layers))
    need(plain, f"{where} is not a plain ReLU network: ReLU in all layers but the last, each reading the one before")


def read_plain_network(value: object, where: str) -> list[Layer]:
    """The layers of a ReLU network with one input and one output, at least one hidden layer, the last one affine, no skips."""
    net = Net(value, where)
    need_plain(net, where)
    fits = len(net.layers) >= 2 and net.inputs == net.outputs == 1
    need(fits, f"{where}.layers are not one or more hidden layers and an output of one unit, with one input")
    return net.layers


class Block:
    """x -> sum_j output[j] relu(x + offsets[j]) + shift, which is to be f^iterates on I."""

    def __init__(self, f: Map, value: object, most: int, where: str) -> None:
        entries = fields(value, where, "iterates offsets output shift")
        self.iterates = integer(entries["iterates"], f"{where}.iterates", 1, MAX_ITERATE)
        offsets = items(entries["offsets"], f"{where}.offsets", most=most)
        self.offsets = [real(z, f"{where}.offsets[{j}]") for j, z in enumerate(offsets)]
        rows = items(entries["output"], f"{where}.output", len(self.offsets))
        self.output = [real(z, f"{where}.output[{j}]") for j, z in enumerate(rows)]
        self.shift = real(entries["shift"], f"{where}.shift")
        for j, (left, right) in enumerate(pairwise(self.offsets), 1):
            if not below(right, left):
                need(False, f"{where}.offsets[{j}] = {show(right)} is not less than {show(left)}, the one before")
        self.compare(f, where)

    def compare(self, f: Map, where: str) -> None:
        """Both sides are affine between these points, so that they are equal on I if they are at each of them."""
        graph = Graph(f, self.iterates, MAX_BLOCK_PIECES)
        bends = [(-p, q) for p, q in self.offsets]
        points, values = graph.with_points([z for z in bends if below(f.a, z) and below(z, f.b)])
        slope: Number = (0, 1)
        height, last, j = self.shift, points[0], 0
        while j < len(bends) and at_most(bends[j], f.a):  # units that are positive on all of I
            slope, height = add(slope, self.output[j]), add(height, times(self.output[j], minus(f.a, bends[j])))
            j += 1
        for z, wanted in zip(points, values, strict=True):
            height, last = add(height, times(slope, minus(z, last))), z
            if not equal(height, wanted):
                need(
                    False,
                    f"{where} is {show(height)} at {show(z)} and not {show(wanted)}, the value of f^{self.iterates}"
                    + apart(height, wanted),
                )
            if j < len(bends) and equal(bends[j], z):
                slope, j = add(slope, self.output[j]), j + 1


def need_realization(f: Map, t: int, network: object, evidence: object, where: str) -> tuple[int, int]:
    """The network equals f^t on I: its layers are those of blocks, one after the other. Returns depth and width."""
    layers = read_plain_network(network, "claim.network")
    tag(evidence, where, "rule", ("T16",))
    proof = fields(evidence, where, "rule blocks sequence")
    most = max(len(layer.bias) for layer in layers[:-1])
    rows = items(proof["blocks"], f"{where}.blocks", most=MAX_KINDS)
    kinds = [Block(f, block, most, f"{where}.blocks[{k}]") for k, block in enumerate(rows)]
    row = items(proof["sequence"], f"{where}.sequence", len(layers) - 1)
    blocks = [kinds[integer(k, f"{where}.sequence[{i}]", 0, len(kinds) - 1)] for i, k in enumerate(row)]
    steps = sum(block.iterates for block in blocks)
    need(steps == t, f"{where}.sequence: the blocks have {steps} iterates in all and not {t}")
    output: list[Number] = [(1, 1)]
    shift: Number = (0, 1)
    for k, (layer, block) in enumerate(zip(layers, [*blocks, None], strict=True)):
        bias = layer.bias
        offsets: list[Number] = [(0, 1)] if block is None else block.offsets
        name = f"claim.network.layers[{k}]"
        need(len(bias) == len(offsets), f"{name} has {counted(len(bias), 'unit')}, the block {len(offsets)}")
        charge(len(bias) * (3 * len(output) + 8))
        for i, (b, offset) in enumerate(zip(bias, offsets, strict=True)):
            if layer.rows[i] != [(j, w) for j, w in enumerate(output) if w[0]]:
                need(False, f"{name}.weights[{i}] are not the output of the block before")
            if not equal(b, plus(shift, offset)):
                need(False, f"{name}.bias[{i}] = {show(b)} is not {show(plus(shift, offset))}")
        if block is not None:
            output, shift = block.output, block.shift
    return len(layers) - 1, max(len(layer.bias) for layer in layers[:-1])


def prove_claim_realization(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate network")
    t = read_iterate(claim)
    depth, width = need_realization(f, t, claim["network"], evidence, "evidence")
    return (
        f"the ReLU network of the claim, with one input, one output and {layers_text(depth, width)}, equals $f^{{{t}}}$ on $I$",
        "T16, E",
        None,
    )


def layers_text(depth: int, width: int) -> str:
    return f"${depth}$ hidden layer{'' if depth == 1 else 's'} of at most ${width}$ unit{'' if width == 1 else 's'}"


SIDES = {"sup": prove_claim_sup, "l1": prove_claim_l1, "sign": prove_claim_sign}


def prove_claim_separation(f: Map, value: object, evidence: object) -> Proved:
    """T16 on one side, T1 with bounds for functions with few pieces on the other."""
    claim = fields(value, "claim", "kind iterate network depth width sup l1 sign")
    proof = fields(evidence, "evidence", "network sup l1 sign")
    t = read_iterate(claim)
    deep, narrow = need_realization(f, t, claim["network"], proof["network"], "evidence.network")
    depth, width = (integer(claim[key], f"claim.{key}", 1, most) for key, most in (("depth", MAX_SHALLOW), ("width", 10**60)))
    size = depth * (width + 1).bit_length()
    need(
        size <= MAX_LONG_EXACT,
        f"claim: a network of this depth and width has up to 2^{size} pieces, more than the limit 2^{MAX_LONG_EXACT}",
    )
    pieces = (width + 1) ** depth
    parts, rules = [], ["T16, E"]
    for side, prove in SIDES.items():
        need((claim[side] is None) == (proof[side] is None), f"claim.{side} and evidence.{side} are not both null")
        if claim[side] is not None:
            what = side_claim(side, t, pieces, claim[side])
            statement, rule, _ = prove(f, what, {"lower": proof[side], "upper": None} if side == "l1" else proof[side])
            parts.append(statement.replace(several(pieces, "piece"), "$(u + 1)^d$ pieces"))
            rules.append(rule)
    need(len(parts) > 0, "claim has none of sup, l1 and sign")
    shallow = f"every ReLU network with one input, one output and $d = {depth}$ or fewer hidden layers of at most $u = {width}$ units"
    return (
        f"the ReLU network of the claim, with {layers_text(deep, narrow)}, equals $f^{{{t}}}$ on $I$; but {shallow} is a {PIECEWISE} "
        f"with at most $(u + 1)^d = {number(pieces)}$ pieces, and " + "; ".join(parts),
        "; ".join(rules),
        None,
    )


def side_claim(side: str, t: int, pieces: int, value: object) -> dict[str, object]:
    """The claim of a kind of its own that one side of a separation stands for."""
    claim: dict[str, object] = {"kind": side, "iterate": t, "pieces": pieces}
    if side == "sign":
        return claim | fields(value, "claim.sign", "threshold points errors")
    return claim | {"error": value} | ({"upper": None} if side == "l1" else {})


# ------------------------------------------------------------------------------ networks on a segment


class Region(namedtuple("Region", "start end lines")):
    """s from start to end, (n, d) each; lines[k] are the values of the source k: (A, B) stands for (A s + B) / (the denominator of this
    unit, the same on all regions). Only sources that a later layer reads are kept."""

    __slots__ = ()


def common(numbers: Iterable[Number]) -> int:
    """The common denominator of some rationals."""
    den = 1
    for _, q in numbers:
        den = merged(den, q)
    return den


def merged(one: int, two: int) -> int:
    """The least common multiple of integers > 0. Most often one divides the other."""
    low, high = (one, two) if one < two else (two, one)
    short, long = low.bit_length(), high.bit_length()
    charge(4 + ((long - short + 64) * (short + 64) >> 13))
    if high % low == 0:
        return high
    charge(8 + (long + short >> 4) + (long * short >> 13))
    return lcm(one, two)


class Integers:
    """A layer in integers. The preactivation of unit i is over dens[i], which no more than its row needs: a unit that is passed on keeps
    its denominator. Breaks and parts of the activation are over `after`, values over outs[i] = dens[i] * after. All work and memory is
    charged before it is used."""

    def __init__(self, layer: Layer, given: dict[int, int]) -> None:
        """given: the denominators of the columns that have weights, by their numbers."""
        lines = activation_lines(layer)
        self.after = common([*layer.breaks, *(z for line in lines for z in line)])
        numbers, size = len(layer.breaks) + 2 * len(lines), self.after.bit_length()
        top = max(p.bit_length() for p, _ in (*layer.breaks, *chain.from_iterable(lines)))
        self.bits = 0
        self.hold(numbers * (128 + top + size))
        charge(numbers * (16 + ((top + size) * size >> 11)))
        self.breaks = [n * (self.after // d) for n, d in layer.breaks]
        self.parts = [(n * (self.after // d), m * (self.after // e)) for (n, d), (m, e) in lines]
        self.part_bits = max(z.bit_length() for part in self.parts for z in part)
        self.break_bits = max(map(int.bit_length, self.breaks), default=1)
        self.places = {j: k for k, j in enumerate(given)}
        self.rows: list[tuple[list[int], list[int]]] = []  # places of columns in `given`, and weights
        self.bias: list[int] = []
        self.dens: list[int] = []
        for row, b in zip(layer.rows, layer.bias, strict=True):
            self.add(row, b, given)
        self.weights = sum(map(len, layer.rows))
        self.weight_bits = max((w.bit_length() for _, weights in self.rows for w in weights), default=1)
        self.bias_bits = max(map(int.bit_length, self.bias))
        self.den_bits = max(map(int.bit_length, self.dens))
        self.outs = self.dens
        if self.after > 1:
            charge(len(self.dens) * (4 + (self.den_bits * size >> 12)))
            self.outs = [den * self.after for den in self.dens]

    def hold(self, bits: int) -> None:
        self.bits += bits
        if self.bits > MAX_NETWORK_BITS:
            need(False, f"a layer in integers has over {MAX_NETWORK_BITS} bits, the limit")

    def add(self, row: list[tuple[int, Number]], bias: Number, given: dict[int, int]) -> None:
        """A unit, the sources of which are over the denominators that are given."""
        den, longest_weight = bias[1], 1
        parts = []  # column j times n/d is an integer times n'/d'
        for j, (n, d) in row:
            size, more = n.bit_length(), given[j].bit_length()
            charge(8 + (size + more >> 5) + ((size + d.bit_length()) * more >> 13))
            g = gcd(n, given[j])
            bottom = d * (given[j] // g)
            den = merged(den, bottom)
            longest_weight = max(longest_weight, size)
            parts.append((j, n // g, bottom))
        size = den.bit_length()
        self.hold((1 + len(row)) * (128 + longest_weight + size) + bias[0].bit_length())
        factors = [(size - bottom.bit_length() + 64, bottom.bit_length()) for _, _, bottom in (*parts, (0, *bias))]
        longest = max(longest_weight, bias[0].bit_length())
        charge(sum(4 + (more * bits >> 13) + (more * longest >> 14) + (longest >> 8) for more, bits in factors))
        self.rows.append(([self.places[j] for j, _, _ in parts], [n * (den // bottom) for _, n, bottom in parts]))
        self.bias.append(bias[0] * (den // bias[1]))
        self.dens.append(den)


class Decomposition:
    """A network on the segment from p to q, at p + s (q - p), 0 <= s <= 1: the regions on which no preactivation passes a break of its
    activation, and the outputs there (rule N)."""

    def __init__(self, net: Net, ends: tuple[list[Number], list[Number]]) -> None:
        lines, self.dens = [], {0: [1] * net.inputs}
        for i, ((m, d), (n, e)) in enumerate(zip(*ends, strict=True)):
            den = merged(d, e)
            charge(16 + ((m.bit_length() + n.bit_length() + d.bit_length() + e.bit_length()) * den.bit_length() >> 13))
            a, b = m * (den // d), n * (den // e)
            lines.append((b - a, a))
            self.dens[0][i] = den
        self.regions = [Region((0, 1), (1, 1), {0: lines})]
        last_use = {s: k for k, layer in enumerate(net.layers) for s in layer.sources}
        for k, layer in enumerate(net.layers):
            self.apply(k + 1, layer, [s for s in self.dens if last_use.get(s, 0) > k])
        self.last = len(net.layers)

    def apply(self, number: int, layer: Layer, kept: list[int]) -> None:
        """The layer of this number: its preactivations, the breaks that they pass, and its values, beside those of the kept sources."""
        charge(LAYER_WORK + 20 * (len(layer.sources) + len(layer.bias)))
        columns = self.columns(layer)
        integers = Integers(layer, {j: self.dens[s][i] for j, (s, i) in columns.items()})
        found: list[Region] = []
        held = integers.bits
        charge((100 + 20 * len(kept)) * len(self.regions))
        bits, pres = self.preactivations(list(columns.values()), integers)
        size = max(bits, integers.den_bits) + integers.part_bits + 1
        for region, pre in zip(self.regions, pres, strict=True):
            known = {s: region.lines[s] for s in kept}
            held += len(known) * 512
            for part in self.split(region, pre, integers, bits):
                held += 1024 + len(pre) * (256 + 2 * size)
                if held > MAX_NETWORK_BITS:
                    need(False, f"the values of a layer on all regions have over {MAX_NETWORK_BITS} bits, the limit")
                found.append(Region(part.start, part.end, {**known, number: part.lines}))
        self.regions = found
        self.dens = {s: self.dens[s] for s in kept} | {number: integers.outs}

    def columns(self, layer: Layer) -> dict[int, tuple[int, int]]:
        """The columns that have weights: their sources, and the units there."""
        starts = list(accumulate((len(self.dens[s]) for s in layer.sources), initial=0))
        found = {}
        for j in sorted({j for row in layer.rows for j, _ in row}):
            k = bisect_right(starts, j) - 1
            found[j] = layer.sources[k], j - starts[k]
        charge(16 * len(found))
        return found

    def preactivations(self, columns: list[tuple[int, int]], integers: Integers) -> tuple[int, Iterator[list[tuple[int, int]]]]:
        """Their bits at most, and for each region those of all units."""
        regions = self.regions
        charge(4 * len(regions) * len(columns))
        longest = max((n.bit_length() for region in regions for s, i in columns for n in region.lines[s][i]), default=0)
        bits = max(integers.weight_bits + longest + len(columns).bit_length(), integers.bias_bits) + 1
        size = bits // 8 + 1  # bytes for a number: -2^bits < n < 2^bits, and bits < 8 size
        count = min(len(regions), max(1, BLOCK_BITS // (16 * size)))
        integers.hold((len(columns) + len(integers.dens)) * count * 16 * size)
        return bits, chain.from_iterable(self.block(regions[k : k + count], columns, integers, size) for k in range(0, len(regions), count))

    def block(
        self, regions: list[Region], columns: list[tuple[int, int]], integers: Integers, size: int
    ) -> Iterator[list[tuple[int, int]]]:
        """The preactivations on some regions. The numbers A, B of a column on all of them are the digits of one long integer, of `size`
        bytes each: so one multiplication by a weight is one by all of them. The digits of the sums are in [-half, half)."""
        length, units = 2 * len(regions) * size, len(integers.dens)
        charge(40 + (length >> 4) + (len(columns) + units) * (20 + len(regions) * (8 + (size >> 4))))
        charge(integers.weights * (4 + (length >> 6) + (length * integers.weight_bits >> 12)) + units * (20 + (length >> 6)))
        charge(units * (length * integers.bias_bits >> 12))
        half = 1 << 8 * size - 1
        halves = int.from_bytes((bytes(size - 1) + b"\x80") * (2 * len(regions)), "little")
        second = int.from_bytes((bytes(size) + b"\1" + bytes(size - 1)) * len(regions), "little")
        packed = [
            int.from_bytes(b"".join([(n + half).to_bytes(size, "little") for line in column for n in line]), "little") - halves
            for column in ([region.lines[s][i] for region in regions] for s, i in columns)
        ]
        found = []
        for (row, weights), b in zip(integers.rows, integers.bias, strict=True):
            total = sum(map(mul, weights, map(packed.__getitem__, row)), halves)
            data = (total + b * second if b else total).to_bytes(length, "little")
            found.append([int.from_bytes(data[k : k + size], "little") - half for k in range(0, length, size)])
        return ([(row[k], row[k + 1]) for row in found] for k in range(0, 2 * len(regions), 2))

    def split(self, region: Region, pre: list[tuple[int, int]], integers: Integers, bits: int) -> Iterator[Region]:
        """The region cut where a preactivation, of so many bits, passes a break, with the values of the layer on each part."""
        (n0, d0), (n1, d1) = start, end = region.start, region.end
        after, parts, dens = integers.after, integers.parts, integers.dens
        long = max(bits, integers.den_bits)
        each = len(pre) * (10 + (long + integers.part_bits >> 8) + (long * integers.part_bits >> 12))
        wide = max(bits + after.bit_length(), integers.den_bits + integers.break_bits) + 1
        far = max(n0.bit_length(), d0.bit_length(), n1.bit_length(), d1.bit_length())
        exact = 10 + (wide + far >> 5) + (wide * far >> 12)
        charge(each + len(pre) * len(integers.breaks) * (8 + (wide >> 7) + (bits * after.bit_length() >> 13)))
        charge(len(pre) * len(integers.breaks) * (integers.den_bits * integers.break_bits >> 14))
        places = []  # for each unit how many breaks lie below it, from left to right
        passed: dict[tuple[int, Rational], list[tuple[int, int]]] = {}  # by the cuts: the units that pass a break there, and how
        for i, ((u, v), den) in enumerate(zip(pre, dens, strict=True)):
            place, slope = 0, after * u
            for c in integers.breaks:
                w = after * v - c * den  # the difference at s = 0; that at s = 1 is slope + w
                if (w > 0 < slope + w) or (w < 0 > slope + w):
                    place += w > 0
                    continue
                charge(exact)
                left, right = slope * n0 + w * d0, slope * n1 + w * d1
                place += left > 0 or (left == 0 and right > 0)
                if (left < 0 < right) or (right < 0 < left):
                    charge(30)
                    z = divide((-w, slope), (1, 1)) if u > 0 else divide((w, -slope), (1, 1))
                    passed.setdefault((salted(*z), z), []).append((i, 1 if right > 0 else -1))
            places.append(place)
        charge(len(passed) * (len(passed).bit_length() * (12 + (wide * wide >> 12)) + 60))
        cuts = sorted(passed, key=cmp_to_key(compare_cuts))
        for number, right_end in enumerate([*(z for _, z in cuts), end]):
            chosen = zip(map(parts.__getitem__, places), pre, dens, strict=True)
            lines = [(m * u, m * v + k * den) if m or k else ZERO for (m, k), (u, v), den in chosen]
            yield Region(start, right_end, lines)
            if number < len(cuts):
                charge(each + 4 * len(passed[cuts[number]]))
                for unit, change in passed[cuts[number]]:
                    places[unit] += change
            start = right_end

    def pieces(self) -> list[tuple[Rational, list[tuple[int, int]]]]:
        """(right end, output lines) of the maximal intervals on which the outputs are affine."""
        found: list[tuple[Rational, list[tuple[int, int]]]] = []
        for _, end, lines in self.regions:
            outputs = lines[self.last]
            charge(8 + sum(4 + (abs(a).bit_length() + abs(b).bit_length() >> 6) for a, b in outputs))
            if found and found[-1][1] == outputs:
                found.pop()
            found.append((end, outputs))
        return found

    def value(self, lines: list[tuple[int, int]], output: int, s: Rational) -> Rational:
        """Of an output at s, for the lines of the outputs there."""
        (a, b), den = lines[output], self.dens[self.last][output]
        charge(8 + (a.bit_length() * s[0].bit_length() + (b.bit_length() + den.bit_length()) * s[1].bit_length() >> 13))
        return divide((a * s[0] + b * s[1], den * s[1]), (1, 1))


def compare_cuts(p: tuple[int, Rational], q: tuple[int, Rational]) -> int:
    return -1 if below(p[1], q[1]) else int(below(q[1], p[1]))


def activation_lines(layer: Layer) -> list[tuple[Number, Number]]:
    """(slope, intercept) of the parts of the activation, from left to right."""
    start = layer.breaks[0] if layer.breaks else (0, 1)
    slope = layer.slopes[0]
    height = add(layer.value, minus((0, 1), times(slope, start)))
    found = [(slope, height)]
    for c, after in zip(layer.breaks, layer.slopes[1:], strict=True):
        height = add(height, times(minus(slope, after), c))
        slope = after
        found.append((slope, height))
    return found


def read_segment(net: Net, value: object, where: str) -> tuple[list[Number], list[Number]]:
    ends = items(value, where, 2)
    p, q = ([rational(z, f"{where}[{k}]") for z in items(end, f"{where}[{k}]", net.inputs)] for k, end in enumerate(ends))
    need(any(not equal(a, b) for a, b in zip(p, q, strict=True)), f"{where} has length 0")
    return p, q


def prove_network_pieces(value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind network segment regions pieces breakpoints values")
    need_rule_n(evidence)
    net = Net(claim["network"], "claim.network")
    ends = read_segment(net, claim["segment"], "claim.segment")
    regions, pieces = (integer(claim[key], f"claim.{key}", 1, MAX_VALUES) for key in ("regions", "pieces"))
    cuts = [rational(s, f"claim.breakpoints[{k}]") for k, s in enumerate(items(claim["breakpoints"], "claim.breakpoints", pieces + 1))]
    rows = items(claim["values"], "claim.values", pieces + 1)
    found = Decomposition(net, ends)
    need(len(found.regions) == regions, f"claim.regions = {show(regions)}, but there are {len(found.regions)}")
    parts = found.pieces()
    need(len(parts) == pieces, f"claim.pieces = {show(pieces)}, but there are {len(parts)}")
    points = [((0, 1), parts[0][1]), *parts]
    for k, ((s, lines), given, row) in enumerate(zip(points, cuts, rows, strict=True)):
        if not equal(s, given):
            need(False, f"claim.breakpoints[{k}] = {show(given)} and not {show(s)}" + apart(given, s))
        entries = items(row, f"claim.values[{k}]", net.outputs)
        for i, entry in enumerate(entries):
            shown, there = rational(entry, f"claim.values[{k}][{i}]"), found.value(lines, i, s)
            if not equal(shown, there):
                need(False, f"claim.values[{k}][{i}] = {show(shown)} and not {show(there)}" + apart(shown, there))
    return (
        f"on {segment_text(claim['segment'])} the network of the claim, with {net_text(net)}, is affine on each of "
        f"{several(pieces, 'piece')} and on no longer intervals; on each of {several(regions, 'region')}, and on no longer intervals, "
        f"no unit passes a break of its activation",
        "N",
        None,
    )


def need_equal_lines(one: Decomposition, two: Decomposition, where: str) -> None:
    """The same pieces, and the same lines of the outputs on them. (If all pairs agree, both lists end at s = 1.)"""
    dens = one.dens[one.last], two.dens[two.last]
    size = max(den.bit_length() for row in dens for den in row)
    for (s, left), (t, right) in zip(one.pieces(), two.pieces(), strict=False):
        bits = max(n.bit_length() for line in (*left, *right) for n in line)
        charge(20 + (sum(n.bit_length() for n in (*s, *t)) >> 4) + len(left) * (16 + (bits * size >> 12)))
        rows = zip(left, right, *dens, strict=True)
        same = all(u[0] * e == v[0] * d and u[1] * e == v[1] * d for u, v, d, e in rows)
        if not (equal(s, t) and same):
            need(False, f"{where}: the networks differ just before s = {show(s if at_most(s, t) else t)}")


def read_networks(value: object, where: str) -> list[Net]:
    """Two networks with the same number of inputs, and of outputs."""
    nets = [Net(net, f"{where}[{k}]") for k, net in enumerate(items(value, where, 2))]
    alike = nets[0].inputs == nets[1].inputs and nets[0].outputs == nets[1].outputs
    need(alike, f"{where} have different numbers of inputs or of outputs")
    return nets


def prove_network_equal(value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind networks segment")
    need_rule_n(evidence)
    nets = read_networks(claim["networks"], "claim.networks")
    ends = read_segment(nets[0], claim["segment"], "claim.segment")
    need_equal_lines(Decomposition(nets[0], ends), Decomposition(nets[1], ends), "claim.networks")
    return (
        f"on {segment_text(claim['segment'])} the two networks of the claim, one with {net_text(nets[0])}, the other with "
        f"{net_text(nets[1])}, are equal",
        "N",
        None,
    )


def need_rule_n(evidence: object) -> None:
    tag(evidence, "evidence", "rule", ("N",))
    fields(evidence, "evidence", "rule")


def graph_of(found: Decomposition, output: int) -> list[Vertex]:
    """The vertices (s, value) of an output."""
    parts = found.pieces()
    ends: list[tuple[Rational, list[tuple[int, int]]]] = [((0, 1), parts[0][1]), *parts]
    return [(s, found.value(lines, output, s)) for s, lines in ends]


def differences(one: list[Vertex], two: list[Vertex]) -> list[Vertex]:
    """(x, p - q) at all vertices of two functions on one interval."""
    size = max(n.bit_length() for x, _ in (*one, *two) for n in x)
    charge((len(one) + len(two)) * (40 + (size >> 4) + (size * size >> 11)))
    result = [(one[0][0], subtract(one[0][1], two[0][1]))]
    i = j = 1
    while i < len(one) or j < len(two):
        x = one[i][0] if at_most(one[i][0], two[j][0]) else two[j][0]
        p, q = (between(path[k - 1], path[k], x) for path, k in ((one, i), (two, j)))
        result.append((x, subtract(p, q)))
        i, j = i + int(equal(one[i][0], x)), j + int(equal(two[j][0], x))
    return result


def subtract(p: Number, q: Number) -> Number:
    """p - q, in lowest terms."""
    return add(p, (-q[0], q[1]))


def between(left: Vertex, right: Vertex, x: Number) -> Number:
    """The value at x of the segment between two vertices."""
    if equal(x, right[0]):
        return right[1]
    share = divide(minus(x, left[0]), minus(right[0], left[0]))
    return add(left[1], times(share, minus(right[1], left[1])))


def need_distances(claim: dict[str, object], one: list[Vertex], two: list[Vertex]) -> tuple[str, str, str, str]:
    """The largest |p - q| and where it is attained, and bounds of int |p - q|; in words."""
    sup, place = rational(claim["sup"], "claim.sup"), rational(claim["argmax"], "claim.argmax")
    lo, hi = (rational(z, f"claim.l1[{k}]") for k, z in enumerate(items(claim["l1"], "claim.l1", 2)))
    signed = differences(one, two)
    gaps = [(x, (abs(d), q)) for x, (d, q) in signed]
    largest = gaps[0][1]
    given = sum(n.bit_length() for n in (*sup, *place))
    for x, gap in gaps:
        size, known = gap[0].bit_length() + gap[1].bit_length(), largest[0].bit_length() + largest[1].bit_length()
        charge(20 + (size * (known + given) + given * (x[0].bit_length() + x[1].bit_length()) >> 13))
        largest = gap if below(largest, gap) else largest
    if not equal(sup, largest):
        need(False, f"claim.sup = {show(sup)} and not {show(largest)}" + apart(sup, largest))
    if not any(equal(x, place) and equal(gap, sup) for x, gap in gaps):
        need(False, f"claim.argmax = {show(place)}: the distance claim.sup is not attained there, or not at a vertex")
    least, most = integral_of_modulus(signed, equal(lo, hi))
    if not (at_most(lo, least) and at_most(most, hi)):
        need(False, f"claim.l1: the integral is between {show(least)} and {show(most)}" + apart(lo, least, most, hi))
    a, b, c, d = (number(z) for z in (claim["sup"], claim["argmax"], *items(claim["l1"], "claim.l1")))
    return a, b, c, d


def integral_of_modulus(gaps: list[Vertex], exactly: bool) -> tuple[Rational, Rational]:
    """int |d| for a piecewise affine d with these vertices: exactly, or rounded down and up to units of 2^-256 for each of them."""
    total: Rational = (0, 1)
    least = most = 0
    for (x0, d0), (x1, d1) in pairwise(gaps):
        width, p, q = subtract(x1, x0), (abs(d0[0]), d0[1]), (abs(d1[0]), d1[1])
        both = add(p, q)
        mean = both if d0[0] * d1[0] >= 0 else divide(plus(times(p, p), times(q, q)), both)
        part = times(times(width, mean), (1, 2))
        if exactly:
            total = add(total, part)
        else:
            bits = part[1].bit_length()
            charge(20 + ((max(0, part[0].bit_length() - bits) + 320) * bits >> 12))
            least, most = least + floor_at(part, 1 << 256), most + ceil_at(part, 1 << 256)
    return (total, total) if exactly else ((least, 1 << 256), (most, 1 << 256))


def prove_network_distance(value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind networks segment output sup argmax l1")
    need_rule_n(evidence)
    nets = read_networks(claim["networks"], "claim.networks")
    ends = read_segment(nets[0], claim["segment"], "claim.segment")
    output = integer(claim["output"], "claim.output", 0, nets[0].outputs - 1)
    paths = [graph_of(Decomposition(net, ends), output) for net in nets]
    place = "s"
    if nets[0].inputs == 1:
        place = "x"
        paths = [moved(path, ends[0][0], ends[1][0]) for path in paths]
    sup, argmax, lo, hi = need_distances(claim, *paths)
    where = f"output {output}, counted from 0, of " if nets[0].outputs > 1 else ""
    return (
        f"on {segment_text(claim['segment'])} let $d$ be the difference of {where}the two networks of the claim, one with "
        f"{net_text(nets[0])}, the other with {net_text(nets[1])}; then $\\sup |d| = {sup}$, attained at ${place} = {argmax}$, and "
        f"${lo} \\le \\int |d| d{place} \\le {hi}$",
        "N",
        None,
    )


def moved(path: list[Vertex], start: Number, end: Number) -> list[Vertex]:
    """A function of s as one of x = start + s (end - start), from left to right."""
    width = minus(end, start)
    result = [(add(start, times(s, width)), y) for s, y in path]
    return result if below(start, end) else result[::-1]


def prove_claim_network_distance(f: Map, value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind iterate network sup argmax l1")
    t = read_iterate(claim)
    need_rule_n(evidence)
    need(Root.current is None, "claim.network is compared with maps over the rationals only")
    net = Net(claim["network"], "claim.network")
    need(net.inputs == net.outputs == 1, "claim.network has not one input and one output")
    graph = Graph(f, t, MAX_DISTANCE_PIECES)
    path = moved(graph_of(Decomposition(net, ([f.a], [f.b])), 0), f.a, f.b)
    sup, argmax, lo, hi = need_distances(claim, list(zip(graph.xs, graph.ys, strict=True)), path)
    return (
        f"the network $N$ of the claim, with {net_text(net)}, has $\\sup_I |f^{{{t}}} - N| = {sup}$, attained at $x = {argmax}$, and "
        f"${lo} \\le \\int_I |f^{{{t}}} - N| dx \\le {hi}$",
        "N, E",
        None,
    )


def segment_text(segment: object) -> str:
    assert isinstance(segment, list)
    p, q = (number(end[0]) if len(end) == 1 else f"({listing([number(z) for z in end])})".replace("$", "") for end in segment)
    return f"the segment $p + s (q - p)$, $0 \\le s \\le 1$, from $p = {p}$ to $q = {q}$"


def net_text(net: Net) -> str:
    """Inputs, hidden layers and outputs in words."""
    hidden = net.hidden()
    layers = layers_text(len(hidden), max(hidden)) if hidden else "no hidden layers"
    return f"{counted(net.inputs, 'input')}, {counted(net.outputs, 'output')} and {layers}"


# ------------------------------------------------------------------------------ narrow networks


class Form:
    """(constant + sum of terms[a] t_a) / den, in the atoms t_a; no term is 0. `negative` and `positive` are the sums of the terms of either
    sign. A form that is `shared` by several units is never changed."""

    __slots__ = ("constant", "den", "negative", "positive", "shared", "terms")

    def __init__(self, terms: dict[int, int], constant: int, den: int) -> None:
        self.terms, self.constant, self.den, self.shared = terms, constant, den, False
        self.negative = sum(v for v in terms.values() if v < 0)
        self.positive = sum(terms.values()) - self.negative

    def bits(self) -> int:
        """At least the length of every number in it."""
        return max(self.positive.bit_length(), self.negative.bit_length(), self.constant.bit_length(), self.den.bit_length())

    def widen(self, factor: int) -> None:
        """The same form, over factor * den."""
        if factor != 1:
            charge(4 + (1 + len(self.terms)) * (4 + (self.bits() * factor.bit_length() >> 13) + (self.bits() + factor.bit_length() >> 4)))
            self.terms = {a: v * factor for a, v in self.terms.items()}
            self.constant, self.den = self.constant * factor, self.den * factor
            self.negative, self.positive = self.negative * factor, self.positive * factor

    def increase(self, terms: dict[int, int], factor: int) -> None:
        """Add factor * terms, over the same denominator."""
        mine = self.terms
        for a, v in terms.items():
            v *= factor
            old = mine.get(a, 0)
            if old > 0:
                self.positive -= old
            else:
                self.negative -= old
            v += old
            if v > 0:
                self.positive += v
            else:
                self.negative += v
            if v:
                mine[a] = v
            else:
                del mine[a]

    def shorten(self) -> None:
        """Lowest terms, where the numbers are long."""
        size = self.den.bit_length()
        if size > 128:
            charge((1 + len(self.terms)) * (4 + (self.bits() * size >> 12)))
            g = gcd(self.den, self.constant, *self.terms.values())
            if g > 1:
                self.terms = {a: v // g for a, v in self.terms.items()}
                self.constant, self.den = self.constant // g, self.den // g
                self.negative, self.positive = self.negative // g, self.positive // g

    def equals(self, other: Form) -> bool:
        """Whether both are the same form."""
        charge((1 + len(self.terms)) * (6 + (self.bits() * other.bits() >> 12)))
        m, n = other.den, self.den
        alike = self.terms.keys() == other.terms.keys() and self.constant * m == other.constant * n
        return alike and all(v * m == other.terms[a] * n for a, v in self.terms.items())


class Atoms:
    """The atoms of T18, functions of the input x: on a box t_i = (x_i - lo_i) / (hi_i - lo_i) and one for each ray of neurons, all in
    [0, 1]; on R^d t_{2i} = max(0, x_i), t_{2i+1} = max(0, -x_i) and one for each ray, all >= 0. `known`: which atom stands for the ray."""

    rejection = "is neither >= 0 nor <= 0 by its bounds, nor a multiple of a target neuron"  # where relu gives None

    def __init__(self, inputs: int, box: list[Interval] | None) -> None:
        self.inputs, self.box = inputs, box
        self.known: dict[tuple[int, tuple[int, ...]], int] = {}
        self.number = inputs
        if box is None:
            self.number = 2 * inputs
            for i in range(inputs):
                for atom, sign in ((2 * i, 1), (2 * i + 1, -1)):
                    ray = 0, 2 * i, sign, 2 * i + 1, -sign
                    self.known[salted(*ray), ray] = atom

    def start(self) -> list[Form]:
        """The input of a network."""
        if self.box is None:
            return [Form({2 * i: 1, 2 * i + 1: -1}, 0, 1) for i in range(self.inputs)]
        found = []
        for i, ((p, q), (r, s)) in enumerate(self.box):
            charge(4 + (max(p.bit_length(), r.bit_length()) * (q.bit_length() + s.bit_length()) >> 12))
            found.append(Form({i: r * q - p * s}, p * s, q * s))
        return found

    def relu(self, form: Form, learn: bool) -> Form | None:
        """max(0, form); None if it is of neither sign everywhere and on no known ray. With `learn` its ray becomes a known one."""
        charge(2 + (form.bits() >> 10))
        if self.box is None:
            low, high = min(form.constant, form.negative), max(form.constant, form.positive)
        else:
            low, high = form.constant + form.negative, form.constant + form.positive
        if low >= 0:
            return form
        if high <= 0:
            return Form({}, 0, 1)
        bits = form.bits()
        charge(len(form.terms) * (10 + (bits * bits >> 12) + (bits >> 4)))
        g = gcd(form.constant, *form.terms.values())
        ray = (form.constant // g, *chain.from_iterable((a, form.terms[a] // g) for a in sorted(form.terms)))
        key = salted(*ray), ray
        if key not in self.known:
            if not learn:
                return None
            self.known[key] = self.number
            self.number += 1
        size = g if self.box is None else high
        common = gcd(size, form.den)
        return Form({self.known[key]: size // common}, 0, form.den // common)

    def run(self, net: Net, where: str, learn: bool) -> list[Form]:
        """The outputs, as forms in the atoms; with `learn` neurons may become atoms."""
        forms = self.start()
        for k, layer in enumerate(net.layers):
            readers = [0] * len(forms)
            for row in layer.rows:
                for j, _ in row:
                    readers[j] += 1
            found = [combine(row, b, forms, readers) for row, b in zip(layer.rows, layer.bias, strict=True)]
            if k == len(net.layers) - 1:
                return found
            forms = []
            for i, form in enumerate(found):
                value = self.relu(form, learn)
                if value is None:
                    need(False, f"{where}.layers[{k}]: unit {i} {self.rejection}")
                assert value is not None
                forms.append(value)
        return forms


def combine(row: list[tuple[int, Number]], bias: Number, forms: list[Form], readers: list[int]) -> Form:
    """The preactivation of a unit. Where a form is read by this unit alone, with weight 1, it is changed and not copied."""
    if len(row) == 1 and row[0][1] == (1, 1) and not bias[0]:
        only = forms[row[0][0]]
        only.shared |= readers[row[0][0]] > 1
        return only
    own = [j for j, w in row if w == (1, 1) and readers[j] == 1 and not forms[j].shared]
    kept = max(own, key=lambda j: len(forms[j].terms), default=-1)
    total = forms[kept] if own else Form({}, 0, 1)
    den = merged(total.den, bias[1])
    rest = []
    for j, (p, q) in row:
        if j != kept:
            charge(4 + (forms[j].den.bit_length() * q.bit_length() >> 12))
            rest.append((forms[j], p, forms[j].den * q))
            den = merged(den, rest[-1][2])
    grown = den != total.den
    total.widen(den // total.den)
    length = den.bit_length()
    charge(4 + (length * bias[0].bit_length() >> 12))
    total.constant += bias[0] * (den // bias[1])
    for form, p, size in rest:
        bits, factor_bits = form.bits(), p.bit_length() + length
        charge((1 + len(form.terms)) * (40 + (bits + factor_bits >> 4) + (bits * factor_bits >> 12) + (total.bits() >> 6)))
        factor = p * (den // size)
        total.constant += form.constant * factor
        total.increase(form.terms, factor)
    if grown:
        total.shorten()
    return total


def need_equal_forms(target: Net, narrow: Net, box: list[Interval] | None) -> None:
    """Both networks are run on forms: equal forms are equal functions."""
    atoms = Atoms(target.inputs, box)
    wanted = atoms.run(target, "claim.target", True)
    for i, (one, two) in enumerate(zip(wanted, atoms.run(narrow, "claim.narrow", False), strict=True)):
        if not one.equals(two):
            need(False, f"claim.narrow: output {i} is not that of the target")


def need_equal_pieces(target: Net, narrow: Net, box: list[Interval] | None) -> None:
    """One input and an interval: both networks have the same pieces (rule N)."""
    if box is None or len(box) > 1:
        need(False, "evidence.rule: N needs one input, and an interval as the box")
    assert box is not None
    ends = [box[0][0]], [box[0][1]]
    need_equal_lines(Decomposition(target, ends), Decomposition(narrow, ends), "claim.narrow")


# ------------------------------------------------------------------------------ rule T20: maxima of affine functions


class Cells:
    """A plain ReLU network on a box, cut into polytopes on which no unit changes its sign (rule T20). `vertices`: the values of a layer,
    after a 1 and before the preactivations that are known of the next one, as integers with any positive common factor. `tight`: the
    faces of the box on which a vertex lies, and the units that are 0 there, as bits. `found`: the cells, each with its vertices and its
    pattern: bit u is set if unit u is positive somewhere in it. `signs`: whether a unit is positive, and negative, anywhere on the box."""

    def __init__(self, net: Net, box: list[Interval]) -> None:
        d = len(box)
        need(d <= MAX_CUBE, f"evidence.rule: T20 is for at most {MAX_CUBE} inputs, not {d}")
        den = common(chain.from_iterable(box))
        self.inputs = d
        self.bits = max(abs(p).bit_length() + den.bit_length() for p, _ in chain.from_iterable(box))
        charge(2**d * (d + 1) * (10 + (self.bits >> 3)) + 2 * d * (self.bits * self.bits >> 12))
        ends = [(p * (den // q), r * (den // s)) for (p, q), (r, s) in box]
        self.vertices = [[den, *(pair[k >> i & 1] for i, pair in enumerate(ends))] for k in range(2**d)]
        self.tight = [k | (k ^ (2**d - 1)) << d for k in range(2**d)]
        self.found: list[tuple[list[int], int]] = [(list(range(2**d)), 0)]
        self.signs: list[tuple[bool, bool]] = []
        for layer in net.layers[:-1]:
            self.apply(layer)

    def apply(self, layer: Layer) -> None:
        """All units of a layer: where each is 0 the cells are cut."""
        own = common([*(w for row in layer.rows for _, w in row), *layer.bias])
        for row, (p, q) in zip(layer.rows, layer.bias, strict=True):
            size = max([abs(p), *(abs(n) for _, (n, _) in row)]).bit_length() + own.bit_length()
            charge((1 + len(row)) * (4 + (size >> 4) + (size * size >> 12)))
            self.cut([(0, p * (own // q)), *((j + 1, n * (own // m)) for j, (n, m) in row)], size)
        self.bits += own.bit_length()
        units = len(layer.rows)
        charge(len(self.vertices) * (units + 1) * (3 + (self.bits >> 4) + (self.bits * self.bits >> 14)))
        self.vertices = [lowest([own * vertex[0], *(max(0, z) for z in vertex[-units:])]) for vertex in self.vertices]
        self.bits = max(map(longest_of, self.vertices))

    def cut(self, row: list[tuple[int, int]], size: int) -> None:
        """The next unit, by its integer weights of so many bits: its preactivation at each vertex; the cells where it changes its sign."""
        unit = len(self.signs)
        bit, mark, long = 1 << unit, 1 << 2 * self.inputs + unit, unit >> 6
        charge(len(self.vertices) * (12 + long + len(row) * (1 + (self.bits + size >> 5) + (self.bits * size >> 12))))
        values = [sum(w * vertex[j] for j, w in row) for vertex in self.vertices]
        for v, z in enumerate(values):
            self.vertices[v].append(z)
            if not z:
                self.tight[v] |= mark
        self.bits = max(self.bits, longest_of(values))
        self.signs.append((any(z > 0 for z in values), any(z < 0 for z in values)))
        zeros: dict[tuple[int, int], int] = {}
        cells, self.found = self.found, []
        for points, pattern in cells:
            charge(8 + 3 * len(points) + long)
            below = [v for v in points if values[v] < 0]
            above = [v for v in points if values[v] > 0]
            if not (below and above):
                self.found.append((points, pattern | bit if above else pattern))
                continue
            level = [v for v in points if not values[v]]
            for edge in self.edges(below, above, points):
                if edge not in zeros:
                    zeros[edge] = len(values)
                    self.add_zero(*edge, mark)
                    values.append(0)
                level.append(zeros[edge])
            charge(40 + 2 * len(points) + 2 * len(level) + 2 * long)
            self.found += [(above + level, pattern | bit), (below + level, pattern)]

    def edges(self, below: list[int], above: list[int], points: list[int]) -> Iterator[tuple[int, int]]:
        """The edges of a cell from the vertices below to those above: pairs of vertices such that no third one is tight where both are."""
        each = 2 + (len(self.signs) >> 5)
        charge(len(below) * len(above) * (4 + each))
        for a in below:
            for b in above:
                both = self.tight[a] & self.tight[b]
                if both.bit_count() >= self.inputs - 1:
                    charge(len(points) * each)
                    if sum(self.tight[v] & both == both for v in points) == 2:
                        yield a, b

    def add_zero(self, a: int, b: int, mark: int) -> None:
        """A vertex: the point of an edge where the last preactivation is 0. All values are affine on the edge."""
        one, two = self.vertices[a], self.vertices[b]
        p, q = abs(one[-1]), abs(two[-1])
        charge(20 + len(one) * (6 + (self.bits >> 3) + (self.bits * self.bits >> 12)) + (len(self.signs) >> 3))
        self.vertices.append(lowest([q * x + p * y for x, y in zip(one, two, strict=True)]))
        self.tight.append(self.tight[a] & self.tight[b] | mark)
        self.bits = max(self.bits, longest_of(self.vertices[-1]))


def lowest(numbers: list[int]) -> list[int]:
    """Without their common factor."""
    g = gcd(*numbers)
    return [n // g for n in numbers] if g > 1 else numbers


def longest_of(numbers: Iterable[int]) -> int:
    """The bits of the longest number."""
    return max(map(int.bit_length, numbers))


class Convex(Atoms):
    """The target by rule T20: forms in the inputs t_i and the convex functions M_u = max(P+, P-) of units u that change their sign.
    `bent`: for the atom M_u its unit, P+ and P-. A line is the constant and the coefficients of the t_i."""

    def __init__(self, box: list[Interval], cells: Cells) -> None:
        super().__init__(len(box), box)
        self.cells = cells
        self.units = 0
        self.bent: dict[int, tuple[int, Side, Side]] = {}

    def relu(self, form: Form, learn: bool) -> Form:
        """M_u - P-, P+ - P- being the form."""
        positive, negative = self.cells.signs[self.units]
        self.units += 1
        if not (positive and negative):
            return form if positive else Form({}, 0, 1)
        atom = self.number
        self.number += 1
        self.bent[atom] = self.units - 1, self.side(form, 1), self.side(form, -1)
        return Form({a: v for a, v in form.terms.items() if a >= self.inputs and v < 0} | {atom: 1}, 0, form.den)

    def side(self, form: Form, sign: int) -> Side:
        """P+, with all but the negative multiples of M's, or P-, minus these; times the denominator of the form."""
        charge(4 + 4 * len(form.terms) + 4 * self.inputs)
        line = [form.constant, *(form.terms.get(i, 0) for i in range(self.inputs))] if sign > 0 else [0] * (self.inputs + 1)
        terms = {a: abs(v) for a, v in form.terms.items() if a >= self.inputs and v * sign > 0}
        return line, list(terms), list(terms.values()), form.bits()

    def lines(self, output: Form) -> list[list[tuple[int, ...]]]:
        """P+ and P- of the output on each cell: all different lines, in order, times the denominator of the output."""
        found: tuple[list[tuple[int, ...]], list[tuple[int, ...]]] = ([], [])
        sides = self.side(output, 1), self.side(output, -1)
        patterns = sorted(pattern for _, pattern in self.cells.found)
        charge(len(patterns) * (8 + len(patterns).bit_length() * (2 + (self.units >> 8))))
        for pattern in without_doubles(patterns):
            known: dict[int, list[int]] = {}
            longest_line = 1
            for atom, (unit, above, below) in self.bent.items():
                known[atom] = summed(above if pattern >> unit & 1 else below, known, longest_line)
                longest_line = max(longest_line, longest_of(known[atom]))
            for side, lines in zip(sides, found, strict=True):
                lines.append(tuple(summed(side, known, longest_line)))
        return [in_order(lines) for lines in found]


def summed(side: Side, known: dict[int, list[int]], bits: int) -> list[int]:
    """The line and the multiples of known lines, whose numbers have so many bits at most."""
    start, atoms, weights, size = side
    charge(20 + len(atoms) * (4 + len(start) * (2 + (bits + size >> 4) + (bits * size >> 12))))
    columns = zip(*[known[atom] for atom in atoms], strict=True)
    return [x + sum(map(mul, weights, column)) for x, column in zip(start, columns, strict=True)] if atoms else start


def in_order(lines: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """In lexicographic order, each once."""
    bits = max(map(longest_of, lines))
    charge(len(lines) * len(lines).bit_length() * (4 + len(lines[0]) * (bits >> 6)))
    return without_doubles(sorted(lines))


def without_doubles(ordered: list[Any]) -> list[Any]:
    return ordered[:1] + [two for one, two in pairwise(ordered) if one != two]


class Running(Atoms):
    """A narrow network by rule T20: each unit is an affine function A of the t_i, plus a positive multiple of the maximum of 0 and some
    lines. `steps`: for the atom of such a maximum the atom of the one without the last line, None if it is 0, and this line."""

    rejection = "is not an affine function and one maximum"

    def __init__(self, box: list[Interval]) -> None:
        super().__init__(len(box), box)
        self.steps: dict[int, tuple[int | None, Form]] = {}

    def relu(self, form: Form, learn: bool) -> Form | None:
        """max(0, A + s m) = A + s max(m, -A/s)."""
        charge(4 + 4 * len(form.terms) + (form.bits() >> 10))
        atom = next((a for a in form.terms if a >= self.inputs), None)
        if atom is None and form.constant + form.negative >= 0:
            return form
        factor = form.den if atom is None else form.terms[atom]
        affine = {a: v for a, v in form.terms.items() if a < self.inputs}
        if factor < 0 or len(affine) + (atom is not None) < len(form.terms):
            return None
        line = Form({a: -v for a, v in affine.items()}, -form.constant, factor)
        if atom is not None and self.steps[atom][1].equals(line):
            return form
        self.steps[self.number] = atom, line
        self.number += 1
        return Form({**affine, self.number - 1: factor}, form.constant, form.den)

    def lines(self, output: Form, sign: int) -> list[Form]:
        """The output is A + s max(...) - s' max(...): the lines A + s l, or s' l; without such a maximum, of l = 0 alone."""
        atoms = [a for a, v in output.terms.items() if a >= self.inputs and v * sign > 0]
        need(len(atoms) < 2, "claim.narrow: the output is not an affine function, plus one maximum, minus one")
        affine = {a: v for a, v in output.terms.items() if a < self.inputs} if sign > 0 else {}
        start = Form(affine, output.constant if sign > 0 else 0, output.den)
        found, atom = [start], atoms[0] if atoms else None
        while atom is not None:
            weight = abs(output.terms[atoms[0]]), output.den
            atom, line = self.steps[atom]
            found.append(combine([(0, (1, 1)), (1, weight)], (0, 1), [start, line], [2, 2]))
        return found


def need_equal_maxima(target: Net, narrow: Net, box: list[Interval] | None) -> None:
    """Both networks have the form g - h; g and h are maxima of the same lines, but for one affine function that is added to all of them."""
    if box is None or target.outputs > 1:
        need(False, "evidence.rule: T20 needs a box, and networks with one output")
    assert box is not None
    convex, running = Convex(box, Cells(target, box)), Running(box)
    wanted = convex.run(target, "claim.target", True)[0]
    shown = running.run(narrow, "claim.narrow", False)[0]
    forms = [running.lines(shown, sign) for sign in (1, -1)]
    den = wanted.den
    for line in chain.from_iterable(forms):
        den = merged(den, line.den)
    mine = [in_order([over(line, den, len(box)) for line in part]) for part in forms]
    theirs = convex.lines(wanted)
    bits, size = max(longest_of(line) for line in chain(*theirs)), den.bit_length()
    charge(sum(map(len, chain(mine, theirs))) * (len(box) + 1) * (4 + (bits + size >> 3) + (bits * size >> 12)))
    scale = den // wanted.den
    theirs = [[tuple(z * scale for z in line) for line in lines] for lines in theirs]
    shift = [p - q for p, q in zip(theirs[1][0], mine[1][0], strict=True)]
    moved = [[tuple(z + s for z, s in zip(line, shift, strict=True)) for line in part] for part in mine]
    need(moved == theirs, "claim.narrow: its two maxima are not those of the target, with one affine function added to both")


def over(line: Form, den: int, inputs: int) -> tuple[int, ...]:
    """The constant and the coefficients of an affine form, over a multiple of its denominator."""
    copy = Form(line.terms, line.constant, line.den)
    copy.widen(den // line.den)
    return copy.constant, *(copy.terms.get(i, 0) for i in range(inputs))


def read_box(value: object, inputs: int) -> list[Interval] | None:
    if value is None:
        return None
    box = []
    for i, row in enumerate(items(value, "claim.box", inputs)):
        lo, hi = (rational(z, f"claim.box[{i}]") for z in items(row, f"claim.box[{i}]", 2))
        charge_comparisons(1, digits(lo[0]) + digits(lo[1]), digits(hi[0]) + digits(hi[1]))
        if not below(lo, hi):
            need(False, f"claim.box[{i}]: {show(lo)} is not less than {show(hi)}" + apart(lo, hi))
        box.append((lo, hi))
    return box


SAME = {"T18": need_equal_forms, "N": need_equal_pieces, "T20": need_equal_maxima}


def prove_narrow_exact(value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind target narrow box depth width")
    rule = tag(evidence, "evidence", "rule", SAME)
    fields(evidence, "evidence", "rule")
    target, narrow = (Net(claim[key], f"claim.{key}") for key in ("target", "narrow"))
    for net, where in ((target, "claim.target"), (narrow, "claim.narrow")):
        need_plain(net, where)
    shapes = [f"{counted(net.inputs, 'input')} and {counted(net.outputs, 'output')}" for net in (narrow, target)]
    need(shapes[0] == shapes[1], f"claim.narrow has {shapes[0]}, the target {shapes[1]}")
    box = read_box(claim["box"], target.inputs)
    depth, width = (integer(claim[key], f"claim.{key}", 1, MAX_WEIGHTS) for key in ("depth", "width"))
    widest = max(narrow.hidden(), default=0)
    need(depth == len(narrow.hidden()), f"claim.depth = {show(depth)}, but there are {counted(len(narrow.hidden()), 'hidden layer')}")
    need(width >= widest, f"claim.width = {show(width)}, but a hidden layer has {counted(widest, 'unit')}")
    SAME[rule](target, narrow, box)
    return (
        f"the narrow ReLU network of the claim, with {layers_text(depth, width)}, equals the target of the claim, a ReLU network with "
        f"{net_text(target)}, {box_text(claim['box'])}",
        rule,
        None,
    )


def box_text(box: object) -> str:
    if box is None:
        return "for all real inputs"
    assert isinstance(box, list)
    return "for all inputs with " + listing([f"${number(lo)} \\le x_{{{i}}} \\le {number(hi)}$" for i, (lo, hi) in enumerate(box, 1)])


# ------------------------------------------------------------------------------ rule T21: narrow networks, approximately


class Symbol(namedtuple("Symbol", "den constant terms atom step slopes bits")):
    """(constant + sum of terms[a] a + atom (step + sum of slopes[a] a)) / den: what a unit is for every x in G, the a being atoms. The
    product is there if atom is not None; then slopes is not empty and does not have the atom. bits: of the longest integer."""

    __slots__ = ()

    @property
    def size(self) -> int:
        return len(self.terms) + len(self.slopes) + 2


def symbol(den: int, constant: int, terms: dict[int, int], atom: int | None = None, step: int = 0, slopes: Any = ()) -> Symbol:
    """In lowest terms; entries may be 0, and the product may be none."""
    terms = {a: w for a, w in terms.items() if w}
    slopes = {a: w for a, w in slopes.items() if w} if slopes else {}
    if atom is not None and not slopes:
        terms[atom] = terms.get(atom, 0) + step
        terms = terms if terms[atom] else {a: w for a, w in terms.items() if w}
    atom, step = (atom, step) if slopes else (None, 0)
    numbers = (den, constant, step, *terms.values(), *slopes.values())
    bits = max(map(int.bit_length, numbers))
    charge(40 + len(numbers) * (5 + (bits >> 7) + (bits * bits >> 17)) + (bits * bits >> 13))
    g = gcd(*numbers)
    if g > 1:
        terms, slopes = {a: w // g for a, w in terms.items()}, {a: w // g for a, w in slopes.items()}
    return Symbol(den // g, constant // g, terms, atom, step // g, slopes, bits)


def add_terms(total: dict[int, int], terms: dict[int, int], factor: int) -> None:
    for a, w in terms.items():
        total[a] = total.get(a, 0) + factor * w


def bit_bounds(constant: int, terms: dict[int, int]) -> tuple[int, int]:
    """For atoms from 0 to 1."""
    negative = sum(w for w in terms.values() if w < 0)
    return constant + negative, constant + sum(terms.values()) - negative


class CellLayer(namedtuple("CellLayer", "rows bias gcd low high dropped first")):
    """Neuron j of the grid machine: A_j = relu(sum of what * q over rows[j] + bias[j]), low[j] <= A_j <= high[j], of the value gcd * A_j.
    It keeps q_j = A_j >> dropped. The highest bits of A_j, as far as low[j] and high[j] agree, are known; the others are the atoms
    first[j], first[j] + 1, ..., the highest one first."""

    __slots__ = ()

    def sizes(self, j: int) -> tuple[int, int]:
        """The bits of A_j, and how many of them are kept."""
        size = self.high[j].bit_length()
        return size, max(0, size - self.dropped)

    def known(self, j: int) -> int:
        """How many of the highest bits are known."""
        return int(self.high[j].bit_length() - (self.low[j] ^ self.high[j]).bit_length())

    def leading(self, j: int, count: int) -> tuple[dict[int, int], int]:
        """The integer of the first bits of A_j: atoms with their weights, and a constant."""
        size, known = self.high[j].bit_length(), min(self.known(j), count)
        constant = self.low[j] >> size - known << count - known
        return {self.first[j] + k: 1 << count - 1 - known - k for k in range(count - known)}, constant


class CellMachine:
    """The grid machine of a network (rule T21): integers for each layer, the atoms, and the largest error. Atoms >= 0 are bits, the atoms
    -1, ..., -d are what is left of the coordinates, from 0 to 1."""

    def __init__(self, target: Net, bits: int, dropped: list[int]) -> None:
        self.count, ends = target.inputs * bits, [(0, (1 << bits) - 1)] * target.inputs
        need(self.count <= MAX_ATOMS, f"the inputs have {self.count} bits in all, more than the limit {MAX_ATOMS}")
        charge(4 * self.count)
        self.bits = 0
        self.owners: list[tuple[int, int, int, int]] = []  # of each neuron: first atom, how many are kept, bounds of the integer of these
        inputs = range(0, self.count, bits)
        self.layers = [CellLayer([], [], (1, 1 << bits), [0] * target.inputs, [e for _, e in ends], 0, inputs)]
        errors: list[Number] = [(1, 2 << bits)] * target.inputs
        for k, layer in enumerate(target.layers):
            r = dropped[k] if k < len(dropped) else 0
            self.add(layer, r, k == len(target.layers) - 1)
            rounding = times(((1 << r) - 1, 1), self.layers[-1].gcd)
            errors = [weighted_sum([(j, (abs(n), d)) for j, (n, d) in row], rounding, errors) for row in layer.rows]
        self.error = errors[0]

    def add(self, layer: Layer, dropped: int, last: bool) -> None:
        """One layer more. The unit of what the layer before keeps is gcd * 2^dropped; the inputs stand for the centres of their cells."""
        before = self.layers[-1]
        unit = times(before.gcd, (1 << before.dropped, 1))
        half: list[Number] = [times(unit, (1, 2))] * layer.columns
        first = len(self.layers) == 1
        bias = [weighted_sum(row, b, half) if first else b for row, b in zip(layer.rows, layer.bias, strict=True)]
        weights = sum(map(len, layer.rows))
        self.hold(weights * (128 + unit[0].bit_length() + unit[1].bit_length()))
        scaled = [[(j, times(w, unit)) for j, w in row] for row in layer.rows]
        den = common([*bias, *(w for row in scaled for _, w in row)])
        self.hold((len(bias) + weights) * den.bit_length())
        charge((len(bias) + weights) * (16 + (den.bit_length() ** 2 >> 12)))
        offsets = [n * (den // d) for n, d in bias]
        rows = [[(j, n * (den // d)) for j, (n, d) in row] for row in scaled]
        g = gcd(*offsets, *(w for row in rows for _, w in row)) or 1
        offsets, rows = [b // g for b in offsets], [[(j, w // g) for j, w in row] for row in rows]
        ends = [(a >> before.dropped, b >> before.dropped) for a, b in zip(before.low, before.high, strict=True)]
        longest_end = max(b.bit_length() for _, b in ends)
        charge(sum(8 + (w.bit_length() * longest_end >> 12) for row in rows for _, w in row))
        low = [b + sum(w * ends[j][w < 0] for j, w in row) for row, b in zip(rows, offsets, strict=True)]
        high = [b + sum(w * ends[j][w > 0] for j, w in row) for row, b in zip(rows, offsets, strict=True)]
        if not last:
            low, high = [max(0, a) for a in low], [max(0, b) for b in high]
        made = CellLayer(rows, offsets, divide((g, den), (1, 1)), low, high, dropped, [])
        self.layers.append(made)
        if not last:
            self.name_bits(made)

    def hold(self, bits: int) -> None:
        """Memory for the integers of the layers, by the bits that they may have beyond those in the file."""
        self.bits += bits
        if self.bits > MAX_NETWORK_BITS:
            need(False, f"the grid machine in integers has over {MAX_NETWORK_BITS} bits, the limit")

    def name_bits(self, made: CellLayer) -> None:
        """The atoms of a layer."""
        for j in range(len(made.bias)):
            charge(8)
            (size, kept), known = made.sizes(j), made.known(j)
            made.first.append(self.count)
            if kept > known:
                constant = made.low[j] >> size - known << kept - known
                self.owners.append(
                    (self.count, kept - known, (made.low[j] >> made.dropped) - constant, (made.high[j] >> made.dropped) - constant)
                )
            self.count += size - known
            need(self.count <= MAX_ATOMS, f"the inputs and neurons have over {MAX_ATOMS} bits in all, the limit")

    def before(self, layer: int, j: int) -> tuple[dict[int, int], int]:
        """The preactivation of a neuron, an integer: its atoms, and a constant. Layer 0 is the first one."""
        own, source = self.layers[layer + 1], self.layers[layer]
        terms, constant = {}, own.bias[j]
        for i, w in own.rows[j]:
            count = source.sizes(i)[1]
            charge(12 + count * (8 + (w.bit_length() + count >> 5)))
            bits, known = source.leading(i, count)
            constant += w * known
            for a, value in bits.items():
                terms[a] = w * value
        return terms, constant

    def group_bounds(self, constant: int, terms: dict[int, int]) -> tuple[int, int]:
        """Like `bit_bounds`, but where the bits that a neuron keeps stand as a multiple of q, with the bounds of q."""
        low, high, rest = constant, constant, dict(terms)
        charge(8 * len(self.owners) + 12 * len(terms))
        for first, kept, least, most in self.owners:
            unit = rest.get(first + kept - 1, 0)
            if unit and all(rest.get(first + k, 0) == unit << kept - 1 - k for k in range(kept)):
                for k in range(kept):
                    del rest[first + k]
                low, high = low + unit * (least if unit > 0 else most), high + unit * (most if unit > 0 else least)
        a, b = bit_bounds(0, rest)
        return low + a, high + b


def weighted_sum(row: Sequence[tuple[int, Number]], start: Number, values: Sequence[Number]) -> Number:
    charge(20 * len(row))
    return reduce(add, (times(w, values[j]) for j, w in row), start)


class TapeRun:
    """A narrow network for all x in G at once (rule T21): each unit as a Symbol in the atoms of the machine."""

    def __init__(self, machine: CellMachine, net: Net, bits: int, separation: int, neurons: dict[tuple[int, int], Any], clip: int) -> None:
        self.machine, self.neurons, self.clip = machine, neurons, clip
        left = (1 << separation - bits) - 1  # x_i = sum of 2^-k b_k + (2^-c - 2^-p) * the atom -1 - i
        inputs = [{i * bits + k: 1 << separation - 1 - k for k in range(bits)} | {-1 - i: left} for i in range(net.inputs)]
        charge(net.inputs * bits * (4 + (separation >> 5)))
        self.values = [symbol(1 << separation, 0, terms) for terms in inputs]
        for k, layer in enumerate(net.layers[:-1]):
            name = f"claim.narrow.layers[{k}]"
            found, memory = [], 0
            for i, (row, b) in enumerate(zip(layer.rows, layer.bias, strict=True)):
                found.append(self.unit(k, i, row, b, name))
                memory += found[-1].size * (1 + (found[-1].bits >> 6))
                if memory > MAX_SYMBOLS:
                    need(False, f"{name}: its units depend on too many bits, over {MAX_SYMBOLS} in all")
            self.values = found
        self.output = self.combined(net.layers[-1].rows[0], net.layers[-1].bias[0], "claim.narrow: the output")

    def unit(self, k: int, i: int, row: list[tuple[int, Number]], bias: Number, name: str) -> Symbol:
        """relu of a preactivation."""
        charge(60)
        named = self.neurons.get((k, i))
        positive = k > 0 and bias[0] >= 0 and all(n > 0 for _, (n, _) in row)
        if positive and named is None and not bias[0] and len(row) == 1 and row[0][1] == (1, 1):
            return self.values[row[0][0]]
        value = self.combined(row, bias, f"{name}, unit {i}")
        if named is not None:
            return self.recognized(value, named[0], named[1], f"{name}, unit {i}")
        return value if positive else self.relu(value, k >= self.clip, f"{name}, unit {i}")

    def combined(self, row: list[tuple[int, Number]], bias: Number, name: str) -> Symbol:
        """The affine form of the units before."""
        den = bias[1]
        for j, (_, d) in row:
            size = d.bit_length() + self.values[j].den.bit_length()
            charge(4 + (size * (size + den.bit_length()) >> 12))
            den = lcm(den, d * self.values[j].den)
        constant, terms = bias[0] * (den // bias[1]), dict[int, int]()
        products: dict[int, tuple[list[int], dict[int, int]]] = {}
        for j, (n, d) in row:
            value = self.values[j]
            factor = n * (den // (d * value.den))
            charge(8 + value.size * (4 + (factor.bit_length() * value.bits >> 14)))
            constant += factor * value.constant
            add_terms(terms, value.terms, factor)
            if value.atom is not None:
                steps, slopes = products.setdefault(value.atom, ([], {}))
                steps.append(factor * value.step)
                add_terms(slopes, value.slopes, factor)
        for atom, (steps, slopes) in products.items():
            if not any(slopes.values()):
                add_terms(terms, {atom: sum(steps)}, 1)
        left = [(atom, sum(steps), slopes) for atom, (steps, slopes) in products.items() if any(slopes.values())]
        if len(left) > 1:
            need(False, f"{name} depends on products with {len(left)} different bits")
        return symbol(den, constant, terms, *(left[0] if left else ()))

    def recognized(self, value: Symbol, layer: int, j: int, name: str) -> Symbol:
        """The preactivation is a positive multiple of that of a neuron of the target: so is what relu makes of it."""
        terms, constant = self.machine.before(layer, j)
        shown = f"{name} is not neuron {j} of layer {layer} of the target"
        alike = value.atom is None and value.terms.keys() == terms.keys()
        need(alike, f"{shown}: it depends on other bits")
        own, wanted = next(((value.terms[a], w) for a, w in terms.items() if w), (value.constant, constant))
        charge(len(terms) * (8 + (value.bits * wanted.bit_length() + value.bits * value.bits >> 11)))
        multiple = value.constant * wanted == constant * own and all(value.terms[a] * wanted == w * own for a, w in terms.items())
        need(multiple and (own * wanted > 0 or own == wanted == 0), f"{shown}: its preactivation is no positive multiple")
        cells = self.machine.layers[layer + 1]
        size = cells.sizes(j)[0]
        charge(size * (6 + (own.bit_length() + size >> 5)))
        bits, known = cells.leading(j, size)
        return symbol(value.den * (abs(wanted) or 1), abs(own) * known, {a: abs(own) * w for a, w in bits.items()})

    def relu(self, value: Symbol, groups_first: bool, name: str) -> Symbol:
        """The first rule that decides; see FORMAT.md."""
        charge(value.size * (12 + (value.bits >> 6)))
        if value.atom is None:
            sign = self.sign(value.constant, value.terms, groups_first)
            bits = [a for a in value.terms if a >= 0]
            if sign is not None or not bits:
                return self.decided(value, sign, name)
            atom = max(bits, key=lambda a: abs(value.terms[a]))
            step = value.terms[atom]
            rest = {a: w for a, w in value.terms.items() if a != atom}
            low, high = (self.sign(value.constant + shift, rest, False) for shift in (0, step))
            if low is None or high is None:
                return self.decided(value, self.sign(value.constant, value.terms, True), name)
            parts = [(value.constant * low, rest if low else {}), ((value.constant + step) * high, rest if high else {})]
        else:
            atom = value.atom
            rest = {a: w for a, w in value.terms.items() if a != atom}
            other = dict(rest)
            add_terms(other, value.slopes, 1)
            parts = [(value.constant, rest), (value.constant + value.terms.get(atom, 0) + value.step, other)]
            signs = [self.sign(*part, True) for part in parts]
            if None in signs:
                need(False, f"{name} is neither >= 0 nor <= 0 for all x, for one value of a bit")
            parts = [part if sign else (0, {}) for part, sign in zip(parts, signs, strict=True)]
        slopes = dict(parts[1][1])
        add_terms(slopes, parts[0][1], -1)
        return symbol(value.den, parts[0][0], dict(parts[0][1]), atom, parts[1][0] - parts[0][0], slopes)

    def sign(self, constant: int, terms: dict[int, int], groups: bool) -> int | None:
        """1 if a form is >= 0 for all x, 0 if it is <= 0, None if the bounds do not tell."""
        low, high = bit_bounds(constant, terms)
        if low < 0 < high and groups:
            low, high = self.machine.group_bounds(constant, terms)
        return 1 if low >= 0 else 0 if high <= 0 else None

    def decided(self, value: Symbol, sign: int | None, name: str) -> Symbol:
        if sign is None:
            need(False, f"{name} is neither >= 0 nor <= 0 for all x, and no bit decides it")
        return value if sign else symbol(1, 0, {})


class CellForm(namedtuple("CellForm", "constant slopes lo hi")):
    """constant + sum of slopes[i] tau_i + something from lo to hi, where tau_i goes from 0 to 1."""

    __slots__ = ()

    def ends(self) -> tuple[int, int]:
        negative = sum(z for z in self.slopes if z < 0)
        return self.constant + self.lo + negative, self.constant + self.hi + sum(self.slopes) - negative

    def relu(self) -> CellForm:
        """Itself, or 0; where both signs occur, from 0 to its maximum, or itself plus 0 to minus its minimum."""
        least, most = self.ends()
        if least >= 0:
            return self
        if most <= -least:
            return CellForm(0, [0] * len(self.slopes), 0, max(0, most))
        return CellForm(self.constant, self.slopes, self.lo, self.hi - least)


class CellErrors:
    """The distance of the target from the grid machine on G, cell by cell (rule T21), in integers over one denominator for each layer."""

    def __init__(self, machine: CellMachine, target: Net, bits: int, separation: int) -> None:
        self.machine, self.shift = machine, separation - bits
        self.inputs = inputs = target.inputs
        cells, den, size = 1 << bits * inputs, 1 << separation, separation + 1
        self.layers: list[tuple[list[list[tuple[int, int]]], list[int]]] = []
        work = 60 + 14 * inputs
        for layer in target.layers:
            own = common([*(w for row in layer.rows for _, w in row), *layer.bias])
            units, weights = len(layer.bias), sum(map(len, layer.rows))
            charge((units + weights) * (16 + (own.bit_length() * (own.bit_length() + den.bit_length()) >> 12)))
            rows = [[(j, n * (own // d)) for j, (n, d) in row] for row in layer.rows]
            longest_weight = max((w.bit_length() for row in rows for _, w in row), default=1)
            work += (units * (64 + 4 * inputs) + weights * (6 + 2 * inputs)) * (1 + (longest_weight * size >> 14))
            self.layers.append((rows, [n * (own // d) * den for n, d in layer.bias]))
            den, size = den * own, size + longest_weight + layer.columns.bit_length() + own.bit_length()
        charge(cells * work)
        places = [bits * i for i in range(inputs)]
        largest = max(self.gap([n >> place & (1 << bits) - 1 for place in places], den) for n in range(cells))
        self.error = divide((largest, den * machine.layers[-1].gcd[1]), (1, 1))

    def gap(self, cell: list[int], den: int) -> int:
        """On one cell, in units of 1 / (den * the denominator of the machine's output)."""
        kept = cell
        for layer in self.machine.layers[1:-1]:
            kept = [max(0, b + sum(w * kept[j] for j, w in row)) >> layer.dropped for row, b in zip(layer.rows, layer.bias, strict=True)]
        last = self.machine.layers[-1]
        shown = (last.bias[0] + sum(w * kept[j] for j, w in last.rows[0])) * last.gcd[0] * den
        low, high = self.bounds(cell)
        return int(max(high * last.gcd[1] - shown, shown - low * last.gcd[1]))

    def bounds(self, cell: list[int]) -> tuple[int, int]:
        """Of the output of the target on the good part of a cell."""
        zeros = [0] * self.inputs
        forms = [CellForm(q << self.shift, [*zeros[:i], (1 << self.shift) - 1, *zeros[i + 1 :]], 0, 0) for i, q in enumerate(cell)]
        found: list[CellForm] = []
        for rows, bias in self.layers:
            found = []
            for row, b in zip(rows, bias, strict=True):
                constant = b + sum(w * forms[j].constant for j, w in row)
                slopes = [sum(w * forms[j].slopes[i] for j, w in row) for i in range(self.inputs)]
                lo = sum(w * (forms[j].lo if w > 0 else forms[j].hi) for j, w in row)
                hi = sum(w * (forms[j].hi if w > 0 else forms[j].lo) for j, w in row)
                found.append(CellForm(constant, slopes, lo, hi))
            forms = [form.relu() for form in found]
        return found[0].ends()


def interval_output(net: Net, ends: list[Ends]) -> Ends:
    """Interval arithmetic for the output, None for no bound."""
    for k, layer in enumerate(net.layers):
        relu = k < len(net.layers) - 1
        ends = [interval_unit(row, b, ends, relu) for row, b in zip(layer.rows, layer.bias, strict=True)]
    return ends[0]


def interval_unit(row: list[tuple[int, Number]], bias: Number, ends: list[Ends], relu: bool) -> Ends:
    sides: list[Number | None] = []
    for lower in (True, False):
        charge(4 + 2 * len(row))
        used = [(w, ends[j][0 if (w[0] > 0) == lower else 1]) for j, w in row]
        total: Number | None = None if any(end is None for _, end in used) else bias
        for w, end in used:
            if total is not None and end is not None and end[0]:
                charge(20)
                term = end if w == (1, 1) else times(w, end)
                total = add(total, term) if total[0] else term
        if relu and total is not None and total[0] < 0:
            total = (0, 1)
        sides.append((0, 1) if relu and lower and total is None else total)
    return sides[0], sides[1]


def read_relu_network(value: object, where: str) -> Net:
    """A ReLU network with one output, each layer reading the one before, the last one affine."""
    net = Net(value, where)
    alike = all(layer.is_relu() for layer in net.layers[:-1]) and net.layers[-1].is_affine()
    plain = alike and all(layer.sources == [k] for k, layer in enumerate(net.layers))
    need(plain and net.outputs == 1, f"{where} is not a plain ReLU network with one output: ReLU, each layer reading the one before")
    return net


def read_neurons(value: object, net: Net, target: Net) -> dict[tuple[int, int], tuple[int, int]]:
    """Which units of the narrow network are which neurons of the target."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    last = (-1, 0)
    for k, entry in enumerate(items(value, "evidence.neurons", most=MAX_WEIGHTS)):
        name = f"evidence.neurons[{k}]"
        row = items(entry, name, 4)
        layer = integer(row[0], name, 0, len(net.layers) - 2)
        unit = integer(row[1], name, 0, net.sizes[layer + 1] - 1)
        wanted = integer(row[2], name, 0, len(target.layers) - 2)
        need(last < (layer, unit), f"{name}: the units are not in increasing order")
        last = layer, unit
        found[last] = wanted, integer(row[3], name, 0, target.sizes[wanted + 1] - 1)
    return found


def need_output(machine: CellMachine, shown: Symbol) -> None:
    """The output of the narrow network is that of the machine, for every x in G."""
    cells = len(machine.layers) - 1
    terms, constant = machine.before(cells - 1, 0)
    g = machine.layers[-1].gcd
    charge(len(terms) * (8 + (shown.bits * g[1].bit_length() + shown.den.bit_length() * g[0].bit_length() >> 11)))
    alike = shown.atom is None and shown.terms.keys() == terms.keys() and shown.constant * g[1] == constant * g[0] * shown.den
    same = alike and all(shown.terms[a] * g[1] == w * g[0] * shown.den for a, w in terms.items())
    need(same, "claim.narrow: the output is not that of the grid machine")


def need_most(claim: dict[str, object], key: str, shown: Number, what: str) -> Number:
    """claim[key] is at least what is shown."""
    given = rational(claim[key], f"claim.{key}")
    need(at_most(shown, given), f"claim.{key} = {show(given)} < {show(shown)}, {what}" + apart(given, shown))
    return given


def need_range(claim: dict[str, object], target: Net, net: Net) -> tuple[Number, Number]:
    """The values of the target on [0, 1]^d and of the narrow network on R^d."""
    low, high = (rational(z, f"claim.range[{k}]") for k, z in enumerate(items(claim["range"], "claim.range", 2)))
    cube: list[Ends] = [((0, 1), (1, 1))] * target.inputs
    space: list[Ends] = [(None, None)] * net.inputs
    for one, ends, name in ((target, cube, "target on [0, 1]^d"), (net, space, "narrow network on R^d")):
        least, most = interval_output(one, ends)
        inside = least is not None and most is not None and at_most(low, least) and at_most(most, high)
        there = ", ".join("no bound" if end is None else show(end) for end in (least, most))
        need(inside, f"claim.range: [{show(low)}, {show(high)}] does not contain the bounds of the {name}: {there}")
    return low, high


def prove_narrow_approximate(value: object, evidence: object) -> Proved:
    claim = fields(value, "claim", "kind target narrow bits separation error bad range l1 depth width")
    tag(evidence, "evidence", "rule", ("T21",))
    proof = fields(evidence, "evidence", "rule dropped neurons clip error")
    way = tag(proof, "evidence", "error", ("layers", "cells"))
    target, net = read_relu_network(claim["target"], "claim.target"), read_relu_network(claim["narrow"], "claim.narrow")
    need(net.inputs == target.inputs, f"claim.narrow has {counted(net.inputs, 'input')} and not {target.inputs}")
    bits = integer(claim["bits"], "claim.bits", 1, MAX_CELL_BITS)
    separation = integer(claim["separation"], "claim.separation", bits + 1, MAX_SEPARATION)
    depth, width = len(net.hidden()), max(net.hidden(), default=0)
    for key, shown in (("depth", depth), ("width", width)):
        given = integer(claim[key], f"claim.{key}", 1)
        need(given == shown, f"claim.{key} = {show(given)} and not {shown}")
    rows = items(proof["dropped"], "evidence.dropped", len(target.layers) - 1)
    dropped = [integer(r, f"evidence.dropped[{k}]", 0, MAX_ATOMS) for k, r in enumerate(rows)]
    neurons, clip = read_neurons(proof["neurons"], net, target), integer(proof["clip"], "evidence.clip", 0)
    machine = CellMachine(target, bits, dropped)
    distance = machine.error if way == "layers" else CellErrors(machine, target, bits, separation).error
    error = need_most(claim, "error", distance, "the error of the grid machine")
    bad = need_most(claim, "bad", least_bad(target.inputs, bits, separation), "the measure of what is not in G")
    need_output(machine, TapeRun(machine, net, bits, separation, neurons, clip).output)
    low, high = need_range(claim, target, net)
    need_most(claim, "l1", add(error, times(bad, minus(high, low))), "the error that is shown")
    return narrow_statement(claim, target, net), "T21", None


def least_bad(inputs: int, bits: int, separation: int) -> Number:
    """d 2^(c-p), or 1."""
    return divide((min(inputs, 1 << separation - bits), 1 << separation - bits), (1, 1))


def narrow_statement(claim: dict[str, object], target: Net, net: Net) -> str:
    bits, separation, span = claim["bits"], claim["separation"], claim["range"]
    assert isinstance(span, list)
    cube = f"$[0, 1]^{{{net.inputs}}}$"
    return (
        f"let $N$ be the target of the claim, a ReLU network with {net_text(target)}, and $g$ its narrow network, with {net_text(net)}; "
        f"let $G$ be the set of the $x$ in {cube} such that for each coordinate $x_i$ some integer $q < 2^{{{bits}}}$ has "
        f"$q/2^{{{bits}}} \\le x_i \\le (q+1)/2^{{{bits}}} - 1/2^{{{separation}}}$; then $G$ is all of {cube} but a set of measure at most "
        f"${number(claim['bad'])}$, and $|N - g| \\le {number(claim['error'])}$ on $G$; $N$ on {cube} and $g$ on $R^{{{net.inputs}}}$ "
        f"have all values in $[{', '.join(map(number, span))}]$; and $\\int |N - g| \\le {number(claim['l1'])}$ over {cube}"
    )


# ------------------------------------------------------------------------------ all kinds


KINDS: dict[str, Callable[[Map, object, object], Proved]] = {
    "cycle": prove_claim_cycle,
    "crossings": prove_claim_crossings,
    "growth": prove_claim_growth,
    "sup": prove_claim_sup,
    "sign": prove_claim_sign,
    "exact": prove_claim_exact,
    "l1": prove_claim_l1,
    "realization": prove_claim_realization,
    "separation": prove_claim_separation,
    "network-distance": prove_claim_network_distance,
}
NETWORK_KINDS: dict[str, Callable[[object, object], Proved]] = {  # about networks alone, without a map
    "network-pieces": prove_network_pieces,
    "network-equal": prove_network_equal,
    "network-distance": prove_network_distance,
    "narrow-exact": prove_narrow_exact,
    "narrow-approximate": prove_narrow_approximate,
}


# ------------------------------------------------------------------------------ the theorem


def check_bytes(data: bytes, wanted: Wanted | None = None) -> Theorem:
    """The theorem that the certificate proves, or Rejected; about the wanted map, if one is given as in a map file."""
    Meter.total, Root.current = 0, None
    value = read_certificate(load(data, "the file"))
    if value["format"] != FORMAT:
        need(False, f"format is {show(value['format'])} and not '{FORMAT}'")
    if "map" in value:
        f = read_map(value["map"])
        if wanted is not None:
            need(is_wanted(f, wanted), "the map of the certificate is not the map of the map file")
        kind = tag(value["claim"], "claim", "kind", KINDS)
        statement, rules, pieces = KINDS[kind](f, value["claim"], value["evidence"])
    else:
        need(wanted is None, "the certificate is about networks, and not about the map of the map file")
        kind = tag(value["claim"], "claim", "kind", NETWORK_KINDS)
        statement, rules, pieces = NETWORK_KINDS[kind](value["claim"], value["evidence"])
    networks = [] if pieces is None else widths(max(0, pieces))
    prints = fingerprint(value["map"]) if "map" in value else "", fingerprint(value["claim"])
    facts = {"map": value.get("map"), "claim": value["claim"], "rules": rules, "networks": networks}
    about = describe_map(value["map"]) if "map" in value else ""
    return Theorem(
        kind,
        write_words(about, statement, rules, kind, networks, prints),
        write_latex(about, statement, kind, networks, prints),
        *prints,
        facts,
    )


def read_certificate(value: object) -> dict[str, object]:
    """The parts of a certificate: without a map if it is about networks alone."""
    claim = value.get("claim") if isinstance(value, dict) else None
    without = isinstance(claim, dict) and claim.get("kind") in (*NETWORK_KINDS,) and "map" not in (value if isinstance(value, dict) else ())
    return fields(value, "certificate", "format claim evidence" if without else "format map claim evidence")


def is_wanted(f: Map, wanted: Wanted) -> bool:
    """Whether the map is that of a map file."""
    kind, points, root = wanted
    alike = root is Root.current or (root is not None and root.same(Root.current))
    return alike and (f.kind, f.data) == (kind, points)


def fingerprint(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def describe_map(value: object) -> str:
    assert isinstance(value, dict)
    if value["kind"] == "polynomial":
        low = listing([f"${number(c)}$" for c in value["coefficients"]])
        return (
            f"Let $f$ be the polynomial with the coefficients {low} (from low to high degree), and "
            f"$I = [{', '.join(map(number, value['interval']))}]$"
        )
    vertices = value["vertices"]
    ends = number(vertices[0][0]), number(vertices[-1][0])
    return (
        describe_field(value.get("field"))
        + f"Let $f$ be the piecewise linear map of $I = [{ends[0]}, {ends[1]}]$ with the ${len(vertices)}$ vertices "
        + listing([f"({point(vertex)})" for vertex in vertices])
    )


def describe_field(field: Any) -> str:
    if field is None or Root.current is None:
        return ""
    where = ", ".join(map(number, field["interval"]))
    value = Root.current.element([0, 1] + [0] * (Root.current.degree - 2)).decimal(Root.current.lead).replace("...", "\\ldots")
    polynomial = combination(list(map(str, field["minpoly"])), "x")
    return f"Let $a$ be the only root of ${polynomial}$ in $[{where}]$ ($a = {value}$). "


def root(n: int, k: int) -> int:
    """The largest r with r^k <= n; for n of more than 20,000 bits a smaller number that agrees in 4,000 bits."""
    drop = (n.bit_length() - 4_096 * k) // k if n.bit_length() > 20_000 and k > 1 else 0
    if drop > 0:
        return root(n >> drop * k, k) << drop
    r = 1 << -(-n.bit_length() // k)
    while (s := ((k - 1) * r + n // r ** (k - 1)) // k) < r:
        r = s
    return r


def widths(pieces: int) -> list[list[object]]:
    """T1: [depth d, the largest u >= 1 with (u+1)^d <= pieces] for d up to 10."""
    roots = [(depth, root(pieces, depth)) for depth in range(1, 11) if pieces >> depth]
    return [[depth, shorten(r - 1, 60)] for depth, r in roots]


def network_words(kind: str) -> str:
    verb = "cannot" if kind == "exact" else "may"
    return f"By T1, $g$ {verb} be a ReLU network with one input, one output, $d$ hidden layers and at most $u$ units in each layer, for"


def plain(text: str) -> str:
    """A statement in words."""
    for tex, word in (
        ("\\le", "<="),
        ("\\ge", ">="),
        ("\\ne", "!="),
        ("\\cdot", "*"),
        ("\\ldots", "..."),
        ("\\sup", "sup"),
        ("\\int", "int"),
        ("\\text", ""),
        (" * 2^", "*2^"),
        ("$", ""),
        ("{", ""),
        ("}", ""),
    ):
        text = text.replace(tex, word)
    return text


NETWORKS = "Networks are functions of real numbers: their weights are exactly the numbers given, and nothing is rounded."


def write_words(about: str, statement: str, rules: str, kind: str, networks: list[list[object]], prints: tuple[str, str]) -> str:
    lines = [f"{plain(about)}; f^t is its t-th iterate." if about else NETWORKS, f"Theorem: {plain(statement)}.", f"Rules: {rules}."]
    if networks:
        lines += [plain(network_words(kind)), *(f"  d = {depth}, u = {width}" for depth, width in networks)]
    return "\n".join([*lines, *([f"Fingerprint of the map: {prints[0]}"] if about else []), f"Fingerprint of the claim: {prints[1]}"])


def write_latex(about: str, statement: str, kind: str, networks: list[list[object]], prints: tuple[str, str]) -> str:
    lines = [
        "% needs amsmath, amsthm and \\newtheorem{theorem}{Theorem}",
        *([f"% map {prints[0]}"] if about else []),
        f"% claim {prints[1]}",
        "\\begin{theorem}",
        f"{about}; $f^t$ is its $t$-th iterate. Then {statement}." if about else f"{NETWORKS} Then {statement}.",
        "\\end{theorem}",
    ]
    if networks:
        rows = [f"{depth} & {str(width).replace('...', chr(92) + 'ldots')} \\\\" for depth, width in networks]
        lines += [network_words(kind), "\\begin{center}\\begin{tabular}{rl}", "$d$ & $u$ \\\\", *rows, "\\end{tabular}\\end{center}"]
    return "\n".join(lines)


# ------------------------------------------------------------------------------ the command line


def read_file(name: str) -> bytes:
    if not stat.S_ISREG(os.stat(name).st_mode):  # a pipe may never end, or never begin
        raise OSError(errno.EINVAL, "not an ordinary file")
    with open(name, "rb") as file:
        return file.read(MAX_BYTES + 1)


def report(name: str, wanted: Wanted | None) -> tuple[int, dict[str, object], str]:
    """Exit code, what --json prints, and the theorem in LaTeX."""
    result: dict[str, object] = {"file": name, "accepted": False}
    result |= dict.fromkeys(("theorem", "map", "claim", "map_sha256", "claim_sha256", "reason"))
    try:
        theorem = check_bytes(read_file(name), wanted)
    except Rejected as rejected:
        return 1, result | {"reason": str(rejected)}, ""
    except MemoryError:
        return 1, result | {"reason": "it needs more memory than there is"}, ""
    except OSError as error:
        return 2, result | {"reason": f"cannot be read: {error.strerror}"}, ""
    found = {
        "accepted": True,
        "theorem": theorem.words,
        "map": theorem.data["map"],
        "claim": theorem.data["claim"],
        "map_sha256": theorem.map_sha256 or None,
        "claim_sha256": theorem.claim_sha256,
    }
    return 0, result | found, theorem.latex


def printable(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def print_report(code: int, result: dict[str, object], latex: str, want_latex: bool) -> None:
    name = str(result["file"])
    name = name if name.isprintable() and printable(name) else ascii(name)
    if code == 0:
        print(f"% {name}\n{latex}" if want_latex else f"ACCEPTED {name}\n{result['theorem']}")
    else:
        print(f"REJECTED {name}: {result['reason']}")


def fail(message: str) -> int:
    print(f"check.py: {message}", file=sys.stderr)
    return 2


def read_arguments(arguments: list[str]) -> tuple[list[str], dict[str, str], str]:
    """Files, options, and what is wrong with them."""
    files: list[str] = []
    options: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--json", "--latex"):
            options[argument] = ""
        elif argument == "--map":
            options[argument] = next(rest, "")
        elif argument.startswith("-"):
            return [], {}, f"unknown option {argument!a}"
        else:
            files.append(argument)
    if options.get("--map") == "" or {"--json", "--latex"} <= options.keys():
        return [], {}, "--map needs a file, and --json excludes --latex"
    return files, options, "" if files else "no file given"


def main(arguments: list[str]) -> int:
    if {"-h", "--help"} & set(arguments):
        print(__doc__)
        return 0
    files, options, problem = read_arguments(arguments)
    if problem:
        return fail(f"{problem}; usage: check.py FILE... [--map MAPFILE] [--json | --latex]")
    try:
        wanted = read_map_file(read_file(options["--map"])) if "--map" in options else None
    except OSError as error:
        return fail(f"{options['--map']!a} cannot be read: {error.strerror}")
    except Rejected as rejected:
        return fail(f"{options['--map']!a} is not a map file: {rejected}")
    as_list = len(files) > 1
    worst = 0
    if "--json" in options and as_list:
        print("[")
    for k, name in enumerate(files, 1):
        code, result, latex = report(name, wanted)
        worst = max(worst, code)
        if code == 2:
            fail(f"{name!a} {result['reason']}")
        if "--json" in options:
            print(json.dumps(result, indent=1) + ("," if k < len(files) else ""))
        elif code < 2:
            print_report(code, result, latex, "--latex" in options)
    if "--json" in options and as_list:
        print("]")
    return worst


def run(arguments: list[str]) -> int:
    """main, and 2 if its output cannot be written."""
    try:
        code = main(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except OSError as error:
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return fail(f"the output cannot be written: {error.strerror}")


def start() -> None:
    """The program."""
    for name in ("SIGPIPE", "SIGINT"):  # a closed pipe and Ctrl-C end the program silently, and never with exit code 0
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    start()
