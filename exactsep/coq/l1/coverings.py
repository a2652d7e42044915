"""Coverings whose branches are not too steep, for rule T14."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

from exactsep.coq.l1.teeth import Branch, Steep, Target, size
from exactsep.coq.problem import Problem
from exactsep.coq.reading import entries
from exactsep.coq.terms import exact

EXPONENT = 50_000
DIGITS = 100_000  # of a power, as in the checker


def steep_covering(lower: dict[str, Any]) -> tuple[Steep, list[Target]]:
    """The covering of the evidence, and the targets."""
    steep = given_covering(lower)
    return steep, [(steep.intervals[p][0], steep.intervals[q][1]) for p, q in lower["targets"]]


def given_covering(lower: dict[str, Any]) -> Steep:
    """Rule T14: each branch is as steep as a product of powers of the bases."""
    covering, bases = lower["covering"], [exact(base) for base in lower["bases"]]
    rows: list[list[Branch]] = [[] for _ in covering["intervals"]]
    for (i, u, v, j1, j2), powers in zip(covering["branches"], small_exponents(lower), strict=True):
        if sum(size(base) * abs(power) for base, power in zip(bases, powers, strict=True)) > DIGITS * 10 // 3:
            raise ValueError(f"products of powers of more than {DIGITS} digits have no Coq form")
        steep = prod((base**power for base, power in zip(bases, powers, strict=True)), start=Fraction(1))
        rows[i].append(Branch(exact(u), exact(v), j1, j2, steep))
    return Steep([(exact(l), exact(r)) for l, r in covering["intervals"]], rows)


def small_exponents(lower: dict[str, Any]) -> list[list[int]]:
    """The exponents of each branch. Raises ValueError for large ones, and for more or fewer."""
    rows = entries(lower["exponents"], "evidence.lower.exponents", len(lower["covering"]["branches"]))
    for k, powers in enumerate(rows):
        if len(powers) != len(lower["bases"]):
            raise ValueError(f"evidence.lower.exponents[{k}]: {len(lower['bases'])} bases need as many exponents")
        if any(abs(power) > EXPONENT for power in powers):
            raise ValueError(f"evidence.lower.exponents[{k}]: exponents of rule T14 have a Coq form up to {EXPONENT}")
    return rows


def with_slopes(problem: Problem, steep: Steep) -> Steep:
    """The same covering, each branch as steep as the map is there, where this number is shorter: the evidence has products of powers, as
    few different ones as possible, but Coq multiplies and reduces them for each kind of path."""
    segments = list(pairwise(problem.vertices))
    slopes = [abs((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in segments]

    def own(branch: Branch) -> Branch:
        steepest = max(m for m, ((x0, _), (x1, _)) in zip(slopes, segments, strict=True) if x0 < branch.v and branch.u < x1)
        return replace(branch, steep=steepest) if 0 < steepest < branch.steep and size(steepest) < size(branch.steep) else branch

    return Steep(steep.intervals, [[own(branch) for branch in row] for row in steep.branches]) if segments else steep
