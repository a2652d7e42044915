"""The growth rate of what a user names: a map, the name of one, a map file, a pattern, or a covering."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from exactsep.dynamics.covering import Covering, covering_of_cycle
from exactsep.dynamics.orbits import Cycle
from exactsep.dynamics.rate import TOLERANCE, MapRate, map_rate
from exactsep.families import as_map
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.maps.mapfile import Map

Progress = Callable[[str], None]


def growth(
    subject: Covering | Map | Pattern | str | Sequence[int], tolerance: Any = TOLERANCE, progress: Progress | None = None
) -> MapRate:
    """The growth rate lim lap(f^t)^(1/t) of a map, or what a pattern or a covering forces (T4, T17).

    `subject` is a map, its name ("stefan:5"), a map file, a Pattern, its cycle notation ("(1 3 2 4)") or its images, or a Covering.
    The result has `lower` and `upper`, `exact`, `minimal_polynomial` (from low to high) and the `covering`; a map
    without a Markov partition is refined until the relative gap is at most `tolerance`. Raises ValueError for
    anything else, and for a piecewise affine function that is no self-map."""
    if isinstance(subject, str) and subject.strip().startswith(("(", "[")):
        subject = Pattern.parse(subject)
    if isinstance(subject, list | tuple):
        subject = Pattern(subject)
    if isinstance(subject, Covering):
        return MapRate(subject, True, None, (f"a covering of {counted(len(subject), 'interval')}",))
    if isinstance(subject, Pattern):
        return _pattern_rate(subject)
    return map_rate(as_map(subject), tolerance=Q(tolerance), progress=progress)


def _pattern_rate(pattern: Pattern) -> MapRate:
    """What a pattern forces: the covering of the intervals between its points, numbered 1, 2, ..., n."""
    points = tuple(Enclosure(Q(i), Q(i)) for i in range(1, pattern.period + 1))
    covering = covering_of_cycle(Cycle(points, pattern)) if pattern.period > 1 else Covering((), ())
    return MapRate(covering, True, None, (f"the {counted(len(covering), 'interval')} between the points of the cycle",))
