"""The command line. `main` is the entry point of the command `exactsep`, and of `python -m exactsep`.

Importing click alone takes longer than everything else at the start. What needs no parsing is therefore answered before:
the list of commands, and a plain `exactsep check FILE...`, whose process becomes the checker. `main` is also a click
command to those who ask for one (click's test runner), but then all of it goes through click.
"""

from __future__ import annotations

import os
import sys

from exactsep.checker import command
from exactsep.cli.guard import guarded
from exactsep.cli.overview import OVERVIEW

TYPE_CHECKING = False  # as type checkers read it
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn


class Program:
    """The program: called without arguments it works on sys.argv and returns the exit code; `main` does the same for click."""

    name = "exactsep"

    def __call__(self) -> int:
        arguments = sys.argv[1:]
        if arguments in ([], ["--help"], ["-h"]):
            return guarded(print_overview)
        if arguments[0] == "check" and plain_check(arguments[1:]) and os.name == "posix":
            become_the_checker(arguments[1:])
        return guarded(lambda: _parsed(arguments))

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **_: Any) -> NoReturn:
        """Parse and run `args` with click, then exit."""
        sys.exit(guarded(lambda: _parsed(sys.argv[1:] if args is None else args)))


def _parsed(arguments: Sequence[str]) -> int:
    from exactsep.cli.app import run

    return run(arguments)


def print_overview() -> int:
    """`exactsep --help`."""
    print(OVERVIEW)
    return 0


def plain_check(arguments: Sequence[str]) -> bool:
    """Whether the arguments of `check` can go to the checker as they are: readable files, --json or --latex, --map FILE."""
    files: list[str] = []
    options: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--map":
            files.append(next(rest, ""))
        else:
            (options if argument.startswith("-") else files).append(argument)
    certificates = len(files) - arguments.count("--map")
    return certificates > 0 and options in ([], ["--json"], ["--latex"]) and all(map(_readable, files))


def _readable(name: str) -> bool:
    return os.path.isfile(name) and os.access(name, os.R_OK)


def become_the_checker(arguments: Sequence[str]) -> None:
    """Replace this process by the isolated checker; returns only if that is impossible."""
    line = command(arguments)
    try:
        os.execv(line[0], line)
    except OSError:
        return


main = Program()
