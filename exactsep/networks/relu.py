"""ReLU networks with exact weights, over the real numbers: every weight is the number that it is, also where it was given as a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

from exactsep.numbers.field import Field, Q, text_of
from exactsep.wording import counted

Layer = tuple[tuple[tuple[Any, ...], ...], tuple[Any, ...]]  # rows of weights, biases


class ReLUNet:
    """Affine layers with max(0, .) between them: x -> W_l relu(... relu(W_0 x + b_0) ...) + b_l.

    `layers` are pairs (weights, bias), from the input to the output: weights has one row for each unit, bias one number.
    Numbers are what `field` reads; floats stand for the dyadic rationals that they are. Raises ValueError for shapes that do not fit
    together, and for weights that are no finite numbers."""

    def __init__(self, layers: Iterable[tuple[Sequence[Sequence[Any]], Sequence[Any]]], field: Field = Q):
        self.field = field
        self.layers: tuple[Layer, ...] = tuple(_layer(k, weights, bias, field) for k, (weights, bias) in enumerate(layers))
        if not self.layers:
            raise ValueError("a network has at least one layer, the output")
        for k, ((_, before), (weights, _)) in enumerate(pairwise(self.layers), 1):
            if len(weights[0]) != len(before):
                raise ValueError(f"layers[{k}] takes {len(weights[0])} inputs, but layers[{k - 1}] has {counted(len(before), 'unit')}")

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.layers[0][0][0])

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return len(self.layers[-1][1])

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return tuple(len(bias) for _, bias in self.layers[:-1])

    @property
    def depth(self) -> int:
        """The number of hidden layers."""
        return len(self.layers) - 1

    @property
    def width(self) -> int:
        """The largest number of units in a hidden layer; 0 without hidden layers."""
        return max(self.widths, default=0)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(len(bias) * (1 + len(weights[0])) for weights, bias in self.layers)

    def __call__(self, *x: Any) -> Any:
        """The exact output: a number if there is one output, else a tuple. Raises ValueError for a wrong number of inputs."""
        if len(x) != self.inputs:
            raise ValueError(f"this network has {counted(self.inputs, 'input')}, not {len(x)}")
        values = [self.field(z) for z in x]
        for k, (weights, bias) in enumerate(self.layers):
            values = [sum((w * z for w, z in zip(row, values, strict=True)), b) for row, b in zip(weights, bias, strict=True)]
            if k < self.depth:
                values = [z if z > 0 else self.field(0) for z in values]
        return values[0] if self.outputs == 1 else tuple(values)

    def data(self) -> dict[str, Any]:
        """The network as JSON data: {"kind": "relu-network", "layers": [{"weights": rows, "bias": numbers}, ...]}."""
        layers = [
            {"weights": [[text_of(w) for w in row] for row in weights], "bias": [text_of(b) for b in bias]} for weights, bias in self.layers
        ]
        return {"kind": "relu-network", "layers": layers}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReLUNet) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash(self.layers)

    def __repr__(self) -> str:
        shape = f"hidden widths {list(self.widths)[:8]}{'...' if self.depth > 8 else ''}" if self.depth else "no hidden layers"
        return f"ReLUNet({counted(self.inputs, 'input')}, {shape}, {counted(self.outputs, 'output')})"


def _layer(k: int, weights: Any, bias: Any, field: Field) -> Layer:
    rows = tuple(tuple(_weight(w, field, k) for w in row) for row in weights)
    offsets = tuple(_weight(b, field, k) for b in bias)
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise ValueError(f"layers[{k}]: the weights are not a matrix with rows of one length")
    if len(rows) != len(offsets):
        raise ValueError(f"layers[{k}]: {counted(len(rows), 'row')} of weights, but {len(offsets)} biases")
    return rows, offsets


def _weight(value: Any, field: Field, k: int) -> Any:
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"layers[{k}]: the weight {value} is not finite")
        value = Fraction(value)
    try:
        return field(value)
    except ValueError as error:
        raise ValueError(f"layers[{k}]: {error}") from None
