"""Certificates with one number changed, or one entry dropped, doubled or exchanged with its neighbour.

    for what, mutant in mutants(certificate): ...

A mutant must be rejected, or be a true claim: `survivor` runs the checker and asks the oracle.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import oracle

Json = Any
Path = tuple[str | int, ...]


def leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """All numbers of a certificate: integers, rationals and counts in strings."""
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(entry, (*path, key))
    elif value is not None and (isinstance(value, int) or value[:1].isdigit() or value[:1] == "-"):
        yield path, value


def lists(value: Json, path: Path = ()) -> Iterator[tuple[Path, list[Json]]]:
    if isinstance(value, list):
        yield path, value
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from lists(entry, (*path, key))


def variants(value: int | str) -> list[int | str]:
    """Other numbers, in the same spelling."""
    if isinstance(value, int):
        return [value + 1, value - 1, -value, 2 * value, value // 2, 0]
    if "*2^" in value:
        m, e = map(int, value.split("*2^"))
        return [f"{m + 1}*2^{e}", f"{m}*2^{e + 1}", f"{m}*2^{e - 1}", f"{max(1, m - 1)}*2^{e}", m]
    q = Fraction(value)
    top, bottom = q.numerator, q.denominator
    changed = [Fraction(top + 1, bottom), Fraction(top - 1, bottom), Fraction(top, bottom + 1), -q, 2 * q, q / 2, 1 - q]
    if bottom > 1:
        changed.append(Fraction(top, bottom - 1))
    if q:
        changed.append(1 / q)
    return [str(z) for z in changed]


def replace(certificate: Json, path: Path, value: Json) -> Json:
    result = copy.deepcopy(certificate)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return result


def mutants(certificate: Json, limit: int | None = None, seed: int = 0) -> Iterator[tuple[str, Json]]:
    """(what was changed, certificate), all different from the original; if there are more than `limit`, a random choice of them."""
    plans: list[tuple[Path, Json]] = []
    for path, value in leaves(certificate):
        plans += [(path, new) for new in dict.fromkeys(variants(value)) if new != value]
    for path, value in lists(certificate):
        for k in range(len(value)):
            plans += [(path, value[:k] + value[k + 1 :]), (path, value[: k + 1] + value[k:])]
            if k and value[k] != value[k - 1]:
                plans.append((path, [*value[: k - 1], value[k], value[k - 1], *value[k + 1 :]]))
    if limit is not None and len(plans) > limit:
        plans = random.Random(seed).sample(plans, limit)
    for path, value in plans:
        text = json.dumps(value)
        yield f"{'.'.join(map(str, path))} := {text if len(text) < 100 else text[:100] + '...'}", replace(certificate, path, value)


def survivor(certificate: Json, mutant: Json, is_accepted: Callable[[bytes], bool]) -> tuple[bool, bool | None]:
    """Whether the mutant is accepted, and if so whether its claim is true (None: the oracle cannot tell)."""
    if not is_accepted(json.dumps(mutant).encode()):
        return False, None
    original = certificate["claim"] if mutant.get("map") == certificate.get("map") else None
    return True, oracle.is_true(mutant.get("map"), mutant["claim"], original)
