"""What shows that an iterate goes from one level to another often: terms of the type `source` of theory Evidence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from exactsep.coq.expansion import expanded, hits
from exactsep.coq.partition import Piece, partition
from exactsep.coq.problem import Problem
from exactsep.coq.terms import count, listed, natural, rational

EXACT = 2_000  # iterates whose counts are not rounded by much
STEPS = 200_000  # iterates of a covering, one by one
MOST = 10_000  # steps of a head
GUARD = 16  # bits more than the rule needs, because coefficients are rounded too


def crossings_source(problem: Problem, t: int, evidence: dict[str, Any], levels: list[Any], needed: int) -> str:
    """The source for `needed` crossings of f^t."""
    rule = evidence["rule"]
    if rule == "P":
        return points_term(problem, map(problem.exact, evidence["points"]), evidence["bits"])
    if rule == "E":
        if problem.over_field and (pieces := partition(problem)):
            return partition_source(problem, pieces)
        low, high = map(problem.exact, levels)
        return points_term(problem, hits(expanded(problem, t), low, high, needed + 1), 1)
    if not 0 <= t <= STEPS:
        raise ValueError(f"a covering at more than {STEPS:,} iterates has no Coq form yet".replace(",", " "))
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
        return enclosures, pattern, f"(Attracted {natural(rule['start'])} {natural(rule['bits'] + GUARD)})"
    return enclosures, pattern, "Expanding"


def paths(covering: dict[str, Any]) -> list[list[int]]:
    """The matrix of a covering: how many branches of the one interval cover the other."""
    if covering["rule"] == "T6e":
        pattern = covering["pattern"]
        size = len(pattern) - 1
        ranges = [(i, min(pattern[i : i + 2]) - 1, max(pattern[i : i + 2]) - 2) for i in range(size)]
    else:
        size = len(covering["intervals"])
        ranges = [(i, j1, j2) for i, _, _, j1, j2 in covering["branches"]]
    matrix = [[0] * size for _ in range(size)]
    for i, j1, j2 in ranges:
        for j in range(j1, j2 + 1):
            matrix[i][j] += 1
    return matrix


def numbers_term(growth: dict[str, Any], rate: str, constant: str, since: int) -> str:
    """The numbers of the rule T4w: sigma is the least quotient of an entry of (1, ..., 1) A^head and one of the vector."""
    matrix, vector = paths(growth["covering"]), growth["vector"]
    if growth["head"] > MOST:
        raise ValueError(f"heads have a Coq form up to {MOST}")
    sums = [1] * len(matrix)
    for _ in range(growth["head"]):
        sums = [sum(x * row[j] for x, row in zip(sums, matrix, strict=True)) for j in range(len(matrix))]
    sigma = min(Fraction(s, w) for s, w in zip(sums, vector, strict=True) if w)
    counts = " ".join(natural(n) for n in (since, growth["head"], growth["tail"]))
    return f"Numbers\n  {listed(map(count, vector))}%Z\n  {rational(rate)} {rational(constant)} {counts} {rational(sigma)}"
