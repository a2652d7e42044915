"""Hostile tapes (rule T21): files of a few kilobytes that once cost the checker more than 5 seconds, or nearly a gigabyte."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

COST = "evaluating the map and comparing numbers costs"
Layer = dict[str, Any]


def layer(columns: int, rows: list[list[Any]], bias: list[Any]) -> Layer:
    return {"columns": columns, "sparse": rows, "bias": [str(b) for b in bias]}


def tape(target: list[Layer], inputs: int, bits: int, separation: int, dropped: int, way: str) -> bytes:
    """A claim about this target and the identity; what is claimed does not matter."""
    one = [layer(inputs, [[[0, "1"]]], [0]), layer(1, [[[0, "1"]]], [0])]
    nets = {"target": {"kind": "relu-network", "layers": target}, "narrow": {"kind": "relu-network", "layers": one}}
    numbers = {"bits": bits, "separation": separation, "error": "1", "bad": "1", "range": ["0", "1"], "l1": "1"}
    claim = {"kind": "narrow-approximate", **nets, **numbers, "depth": 1, "width": 1}
    evidence = {"rule": "T21", "dropped": [dropped] * (len(target) - 1), "neurons": [], "clip": 0, "error": way}
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": evidence}).encode()


def many_cells() -> bytes:
    """2^20 cells and a target without weights."""
    return tape([layer(1, [[]], [0])], 1, 20, 24, 0, "cells")


def many_axes() -> bytes:
    """18 inputs of one bit: 2^18 cells with 18 coordinates each."""
    return tape([layer(18, [[]], [0])], 18, 1, 9, 0, "cells")


def many_constants() -> bytes:
    """16 cells and 90,000 neurons without weights."""
    units = 90_000
    return tape([layer(1, [[]] * units, [1] * units), layer(units, [[[0, "1"]]], [0])], 1, 4, 20, 0, "cells")


def long_grid() -> bytes:
    """A grid machine in whole numbers of 20,000 bits: neurons that keep nothing, and 60,000 weights on what they keep."""
    units = 30_000
    first, last = layer(1, [[[0, "1"]]] * 2, ["1/3"] * 2), layer(units, [[[0, "1"]]], [0])
    return tape([first, layer(2, [[[0, "1"], [1, "1"]]] * units, ["1/7"] * units), last], 1, 8, 4_096, 20_000, "layers")


TAPES: dict[str, tuple[Callable[[], bytes], str]] = {
    "many-cells": (many_cells, COST),
    "many-axes": (many_axes, COST),
    "many-constants": (many_constants, COST),
    "long-grid": (long_grid, "the grid machine in integers has over 400000000 bits, the limit"),
}
