"""`exactsep maps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, json_option
from exactsep.cli.output import facts, print_json, say
from exactsep.wording import polynomial_text

if TYPE_CHECKING:
    from exactsep.families import Example, Known


@click.command("maps", cls=Command)
@json_option
def command(as_json: bool) -> None:
    """List the named maps, their sources and what is known about them.

    The known answers come from the literature or from a closed formula, never from this program: they are there to test it.

    \b
    Examples:
      exactsep maps
      exactsep maps --json
    """
    from exactsep.families import EXAMPLES

    if as_json:
        print_json({"maps": [as_data(example) for example in EXAMPLES]})
        return
    for example in EXAMPLES:
        say(example.spelling, style="bold")
        facts(described(example))
    say()
    say('A map can also be a file, {"vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}, or --points "0,0 1/2,1 1,0".')


def as_data(example: Example) -> dict[str, Any]:
    """One named map for programs."""
    known = example.known
    return {
        "name": example.spelling,
        "sample": example.sample,
        "what": example.what,
        "source": example.source,
        "known": {
            "rate_polynomial": None if known.rate is None else list(known.rate),
            "cycles": list(known.cycles),
            "laps": list(known.laps),
        },
    }


def described(example: Example) -> list[tuple[str, str]]:
    """One named map for people."""
    rows = [("what", example.what), ("source", example.source)]
    subject = f"of {example.sample}: " if example.parameter else ""
    return [*rows, *(("known", f"{subject}{fact}") for fact in known_facts(example.known))]


def known_facts(known: Known) -> list[str]:
    found = []
    if known.rate is not None:
        found.append(f"the rate is the largest root of {polynomial_text(known.rate, most=12)}")
    if known.cycles:
        found.append(f"cycles of period 1, 2, ...: {', '.join(map(str, known.cycles))}")
    if known.laps:
        found.append(f"laps of f, f^2, ...: {', '.join(map(str, known.laps))}")
    return found
