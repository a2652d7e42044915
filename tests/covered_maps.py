"""Maps for tests of coverings: horseshoes that leave their interval, and tents of a given slope."""

from __future__ import annotations

from typing import Any

from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import Q

# 5 u (1 - u) on [0, 1]; the same upside down, and on [1/3, 4/3], whose ends are no dyadic numbers.
HORSESHOES = [
    PolynomialMap([0, 5, -5]),
    PolynomialMap([1, -5, 5]),
    PolynomialMap(["-17/9", "25/3", -5], ("1/3", "4/3")),
    PolynomialMap(["32/9", "-25/3", 5], ("1/3", "4/3")),
]


def tent_of_slope(s: Any) -> PLMap:
    """x -> s min(x, 1 - x) on [0, 1], 1 < s <= 2."""
    return PLMap([(0, 0), ("1/2", Q(s) / 2), (1, 0)])
