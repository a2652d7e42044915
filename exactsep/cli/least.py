"""`exactsep least`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import (
    Group,
    given_map,
    json_option,
    map_argument,
    output_option,
    require_other_file,
    whole_option,
    wholes_option,
)
from exactsep.cli.inverse import as_data, error_option, norm_option, require_certificate, show_proof, verdict_of, whole_json
from exactsep.cli.output import print_json, say
from exactsep.cli.progress import Activity

if TYPE_CHECKING:
    from collections.abc import Callable

    from exactsep.inverse.least import Least
    from exactsep.maps.mapfile import Map


@click.group("least", cls=Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def command(ctx: click.Context) -> None:
    """Bound the least width, depth or iterate for an error.

    \b
    least width MAP --iterate T --depth L      the first width not excluded
    least depth MAP --iterate T --width U      the first depth not excluded
    least iterate MAP --widths U1,U2,...       the first f^T out of reach

    "Excluded" means that a certificate proves an error of at least E for all such networks. What is not excluded may
    still be too small: the answers are lower bounds of the width and the depth that are needed, by the evidence that
    was found.

    \b
    Examples:
      exactsep least width tent --iterate 20 --depth 2
      exactsep least depth tent --iterate 20 --width 5 --norm sign
      exactsep least iterate tent --widths 10,20,10
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("width")
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T.")
@whole_option("--depth", metavar="L", required=True, help="Hidden layers.")
@error_option
@norm_option
@output_option("the certificate")
@json_option
def width(map_: str | None, points: str | None, output: str | None, as_json: bool, **options: Any) -> None:
    """Bound the width that networks of a given depth need.

    The answer u: every ReLU network with L hidden layers of at most u - 1 units each has an error of at least E, and
    for width u this was not found. So u is a lower bound of the width that is needed; it need not suffice.

    \b
    --norm sup    E is the distance from f^T somewhere on I
    --norm sign   E is a share of the alternating points, mislabelled
    --norm l1     E is the integral of |f^T - g|

    By default E is half of what is certified against one affine piece (sup, l1), or 1/4 (sign). The independent checker
    has accepted the certificate behind each answer.

    \b
    Examples:
      exactsep least width tent --iterate 20 --depth 2
      exactsep least width tent --iterate 20 --depth 3 --norm l1 --error 1/5
      exactsep least width golden --iterate 30 --depth 2 -o golden.json
    """
    from exactsep.inverse.least import least_width

    answer(lambda f, progress: least_width(f, progress=progress, **options), map_, points, output, as_json)


@command.command("depth")
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T.")
@whole_option("--width", metavar="U", required=True, help="At most U units in each hidden layer.")
@error_option
@norm_option
@output_option("the certificate")
@json_option
def depth(map_: str | None, points: str | None, output: str | None, as_json: bool, **options: Any) -> None:
    """Bound the depth that networks of a given width need.

    The answer l: every ReLU network with fewer than l hidden layers of at most U units each has an error of at least E,
    and for depth l this was not found. So l is a lower bound of the depth that is needed; it need not suffice. E and the
    norms are those of exactsep least width.

    \b
    Examples:
      exactsep least depth tent --iterate 20 --width 5
      exactsep least depth stefan:5 --iterate 100 --width 10 --norm sign --error 1/3
    """
    from exactsep.inverse.least import least_depth

    answer(lambda f, progress: least_depth(f, progress=progress, **options), map_, points, output, as_json)


@command.command("iterate")
@map_argument()
@wholes_option("--widths", metavar="U1,U2,...", help="The hidden widths of the networks.", required=True)
@whole_option("--limit", metavar="T", default="1000", help="The last iterate to try.")
@error_option
@norm_option
@output_option("the certificate")
@json_option
def iterate(map_: str | None, points: str | None, output: str | None, as_json: bool, **options: Any) -> None:
    """Find the first iterate that defeats an architecture.

    The answer t: every ReLU network with these hidden widths has an error of at least E from f^t, and for no smaller t
    this was found. E and the norms are those of exactsep least width; the default E is that of each iterate. The exit
    code is 2 if there is none up to the limit.

    \b
    Examples:
      exactsep least iterate tent --widths 10,20,10
      exactsep least iterate stefan:5 --widths 100,100 --norm sign -o stefan.json
    """
    from exactsep.inverse.least import least_iterate

    answer(lambda f, progress: least_iterate(f, progress=progress, **options), map_, points, output, as_json)


def answer(ask: Callable[[Map, Activity], Least], map_: str | None, points: str | None, output: str | None, as_json: bool) -> None:
    """Ask, check and print."""
    require_other_file(output, map_)
    f = given_map(map_, points)
    with Activity("reading the map") as activity:
        found = ask(f, activity)
        if found.value is None:
            raise ValueError(f"nothing to certify: {found.words[0][0].lower()}{found.words[0][1:].rstrip('.')}")
        require_certificate(found.excluded, output)
        activity("running the independent checker")
        verdict = verdict_of(found.excluded)
    if output is not None and found.certificate is not None:
        found.certificate.save(output)
    if as_json:
        print_json(
            {"least": found.what, "value": whole_json(found.value), "words": list(found.words), **as_data(found.excluded, verdict, output)}
        )
        return
    for line in found.words:
        say(line, style="bold")
    say()
    show_proof(found.excluded, verdict, output)
