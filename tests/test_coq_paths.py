"""Paths of branches counted by exponents, for rule T14 in Coq: kinds and bounds path by path, and that what is rounded is rounded by little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

import pytest

from exactsep.coq.l1.path_teeth import given_paths, rounded
from exactsep.coq.l1.paths import Branch, Key, Paths, Powers
from exactsep.coq.problem import read_problem
from test_coq_teeth import MAPS, bounded


def parts(name: str) -> tuple[dict[str, Any], Paths, list[Any]]:
    data = bounded(name)
    problem, lower = read_problem(data["map"]), data["evidence"]["lower"]
    return data, given_paths(problem, lower), [problem.exact(base) for base in lower["bases"]]


def all_paths(paths: Paths, t: int, target: Any, i: int) -> Iterator[tuple[Branch, ...]]:
    """All paths of t branches from the interval i to the target, one by one."""
    for branch in paths.branches[i]:
        if t == 1:
            low, high = sorted((paths.problem.value(branch.u), paths.problem.value(branch.v)))
            if low <= target[0] and target[1] <= high:
                yield (branch,)
            continue
        for j in range(branch.first, branch.last + 1):
            yield from ((branch, *rest) for rest in all_paths(paths, t - 1, target, j))


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("t", [1, 2, 4])
def test_kinds_path_by_path(name: str, t: int) -> None:
    data, paths, _ = parts(name)
    for p, q in data["evidence"]["lower"]["targets"]:
        target = (paths.intervals[p][0], paths.intervals[q][1])
        found: Counter[Key] = Counter()
        for i in range(len(paths.intervals)):
            for path in all_paths(paths, t, target, i):
                found[tuple(map(sum, zip(*(branch.key for branch in path), strict=True)))] += 1
        assert paths.counts(t, target) == found
        assert all(key[-1] == t for key in found)


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("bits", [32, 64, 256])
def test_bases_are_steep_enough(name: str, bits: int) -> None:
    """With the last base they are, and by little, as steep as the map: here by its own slopes, or as the evidence says it."""
    data, paths, bases = parts(name)
    found = rounded(paths, bases, bits, data["claim"]["iterate"])
    for branch in (branch for row in paths.branches for branch in row):
        exact = prod((base**e for base, e in zip(bases, branch.key[:-1], strict=True)), start=Fraction(1))
        assert exact <= found.steep(branch) <= exact * (1 + Fraction(1, 2 ** (bits - 1)))


def test_powers_are_just_below() -> None:
    powers = Powers([Fraction(5, 3), Fraction(2, 7), 1 + Fraction(1, 2**20)], 100)
    keys = [(a, b, c) for a in (-9, -1, 0, 2, 5) for b in (-3, 0, 1) for c in (0, 1, 40)]
    inverses = powers.inverses(keys)
    for key in keys:
        exact = prod((base**e for base, e in zip(powers.bases, key, strict=True)), start=Fraction(1))
        assert exact - Fraction(1, 2**60) <= Fraction(powers.level(key), powers.one) <= exact
        assert 1 / exact - Fraction(1, 2**60) <= Fraction(inverses[key], powers.one) <= 1 / exact
    assert powers.level((0, 0, 0)) == powers.one


@pytest.mark.parametrize("name", MAPS)
def test_the_bound_is_that_of_the_sum(name: str) -> None:
    """Rule T14 from its definition: all but the M largest shares of all teeth, each tooth by itself."""
    data, paths, bases = parts(name)
    t, pieces = 3, 2
    for p, q in data["evidence"]["lower"]["targets"]:
        target = (paths.intervals[p][0], paths.intervals[q][1])
        teeth_of = [path for i in range(len(paths.intervals)) for path in all_paths(paths, t, target, i)]
        shares = []
        for path in teeth_of:
            key = tuple(map(sum, zip(*(branch.key for branch in path), strict=True)))
            shares.append(1 / prod((base**e for base, e in zip(bases, key[:-1], strict=True)), start=Fraction(1)))
        exact = (target[1] - target[0]) ** 2 / 4 * sum(sorted(shares)[: max(0, len(shares) - pieces)], start=Fraction(0))
        bound = rounded(paths, bases, 64, t).best({target: paths.counts(t, target)}, pieces)[0]
        assert exact * (1 - Fraction(1, 2**50)) <= bound <= exact
