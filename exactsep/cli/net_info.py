"""`exactsep net info` and `exactsep net convert`: networks in files of JSON, ONNX, numpy and PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import file_option, json_option, require_other_file
from exactsep.cli.output import digits, facts, fraction_and_decimal, print_json, say, short

if TYPE_CHECKING:
    from exactsep.networks.layer import Layer
    from exactsep.networks.relu import ReLUNet

REAL = (
    "This is the network over the real numbers with exactly these weights; that is the object of every theorem. "
    "Executed in floats it rounds, and may have other values and other pieces."
)
ASSUMED = "The file does not say the activations: ReLU is assumed behind every layer but the last."
MAX_SHOWN = 8


@click.command("info")
@click.argument("file", metavar="FILE")
@json_option
def info(file: str, as_json: bool) -> None:
    """Describe the network in a file.

    FILE is .json, .onnx (with the extra onnx), .npz (numpy), or .pt or .pth (PyTorch, the state_dict of a Sequential). Each float weight
    is the rational number that it is: nothing is rounded.

    \b
    Examples:
      exactsep net info net.json
      exactsep net info model.onnx --json
    """
    from exactsep.networks.files.formats import load_network

    net = load_network(file)
    if as_json:
        print_json({"file": file, **described(net)})
        return
    say(f"{file}: a ReLU network", style="bold")
    say()
    facts(rows(net))
    say()
    if holds_no_activations(file):
        say(ASSUMED)
    say(REAL)


@click.command("convert")
@click.argument("file", metavar="FILE")
@file_option("-o", "--output", help="The file to write: .json, .onnx or .npz.")
@click.option("--dtype", type=click.Choice(["float32", "float64"]), help="The weights of .onnx and .npz; by default float32 if exact.")
@json_option
def convert(file: str, output: str | None, dtype: str | None, as_json: bool) -> None:
    """Write a network in another format.

    A .json file holds the exact weights. In .onnx and .npz they are floats: a warning says how many of them were rounded, and how much.

    \b
    Examples:
      exactsep net convert model.onnx -o net.json
      exactsep net convert net.json -o model.onnx --dtype float64
    """
    from exactsep.networks.files.formats import load_network, save_network, writable_suffix

    if output is None:
        raise ValueError("-o FILE is missing: where to write the network")
    writable_suffix(output)
    require_other_file(output, file, what="network")
    net = load_network(file)
    warnings = save_network(net, output, dtype)
    if as_json:
        print_json({"file": output, "warnings": warnings, **described(net)})
        return
    say(f"Written to {output}{'' if warnings else ', with exactly the same weights'}.")
    if holds_no_activations(file):
        say(ASSUMED)
    for line in warnings:
        say(f"Warning: {line}.")


def holds_no_activations(file: str) -> bool:
    """Whether the format is one of weights alone."""
    return file.lower().endswith((".npz", ".pt", ".pth"))


def described(net: ReLUNet) -> dict[str, Any]:
    """The facts about a network, for programs. `pieces` is the largest number on a segment that T1 allows; numbers are strings."""
    from exactsep.networks.files.floats import is_exact

    return {
        "inputs": net.inputs,
        "outputs": net.outputs,
        "depth": net.depth,
        "widths": list(net.widths),
        "parameters": net.parameters,
        "nonzero": net.nonzero,
        "activations": [one.activation.data() for one in net.layers],
        "skip_connections": {str(k): list(one.sources) for k, one in enumerate(net.layers) if one.sources != (k,)},
        "largest_weight": digits(net.largest_weight),
        "bits": bits(net),
        "float32": is_exact(net, "float32"),
        "float64": is_exact(net, "float64"),
        "max_pieces": digits(net.max_pieces),
    }


def bits(net: ReLUNet) -> int:
    """The bits of the longest numerator or denominator of a weight or bias."""
    from exactsep.networks.files.floats import weights_of
    from exactsep.numbers.field import size_of

    return max((size_of(w) for w in weights_of(net)), default=1)


def rows(net: ReLUNet) -> list[tuple[str, str]]:
    """The facts about a network, for people."""
    skips = [f"layers[{k}] reads {_sources(one)}" for k, one in enumerate(net.layers) if one.sources != (k,)]
    return [
        ("inputs, outputs", f"{net.inputs}, {net.outputs}"),
        ("hidden layers", f"{net.depth}, of {_listed(list(map(str, net.widths)))} units" if net.depth else "none"),
        ("weights and biases", f"{net.parameters}, of which {net.nonzero} are not 0"),
        ("activations", _listed(_activations(net))),
        ("skip connections", _listed(skips, "; ") if skips else "none"),
        ("largest modulus", fraction_and_decimal(net.largest_weight)),
        ("longest number", f"{bits(net)} bits (numerator or denominator of a weight)"),
        ("exact as floats", _floats(net)),
        ("pieces on a segment", f"at most {short(net.max_pieces)} (T1)"),
    ]


def _sources(one: Layer) -> str:
    return " and ".join("the input" if s == 0 else f"layers[{s - 1}]" for s in one.sources)


def _listed(texts: list[str], between: str = ", ") -> str:
    return between.join(texts[:MAX_SHOWN]) + (f"{between}... ({len(texts)} in all)" if len(texts) > MAX_SHOWN else "")


def _activations(net: ReLUNet) -> list[str]:
    """Each activation and how many layers have it, in the order in which they occur."""
    names = [_name(one) for one in net.layers]
    return [f"{name} ({names.count(name)} {'layer' if names.count(name) == 1 else 'layers'})" for name in dict.fromkeys(names)]


def _name(one: Layer) -> str:
    act = one.activation
    if act.kind in ("relu", "identity"):
        return act.kind
    if act.kind == "leaky relu":
        return f"leaky relu of slope {short(act.slopes[0])}"
    return f"breaks {_listed([short(c) for c in act.breaks])} with slopes {_listed([short(s) for s in act.slopes])}"


def _floats(net: ReLUNet) -> str:
    from exactsep.networks.files.floats import is_exact

    if is_exact(net, "float32"):
        return "all weights are float32 numbers"
    return "all weights are float64 numbers, not all float32" if is_exact(net, "float64") else "not all weights are float64 numbers"
