"""The order in which a narrow network computes the units of its target: depth first, everything again wherever it is needed.

To compute a unit of layer h, each unit of layer h - 1 that it reads is computed and added at once. So the computation is a sequence of
*leaves*, units of the first layer, one for each path of live units from the first layer to the last: n_1 n_2 ... n_H of them when all
weights are nonzero. Leaf t is in hidden layer t; what a leaf completes at level h is added at level h + 1 one layer later (T18, T19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from exactsep.networks.narrow.target import Target, require_size


class Addend(NamedTuple):
    """At a leaf: `child`, a unit of level h - 1, is being computed for `unit` of level h (at the top for the outputs, and unit is 0).

    It is the first, the last of those that the unit reads; `done`: the leaf completes it, so that it is added now."""

    unit: int
    child: int
    first: bool
    last: bool
    done: bool


class Leaf(NamedTuple):
    """Unit of the first layer, and the addends of the levels 2, ..., H + 1."""

    unit: int
    addends: tuple[Addend, ...]


def leaves(target: Target) -> list[Leaf]:
    """All leaves in their order. For a constant network there is none."""
    return list(_visit(target, len(target.hidden) + 1, 0))


def _visit(target: Target, level: int, unit: int) -> Iterator[Leaf]:
    if level == 1:
        yield Leaf(unit, ())
        return
    children = _children(target, level, unit)
    for k, child in enumerate(children):
        for leaf in _visit(target, level - 1, child):
            done = all(addend.last and addend.done for addend in leaf.addends)
            yield Leaf(leaf.unit, (*leaf.addends, Addend(unit, child, k == 0, k == len(children) - 1, done)))


def _children(target: Target, level: int, unit: int) -> list[int]:
    """The units of the level below that are added for a unit; at the top, all of them."""
    return target.last if level == len(target.hidden) + 1 else list(target.hidden[level - 1][unit].row)


def require_paths(target: Target, registers: int, each: int) -> None:
    """Raises ValueError if the network would be too large: `registers` are carried along, a weight of the first layer takes `each`."""
    if not target.hidden:
        return  # affine: no larger than the target is
    calls = Counter(target.last)
    size = sum(calls.values())
    for units in target.hidden[:0:-1]:
        below: Counter[int] = Counter()
        for i, times in calls.items():
            for j in units[i].row:
                below[j] += times
        calls = below
        size += sum(calls.values())
    carried = sum(calls.values()) * (2 * registers + 1)
    require_size(size + carried + sum(times * (1 + each * len(target.hidden[0][i].row)) for i, times in calls.items()))


def last_uses(target: Target, found: list[Leaf]) -> dict[int, int]:
    """For each input that some leaf after the first reads, the last leaf that does."""
    uses = {}
    for t, leaf in enumerate(found[1:], 1):
        for i in target.hidden[0][leaf.unit].row:
            uses[i] = t
    return uses
