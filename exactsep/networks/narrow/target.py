"""The network that is to be made narrow: what is asked of it, and the units of it that matter on its domain.

A unit whose preactivation is <= 0 on the domain (by interval bounds, layer after layer; on R^d by signs) is 0 there; one that reads no
other unit is a constant; both are folded into the biases behind them. A unit that no later one reads is left out. What is left are the
*live* units: each reads a live unit (or an input) and is read by one, so that every live unit has a path to an output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.layer import Layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from exactsep.numbers.literals import dyadic, entries, named
from exactsep.wording import counted, short_integer

Box = tuple[tuple[Any, Any], ...]
Range = tuple[Any, Any]  # least and largest value, None for no bound

MAX_SIZE = 200_000


@dataclass(frozen=True)
class Unit:
    """relu(sum of row[i] * (live unit i of the layer before) + bias), or an output without relu; `low` and `high` bound the sum, None
    for no bound."""

    row: dict[int, Any]
    bias: Any
    low: Any
    high: Any


@dataclass(frozen=True)
class Target:
    """The live units of each hidden layer, by their place in the network, and the outputs; `inputs` is d."""

    inputs: int
    hidden: tuple[dict[int, Unit], ...]
    outputs: tuple[Unit, ...]

    @property
    def last(self) -> list[int]:
        """The live units of the last hidden layer, each of which some output reads; empty if the network is constant."""
        return list(self.hidden[-1])


def target_on(net: ReLUNet, box: Box | None) -> Target:
    """The live units on the box, or on all of R^d. `net` and `box` have passed `require_plain` and `box_of`."""
    ranges: dict[int, Range] = dict(enumerate(box if box is not None else [(None, None)] * net.inputs))
    fixed: dict[int, Any] = {}
    layers: list[dict[int, Unit]] = []
    for one in net.layers[:-1]:
        units = {i: _unit(one, i, ranges, fixed) for i in range(one.units)}
        fixed = {i: _constant(unit) for i, unit in units.items() if not unit.row or _dead(unit)}
        layers.append({i: unit for i, unit in units.items() if i not in fixed})
        ranges = {i: _after(unit, box is not None) for i, unit in layers[-1].items()}
    outputs = tuple(_unit(net.layers[-1], k, ranges, fixed) for k in range(net.outputs))
    return Target(net.inputs, tuple(_read(layers, outputs)), outputs)


def _unit(one: Layer, i: int, ranges: dict[int, Range], fixed: dict[int, Any]) -> Unit:
    """Unit i of a layer, from what is known of the layer before."""
    row = {j: w for j, w in one.rows[i] if j not in fixed}
    bias = one.bias[i] + sum((w * fixed[j] for j, w in one.rows[i] if j in fixed), mpq(0))
    low, high = bias, bias
    for j, w in row.items():
        ends = ranges[j] if w > 0 else ranges[j][::-1]
        low = None if low is None or ends[0] is None else low + w * ends[0]
        high = None if high is None or ends[1] is None else high + w * ends[1]
    return Unit(row, bias, low, high)


def _after(unit: Unit, bounded: bool) -> Range:
    """The range of relu. On R^d without an upper bound, as in the checker: there only signs count."""
    return mpq(0) if unit.low is None else max(unit.low, mpq(0)), unit.high if bounded else None


def _dead(unit: Unit) -> bool:
    return unit.high is not None and bool(unit.high <= 0)


def _constant(unit: Unit) -> Any:
    return max(unit.bias, mpq(0)) if not unit.row else mpq(0)


def _read(layers: list[dict[int, Unit]], outputs: Sequence[Unit]) -> list[dict[int, Unit]]:
    """The layers without the units that nothing reads."""
    readers: list[Unit] = list(outputs)
    kept: list[dict[int, Unit]] = []
    for layer in reversed(layers):
        wanted = {j for unit in readers for j in unit.row}
        kept.append({i: unit for i, unit in layer.items() if i in wanted})
        readers = list(kept[-1].values())
    return kept[::-1]


def require_plain(net: ReLUNet) -> None:
    """Raises ValueError unless the network is over Q, with ReLU hidden layers, each layer reading the one before, and an affine output."""
    if net.field is not Q:
        raise ValueError("only a network with rational weights can be made narrow")
    for k, one in enumerate(net.layers):
        last = k == net.depth
        if one.activation != (IDENTITY if last else RELU):
            wanted = "an affine output" if last else "ReLU in hidden layers"
            raise ValueError(f"layers[{k}]: only a network with {wanted} can be made narrow, and this layer has {one.activation.kind}")
        if one.sources != (k,):
            skips = f"this one has skip connections: it reads the layers {', '.join(map(str, one.sources))} (0 is the input)"
            raise ValueError(f"layers[{k}]: only a network whose layers read the one before can be made narrow, and {skips}")


def box_of(net: ReLUNet, box: Any) -> Box:
    """The box as pairs of rationals; floats are the dyadic rationals that they are. Raises ValueError unless it has an interval [lo, hi]
    with lo < hi for each input."""
    intervals = entries(box, "box: it must be a list of intervals [lo, hi], one for each input")
    if len(intervals) == 2 and not any(isinstance(z, Iterable) and not isinstance(z, str) for z in intervals):
        example = f"[({intervals[0]}, {intervals[1]})]" + ("" if net.inputs == 1 else f" * {net.inputs}")
        raise ValueError(f"box: it must be a list of intervals, one for each input, and not one interval alone: write {example}")
    if len(intervals) != net.inputs:
        raise ValueError(f"box: it has {counted(len(intervals), 'interval')}, but the network {counted(net.inputs, 'input')}")
    found = []
    for i, interval in enumerate(intervals):
        ends = entries(interval, f"box[{i}]: it must be an interval [lo, hi]")
        if len(ends) != 2:
            raise ValueError(f"box[{i}]: an interval has two ends, not {len(ends)}")
        lo, hi = (named(f"box[{i}]", z, dyadic) for z in ends)
        if not lo < hi:
            raise ValueError(f"box[{i}]: an interval [lo, hi] needs lo < hi, but {lo} < {hi} does not hold")
        found.append((lo, hi))
    return tuple(found)


def require_size(size: int) -> None:
    """Raises ValueError if a narrow network would have so many weights and biases, or about so many."""
    if size > MAX_SIZE:
        raise ValueError(f"the narrow network would have about {short_integer(size)} weights and biases, over the limit {MAX_SIZE}")
