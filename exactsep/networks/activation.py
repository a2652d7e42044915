"""Activations: continuous piecewise affine functions of one number, such as ReLU, leaky ReLU and the clip functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exactsep.numbers.field import Field, Q, text_of
from exactsep.wording import counted


@dataclass(frozen=True)
class Activation:
    """x -> h(x) with slopes[0] left of breaks[0], slopes[k] between breaks[k-1] and breaks[k], and so on; h(breaks[0]) = value.

    Without breaks h(x) = value + slopes[0] x. Use `activation` for checked ones; those of the field are RELU, IDENTITY, `leaky`, `clip`."""

    breaks: tuple[Any, ...]
    slopes: tuple[Any, ...]
    value: Any

    def __call__(self, x: Any) -> Any:
        """h(x), exactly."""
        if self is RELU:
            return x if x > 0 else x - x
        slope, intercept = self.lines()[sum(c < x for c in self.breaks)]
        return slope * x + intercept

    def lines(self) -> list[tuple[Any, Any]]:
        """(slope, intercept) of each affine part, from left to right."""
        start = self.breaks[0] if self.breaks else 0
        found = [(self.slopes[0], self.value - self.slopes[0] * start)]
        for c, (before, after) in zip(self.breaks, pairwise(self.slopes), strict=True):
            found.append((after, found[-1][1] + (before - after) * c))
        return found

    @property
    def breakpoints(self) -> int:
        """The number k of breakpoints: a layer of n such units multiplies the pieces by at most k n + 1 (T1)."""
        return len(self.breaks)

    @property
    def kind(self) -> str:
        """relu, identity, leaky relu, clip, or the number of breakpoints, in words."""
        if self in (RELU, IDENTITY):
            return "relu" if self == RELU else "identity"
        if self.slopes[1:] == (1,) and self.value == self.breaks[0] == 0:
            return "leaky relu"
        if self.slopes == (0, 1, 0) and self.value == self.breaks[0]:
            return "clip"
        return f"activation with {counted(len(self.breaks), 'breakpoint')}"

    def data(self) -> Any:
        """ "relu", "identity", or {"breaks": [...], "slopes": [...], "value": ...}."""
        if self in (RELU, IDENTITY):
            return self.kind
        return {"breaks": [text_of(c) for c in self.breaks], "slopes": [text_of(s) for s in self.slopes], "value": text_of(self.value)}


RELU = Activation((Q(0),), (Q(0), Q(1)), Q(0))
IDENTITY = Activation((), (Q(1),), Q(0))


def activation(breaks: Sequence[Any], slopes: Sequence[Any], value: Any, field: Field = Q) -> Activation:
    """The activation with these exact numbers, breaks where the slope does not change left out.

    Raises ValueError unless the breaks increase and there is one slope more than breaks."""
    cuts, rates = [field(c) for c in breaks], [field(s) for s in slopes]
    if len(rates) != len(cuts) + 1:
        raise ValueError(f"activation: {len(cuts)} breaks need {len(cuts) + 1} slopes, not {len(rates)}")
    for left, right in pairwise(cuts):
        if not left < right:
            raise ValueError(f"activation: the breaks must increase, but {left} < {right} does not hold")
    full = Activation(tuple(cuts), tuple(rates), field(value))
    kept = [k for k in range(len(cuts)) if rates[k] != rates[k + 1]]
    first = cuts[kept[0]] if kept else field(0)
    made = Activation(tuple(cuts[k] for k in kept), (rates[0], *(rates[k + 1] for k in kept)), full(first))
    return next((known for known in (RELU, IDENTITY) if known == made), made)


def leaky(slope: Any, field: Field = Q) -> Activation:
    """max(0, x) + slope min(0, x)."""
    return activation([0], [slope, 1], 0, field)


def clip(low: Any, high: Any, field: Field = Q) -> Activation:
    """min(max(x, low), high); hard tanh is clip(-1, 1), ReLU6 is clip(0, 6). None stands for no bound on that side.

    Raises ValueError unless low < high."""
    ends = [field(e) for e in (low, high) if e is not None]
    if len(ends) == 2 and not ends[0] < ends[1]:
        raise ValueError(f"clip: the lower bound must be less than the upper one, but {ends[0]} < {ends[1]} does not hold")
    slopes = [*([0] if low is not None else []), 1, *([0] if high is not None else [])]
    return activation(ends, slopes, ends[0] if ends else 0, field)
