"""The covering and the rate of what the user names: a map, or a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exactsep.cli.progress import Activity

if TYPE_CHECKING:
    from exactsep.dynamics.orbits import Cycle
    from exactsep.dynamics.patterns import Pattern
    from exactsep.dynamics.rate import MapRate
    from exactsep.maps.mapfile import Map

MAX_MATRIX = 400  # intervals, up to which a matrix is printed


def positive(text: str) -> Any:
    """The tolerance. Raises ValueError unless it is a rational number > 0."""
    from exactsep.field import Q

    try:
        value = Q(text)
    except ValueError as error:
        raise ValueError(f"--tolerance: {error}") from None
    if value <= 0:
        raise ValueError(f"--tolerance must be positive, not {text[:40]}")
    return value


def rate_of(subject: Map | Pattern, tolerance: Any, activity: Activity) -> MapRate:
    """The covering and the rate of a map, or those that a pattern forces. Raises ValueError unless a PLMap is a self-map."""
    from exactsep.dynamics.covering import Covering, covering_of_cycle
    from exactsep.dynamics.patterns import Pattern
    from exactsep.dynamics.rate import MapRate, map_rate
    from exactsep.maps.piecewise import PLMap

    if isinstance(subject, PLMap):
        subject.require_self_map()
    if not isinstance(subject, Pattern):
        return map_rate(subject, tolerance=tolerance, progress=activity)
    covering = covering_of_cycle(numbered(subject)) if subject.period > 1 else Covering((), ())
    return MapRate(covering, True, None, (f"the {len(covering)} intervals between the points of the cycle",))


def numbered(pattern: Pattern) -> Cycle:
    """The cycle of a pattern, with the points 1, 2, ..., n."""
    from exactsep.dynamics.orbits import Cycle
    from exactsep.field import Q
    from exactsep.maps.base import Enclosure

    return Cycle(tuple(Enclosure(Q(i), Q(i)) for i in range(1, pattern.period + 1)), pattern)
