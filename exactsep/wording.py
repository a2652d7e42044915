"""Words for people."""

from __future__ import annotations


def counted(n: int, what: str) -> str:
    """A number and a noun: "1 piece", "2 pieces"."""
    return f"{n} {what}{'' if n == 1 else 's'}"
