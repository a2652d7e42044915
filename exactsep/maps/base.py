"""What the dynamics needs of a map, and nothing more.

The covering rules (T3, T4) evaluate a map only at chosen rational points. To choose them well, the search also wants to know where the map
turns and how to go backwards along a lap. `PLMap` and `PolynomialMap` offer this; any other continuous map that does will work as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Field


@dataclass(frozen=True, slots=True)
class Lap:
    """A maximal interval of weak monotonicity, from `start` to `end`; direction +1 rises, -1 falls, 0 is a constant map."""

    start: Enclosure
    end: Enclosure
    direction: int


class IntervalMap(Protocol):
    """A continuous map on [a, b] with exact values at the numbers of its field."""

    @property
    def field(self) -> Field: ...
    @property
    def interval(self) -> tuple[Any, Any]: ...
    @property
    def lipschitz(self) -> Any: ...
    @property
    def leaves_at(self) -> tuple[Any, Any] | None: ...
    def __call__(self, x: Any) -> Any: ...
    def laps(self, bits: int = 64) -> tuple[Lap, ...]: ...
    def marks(self, bits: int = 64) -> tuple[Enclosure, ...]: ...
    def preimage(self, lap: Lap, value: Any, bits: int = 64) -> tuple[Enclosure, Enclosure]: ...
    def describe(self) -> str: ...
