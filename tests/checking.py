"""The independent checker for tests: loaded from its file, asked for its reason, and run as a program, with little memory too.

The certificates that it must accept are in tests/cases/accept, and in the gallery of proofs/certificates.
"""

import importlib.util
import json
import resource
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

MEGABYTE = 1 << 20
ROOT = Path(__file__).parent.parent
CHECKER = ROOT / "proofs" / "check.py"
CASES = Path(__file__).parent / "cases"
GALLERY = sorted((ROOT / "proofs" / "certificates").glob("*.json"))
ACCEPT = sorted((CASES / "accept").glob("*.json"))


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


def run_limited(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The checker with 300 MB of memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * MEGABYTE, 300 * MEGABYTE))

    command = [sys.executable, "-I", "-S", CHECKER, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, preexec_fn=limit)


def assert_rejected(path: Path, expected: str = "") -> None:
    done = run_limited(path)
    assert done.stderr == ""
    assert done.returncode == 1
    assert done.stdout.startswith(f"REJECTED {path}: ")
    assert done.stdout.count("\n") == 1
    assert len(done.stdout) < 600
    assert expected in done.stdout
