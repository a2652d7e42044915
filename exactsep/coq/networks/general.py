"""Networks with any activations and with skip connections as Coq terms (theory General), beside plain ReLU networks (theory Vectors)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exactsep.coq.networks.layers import architecture, columns, is_plain, network_definition, rows_of
from exactsep.coq.terms import exact, listed, rational


@dataclass(frozen=True)
class Network:
    """A network of a certificate, with its name in the Coq file."""

    name: str
    data: dict[str, Any]

    @property
    def plain(self) -> bool:
        """ReLU in all layers but the last, and each layer reads the one before."""
        return is_plain(self.data)

    @property
    def inputs(self) -> int:
        return columns(self.data)

    @property
    def outputs(self) -> int:
        return len(self.data["layers"][-1]["bias"])

    @property
    def function(self) -> str:
        """The outputs as a function of the inputs."""
        return f"{'evaluate' if self.plain else 'values'} {self.name}"

    @property
    def quantities(self) -> str:
        """What keeps its sign on a region, as a function of the inputs."""
        return f"{'preactivations' if self.plain else 'sides'} {self.name}"

    def definition(self) -> str:
        """Definitions that end with the network."""
        return network_definition(self.name, self.data) if self.plain else general_definition(self.name, self.data)


def modules(networks: Iterable[Network]) -> str:
    """The files of the theory about these networks on segments."""
    more = "" if all(network.plain for network in networks) else " General GeneralSegments"
    return f"Vectors Architectures Symbolic Parts Segments{more}"


def kind(networks: Iterable[Network]) -> str:
    """What they are, in words."""
    return "ReLU network" if all(network.plain for network in networks) else "network"


def general_definition(name: str, network: dict[str, Any]) -> str:
    """One definition for each layer, and the network."""
    starts = [0, columns(network)]
    layers, last = [], len(network["layers"])
    for k, layer in enumerate(network["layers"], 1):
        read = read_values(layer.get("sources", [k - 1]), starts)
        term = f"Layer\n  {neurons(layer, read)}\n  {shape(layer.get('activation', 'identity' if k == last else 'relu'))}"
        layers.append(f"Definition {name}_layer_{k} : general_layer := ({term})%Q.")
        starts.append(starts[-1] + len(layer["bias"]))
    names = [f"{name}_layer_{k}" for k in range(1, last + 1)]
    network_term = f"Definition {name} : general_network := General\n  {listed(names[:-1])}\n  {names[-1]}."
    return "\n\n".join([*layers, network_term, architecture(name, network, "general_architecture")])


def read_values(sources: list[int], starts: list[int]) -> list[int]:
    """The indices of the values of the sources, among the inputs and the values of all layers before, which begin there."""
    return [j for k in sources for j in range(starts[k], starts[k + 1])]


def neurons(layer: dict[str, Any], read: list[int]) -> str:
    """The neurons of a layer, column j of which is the value with the index read[j]."""
    rows = ("; ".join(f"({read[j]}%nat, {rational(w)})" for j, w in row if w != "0") for row in rows_of(layer))
    return listed(f"Neuron [{entries}] {rational(b)}" for entries, b in zip(rows, layer["bias"], strict=True))


def shape(given: Any) -> str:
    """An activation: rectifier, identity, leaky a, clip lo hi, or by its slope, its value at 0 and its turns, each with its place."""
    if isinstance(given, str):
        return {"relu": "rectifier", "identity": "identity"}[given]
    breaks, slopes, value = [exact(c) for c in given["breaks"]], [exact(m) for m in given["slopes"]], exact(given["value"])
    if len(slopes) != len(breaks) + 1 or any(not c < d for c, d in pairwise(breaks)):
        raise ValueError("an activation needs increasing breaks, and one slope more than breaks")
    if slopes[1:] == [1] and breaks[0] == value == 0:
        return f"(leaky {rational(slopes[0])})"
    if slopes == [0, 1, 0] and breaks[0] == value:
        return f"(clip {rational(breaks[0])} {rational(breaks[1])})"
    at_zero = value - slopes[0] * breaks[0] if breaks else value
    turns = listed(f"({rational(after - before)}, {rational(c)})" for c, (before, after) in zip(breaks, pairwise(slopes), strict=True))
    return f"(Bent {rational(slopes[0])} {rational(at_zero)} {turns})"
