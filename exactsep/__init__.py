"""Depth-versus-width theorems about ReLU networks, certified in exact arithmetic.

    >>> from exactsep import PLMap, certify, check
    >>> certify(PLMap([(0, 0), ("1/2", 1), (1, 0)]), iterate=40).save("tent.json")      # doctest: +SKIP
    'tent.json'
    >>> check("tent.json")["accepted"]                                                  # doctest: +SKIP
    True

The names below are imported when they are first used (PEP 562), so that `import exactsep` costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; importing typing would double the time that this module takes
if TYPE_CHECKING:
    from typing import Any

    from exactsep.certificates.certificate import Certificate, NothingToCertify
    from exactsep.certificates.certify import certify
    from exactsep.certificates.networks import (
        distance_certificate,
        equal_certificate,
        iterate_distance_certificate,
        narrow_certificate,
        pieces_certificate,
    )
    from exactsep.certificates.separation import realized, separate
    from exactsep.certificates.versus import NetVersus, net_versus
    from exactsep.checker import check
    from exactsep.dynamics.covering import Covering
    from exactsep.dynamics.cycles import cycles
    from exactsep.dynamics.growth import Growth
    from exactsep.dynamics.orbits import Cycle, CycleSet
    from exactsep.dynamics.rate import MapRate
    from exactsep.families import named_map, resolve
    from exactsep.inverse.excluded import Excluded, excluded
    from exactsep.inverse.least import Least, least_depth, least_iterate, least_width
    from exactsep.inverse.periods import PeriodRow, period_table
    from exactsep.inverse.region import Region, region
    from exactsep.inverse.slopes import RateAndLipschitz, rate_and_lipschitz
    from exactsep.inverse.tradeoff import Tradeoff, tradeoff
    from exactsep.maps.distance import Distance, distance
    from exactsep.maps.mapfile import load_map
    from exactsep.maps.piecewise import PLMap
    from exactsep.maps.smooth import PolynomialMap
    from exactsep.networks.crosschecks.crosscheck import Compared, crosscheck
    from exactsep.networks.crosschecks.reported import load_reported
    from exactsep.networks.difference import difference
    from exactsep.networks.files.arrays import from_state_dict
    from exactsep.networks.files.formats import load_network, save_network
    from exactsep.networks.narrow.methods import narrow
    from exactsep.networks.realize import Realization
    from exactsep.networks.relu import ReLUNet
    from exactsep.networks.segments.distances import distance_from_iterate, distance_of_networks
    from exactsep.networks.segments.on_segment import OnSegment, on_segment
    from exactsep.numbers.algebraic import NumberField
    from exactsep.numbers.field import Q
    from exactsep.patterns.constant_slope import constant_slope
    from exactsep.patterns.forcing import Forcing, forced_patterns, forces, forcing_poset, hasse_diagram
    from exactsep.patterns.pattern import Pattern
    from exactsep.patterns.sharkovsky import RateFloor, forced_periods, period_forces, rate_floor
    from exactsep.rates import growth

    __version__: str

__all__ = [
    "Certificate",
    "Compared",
    "Covering",
    "Cycle",
    "CycleSet",
    "Distance",
    "Excluded",
    "Forcing",
    "Growth",
    "Least",
    "MapRate",
    "NetVersus",
    "NothingToCertify",
    "NumberField",
    "OnSegment",
    "PLMap",
    "Pattern",
    "PeriodRow",
    "PolynomialMap",
    "Q",
    "RateAndLipschitz",
    "RateFloor",
    "ReLUNet",
    "Realization",
    "Region",
    "Tradeoff",
    "__version__",
    "certify",
    "check",
    "constant_slope",
    "crosscheck",
    "cycles",
    "difference",
    "distance",
    "distance_certificate",
    "distance_from_iterate",
    "distance_of_networks",
    "equal_certificate",
    "excluded",
    "forced_patterns",
    "forced_periods",
    "forces",
    "forcing_poset",
    "from_state_dict",
    "growth",
    "hasse_diagram",
    "iterate_distance_certificate",
    "least_depth",
    "least_iterate",
    "least_width",
    "load_map",
    "load_network",
    "load_reported",
    "named_map",
    "narrow",
    "narrow_certificate",
    "net_versus",
    "on_segment",
    "period_forces",
    "period_table",
    "pieces_certificate",
    "rate_and_lipschitz",
    "rate_floor",
    "realized",
    "region",
    "resolve",
    "save_network",
    "separate",
    "tradeoff",
]

_HOMES = {
    "Certificate": "certificates.certificate",
    "Compared": "networks.crosschecks.crosscheck",
    "Covering": "dynamics.covering",
    "Cycle": "dynamics.orbits",
    "CycleSet": "dynamics.orbits",
    "Distance": "maps.distance",
    "Excluded": "inverse.excluded",
    "Forcing": "patterns.forcing",
    "Growth": "dynamics.growth",
    "Least": "inverse.least",
    "MapRate": "dynamics.rate",
    "NetVersus": "certificates.versus",
    "NothingToCertify": "certificates.certificate",
    "NumberField": "numbers.algebraic",
    "OnSegment": "networks.segments.on_segment",
    "PLMap": "maps.piecewise",
    "Pattern": "patterns.pattern",
    "PeriodRow": "inverse.periods",
    "PolynomialMap": "maps.smooth",
    "Q": "numbers.field",
    "RateAndLipschitz": "inverse.slopes",
    "RateFloor": "patterns.sharkovsky",
    "ReLUNet": "networks.relu",
    "Realization": "networks.realize",
    "Region": "inverse.region",
    "Tradeoff": "inverse.tradeoff",
    "certify": "certificates.certify",
    "check": "checker",
    "constant_slope": "patterns.constant_slope",
    "crosscheck": "networks.crosschecks.crosscheck",
    "cycles": "dynamics.cycles",
    "difference": "networks.difference",
    "distance": "maps.distance",
    "distance_certificate": "certificates.networks",
    "distance_from_iterate": "networks.segments.distances",
    "distance_of_networks": "networks.segments.distances",
    "equal_certificate": "certificates.networks",
    "excluded": "inverse.excluded",
    "forced_patterns": "patterns.forcing",
    "forced_periods": "patterns.sharkovsky",
    "forces": "patterns.forcing",
    "forcing_poset": "patterns.forcing",
    "from_state_dict": "networks.files.arrays",
    "growth": "rates",
    "hasse_diagram": "patterns.forcing",
    "iterate_distance_certificate": "certificates.networks",
    "least_depth": "inverse.least",
    "least_iterate": "inverse.least",
    "least_width": "inverse.least",
    "load_map": "maps.mapfile",
    "load_network": "networks.files.formats",
    "load_reported": "networks.crosschecks.reported",
    "named_map": "families",
    "net_versus": "certificates.versus",
    "narrow": "networks.narrow.methods",
    "narrow_certificate": "certificates.networks",
    "on_segment": "networks.segments.on_segment",
    "period_forces": "patterns.sharkovsky",
    "period_table": "inverse.periods",
    "pieces_certificate": "certificates.networks",
    "rate_and_lipschitz": "inverse.slopes",
    "rate_floor": "patterns.sharkovsky",
    "realized": "certificates.separation",
    "region": "inverse.region",
    "resolve": "families",
    "save_network": "networks.files.formats",
    "separate": "certificates.separation",
    "tradeoff": "inverse.tradeoff",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(f"exactsep.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'exactsep' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _version() -> str:
    """The version of the installed package; "unknown" when it runs from a checkout that is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("exactsep")
    except PackageNotFoundError:
        return "unknown"
