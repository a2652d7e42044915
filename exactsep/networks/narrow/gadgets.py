"""Parts of the tape networks (T21): registers that are carried from layer to layer, and gadgets that read one bit of a register.

A register stands for an affine form of the units of the last layer; what is done to it is folded into the next layer, where it is a unit
again. So every register must be >= 0 for the inputs that matter. A *bit* is read off a register v that is >= theta if the bit is 1 and
<= theta - gap if it is 0:

    one layer, two units:           b = relu(t) - relu(t - 1),             t = (v - theta)/gap + 1
    two layers, one unit in each:   b = 1 - relu(1 - relu(t))

Under a bound on the weights the factor 1/gap of the second gadget is spread over a chain of layers: g_0 in the first one, where it is
limited by the coefficients of v - theta + gap, then at most the bound in each, relu(1 - g relu(...)) being the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.layer import Layer
from exactsep.networks.narrow.grid import FEWER_BITS
from exactsep.networks.relu import ReLUNet
from exactsep.wording import counted

MAX_WEIGHTS = 190_000  # what the checker counts: weights that are not 0, and biases; it reads 200,000


ZERO = mpq(0)


@dataclass(frozen=True)
class Form:
    """constant + sum of terms[unit] * unit, over the units of the last layer."""

    terms: dict[int, Any]
    constant: Any = ZERO

    def __add__(self, other: Form) -> Form:
        terms = dict(self.terms)
        for unit, w in other.terms.items():
            terms[unit] = terms.get(unit, 0) + w
        return Form({unit: w for unit, w in terms.items() if w}, self.constant + other.constant)

    def __mul__(self, factor: Any) -> Form:
        return Form({unit: w * factor for unit, w in self.terms.items()} if factor else {}, self.constant * factor)

    def __sub__(self, other: Form) -> Form:
        return self + other * -1

    def plus(self, constant: Any) -> Form:
        return Form(self.terms, self.constant + constant)

    @property
    def largest(self) -> Any:
        return max([abs(self.constant), *map(abs, self.terms.values())])


class Builder:
    """A network layer by layer. `registers` are carried along; `weights_at_most` limits all weights and biases, if it is not None."""

    def __init__(self, inputs: int, two_layers: bool, weights_at_most: Any = None):
        self.inputs, self.two_layers, self.weights_at_most = inputs, two_layers, weights_at_most
        self.layers: list[Layer] = []
        self.registers: dict[str, Form] = {f"x{i}": Form({i: mpq(1)}) for i in range(inputs)}
        self.columns, self.weights = inputs, 0

    def step(self, *forms: Form) -> list[Form]:
        """One layer: relu of each register, and of these forms. Returns the latter as units of the new layer."""
        rows = [*self.registers.values(), *forms]
        self._emit(rows, RELU)
        units = [Form({k: mpq(1)}) for k in range(len(rows))]
        self.registers = dict(zip(self.registers, units, strict=False))
        return units[len(self.registers) :]

    def _emit(self, rows: list[Form], act: Any) -> None:
        made = tuple(tuple(sorted(row.terms.items())) for row in rows)
        self.layers.append(Layer(made, tuple(row.constant for row in rows), self.columns, act, (len(self.layers),)))
        self.columns = len(rows)
        self.weights += sum(map(len, made)) + len(rows)
        if self.weights > MAX_WEIGHTS:
            reached = f"over {MAX_WEIGHTS} weights and biases after {counted(len(self.layers), 'layer')}"
            raise ValueError(f"the narrow network has {reached}; {FEWER_BITS}")

    def change(self, name: str, form: Form) -> None:
        """Adds a form to a register; a register that does not exist is 0."""
        self.registers[name] = self.registers[name] + form if name in self.registers else form

    def drop(self, name: str) -> None:
        self.registers.pop(name, None)

    def bit(self, name: str, theta: Any, gap: Any, last: bool = False) -> Form:
        """The bit that is read off a register, as a form of the layers that are added; `last`: the register is not needed any more."""
        level = self.registers[name].plus(gap - theta)
        if last:
            self.drop(name)
        if not self.two_layers:
            rise = level * (1 / gap)
            low, high = self.step(rise, rise.plus(-1))
            return low - high
        return self.negated(self.sharpened(level, 1 / gap)) * -1 + Form({}, mpq(1))

    def sharpened(self, level: Form, gain: Any) -> tuple[Form, Any]:
        """relu(level) times a part of the gain, after at least one layer, and the rest of the gain, within the bound."""
        first = _share(gain, level.largest, self.weights_at_most)
        (rise,) = self.step(level * first)
        *chain, rest = factors(gain / first, self.weights_at_most)
        for factor in chain:
            (rise,) = self.step(rise * factor)
        return rise, rest

    def negated(self, sharp: tuple[Form, Any]) -> Form:
        """relu(1 - gain * relu(level)), with what `sharpened` gives."""
        rise, rest = sharp
        return self.step((rise * -rest).plus(1))[0]

    def output(self, form: Form) -> ReLUNet:
        self._emit([form], IDENTITY)
        return ReLUNet(self.layers)


def _share(gain: Any, largest: Any, bound: Any) -> Any:
    """The part of the gain in the first layer of a gadget, where it multiplies numbers up to `largest`: about half of the bits of the gain;
    under a bound, the least power of 2 that does not make the chain longer."""
    if bound is None:
        return mpq(2) ** max(0, (int(gain).bit_length() - 1) // 2)
    most = bound / largest
    least, power = gain / bound ** _chain_length(gain / most, bound), mpq(1)
    while power > most:
        power /= 2
    while power < least:
        power *= 2
    return power if power <= most else min(most, gain)


def _chain_length(gain: Any, bound: Any) -> int:
    """The least n >= 1 with bound^n >= gain."""
    n, reached = 1, bound
    while reached < gain:
        n, reached = n + 1, reached * bound
    return n


def factors(gain: Any, bound: Any) -> Iterator[Any]:
    """Factors within the bound, at least one, with the product `gain`."""
    while bound is not None and gain > bound:
        yield bound
        gain /= bound
    yield gain
