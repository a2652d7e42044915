"""Strict JSON files: sizes bounded before parsing, each fault one line that names the field. Maps and networks are read through it.

Duplicate keys, NaN and numbers of over 4,000 digits are refused. JSON floats are refused too, unless the reader asks for them.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from exactsep.numbers.field import plain_decimal

MAX_NUMBER = 4_000


def read_bytes(path: str | os.PathLike[str], limit: int, what: str) -> bytes:
    """The content of a file. Raises ValueError if it cannot be read, is no ordinary file, or has more than `limit` bytes."""
    try:
        if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
            raise ValueError("not an ordinary file")
        if os.path.isfile(path) and os.path.getsize(path) > limit:
            raise ValueError(f"{os.path.getsize(path)} bytes, over the limit of {limit} bytes")
        with open(path, "rb") as handle:
            data = handle.read(limit + 1)
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None
    if len(data) > limit:
        raise ValueError(f"a {what} file of more than {limit} bytes, the limit")
    return data


def text_of_file(path: str | os.PathLike[str], limit: int, what: str) -> str:
    """The content of a UTF-8 text file, a byte-order mark at its start left out. Raises ValueError as `read_bytes` does."""
    try:
        return read_bytes(path, limit, what).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("not a UTF-8 text file") from None


class Refused:
    """A number that stands in a file and must not; only where it is read it is known which field it is in."""

    def __init__(self, reason: str, found: list[Refused]):
        self.reason = reason
        found.append(self)

    def __repr__(self) -> str:
        return self.reason


def strict_json(text: str, refused: list[Refused], floats: bool | Callable[[str], Any] = False) -> Any:
    """JSON without duplicate keys, any fault being a ValueError in one line; NaN, huge integers, and floats unless they are allowed,
    are `Refused`, and collected in `refused`. An allowed float is the float64 nearest to what is written, or what `floats` makes of it
    (which may raise ValueError: then it is refused too)."""

    def no_float(literal: str) -> Any:
        return Refused(_float_reason(literal), refused)

    def not_finite(literal: str) -> Any:
        return Refused(f"the number {literal} is not finite", refused)

    def finite(literal: str) -> Any:
        value = float(literal)
        if value == 0 and re.match("[^eE]*[1-9]", literal):
            return Refused(f"the number {literal[:40]} is not 0, but too small for a float64", refused)
        return value if math.isfinite(value) else Refused(f"the number {literal[:40]} is too large for a float64", refused)

    def read(literal: str) -> Any:
        assert callable(floats)
        try:
            return floats(literal)
        except ValueError as error:
            return Refused(str(error), refused)

    def integer(literal: str) -> Any:
        return _integer(literal, refused)

    if not text.strip():
        raise ValueError("the file is empty")
    if text.startswith("\ufeff"):  # a file has lost it when it was read
        raise ValueError("the text begins with a byte-order mark; leave it out")
    float_reader = read if callable(floats) else finite if floats else no_float
    constant_reader = not_finite if floats else no_float
    try:
        return json.loads(
            text, parse_float=float_reader, parse_constant=constant_reader, parse_int=integer, object_pairs_hook=_no_duplicates
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None


def spelled(value: Any) -> int | str:
    """The integer or the text that stands for an exact number. Raises ValueError, without the field, for anything else."""
    if isinstance(value, Refused):
        raise ValueError(value.reason)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f'{value!r} is not a number: write an integer or a string such as "2/5"')
    if isinstance(value, str) and len(value) > 2 * MAX_NUMBER:
        raise ValueError(f"a number of {len(value)} characters, over the limit of {2 * MAX_NUMBER}")
    if isinstance(value, str) and any(len(part.strip("+- .")) > MAX_NUMBER for part in value.split("/")):
        raise ValueError(f"a number of more than {MAX_NUMBER} digits, over the limit")
    return value


def canonical(data: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, ASCII."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _float_reason(literal: str) -> str:
    plain = plain_decimal(literal)
    advice = f'"{plain}" or "p/q"' if plain else '"p/q"'
    return f"the number {literal[:40]} is a float; write it exactly, as a string: {advice}"


def _integer(literal: str, refused: list[Refused]) -> int | Refused:
    if len(literal) > MAX_NUMBER:
        return Refused(f"a number of {len(literal)} digits, over the limit of {MAX_NUMBER}", refused)
    return int(literal)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice[:40]!r} occurs twice")
    return result
