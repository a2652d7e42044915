"""ReLU networks with exact weights, over the real numbers: every weight is the number that it is, also where it was given as a float."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exactsep.networks.activation import IDENTITY, RELU, Activation
from exactsep.networks.layer import Layer, layer
from exactsep.numbers.field import Field, Q
from exactsep.numbers.literals import dyadic, entries
from exactsep.wording import counted, kind_of, shown


class ReLUNet:
    """Layers one after the other; each reads the layer before, or the input and any earlier layers (skip connections).

    `layers` are `Layer`s, or pairs (weights, bias), from the input to the output: weights has one row for each unit, bias one number. Pairs
    have a ReLU behind them, the last one has none. Both may be lists, arrays of numpy or tensors of PyTorch. Numbers are what `field`
    reads, text also as "1e-3" (which is 1/1000); floats, also of numpy, stand for the dyadic rationals that they are.
    Raises ValueError for shapes that do not fit together, and for weights that are no finite numbers."""

    def __init__(self, layers: Iterable[Layer | tuple[Sequence[Sequence[Any]], Sequence[Any]]], field: Field = Q):
        if not callable(field) or not hasattr(field, "column"):
            raise ValueError(f"field: a network is over Q or a NumberField, not {shown(field)}")
        self.field = field
        given = _given(layers)
        self.layers: tuple[Layer, ...] = tuple(_layer(k, one, len(given), field) for k, one in enumerate(given))
        self.inputs = _inputs(self.layers)
        self._require_shapes()

    def _require_shapes(self) -> None:
        sizes = [self.inputs]
        for k, one in enumerate(self.layers):
            wrong = [s for s in one.sources if not 0 <= s <= k]
            if wrong or len(set(one.sources)) != len(one.sources) or not one.sources:
                raise ValueError(f"layers[{k}]: the sources must be different numbers from 0 (the input) to {k}, not {list(one.sources)}")
            if sum(sizes[s] for s in one.sources) != one.columns:
                there = " and ".join(_source(s, sizes[s]) for s in one.sources)
                raise ValueError(f"layers[{k}] takes {counted(one.columns, 'input')}, but {there}")
            sizes.append(one.units)

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.layers[-1].units

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return tuple(one.units for one in self.layers[:-1])

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
        """The number of weights and biases, zeros included."""
        return sum(one.units * (1 + one.columns) for one in self.layers)

    @property
    def nonzero(self) -> int:
        """The number of weights and biases that are not 0."""
        return sum(one.nonzero for one in self.layers)

    @property
    def largest_weight(self) -> Any:
        """The largest modulus of a weight or bias."""
        numbers = [abs(w) for one in self.layers for row in one.rows for _, w in row]
        return max([*numbers, *(abs(b) for one in self.layers for b in one.bias)])

    @property
    def max_pieces(self) -> int:
        """The largest number of pieces on an interval that T1 allows: the product of (breakpoints of the activation) * units + 1 over
        all layers with an activation."""
        bound = 1
        for one in self.layers:
            bound *= one.activation.breakpoints * one.units + 1
        return bound

    def __call__(self, *x: Any) -> Any:
        """The exact output: a number if there is one output, else a tuple. Inputs are read like weights: a float is a dyadic rational.

        Raises ValueError for a wrong number of inputs, and for those that are no finite numbers."""
        values = [self._read(x)]
        for one in self.layers:
            read = values[one.sources[0]] if len(one.sources) == 1 else [z for s in one.sources for z in values[s]]
            values.append([one.activation(z) for z in one.before(read)])
        return values[-1][0] if self.outputs == 1 else tuple(values[-1])

    def _read(self, x: Sequence[Any]) -> list[Any]:
        """The inputs as elements of the field."""
        listed = len(x) == 1 and isinstance(x[0], Iterable) and not isinstance(x[0], str) and getattr(x[0], "ndim", 1) > 0
        if len(x) != self.inputs or (listed and self.field is Q):
            given = "one list: write net(*x) for a list x of inputs" if listed else len(x)
            raise ValueError(f"this network has {counted(self.inputs, 'input')}, not {given}")
        found: list[Any] = []
        try:
            found.extend(dyadic(z, self.field) for z in x)
        except ValueError as error:
            raise ValueError(f"input {len(found)}: {error}") from None
        return found

    def data(self) -> dict[str, Any]:
        """The network as JSON data: {"kind": "relu-network", "layers": [{"weights": rows, "bias": numbers}, ...]}, see `netfile`."""
        last = len(self.layers) - 1
        return {"kind": "relu-network", "layers": [one.data(k == last, k) for k, one in enumerate(self.layers)]}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReLUNet) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash(self.layers)

    def __repr__(self) -> str:
        shape = f"hidden widths {list(self.widths)[:8]}{'...' if self.depth > 8 else ''}" if self.depth else "no hidden layers"
        return f"ReLUNet({counted(self.inputs, 'input')}, {shape}, {counted(self.outputs, 'output')})"


def require_network(net: Any) -> None:
    """Raises ValueError, with what to write, unless this is a ReLUNet."""
    if isinstance(net, ReLUNet):
        return
    inner = next((f".{name}" for name in ("network", "net") if isinstance(getattr(net, name, None), ReLUNet)), None)
    advice = f": its network is {inner}" if inner else "; load_network reads a file" if isinstance(net, str | os.PathLike) else ""
    raise ValueError(f"a network is a ReLUNet, not {kind_of(net)}{advice}")


def _given(layers: Any) -> list[Any]:
    """The layers, at least one. Raises ValueError, with what to write, for what is no list of them."""
    if isinstance(layers, Mapping):
        raise ValueError("layers must be a list of pairs (weights, bias); from_state_dict reads arrays by name")
    given = entries(layers, "layers must be a list of pairs (weights, bias)")
    if not given:
        raise ValueError("a network has at least one layer, the output")
    return given


def _layer(k: int, given: Any, count: int, field: Field) -> Layer:
    if isinstance(given, Layer):
        return given
    if not isinstance(given, tuple | list) or len(given) != 2:
        size = f" of {counted(len(given), 'entry', 'entries')}" if isinstance(given, tuple | list) else ""
        raise ValueError(f"layers[{k}] must be a pair (weights, bias), not {kind_of(given)}{size}")
    weights, bias = given
    act: Activation = IDENTITY if k == count - 1 else RELU
    return layer(weights, bias, act, (k,), field, f"layers[{k}]")


def _inputs(layers: Sequence[Layer]) -> int:
    """The number of inputs, from the first layer (it reads the input alone)."""
    if layers[0].sources != (0,):
        raise ValueError(f"layers[0]: the sources must be the input alone, [0], not {list(layers[0].sources)}")
    return layers[0].columns


def _source(s: int, units: int) -> str:
    return f"there {'is' if units == 1 else 'are'} {counted(units, 'input')}" if s == 0 else f"layers[{s - 1}] has {counted(units, 'unit')}"
