"""`exactsep net info` and `exactsep net convert`: networks in files of JSON, ONNX, numpy and PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, file_option, json_option, require_other_file
from exactsep.cli.output import digits, facts, fraction_and_decimal, print_json, say, short
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.networks.files.floats import Survey
    from exactsep.networks.layer import Layer
    from exactsep.networks.relu import ReLUNet

REAL = (
    "This is the network over the real numbers with exactly these weights; that is the object of every theorem. "
    "Executed in floats it rounds, and may have other values and other pieces."
)
MAX_SHOWN = 8


@click.command("info", cls=Command)
@click.argument("file", metavar="FILE")
@json_option
def info(file: str, as_json: bool) -> None:
    """Describe the network in a file.

    FILE is .json, .onnx (with the extra onnx), .npz (numpy), or .pt or .pth (PyTorch, the state_dict of a Sequential). Each float weight
    is the rational number that it is: nothing is rounded. What the file does not say is assumed, and said: activations, and for matrices
    whether rows or columns are units.

    Keys of --json: input (FILE), notes (what was assumed), inputs, outputs, depth, widths, parameters, nonzero, activations,
    skip_connections, largest_weight, bits (of the longest numerator or denominator), float32 and float64 (whether all numbers are such
    floats), max_pieces (on a segment, T1).

    \b
    Examples:
      exactsep net info net.json
      exactsep net info model.onnx --json
    """
    from exactsep.networks.files.floats import survey
    from exactsep.networks.files.formats import read_network

    net, notes = read_network(file)
    numbers = survey(net)
    if as_json:
        print_json({"input": file, "notes": list(notes), **described(net, numbers)})
        return
    say(f"{file}: a ReLU network", style="bold")
    say()
    facts(rows(net, numbers))
    say()
    for line in (*notes, REAL):
        say(line)


@click.command("convert", cls=Command)
@click.argument("file", metavar="FILE")
@file_option("-o", "--output", help="The file to write: .json, .onnx or .npz.")
@click.option("--dtype", type=click.Choice(["float32", "float64"]), help="The weights of .onnx and .npz; by default float32 if exact.")
@json_option
def convert(file: str, output: str | None, dtype: str | None, as_json: bool) -> None:
    """Write a network in another format.

    A .json file holds the exact weights. In .onnx and .npz they are floats: a warning says how many of them were rounded, and how much,
    and how many became 0. Numbers that would become infinite are refused.

    Keys of --json: input (FILE), output (OUT), warnings (what was rounded), notes and everything else as in net info: about FILE, before
    anything is rounded.

    \b
    Examples:
      exactsep net convert model.onnx -o net.json
      exactsep net convert net.json -o model.onnx --dtype float64
    """
    from exactsep.networks.files.floats import survey
    from exactsep.networks.files.formats import read_network, save_network, writable_suffix

    if output is None:
        raise ValueError("-o FILE is missing: where to write the network")
    writable_suffix(output)
    require_other_file(output, file, what="network")
    net, notes = read_network(file)
    warnings = save_network(net, output, dtype)
    if as_json:
        print_json({"input": file, "output": output, "warnings": warnings, "notes": list(notes), **described(net, survey(net))})
        return
    say(f"Written to {output}{'' if warnings else ', with exactly the same weights'}.")
    for line in notes:
        say(line)
    for line in warnings:
        say(f"Warning: {line}.")


def described(net: ReLUNet, numbers: Survey) -> dict[str, Any]:
    """The facts about a network, for programs. `max_pieces` is the largest number on a segment that T1 allows; numbers are strings."""
    return {
        "inputs": net.inputs,
        "outputs": net.outputs,
        "depth": net.depth,
        "widths": list(net.widths),
        "parameters": net.parameters,
        "nonzero": numbers.nonzero,
        "activations": [one.activation.data() for one in net.layers],
        "skip_connections": {str(k): list(one.sources) for k, one in enumerate(net.layers) if one.sources != (k,)},
        "largest_weight": digits(numbers.largest),
        "bits": numbers.bits,
        "float32": "float32" in numbers.formats,
        "float64": "float64" in numbers.formats,
        "max_pieces": digits(net.max_pieces),
    }


def rows(net: ReLUNet, numbers: Survey) -> list[tuple[str, str]]:
    """The facts about a network, for people."""
    skips = [f"layers[{k}] reads {_sources(one)}" for k, one in enumerate(net.layers) if one.sources != (k,)]
    return [
        ("inputs, outputs", f"{net.inputs}, {net.outputs}"),
        ("hidden layers", f"{net.depth}, of {units(net)}" if net.depth else "none"),
        ("weights and biases", f"{net.parameters}, of which {numbers.nonzero} {'is' if numbers.nonzero == 1 else 'are'} not 0"),
        ("activations", _listed(_activations(net))),
        ("skip connections", _listed(skips, "; ") if skips else "none"),
        ("largest modulus", fraction_and_decimal(numbers.largest)),
        ("longest number", f"{counted(numbers.bits, 'bit')} (numerator or denominator)"),
        ("exact as floats", _floats(numbers)),
        ("pieces on a segment", f"at most {short(net.max_pieces)} (T1)"),
    ]


def bits(net: ReLUNet) -> int:
    """The bits of the longest numerator or denominator of a number in the network."""
    from exactsep.networks.files.floats import survey

    return survey(net).bits


def units(net: ReLUNet) -> str:
    """The sizes of the hidden layers: "1 unit", "2, 1 units"."""
    shown = _listed(list(map(str, net.widths)))
    return f"{shown} unit{'' if net.widths == (1,) else 's'}"


def _sources(one: Layer) -> str:
    return " and ".join("the input" if s == 0 else f"layers[{s - 1}]" for s in one.sources)


def _listed(texts: list[str], between: str = ", ") -> str:
    return between.join(texts[:MAX_SHOWN]) + (f"{between}... ({len(texts)} in all)" if len(texts) > MAX_SHOWN else "")


def _activations(net: ReLUNet) -> list[str]:
    """Each activation and how many layers have it, in the order in which they occur."""
    names = [_name(one) for one in net.layers]
    return [f"{name} ({counted(names.count(name), 'layer')})" for name in dict.fromkeys(names)]


def _name(one: Layer) -> str:
    act = one.activation
    if act.kind in ("relu", "identity"):
        return act.kind
    if act.kind == "leaky relu":
        return f"leaky relu of slope {short(act.slopes[0])}"
    return f"breaks {_listed([short(c) for c in act.breaks])} with slopes {_listed([short(s) for s in act.slopes])}"


def _floats(numbers: Survey) -> str:
    """Also for the numbers of the activations."""
    if "float32" in numbers.formats:
        return "all numbers are float32"
    return "all numbers are float64, not all float32" if "float64" in numbers.formats else "not all numbers are float64"
