"""What a tape network can afford if nothing is said: how many bits of each neuron it keeps, and bounds of its error on each cell."""

from __future__ import annotations

from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.effort import Style
from exactsep.networks.narrow.gadgets import MAX_WEIGHTS
from exactsep.networks.narrow.grid import FEWER_BITS, MAX_BITS, GridMachine, grid_machine
from exactsep.networks.narrow.tape_cells import cells_affordable, checker_work, require_cells
from exactsep.networks.relu import ReLUNet

AFFORDED = 38_000_000  # steps of the checker, which takes 40,000,000
FOR_EACH_WEIGHT = 380  # steps of the checker for each weight of the target that is not 0: nearly the least of what was measured
NEARLY = mpq(11, 10)


def require_target(target: ReLUNet) -> int:
    """About the steps of the checker for the target. Raises ValueError if it gives up over them, whatever the narrow network is."""
    steps = FOR_EACH_WEIGHT * target.nonzero
    if steps > AFFORDED:
        size = f"{target.nonzero} weights and biases that are not 0, and the checker would take about {steps} steps for them"
        raise ValueError(f"tape: the target has {size}; the limit for all is {AFFORDED}")
    return steps


def require_size(machine: GridMachine) -> None:
    """Raises ValueError if the network has too many weights for sure: reading a bit takes a layer and about 8 weights, at least."""
    if 8 * machine.reads > MAX_WEIGHTS:
        size = f"over {machine.reads} layers and {8 * machine.reads} weights"
        raise ValueError(f"the narrow network would have {size}, and the limit is {MAX_WEIGHTS}; {FEWER_BITS}")


def planned(target: ReLUNet, rough: GridMachine, separation: int, style: Style, kept: Any, cells: Any) -> tuple[Any, bool]:
    """`kept` and `cells` of `tape_network`, with what "auto" stands for. `rough` is the machine of the target that keeps one bit, of which
    the cost is the least.

    The error is bounded on each cell if that takes at most half of the steps of the checker, and fits beside the rest.
    Raises ValueError if nothing fits, and if there are too many cells for the bounds that are asked for."""
    bits, afforded = rough.bits, AFFORDED - require_target(target)
    if cells is True:
        require_cells(target, bits)
    work = checker_work(target, bits, separation) if cells and cells_affordable(target, bits) else 0
    if cells == "auto":
        machine = rough if kept == "auto" else grid_machine(target, bits, kept)
        cells = 0 < work <= afforded // 2 and style.steps(machine, separation) + work <= afforded
    if kept == "auto":
        kept = _kept(target, rough, separation, style, afforded - (work if cells else 0))
    return kept, bool(cells)


def _kept(target: ReLUNet, rough: GridMachine, separation: int, style: Style, steps: int) -> int | None:
    """None (all bits) if the checker can afford it; else the least number of bits with which E is `nearly_whole`, or, if that is too many,
    the largest that the checker can afford. Raises ValueError if even one bit is too much."""

    def affordable(machine: GridMachine) -> bool:
        return style.weights(machine, separation) <= MAX_WEIGHTS and style.steps(machine, separation) <= steps

    if not affordable(rough):
        depth, weights, work = style.layers(rough, separation), style.weights(rough, separation), style.steps(rough, separation)
        size = f"about {depth} layers, {weights} weights and {work} steps of the checker"
        limits = f"the limits are {MAX_WEIGHTS} weights and {steps} steps"
        raise ValueError(f"with one bit of each neuron the narrow network would take {size}, and {limits}; read fewer bits (bits, --bits)")
    try:
        if affordable(grid_machine(target, rough.bits)):
            return None
    except ValueError:  # all bits are too many for the machine
        pass
    found = 1
    for kept in range(1, MAX_BITS):
        machine = grid_machine(target, rough.bits, kept)
        if not affordable(machine):
            break
        found = kept
        if nearly_whole(target, machine):
            break
    return found


def nearly_whole(target: ReLUNet, machine: GridMachine) -> bool:
    """Whether E, layer by layer, is at most a tenth larger than if all bits were kept: |W| times half a cell in each input."""
    errors = [mpq(1, 2 ** (machine.bits + 1))] * target.inputs
    for layer in target.layers:
        errors = [sum((abs(w) * errors[i] for i, w in row), mpq(0)) for row in layer.rows]
    return bool(machine.error <= NEARLY * errors[0])
