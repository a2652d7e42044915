"""The largest number M of affine pieces for which an error of f^t is certified: what all inverse questions are read from.

A network of depth l and width u has at most (u + 1)^l pieces (T1), so that one certificate about M pieces excludes all shapes with
(u + 1)^l <= M. "Excluded" always means: by a certificate that was found. What is not excluded may still be too small."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from gmpy2 import mpq

from exactsep.bounds.budgets import sign_budget, sup_budget, widest_error
from exactsep.bounds.counters import Expanded
from exactsep.bounds.l1 import LowerBound, best_lower
from exactsep.bounds.l1.affine import affine_partition
from exactsep.bounds.l1.cylinders import cylinder_bound
from exactsep.bounds.search import Progress, Source, source_for
from exactsep.bounds.sup import Bound
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.certify import certify, fixed_iterate
from exactsep.certificates.claims import certificate_json, fixed_claim, fixed_summary
from exactsep.certificates.oscillation import pieces_claimed
from exactsep.families import as_map
from exactsep.maps.iterate import expand
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q, simplest, size_of
from exactsep.numbers.literals import positive_rational

NORMS = ("sup", "sign", "l1")
MAX_EVALUATIONS = 60  # of the L1 bound, between two powers of two
MAX_POWER = 13_000  # of two: below 4,000 digits
L1_RULES = ("L1 lower bounds (T14, T15, T15x, T15v)",)
QUARTER = mpq(1, 4)
MAX_IRRATIONAL_PIECES = 2_000
L1Bound: TypeAlias = Callable[[int], LowerBound | None]


@dataclass(frozen=True)
class Excluded:
    """Every function with at most `pieces` pieces has an error of at least `error` from f^iterate in the norm, by `certificate`.

    error: in sup norm the distance somewhere, in l1 the integral, for sign a share of the alternating points (None if no error at all was
    certified and none was asked for). pieces = 0, without a certificate, if nothing was found. `maximal`: the search ran to its end, so
    that the evidence it looks at gives no more; `tried` says what that was.
    """

    norm: str
    iterate: int
    error: Any
    pieces: int
    certificate: Certificate | None
    tried: tuple[str, ...]
    maximal: bool = True


def excluded(
    f: Map | str | os.PathLike[str], iterate: int, error: Any = None, norm: str = "sup", *, progress: Progress | None = None
) -> Excluded:
    """The largest M found for which all functions with at most M pieces are certified to have an error of at least `error` from f^iterate.

    iterate from 0 to 100,000. error: an exact number > 0; for sign a share below 1/2 of the alternating points (T13). By default half of
    what is certified against one piece (sup: T12, T12i; l1: T14, T15, T15x, T15v), and a quarter of the points for sign. Raises ValueError
    for wrong inputs. "Nothing found" is pieces = 0."""
    f, t, least = as_map(f), fixed_iterate(iterate), require_error(error, norm)
    report = progress or (lambda _: None)
    return _l1(f, t, least, report) if norm == "l1" else _oscillation(f, t, least, norm, report)


def require_error(error: Any, norm: str) -> Any:
    """The error as an exact rational, or None. Raises ValueError for an unknown norm, a float, and what is not positive."""
    if norm not in NORMS:
        raise ValueError(f"the norm must be one of {', '.join(NORMS)}, not {norm!r}")
    if error is None:
        return QUARTER if norm == "sign" else None
    least = positive_rational("the error", error)
    if norm == "sign" and 2 * least >= 1:
        raise ValueError(f"the error for the norm sign is a share of the points, below 1/2, but {least} >= 1/2")
    return least


# -- sup and sign ------------------------------------------------------------------------------


def _oscillation(f: Map, t: int, error: Any, norm: str, progress: Progress) -> Excluded:
    """From the expanded iterate; if it is long and irrational, or the checker refuses to follow it, from a covering."""
    source = source_for(f, t, progress, expanding=_is_short(f, t))
    found = _from_source(f, t, error, norm, source, progress)
    refused = found.certificate is not None and isinstance(source.counter, Expanded) and not found.certificate.check()["accepted"]
    if not refused:
        return found
    return _from_source(f, t, error, norm, source_for(f, t, progress, expanding=False), progress)


def _from_source(f: Map, t: int, error: Any, norm: str, source: Source, progress: Progress) -> Excluded:
    progress("choosing the levels")
    if error is None:
        error = half(widest_error(source.counter))
    bound = None if error is None else sign_budget(source.counter, error) if norm == "sign" else sup_budget(source.counter, error)
    if bound is None:
        return Excluded(norm, t, error, 0, None, source.tried)
    made = _certificate(f, t, bound, source)
    return Excluded(norm, t, error, pieces_claimed(made.claims[0]), made, source.tried)


def _certificate(f: Map, t: int, bound: Bound, source: Source) -> Certificate:
    claim, evidence = fixed_claim(f, t, bound, source)
    return Certificate(certificate_json(f, claim, evidence), (fixed_summary(t, bound, source),), (), source.tried)


def half(error: Any) -> Any:
    """Half of an error as a short rational: less a thousandth of it where the number is irrational or long."""
    if error is None:
        return None
    short = hasattr(error, "denominator") and size_of(error) <= 40
    return error / 2 if short else simplest(error * mpq(999, 2000), error / 2)


# -- L1 -----------------------------------------------------------------------------------------


def _l1(f: Map, t: int, error: Any, progress: Progress) -> Excluded:
    progress("L1 lower bounds")
    bound = _l1_bound(f, t)
    error, first = _l1_target(bound, error)
    if first is None:
        return Excluded("l1", t, error, 0, None, L1_RULES)
    pieces, maximal = largest_budget(bound, error, first)
    return _l1_proved(f, t, error, pieces, maximal, progress)


def _l1_bound(f: Map, t: int) -> L1Bound:
    """The best bound for a budget; over number fields, when f^t is long, T15 alone, which is then much quicker and almost as good."""
    partition = affine_partition(f) if isinstance(f, PLMap) and not _is_short(f, t, MAX_IRRATIONAL_PIECES // 10) else None
    return (lambda most: best_lower(f, t, most)) if partition is None else (lambda most: cylinder_bound(partition, t, most))


def _is_short(f: Map, t: int, most: int = MAX_IRRATIONAL_PIECES) -> bool:
    """Whether f^t may be expanded here: always over the rationals (there `source_for` and `best_lower` set the limits)."""
    return f.field is Q or (isinstance(f, PLMap) and expand(f, t, most) is not None)


def _l1_target(bound: L1Bound, error: Any) -> tuple[Any, LowerBound | None]:
    """The error, by default half of what is proved for one piece, and the bound for one piece if it reaches it."""
    first = bound(1)
    error = half(None if first is None else first.error) if error is None else error
    return error, first if first is not None and first.error >= error else None


def _l1_proved(f: Map, t: int, error: Any, pieces: int, maximal: bool, progress: Progress) -> Excluded:
    try:
        made = certify(f, iterate=t, norm="l1", pieces=pieces, progress=progress)
    except NothingToCertify as nothing:
        return Excluded("l1", t, error, 0, None, (str(nothing),), False)
    return Excluded("l1", t, error, pieces_claimed(made.claims[0]), made, made.tried, maximal)


def excludes(f: Map, t: int, error: Any, norm: str, pieces: int, progress: Progress | None = None) -> Excluded | None:
    """The same as `excluded` if it has at least so many pieces, else None; for l1 about this number of pieces alone, which is quicker."""
    if norm != "l1":
        found = excluded(f, t, error, norm, progress=progress)
        return found if found.pieces >= pieces else None
    bound = _l1_bound(f, t)
    least, first = _l1_target(bound, require_error(error, norm))
    reached = None if first is None else bound(pieces)
    if reached is None or reached.error < least:
        return None
    found = _l1_proved(f, t, least, pieces, False, progress or (lambda _: None))
    return found if found.pieces else None


def largest_budget(bound: L1Bound, error: Any, first: LowerBound) -> tuple[int, bool]:
    """The largest M with bound(M).error >= error, and whether it was reached, given that M = 1 (`first`) is one.

    First the power of two, then by secants of the bounds, which are nearly linear, and bisection in turn; up to a millionth of M, or to 1
    if M is less than 2^20."""
    power, above = _largest_power(bound, error, first)
    low, high, below = 1 << power, 2 << power, None
    for step in range(MAX_EVALUATIONS):
        if high - low <= max(1, low >> 20):
            break
        share = mpq(1, 2) if below is None or step % 2 else above / (above - below)
        middle = min(max(low + int(((high - low) * share).__floor__()), low + 1), high - 1)
        excess = _excess(bound(middle), error)
        if excess >= 0:
            low, above = middle, excess
        else:
            high, below = middle, excess
    return low, high - low == 1


def _largest_power(bound: L1Bound, error: Any, first: LowerBound) -> tuple[int, Any]:
    """The largest k with bound(2^k).error >= error, by doubling k and bisection, and the excess there."""
    low, above, high = 0, first.error - error, 1
    while high <= MAX_POWER and (excess := _excess(bound(1 << high), error)) >= 0:
        low, above, high = high, excess, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        excess = _excess(bound(1 << middle), error)
        low, above, high = (middle, excess, high) if excess >= 0 else (low, above, middle)
    return low, above


def _excess(found: LowerBound | None, error: Any) -> Any:
    return (mpq(0) if found is None else found.error) - error
