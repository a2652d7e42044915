"""Words for what is excluded."""

from __future__ import annotations

from typing import Any

from exactsep.inverse.excluded import Excluded
from exactsep.numbers.field import Q, decimal
from exactsep.wording import counted


def error_text(error: Any) -> str:
    """An error as p/q, and as a decimal if it is long."""
    text = str(error)
    return text if len(text) <= 24 else f"{decimal(Q(error), 9)}..."


def shape(depth: int, width: int, most: bool = False) -> str:
    """A depth and a largest width, in words."""
    return f"{'at most ' if most else ''}{counted(depth, 'hidden layer')} of at most {counted(width, 'unit')} each"


def failure(found: Excluded) -> str:
    """What every function with few pieces does."""
    target, error = f"f^{found.iterate}", error_text(found.error)
    if found.norm == "sup":
        return f"is at least {error} away from {target} somewhere"
    if found.norm == "l1":
        return f"has an L1 distance of at least {error} from {target}"
    return f"mislabels at least the share {error} of the alternating points of {target}"
