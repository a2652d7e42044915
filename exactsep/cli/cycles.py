"""`exactsep cycles`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, given_map, json_option, map_argument, output_option, require_other_file, whole_option
from exactsep.cli.output import accepted, note_on_domain, print_json, proved, say, short, table
from exactsep.cli.progress import Activity

if TYPE_CHECKING:
    from exactsep.certificates.certificate import Certificate
    from exactsep.dynamics.orbits import CycleSet, PeriodicInterval
    from exactsep.maps.mapfile import Map
    from exactsep.numbers.enclosure import Enclosure


@click.command("cycles", cls=Command)
@map_argument()
@whole_option("--period", metavar="N", required=True, help="The least period.")
@whole_option("--limit", metavar="K", default="20", help="Cycles to show (--json has all of them).")
@whole_option("--index", metavar="I", default="1", help="Which cycle -o is about, counted from 1.")
@output_option("a certificate of one cycle")
@json_option
def command(map_: str | None, points: str | None, period: int, limit: int, index: int, output: str | None, as_json: bool) -> None:
    """Find all cycles of a map of a given period, with their patterns.

    The search is complete: no cycle is missing, and intervals of periodic points (on which f^N is the identity) are
    reported as such; only where a polynomial map is too much work the output says INCOMPLETE, and what was not
    searched. That a period does not occur is an answer, too (exit code 0). A certificate proves one cycle; that there
    is no other one is established by this program only.

    The pattern (1 3 2 4) says that the first point from the left goes to the third, this one to the second, and so on.

    \b
    Examples:
      exactsep cycles stefan:5 --period 5
      exactsep cycles logistic:15/4 --period 4 --json
      exactsep cycles tent --period 3 -o cycle.json --index 2
    """
    from exactsep.dynamics.cycles import cycles

    require_other_file(output, map_)
    if limit < 0:
        raise ValueError(f"--limit needs a number >= 0, not {short(limit)}")
    if output is None and index != 1:
        raise ValueError("--index says which cycle -o is about: give -o as well")
    f = given_map(map_, points)
    with Activity(f"cycles of period {period}") as activity:
        found = cycles(f, period, progress=activity.count)
        made = None if output is None else (proof := certificate_of(f, found, index), proved(proof))
    if made is not None and output is not None:
        made[0].save(output)
    if as_json:
        print_json({**as_data(found, exact=is_exact(f)), "file": output})
        return
    show(found, limit)
    note_on_domain(f)
    if made is not None:
        say(f"Cycle {index}:")
        accepted(made[1], output)


def is_exact(f: Map) -> bool:
    """Whether the points of cycles are rational numbers, not enclosures."""
    from exactsep.maps.piecewise import PLMap

    return isinstance(f, PLMap)


def certificate_of(f: Map, found: CycleSet, index: int) -> Certificate:
    """The certificate of one of the cycles. Raises ValueError if it is not there or cannot be proved."""
    from exactsep.certificates.oscillation import cycle_certificate
    from exactsep.dynamics.cycle_proof import prove_cycle

    if not len(found):
        raise ValueError(f"there is no isolated cycle of least period {found.period} to write a certificate about")
    if not 1 <= index <= len(found):
        raise ValueError(f"--index must be between 1 and {len(found)}, the number of cycles, not {short(index)}")
    proof = prove_cycle(f, found.cycles[index - 1])
    if proof is None:
        raise ValueError(f"cycle {index} cannot be proved by the rules O, T5 and T5s")
    return cycle_certificate(f, proof)


# -- for programs -----------------------------------------------------------------------------


def as_data(found: CycleSet, exact: bool) -> dict[str, Any]:
    """The search for programs: points as "p/q", or as enclosures ["lo", "hi"] if they are irrational."""
    return {
        "period": found.period,
        "cycles": [{"points": [_point(p, exact) for p in cycle.points], "pattern": list(cycle.pattern.images)} for cycle in found.cycles],
        "intervals": [_interval(interval) for interval in found.intervals],
        "complete": found.complete,
        "not_searched": [[str(e.lo), str(e.hi)] for e in found.not_searched],
        "how": found.how,
    }


def _point(point: Enclosure, exact: bool) -> Any:
    from exactsep.certificates.claims import shown

    return shown(point.lo) if exact else [str(point.lo), str(point.hi)]


def _interval(interval: PeriodicInterval) -> dict[str, Any]:
    from exactsep.certificates.claims import shown

    return {"lo": shown(interval.lo), "hi": shown(interval.hi), "excluded": [shown(x) for x in interval.excluded]}


# -- for people -----------------------------------------------------------------------------------


def show(found: CycleSet, limit: int) -> None:
    """The cycles, the intervals, and why these are all."""
    n = found.period
    cut = "" if found.complete else " found, and the search is INCOMPLETE: there may be more"
    say(f"{_count(len(found), 'isolated cycle')} of least period {n}{_intervals_text(found)}{cut}.")
    say()
    rows = [
        (str(i), "  ".join(point_text(p) for p in cycle.points), str(cycle.pattern))
        for i, cycle in enumerate(found.cycles[:limit], start=1)
    ]
    title = "Points from left to right, and how they move:"
    table(title, ("no.", "points", "pattern"), rows, left=("points", "pattern"))
    if len(found) > limit:
        say(f"{len(found) - limit} more are not shown; see --limit.")
    spans = [(f"[{short(i.lo)}, {short(i.hi)}]", ", ".join(short(x) for x in i.excluded) or "-") for i in found.intervals]
    title = f"Intervals on which f^{n} is the identity, and their points of a smaller period:"
    table(title, ("interval", "without"), spans[:limit], left=("interval", "without"))
    if not found.complete:
        say("The search was cut short. Not searched: " + ", ".join(f"[{short(e.lo)}, {short(e.hi)}]" for e in found.not_searched[:8]) + ".")
    say(found.how)


def _count(n: int, what: str) -> str:
    return f"{n or 'No'} {what}{'' if n == 1 else 's'}"


def _intervals_text(found: CycleSet) -> str:
    if not found.intervals:
        return ""
    return f", and {_count(len(found.intervals), 'interval')} of points of least period {found.period}"


def point_text(point: Enclosure) -> str:
    """A point of a cycle: exactly, or as a decimal that is cut off."""
    from exactsep.numbers.field import decimal

    irrational = hasattr(point.lo, "coefficients") and any(point.lo.coefficients[1:])
    return short(point.lo) if point.exact and not irrational else f"{decimal(point.middle, 9)}..."
