"""How many bits of each neuron a tape network keeps if nothing is said: all of them, if network and check stay small enough."""

from __future__ import annotations

from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.gadgets import MAX_WEIGHTS
from exactsep.networks.narrow.grid import FEWER_BITS, MAX_BITS, MAX_INPUT_BITS, GridMachine, grid_machine, require_one_output
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import positive

AFFORDED = 36_000_000  # steps of the checker, which takes 40,000,000
PER_ENTRY, PER_SHARED_ENTRY = 65, 140  # measured: at most so many for each entry of a symbol; with one tape for two layers
NEARLY = mpq(11, 10)


def require_size(machine: GridMachine) -> None:
    """Raises ValueError if the network has too many weights for sure: reading a bit takes a layer and about 8 weights, at least."""
    if 8 * machine.reads > MAX_WEIGHTS:
        size = f"over {machine.reads} layers and {8 * machine.reads} weights"
        raise ValueError(f"the narrow network would have {size}, and the limit is {MAX_WEIGHTS}; {FEWER_BITS}")


def kept_by_default(target: ReLUNet, bits: Any, shared: bool) -> int | None:
    """None (all bits) if the checker can afford it; else the least number of bits for which E is at most a tenth above that of all bits,
    or, if that is too many, the largest that the checker can afford. `shared`: one tape for two layers, variant C with one input.

    Raises ValueError if even one bit is too much."""
    require_one_output(target)
    whole = _machine_of_all_bits(target, bits)
    if whole is not None and _affordable(whole, shared):
        return None
    aim = NEARLY * _error_of_all_bits(target, bits)
    found = None
    for kept in range(1, MAX_BITS):
        machine = grid_machine(target, bits, kept)
        if not _affordable(machine, shared):
            if found is None:
                require_size(machine)
                raise ValueError(f"the check would take about {_work(machine, shared)} steps, over {AFFORDED}: read fewer bits (--bits)")
            break
        found = kept
        if machine.error <= aim:
            break
    return found


def _work(machine: GridMachine, shared: bool) -> int:
    """About how many steps the checker takes."""
    return machine.entries * (PER_SHARED_ENTRY if shared else PER_ENTRY)


def _affordable(machine: GridMachine, shared: bool) -> bool:
    return 8 * machine.reads <= MAX_WEIGHTS and _work(machine, shared) <= AFFORDED


def _machine_of_all_bits(target: ReLUNet, bits: Any) -> GridMachine | None:
    """None if its neurons have too many bits for it."""
    positive("the number of input bits", bits, MAX_INPUT_BITS)
    try:
        return grid_machine(target, bits)
    except ValueError:
        return None


def _error_of_all_bits(target: ReLUNet, bits: Any) -> Any:
    """E without rounding: |W| times half a cell in each input."""
    errors = [mpq(1, 2 ** (int(bits) + 1))] * target.inputs
    for layer in target.layers:
        errors = [sum((abs(w) * errors[i] for i, w in row), mpq(0)) for row in layer.rows]
    return errors[0]
