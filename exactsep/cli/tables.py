"""Depth-width tables for people: what a claim about pieces says about networks (T1), all roots exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from exactsep.cli.output import digits, fraction_and_decimal, short

if TYPE_CHECKING:
    from exactsep.bounds.width import Row

DEPTHS = (1, 2, 3, 5)
TIMES = (10, 20, 50, 100)
SHARES = (Fraction(1, 10), Fraction(1, 4), Fraction(2, 5))
Table = tuple[Sequence[str], list[list[str]]]


def failure(claim: dict[str, Any]) -> str:
    """What a network with too few pieces does, by the kind of the claim."""
    t = "f^t" if claim["iterate"] == "every" else f"f^{claim['iterate']}"
    if claim["kind"] == "sup":
        return f"misses {t} somewhere by at least {fraction_and_decimal(claim['error'])}"
    if claim["kind"] == "l1":
        return f"misses {t} by at least {fraction_and_decimal(claim['error'])} in L1"
    if claim["kind"] == "sign":
        return f"mislabels at least {short(claim['errors'])} of the {short(claim['points'])} points"
    if claim["kind"] == "exact":
        return f"differs from {t} somewhere"
    return f"crosses the levels less often than {t}"


def networks(breakpoints: int) -> str:
    return "ReLU network" if breakpoints == 1 else f"network whose activation has {breakpoints} breakpoints,"


def architecture_title(claim: dict[str, Any], breakpoints: int) -> str:
    return f"Every {networks(breakpoints)} with d hidden layers of at most u units each, or of at most n units in all, {failure(claim)}:"


def architecture_rows(rows: Sequence[Row]) -> Table:
    """The depth-width table, without the depths at which not even width 1 is excluded."""
    shown = [[str(row.depth), short(row.width), short(row.neurons)] for row in rows if row.width is not None]
    return ("depth d", "width u", "units n"), shown


def every_title(claim: dict[str, Any], breakpoints: int) -> str:
    return f"For example, every {networks(breakpoints)} with d hidden layers of at most u units each {failure(claim)}. The widths u:"


def l1_every_title(claim: dict[str, Any], breakpoints: int) -> str:
    half = fraction_and_decimal(str(Fraction(claim["floor"]) / 2))
    network = f"every {networks(breakpoints)} with d hidden layers of at most u units each"
    return f"For example, {network} misses f^t by at least half of the floor, {half}, in L1. The widths u:"


def half_of_floor(claim: dict[str, Any]) -> dict[str, Any]:
    """The M for which floor - loss M / rate^(t - from) is at least floor/2, as fewer than constant * rate^t pieces."""
    rate = claim["rate"][0] if isinstance(claim["rate"], list) else claim["rate"]
    constant = Fraction(claim["floor"]) / (2 * Fraction(claim["loss"])) / Fraction(rate) ** claim["from"]
    return {**claim, "rate": rate, "constant": str(constant)}


def every_rows(claim: dict[str, Any], depths: Sequence[int], breakpoints: int) -> Table:
    """How the widths grow with t: those of the largest M < constant * rate^t."""
    rate, constant = Fraction(claim["rate"]), Fraction(claim["constant"])
    rows = []
    for t in TIMES:
        pieces = ceil(constant * rate**t) - 1
        if t >= claim["from"] and pieces >= 1:
            rows.append([str(t), compact(pieces), *widths(pieces, depths, breakpoints)])
    return ("t", "pieces", *map(_at_depth, depths)), rows


def share_rows(points: int, claimed: Fraction, depths: Sequence[int], breakpoints: int) -> Table:
    """T13 on n points: with M = n - 2k pieces at least k labels are wrong; for shares k/n of about 1/10, 1/4 and 2/5,
    if they are larger than the one that is claimed.
    """
    rows = []
    for share in SHARES:
        errors = ceil(share * points)
        pieces = points - 2 * errors
        if pieces >= 1 and Fraction(errors, points) > claimed:
            rows.append([str(share), compact(errors), compact(pieces), *widths(pieces, depths, breakpoints)])
    return ("share", "errors", "pieces", *map(_at_depth, depths)), rows


def widths(pieces: int, depths: Sequence[int], breakpoints: int) -> list[str]:
    """The largest widths with at most so many pieces."""
    from exactsep.bounds.width import widest

    return [compact(widest(pieces, depth, breakpoints)) for depth in depths]


def compact(n: int | None) -> str:
    """An integer in a wide table: of more than 10 digits only the first four and the power of ten, rounded down."""
    if n is None or n < 10**10:
        return "-" if n is None else str(n)
    text = digits(n)
    return f"{text[0]}.{text[1:4]}..e{len(text) - 1}"


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Comma-separated values with a header; None is an empty field, integers have all their digits."""
    from csv import writer
    from io import StringIO

    buffer = StringIO()
    made = writer(buffer, lineterminator="\n")
    made.writerow(columns)
    made.writerows(["" if value is None else digits(value) for value in row] for row in rows)
    return buffer.getvalue()


def _at_depth(depth: int) -> str:
    return f"d = {depth}"
