"""Large certificates, for Coq and for benchmarks: Stefan's cycles on random points with one, two or many denominators."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from exactsep import PLMap, certify
from exactsep.certificates.certificate import Certificate

# states, bits of the denominators, iterate, and which denominators: see `denominators`
SIZES = [(50, 64, 300, "one"), (100, 512, 100, "one"), (100, 512, 100, "two"), (100, 512, 100, "own")]


def stefan_images(n: int) -> list[int]:
    """The pattern of Stefan's cycle of the odd period n, which turns around its middle: images, counted from 0."""
    middle = n // 2
    orbit = [middle, *(place for k in range(1, middle + 1) for place in (middle + k, middle - k))]
    images = dict(zip(orbit, [*orbit[1:], orbit[0]], strict=True))
    return [images[place] for place in range(n)]


def denominators(kind: str, bits: int, r: random.Random) -> Iterator[int]:
    """Denominators of so many bits: always the same, two by turns (coprime), or each its own."""
    while True:
        if kind == "own":
            yield 2 ** (bits - 1) + 2 * r.randrange(2 ** (bits - 2)) + 1
        else:
            yield from {"one": (2**bits - 1,), "two": (2**bits - 1, 2**bits - 3)}[kind]


def stefan_on_random_points(n: int, bits: int, kind: str) -> PLMap:
    """The map that connects the dots of Stefan's n-cycle on random points of [0, 1]."""
    r = random.Random(n)
    inner = sorted(r.sample(range(1, 2**40), n - 2))
    between = [
        Fraction((x << bits - 40 | r.randrange(2 ** (bits - 40))) * d >> bits, d)
        for x, d in zip(inner, denominators(kind, bits, r), strict=False)
    ]
    points = [Fraction(0), *between, Fraction(1)]
    return PLMap([(x, points[image]) for x, image in zip(points, stefan_images(n), strict=True)])


def stefan_certificate(states: int, bits: int, iterate: int, kind: str) -> Certificate:
    """A sup-norm certificate by a covering with this number of intervals, at one iterate."""
    certificate = certify(stefan_on_random_points(states + 1, bits, kind), iterate=iterate)
    assert certificate is not None
    return certificate
