"""The independent checker: what it accepts is true, what it rejects it rejects with the reason, and every `need` counts.

The truth of a claim is decided by tests/oracle.py, which shares nothing with the checker. The certificates are in
tests/cases/accept; tests/cases/reject describes faults as changes of these, each with a part of the reason expected.
"""

import ast
import hashlib
import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mutation
import oracle
import oracle_maps

ROOT = Path(__file__).parent.parent
CHECKER = ROOT / "proofs" / "check.py"
CASES = Path(__file__).parent / "cases"
GALLERY = sorted((ROOT / "proofs" / "certificates").glob("*.json"))
ACCEPT = sorted((CASES / "accept").glob("*.json"))
REJECT = {
    f"{path.stem}/{name}": case for path in sorted((CASES / "reject").glob("*.json")) for name, case in json.loads(path.read_text()).items()
}
SAMPLED = (
    "l1",
    "separation",
    "realization",
    "golden-12",
    "golden-30",
    "skew-30",
    "tent-8",
    "tent-20-separation",
    "trimodal-2",
    "trimodal-6",
    "logistic-4-12",
)
SLOW_TO_CHECK = {"tent-sup-far", "stefan-5-100000"}


def load_checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("proofs_check", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = load_checker()


def reason(data: bytes, map_data: bytes | None = None) -> str:
    """Why a certificate is rejected; "" if it is accepted."""
    try:
        check.check_bytes(data, None if map_data is None else check.read_map_file(map_data))
    except check.Rejected as rejected:
        return str(rejected)
    return ""


def is_accepted(data: bytes) -> bool:
    return not reason(data)


def encode(certificate: Any) -> bytes:
    return json.dumps(certificate).encode()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", CHECKER, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


# Accepted


@pytest.mark.parametrize("path", ACCEPT + GALLERY, ids=lambda path: path.stem)
def test_accepted_claims_are_true(path: Path) -> None:
    certificate = json.loads(path.read_text())
    theorem = check.check_bytes(path.read_bytes())
    assert theorem.kind == certificate["claim"]["kind"]
    far = certificate["claim"].get("iterate", 0) in range(oracle_maps.MAX_ITERATE + 1, 10**6)
    far = far or certificate.get("map", {}).get("field", oracle.PHI) != oracle.PHI
    verdict = oracle.is_true(certificate.get("map"), certificate["claim"])
    claim = certificate["claim"]
    open_ended = claim["kind"] == "l1" or (claim["kind"] == "narrow-exact" and len(claim["box"] or ()) > 1)  # the oracle only refutes these
    assert verdict is (None if far else True) or (verdict is None and (path in GALLERY or open_ended))


def numbers(value: Any) -> Iterator[str]:
    return (str(number) for _, number in mutation.leaves(value))


@pytest.mark.parametrize("path", ACCEPT, ids=lambda path: path.stem)
def test_theorem_states_the_whole_claim(path: Path) -> None:
    certificate = json.loads(path.read_text())
    theorem = check.check_bytes(path.read_bytes())
    field = "field" in certificate.get("map", {})  # coefficients are those of polynomials then, with signs between the terms
    not_stated = {"network", "networks", "target", "narrow", "breakpoints", "values"}  # the theorem refers to those of the file
    stated = {key: value for key, value in certificate["claim"].items() if key not in not_stated}
    for spelled in (*numbers(certificate.get("map")), *numbers(stated)):
        number = spelled.removeprefix("-") if field else spelled
        assert number in theorem.words or (field and number == "0")
        assert number.replace("*2^", " \\cdot 2^{") in theorem.latex
    assert (theorem.map_sha256 == "") == ("map" not in certificate)
    prints = {"map": theorem.map_sha256, "claim": theorem.claim_sha256}
    for value, fingerprint in ((certificate[part], prints[part]) for part in prints if part in certificate):
        canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
        assert fingerprint == hashlib.sha256(canonical.encode()).hexdigest()
        assert fingerprint in theorem.words
    assert theorem.words.isascii()
    assert "\\begin{theorem}\n" in theorem.latex
    assert theorem.data["claim"] == certificate["claim"]


def rules(value: Any) -> set[str]:
    """All rules named in a certificate."""
    entries = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = {value["rule"]} if isinstance(value, dict) and "rule" in value else set()
    return found.union(*map(rules, entries))


@pytest.mark.parametrize("path", ACCEPT, ids=lambda path: path.stem)
def test_theorem_names_the_rules(path: Path) -> None:
    certificate = json.loads(path.read_text())
    named = check.check_bytes(path.read_bytes()).data["rules"].replace(",", "").split()
    assert rules(certificate["evidence"]) <= set(named)


RULES = {
    "E",
    "N",
    "P",
    "T2",
    "T3",
    "T3w",
    "T4w",
    "T5",
    "T5s",
    "T6e",
    "T12",
    "T12i",
    "T13",
    "T14",
    "T15",
    "T15v",
    "T15x",
    "T16",
    "T18",
    "T20",
    "T21",
    "O",
}


def test_accepted_cases_use_every_kind_and_rule() -> None:
    certificates = [json.loads(path.read_text()) for path in ACCEPT]
    assert set().union(*map(rules, certificates)) == RULES
    assert {certificate["claim"]["kind"] for certificate in certificates} == {*check.KINDS, *check.NETWORK_KINDS}


# Rejected


def patched(case: dict[str, Any]) -> tuple[bytes, bytes | None]:
    """The certificate and the map file of an entry of tests/cases/reject."""
    text = case.get("text") or (CASES / "accept" / f"{case['base']}.json").read_text()
    if "text" in case:
        pass
    elif "replace" in case:
        old, new = case["replace"]
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    else:
        certificate = json.loads(text)
        for path, value in case.get("set", {}).items():
            place, key = find(certificate, path)
            if isinstance(place, list) and key == len(place):
                place.append(value)
            else:
                place[key] = value
        for path in case.get("delete", ()):
            place, key = find(certificate, path)
            del place[key]
        text = json.dumps(certificate)
    text = text.replace('"<integer of 4001 digits>"', "1" * 4001)
    map_text = json.dumps(case["map_file"]).replace("<string of 4001 digits>", "1" * 4001) if "map_file" in case else None
    return text.encode(), map_text.encode() if map_text is not None else None


def find(value: Any, path: str) -> tuple[Any, str | int]:
    """The container and the key of a dotted path."""
    *keys, last = path.split(".")
    for key in keys:
        value = value[int(key) if isinstance(value, list) else key]
    return value, int(last) if isinstance(value, list) else last


@pytest.mark.parametrize("name", REJECT)
def test_rejected(name: str) -> None:
    case = REJECT[name]
    base = (CASES / "accept" / f"{case['base']}.json").read_bytes()
    assert is_accepted(base)
    data, map_data = patched(case)
    assert data != base or map_data is not None
    told = reason(data, map_data)
    assert case["reason"] in told
    assert "\n" not in told
    assert told.isascii()
    assert len(told) < 400


@pytest.fixture(autouse=True)
def start_at_no_work() -> None:
    """Functions of the checker that are called one by one go on counting where the last certificate stopped."""
    check.Meter.total = 0


def test_every_need_has_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call of `need` in the checker is the one that rejects, in at least one case."""
    import hostile_maxima
    import hostile_networks
    import hostile_paths
    import hostile_tapes
    import test_check_limits

    fired = set()

    def need(condition: bool, reason: str) -> None:
        if not condition:
            fired.add(sys._getframe(1).f_lineno)
            raise check.Rejected(reason)

    monkeypatch.setattr(check, "need", need)
    for case in REJECT.values():
        assert reason(*patched(case))
    for make, _ in (
        *test_check_limits.LIMITS.values(),
        *(hostile_paths.PATHS[name] for name in ("powers-T14", "class-work", "many-classes")),
        *(hostile_networks.NETWORKS[name] for name in ("long-slope", "one-weight")),
        hostile_maxima.MAXIMA["maxima-of-many-inputs"],
        hostile_tapes.TAPES["long-grid"],
    ):
        assert reason(make())
    tree = ast.parse(CHECKER.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "need"]
    silent = {node.lineno: ast.unparse(node) for node in calls if not fired & set(range(node.lineno, node.end_lineno + 1))}
    assert not silent
    assert len(calls) > 70


def test_only_need_rejects() -> None:
    tree = ast.parse(CHECKER.read_text())
    raised = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    assert sorted(set(raised)) == [
        "raise OSError(errno.EINVAL, 'not an ordinary file')",
        "raise Rejected(reason)",
    ]
    assert raised.count("raise Rejected(reason)") == 1


def test_functions_are_short() -> None:
    functions = [node for node in ast.walk(ast.parse(CHECKER.read_text())) if isinstance(node, ast.FunctionDef)]
    assert max(node.end_lineno - node.lineno + 1 for node in functions) <= 45
    assert sum(node.end_lineno - node.lineno + 1 <= 30 for node in functions) >= 0.95 * len(functions)


# Random maps and coverings


def random_map(rng: random.Random, grid: int = 12) -> dict[str, Any]:
    """A piecewise-linear map of [0, 1], plateaus allowed, with vertices on a grid."""
    while True:
        xs = [0, *sorted(rng.sample(range(1, grid), rng.randint(1, 4))), grid]
        points = [(Fraction(x, grid), Fraction(rng.randint(0, grid), grid)) for x in xs]
        if all(oracle_maps.slope(p, q) != oracle_maps.slope(q, r) for p, q, r in zip(points, points[1:], points[2:], strict=False)):
            return {"kind": "piecewise-linear", "vertices": [[str(x), str(y)] for x, y in points]}


def markov_map(rng: random.Random, grid: int = 6) -> dict[str, Any]:
    """A piecewise-linear map of [0, 1] that maps each cell of a grid onto some cells, or to a point."""
    points = [(Fraction(x, grid), Fraction(rng.randint(0, grid), grid)) for x in range(grid + 1)]
    bends = [q for p, q, r in zip(points, points[1:], points[2:], strict=False) if oracle_maps.slope(p, q) != oracle_maps.slope(q, r)]
    return {"kind": "piecewise-linear", "vertices": [[str(x), str(y)] for x, y in (points[0], *bends, points[-1])]}


def random_levels(rng: random.Random) -> tuple[Fraction, Fraction]:
    x, y = sorted(rng.sample([Fraction(k, 24) for k in range(-1, 26)], 2))
    return x, y


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


def markov_covering(data: dict[str, Any], grid: int = 6) -> tuple[list[Any], list[Any]]:
    """The cells, one branch for each that is not on a plateau."""
    f = oracle_maps.Map(data)
    cells = [(Fraction(k, grid), Fraction(k + 1, grid)) for k in range(grid)]
    return cells, [branch for i, cell in enumerate(cells) for branch in branches_between(f, cells, i, list(cell))]


def random_case(rng: random.Random, markov: bool) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """A map and a covering: a Markov partition, or a random one."""
    data = markov_map(rng) if markov else random_map(rng)
    return data, *(markov_covering(data) if markov else random_covering(rng, data))


def random_covering(rng: random.Random, data: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Intervals with random ends, gaps between them; branches between random points, some left out, some with fewer targets."""
    f = oracle_maps.Map(data)
    points = sorted({*(Fraction(rng.randint(0, 36), 36) for _ in range(rng.randint(2, 12))), *f.turns, *(y for _, y in f.vertices)})
    cells = [cell for cell in pairwise(points) if rng.random() < 0.8]
    branches = []
    for i, (l, r) in enumerate(cells):
        ends = sorted({l, r, *(l + (r - l) * Fraction(rng.randint(1, 8), 9) for _ in range(rng.randint(0, 2)))})
        branches += branches_between(f, cells, i, ends)
    branches = [branch for branch in branches if rng.random() < 0.9]
    for branch in branches:
        if rng.random() < 0.2:
            branch[3:] = sorted(rng.choices(range(branch[3], branch[4] + 1), k=2))
    return cells, branches


def branches_between(f: oracle_maps.Map, cells: list[Any], i: int, ends: list[Fraction]) -> list[Any]:
    """The branches of J_i between neighbouring ends, with all their targets."""
    result = []
    for u, v in pairwise(ends):
        lo, hi = sorted((f(u), f(v)))
        targets = [j for j, (l, r) in enumerate(cells) if lo <= l and r <= hi]
        if targets:
            result.append([i, u, v, targets[0], targets[-1]])
    return result


def spelled(f: oracle_maps.Map, cells: list[Any], branches: list[Any], t: int, levels: tuple[Fraction, Fraction]) -> list[str]:
    """The words of T3w, in full."""
    letter = {True: "L", False: ""}
    words = ["".join(letter[end <= levels[0]] or ("H" if end >= levels[1] else "") for end in cell) for cell in cells]
    for _ in range(t):
        after = [""] * len(cells)
        for i, u, v, j1, j2 in branches:
            word = "".join(words[j1 : j2 + 1])
            after[i] += word if f(u) < f(v) else word[::-1]
        words = after
    return words


def alternations(word: str) -> int:
    return sum(p != q for p, q in pairwise(word))


def covering(cells: list[Any], branches: list[Any]) -> dict[str, Any]:
    """As in a certificate."""
    rows = [[i, str(u), str(v), j1, j2] for i, u, v, j1, j2 in branches]
    return {"rule": "T3", "intervals": [[str(l), str(r)] for l, r in cells], "branches": rows}


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


def times(row: list[Any], branches: list[Any]) -> list[Any]:
    """The row vector times the matrix of a covering."""
    return [sum(row[b[0]] for b in branches if b[3] <= j <= b[4]) for j in range(len(row))]


def growing_case(rng: random.Random, markov: bool) -> tuple[dict[str, Any], list[Any], list[Any], list[int], Fraction]:
    """A map, a covering that has loops, a vector w with some entries 0, and the largest rate with w A >= rate w."""
    while True:
        data, cells, branches = random_case(rng, markov)
        vector = [1] * len(cells)
        for _ in range(8):  # towards the largest rate
            vector = [a + b for a, b in zip(times(vector, branches), vector, strict=True)]
        vector = [w if rng.random() < 0.9 else 0 for w in vector]
        for _ in cells:  # no weight where nothing arrives
            vector = [w if image else 0 for image, w in zip(times(vector, branches), vector, strict=True)]
        if any(vector):
            return data, cells, branches, vector, min(Fraction(r, w) for r, w in zip(times(vector, branches), vector, strict=True) if w)


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


# Mutants


@pytest.mark.parametrize("path", ACCEPT + GALLERY, ids=lambda path: path.stem)
def test_mutants_are_rejected_or_true(path: Path) -> None:
    """A certificate with a number changed is rejected, or its claim is true all the same: a sample of the changes."""
    try_mutants(path, 10 if path.stem in SLOW_TO_CHECK else 40)


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in ACCEPT + GALLERY if path.stem not in SLOW_TO_CHECK], ids=lambda path: path.stem)
def test_every_number_mutated(path: Path) -> None:
    """Every number of every certificate, in every way that `mutation` knows; of long ones, and those that take long, a sample."""
    try_mutants(path, 300 if path.stat().st_size > 3_000 or path.stem.startswith(SAMPLED) else None)


def try_mutants(path: Path, limit: int | None) -> None:
    certificate = json.loads(path.read_text())
    verdicts = []
    for what, mutant in mutation.mutants(certificate, limit):
        accepted, true = mutation.survivor(certificate, mutant, is_accepted)
        assert not accepted or true is not False, what
        verdicts.append((accepted, true))
    assert not all(accepted for accepted, _ in verdicts)


def test_mutants_change_every_number() -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    changed = {what.split(" := ")[0] for what, _ in mutation.mutants(certificate)}
    assert {".".join(map(str, path)) for path, _ in mutation.leaves(certificate)} <= changed
    assert all(mutant != certificate for _, mutant in mutation.mutants(certificate))


# The oracle itself


def test_oracle_knows_the_tent_map() -> None:
    tent = {"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}
    f = oracle_maps.Map(tent)
    assert len(oracle_maps.expand(f, 5)) == 33
    assert oracle_maps.laps(f, 90) == oracle_maps.crossings(f, 90, Fraction(0), Fraction(1)) == 2**90
    cycle = {"kind": "cycle", "period": 3, "pattern": [2, 3, 1], "enclosures": [["1/5", "1/4"], ["2/5", "1/2"], ["4/5", "9/10"]]}
    assert oracle.is_true(tent, cycle) is True
    assert oracle.is_true(tent, cycle | {"pattern": [3, 1, 2]}) is False
    assert oracle.is_true(tent, cycle | {"enclosures": [["1/5", "11/50"], ["2/5", "1/2"], ["4/5", "9/10"]]}) is False


def test_oracle_knows_the_logistic_map() -> None:
    chaos = {"kind": "polynomial", "coefficients": ["0", "4", "-4"], "interval": ["0", "1"]}
    assert oracle_maps.crossings(oracle_maps.Map(chaos), 50, Fraction(0), Fraction(1)) == 2**50
    claim = {"kind": "cycle", "period": 2, "pattern": [2, 1], "enclosures": [["1/3", "7/20"], ["9/10", "19/20"]]}
    assert oracle.is_true(chaos, claim) is True
    assert oracle.is_true(chaos, claim | {"enclosures": [["1/4", "1/3"], ["9/10", "19/20"]]}) is False


# The command line


TENT = CASES / "accept" / "tent-crossings-covering.json"


def test_text() -> None:
    done = run(TENT)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        f"ACCEPTED {TENT}\n"
        "Let f be the piecewise linear map of I = [0, 1] with the 3 vertices (0, 0), (1/2, 1), (1, 0); f^t is its t-th iterate.\n"
        "Theorem: f^12 has at least 4096 crossings of [1/3, 2/3]: closed subintervals of I with disjoint interiors, "
        "at one end of which f^12 <= 1/3 and at the other f^12 >= 2/3.\n"
        "Rules: T3w, T3 on 2 intervals with 2 branches.\n"
        "Fingerprint of the map: 6cc456bd0753a2d198ea25ab10de04af4ef786f734f8ca179af4c577bca0eeae\n"
        "Fingerprint of the claim: " + check.fingerprint(json.loads(TENT.read_text())["claim"]) + "\n"
    )


def test_several_files(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(TENT.read_text().replace("4096", "4097"))
    done = run(wrong, TENT)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"REJECTED {wrong}: claim.count = 4097 > 4096, the crossings that are shown"
    assert lines[1] == f"ACCEPTED {TENT}"


def test_json(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(TENT.read_text().replace("4096", "4097"))
    one, two = run("--json", TENT), run(TENT, wrong, "--json")
    assert (one.returncode, two.returncode) == (0, 1)
    accepted, [first, rejected] = json.loads(one.stdout), json.loads(two.stdout)
    assert accepted == first
    assert list(accepted) == ["file", "accepted", "theorem", "map", "claim", "map_sha256", "claim_sha256", "reason"]
    assert accepted["map"] == json.loads(TENT.read_text())["map"]
    assert accepted["claim"] == json.loads(TENT.read_text())["claim"]
    assert accepted["reason"] is None
    assert rejected == {
        "file": str(wrong),
        "accepted": False,
        "theorem": None,
        "map": None,
        "claim": None,
        "map_sha256": None,
        "claim_sha256": None,
        "reason": "claim.count = 4097 > 4096, the crossings that are shown",
    }


def test_long_numbers_are_short_in_words_and_full_in_json(tmp_path: Path) -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    certificate["claim"]["pieces"] = pieces = 7 * 10**3000
    path = tmp_path / "long.json"
    path.write_text(json.dumps(certificate))
    done = run("--json", path)
    assert json.loads(done.stdout)["claim"]["pieces"] == pieces
    assert "at most 700000000000... (3001 digits) pieces" in json.loads(done.stdout)["theorem"]


def test_numbers_shown_alike_are_told_apart() -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    certificate["claim"] |= {"iterate": 600, "pieces": 2**600 + 7}
    long = "414951556888... (181 digits)"
    assert reason(encode(certificate)) == (f"claim.pieces = {long} >= {long}, the crossings that are shown (those shown alike differ by 7)")
    assert check.apart(1, 1) == check.apart(1, 2) == check.apart(10**60, 10**61) == ""
    assert check.apart(10**60, (10**60, 1)) == " (those shown alike differ by 0)"
    assert check.apart((1, 10**60), 5, (1, 10**60 + 1), (1, 2)).startswith(" (those shown alike differ by 1/10000")


def test_one_is_singular() -> None:
    certificate = json.loads((CASES / "accept" / "tent-crossings-covering.json").read_text())
    certificate["claim"]["count"] = 1
    words = check.check_bytes(encode(certificate)).words
    assert "has at least 1 crossing of [" in words
    certificate["evidence"]["covering"] |= {"intervals": [["0", "1"]], "branches": [[0, "0", "1/2", 0, 0]]}
    assert "Rules: T3w, T3 on 1 interval with 1 branch." in check.check_bytes(encode(certificate)).words


def test_latex() -> None:
    done = run("--latex", CASES / "accept" / "tent-sup-far.json")
    assert done.returncode == 0
    assert "with at most $3 \\cdot 2^{29998}$ pieces has $\\sup_I |f^{30000} - g| \\ge 1/2$." in done.stdout
    assert done.stdout.count("\\begin{theorem}") == done.stdout.count("\\end{theorem}") == 1
    assert all(line.count("$") % 2 == 0 for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    "data",
    [
        {"vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]], "kind": "piecewise-linear"},
        {"vertices": [[0, 0], ["0.25", "0.50"], ["2/4", 1], ["3/4", "1/2"], [1, "0.0"]], "name": "tent", "format": 1, "source": ["any"]},
    ],
)
def test_map_file(data: Any, tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps(data))
    assert run(TENT, "--map", path).returncode == 0
    assert run("--map", path, CASES / "accept" / "golden-exact.json").returncode == 1


def test_map_file_of_a_polynomial(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"coefficients": [1, "2.5", "-1.50", 0, "0/7"], "interval": ["-0", 2]}))
    assert run(CASES / "accept" / "quadratic-cycle.json", "--map", path).returncode == 0
    assert run(TENT, "--map", path).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no file given"),
        (["--json"], "no file given"),
        (["--fast", TENT], "unknown option '--fast'"),
        ([TENT, "--map"], "--map needs a file"),
        ([TENT, "--json", "--latex"], "--json excludes --latex"),
        ([TENT, "--map", "nowhere.json"], "'nowhere.json' cannot be read: No such file or directory"),
        (["nowhere.json"], "'nowhere.json' cannot be read: No such file or directory"),
        ([TENT, CASES], "cannot be read: not an ordinary file"),
        (["--json", "nowhere.json", TENT], "'nowhere.json' cannot be read"),
    ],
)
def test_usage_errors(arguments: list[str | Path], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_help() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "--map MAPFILE" in done.stdout


def test_strange_file_names(tmp_path: Path) -> None:
    path = tmp_path / "a\nACCEPTED b\u00e9.json"
    path.write_text("[]")
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert done.stdout.isascii()
