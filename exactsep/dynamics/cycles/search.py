"""Branch and prune: all zeros of F(x) = f^n(x) - x on the interval of a polynomial map, one box around each.

Multiple zeros are set aside first, in a box that holds no other zero. They are known in one of two ways.

*Return.* Let n = k m, g = f^m, and let g be strictly increasing on an interval that holds box, g(box), ...,
g^{k-1}(box). Then the zeros of F in the box are fixed points of g: if g(x) > x, then g^{j+1}(x) > g^j(x) for all j < k,
so g^k(x) > x; likewise for <. So a multiple zero of f^m(x) - x, found before, is still alone in a small box.
*Algebra.* For small degrees, the multiple zeros are the zeros of G = gcd(F, F'), and F / G has the zeros of F as simple
zeros.

What remains is bisected until `judge` has decided every box. A box that resists to the end is reported as not searched;
the number of evaluations is bounded (by MAX_WORK, and by a part of it after a search that was cut short).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import flint
from gmpy2 import mpq

from exactsep.dynamics.cycles.algebra import return_polynomial
from exactsep.dynamics.cycles.newton import Expanded, Function, Return, Verdict, judge, refine, slope_bits
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure, real_roots

MAX_WORK = 5_000_000
MAX_SHRINKING = 256


@dataclass(frozen=True)
class Root:
    """The only zero of F in `box`; it lies in `tight`, and `function` has it as a simple zero."""

    box: Enclosure
    tight: Enclosure
    function: Function

    def refined(self, bits: int) -> Root:
        """The same, with `tight` of width at most 2^-bits."""
        return replace(self, tight=refine(self.function, self.tight, bits))


@dataclass(frozen=True)
class Level:
    """The zeros of f^n(x) - x, from left to right with disjoint `tight`.

    Those known as multiple; the boxes that are undecided.
    """

    n: int
    roots: tuple[Root, ...]
    multiple: tuple[Root, ...]
    undecided: tuple[Enclosure, ...]


def search(f: PolynomialMap, n: int, before: Mapping[int, Level], confined: bool, bits: int) -> Level:
    """All zeros of f^n(x) - x in the interval of f, or if `confined`, those whose orbits stay in it.

    Other zeros may be among them. `before` holds levels m < n in increasing order, among them all proper divisors of n. The
    degree of f is at least 2.
    """
    work = MAX_WORK // (20 if any(level.undecided for level in before.values()) else 1)
    smaller = {m: level for m, level in before.items() if n % m == 0}
    domain = outward(Enclosure(*f.interval))
    multiple = list(_multiple_by_return(f, n, smaller))
    multiple += [r.refined(bits) for r in _multiple_by_algebra(f, n, domain)]
    simple, undecided = bisect(Return(f, n, confined), without(domain, [r.box for r in multiple]), domain, work)
    return Level(n, separate([*multiple, *simple], bits), tuple(multiple), tuple(clusters(undecided)))


def bisect(function: Return, boxes: Sequence[Enclosure], domain: Enclosure, work: int) -> tuple[list[Root], list[Enclosure]]:
    """The roots in some boxes, some of them twice, and the parts of the boxes that remain undecided.

    `work` bounds the evaluations, counted in coefficients and words.
    """
    n, degree, growth = function.n, function.f.degree, slope_bits(function.f)
    least = (domain.hi - domain.lo) / 2 ** (64 + 2 * n * growth)
    found, undecided, stack = [], [], list(reversed(boxes))
    while stack:
        box = stack.pop()
        prec = function.precision(_bits(box))
        work -= n * (1 + degree + prec // 64)
        if work < 0 or box.hi - box.lo < least:
            undecided.append(box)
            continue
        wide = widened(box)
        verdict = judge(function, wide, prec)
        if verdict is Verdict.UNIQUE:
            found.append(Root(wide, wide, function.unconfined()))
        elif verdict is Verdict.UNKNOWN:
            stack += [Enclosure(box.middle, box.hi), Enclosure(box.lo, box.middle)]
    return found, undecided


# -- multiple zeros ------------------------------------------------------------------------


def _multiple_by_return(f: PolynomialMap, n: int, smaller: Mapping[int, Level]) -> Iterator[Root]:
    """The multiple zeros of f^m(x) - x, m < n, in boxes where f^n(x) - x has no other zero."""
    done: list[Enclosure] = []
    for m, level in smaller.items():
        for root in level.multiple:
            if not any(contains(box, root.tight) for box in done):
                boxes = (box for box in shrinking(root.tight, root.box) if contains(root.box, box))
                box = next((box for box in boxes if increases(f, m, n, box)), None)
                if box is not None:
                    done.append(box)
                    yield replace(root, box=box)


def increases(f: PolynomialMap, m: int, n: int, box: Enclosure) -> bool:
    """Whether f^m is proved to increase on an interval that holds box, f^m(box), f^{2m}(box), ..., f^{n-m}(box)."""
    whole, part = Return(f, n), Return(f, m)
    prec = whole.precision(_bits(box))
    images = whole.images(box, prec)[:n:m]
    if len(images) < n // m:
        return False
    hull = Enclosure(min(e.lo for e in images), max(e.hi for e in images))
    ranges = part.over(hull, prec)
    return ranges is not None and bool(ranges[1] > -1)


def _multiple_by_algebra(f: PolynomialMap, n: int, domain: Enclosure) -> Iterator[Root]:
    """The multiple zeros of f^n(x) - x in the domain, if the polynomial is small enough to be written down."""
    polynomial = return_polynomial(f, n)
    if polynomial is None:
        return
    common = polynomial.gcd(polynomial.derivative())
    function = Expanded(polynomial // common)
    for root, _ in real_roots(flint.fmpq_poly(common), 64):
        if domain.lo <= root.hi and root.lo <= domain.hi:
            boxes = shrinking(root, domain)
            unique = (b for b in boxes if judge(function, b, function.precision(_bits(b))) is Verdict.UNIQUE)
            if (box := next(unique, None)) is not None:
                yield Root(box, box, function)


def shrinking(point: Enclosure, around: Enclosure) -> Iterator[Enclosure]:
    """Smaller and smaller intervals with dyadic ends around a point, the first about as wide as `around`."""
    radius = (around.hi - around.lo) / 2
    for _ in range(MAX_SHRINKING):
        radius /= 2
        yield outward(Enclosure(point.lo - radius, point.hi + radius))


# -- sets of boxes ---------------------------------------------------------------------------


def separate(found: Sequence[Root], bits: int) -> tuple[Root, ...]:
    """The roots from left to right, refined to width 2^-bits and until they are disjoint.

    Roots found twice are kept once.
    """
    roots, clean = list(found), False
    while not clean:
        roots = sorted((r.refined(bits) for r in roots), key=lambda r: r.tight.lo)
        kept, clean, bits = roots[:1], True, 2 * bits
        for root in roots[1:]:
            apart = kept[-1].tight.hi < root.tight.lo
            if apart or not (contains(root.box, kept[-1].tight) or contains(kept[-1].box, root.tight)):
                kept.append(root)
                clean = clean and apart
        roots = kept
    return tuple(roots)


def without(domain: Enclosure, holes: Sequence[Enclosure]) -> list[Enclosure]:
    """The parts of an interval outside some others, from left to right."""
    parts, start = [], domain.lo
    for hole in clusters(holes):
        if start < min(hole.lo, domain.hi):
            parts.append(Enclosure(start, min(hole.lo, domain.hi)))
        start = max(start, hole.hi)
    return [*parts, Enclosure(start, domain.hi)] if start < domain.hi else parts


def clusters(boxes: Sequence[Enclosure]) -> list[Enclosure]:
    """Intervals that meet, joined."""
    joined: list[Enclosure] = []
    for box in sorted(boxes, key=lambda e: e.lo):
        if joined and box.lo <= joined[-1].hi:
            joined[-1] = Enclosure(joined[-1].lo, max(joined[-1].hi, box.hi))
        else:
            joined.append(box)
    return joined


def contains(outer: Enclosure, inner: Enclosure) -> bool:
    return bool(outer.lo <= inner.lo and inner.hi <= outer.hi)


def widened(box: Enclosure) -> Enclosure:
    """The box with a sixteenth of its width added on both sides, so that zeros at the ends of boxes do no harm."""
    margin = (box.hi - box.lo) / 16
    return Enclosure(box.lo - margin, box.hi + margin)


def outward(box: Enclosure) -> Enclosure:
    """A slightly larger interval with dyadic ends."""
    scale = 64 << _bits(box)
    return Enclosure(mpq(box.lo * scale // 1) / scale, mpq(-(-box.hi * scale // 1)) / scale)


def _bits(box: Enclosure) -> int:
    """How many binary digits after the point a number of the width of the box needs."""
    return int(1 / (box.hi - box.lo)).bit_length()
