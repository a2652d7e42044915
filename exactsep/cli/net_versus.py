"""`exactsep net versus`: a trained network beside the bounds for its architecture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, given_map, json_option, map_argument, whole_option
from exactsep.cli.net_info import units
from exactsep.cli.output import digits, facts, fraction_and_decimal, print_json, proof_of, proved, say, short, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.certificates.versus import ArchitectureBound, NetVersus

NAMES = {"sup": "sup |f^{t} - net|", "l1": "integral |f^{t} - net|", "sign": "mislabelled points"}


@click.command("versus", cls=Command)
@click.argument("file", metavar="NET")
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="Compare with the T-th iterate f^T.")
@json_option
def versus(file: str, map_: str | None, points: str | None, iterate: int, as_json: bool) -> None:
    """Measure a network against an iterate and its architecture's bounds.

    Prints the exact errors of the network on the interval of the map: sup |f^T - net| and where it is attained, integral |f^T - net|, and
    its share of wrong labels on alternating points of f^T. Beside each, the error that is certified for every network of this
    architecture, by the number of pieces that T1 allows it: no training gets below. Where nothing can be certified for so many pieces,
    the bound is null, with the reason. NET is a network file with one input and one output, as net info reads it.

    Keys of --json: input (NET), notes (what was assumed, as in net info), iterate, iterate_pieces, sup, argmax (where it is attained), l1
    (a number, or [lo, hi]), pieces, regions, max_pieces (T1), widths, bounds; this has sup, l1 and sign, each with measured, bound, reason
    (why there is none), claim, theorem, map_sha256, claim_sha256, and for sign points and threshold.

    \b
    Examples:
      exactsep net versus net.json tent --iterate 6
      exactsep net versus trained.onnx skew:2/3 --iterate 8 --json
    """
    from exactsep.certificates.versus import Contradiction, net_versus
    from exactsep.cli.guard import NotProved
    from exactsep.networks.files.formats import read_network

    (net, notes), f = read_network(file), given_map(map_, points)
    with Activity("the network") as activity:
        try:
            found = net_versus(net, f, iterate, progress=activity)
        except Contradiction as fault:
            raise NotProved(str(fault)) from None
        activity("running the independent checker")
        verdicts = {one.norm: proved(one.certificate) for one in found.bounds if one.certificate is not None}
    if as_json:
        print_json({"input": file, "notes": list(notes), **as_data(found, verdicts)})
    else:
        show(file, found, verdicts)
        for line in notes:
            say(line)


def as_data(found: NetVersus, verdicts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Everything for programs, all digits."""
    from exactsep.certificates.networks import distances_shown

    return {
        "iterate": found.iterate,
        "iterate_pieces": found.iterate_pieces,
        **distances_shown(found.distance),
        "pieces": found.pieces,
        "regions": found.found.regions,
        "max_pieces": digits(found.allowed),
        "widths": list(found.found.net.widths),
        "bounds": {one.norm: _bound_data(one, verdicts.get(one.norm)) for one in found.bounds},
    }


def _bound_data(one: ArchitectureBound, verdict: dict[str, Any] | None) -> dict[str, Any]:
    measured = [str(one.measured.lo), str(one.measured.hi)] if hasattr(one.measured, "lo") else one.measured
    return {
        "measured": measured if measured is None or isinstance(measured, list) else str(measured),
        "bound": None if one.bound is None else str(one.bound),
        "reason": one.reason,
        **({"points": one.points, "threshold": str(one.threshold)} if one.points is not None else {}),
        "claim": None if one.certificate is None else one.certificate.claims[0],
        **(dict.fromkeys(("theorem", "map_sha256", "claim_sha256")) if verdict is None else proof_of(verdict)),
    }


def show(file: str, found: NetVersus, verdicts: dict[str, dict[str, Any]]) -> None:
    """The errors, the bounds, and the theorems that they are."""
    t, widths = found.iterate, found.found.net.widths
    shape = f"{'hidden layer' if len(widths) == 1 else 'hidden layers'} of {units(found.found.net)}" if widths else "no hidden layer"
    say(f"{file}: {shape}", style="bold")
    say()
    facts(
        [
            ("pieces of the network", counted(found.pieces, "piece")),
            ("its architecture", f"at most {short(found.allowed)} (T1)"),
            (f"pieces of f^{t}", str(found.iterate_pieces)),
        ]
    )
    say()
    for one in found.bounds:
        facts(_rows(one, found))
        say()
    if verdicts:
        say("No network of this architecture can beat the bounds, whatever its weights. Accepted by the independent checker:")
        first, *others = (theorem(verdict) for verdict in verdicts.values())
        for line in [*first, *(line for lines in others for line in lines if line.startswith("Theorem:"))]:
            say(line, style="bold")
    else:
        say("Nothing is certified about this architecture: a better network of the same shape may exist.")


def _rows(one: ArchitectureBound, found: NetVersus) -> list[tuple[str, str]]:
    """The error of the network, and the bound beside it."""
    rows = [(NAMES[one.norm].format(t=found.iterate), "-" if one.measured is None else _number(one.measured))]
    if one.norm == "sup":
        rows.append(("attained at x", fraction_and_decimal(found.distance.argmax)))
    if one.points is not None:
        wrong = int(one.measured * one.points)
        rows[0] = (rows[0][0], f"{wrong} of {one.points} alternating points of f^{found.iterate}, at the threshold {short(one.threshold)}")
    rows.append(("certified bound", f"none: {one.reason}" if one.bound is None else _bound(one)))
    return rows


def _bound(one: ArchitectureBound) -> str:
    """For sign as a number of points, like the errors of the network."""
    return fraction_and_decimal(one.bound) if one.points is None else f"{int(one.bound * one.points)} of them"


def _number(x: Any) -> str:
    from exactsep.cli.output import decimals

    return decimals(x.lo, x.hi) if hasattr(x, "lo") else fraction_and_decimal(x)
