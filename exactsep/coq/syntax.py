"""What may stand in a certificate: readers that take nothing else, and say where something else stands.

A reader is a function of a value, of the place where it stands, and of the degree of the number field of the map (1 without one). It
returns nothing, and raises ValueError for what it does not take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import gcd
from typing import Any

from exactsep.coq import terms
from exactsep.coq.reading import entries, require_keys, shortened
from exactsep.coq.reading import integer as integer_between

Reader = Callable[[Any, str, int], None]


def integer(value: Any, where: str, degree: int) -> None:
    if type(value) is not int:
        raise ValueError(f"{where} must be an integer, not {str(value)[:40]!r}")


def natural(value: Any, where: str, degree: int) -> None:
    """An integer that is not negative."""
    integer(value, where, degree)
    if value < 0:
        raise ValueError(f"{where} must not be negative, and is {shortened(value)}")


def count(value: Any, where: str, degree: int) -> None:
    """An integer that is not negative; it may be written m*2^e."""
    at_place(terms.count, value, where)


def rational(value: Any, where: str, degree: int) -> None:
    """A rational number in lowest terms, as the package writes it."""
    at_place(terms.rational, value, where)
    above, slash, below = value.partition("/")
    if value == "-0" or (slash and (below == "1" or gcd(int(above), int(below)) > 1)):
        raise ValueError(f"{where} = {value[:40]} is not in lowest terms")


def number(value: Any, where: str, degree: int) -> None:
    """A rational number, or an element of the field that is none."""
    if degree == 1 or not isinstance(value, list):
        return rational(value, where, degree)
    if len(value) != degree:
        raise ValueError(f"{where}: an element of this field has {degree} coefficients, and not {len(value)}")
    for k, coefficient in enumerate(value):
        rational(coefficient, f"{where}[{k}]", degree)
    if all(coefficient == "0" for coefficient in value[1:]):
        raise ValueError(f"{where} is rational and not written as a rational number")
    return None


def at_place(read: Callable[[Any], Any], value: Any, where: str) -> None:
    try:
        read(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def word(*words: str) -> Reader:
    """One of these words."""

    def read(value: Any, where: str, degree: int) -> None:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"{where} is {str(value)[:40]!r} and not one of {', '.join(words)}")

    return read


def null_or(reader: Reader) -> Reader:
    def read(value: Any, where: str, degree: int) -> None:
        if value is not None:
            reader(value, where, degree)

    return read


def list_of(reader: Reader) -> Reader:
    def read(value: Any, where: str, degree: int) -> None:
        for k, entry in enumerate(entries(value, where)):
            reader(entry, f"{where}[{k}]", degree)

    return read


def row(*readers: Reader) -> Reader:
    """A list with one entry for each reader."""

    def read(value: Any, where: str, degree: int) -> None:
        for k, (reader, entry) in enumerate(zip(readers, entries(value, where, len(readers)), strict=True)):
            reader(entry, f"{where}[{k}]", degree)

    return read


def polyline(value: Any, where: str, degree: int) -> None:
    """Points; no two neighbours have the same place."""
    list_of(row(number, number))(value, where, degree)
    for k, (left, right) in enumerate(pairwise(value), 1):
        if left[0] == right[0]:
            raise ValueError(f"{where}[{k}] has the same place as the one before")


def record(readers: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None) -> Reader:
    """An object with these keys, and others that may be left out."""
    known = {**readers, **(optional or {})}

    def read(value: Any, where: str, degree: int) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{where}: an object is needed, not {str(value)[:40]!r}")
        require_keys(value, set(readers), where, set(known))
        for key, entry in value.items():
            known[key](entry, f"{where}.{key}", degree)

    return read


def with_branches(reader: Reader, *columns: int) -> Reader:
    """An object with intervals and branches, in whose columns are numbers of intervals, from 0 on."""

    def read(value: Any, where: str, degree: int) -> None:
        reader(value, where, degree)
        size = len(value["intervals"])
        if not size:
            raise ValueError(f"{where}.intervals is empty: at least one interval is needed")
        for k, (left, right) in enumerate(value["intervals"]):
            if left == right:
                raise ValueError(f"{where}.intervals[{k}] is a single point")
        for k, branch in enumerate(value["branches"]):
            if any(branch[column] >= size for column in columns) or branch[columns[1]] > branch[columns[-1]]:
                raise ValueError(f"{where}.branches[{k}]: an interval is not there: they are numbered from 0 to {size - 1}, in this order")

    return read


def cyclic(value: Any, where: str, degree: int) -> None:
    """A pattern: the images of the points 1, 2, ..., in one cycle."""
    size = len(entries(value, where))
    for k, image in enumerate(value):
        integer_between(image, f"{where}[{k}]", 1, size)
    point, seen = 1, {1}
    while size and (point := value[point - 1]) not in seen:
        seen.add(point)
    if not size or point != 1 or len(seen) < size:
        raise ValueError(f"{where} is not one cycle of {size} points")


def chosen_by(key: str, choices: Mapping[str, Reader]) -> Reader:
    """An object whose value at the key says which of these it is."""

    def read(value: Any, where: str, degree: int) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{where}: an object is needed, not {str(value)[:40]!r}")
        require_keys(value, {key}, where, set(value))
        word(*choices)(value[key], f"{where}.{key}", degree)
        choices[value[key]](value, where, degree)

    return read


def by_rule(**rules: Mapping[str, Reader] | Reader) -> Reader:
    """An object with a rule, and the keys that this rule needs."""
    return chosen_by("rule", {name: rule if callable(rule) else record({"rule": word(name), **rule}) for name, rule in rules.items()})
