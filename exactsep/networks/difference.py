"""The difference of two networks, as a network: where it has one piece with the value 0, the two are equal."""

from __future__ import annotations

from dataclasses import replace

from exactsep.networks.activation import IDENTITY
from exactsep.networks.layer import Layer, layer
from exactsep.networks.relu import ReLUNet, require_network


def difference(one: ReLUNet, other: ReLUNet) -> ReLUNet:
    """The network with outputs one(x) - other(x): both side by side on the same input, and a last affine layer.

    Raises ValueError unless both are networks over the same field with as many inputs and outputs."""
    for given in (one, other):
        require_network(given)
    if one.field is not other.field:
        raise ValueError(f"the networks have weights in different fields: {one.field.name} and {other.field.name}")
    if (one.inputs, one.outputs) != (other.inputs, other.outputs):
        shapes = [f"{net.inputs} -> {net.outputs}" for net in (one, other)]
        raise ValueError(f"the networks must have as many inputs and outputs, but they are {shapes[0]} and {shapes[1]}")
    first, n = len(one.layers), one.outputs
    last = first + len(other.layers)
    rows = [{i: 1, n + i: -1} for i in range(n)]
    minus = layer(rows, [0] * n, IDENTITY, (first, last), one.field, columns=2 * n)
    return ReLUNet([*one.layers, *(_moved(k, first) for k in other.layers), minus], one.field)


def _moved(one: Layer, by: int) -> Layer:
    """The layer behind `by` other layers, which it does not read."""
    return replace(one, sources=tuple(s and s + by for s in one.sources))
