"""`exactsep net narrow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import file_option, json_option, output_option, require_different_files, require_other_file, whole_option
from exactsep.cli.net_info import REAL
from exactsep.cli.net_segment import verdict_of
from exactsep.cli.output import accepted, facts, fraction_and_decimal, print_json, proof_of, say, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.certificates.certificate import Certificate
    from exactsep.networks.narrow.narrowed import Narrow
    from exactsep.networks.narrow.tape import TapeNet
    from exactsep.networks.relu import ReLUNet

TAPE = ("bits", "separation", "kept", "variant", "weight_bound", "eps", "cells")


@click.command("narrow")
@click.argument("file", metavar="NET")
@click.option("--method", default="exact", show_default=True, metavar="METHOD", help="exact, global, dplus2 or tape.")
@click.option("--box", metavar='"LO,HI ..."', help="exact, dplus2: an interval for each input, or one for all; 0,1 by default.")
@whole_option("--bits", metavar="C", help="tape: bits of each input that are read, 6 by default.")
@whole_option("--keep", "kept", metavar="K", help="tape: bits that are kept of each neuron; all by default.")
@whole_option("--separation", metavar="P", help="tape: the bad set has a measure of at most d 2^(C-P); P = C + 8 by default.")
@click.option("--eps", metavar="E", help="tape: choose P so that the bad set costs at most E in L1.")
@click.option("--variant", metavar="V", help="tape: A (width d + 3), B (bounded weights), C (width d + 2).")
@click.option("--weights-at-most", "weight_bound", metavar="W", help="tape: no weight or bias is over W > 2; variants B and C.")
@click.option("--cells", is_flag=True, help="tape: a smaller error, from all 2^(C d) cells.")
@file_option("--network", help="Write the narrow network alone to FILE: .json, .onnx or .npz.")
@output_option("the certificate, which holds both networks,")
@json_option
def narrow(file: str, method: str, box: str | None, network: str | None, output: str | None, as_json: bool, **tape: Any) -> None:
    """Write a wide network as a deep narrow one.

    \b
    exact    equal on a box; width d + H + q for d inputs, H hidden layers, q outputs
    global   equal on all of R^d; width 2d + 2H + 2q - 1
    dplus2   equal on a box; width d + 2, one output; long for many layers
    tape     close on [0, 1]^d, with a proved error; width about d + 3 or d + 2 for
             any target, also with bounded weights (T21)

    The independent checker proves that the two networks are equal, or as close as is said, before anything is printed or written; where it
    has no rule, this is said. After Vardi, Yehudai & Shamir, Width is less important than depth in ReLU networks (2022).

    \b
    Examples:
      exactsep net narrow net.json --network narrow.json
      exactsep net narrow model.onnx --method exact --box "-1,1" -o proof.json
      exactsep net narrow net.json --method tape --bits 6 --weights-at-most 4 --json
    """
    from exactsep.certificates.networks import narrow_certificate
    from exactsep.networks.files.formats import load_network, save_network, writable_suffix
    from exactsep.networks.narrow.methods import narrow as narrowed

    require_different_files(output, network)
    for path in (output, network):
        require_other_file(path, file, what="network")
    if network is not None:
        writable_suffix(network)
    with Activity("reading the network") as activity:
        net = load_network(file)
        activity("the narrow network")
        made = narrowed(net, method, box=box_of_text(box, net), **given(tape))
        certificate = narrow_certificate(made)
        if certificate is None and output is not None:
            raise ValueError(f"no certificate was written to {output}: there is no rule for {method} in {net.inputs} dimensions yet")
        verdict = None if certificate is None else verdict_of(certificate, activity)
    if certificate is not None and output is not None:
        certificate.save(output)
    warnings = [] if network is None else save_network(made.network, network)
    if as_json:
        proof = {} if verdict is None else proof_of(verdict)
        print_json({"file": output, "network": network, "warnings": warnings, **narrow_data(made), "proved": verdict is not None, **proof})
        return
    show(made, certificate, verdict, output)
    if network is not None:
        say(f"The narrow network was written to {network}.")
    for line in warnings:
        say(f"Warning: {line}.")
    if warnings:
        say("What is proved holds for the exact network, in the certificate or a .json file, and not for the rounded one in this file.")


def given(tape: dict[str, Any]) -> dict[str, Any]:
    """The options of the tape that were given."""
    return {key: tape[key] for key in TAPE if tape[key] is not None and tape[key] is not False}


def box_of_text(text: str | None, net: ReLUNet) -> list[list[str]] | None:
    """The intervals of --box: "lo,hi" for each input, or one for all. Raises ValueError for anything else."""
    if text is None:
        return None
    rows = [part.split(",") for part in text.replace(", ", ",").split()]
    if not rows or any(len(row) != 2 for row in rows):
        raise ValueError(f'--box is "lo,hi lo,hi ...", an interval for each input or one for all, not {text[:60]!r}')
    return rows * net.inputs if len(rows) == 1 else rows


def sizes(net: ReLUNet) -> dict[str, Any]:
    """What a network costs: parameters counts zeros too."""
    from exactsep.cli.net_info import bits

    return {
        "depth": net.depth,
        "width": net.width,
        "parameters": net.parameters,
        "nonzero": net.nonzero,
        "largest_weight": str(net.largest_weight),
        "bits": bits(net),
    }


def narrow_data(made: Narrow | TapeNet) -> dict[str, Any]:
    """For programs: both networks by their sizes, and how close they are. Bounds are at most so large."""
    data: dict[str, Any] = {"target": sizes(made.target), "narrow": sizes(made.network)}
    from exactsep.networks.narrow.tape import TapeNet

    if isinstance(made, TapeNet):
        good = {"bits": made.machine.bits, "separation": made.separation, "sup_on_good_set": str(made.error)}
        return {"method": "T21", **data, **good, "bad_set": str(made.bad), "range": [str(z) for z in made.range], "l1": str(made.l1)}
    ends = None if made.box is None else [[str(lo), str(hi)] for lo, hi in made.box]
    return {"method": made.method, **data, "box": ends, "sup": "0", "l1": "0"}


def show(made: Narrow | TapeNet, certificate: Certificate | None, verdict: dict[str, Any] | None, output: str | None) -> None:
    """The two networks, and what is proved, for people."""
    from exactsep.networks.narrow.tape import TapeNet

    target, small = sizes(made.target), sizes(made.network)
    say(f"Width {small['width']} instead of {target['width']}, depth {small['depth']} instead of {target['depth']}.", style="bold")
    say()
    rows = [(name, f"{small[key]} (target {target[key]})") for name, key in (("weights and biases", "parameters"), ("  not 0", "nonzero"))]
    rows.append(("largest modulus", f"{fraction_and_decimal(made.network.largest_weight)}; {counted(small['bits'], 'bit')} at most"))
    if isinstance(made, TapeNet):
        rows += [
            ("sup on the good set", f"at most {fraction_and_decimal(made.error)}"),
            ("measure of the rest", f"at most {fraction_and_decimal(made.bad)}"),
            ("L1 distance", f"at most {fraction_and_decimal(made.l1)}"),
        ]
    else:
        rows.append(("difference", "none: the two are equal" + (" on the box" if made.box is not None else " on all of R^d")))
    facts(rows)
    say()
    if certificate is None or verdict is None:
        say("There is no certificate: the checker has no rule for this method in more than one dimension.")
    else:
        for line in theorem(verdict):
            say(line, style="bold")
        accepted(verdict, output)
    say(REAL)
