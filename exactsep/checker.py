"""Running the independent checker: one file, in an interpreter of its own, isolated from this package (`python -I -S proofs/check.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def checker_path() -> Path:
    """Where proofs/check.py is: beside the package in a checkout, inside it when installed from a wheel."""
    here = Path(__file__).resolve().parent
    beside = here.parent / "proofs" / "check.py"
    return beside if beside.is_file() else here / "_proofs" / "check.py"


def command(arguments: Sequence[str]) -> list[str]:
    """The command line that checks files, isolated: no site-packages, no environment variables, no import from the current folder."""
    return [sys.executable, "-I", "-S", str(checker_path()), *arguments]


def check(*files: str | os.PathLike[str], map_file: str | os.PathLike[str] | None = None) -> Any:
    """The verdict of the checker on certificate files: a dict with `accepted`, `theorem`, `map_sha256`, `claim_sha256`, `reason`.

    A list of dicts for several files. With `map_file`, a certificate about any other map is rejected. Raises ValueError if a file cannot be read.
    """
    if not files:
        raise ValueError("no certificate file given")
    options = ["--json"] + ([] if map_file is None else ["--map", os.fspath(map_file)])
    done = subprocess.run(command([*(os.fspath(f) for f in files), *options]), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise ValueError((done.stderr or done.stdout).strip().splitlines()[-1] if done.stderr or done.stdout else "the checker failed")
    return json.loads(done.stdout)


def check_text(text: str) -> Any:
    """The verdict on the text of one certificate."""
    with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
        path = Path(folder) / "certificate.json"
        path.write_text(text, encoding="utf-8")
        return check(path)
