"""`exactsep separate`."""

from __future__ import annotations

from typing import Any

import click

from exactsep.cli.arguments import Command, given_map, json_option, map_argument, output_option, require_other_file, whole_option
from exactsep.cli.certify import tried_text
from exactsep.cli.output import accepted, facts, fraction_and_decimal, print_json, proof_of, proved, say, short, theorem
from exactsep.cli.progress import Activity


@click.command("separate", cls=Command)
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T.")
@whole_option("--depth", metavar="L", required=True, help="Hidden layers of the shallow networks.")
@whole_option("--width", metavar="U", required=True, help="At most U units in each of these layers.")
@whole_option("--block", metavar="R", help="Iterates of f in each hidden layer of the deep network; 1 by default.")
@whole_option("--deep", metavar="D", help="At most D hidden layers in the deep network, instead of --block.")
@output_option("the certificate")
@json_option
def command(map_: str | None, points: str | None, output: str | None, as_json: bool, **options: Any) -> None:
    """Prove that a deep network equals f^T and no shallow one comes close.

    The certificate holds the deep network with its exact weights and the proof that it equals f^T (T16), and for every ReLU network with at
    most L hidden layers of at most U units each a bound for its error in sup norm (T12), in L1 (T14, T15) and as a classifier (T13).
    What is not found is left out; if nothing is, the exit code is 2.

    \b
    Examples:
      exactsep separate tent --iterate 20 --depth 2 --width 50 -o tent.json
      exactsep separate golden --iterate 30 --depth 3 --width 100 --block 3
    """
    from exactsep.certificates.separation import separate

    require_other_file(output, map_)
    f = given_map(map_, points)
    with Activity("the deep network") as activity:
        certificate = separate(f, progress=activity, **options)
        activity("running the independent checker")
        verdict = proved(certificate)
    if output is not None:
        certificate.save(output)
    if as_json:
        print_json({"file": output, **certificate.claims[0], **proof_of(verdict)})
        return
    for line in theorem(verdict):
        say(line, style="bold")
    say()
    facts(rows(certificate.claims[0]))
    say()
    say(f"Tried: {tried_text(certificate.tried)}.")
    accepted(verdict, output)


def rows(claim: dict[str, Any]) -> list[tuple[str, str]]:
    """Both sides, number by number."""
    deep, shallow = claim["deep"], claim["shallow"]
    least = [(name, "no bound was found" if claim[key] is None else f"at least {fraction_and_decimal(claim[key])}") for key, name in SIDES]
    return [
        ("deep network", f"depth {deep['depth']}, width {deep['width']}, {deep['parameters']} weights and biases: error 0"),
        ("shallow networks", f"depth {shallow['depth']}, width {short(shallow['width'])}, so at most {short(shallow['pieces'])} pieces:"),
        *least,
    ]


SIDES = (("sup", "  sup norm"), ("l1", "  L1 norm"), ("sign", "  share of wrong labels"))
