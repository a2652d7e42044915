"""`make bench`: every figure is measured beside its yardstick in this one run; ratios are medians over alternating runs."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import flint
import kernel
import networks
import numpy as np

from exactsep.certificates.claims import certificate_json, covering_json
from exactsep.dynamics.covering import Covering, covering_between, covering_of_cycle
from exactsep.dynamics.cycles import all_cycles
from exactsep.dynamics.orbits import Cycle
from exactsep.dynamics.words import crossing_count
from exactsep.families import named_map
from exactsep.maps.iterate import compose
from exactsep.maps.mapfile import canonical
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern

ROOT = Path(__file__).parents[2]
ISSUE_MAP = PLMap([(0, 0), ("1/5", "4/5"), ("2/5", "1/3"), ("7/10", 1), (1, "1/7")])


def seconds(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def ratio(job: Callable[[], Any], yardstick: Callable[[], Any], runs: int = 5) -> tuple[float, float, float]:
    """Median ratio, and the median seconds of both, over alternating runs after one warm-up."""
    job(), yardstick()
    pairs = [(seconds(job), seconds(yardstick)) for _ in range(runs)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def grown(f: PLMap, pieces: int) -> PLMap:
    h = f
    while h.pieces < pieces:
        h = compose(h, f)
    return h


def grown_in_floats(f: PLMap, pieces: int) -> tuple[Any, Any]:
    """The same pre-composition in numpy float64 (collinear vertices are not merged)."""
    fx = np.array([float(x) for x in f.xs])
    fy = np.array([float(y) for y in f.ys])
    xs, ys = fx, fy
    while len(xs) <= pieces:
        x_parts, y_parts = [fx[:1]], [np.interp(fy[:1], xs, ys)]
        for x0, x1, y0, y1 in zip(fx, fx[1:], fy, fy[1:], strict=False):
            lo, hi = np.searchsorted(xs, min(y0, y1), "right"), np.searchsorted(xs, max(y0, y1), "left")
            scale = (x1 - x0) / (y1 - y0)
            piece, values = xs[lo:hi] * scale + (x0 - y0 * scale), ys[lo:hi]
            forwards = y0 < y1
            x_parts += [piece if forwards else piece[::-1], np.array([x1])]
            y_parts += [values if forwards else values[::-1], np.interp([y1], xs, ys)]
        xs, ys = np.concatenate(x_parts), np.concatenate(y_parts)
    return xs, ys


def bench_iteration() -> None:
    for name, f in (("tent", named_map("tent")), ("four laps, slopes 4, -7/3, 20/9, -20/7", ISSUE_MAP)):
        assert isinstance(f, PLMap)
        r, exact, floats = ratio(lambda f=f: grown(f, 10**6), lambda f=f: grown_in_floats(f, 10**6))
        print(f"iterate to 10^6 pieces, {name}: {r:.1f} times numpy float64 ({exact:.2f} s, {floats:.3f} s); limit 100, goal 8")


def bench_iteration_over_a_field() -> None:
    """phi |x| - 1 on [-phi, phi], where no vertices become collinear in floats either."""
    field = NumberField([-1, -1, 1], (1, 2))
    phi = field.generator
    f = PLMap([(-phi, phi**2 - 1), (0, -1), (phi, phi**2 - 1)], field)
    r, exact, floats = ratio(lambda: grown(f, 10**6), lambda: grown_in_floats(f, 10**6), runs=3)
    print(f"iterate to 10^6 pieces over Q(phi): {r:.1f} times numpy float64 ({exact:.2f} s, {floats:.3f} s); limit 200, goal 4")


def nine_states() -> Covering:
    pattern = Pattern.parse("(1 3 9 4 2 5 8 7 10 6)")
    points = [Fraction(i, 9) for i in pattern.orbit()]
    return covering_of_cycle(Cycle.of_orbit(tuple(points)))


def bench_counting() -> None:
    covering, t = nine_states(), 10**6
    matrix = flint.fmpz_mat(covering.matrix())
    x, y = covering.intervals[4][0].lo, covering.intervals[4][1].lo
    r, ours, power = ratio(lambda: crossing_count(covering, x, y, t), lambda: matrix**t, runs=3)
    print(f"crossings at t = 10^6 on 9 states: {1 / r:.1f} times faster than fmpz_mat ** t ({ours:.3f} s, {power:.2f} s); limit 5")


def bench_cycles() -> None:
    full = named_map("full:3")
    t = seconds(lambda: [len(s.orbits) for s in all_cycles(full, 12)])
    print(f"all points of least period <= 12 of full:3: {t:.2f} s; limit 5")
    t = seconds(lambda: [len(s.cycles) for s in all_cycles(named_map("logistic:15/4"), 8)])
    print(f"cycles of logistic:15/4 up to period 8: {t:.2f} s; limit 20")


def bench_checker() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        path.write_text(large_certificate(10_000))
        command = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "check.py"), str(path)]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"checker, 10^4 rows with 40-digit numbers: {time.perf_counter() - start:.2f} s; limit 2 ({done.stdout.split()[0]})")


def large_certificate(m: int) -> str:
    """A growth certificate of the tent map on m intervals with 40-digit ends and a 40-digit vector; its rate is far from sharp."""
    f = named_map("tent")
    cuts = [Fraction(i, m) + (Fraction(i * i * 7919 % 10**6 + 1, 10**40) if 0 < i < m else 0) for i in range(m + 1)]
    covering = covering_between(f, [(Q(a), Q(b)) for a, b in pairwise(cuts)])
    vector = [10**39 + 7 * i for i in range(m)]
    while True:
        image = covering.left_multiply(vector)
        kept = [w if reached else 0 for w, reached in zip(vector, image, strict=True)]
        if kept == vector:
            break
        vector = kept
    heaviest = max(range(m), key=vector.__getitem__)
    growth_claim = {"rate": "1/1000000", "constant": "1/2", "from": 0}
    claim = {"kind": "growth", "levels": [str(cuts[heaviest]), str(cuts[heaviest + 1])], **growth_claim}
    evidence = {"rule": "T4w", "covering": covering_json(covering, None), "vector": vector, "head": 0, "tail": 0}
    return canonical(certificate_json(f, claim, evidence))


def bench_start() -> None:
    bare = [sys.executable, "-c", "import json, fractions"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tent.json"
        subprocess.run(
            [sys.executable, "-m", "exactsep", "certify", "tent", "--iterate", "20", "-o", str(path)], check=True, capture_output=True
        )
        for name, arguments, limit in (("--help", ["--help"], 2.5), ("check", ["check", str(path)], 3.5)):
            command = [str(Path(sys.executable).parent / "exactsep"), *arguments]
            r, ours, theirs = ratio(
                lambda command=command: subprocess.run(command, capture_output=True, check=True),
                lambda: subprocess.run(bare, capture_output=True, check=True),
                runs=15,
            )
            print(f"exactsep {name}: {r:.2f} times bare Python ({ours * 1000:.0f} ms, {theirs * 1000:.0f} ms); limit {limit}")


if __name__ == "__main__":
    dynamics = (bench_iteration, bench_iteration_over_a_field, bench_counting, bench_cycles, bench_checker, bench_start)
    of_networks = (networks.bench_generic, networks.bench_degenerate, networks.bench_deep, networks.bench_narrow)
    for bench in (*dynamics, *of_networks, kernel.bench_coq):
        bench()
