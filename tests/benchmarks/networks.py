"""Networks on segments beside the same in floats, degenerate networks, a deep one, and the check of a narrow one."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from float_pieces import float_decomposition

from exactsep.certificates.certificate import Certificate
from exactsep.maps.piecewise import PLMap
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.decomposition import Decomposition
from exactsep.numbers.field import Q

ROOT = Path(__file__).parents[2]
GENERIC = ([1, 32, 32, 1], [2, 64, 64, 64, 2], [10, *[100] * 6, 1], [784, *[256] * 4, 10])


def random_arrays(widths: list[int], seed: int) -> list[tuple[Any, Any]]:
    """float32 weights as trained networks have them, normal with variance 2/n."""
    rng = np.random.default_rng(seed)
    return [
        (
            (rng.normal(size=(b, a)) * (2 / a) ** 0.5).astype(np.float32).astype(float),
            (rng.normal(size=b) * 0.3).astype(np.float32).astype(float),
        )
        for a, b in pairwise(widths)
    ]


def bench_generic() -> None:
    for widths in GENERIC:
        arrays = random_arrays(widths, 5)
        p, q = np.random.default_rng(6).normal(size=(2, widths[0])).astype(np.float32).astype(float)
        start, stop = ([Q(Fraction(z)) for z in end] for end in (p, q))
        net = ReLUNet([(w.tolist(), b.tolist()) for w, b in arrays])
        found = Decomposition(net, start, stop)
        list(found.vertices(found.breaks()))
        ratios = []
        for _ in range(7):
            t0 = time.perf_counter()
            float_decomposition(arrays, p, q)
            t1 = time.perf_counter()
            found = Decomposition(net, start, stop)
            breaks = found.breaks()
            t2 = time.perf_counter()
            list(found.vertices(breaks))
            t3 = time.perf_counter()
            ratios.append(((t2 - t1) / (t1 - t0), (t3 - t1) / (t1 - t0), t2 - t1, t3 - t1, t1 - t0))
        r, whole, proved, exact, floats = (statistics.median(column) for column in zip(*ratios, strict=True))
        name = "-".join(map(str, widths))
        print(
            f"{name} on a segment ({found.regions} regions): {r:.1f} times numpy float64 ({proved * 1000:.2f} ms, {floats * 1000:.2f} ms) with "
            f"regions and pieces proved, {whole:.1f} times ({exact * 1000:.1f} ms) with all breakpoints and values as rationals; limit 10, goal 2"
        )


def bench_degenerate() -> None:
    r = random.Random(1)
    widths = [784, *[256] * 4, 10]
    net = ReLUNet([([[r.randint(-3, 3) for _ in range(a)] for _ in range(b)], [0] * b) for a, b in pairwise(widths)])
    x = [Q(r.randint(-3, 3)) for _ in range(784)]
    t0 = time.perf_counter()
    found = Decomposition(net, [-z for z in x], [2 * z for z in x])
    seconds = time.perf_counter() - t0
    print(f"784-256x4-10 without biases from -x to 2x: {len(found.breaks()) - 1} pieces in {seconds:.2f} s; limit 2")


def bench_deep() -> None:
    net = realize(PLMap([(0, 0), ("1/2", 1), (1, 0)]), 20).network
    t0 = time.perf_counter()
    found = Decomposition(net, [Q(0)], [Q(1)])
    count = sum(1 for _ in found.vertices(found.breaks())) - 1
    print(f"tent^20 as a network of depth 20: {count} pieces, all as rationals, in {time.perf_counter() - t0:.1f} s; limit 10")


def bench_narrow() -> None:
    r = random.Random(2)
    widths = [10, 64, 64, 1]
    net = ReLUNet(
        [
            ([[Fraction(r.randint(1, 9) * r.choice((-1, 1)), 4) for _ in range(a)] for _ in range(b)], [r.randint(-3, 3) for _ in range(b)])
            for a, b in pairwise(widths)
        ]
    )
    t0 = time.perf_counter()
    made = narrow_on_box(net, [(-1, 1)] * 10)
    t1 = time.perf_counter()
    certificate = Certificate({"format": "exactsep-certificate/1", "claim": made.claim(), "evidence": made.evidence}, (), (), ())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "narrow.json"
        path.write_text(certificate.text())
        t2 = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(ROOT / "proofs" / "check.py"), str(path)], capture_output=True, text=True, check=False
        )
        t3 = time.perf_counter()
    size = f"width {made.width}, depth {made.depth}, {made.nonzero} nonzeros"
    print(f"narrow version of 10-64-64-1: {size}, made in {t1 - t0:.1f} s, checked in {t3 - t2:.1f} s; limit 3 ({done.stdout.split()[0]})")
