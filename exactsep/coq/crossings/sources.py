"""What shows that an iterate goes from one level to another often: terms of the type `source` of theory Evidence."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import Any

from exactsep.coq.expansion import expanded, hits
from exactsep.coq.partition import Piece, partition
from exactsep.coq.problem import Problem
from exactsep.coq.reading import entries, integer
from exactsep.coq.terms import count, listed, natural, number, rational

EXACT = 2_000  # iterates whose counts are not rounded by much
BITS = 20_000  # of the rules P and T5s, as in the checker
LONGEST = 64  # heads and tails, as in the checker
GUARD = 16  # bits more than the rule needs, because coefficients are rounded too


def crossings_source(problem: Problem, t: int, evidence: dict[str, Any], levels: list[Any], needed: int) -> str:
    """The source for `needed` crossings of f^t."""
    rule = evidence["rule"]
    if rule == "P":
        return points_term(problem, map(problem.exact, evidence["points"]), integer(evidence["bits"], "the bits of rule P", 0, BITS))
    if rule == "E":
        if problem.over_field and (pieces := partition(problem)):
            return partition_source(problem, pieces)
        low, high = map(problem.exact, levels)
        return points_term(problem, hits(expanded(problem, t), low, high, needed + 1), 1)
    return covering_source(problem, evidence["covering"], 20_000 if t <= EXACT else 296)  # at least 259 bits are kept


def points_term(problem: Problem, points: Any, bits: int) -> str:
    return f"by_points\n  {problem.terms(points)}{problem.numbers.scope}\n  {natural(bits + GUARD)}"


def covering_source(problem: Problem, covering: dict[str, Any], bits: int) -> str:
    """The source for a covering that is given, or by a cycle."""
    if covering["rule"] == "T6e":
        enclosures, pattern, why = cycle_terms(problem, covering, covering["cycle"])
        return f"by_cycle\n  {enclosures}{problem.numbers.scope}\n  {pattern}%nat {why}"
    intervals = listed(map(problem.pair, covering["intervals"]))
    return (
        f"by_covering\n  {intervals}{problem.numbers.scope}\n  [{(';' + chr(10) + '   ').join(branch_lists(problem, covering))}]\n  {bits}"
    )


def partition_source(problem: Problem, pieces: list[Piece]) -> str:
    """The source that counts what an expansion counts: over a number field points take longer."""
    branches = [[i, piece.left, piece.right, piece.first, piece.last] for i, piece in enumerate(pieces) if piece.first <= piece.last]
    return covering_source(problem, {"rule": "T3", "intervals": [piece[:2] for piece in pieces], "branches": branches}, 20_000)


def branch_lists(problem: Problem, covering: dict[str, Any]) -> list[str]:
    """For each interval the list of its branches."""
    found: list[list[str]] = [[] for _ in covering["intervals"]]
    for i, u, v, j1, j2 in covering["branches"]:
        found[i].append(f"Span {problem.place(u)} {problem.place(v)} {natural(j1)} {natural(j2 - j1)}")
    return [listed(branches) for branches in found]


def cycle_terms(problem: Problem, cycle: dict[str, Any], rule: dict[str, Any]) -> tuple[str, str, str]:
    """The enclosures, the pattern from 0 on, and the reason."""
    enclosures = listed(map(problem.pair, cycle["enclosures"]))
    pattern = listed(natural(image - 1) for image in cycle["pattern"])
    if rule["rule"] == "T5s":
        bits = integer(rule["bits"], "the bits of rule T5s", 0, BITS)
        return enclosures, pattern, f"(Attracted {natural(rule['start'])} {natural(bits + GUARD)})"
    return enclosures, pattern, "Expanding"


def ranges(covering: dict[str, Any]) -> tuple[int, list[tuple[int, int, int]]]:
    """How many intervals a covering has, and of each branch the interval in which it is, and the first and last one that it covers."""
    if covering["rule"] == "T6e":
        pattern = covering["pattern"]
        size = len(pattern) - 1
        return size, [(i, min(pattern[i : i + 2]) - 1, max(pattern[i : i + 2]) - 2) for i in range(size)]
    return len(covering["intervals"]), [(i, j1, j2) for i, _, _, j1, j2 in covering["branches"]]


def pushed(row: list[int], branches: list[tuple[int, int, int]]) -> list[int]:
    """A row vector, times the matrix of a covering: how many branches of the one interval cover the other."""
    steps = [0] * (len(row) + 1)
    for i, first, last in branches:
        steps[first] += row[i]
        steps[last + 1] -= row[i]
    return list(accumulate(steps))[:-1]


def numbers_term(growth: dict[str, Any], where: str, rate: str, constant: str, since: int) -> str:
    """The numbers of the rule T4w: sigma is the least quotient of an entry of (1, ..., 1) A^head and one of the vector."""
    size, branches = ranges(growth["covering"])
    vector = entries(growth["vector"], f"{where}.vector", size)
    given = (("claim.from", since), (f"{where}.head", growth["head"]), (f"{where}.tail", growth["tail"]))
    numbers = [integer(value, name, 0, LONGEST) for name, value in given]
    sums = [1] * size
    for _ in range(growth["head"]):
        sums = pushed(sums, branches)
    sigma = min(Fraction(s, number(w)) for s, w in zip(sums, vector, strict=True) if w)
    counts = " ".join(map(natural, numbers))
    return f"Numbers\n  {listed(map(count, vector))}%Z\n  {rational(rate)} {rational(constant)} {counts} {rational(sigma)}"
