"""Running the command line in the tests, in process or as a program of its own; and a test of that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from exactsep.cli import main

ROOT = Path(__file__).parent.parent


class Result(NamedTuple):
    """What a command line returned and printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON object on stdout, which must be all that was printed."""
        assert (self.code, self.err) == (0, ""), self
        return json.loads(self.out)


class Runner:
    """`run("certify", "tent", ...)`, in process; also catches what child processes print."""

    def __init__(self, capfd: pytest.CaptureFixture[str]):
        self.capfd = capfd

    def __call__(self, *arguments: object) -> Result:
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main.main([str(a) for a in arguments])
        assert isinstance(stop.value.code, int)
        return Result(stop.value.code, *self.capfd.readouterr())

    def refused(self, *arguments: object) -> str:
        """The message of a command line that must exit with code 2, one line on stderr, and nothing else."""
        code, out, err = self(*arguments)
        assert (code, out) == (2, ""), (arguments, out, err)
        assert err.startswith("exactsep: error: "), err
        assert err.count("\n") == 1, err
        assert "Traceback" not in err
        return err.removeprefix("exactsep: error: ").rstrip("\n")


def program(*arguments: object, **options: Any) -> Result:
    """The same in a process of its own."""
    line = [sys.executable, "-m", "exactsep", *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment(), **options)
    return Result(done.returncode, done.stdout, done.stderr)


def environment() -> dict[str, str]:
    """The environment in which child processes find this package."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_runner(capfd: pytest.CaptureFixture[str]) -> None:
    run = Runner(capfd)
    assert run.refused("nothing").startswith("no command")
    assert "maps" in run("maps", "--json").data
    with pytest.raises(AssertionError):
        run.refused("maps")
    with pytest.raises(AssertionError):
        _ = run("nothing").data
    assert program("nothing") == run("nothing")
