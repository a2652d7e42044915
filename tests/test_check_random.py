"""The rules of the independent checker one by one, on random maps and coverings: as much as the oracle finds, and no more."""

import json
import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

import oracle
import oracle_maps
from checking import CASES, check, encode, is_accepted, reason
from random_coverings import (
    alternations,
    covering,
    growing_case,
    markov_covering,
    markov_map,
    random_case,
    random_levels,
    random_map,
    spelled,
    times,
)


@pytest.fixture(autouse=True)
def start_at_no_work() -> None:
    """Functions of the checker that are called one by one go on counting where the last certificate stopped."""
    check.Meter.total = 0


def exactly(values: tuple[Fraction, Fraction]) -> Any:
    """Levels as the checker has them."""
    return tuple(value.as_integer_ratio() for value in values)


def path(expansion: Any) -> list[int]:
    """The values at the vertices, times den."""
    return [expansion.pieces[expansion.word[0]][0], *(expansion.pieces[k][1] for k in expansion.word)]


@pytest.mark.parametrize("seed", range(60))
def test_expansion_agrees_with_the_oracle(seed: int) -> None:
    rng = random.Random(seed)
    data = random_map(rng)
    f, (x, y) = oracle_maps.Map(data), random_levels(rng)
    for t in range(5):
        expansion = check.expand(check.read_map(data), t)
        graph = oracle_maps.expand(f, t)
        assert [Fraction(value, expansion.den) for value in path(expansion)] == [value for _, value in graph]
        assert len(expansion.word) == len(graph) - 1
        crossings = expansion.crossings(exactly((x, y)))
        assert crossings == oracle_maps.crossings(f, t, x, y) == oracle_maps.scan_crossings(graph, x, y)
        if len(graph) < 150:
            assert expansion.moves((y - x).as_integer_ratio()) == oracle_maps.moves([value for _, value in graph], y - x)


@pytest.mark.parametrize("seed", range(150))
def test_words_agree_with_the_oracle(seed: int) -> None:
    rng = random.Random(seed)
    markov = seed % 3 == 0
    data, cells, branches = random_case(rng, markov)
    f, (x, y) = oracle_maps.Map(data), random_levels(rng)
    evidence = {"rule": "T3w", "covering": covering(cells, branches)}
    for t in range(5):
        shown, _ = check.prove_crossings(check.read_map(data), t, exactly((x, y)), evidence, "evidence")
        assert shown <= oracle_maps.crossings(f, t, x, y)
        if markov:
            assert shown == oracle_maps.crossings(f, t, x, y)
        if t < 4:
            assert shown == alternations("".join(spelled(f, cells, branches, t, (x, y))))
    claim = {"kind": "crossings", "iterate": 4, "levels": [str(x), str(y)], "count": shown}
    certificate = {"format": check.FORMAT, "map": data, "claim": claim, "evidence": evidence}
    assert reason(encode(certificate)) == ""
    claim["count"] += 1
    assert reason(encode(certificate)).startswith("claim.count")


def test_cut_counts_are_below_the_exact_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of more than MAX_EXACT bits are rounded down, by little."""
    different = 0
    for seed in range(40):
        rng = random.Random(seed)
        data, cells, branches = random_case(rng, markov=seed % 4 != 0)
        levels = exactly(random_levels(rng))
        evidence = {"rule": "T3w", "covering": covering(cells, branches)}
        f = check.read_map(data)
        exact = [check.prove_crossings(f, t, levels, evidence, "evidence")[0] for t in range(0, 160, 8)]
        with monkeypatch.context() as patch:
            patch.setattr(check, "MAX_EXACT", 30)
            patch.setattr(check, "KEPT", 20)
            cut = [check.prove_crossings(f, t, levels, evidence, "evidence")[0] for t in range(0, 160, 8)]
        assert all(count * 9 // 10 <= less <= count for less, count in zip(cut, exact, strict=True))
        different += exact != cut
    assert different > 3


@pytest.mark.parametrize("seed", range(100))
def test_growth_agrees_with_the_oracle(seed: int) -> None:
    """The largest constant that T4w shows, computed with matrices here, is accepted; nothing more is; the oracle agrees."""
    rng = random.Random(seed)
    data, cells, branches, vector, rate = growing_case(rng, markov=seed % 4 != 0)
    f, (x, y) = oracle_maps.Map(data), random_levels(rng)
    m, head, tail = len(cells), rng.randint(0, 3), rng.randint(0, 3)
    reached = [1] * m
    for _ in range(head):
        reached = times(reached, branches)
    counts = [alternations(word) for word in spelled(f, cells, branches, tail, (x, y))]
    sigma = min(Fraction(r, w) for r, w in zip(reached, vector, strict=True) if w)
    kappa = sigma * sum(w * c for w, c in zip(vector, counts, strict=True)) / rate ** (head + tail)
    start = rng.randint(0, 3)
    shown = [alternations("".join(spelled(f, cells, branches, t, (x, y)))) for t in range(start, head + tail)]
    constant = min([kappa, *(count / rate**t for t, count in enumerate(shown, start))])
    claim = {"kind": "growth", "levels": [str(x), str(y)], "rate": str(rate), "constant": str(constant), "from": start}
    evidence = {"rule": "T4w", "covering": covering(cells, branches), "vector": vector, "head": head, "tail": tail}
    certificate = {"format": check.FORMAT, "map": data, "claim": claim, "evidence": evidence}
    assert (reason(encode(certificate)) == "") == (constant > 0)
    if constant > 0:
        assert oracle.is_true(data, claim) is True
    claim["constant"] = str(constant + Fraction(1, 10**30))
    assert reason(encode(certificate))


@pytest.mark.parametrize("seed", range(60))
def test_loops_of_cells_are_cycles(seed: int) -> None:
    """T5: cells of a Markov partition, some apart, that cover each other in a loop."""
    rng = random.Random(seed)
    data = markov_map(rng, grid=9)
    cells, branches = markov_covering(data, grid=9)
    accepted = 0
    for _ in range(300):
        n = rng.randint(1, 4)
        chosen = sorted(rng.sample(range(9), n))
        order = rng.sample(range(n), n)
        image = {order[k]: order[(k + 1) % n] for k in range(n)}
        claim = {
            "kind": "cycle",
            "period": n,
            "pattern": [image[k] + 1 for k in range(n)],
            "enclosures": [list(map(str, cells[k])) for k in chosen],
        }
        apart = all(q > p + 1 for p, q in pairwise(chosen))
        covers = all(any(b[0] == chosen[k] and b[3] <= chosen[image[k]] <= b[4] for b in branches) for k in range(n))
        told = reason(encode({"format": check.FORMAT, "map": data, "claim": claim, "evidence": {"rule": "T5"}}))
        assert (told == "") == (apart and covers)
        if not told:
            accepted += 1
            assert oracle.is_true(data, claim) is True
    assert accepted > 0 or all(b[0] not in range(b[3], b[4] + 1) for b in branches)


def test_returns_are_cycles() -> None:
    """T5s: decreasing maps and random enclosures; whatever is accepted exists."""
    rng = random.Random(0)
    accepted = 0
    for _ in range(3_000):
        ys = sorted((Fraction(rng.randint(0, 36), 36) for _ in range(3)), reverse=True)
        vertices = [[str(x), str(y)] for x, y in zip((0, Fraction(1, 2), 1), ys, strict=True)]
        n = rng.randint(1, 2)
        ends = sorted(rng.sample([Fraction(k, 24) for k in range(25)], 2 * n))
        data = {"kind": "piecewise-linear", "vertices": vertices}
        boxes = [[str(ends[2 * k]), str(ends[2 * k + 1])] for k in range(n)]
        claim = {"kind": "cycle", "period": n, "pattern": [2, 1] if n == 2 else [1], "enclosures": boxes}
        evidence = {"rule": "T5s", "start": rng.randrange(n), "bits": rng.choice((0, 3, 6, 30))}
        if is_accepted(encode({"format": check.FORMAT, "map": data, "claim": claim, "evidence": evidence})):
            accepted += n == 2
            assert oracle.is_true(data, claim) is True
    assert accepted > 5


@pytest.mark.parametrize(("n", "pieces"), [(n, pieces) for n in range(2, 11) for pieces in range(n)])
def test_least_errors(n: int, pieces: int) -> None:
    """The number of errors that T13 promises is attained, for every small n and M."""
    least = oracle.least_errors(n, pieces)
    assert least == max(0, -((-(n - 1 - pieces)) // 2))
    certificate = json.loads((CASES / "accept" / "tent-sign.json").read_text())
    for errors in (least, least + 1):
        certificate["claim"] |= {"points": n, "pieces": pieces, "errors": errors}
        assert is_accepted(encode(certificate)) == (0 < errors <= least)


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 7, 8, 9, 1_023, 1_024, 10**6, 3**40 - 1, 3**40, 10**59 + 7])
def test_widths(pieces: int) -> None:
    """T1: the table holds the largest widths, and no depth is missing."""
    table = {depth: int(width) for depth, width in check.widths(pieces)}
    for depth in range(1, 11):
        width = table.get(depth, 0)
        assert (width + 1) ** depth <= pieces < (width + 2) ** depth


def test_widths_of_huge_counts() -> None:
    """Leading digits, from a logarithm-free estimate: exact powers."""
    assert check.widths(10**6000)[:3] == [
        [1, "999999999999... (6000 digits)"],
        [2, "999999999999... (3000 digits)"],
        [3, "999999999999... (2000 digits)"],
    ]
    assert check.widths(3 << 10**6)[0] == [1, f"{3 * 2 ** (10**6) // 10 ** (301_030 - 11)}... (301031 digits)"]
    assert [depth for depth, _ in check.widths(3 << 10**6)] == list(range(1, 11))
