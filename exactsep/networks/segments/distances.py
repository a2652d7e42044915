"""How far networks are from each other, and from iterates, on a segment: exactly, both sides as piecewise affine functions."""

from __future__ import annotations

from typing import Any

from exactsep.maps.distance import Distance, expanded, measured
from exactsep.maps.piecewise import PLMap
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.on_segment import OnSegment, on_segment, same_segment
from exactsep.numbers.field import Q


def distance_of_networks(one: OnSegment, other: OnSegment, output: Any = 0, exact: bool = False) -> Distance:
    """sup and L1 distance of an output of two networks on one segment, in s from 0 to 1; for one input in x between its ends.

    Raises ValueError for different segments, and for an output that one of them does not have."""
    same_segment([one, other])
    return measured(one.output(output), other.output(output), exact)


def distance_from_iterate(net: ReLUNet, f: PLMap, t: Any, exact: bool = False) -> Distance:
    """sup and L1 distance of a network with one input and one output from f^t on I, the interval of f.

    Raises ValueError for other networks, maps over a number field, and iterates of over 600,000 pieces."""
    return measured(expanded(f, t), on_interval(net, f).output(), exact)


def on_interval(net: ReLUNet, f: PLMap) -> OnSegment:
    """The network on the interval of a map. Raises ValueError unless it has one input and one output."""
    if f.field is not Q:
        raise ValueError(f"networks are compared over the rationals, and this map lives over {f.field.name}")
    if not (isinstance(net, ReLUNet) and net.inputs == net.outputs == 1):
        shape = f"{net.inputs} inputs and {net.outputs} outputs" if isinstance(net, ReLUNet) else type(net).__name__
        raise ValueError(f"a network that is compared with an iterate has one input and one output, unlike this one: {shape}")
    return on_segment(net, *f.interval)
