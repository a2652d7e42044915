"""T11: the rate of a map is at most its Lipschitz constant; certified from below, with equality by minimal polynomials."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.certify import certify
from exactsep.dynamics.rate import map_rate
from exactsep.families import as_map
from exactsep.maps.mapfile import Map
from exactsep.numbers.field import Q


@dataclass(frozen=True)
class RateAndLipschitz:
    """rate <= lipschitz (T11): `rate` is a rational with C_{x,y}(f^t) >= rate^t for all t, proved by `certificate` (T4w); 1 and None if no
    growth was found. `lipschitz` is a Lipschitz constant of f on I, the least one if f is piecewise affine. `equal`: the rate of f is
    exactly `lipschitz`: f has a Markov partition, and both are the same root of the minimal polynomial of its spectral radius.
    """

    rate: Any
    lipschitz: Any
    equal: bool
    certificate: Certificate | None


def rate_and_lipschitz(f: Map | str | os.PathLike[str], *, progress: Progress | None = None) -> RateAndLipschitz:
    """The certified growth rate of a map beside its Lipschitz constant. Raises ValueError for what is no map."""
    f = as_map(f)
    found = map_rate(f, progress=progress)
    try:
        made = certify(f, norm="crossings", for_all_t=True, progress=progress)
    except NothingToCertify:
        return RateAndLipschitz(Q(1), f.lipschitz, found.upper == 1 == f.lipschitz, None)
    rate = Q(made.claims[0]["rate"])
    assert rate <= f.lipschitz, f"T11 fails: rate {rate}, Lipschitz constant {f.lipschitz}"
    # The rate is the largest real root of its minimal polynomial, and by T11 at most f.lipschitz: a root as large is the same one.
    polynomial = found.minimal_polynomial if found.exact else None
    equal = polynomial is not None and f.lipschitz >= found.lower and value_at(polynomial, f.lipschitz) == 0
    return RateAndLipschitz(rate, f.lipschitz, equal, made)


def value_at(polynomial: Sequence[int], z: Any) -> Any:
    """The value of an integer polynomial (coefficients from low to high) at an exact number."""
    value: Any = 0
    for c in reversed(polynomial):
        value = value * z + c
    return value
