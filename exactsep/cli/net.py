"""`exactsep net`: commands about ReLU networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exactsep.cli.arguments import (
    Group,
    file_option,
    given_map,
    json_option,
    map_argument,
    output_option,
    require_different_files,
    require_other_file,
    whole_option,
)
from exactsep.cli.net_crosscheck import crosscheck
from exactsep.cli.net_info import convert, info, units
from exactsep.cli.net_narrow import narrow
from exactsep.cli.net_segment import distance, pieces
from exactsep.cli.net_versus import versus
from exactsep.cli.output import accepted, facts, print_json, proof_of, proved, say, theorem
from exactsep.cli.progress import Activity

if TYPE_CHECKING:
    from exactsep.networks.realize import Realization


@click.group("net", cls=Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def command(ctx: click.Context) -> None:
    """ReLU networks with exact weights.

    net realize writes an iterate as a deep narrow network, proved equal to it.
    net info describes a network in a file of JSON, ONNX, numpy or PyTorch, and
    net convert writes it in another format. net pieces cuts a segment into
    the pieces of a network, and net distance measures how far it is from
    another network or from an iterate. net narrow writes a wide network as
    a deep narrow one, proved equal to it or close. net versus measures
    a network against the bounds for its architecture, and net crosscheck
    compares what another program says about it with the exact values.

    \b
    Examples:
      exactsep net realize tent --iterate 20
      exactsep net info --help
      exactsep net realize --help
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


command.add_command(info)
command.add_command(convert)
command.add_command(pieces)
command.add_command(distance)
command.add_command(narrow)
command.add_command(versus)
command.add_command(crosscheck)


@command.command("realize")
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T to realize, T >= 1.")
@whole_option("--block", metavar="R", help="Iterates of f in each hidden layer; 1 if neither this nor --depth is given.")
@whole_option("--depth", metavar="D", help="At most D hidden layers, instead of --block.")
@output_option("the certificate, which holds the network,")
@file_option("--network", help="Write the network alone to FILE, as JSON with exact weights.")
@json_option
def realize(
    map_: str | None,
    points: str | None,
    iterate: int,
    block: int | None,
    depth: int | None,
    output: str | None,
    network: str | None,
    as_json: bool,
) -> None:
    """Write an iterate as a ReLU network with exact weights.

    One hidden layer of k units is any piecewise-linear map with k pieces, so that f^T is a network of depth T and width pieces(f), or
    of depth ceil(T/R) and width pieces(f^R). The independent checker has compared the network with f^T before anything is printed.
    It is the network over the real numbers that is equal to f^T: floats would round. Over a number field, weights are lists of
    coefficients, and the file has the "field": the other commands read rational weights only.

    Keys of --json: file (the certificate, or null), network (its data, as in a network file), kind, rule, iterate, depth, width, widths,
    parameters, theorem, map_sha256, claim_sha256.

    \b
    Examples:
      exactsep net realize tent --iterate 20 -o tent-net.json
      exactsep net realize trimodal --iterate 12 --block 3 --network net.json
      exactsep net realize golden --iterate 12 --depth 4 --json
    """
    from exactsep.certificates.separation import realized
    from exactsep.files import layout, write_atomically
    from exactsep.maps.mapfile import field_json

    require_different_files(output, network)
    if network is not None and not network.endswith(".json"):
        raise ValueError(f"--network writes exact weights as JSON: {network} must end in .json (net convert writes other formats)")
    require_other_file(output, map_)
    require_other_file(network, map_, option="--network")
    f = given_map(map_, points)
    with Activity("the network") as activity:
        made, certificate = realized(f, iterate, block=block, depth=depth)
        activity("running the independent checker")
        verdict = proved(certificate)
    if output is not None:
        certificate.save(output)
    data = {**made.network.data(), **field_json(made.network.field)}
    if network is not None:
        write_atomically(network, layout(data) + "\n")
    if as_json:
        print_json({"file": output, **certificate.claims[0], "network": data, **proof_of(verdict)})
        return
    for line in theorem(verdict):
        say(line, style="bold")
    say()
    facts(rows(made))
    say()
    if network is not None:
        say(f"The network was written to {network}.")
    accepted(verdict, output)


def rows(made: Realization) -> list[tuple[str, str]]:
    """Size and shape of a network."""
    return [("hidden layers", f"{made.depth}, of {units(made.network)}"), ("weights and biases", str(made.network.parameters))]
