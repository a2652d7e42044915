"""Parts of a certificate: lists of known lengths, integers within limits, objects with known keys. What differs is refused in one line."""

from __future__ import annotations

from typing import Any

ITERATES = 100_000  # as in the checker


def require_iterate(claim: dict[str, Any]) -> None:
    """Raises ValueError for too large an iterate."""
    if claim.get("iterate", "every") != "every":
        integer(claim["iterate"], "claim.iterate", 0, ITERATES)


def require_keys(value: dict[str, Any], keys: set[str], where: str, optional: set[str] | None = None) -> None:
    """Raises ValueError for keys that are missing, or that have no meaning."""
    missing, unknown = keys - value.keys(), value.keys() - keys - (optional or set())
    if missing or unknown:
        word = "no" if missing else "the unknown"
        raise ValueError(f"{where} has {word} key {min(missing or unknown)[:40]!r}")


def entries(value: Any, where: str, length: int | None = None) -> list[Any]:
    """A list. Raises ValueError for anything else, and for other lengths."""
    if not isinstance(value, list):
        raise ValueError(f"{where}: a list is needed, not {str(value)[:40]!r}")
    if length is not None and len(value) != length:
        raise ValueError(f"{where}: a list of {length} is needed, and it has {len(value)}")
    return value


def integer(value: Any, where: str, least: int, most: int) -> int:
    """An integer within limits. Raises ValueError for anything else."""
    if type(value) is not int:
        raise ValueError(f"{where} must be an integer, not {str(value)[:40]!r}")
    if not least <= value <= most:
        raise ValueError(f"{where} must be from {least} to {most}, and not {shortened(value)}")
    return value


def shortened(value: int) -> str:
    """An integer, if it is not too long to read."""
    return str(value) if abs(value) < 10**20 else "a number of more than 20 digits"
