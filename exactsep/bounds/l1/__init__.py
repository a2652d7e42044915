"""L1 lower and upper bounds for one iterate against functions with at most M pieces (T14, T15, T15x, T15v)."""

from exactsep.bounds.l1.best import best_lower, best_upper
from exactsep.bounds.l1.results import LowerBound, UpperBound

__all__ = ["LowerBound", "UpperBound", "best_lower", "best_upper"]
