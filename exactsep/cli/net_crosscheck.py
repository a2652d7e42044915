"""`exactsep net crosscheck`: another program's claims about a network, beside the exact values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, given_map, json_option, whole_option
from exactsep.cli.net_segment import ends_of, segment_option
from exactsep.cli.output import decimals, digits, fraction_and_decimal, print_json, say, short, table
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.networks.crosschecks.crosscheck import Compared, LeftOver

MAX_SHOWN = 20
LONG = 40


@click.command("crosscheck", cls=Command)
@click.argument("file", metavar="NET")
@click.option("--claim", metavar="FILE", required=True, help="What the other program claims: JSON, or CSV (quantity,value).")
@segment_option
@whole_option("--output-number", metavar="K", help="Which output, counted from 0; needed if there are several.")
@click.option("--map", "map_", metavar="MAP", help="The map for l1_error and sup_error, the distances from its iterate.")
@whole_option("--iterate", "-t", metavar="T", help="The iterate f^T for them.")
@click.option("--tolerance", metavar="E", help="The difference that is allowed, a number >= 0; by default that of the file, or 0.")
@json_option
def crosscheck(
    file: str,
    claim: str,
    segment: str | None,
    output_number: int | None,
    map_: str | None,
    iterate: int | None,
    tolerance: str | None,
    as_json: bool,
) -> int:
    """Compare what another program says about a network with the exact values.

    The claims are about one output on a segment: any of breakpoints, pieces, regions, maximum, minimum, lipschitz, l1_error, sup_error and
    tolerance, as a JSON object or as CSV. Its numbers are read exactly as they are written, 0.1 as 1/10. Breakpoints are matched in order;
    the ends of the segment may be left out, and are not counted. For networks with one input everything is in x, for others in the
    parameter s from 0 to 1 on p + s (q - p). With --map the segment is the interval of the map. The exit code is 0 if all entries agree
    within the tolerance, and 1 if some are wrong.

    Keys of --json: input (NET), notes (what was assumed, as in net info), claim (the file of claims), agrees, wrong (the quantities),
    entries, each with quantity, claimed, exact, difference, agrees, remark, and for breakpoints missing and spurious, lists of point,
    nearest, distance and perhaps remark.

    \b
    Examples:
      exactsep net crosscheck net.json --claim claims.json --tolerance 1e-9
      exactsep net crosscheck net.json --claim claims.csv --map tent --iterate 6
      exactsep net crosscheck wide.onnx --claim c.json --segment "0,0; 1,1/2"
    """
    from exactsep.networks.crosschecks.crosscheck import crosscheck as compared
    from exactsep.networks.crosschecks.reported import load_reported
    from exactsep.networks.files.formats import read_network

    (net, notes), claims = read_network(file), load_reported(claim)
    with Activity("the network on the segment"):
        ends = None if segment is None else ends_of(net, segment)
        f: Any = None if map_ is None else given_map(map_, None)
        entries = compared(net, claims, ends, output=output_number, f=f, iterate=iterate, tolerance=tolerance)
    wrong = [one.quantity for one in entries if not one.agrees]
    if as_json:
        data = {"agrees": not wrong, "wrong": wrong, "entries": [as_data(one) for one in entries]}
        print_json({"input": file, "notes": list(notes), "claim": claim, **data})
    else:
        show(entries, claim)
        for line in notes:
            say(line)
    return 1 if wrong else 0


def as_data(one: Compared) -> dict[str, Any]:
    """One entry for programs, numbers as strings with all digits, an enclosed one as [lo, hi]."""
    left_over = {name: [_point_data(point) for point in points] for name, points in (("missing", one.missing), ("spurious", one.spurious))}
    return {
        "quantity": one.quantity,
        "claimed": _data(one.claimed),
        "exact": _data(one.exact),
        "difference": _data(one.difference),
        "agrees": one.agrees,
        "remark": one.remark,
        **(left_over if one.quantity == "breakpoints" else {}),
    }


def _data(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(x) for x in value]
    if value is None or isinstance(value, int):
        return value if value is None or abs(value) < 10**4000 else digits(value)
    return [str(value.lo), str(value.hi)] if hasattr(value, "lo") else str(value)


def _point_data(point: LeftOver) -> dict[str, Any]:
    found = {"point": str(point.point), "nearest": _data(point.nearest), "distance": _data(point.distance)}
    return found | ({"remark": point.remark} if point.remark else {})


def show(entries: Sequence[Compared], claim: str) -> None:
    """One line for each entry, and the breakpoints that have no partner."""
    rows = [[one.quantity, _shown(one.claimed), _shown(one.exact), _difference(one), verdict(one)] for one in entries]
    columns = ("quantity", "claimed", "exact", "difference", "verdict")
    table(f"What {claim} claims, beside the exact values:", columns, rows, left=("quantity", "verdict"))
    for one in entries:
        _points("Missing breakpoints, which are not claimed", "nearest claim", one.missing)
        _points("Spurious breakpoints, which are claimed", "nearest exact one", one.spurious)
    wrong = [one.quantity for one in entries if not one.agrees]
    if wrong:
        say(f"{len(wrong)} of {len(rows)} wrong: {', '.join(wrong)}.")
    else:
        say("All claims agree with the exact values." if len(rows) > 1 else "The claim agrees with the exact value.")


def verdict(one: Compared) -> str:
    """In words: right or wrong, and why."""
    if one.agrees:
        exactly = one.difference in (None, 0) if not hasattr(one.difference, "lo") else False
        return "right" if exactly else "right within the tolerance"
    return f"wrong: {one.remark}" if one.remark else "wrong"


def _difference(one: Compared) -> str:
    """For breakpoints it is that of those that match; what is said of the others is in the verdict."""
    matched = one.quantity == "breakpoints" and not one.agrees and one.difference is not None
    return _shown(one.difference) + (" where matched" if matched else "")


def _points(title: str, near: str, points: Sequence[LeftOver]) -> None:
    if not points:
        return
    more = f" (the first {MAX_SHOWN} of {len(points)})" if len(points) > MAX_SHOWN else ""
    rows = [[_shown(p.point), _shown(p.nearest), _shown(p.distance), p.remark] for p in points[:MAX_SHOWN]]
    remarks = any(p.remark for p in points)
    columns = ("point", near, "distance", "remark")
    table(f"{title}{more}:", columns if remarks else columns[:3], rows if remarks else [row[:3] for row in rows], left=("remark",))


def _shown(value: Any) -> str:
    """A number, how many points there are, or a dash."""
    if value is None:
        return "-"
    if isinstance(value, tuple):
        return counted(len(value), "point")
    if hasattr(value, "lo"):
        return decimals(value.lo, value.hi)
    text = short(value)
    return text if len(text) <= 12 else fraction_and_decimal(value).rpartition("= ")[2]
