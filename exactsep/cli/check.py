"""`exactsep check`: everything is left to proofs/check.py, in an interpreter of its own, which prints the theorems."""

from __future__ import annotations

import click

from exactsep.checker import command as checker_command
from exactsep.checker import require_readable
from exactsep.cli.arguments import Command, json_option, looks_like_points, read_map
from exactsep.cli.guard import BAD_INPUT, OK, fail


@click.command("check", cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--map", "map_", metavar="MAP", help='Accept only theorems about this map: a name, a file, or "x,y x,y ...".')
@click.option("--latex", is_flag=True, help="State the theorems in LaTeX.")
@json_option
def command(files: tuple[str, ...], map_: str | None, latex: bool, as_json: bool) -> int:
    """Check certificates with the independent checker.

    It prints the theorem that each accepted file proves. The checker is one file, shares no code with the rest of this
    program and needs nothing but Python, so that you can also run it yourself:

    \b
      python -I -S proofs/check.py FILE... [--map MAPFILE] [--json | --latex]

    A map file goes to the checker as it is. The exit code is 0 if all files are accepted, 1 if one is rejected, and 2
    if one cannot be read; each of the others gets its verdict then too.

    \b
    Examples:
      exactsep check tent.json
      exactsep check tent.json --map tent --json
      exactsep check tent.json cycle.json --latex
    """
    if latex and as_json:
        raise ValueError("--json and --latex exclude each other")
    readable = [name for name in files if as_json or _is_readable(name)]  # with --json the checker itself says which it cannot read
    code = OK if len(readable) == len(files) else BAD_INPUT
    names = [f"./{name}" if name.startswith("-") else name for name in readable]
    return max(code, run([*names, *["--json"] * as_json, *["--latex"] * latex], map_)) if names else code


def _is_readable(name: str) -> bool:
    """Whether a file can be read; what is wrong is said if it cannot."""
    try:
        require_readable(name)
    except ValueError as error:
        fail(BAD_INPUT, f"error: {error}")
        return False
    return True


def run(arguments: list[str], map_: str | None) -> int:
    """Run the checker on our own stdout and stderr.

    It reads a map file itself, so that nothing stands between the reader's map and the proof; a map that is given by
    its name or its points is written to a temporary file.
    """
    import os
    import tempfile

    if map_ is None or os.path.isfile(map_):
        return call([*arguments, *(["--map", map_] if map_ else [])])
    text = map_text(map_)
    with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
        path = os.path.join(folder, "map.json")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        return call([*arguments, "--map", path])


def call(arguments: list[str]) -> int:
    """The exit code of the checker; 128 + n if signal n ended it."""
    import subprocess
    import sys

    sys.stdout.flush()
    code = subprocess.run(checker_command(arguments), check=False).returncode
    return code if code >= 0 else 128 - code


def map_text(spelling: str) -> str:
    """The canonical JSON of a map given by name or points."""
    from exactsep.maps.mapfile import canonical, map_json, points_map

    f = points_map(spelling) if looks_like_points(spelling) else read_map(spelling)
    return canonical(map_json(f))
