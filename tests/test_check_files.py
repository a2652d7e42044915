"""Hostile files: the checker rejects each with one clear line, in bounded time and memory.

The malformed files of tests/cases/malformed, and larger ones that are written when needed, are given to the checker as a program
that may use 300 MB. So are files that cannot be read, and outputs that cannot be written.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from checking import CASES, CHECKER, MEGABYTE, assert_rejected, run_limited
from hostile_limits import LIMITS
from hostile_maps import TENT, encode, linear, tent

MALFORMED = {
    "empty.json": "the file is not JSON: Expecting value, line 1, column 1",
    "truncated.json": "the file is not JSON",
    "truncated-string.json": "the file is not JSON: Unterminated string",
    "byte-order-mark.json": "the file begins with a byte-order mark",
    "utf-16.json": "the file is not UTF-8: byte 0",
    "latin-1.json": "the file is not UTF-8: byte",
    "zero-bytes.json": "the file is not JSON",
    "single-quotes.json": "the file is not JSON",
    "trailing-comma.json": "the file is not JSON",
    "python.json": "the file is not JSON",
    "not-a-number.json": "'NaN' is not an integer",
    "infinity.json": "'Infinity' is not an integer",
    "huge-exponent.json": "'1e999999999' is not an integer",
    "list.json": "certificate is not an object but a list",
    "string.json": "certificate is not an object but 'exactsep'",
    "number.json": "certificate is not an object but 7",
    "true.json": "certificate is not an object but true or false",
    "lone-surrogate.json": "certificate has the unknown key '\\ud800\\nREJECT'",
    "no-keys.json": "certificate has no key format, map, claim, evidence",
}


def test_malformed_files_are_listed() -> None:
    assert sorted(MALFORMED) == sorted(path.name for path in (CASES / "malformed").iterdir())


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    assert_rejected(CASES / "malformed" / name, MALFORMED[name])


HUGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "lists-100000-deep": (lambda: b"[" * 100_000, "the file is nested too deeply"),
    "lists-100000-deep-and-closed": (lambda: b"[" * 100_000 + b"]" * 100_000, "the file is nested too deeply"),
    "objects-100000-deep": (lambda: b'{"map":' * 100_000, "the file is nested too deeply"),
    "lists-in-a-map": (lambda: b'{"map":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the file is nested too deeply"),
    "integer-of-10-million-digits": (lambda: tent().replace(b'"count": 1', b'"count": ' + b"1" * 10**7), "a number has 10000000 digits"),
    "float-of-10-million-digits": (lambda: tent().replace(b'"count": 1', b'"count": 0.' + b"1" * 10**7), "is not an integer"),
    "rational-of-10-million-digits": (lambda: tent().replace(b'["0", "1"]', b'["0", "' + b"1" * 10**7 + b'"]'), "has 10000000 digits"),
    "string-of-16-megabytes": (lambda: b'{"map":"' + b"m" * (16 * MEGABYTE - 20) + b'"}', "certificate has no key format"),
    "escapes": (lambda: b'{"' + b"\\ud83d\\ude00" * (MEGABYTE) + b'":0}', "certificate has no key format"),
    "a-million-empty-lists": (lambda: b"[" + b"[]," * 499_000 + b"[]]", "certificate is not an object but a list"),
    "a-million-objects": (lambda: b"[" + b'{"a":0},' * 499_000 + b"{}]", "certificate is not an object but a list"),
    "a-million-strings": (lambda: b"[" + b'"1/2345",' * 999_000 + b"0]", "certificate is not an object but a list"),
    "a-million-integers": (lambda: b"[" + b"123456789," * 999_000 + b"0]", "certificate is not an object but a list"),
    "a-million-keys": (lambda: b"{" + b",".join(b'"%d":0' % k for k in range(999_000)) + b"}", "certificate has no key format"),
    "iterate-10-to-the-18": (lambda: tent(10**18), "claim.iterate = 1000000000000000000 > 100000"),
    "work-of-an-expansion": (LIMITS["expansion-work"][0], "expanding the iterate costs"),
    "work-of-a-common-denominator": (LIMITS["expansion-work-of-a-denominator"][0], "expanding the iterate costs"),
    "many-long-vertices": (
        lambda: linear([["0", "0"], *([str(Fraction(k * 10**3990 + 1, 10**3993)), str(k % 2)] for k in range(1, 900)), ["1", "0"]], 2),
        "",
    ),
    "pieces-of-a-million-bits": (
        lambda: encode(TENT, {"kind": "sup", "iterate": 1, "pieces": "1*2^1000000", "error": "1/2"}, {"rule": "T12i"}),
        "claim.pieces = 990065622929... (301030 digits) >= 2",
    ),
    "long-rate": (LIMITS["rate"][0], "claim.rate: digits"),
    **{
        name: LIMITS[name]
        for name in (
            "long-numbers",
            "slopes",
            "common-denominator",
            "bits-of-a-common-denominator",
            "lines-of-a-return",
            "letters",
            "vertices-on-a-line",
            "forms-with-growing-numbers",
            "forms-with-long-numbers-passed-on",
            "forms-with-many-terms",
            "forms-with-many-denominators",
            "tape-symbols",
            "tape-work",
        )
    },
}


@pytest.mark.parametrize("name", HUGE)
def test_huge(name: str, tmp_path: Path) -> None:
    make, expected = HUGE[name]
    path = tmp_path / "huge.json"
    path.write_bytes(make())
    assert_rejected(path, expected)


def test_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert_rejected(path, "the file is longer than the limit 16777216 bytes")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
def test_endless_file() -> None:
    done = run_limited(Path("/dev/zero"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "check.py: '/dev/zero' cannot be read: not an ordinary file\n"


def test_pipe(tmp_path: Path) -> None:
    """It is not opened: that would wait for a writer."""
    os.mkfifo(tmp_path / "pipe")
    assert run_limited(tmp_path / "pipe").returncode == 2
    assert run_limited(CASES / "accept" / "tent-sup-far.json", "--map", tmp_path / "pipe").returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_output_that_cannot_be_written() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(CHECKER), str(CASES / "accept" / "tent-cycle.json")],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert b"the output cannot be written" in done.stderr


def test_closed_output() -> None:
    command = f"exec {sys.executable} -I -S {CHECKER} {CASES / 'accept' / 'tent-cycle.json'} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
