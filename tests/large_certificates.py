"""Large certificates, for Coq and for benchmarks: Stefan's cycles on random points whose coordinates have one common denominator."""

from __future__ import annotations

import random
from fractions import Fraction

from exactsep import PLMap, certify
from exactsep.certificates.certificate import Certificate

SIZES = [(50, 64, 300), (100, 512, 100)]  # states, bits of the denominator, iterate


def stefan_images(n: int) -> list[int]:
    """The pattern of Stefan's cycle of the odd period n, which turns around its middle: images, counted from 0."""
    middle = n // 2
    orbit = [middle, *(place for k in range(1, middle + 1) for place in (middle + k, middle - k))]
    images = dict(zip(orbit, [*orbit[1:], orbit[0]], strict=True))
    return [images[place] for place in range(n)]


def stefan_on_random_points(n: int, bits: int) -> PLMap:
    """The map that connects the dots of Stefan's n-cycle on random points of [0, 1]."""
    r = random.Random(n)
    inner = sorted(r.sample(range(1, 2**40), n - 2))
    points = [Fraction(0), *(Fraction(x * 2 ** (bits - 40) + r.randrange(2 ** (bits - 40)), 2**bits - 1) for x in inner), Fraction(1)]
    return PLMap([(x, points[image]) for x, image in zip(points, stefan_images(n), strict=True)])


def stefan_certificate(states: int, bits: int, iterate: int) -> Certificate:
    """A sup-norm certificate by a covering with this number of intervals, at one iterate."""
    certificate = certify(stefan_on_random_points(states + 1, bits), iterate=iterate)
    assert certificate is not None
    return certificate
