"""What `exactsep forces` says about a period or a pattern beside what it forces: rates, and kinds of patterns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from exactsep.cli.output import decimals
from exactsep.wording import polynomial_text

if TYPE_CHECKING:
    from exactsep.patterns.pattern import Pattern

MAX_POINTS_FOR_RATE = 100
MAX_ORDER = 100


def period_data(period: int, forced: Sequence[int]) -> dict[str, Any]:
    """The order and the rate floor for programs; the floor is null where it is not computed."""
    from exactsep.patterns.sharkovsky import rate_floor, sharkovsky_order

    order = list(sharkovsky_order(forced))
    try:
        floor = rate_floor(period)
    except ValueError as error:
        return {"order": order, "rate_floor": None, "reason": str(error)}
    polynomial = floor.minimal_polynomial
    data = {
        "minimal_polynomial": None if polynomial is None else list(polynomial),
        "isolating_interval": None if floor.isolating is None else [str(end) for end in floor.isolating],
        "lower": str(floor.lower),
        "upper": str(floor.upper),
        "exceeds_sqrt_2": bool(floor.lower**2 > 2),
    }
    return {"order": order, "rate_floor": data, "reason": None}


def period_facts(period: int, forced: Sequence[int]) -> list[tuple[str, str]]:
    """The same for people."""
    from exactsep.patterns.sharkovsky import rate_floor, sharkovsky_order

    order = sharkovsky_order(forced)
    shown = f"{' > '.join(map(str, order[:MAX_ORDER]))}{' > ...' if len(order) > MAX_ORDER else ''}"
    try:
        floor = rate_floor(period)
    except ValueError as error:
        text = str(error)
    else:
        text = f"every map with this period has rate at least {algebraic_text(floor.lower, floor.upper, floor.minimal_polynomial)}"
        text += ", which is over sqrt 2" if floor.lower**2 > 2 else ""
    return [("Sharkovsky", shown), ("rate floor", text)] if order else [("rate floor", text)]


def pattern_data(pattern: Pattern) -> dict[str, Any]:
    """Rate and kinds of a pattern for programs; null where the pattern is too large for it."""
    from exactsep.patterns.forcing import is_primary
    from exactsep.patterns.kinds import has_entropy_zero, is_simple, is_stefan

    return {
        **rate_data(pattern),
        "stefan": is_stefan(pattern),
        "simple": is_simple(pattern),
        "primary": _or_none(is_primary, pattern),
        "entropy_zero": _or_none(has_entropy_zero, pattern),
    }


def _or_none(decide: Any, pattern: Pattern) -> bool | None:
    """None if the decision is refused as too much work."""
    try:
        return bool(decide(pattern))
    except ValueError:
        return None


def rate_data(pattern: Pattern) -> dict[str, Any]:
    """The rate that the pattern forces, as in `exactsep growth`."""
    from exactsep.rates import growth

    if pattern.period > MAX_POINTS_FOR_RATE:
        return {"minimal_polynomial": None, "rate_lower": None, "rate_upper": None}
    rate = growth(pattern)
    polynomial = None if rate.minimal_polynomial is None or rate.upper <= 1 else list(rate.minimal_polynomial)
    return {
        "minimal_polynomial": [-1, 1] if rate.upper <= 1 else polynomial,
        "rate_lower": str(rate.lower),
        "rate_upper": str(rate.upper),
    }


def pattern_facts(pattern: Pattern, data: dict[str, Any]) -> list[tuple[str, str]]:
    """The same for people."""
    from exactsep.numbers.field import Q

    if data["rate_lower"] is None:
        rate = f"not computed for over {MAX_POINTS_FOR_RATE} points; see exactsep growth"
    else:
        rate = algebraic_text(Q(data["rate_lower"]), Q(data["rate_upper"]), data["minimal_polynomial"])
    return [
        ("rate", rate),
        ("Stefan cycle", yes_or_no(data["stefan"])),
        ("simple", yes_or_no(data["simple"])),
        ("primary", f"{yes_or_no(data['primary'])} (forces no other pattern of period {pattern.period})"),
        ("entropy zero", yes_or_no(data["entropy_zero"])),
    ]


def yes_or_no(answer: bool | None) -> str:
    return "not decided: too large" if answer is None else "yes" if answer else "no"


def algebraic_text(lower: Any, upper: Any, polynomial: Sequence[int] | None) -> str:
    """An algebraic number between two rationals: its digits, and its minimal polynomial if that has a degree over 1."""
    root = "" if polynomial is None or len(polynomial) < 3 else f", the largest root of {polynomial_text(polynomial, most=12)}"
    return f"{decimals(lower, upper)}{root}"
