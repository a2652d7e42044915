"""Coverings whose branches are not too steep, for rule T14."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from exactsep.coq.teeth import Branch, Steep, Target
from exactsep.coq.terms import exact


def steep_covering(lower: dict[str, Any]) -> tuple[Steep, list[Target]]:
    """The covering of the evidence, and the targets."""
    steep = given_covering(lower)
    return steep, [(steep.intervals[p][0], steep.intervals[q][1]) for p, q in lower["targets"]]


def given_covering(lower: dict[str, Any]) -> Steep:
    """Rule T14: each branch is as steep as a product of powers of the bases."""
    covering, bases = lower["covering"], [exact(base) for base in lower["bases"]]
    rows: list[list[Branch]] = [[] for _ in covering["intervals"]]
    for (i, u, v, j1, j2), powers in zip(covering["branches"], lower["exponents"], strict=True):
        steep = prod((base**power for base, power in zip(bases, powers, strict=True)), start=Fraction(1))
        rows[i].append(Branch(exact(u), exact(v), j1, j2, steep))
    return Steep([(exact(l), exact(r)) for l, r in covering["intervals"]], rows)
