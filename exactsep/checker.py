"""Running the independent checker, `python -I -S proofs/check.py`: one file, in an interpreter of its own, isolated.

Nothing is imported at the start but os and sys: `exactsep check` starts two interpreters, and this one should cost little.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as type checkers read it
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def checker_path() -> str:
    """Where proofs/check.py is: inside the package when installed from a wheel, beside it in a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(here, "_proofs", "check.py")
    return inside if os.path.isfile(inside) else os.path.join(os.path.dirname(here), "proofs", "check.py")


def command(arguments: Sequence[str]) -> list[str]:
    """The command line that checks files, isolated: no site-packages, no environment variables, no current folder."""
    return [sys.executable, "-I", "-S", checker_path(), *arguments]


def check(*files: str | os.PathLike[str], map_file: str | os.PathLike[str] | None = None) -> Any:
    """The verdict of the checker on a certificate file.

    A dict with `accepted`, `theorem`, `map_sha256`, `claim_sha256` and `reason`; a list of dicts for several files. With
    `map_file`, a certificate about any other map is rejected. Raises ValueError if a file cannot be read.
    """
    import json
    import subprocess

    if not files:
        raise ValueError("no certificate file given")
    names = [_plain_name(os.fspath(file)) for file in files]
    for name in names if map_file is None else [*names, os.fspath(map_file)]:
        require_readable(name)
    options = ["--json"] + ([] if map_file is None else ["--map", _plain_name(os.fspath(map_file))])
    try:
        done = subprocess.run(command([*names, *options]), capture_output=True, text=True, check=False)
    except OSError as error:
        raise ValueError(f"cannot run the checker: {error.strerror or error}") from None
    if done.returncode not in (0, 1) or not done.stdout:
        raise ValueError(f"the checker failed: {' '.join((done.stderr or done.stdout).split())[:400]}")
    return json.loads(done.stdout)


def check_text(text: str) -> Any:
    """The verdict on the text of one certificate. Raises ValueError if it cannot be handed to the checker."""
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
            path = os.path.join(folder, "certificate.json")
            with open(path, "w", encoding="utf-8") as handle:
                handle.write(text)
            return check(path)
    except OSError as error:
        raise ValueError(f"cannot hand the certificate to the checker: {error.strerror or error}") from None


def require_readable(name: str) -> None:
    """Raises ValueError, naming the file, unless it is a file that can be read."""
    if not os.path.exists(name):
        raise ValueError(f"cannot read {name}: no such file")
    if os.path.isdir(name):
        raise ValueError(f"cannot read {name}: it is a directory")
    if not os.access(name, os.R_OK):
        raise ValueError(f"cannot read {name}: permission denied")


def _plain_name(name: str) -> str:
    """The name of a file, written so that it is not taken for an option."""
    return f".{os.sep}{name}" if name.startswith("-") else name
