"""What `exactsep --help` prints: the commands, with one line for each, and first examples. Plain data, no click."""

from __future__ import annotations

COMMANDS = {
    "maps": "List the named maps, their sources and what is known about them.",
    "certify": "Find, prove and save the strongest theorem about a map.",
    "separate": "Prove that a deep network equals f^T and no shallow one comes close.",
    "net": "ReLU networks with exact weights.",
    "least": "Bound the least width, depth or iterate for an error.",
    "region": "Chart the depths and widths that are excluded for an iterate.",
    "tradeoff": "Set the excluded widths beside the networks that exist.",
    "table": "Tabulate what a period excludes, beside the older counts.",
    "versus": "Measure your own g against an iterate and the certified bound.",
    "check": "Check certificates with the independent checker.",
    "export": "Write a certificate as a Coq file.",
    "cycles": "Find all cycles of a map of a given period, with their patterns.",
    "growth": "Compute the growth rate of a map, or what a pattern forces.",
    "forces": "List what a period or a pattern forces, or compare two.",
    "graph": "Show the covering graph of a map or of a pattern.",
}

_ROWS = "\n".join(f"  {name:<9}{line}" for name, line in COMMANDS.items())

OVERVIEW = f"""\
Usage: exactsep COMMAND [ARGUMENTS] [OPTIONS]

How wide must a shallow ReLU network be to follow the iterates of an interval
map? Exactsep finds theorems that say so, and proves them in exact arithmetic.

Commands:
{_ROWS}

MAP is a name (exactsep maps), a map file, or --points "x,y x,y ...". Numbers
are exact: 3, 2/5 or 0.4. Every command has --json, for programs, and --help.

Examples:
  exactsep certify tent --iterate 20 -o tent.json
  exactsep check tent.json
  exactsep certify --points "0,1/7 2/5,1 1,0" --for-all-t
  exactsep growth "(1 3 2 4)"
  exactsep forces 3 --upto 12

Options:
  --version  Show the version and exit.
  --help     Show this text, or with a command its own, and exit.

Exit codes: 0 done, 1 a certificate was rejected or a claim wrong, 2 bad input."""
