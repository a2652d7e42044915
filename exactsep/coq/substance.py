"""Claims that say something: one that is true of everything is no theorem worth a file, and is refused as the checker refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exactsep.coq.problem import read_problem
from exactsep.coq.terms import exact, number

POSITIVE = ("error", "rate", "constant", "floor", "errors")
SIDES = ("sup", "l1", "sign")  # of a separation


def require_more_than_nothing(certificate: dict[str, Any]) -> None:
    """Raises ValueError, with the place, for an error, a rate or a constant that is not positive, no wrong label or too many of them, a
    segment of one point, an empty box, and a separation from nothing."""
    claim = certificate["claim"]
    value_of = read_problem(certificate["map"]).exact if "map" in certificate else exact
    for place, value in least_numbers(claim):
        if (number(value) if place.endswith(".errors") else value_of(value)) <= 0:
            raise ValueError(f"{place} must be positive, and not {str(value)[:40]}")
    if claim["kind"] == "l1" and "pieces" in claim and number(claim["pieces"]) < 1:
        raise ValueError("claim.pieces must be positive, and not 0")
    if claim["kind"] == "separation" and all(claim[side] is None for side in SIDES):
        raise ValueError("claim has none of sup, l1 and sign")
    if "floor" in claim and value_of(claim["rate"]) <= 1:
        raise ValueError(f"claim.rate must be greater than 1, and not {str(claim['rate'])[:40]}")
    require_places(claim)


def least_numbers(claim: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is claimed at least, with its place. The error of a narrow network and distances of networks are exact, or upper bounds."""
    if claim["kind"] == "separation":
        yield from ((f"claim.{side}", claim[side]) for side in ("sup", "l1") if claim[side] is not None)
        if claim["sign"] is not None:
            yield "claim.sign.errors", claim["sign"]["errors"]
    elif claim["kind"] != "narrow-approximate":
        yield from ((f"claim.{key}", claim[key]) for key in POSITIVE if key in claim)


def require_places(claim: dict[str, Any]) -> None:
    """Raises ValueError for a segment of one point, and for an empty box."""
    if "segment" in claim:
        first, last = ([exact(x) for x in end] for end in claim["segment"])
        if first == last:
            raise ValueError("claim.segment: both ends are the same point")
    for low, high in claim.get("box") or []:
        if exact(low) >= exact(high):
            raise ValueError(f"claim.box: {str(low)[:40]} is not less than {str(high)[:40]}")
