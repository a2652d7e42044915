"""A layer in integers: denominators, and bounds of all that occurs, before anything is computed on a segment (rule N)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np

from exactsep.networks.layer import Layer


@dataclass(frozen=True)
class IntegerLayer:
    """A layer over sources with a common denominator.

    The preactivations are (weights * factors) x + bias over the denominator `before`, in which the breaks are integers too; between two
    breaks the values are slope * preactivation + intercept over `after`. All integers that occur, and all partial sums, are less than
    2^bits in modulus, the values at most `bound`."""

    factors: tuple[int, ...]
    bias: Any
    before: int
    breaks: tuple[int, ...]
    slopes: tuple[int, ...]
    intercepts: tuple[int, ...]
    after: int
    bits: int
    bound: int


def integer_layer(layer: Layer, denominators: Sequence[int], sizes: Sequence[int], bounds: Sequence[int]) -> IntegerLayer:
    """`layer` over sources with these denominators, numbers of units, and bounds of their integers."""
    given = lcm(*denominators)
    lines = layer.activation.lines()
    weights = layer.numeric
    own = lcm(weights.denominator, *(_needed(z, given) for z in (*layer.bias, *layer.activation.breaks)))
    before = own * given
    scales = [own // weights.denominator * (given // d) for d in denominators]
    most = _largest(weights.sums(sizes), [scale * bound for scale, bound in zip(scales, bounds, strict=True)])
    bias = np.array([int(b * before) for b in layer.bias], dtype=object)
    most += int(max(abs(bias)))
    extra = lcm(*(int(m.denominator) for m, _ in lines), *(_needed(h, before) for _, h in lines))
    breaks = tuple(int(c * before) for c in layer.activation.breaks)
    slopes, intercepts = tuple(int(m * extra) for m, _ in lines), tuple(int(h * before * extra) for _, h in lines)
    bound = most * max(map(abs, slopes)) + max(map(abs, intercepts))
    entries = int(abs(weights.integers).max()) * max(scales)
    factors = tuple(scale for scale, size in zip(scales, sizes, strict=True) for _ in range(size))
    bits = max(bound, most, entries, *map(abs, breaks)).bit_length()
    return IntegerLayer(factors, bias, before, breaks, slopes, intercepts, before * extra, bits, bound)


def _needed(value: Any, given: int) -> int:
    """What `given` must be multiplied by so that value * given is an integer."""
    return int((value * given).denominator)


def _largest(sums: Sequence[Any], bounds: Sequence[int]) -> int:
    total = sum(part * bound for part, bound in zip(sums, bounds, strict=True))
    return int(max(total))
