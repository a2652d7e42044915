"""A network beside the bounds for its architecture: how far it is from f^t, exactly, and how far every network of its shape must be.

A network with one input has at most P = prod (k_i n_i + 1) pieces on an interval, n_i units with k_i breakpoints in layer i (T1). So what
is certified for P pieces holds for every network of this architecture, whatever its weights: in sup norm (T12, T12i), in L1 (T14, T15,
T15x, T15v), and for the labels 1[g >= c] of alternating points of f^t (T13). The errors of the network itself cannot be smaller; if one
were, a rule or a measurement would be wrong, and `Contradiction` is raised."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import certify, fixed_iterate
from exactsep.maps.crossings import alternating_points
from exactsep.maps.distance import Distance, expanded, measured
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import compared_map, on_interval
from exactsep.networks.segments.on_segment import OnSegment
from exactsep.numbers.field import Q, decimal
from exactsep.wording import counted, short_integer, shown

NORMS = ("sup", "l1", "sign")


class Contradiction(AssertionError):
    """A network is closer to an iterate than a certified bound allows: a fault of this program, not of the input."""


@dataclass(frozen=True)
class ArchitectureBound:
    """What is certified in one norm for all networks of the architecture, and what the network itself has: `measured` >= `bound`.

    sup: the largest |f^t - net|; l1: the integral of |f^t - net| (an Enclosure if it would be a very long number); sign: the shares of
    `points`, alternating points of f^t, whose labels 1[. >= threshold] differ. `bound` and `certificate` are None if nothing was found,
    and `reason` says why; for sign `measured` is None too, because there are no points then."""

    norm: str
    measured: Any
    bound: Any
    certificate: Certificate | None
    reason: str | None
    points: int | None = None
    threshold: Any = None

    @property
    def excess(self) -> Any:
        """measured / bound, at least 1; None without a bound, and where l1 is enclosed."""
        return None if self.bound is None or hasattr(self.measured, "lo") else self.measured / self.bound


@dataclass(frozen=True)
class NetVersus:
    """A network against f^iterate on the interval of f. `allowed` is P, the largest number of pieces that T1 allows its architecture,
    `found` the network on the interval, with its exact number of pieces, `distance` its exact distances."""

    iterate: int
    iterate_pieces: int
    found: OnSegment
    distance: Distance
    allowed: int
    bounds: tuple[ArchitectureBound, ...]

    def __repr__(self) -> str:
        bounds = ", ".join(f"{one.norm} {decimal(one.bound)}" for one in self.bounds if one.bound is not None) or "nothing"
        pieces = f"{short_integer(self.pieces)} of at most {counted(self.allowed, 'piece')}"
        return f"NetVersus(f^{self.iterate}, {pieces}, sup {decimal(self.distance.sup)}, certified: {bounds})"

    @property
    def pieces(self) -> int:
        """The exact number of pieces of the network on the interval."""
        return self.found.pieces

    def bound(self, norm: str) -> ArchitectureBound:
        """The bound in a norm. Raises ValueError unless this is sup, l1 or sign."""
        if norm not in NORMS:
            raise ValueError(f"the norm must be one of {', '.join(NORMS)}, not {shown(norm)}")
        return next(one for one in self.bounds if one.norm == norm)


def net_versus(net: ReLUNet, f: Map | str | os.PathLike[str], iterate: Any, *, progress: Progress | None = None) -> NetVersus:
    """The network against f^iterate (f is a map, a name or a map file): its exact errors, and certified bounds for all networks of its
    architecture.

    Raises ValueError unless the network has one input and one output, f is a piecewise-linear self-map over the rationals, and f^iterate
    has at most 600,000 pieces; `Contradiction` if a bound exceeds an error."""
    report = progress or (lambda _: None)
    f, t = compared_map(f), fixed_iterate(iterate)
    found = on_interval(net, f)
    report(f"expanding iterate {t}")
    power = expanded(f, t)
    report("the distance")
    distance = measured(power, found.output())
    made = _Bounds(f, t, power, found.output(), net.max_pieces, report)
    bounds = (made.of("sup", distance.sup), made.of("l1", distance.l1), made.sign())
    return NetVersus(t, power.pieces, found, distance, net.max_pieces, bounds)


class _Bounds:
    """The bounds for at most `allowed` pieces."""

    def __init__(self, f: PLMap, t: int, power: PLMap, g: PLMap, allowed: int, report: Progress):
        self.f, self.t, self.power, self.g, self.allowed, self.report = f, t, power, g, allowed, report

    def certified(self, norm: str) -> tuple[Certificate | None, str | None]:
        """A certificate that the checker accepts, or the reason why there is none."""
        if self.allowed >= self.power.pieces:
            has = counted(self.power.pieces, "piece")
            return None, f"f^{self.t} has {has}, and T1 allows this architecture {short_integer(self.allowed)}: it excludes nothing"
        try:
            made = certify(self.f, self.t, norm, pieces=self.allowed, progress=self.report)
        except ValueError as nothing:
            return None, str(nothing)
        return made, None

    def of(self, norm: str, error: Any) -> ArchitectureBound:
        """sup and L1: the error of the network beside the bound."""
        made, reason = self.certified(norm)
        if made is None:
            return ArchitectureBound(norm, error, None, None, reason)
        bound = Q(made.claims[0]["error"])
        return ArchitectureBound(norm, _no_less(norm, error, bound), bound, made, None)

    def sign(self) -> ArchitectureBound:
        """The share of the alternating points of T13 that the network mislabels, for the threshold of the claim."""
        made, reason = self.certified("sign")
        if made is None:
            return ArchitectureBound("sign", None, None, None, reason)
        claim = made.claims[0]
        x, y = map(Q, claim["levels"])
        places = alternating_points(self.power, x, y)[: claim["points"]]
        threshold = (x + y) / 2
        wrong = sum((self.g.at(z) >= threshold) != (self.power.at(z) >= threshold) for z in places)
        bound = Q(claim["error"])
        return ArchitectureBound("sign", _no_less("sign", Q(wrong) / len(places), bound), bound, made, None, len(places), threshold)


def _no_less(norm: str, error: Any, bound: Any) -> Any:
    """The error. Raises Contradiction if it is below the bound."""
    if getattr(error, "hi", error) < bound:
        raise Contradiction(f"the network has an error of {error} ({norm}), below the certified bound {bound} for its architecture")
    return error
