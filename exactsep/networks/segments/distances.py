"""How far networks are from each other, and from iterates, on a segment: exactly, both sides as piecewise affine functions."""

from __future__ import annotations

import os
from typing import Any

from exactsep.families import as_map
from exactsep.maps.distance import Distance, expanded, measured
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.relu import ReLUNet, require_network
from exactsep.networks.segments.on_segment import OnSegment, comparable, on_segment, require_on_segment
from exactsep.numbers.field import Q
from exactsep.wording import counted


def distance_of_networks(one: OnSegment, other: OnSegment, output: Any = 0, exact: bool = False) -> Distance:
    """sup and L1 distance of an output of two networks on one segment, in s from 0 to 1; for one input in x between its ends.

    `one` and `other` are what `on_segment` gives. Raises ValueError for different segments or numbers of outputs, and for an output that
    they do not have."""
    require_on_segment("distance_of_networks", one, other)
    comparable([one, other])
    return measured(one.output(output), other.output(output), exact)


def distance_from_iterate(net: ReLUNet, f: Map | str | os.PathLike[str], t: Any, exact: bool = False) -> Distance:
    """sup and L1 distance of a network with one input and one output from f^t on I, the interval of f (a map, a name or a map file).

    Raises ValueError for other networks and maps, maps over a number field, and iterates of over 600,000 pieces."""
    f = compared_map(f)
    return measured(expanded(f, t), on_interval(net, f).output(), exact)


def compared_map(f: Any) -> PLMap:
    """The map whose iterates networks are compared with, from a map, a name or a map file.

    Raises ValueError unless it is a piecewise-linear self-map over the rationals."""
    found = as_map(f)
    if not isinstance(found, PLMap):
        raise ValueError(f"networks are compared with iterates of piecewise-linear maps, not of {found.describe()}")
    if found.field is not Q:
        raise ValueError(f"networks are compared over the rationals, and this map lives over {found.field.name}")
    return found


def on_interval(net: ReLUNet, f: PLMap) -> OnSegment:
    """The network on the interval of a map. Raises ValueError unless it has one input and one output."""
    require_network(net)
    if not net.inputs == net.outputs == 1:
        shape = f"{counted(net.inputs, 'input')} and {counted(net.outputs, 'output')}"
        raise ValueError(f"a network that is compared with an iterate has one input and one output, unlike this one: {shape}")
    return on_segment(net, *f.interval)
