"""What the commands about rates have in common."""

from __future__ import annotations

from typing import Any

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
