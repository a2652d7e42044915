"""A network from a computation graph: values are exact affine expressions of what earlier layers gave; activations make layers of them.

Consecutive affine operations become one affine expression, in rational arithmetic: nothing is rounded. What is read again later, as in a
skip connection, is an expression in the values of several layers, and the layer that reads it has these as its sources.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import IDENTITY, Activation
from exactsep.networks.layer import Layer, Row
from exactsep.networks.relu import ReLUNet

MAX_WORK = 50_000_000


@dataclass(frozen=True, eq=False)
class Affine:
    """The sum of weight * variable over `terms`, plus a constant. The terms, which several expressions may share, are never changed."""

    terms: dict[int, Any]
    constant: Any


Value = Any  # a rational number (mpq), or an Affine


def constant_of(value: Value) -> Any:
    """The number that a value is, or None if it depends on the input."""
    if not isinstance(value, Affine):
        return value
    return None if value.terms else value.constant


class Builder:
    """Collects the layers of a network with this many inputs.

    The variables are numbered through: first the inputs, then the units of each layer. Values may be Affine or numbers."""

    def __init__(self, inputs: int):
        self.layers: list[Layer] = []
        self.starts = [0, inputs]  # of the variables of each source, and of those to come
        self.work = 0

    def inputs(self) -> list[Affine]:
        """The inputs of the network."""
        return self._variables(0)

    def _variables(self, source: int) -> list[Affine]:
        return [Affine({v: mpq(1)}, mpq(0)) for v in range(self.starts[source], self.starts[source + 1])]

    def spend(self, work: int) -> None:
        """Raises ValueError when the exact arithmetic gets out of hand."""
        self.work += work
        if self.work > MAX_WORK:
            raise ValueError(f"folding the affine operations exactly needs more than {MAX_WORK} multiplications, the limit")

    def combination(self, weights: Sequence[Any], values: Sequence[Value]) -> Value:
        """The sum of weight * value."""
        pairs = [(w, value) for w, value in zip(weights, values, strict=True) if w != 0]
        self.spend(len(weights) + sum(len(value.terms) for _, value in pairs if isinstance(value, Affine)))
        terms: dict[int, Any] = {}
        constant = mpq(0)
        for w, value in pairs:
            if not isinstance(value, Affine):
                constant += w * value
                continue
            constant += w * value.constant
            for v, c in value.terms.items():
                terms[v] = terms[v] + w * c if v in terms else w * c
        return Affine({v: c for v, c in terms.items() if c != 0}, constant) if terms else constant

    def add(self, left: Value, right: Value) -> Value:
        """left + right."""
        if not isinstance(left, Affine):
            left, right = right, left
        if not isinstance(left, Affine):
            return left + right
        if not isinstance(right, Affine):
            return Affine(left.terms, left.constant + right)
        return self.combination((1, 1), (left, right))

    def times(self, left: Value, right: Value) -> Value:
        """left * right. Raises ValueError if both depend on the input."""
        number, other = constant_of(left), right
        if number is None:
            number, other = constant_of(right), left
        if number is None:
            raise ValueError("multiplies two values that both depend on the input")
        return self.combination((number,), (other,))

    def activate(self, values: Sequence[Value], act: Activation) -> list[Value]:
        """The activation of each value: a new layer, unless none of them depends on the input."""
        numbers = [constant_of(value) for value in values]
        if None not in numbers:
            return [act(x) for x in numbers]
        self._append(values, act)
        return list(self._variables(len(self.layers)))

    def _append(self, values: Sequence[Value], act: Activation) -> None:
        used = {v for value in values if isinstance(value, Affine) for v in value.terms}
        sources = sorted({bisect_right(self.starts, v) - 1 for v in used} or {len(self.layers)})
        shift, columns = {}, 0
        for s in sources:
            shift[s] = columns - self.starts[s]
            columns += self.starts[s + 1] - self.starts[s]

        def row(value: Value) -> Row:
            terms = sorted(value.terms.items()) if isinstance(value, Affine) else []
            return tuple((v + shift[bisect_right(self.starts, v) - 1], w) for v, w in terms)

        bias = tuple(value.constant if isinstance(value, Affine) else value for value in values)
        self.layers.append(Layer(tuple(map(row, values)), bias, columns, act, tuple(sources)))
        self.starts.append(self.starts[-1] + len(values))

    def network(self, values: Sequence[Value]) -> ReLUNet:
        """The network with these outputs; a last activation belongs to the last layer."""
        if not (self.layers and self._are_variables(values, len(self.layers))):
            self._append(values, IDENTITY)
        return ReLUNet(self.layers)

    def _are_variables(self, values: Sequence[Value], source: int) -> bool:
        """Whether the values are those of this source, all of them and in order."""
        wanted = range(self.starts[source], self.starts[source + 1])
        return len(values) == len(wanted) and all(
            isinstance(value, Affine) and value.constant == 0 and value.terms == {v: 1} for value, v in zip(values, wanted, strict=True)
        )
