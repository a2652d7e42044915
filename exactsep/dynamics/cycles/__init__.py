"""All cycles of a map of a given period: exactly for piecewise affine maps, as enclosures for polynomial maps."""

from exactsep.dynamics.cycles.piecewise import all_cycles, cycles

__all__ = ["all_cycles", "cycles"]
