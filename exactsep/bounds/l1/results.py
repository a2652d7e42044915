"""What the L1 rules give: lower bounds for every g with at most M pieces, and upper bounds by one such g."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class LowerBound:
    """int_I |f^t - g| >= `error` for every continuous piecewise affine g with at most `pieces` pieces, t = `iterate`.

    `rule` is T15x, T15, T14 or T15v of THEORY.md. `error` is a positive rational (mpq). `evidence` is a dict of lists, tuples,
    strings, ints and elements of the field of f; its keys are described by the function that makes it.
    """

    rule: str
    iterate: int
    pieces: int
    error: Any
    evidence: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class UpperBound:
    """Some continuous piecewise affine function with at most `pieces` pieces has int_I |f^t - g| <= `error` (mpq).

    `exact` is the integral itself, an element of the field of f; `error` is `exact` unless that is irrational or long. The
    function is `g`, a PLMap; or, where f^t is too long to be expanded, the number `constant`, and `evidence` says how the integral
    was found (see `constants.cylinder_constant`).
    """

    rule: str
    iterate: int
    pieces: int
    error: Any
    exact: Any = field(repr=False)
    g: Any = field(default=None, repr=False)
    constant: Any = None
    evidence: dict[str, Any] = field(default_factory=dict, repr=False)
