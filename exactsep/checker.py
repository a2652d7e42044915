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
    """The command line that checks files, isolated: no site-packages, no environment variables, no current folder.

    The same as `python -I -S proofs/check.py`, but that the bytecode of the checker is kept for the next time."""
    program = "import sys; sys.path.append(sys.argv.pop(1)); import check; check.start()"
    return [sys.executable, "-I", "-S", "-c", program, os.path.dirname(checker_path()), *arguments]


def check(*files: Any, map_file: str | os.PathLike[str] | None = None) -> Any:
    """The verdict of the checker on a certificate: the name of a file, a Certificate, or its JSON data as a dict.

    A dict with `accepted`, `theorem`, `map_sha256`, `claim_sha256` and `reason`; a list of dicts for several
    certificates. With `map_file`, a certificate about any other map is rejected. Raises ValueError if a file cannot be
    read, or is no certificate or map file at all by its type.
    """
    if not files:
        raise ValueError("no certificate given")
    verdicts = [_verdict(file, map_file) for file in files]
    return verdicts[0] if len(verdicts) == 1 else verdicts


def _verdict(file: Any, map_file: str | os.PathLike[str] | None) -> Any:
    if isinstance(file, str | os.PathLike):
        return _run(os.fspath(file), map_file)
    if isinstance(file, dict):
        import json

        try:
            return check_text(json.dumps(file), map_file)
        except TypeError as error:
            raise ValueError(f"this is no certificate: {error}") from None
    text = getattr(file, "text", None)
    if not callable(text):
        raise ValueError(f"a certificate is a file, a Certificate or its data as a dict, not {type(file).__name__}")
    return check_text(text(), map_file)


def _run(name: str, map_file: str | os.PathLike[str] | None) -> Any:
    import json
    import subprocess

    for path in [name] if map_file is None else [name, os.fspath(map_file)]:
        require_readable(path)
    options = ["--json"] + ([] if map_file is None else ["--map", _plain_name(os.fspath(map_file))])
    try:
        done = subprocess.run(command([_plain_name(name), *options]), capture_output=True, text=True, check=False)
    except OSError as error:
        raise ValueError(f"cannot run the checker: {error.strerror or error}") from None
    if done.returncode not in (0, 1) or not done.stdout:
        raise ValueError(" ".join((done.stderr or done.stdout).split())[:400])
    return json.loads(done.stdout)


def check_text(text: str, map_file: str | os.PathLike[str] | None = None) -> Any:
    """The verdict on the text of one certificate; `file` is None. Raises ValueError if it cannot be handed to the checker."""
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
            path = os.path.join(folder, "certificate.json")
            with open(path, "w", encoding="utf-8") as handle:
                handle.write(text)
            return {**_run(path, map_file), "file": None}
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
