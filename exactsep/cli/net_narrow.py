"""`exactsep net narrow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import (
    Command,
    file_option,
    json_option,
    output_option,
    require_different_files,
    require_other_file,
    whole_option,
)
from exactsep.cli.net_info import REAL
from exactsep.cli.net_segment import verdict_of
from exactsep.cli.output import accepted, facts, fraction_and_decimal, print_json, proof_of, say, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.networks.narrow.narrowed import Narrow
    from exactsep.networks.narrow.tape import TapeNet
    from exactsep.networks.relu import ReLUNet

TAPE = {
    "bits": "--bits",
    "separation": "--separation",
    "keep": "--keep",
    "variant": "--variant",
    "weights_at_most": "--weights-at-most",
    "eps": "--eps",
    "cells": "--cells",
}
HINTS = {
    "exact": "the checker counts its steps too: choose a smaller network",
    "global": "the checker counts its steps too: choose a smaller network",
    "dplus2": "choose the method exact (one register more for each hidden layer), or a smaller box",
    "tape": "keep fewer bits of each neuron (--keep), or read fewer of each input (--bits)",
}


@click.command("narrow", cls=Command)
@click.argument("file", metavar="NET")
@click.option("--method", default="exact", show_default=True, metavar="METHOD", help="exact, global, dplus2 or tape.")
@click.option("--box", metavar='"LO,HI ..."', help="exact, dplus2: an interval for each input, or one for all; 0,1 by default.")
@whole_option("--bits", metavar="C", help="tape: bits of each input that are read, 6 by default.")
@whole_option("--keep", metavar="K", help="tape: bits that are kept of each neuron; by default all, or as many as the checker can afford.")
@whole_option("--separation", metavar="P", help="tape: the bad set has a measure of at most d 2^(C-P); P = C + 8 by default.")
@click.option("--eps", metavar="E", help="tape: choose P so that the bad set costs at most E in L1.")
@click.option("--variant", metavar="V", help="tape: A (width d + 3), B (bounded weights), C (width d + 2).")
@click.option("--weights-at-most", metavar="W", help="tape: no weight or bias is over W > 2; variants B and C.")
@click.option(
    "--cells/--no-cells",
    default=None,
    help="tape: a smaller error, from bounds on all 2^(C d) cells; by default if the checker can afford it.",
)
@file_option("--network", help="Write the narrow network alone to FILE: .json, .onnx or .npz.")
@output_option("the certificate, which holds both networks,")
@json_option
def narrow(file: str, method: str, box: str | None, network: str | None, output: str | None, as_json: bool, **tape: Any) -> None:
    """Write a wide network as a deep narrow one.

    NET must be a plain ReLU network: ReLU in all hidden layers, each reading the one before, an affine output, rational weights. Leaky
    ReLU, clips, other activations and skip connections are refused.

    \b
    exact    equal on a box; width d + H + q for d inputs, H hidden layers, q outputs;
             depth n_1 n_2 ... n_H + H - 1 for layers of n_1, n_2, ... units
    global   equal on all of R^d; width 2d + 2H + 2q - 1; the same depth
    dplus2   equal on a box; width d + 2, one output. One hidden layer: depth n_1.
             More: at most 10 inputs, and depth as the number of linear pieces,
             or a few times that; at most 100,000 vertices of such pieces
    tape     close on [0, 1]^d, with a proved error; width about d + 3 or d + 2 for
             any target with one output, also with bounded weights (T21)

    At most 200,000 weights and biases. The independent checker proves that the two networks are equal, or as close as is said, before
    anything is printed or written. After Vardi, Yehudai & Shamir, Width is less important than depth in ReLU networks (2022).

    Keys of --json: file (the certificate), network (the file of the narrow network, or null), warnings (about that file), target and narrow
    (depth, width, parameters, nonzero, largest_weight, bits), method (T18 to T21), box, sup, l1, proved, theorem, map_sha256 (null) and
    claim_sha256. For tape in place of box and sup: bits, separation, kept (bits of a neuron, at most), whole (if these are all), cells (if
    the error is from bounds on each cell), sup_on_good_set, bad_set (its measure, at most) and range.

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
    for option, path in (("-o", output), ("--network", network)):
        require_other_file(path, file, what="network", option=option)
    if network is not None:
        writable_suffix(network)
    with Activity("reading the network") as activity:
        net = load_network(file)
        activity("the narrow network")
        made = narrowed(net, method, box=box_of_text(box, net), **given(tape, method))
        certificate = narrow_certificate(made)
        try:
            verdict = verdict_of(certificate, activity)
        except ValueError as error:
            raise ValueError(f"{error}; {HINTS[method]}") from None
    if output is not None:
        certificate.save(output)
    warnings = [] if network is None else save_network(made.network, network)
    if as_json:
        data = {"file": output, "network": network, "warnings": warnings, **narrow_data(made), "proved": True}
        print_json({**data, **proof_of(verdict)})
        return
    show(made, verdict, output, tape["keep"])
    if network is not None:
        say(f"The narrow network was written to {network}.")
    for line in warnings:
        say(f"Warning: {line}.")
    if warnings:
        say("What is proved holds for the exact network, in the certificate or a .json file, and not for the rounded one in this file.")


def given(tape: dict[str, Any], method: str) -> dict[str, Any]:
    """The options of the tape that were given. Raises ValueError if there are any for another method."""
    found = {key: tape[key] for key in TAPE if tape[key] is not None}
    if found and method != "tape":
        raise ValueError(f"{', '.join(TAPE[key] for key in found)}: only for --method tape")
    return found


def box_of_text(text: str | None, net: ReLUNet) -> list[list[str]] | None:
    """The intervals of --box: "lo,hi" for each input, or one for all. Raises ValueError for anything else."""
    if text is None:
        return None
    from exactsep.networks.narrow.target import box_of

    rows = [part.split(",") for part in text.replace(", ", ",").split()]
    if not rows or any(len(row) != 2 for row in rows):
        raise ValueError(f'--box is "lo,hi lo,hi ...", an interval for each input or one for all, not {text[:60]!r}')
    rows = rows * net.inputs if len(rows) == 1 else rows
    try:
        box_of(net, rows)
    except ValueError as error:
        raise ValueError(f"--box: {str(error).removeprefix('box: ')}") from None
    return rows


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
        kept = {"kept": made.machine.most_kept, "whole": not any(made.machine.dropped), "cells": made.cell_error is not None}
        good = {"bits": made.machine.bits, "separation": made.separation, "sup_on_good_set": str(made.error)}
        return {
            "method": made.method,
            **data,
            **good,
            **kept,
            "bad_set": str(made.bad),
            "range": [str(z) for z in made.range],
            "l1": str(made.l1),
        }
    ends = None if made.box is None else [[str(lo), str(hi)] for lo, hi in made.box]
    return {"method": made.method, **data, "box": ends, "sup": "0", "l1": "0"}


def kept_of(made: TapeNet, chosen: bool) -> str:
    """How many bits of each neuron the tape keeps, and if the user did not choose them, why."""
    from exactsep.networks.narrow.budget import nearly_whole

    if not made.machine.most_kept:
        return "none: there is no neuron that is ever positive"
    text = f"at most {made.machine.most_kept} of a neuron"
    if not any(made.machine.dropped):
        return f"{text}: all"
    if chosen:
        return text
    if nearly_whole(made.target, made.machine):
        return f"{text}: all are too many for the checker, and with these E, layer by layer, is at most a tenth larger"
    return f"{text}: as many as the checker can afford; with fewer --bits it could be more"


def bounds_of(made: TapeNet) -> str:
    """Where E comes from."""
    return "layer by layer" if made.cell_error is None else f"on each of 2^{made.machine.bits * made.machine.inputs} cells"


def show(made: Narrow | TapeNet, verdict: dict[str, Any], output: str | None, kept: int | None) -> None:
    """The two networks, and what is proved, for people. `kept`: the bits of each neuron that were asked for."""
    from exactsep.networks.narrow.tape import TapeNet

    target, small = sizes(made.target), sizes(made.network)
    say(f"Width {small['width']} instead of {target['width']}, depth {small['depth']} instead of {target['depth']}.", style="bold")
    say()
    rows = [(name, f"{small[key]} (target {target[key]})") for name, key in (("weights and biases", "parameters"), ("  not 0", "nonzero"))]
    rows.append(("largest modulus", f"{fraction_and_decimal(made.network.largest_weight)}; {counted(small['bits'], 'bit')} at most"))
    if isinstance(made, TapeNet):
        rows += [
            ("bits kept", kept_of(made, kept is not None)),
            ("sup on the good set", f"at most {fraction_and_decimal(made.error)}, from bounds {bounds_of(made)}"),
            ("measure of the rest", f"at most {fraction_and_decimal(made.bad)}"),
            ("L1 distance", f"at most {fraction_and_decimal(made.l1)}"),
        ]
    else:
        rows.append(("difference", "none: the two are equal" + (" on the box" if made.box is not None else " on all of R^d")))
    facts(rows)
    if isinstance(made, TapeNet) and 2 * made.error >= made.range[1] - made.range[0]:
        say("A constant is as close. Choose another method, fewer --bits (so that more of each neuron are kept), or a smaller network.")
    say()
    for line in theorem(verdict):
        say(line, style="bold")
    accepted(verdict, output)
    say(REAL)
