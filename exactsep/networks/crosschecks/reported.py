"""What another program says about a network on a segment, in a JSON or CSV file: claims to be compared, not to be believed.

    {"breakpoints": [0.25, 0.5], "pieces": 3, "regions": 4, "maximum": 1.0, "minimum": 0, "lipschitz": 4.0, "l1_error": 1e-3,
     "sup_error": "1/8", "tolerance": 1e-9}

    quantity,value          the same as CSV: two columns, breakpoints one to a line, this header in the first line or none
    breakpoints,0.25

Any of the keys may be there. Unlike in maps and networks, a number such as 0.1 or 1e-3 is exactly the decimal that is written, 1/10 or
1/1000: it is not known which float it came from, and the literal is what was claimed. Strings "p/q" are read too."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from typing import Any

from exactsep.files import require_path
from exactsep.jsonfile import Refused, strict_json, text_of_file
from exactsep.numbers.field import brief
from exactsep.numbers.literals import decimal_literal, dyadic
from exactsep.wording import kind_of

COUNTS = ("pieces", "regions")
VALUES = ("maximum", "minimum", "lipschitz")
ERRORS = ("l1_error", "sup_error")
QUANTITIES = ("breakpoints", *COUNTS, *VALUES, *ERRORS)
KEYS = (*QUANTITIES, "tolerance")
MAX_BYTES = 64 * 2**20
MAX_POINTS = 3_000_000
MAX_DIGITS = 4_000


_OTHERS = (
    ({"claim", "evidence"}, "a certificate, not a file of claims; `exactsep check` reads it"),
    ({"layers"}, "a network, not a file of claims about one; networks are the argument NET"),
    ({"vertices"}, "a map, not a file of claims; maps are the option --map"),
    ({"coefficients"}, "a map, not a file of claims; maps are the option --map"),
)


def load_reported(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The claims in a file, CSV by the suffix .csv, else JSON: numbers are exact, counts ints, breakpoints a sorted tuple.

    Raises ValueError, with the file's name, if it is unreadable or too large (64 MiB), for a key that is not known or occurs twice, for
    what is no finite number, and if there is no claim in it."""
    require_path(path, "a file of claims")
    try:
        if os.path.isdir(path):
            raise ValueError("a directory, not a file of claims")
        text = text_of_file(path, MAX_BYTES, "claims")
        return reported(_of_csv(text) if os.fspath(path).lower().endswith(".csv") else _of_json(text))
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None


def reported(data: Mapping[str, Any]) -> dict[str, Any]:
    """Claims as a mapping, checked: the keys as in a file. Floats, here, are the dyadic rationals that they are.

    Raises ValueError for an unknown key, for what is no finite number, and if there is no claim."""
    if not isinstance(data, Mapping):
        advice = "; load_reported reads a file of them" if isinstance(data, str | os.PathLike) else ""
        raise ValueError(f"claims are an object with keys such as pieces, not {kind_of(data)}{advice}")
    if unknown := [key for key in data if key not in KEYS]:
        raise ValueError(f"unknown key {str(unknown[0])[:40]!r}; known: {', '.join(KEYS)}")
    if not any(key in data for key in QUANTITIES):
        raise ValueError(f"there is no claim in it: give at least one of {', '.join(QUANTITIES)}")
    return {key: _value(key, data[key]) for key in KEYS if key in data}


def _value(key: str, value: Any) -> Any:
    if key == "breakpoints":
        return _points(value)
    number = exact_number(value, key)
    if key in COUNTS and number.denominator != 1:
        raise ValueError(f"{key} must be a whole number, not {brief(str(number))}")
    if key == "tolerance":
        return require_tolerance(value)
    return _whole(number) if key in COUNTS else number


def _whole(number: Any) -> Any:
    """An int; an mpz if it is so long that Python would not print it."""
    return int(number) if abs(number) < 10**MAX_DIGITS else number.numerator


def require_tolerance(value: Any) -> Any:
    """The tolerance as a rational. Raises ValueError unless it is a finite number >= 0."""
    number = exact_number(value, "tolerance")
    if number < 0:
        raise ValueError(f"tolerance must be a number >= 0, not {brief(str(number))}")
    return number


def _points(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str | Mapping | Refused) or not isinstance(value, Iterable):
        raise ValueError(f"breakpoints must be a list of numbers, not {str(value)[:40]!r}")
    points = list(value)
    if len(points) > MAX_POINTS:
        raise ValueError(f"{len(points)} breakpoints, over the limit of {MAX_POINTS}")
    return tuple(sorted(exact_number(x, f"breakpoints[{i}]") for i, x in enumerate(points)))


def exact_number(value: Any, where: str) -> Any:
    """The rational that a number or its spelling is: "1/3", "0.25" or "1e-3", ints, Fractions; a float is its dyadic value.

    Raises ValueError, with `where`, for anything else, and unless it is finite."""
    try:
        if isinstance(value, Refused):
            raise ValueError(value.reason)
        if isinstance(value, bool) or value is None:
            raise ValueError(f"{value!r} is not a number")
        return dyadic(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _of_json(text: str) -> Any:
    found: list[Refused] = []
    data = strict_json(text, found, floats=decimal_literal)
    if not isinstance(data, dict):
        raise ValueError(f"a file of claims holds one JSON object, not {type(data).__name__}")
    for keys, what in _OTHERS:
        if keys <= set(data):
            raise ValueError(f"this is {what}; claims are an object with keys such as pieces and breakpoints")
    return data


def _of_csv(text: str) -> dict[str, Any]:
    """The two columns, breakpoints collected."""
    found: dict[str, Any] = {}
    for line, row in _rows(text):
        if len(row) != 2:
            raise ValueError(f"line {line}: a line is quantity,value, not {','.join(row)[:40]!r}")
        key, value = (cell.strip() for cell in row)
        if key not in KEYS:
            raise ValueError(f"line {line}: {key[:40]!r} is not a quantity; a line is quantity,value, with {', '.join(KEYS)}")
        if key == "breakpoints":
            found.setdefault(key, []).append(value)
        elif key in found:
            raise ValueError(f"line {line}: {key[:40]} occurs twice; only breakpoints may be repeated")
        else:
            found[key] = value
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers, without a header."""
    reader = csv.reader(text.lstrip("\ufeff").splitlines())
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"not CSV: {error}") from None
    if not rows:
        raise ValueError("the file is empty")
    return rows[1:] if [cell.strip().lower() for cell in rows[0][1]] == ["quantity", "value"] else rows
