"""`exactsep net pieces` and `exactsep net distance`: networks on a segment, exactly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, json_option, output_option, read_map, require_other_file, whole_option
from exactsep.cli.net_info import REAL
from exactsep.cli.output import accepted, facts, fraction_and_decimal, print_json, proof_of, say, short, table, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.certificates.certificate import Certificate
    from exactsep.maps.distance import Distance
    from exactsep.networks.relu import ReLUNet
    from exactsep.networks.segments.on_segment import OnSegment

MAX_SHOWN = 24
SEGMENT = (
    'The segment: "p; q" with the coordinates of two points ("0; 1" for one input), or a JSON file [[...], [...]] ([0, 1] for one input). '
    "Numbers here are exact, 0.1 is 1/10 and 1e-3 is 1/1000; in the file strings are, and JSON floats are the float64 that they name."
)


def segment_option(function: Any) -> Any:
    return click.option("--segment", metavar='"P; Q"', help=SEGMENT)(function)


@click.command("pieces", cls=Command)
@click.argument("file", metavar="NET")
@segment_option
@output_option("the certificate")
@json_option
def pieces(file: str, segment: str | None, output: str | None, as_json: bool) -> None:
    """Cut a segment into the pieces of a network, exactly.

    On the segment p + s (q - p), 0 <= s <= 1, a region is a longest interval on which no unit passes a break of its activation, and a
    piece a longest interval on which all outputs are affine: neighbouring regions may be one piece. Breakpoints are the ends of the
    pieces, as values of s (for one input also as x), and values are the outputs there. Everything is exact: a float weight is the
    rational number that it is, and the network is the function of real numbers, not what floats make of it.

    Keys of --json: input (NET), notes (what was assumed, as in net info), segment, regions, pieces, breakpoints, x (the breakpoints, for
    one input), values, and for each output range, lipschitz and sign_changes; file (the certificate, or null), and with it theorem,
    map_sha256 (null) and claim_sha256.

    \b
    Examples:
      exactsep net pieces net.json
      exactsep net pieces model.onnx --segment "0,0; 1,1/2" --json
      exactsep net pieces model.onnx --segment points.json -o pieces.json
    """
    from exactsep.certificates.networks import pieces_certificate
    from exactsep.networks.files.formats import read_network

    require_other_file(output, file, what="network")
    with Activity("reading the network") as activity:
        net, notes = read_network(file)
        activity("cutting the segment")
        found = on_given_segment(net, segment)
        activity("the values")
        vertices = found.vertices
        certificate = None if output is None else pieces_certificate(found)
        verdict = None if certificate is None else verdict_of(certificate, activity)
    if certificate is not None and output is not None:
        certificate.save(output)
    if as_json:
        print_json(
            {"input": file, "notes": list(notes), "file": output, **pieces_data(found), **({} if verdict is None else proof_of(verdict))}
        )
        return
    say(f"{counted(found.pieces, 'piece')}, in {counted(found.regions, 'region')}.", style="bold")
    say()
    facts(segment_rows(found))
    say()
    names = ["value"] if net.outputs == 1 else [f"output {k}" for k in range(min(net.outputs, 4))]
    places = [x for (x,) in found.points()] if net.inputs == 1 else found.breakpoints
    rows = [[short(z), *map(fraction_and_decimal, values[:4])] for z, (_, values) in zip(places[:MAX_SHOWN], vertices, strict=False)]
    table("Breakpoints and values:", ("x" if net.inputs == 1 else "s", *names), rows)
    if len(vertices) > MAX_SHOWN:
        say(f"{len(vertices) - MAX_SHOWN} more are not shown: --json has all of them.")
    closing(certificate, verdict, output, notes)


@click.command("distance", cls=Command)
@click.argument("file", metavar="NET")
@click.argument("other", metavar="[OTHER]", required=False)
@click.option("--map", "map_", metavar="MAP", help="Compare with an iterate of this map instead: a name or a map file.")
@whole_option("--iterate", "-t", metavar="T", help="The iterate f^T, on the interval of f.")
@segment_option
@whole_option("--output-number", metavar="K", default="0", help="Which output, counted from 0.")
@click.option("--exact", is_flag=True, help="L1 as one exact rational, however long; else an enclosure if it is long.")
@output_option("the certificate")
@json_option
def distance(
    file: str,
    other: str | None,
    map_: str | None,
    iterate: int | None,
    segment: str | None,
    output_number: int,
    exact: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Measure how far a network is from another one, or from an iterate.

    Prints the exact sup distance, a point where it is attained, and the L1 distance: for networks with one input in x, for others in s
    on the segment p + s (q - p). With --map and --iterate the network, with one input and one output, is compared with f^T on the
    interval of f.

    Keys of --json: input (NET), other (OTHER, or null), notes (what was assumed, as in net info), sup, argmax (where it is attained), l1 (a
    number, or [lo, hi]); file (the certificate, or null), and with it theorem, map_sha256 and claim_sha256.

    \b
    Examples:
      exactsep net distance a.json b.json --segment "0; 1"
      exactsep net distance net.onnx --map tent --iterate 5
      exactsep net distance wide.json narrow.json --segment "0,0; 1,1" --json
    """
    require_other_file(output, file, other, what="network")
    if (other is None) == (map_ is None):
        raise ValueError("compare with another network, or with --map MAP --iterate T: one of the two")
    if map_ is None and iterate is not None:
        raise ValueError("--iterate needs --map MAP: the iterate of which map? Two networks are compared on a segment")
    if map_ is not None:
        require_other_file(output, map_)
        if output_number != 0:
            raise ValueError("--output-number is for two networks: one that is compared with f^T has one output, of number 0")
    with Activity("reading the network") as activity:
        nets, notes = read_networks([file] if other is None else [file, other])
        if map_ is None:
            found, certificate = between_networks(nets[0], nets[1], segment, output_number, exact, activity)
        else:
            found, certificate = from_iterate(nets[0], map_, iterate, segment, exact, activity)
        verdict = None if output is None else verdict_of(certificate, activity)
    if output is not None:
        certificate.save(output)
    claim = certificate.claims[0]
    if as_json:
        data = {key: claim[key] for key in ("sup", "argmax", "l1")}
        print_json(
            {"input": file, "other": other, "notes": notes, "file": output, **data, **({} if verdict is None else proof_of(verdict))}
        )
        return
    say(f"sup distance {fraction_and_decimal(found.sup)}", style="bold")
    say()
    facts([("attained at", fraction_and_decimal(found.argmax)), ("L1 distance", l1_text(found))])
    say()
    closing(certificate, verdict, output, notes)


def read_networks(files: Sequence[str]) -> tuple[list[ReLUNet], list[str]]:
    """The networks in the files, and what was assumed on reading them."""
    from exactsep.networks.files.formats import read_network

    found = [read_network(file) for file in files]
    return [net for net, _ in found], list(dict.fromkeys(line for _, notes in found for line in notes))


def between_networks(
    net: ReLUNet, other: ReLUNet, segment: str | None, output: int, exact: bool, activity: Activity
) -> tuple[Distance, Certificate]:
    """The distance of two networks on a segment."""
    from exactsep.certificates.networks import distance_certificate
    from exactsep.networks.segments.distances import distance_of_networks

    activity("cutting the segment")
    one, two = on_given_segment(net, segment), on_given_segment(other, segment)
    activity("the distance")
    found = distance_of_networks(one, two, output, exact)
    return found, distance_certificate(one, two, found, output)


def from_iterate(
    net: ReLUNet, map_: str, iterate: int | None, segment: str | None, exact: bool, activity: Activity
) -> tuple[Distance, Certificate]:
    """The distance of a network from f^t on I."""
    from exactsep.certificates.networks import iterate_distance_certificate
    from exactsep.networks.segments.distances import compared_map, distance_from_iterate

    if iterate is None:
        raise ValueError("--map needs --iterate T: which iterate of it?")
    if segment is not None:
        raise ValueError("--segment is not for --map: the network is compared with f^T on the interval of f")
    f = compared_map(read_map(map_))
    activity("the distance")
    found = distance_from_iterate(net, f, iterate, exact)
    return found, iterate_distance_certificate(net, f, iterate, found)


def on_given_segment(net: ReLUNet, segment: str | None) -> OnSegment:
    """The network on the segment of an option."""
    from exactsep.networks.segments.on_segment import on_segment

    if segment is None and net.inputs > 1:
        raise ValueError(f'which segment? The network has {net.inputs} inputs: give --segment "p; q"')
    return on_segment(net, *((0, 1) if segment is None else ends_of(net, segment)))


def ends_of(net: ReLUNet, segment: str) -> Sequence[Any]:
    """The two ends that the option gives, as text or in a file."""
    from exactsep.networks.segments.on_segment import segment_of_text

    in_file = os.path.isfile(segment) or segment.endswith(".json")
    return segment_of_file(segment) if in_file else segment_of_text(net, segment)


def segment_of_file(path: str) -> list[Any]:
    """The two points in a JSON file, lists or for one input numbers; floats are the numbers that they are. Raises ValueError for anything
    else."""
    from exactsep.jsonfile import Refused, strict_json, text_of_file

    refused: list[Refused] = []
    try:
        data = strict_json(text_of_file(path, 64 << 20, "segment"), refused, floats=True)
        if refused:
            raise ValueError(refused[0].reason)
        if not (isinstance(data, list) and len(data) == 2 and not any(isinstance(end, dict) for end in data)):
            raise ValueError("a segment is a list of two points, [[...], [...]], or [p, q] for one input")
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return data


def verdict_of(certificate: Certificate, activity: Activity) -> dict[str, Any]:
    """What the checker says. Raises ValueError if it is too much for the checker."""
    activity("running the independent checker")
    verdict: dict[str, Any] = certificate.check()
    if not verdict["accepted"]:
        raise ValueError(f"no certificate was written, the checker does not take it: {verdict['reason']}")
    return verdict


def pieces_data(found: OnSegment) -> dict[str, Any]:
    """For programs, all digits: values are numbers for one output, else lists."""
    from exactsep.certificates.claims import texts

    single = found.net.outputs == 1
    outputs = range(found.net.outputs)
    return {
        "segment": [texts(*found.start), texts(*found.end)],
        "regions": found.regions,
        "pieces": found.pieces,
        "breakpoints": texts(*found.breakpoints),
        **({"x": texts(*(x for (x,) in found.points()))} if found.net.inputs == 1 else {}),
        "values": [str(row[0]) if single else texts(*row) for row in found.values],
        "range": [texts(*found.range(k)) for k in outputs],
        "lipschitz": [str(found.lipschitz(k)) for k in outputs],
        "sign_changes": [found.sign_changes(k) for k in outputs],
    }


def segment_rows(found: OnSegment) -> list[tuple[str, str]]:
    """The facts about each output, of the first four."""
    variable = "x" if found.net.inputs == 1 else "s"
    rows = [("segment", f"from ({_listed(found.start)}) to ({_listed(found.end)})")]
    for k in range(min(found.net.outputs, 4)):
        low, high = map(fraction_and_decimal, found.range(k))
        steepest, changes = fraction_and_decimal(found.lipschitz(k)), counted(found.sign_changes(k), "sign change")
        text = f"from {low} to {high}; Lipschitz constant {steepest} in {variable}; {changes}"
        rows.append(("output" if found.net.outputs == 1 else f"output {k}", text))
    return rows


def _listed(point: tuple[Any, ...]) -> str:
    return ", ".join(short(z) for z in point[:6]) + (f", ... ({len(point)} coordinates)" if len(point) > 6 else "")


def l1_text(found: Distance) -> str:
    if hasattr(found.l1, "lo"):
        from exactsep.cli.output import decimals

        return f"{decimals(found.l1.lo, found.l1.hi)} (enclosed; --exact gives the rational)"
    return fraction_and_decimal(found.l1)


def closing(certificate: Certificate | None, verdict: dict[str, Any] | None, output: str | None, notes: Sequence[str] = ()) -> None:
    """The theorem, if there is a certificate, what was assumed on reading the network, and what is meant by one."""
    if certificate is not None and verdict is not None:
        for line in theorem(verdict):
            say(line, style="bold")
        accepted(verdict, output)
    for line in (*notes, REAL):
        say(line)
