"""All cycles of a polynomial map that lie in its interval I; f(I) in I is not required.

`search` encloses the zeros x_1 < ... < x_N of f^n(x) - x, each in a box B_i that holds no other, each to a
narrow E_i. A point f(x_i) is again a zero. If f(E_i) lies in B_j then f(x_i) = x_j; if f(E_i) meets no E_j then f(x_i)
is none of the zeros, and the orbit of x_i leaves I. So f acts on indices, and its cycles of length n are the cycles of
f of least period n. Simple rational points are recognised, and then are exact.
Two further counts must agree: the number of distinct real roots in I by Sturm's theorem (where the degree allows), and
the cycles of each period d that f^n shows, with those that f^d shows, for every divisor d of n.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.cycles.affine import affine_cycles
from exactsep.dynamics.cycles.algebra import count_real_roots, return_polynomial
from exactsep.dynamics.cycles.newton import Return
from exactsep.dynamics.cycles.search import Level, Root, contains, search
from exactsep.dynamics.orbits import BITS, Completeness, CycleSet, Progress, agreement, divisors
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.wording import counted

MAX_BITS = 1 << 14


def cycle_sets(f: Any, periods: Iterable[int], progress: Progress | None = None, bits: int = BITS) -> dict[int, CycleSet]:
    """All points of least period n, for each of the increasing `periods`, which hold all divisors of each of them.

    The enclosures are disjoint, with dyadic ends and width at most 2^-bits; rational points are exact if recognised.
    """
    if not isinstance(f, PolynomialMap):
        raise ValueError(f"cycles are found for PLMap and PolynomialMap, not for {type(f).__name__}")
    periods = list(periods)
    sets: dict[int, CycleSet] = {}
    levels: dict[int, Level] = {}
    for n in periods:
        if f.degree <= 1:
            sets[n] = affine_cycles(f, n)
        else:
            sets[n] = _cycle_set(f, n, levels, sets, bits)
        if progress is not None:
            progress(n, periods[-1])
    return sets


def _cycle_set(f: PolynomialMap, n: int, levels: dict[int, Level], sets: dict[int, CycleSet], bits: int) -> CycleSet:
    real_roots = _sturm_count(f, n)
    levels[n] = level = search(f, n, levels, confined=real_roots is None, bits=bits)
    roots = [root for root in (_placed(f, n, root, bits) for root in level.roots) if root is not None]
    if level.undecided:
        real_roots = None
    assert real_roots in (None, len(roots)), f"Sturm counts {real_roots} real roots of f^{n}(x) - x, the search {len(roots)}"
    found = _index_cycles(_successors(f, roots))
    if not level.undecided:
        _require_agreement(n, found, sets)
    orbits = tuple(tuple(roots[i].tight for i in cycle) for cycle in found if len(cycle) == n)
    status = Completeness.CUT_SHORT if level.undecided else Completeness.COMPLETE
    return CycleSet(n, orbits, (), _how(n, len(roots), real_roots, len(level.undecided)), status, level.undecided)


def _sturm_count(f: PolynomialMap, n: int) -> int | None:
    polynomial = return_polynomial(f, n)
    return None if polynomial is None else count_real_roots(polynomial, *f.interval)


# -- one zero ------------------------------------------------------------------------------


def _placed(f: PolynomialMap, n: int, root: Root, bits: int) -> Root | None:
    """The root, exact if it is a simple rational or an end of I, refined so far that it lies in I; None if it is outside."""
    a, b = f.interval
    candidates = [simplest(root.tight), *(x for x in (a, b) if root.tight.lo <= x <= root.tight.hi)]
    for x in candidates:
        if _is_periodic(f, n, x):
            root = replace(root, tight=Enclosure(x, x))
            break
    while not contains(Enclosure(a, b), root.tight):
        if root.tight.hi < a or b < root.tight.lo:
            return None
        bits = _doubled(bits)
        root = root.refined(bits)
    return root


def _is_periodic(f: PolynomialMap, n: int, x: Any) -> bool:
    """Whether f^n(x) = x, for a rational x and a polynomial f of degree d >= 2 with coefficients c_k.

    Where an absolute value of x (real or p-adic) is over 4 max |c_k/c_d|^(1/(d-k)) and 2 |c_d|^(-1/(d-1)) it grows for
    ever. So numerators and denominators of periodic points have at most as many bits as all coefficients together,
    times a small constant: an orbit over `limit` is out.
    """
    limit = 64 * sum(_size(c) for c in (x, *f.coefficients))
    value = x
    for _ in range(n):
        value = f.at(value)
        if _size(value) > limit:
            return False
    return bool(value == x)


def _size(x: Any) -> int:
    return int(x.numerator).bit_length() + int(x.denominator).bit_length()


def simplest(box: Enclosure) -> Any:
    """The rational of least denominator in [lo, hi] (continued fractions)."""
    lo, hi = box.lo, box.hi
    whole = mpq(lo // 1)
    if whole == lo:
        return whole
    if whole + 1 <= hi:
        return whole + 1
    return whole + 1 / simplest(Enclosure(1 / (hi - whole), 1 / (lo - whole)))


# -- where they go ---------------------------------------------------------------------------


def _successors(f: PolynomialMap, roots: Sequence[Root]) -> list[int | None]:
    """The index of f(x_i) for every i, or None if f(x_i) is not among the roots."""
    left_ends = [root.tight.lo for root in roots]
    step = Return(f, 1)
    return [_successor(step, root, roots, left_ends) for root in roots]


def _successor(step: Return, root: Root, roots: Sequence[Root], left_ends: list[Any]) -> int | None:
    bits = BITS
    while True:
        _, *images = step.images(root.tight, step.precision(2 * bits))
        if not images:
            raise ValueError("the values of the map on its interval are too large for a search for cycles")
        (image,) = images
        last = bisect_left(left_ends, image.hi)
        meets = [i for i in range(max(0, last - 2), min(last + 1, len(roots))) if _meet(roots[i].tight, image)]
        if not meets:
            return None
        if len(meets) == 1 and contains(roots[meets[0]].box, image):
            return meets[0]
        bits = _doubled(bits)
        root = root.refined(bits)


def _meet(p: Enclosure, q: Enclosure) -> bool:
    return bool(p.lo <= q.hi and q.lo <= p.hi)


def _doubled(bits: int) -> int:
    if bits >= MAX_BITS:
        raise ValueError(f"two points of the search cannot be told apart with {bits} bits")
    return 2 * bits


def _index_cycles(successors: Sequence[int | None]) -> list[list[int]]:
    """The cycles of a partial map of indices, each from its least element on."""
    cycles, seen = [], set()
    for start in range(len(successors)):
        path: list[int] = []
        i: int | None = start
        while i is not None and i not in seen:
            seen.add(i)
            path.append(i)
            i = successors[i]
        if path and i == start:
            cycles.append(path)
    return cycles


# -- second counts -----------------------------------------------------------------------------


def _require_agreement(n: int, found: Sequence[Sequence[int]], sets: dict[int, CycleSet]) -> None:
    lengths = Counter(map(len, found))
    assert all(n % length == 0 for length in lengths), f"least periods divide {n}"
    for d in divisors(n)[:-1]:
        assert not sets[d].complete or lengths[d] == len(sets[d]), f"f^{n} and f^{d} disagree on the cycles of period {d}"


def _how(n: int, roots: int, real_roots: int | None, undecided: int) -> str:
    text = f"Branch and prune on I, with interval Newton tests, encloses {counted(roots, 'zero')} of f^{n}(x) - x"
    if undecided:
        return f"{text}, and was cut short with {counted(undecided, 'interval')} undecided. What was found is certain."
    sturm = "" if real_roots is None else ", as many as Sturm's theorem counts real roots in I"
    return f"{text}{sturm}.{agreement(n)}"
