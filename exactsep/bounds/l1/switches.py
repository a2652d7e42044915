"""The least cost of a labelling of runs with few switches (T15x).

Runs of positive lengths w_0, ..., w_N alternate between two kinds. A labelling gives each run one of the two kinds; a run of the wrong
label costs its length, and a switch is a change of label between neighbouring runs. D_M is the least cost with at most M switches.
For every price p >= 0

    D_M >= V(p) - p M,      V(p) = least value of cost + p * switches,

and V(p) is one pass over the runs with two states. The best p maximises a concave function, whose slope is (switches) - M. The bound is
D_M itself where D_M is convex in M; where it is not, and M is small, D_M is found by dynamic programming.
"""

from __future__ import annotations

from collections.abc import Sequence

MAX_TRIES = 80


def priced(lengths: Sequence[int], price: int) -> tuple[int, int]:
    """(cost, switches) of a labelling that minimises cost + price * switches, with the fewest switches among such.

    A run is in state `own` (it keeps its kind) or `other`. Neighbouring runs are of different kinds, so that a switch lies between
    two runs of equal states. The number of switches travels in the low bits of the value.
    """
    shift = len(lengths).bit_length()
    toll = (price << shift) + 1
    own, other = 0, lengths[0] << shift
    for length in lengths[1:]:
        kept, changed = own + toll, other + toll
        own, other = (kept if kept < other else other), (changed if changed < own else own) + (length << shift)
    value = min(own, other)
    switches = value & ((1 << shift) - 1)
    return (value >> shift) - price * switches, switches


def fewest_switches(lengths: Sequence[int], most: int) -> int:
    """D_M, M = `most`, by dynamic programming over the runs and the switches."""
    own, other = [0] * (most + 1), [lengths[0]] * (most + 1)
    for length in lengths[1:]:
        own, other = (
            [other[0]] + [min(a, b) for a, b in zip(own, other[1:], strict=False)],
            [length + own[0]] + [length + min(a, b) for a, b in zip(other, own[1:], strict=False)],
        )
    return min(own[-1], other[-1])


def best_price(lengths: Sequence[int], most: int, unit: int = 1, first: int | None = None) -> tuple[int, int]:
    """(bound, price): the largest V(unit * price) - unit * price * most that was found, and its price >= 0.

    The lengths are integers, not all of them 0. Between the labellings known to have more than `most` switches and those with fewer, the
    next price is the one at which the two cost the same: Newton's method from both sides, at most MAX_TRIES passes. `first`
    is a price to begin with.
    """
    switches = len(lengths) - 1
    if switches <= most:
        return 0, 0
    many, few = (0, switches), (min(sum(lengths[::2]), sum(lengths[1::2])), 0)
    bound, best = 0, 0
    for attempt in range(MAX_TRIES):
        guessed = attempt == 0 and first is not None
        price = first if guessed and first is not None else (few[0] - many[0]) // (unit * (many[1] - few[1]))
        cost, count = found = priced(lengths, unit * price)
        value = cost + unit * price * (count - most)
        if value > bound:
            bound, best = value, price
        if count == most or (found in (many, few) and not guessed):
            break
        if count > most:
            many = found
        else:
            few = found
    return bound, best
