"""Large certificates by Coq's kernel, beside the same by the checker in Python."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import compile as coq
from exactsep.coq.export import coq_file
from large_certificates import SIZES, stefan_certificate

RUNS = 3
CHECKER = Path(__file__).parents[2] / "proofs" / "check.py"
LIMITS = {50: 10, 100: 60}  # seconds, by the number of states


def timed(command: list[str], folder: Path) -> float:
    """Seconds of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def bench_coq() -> None:
    """Medians over alternating runs; the theory is compiled before, and Python and Coq are started anew each time."""
    if not (shutil.which("coqc") and shutil.which("coq_makefile")):
        print("certificates in Coq: skipped, coqc not found")
        return
    coq.compile_theory()
    kernel = ["coqc", "-Q", str(coq.THEORY.resolve()), "Exactsep", "large.v"]
    checker = [sys.executable, "-I", "-S", str(CHECKER), "large.json"]
    for states, bits, iterate, kind in SIZES:
        data = stefan_certificate(states, bits, iterate, kind).data
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "large.json").write_text(json.dumps(data), encoding="utf-8")
            (folder / "large.v").write_text(coq_file(data), encoding="utf-8")
            pairs = [(timed(kernel, folder), timed(checker, folder)) for _ in range(RUNS)]
        ratio = statistics.median(a / b for a, b in pairs)
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        what = f"{states} states, {bits}-bit ends, {kind} denominator{'s' * (kind != 'one')}, t = {iterate}"
        print(f"coqc, {what}: {ratio:.1f} times check.py ({ours:.1f} s, {theirs:.2f} s); limit {LIMITS[states]} s")


if __name__ == "__main__":
    bench_coq()
