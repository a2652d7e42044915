"""Coverings whose branches are not too steep, for rule T14: from the evidence of the rules T14 and T15, and for expanded iterates."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from exactsep.coq.partition import partition
from exactsep.coq.problem import Problem
from exactsep.coq.teeth import Branch, Steep, Target
from exactsep.coq.terms import exact

PAIRS = 12  # ends between which all targets are tried


def steep_covering(problem: Problem, lower: dict[str, Any]) -> tuple[Steep, list[Target]]:
    """The covering of the evidence, and targets that may be used. Raises ValueError if there is none."""
    if lower["rule"] == "T14":
        steep = given_covering(lower)
        return steep, [(steep.intervals[p][0], steep.intervals[q][1]) for p, q in lower["targets"]]
    steep = given_partition(problem, lower["partition"]) if lower["rule"] == "T15" else found_partition(problem)
    return steep, targets_of(steep.intervals)


def given_covering(lower: dict[str, Any]) -> Steep:
    """Rule T14: each branch is as steep as a product of powers of the bases."""
    covering, bases = lower["covering"], [exact(base) for base in lower["bases"]]
    rows: list[list[Branch]] = [[] for _ in covering["intervals"]]
    for (i, u, v, j1, j2), powers in zip(covering["branches"], lower["exponents"], strict=True):
        steep = prod((base**power for base, power in zip(bases, powers, strict=True)), start=Fraction(1))
        rows[i].append(Branch(exact(u), exact(v), j1, j2, steep))
    return Steep([(exact(l), exact(r)) for l, r in covering["intervals"]], rows)


def given_partition(problem: Problem, partition: dict[str, Any]) -> Steep:
    """Rule T15: the map is affine on each branch, onto an interval."""
    rows: list[list[Branch]] = [[] for _ in partition["intervals"]]
    for i, left, right, j in partition["branches"]:
        u, v = exact(left), exact(right)
        rows[i].append(Branch(u, v, j, j, steepness(problem, u, v)))
    return Steep([(exact(l), exact(r)) for l, r in partition["intervals"]], rows)


def found_partition(problem: Problem) -> Steep:
    """The intervals of the partition by all images of the vertices, if there are few. Raises ValueError if not."""
    pieces = partition(problem)
    if pieces is None:
        raise ValueError("this L1 bound has a Coq form only if the vertices of the map have few images (rule T14), and they have many")
    rows = [[Branch(u, v, first, last, steepness(problem, u, v))] if first <= last else [] for u, v, first, last in pieces]
    return Steep([(u, v) for u, v, _, _ in pieces], rows)


def steepness(problem: Problem, u: Fraction, v: Fraction) -> Fraction:
    """Of an affine branch."""
    return Fraction(abs(problem.value(v) - problem.value(u)) / (v - u))


def targets_of(intervals: list[Target]) -> list[Target]:
    """The intervals between any two of the ends, if these are few; otherwise the intervals themselves."""
    ends = sorted({x for interval in intervals for x in interval})
    if len(ends) > PAIRS:
        return intervals
    return [(p, q) for k, p in enumerate(ends) for q in ends[k + 1 :]]
