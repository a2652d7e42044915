"""The distance of a network from its grid machine (T21), cell by cell: sharper than layer by layer, as most relus have one sign on a cell.

On the good part of a cell, x_i = (q_i + (1 - 2^(c-p)) tau_i) 2^-c with 0 <= tau_i <= 1, every unit is an affine form in tau plus a
remainder in [lo, hi]: exactly where the relus have one sign. Where z takes both signs, from least to most, relu(z) is in [0, most], and
also z plus something in [0, -least]; the one with less to spare is taken."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import lcm
from typing import Any

from gmpy2 import mpq

from exactsep.networks.layer import Layer
from exactsep.networks.narrow.grid import GridMachine
from exactsep.networks.relu import ReLUNet

MAX_WORK = 4_000_000


@dataclass(frozen=True)
class CellForm:
    """constant + sum of slopes[i] tau_i + something from lo to hi."""

    constant: Any
    slopes: tuple[Any, ...]
    lo: Any
    hi: Any

    @property
    def ends(self) -> tuple[Any, Any]:
        negative = sum(z for z in self.slopes if z < 0)
        return self.constant + self.lo + negative, self.constant + self.hi + sum(self.slopes) - negative

    def relu(self) -> CellForm:
        least, most = self.ends
        if least >= 0:
            return self
        if most <= -least:
            return CellForm(mpq(0), (mpq(0),) * len(self.slopes), mpq(0), max(mpq(0), most))
        return CellForm(self.constant, self.slopes, self.lo, self.hi - least)


def require_cells(target: ReLUNet, bits: int) -> None:
    """Raises ValueError if there are too many cells for bounds on each of them."""
    exponent = bits * target.inputs
    if not cells_affordable(target, bits):
        many = f"2^{exponent} cells" + ("" if exponent > 40 else f" take {_work(target, bits)} steps, and the limit is {MAX_WORK}")
        raise ValueError(f"too many cells for bounds on each of them: {many}; leave out cells (--cells), or read fewer bits (bits, --bits)")


def cells_affordable(target: ReLUNet, bits: int) -> bool:
    """Whether there are so few cells that bounds on each of them are found."""
    return bits * target.inputs <= 40 and _work(target, bits) <= MAX_WORK


def _work(target: ReLUNet, bits: int) -> int:
    return int(2 ** (bits * target.inputs) * target.parameters * (target.inputs + 3))


def checker_work(target: ReLUNet, bits: int, separation: int) -> int:
    """The steps that bounds on all cells take in the checker, about: as it counts them."""
    d, size, work = target.inputs, separation + 1, 60 + 14 * target.inputs
    for layer in target.layers:
        numbers = [*(w for row in layer.rows for _, w in row), *layer.bias]
        own = lcm(*(int(z.denominator) for z in numbers))
        longest = max(int(z * own).bit_length() for z in numbers)
        weights = sum(map(len, layer.rows))
        work += (layer.units * (64 + 4 * d) + weights * (6 + 2 * d)) * (1 + (longest * size >> 14))
        size += longest + layer.columns.bit_length() + own.bit_length()
    return int(2 ** (bits * d) * work)


def cell_error(target: ReLUNet, machine: GridMachine, separation: int) -> Any:
    """The largest distance on G, at most. Raises ValueError if there are too many cells for it."""
    d, c = machine.inputs, machine.bits
    require_cells(target, c)
    return max(_distance(target, machine, separation, cell) for cell in product(range(2**c), repeat=d))


def _distance(target: ReLUNet, machine: GridMachine, separation: int, cell: tuple[int, ...]) -> Any:
    unit, zero = mpq(1, 2**machine.bits), mpq(0)
    wide = unit - mpq(1, 2**separation)
    slopes = [tuple(wide if i == j else zero for j in range(machine.inputs)) for i in range(machine.inputs)]
    forms = [CellForm(q * unit, slope, zero, zero) for q, slope in zip(cell, slopes, strict=True)]
    for layer in target.layers[:-1]:
        forms = [form.relu() for form in _before(layer, forms)]
    low, high = _before(target.layers[-1], forms)[0].ends
    shown = machine(*cell)
    return max(high - shown, shown - low)


def _before(layer: Layer, forms: list[CellForm]) -> list[CellForm]:
    inputs = range(len(forms[0].slopes))
    return [
        CellForm(
            sum((w * forms[j].constant for j, w in row), b),
            tuple(sum((w * forms[j].slopes[i] for j, w in row), mpq(0)) for i in inputs),
            sum((w * (forms[j].lo if w > 0 else forms[j].hi) for j, w in row), mpq(0)),
            sum((w * (forms[j].hi if w > 0 else forms[j].lo) for j, w in row), mpq(0)),
        )
        for row, b in zip(layer.rows, layer.bias, strict=True)
    ]
