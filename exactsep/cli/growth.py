"""`exactsep growth`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import (
    MAX_MATRIX,
    Command,
    given_map_or_pattern,
    json_option,
    map_argument,
    output_option,
    positive_tolerance,
    require_other_file,
)
from exactsep.cli.output import accepted, decimals, facts, note_on_domain, print_json, proved, say, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import polynomial_text

if TYPE_CHECKING:
    from exactsep.certificates.certificate import Certificate
    from exactsep.dynamics.rate import MapRate
    from exactsep.maps.mapfile import Map
    from exactsep.patterns.pattern import Pattern


@click.command("growth", cls=Command)
@map_argument("[MAP|PATTERN]")
@click.option("--tolerance", metavar="R", default="1/100000", show_default=True, help="Relative gap to refine to, if there is one.")
@output_option("a certificate of the growth for every t")
@json_option
def command(map_: str | None, points: str | None, tolerance: str, output: str | None, as_json: bool) -> None:
    """Compute the growth rate of a map, or what a pattern forces.

    The rate is the limit of lap(f^t)^(1/t). It is the spectral radius of a covering matrix, an algebraic number, if the
    map has a Markov partition; else two rational bounds are given. Of these the lower one can be certified (-o).

    A PATTERN is a cycle in parentheses, "(1 3 2 4)" for 1 -> 3 -> 2 -> 4 -> 1, or the list of its images in brackets,
    "[3, 4, 2, 1]". Every map with such a cycle has at least the rate of the pattern.

    In --json, lower and upper enclose the spectral radius of the matrix, a root of minimal_polynomial; it is the rate if
    exact is true, else the rate is between rate_lower and rate_upper.

    \b
    Examples:
      exactsep growth stefan:5
      exactsep growth "(1 3 2 4)"
      exactsep growth trimodal --tolerance 1/100 -o growth.json
      exactsep growth --points "0,1/7 2/5,1 1,0" --json
    """
    from exactsep.patterns.pattern import Pattern
    from exactsep.rates import growth

    require_other_file(output, map_)
    subject = given_map_or_pattern(map_, points)
    precision = positive_tolerance(tolerance)
    with Activity("the rate") as activity:
        rate = growth(subject, precision, activity)
        activity("the spectral radius")
        data = as_data(rate)
        made = None if output is None else certificate_for(subject, activity)
        verdict = None if made is None else proved(made)
    if made is not None and output is not None:
        made.save(output)
    if as_json:
        print_json({**data, "file": output})
        return
    if isinstance(subject, Pattern):
        show(rate, "The rate that this pattern forces")
    else:
        show(rate, "The rate")
        note_on_domain(subject)
    if verdict is not None:
        say()
        if isinstance(subject, Pattern):
            say("The certificate is about one map with this cycle, affine between its points:")
        for line in theorem(verdict):
            say(line, style="bold")
        accepted(verdict, output)


def certificate_for(subject: Map | Pattern, activity: Activity) -> Certificate:
    """The certificate of the growth for every t; for a pattern, of its connect-the-dots map."""
    from exactsep.certificates.certify import certify
    from exactsep.patterns.pattern import Pattern

    f = subject.connect_the_dots() if isinstance(subject, Pattern) else subject
    return certify(f, norm="crossings", for_all_t=True, progress=activity)


def is_exact(rate: MapRate) -> bool:
    """Whether the spectral radius of the matrix is the rate (which is at least 1)."""
    radius = rate.growth
    return bool(rate.exact or radius.lower == radius.upper == rate.upper)


def as_data(rate: MapRate) -> dict[str, Any]:
    """The growth for programs. `lower` and `upper` enclose a root of `minimal_polynomial`: if `exact` the rate (the spectral radius of
    `matrix`, or 1 if that is larger), else the spectral radius; `rate_lower` and `rate_upper` enclose the rate."""
    from exactsep.certificates.claims import shown

    found, covering, polynomial = rate.growth, rate.covering, rate.minimal_polynomial
    return {
        "minimal_polynomial": None if polynomial is None else list(polynomial),
        "lower": str(max(found.lower, 1) if rate.exact else found.lower),
        "upper": str(max(found.upper, 1) if rate.exact else found.upper),
        "exact": is_exact(rate),
        "rate_lower": str(rate.lower),
        "rate_upper": str(rate.upper),
        "intervals": [[shown(left.middle), shown(right.middle)] for left, right in covering.intervals],
        "matrix": covering.matrix() if len(covering) <= MAX_MATRIX else None,
        "vector": [int(w) for w in found.vector],
        "lam": str(found.lam),
        "tried": list(rate.tried),
    }


def show(rate: MapRate, name: str) -> None:
    """The growth for people."""
    say(headline(rate, name), style="bold")
    say()
    facts([("covering", covering_text(rate)), ("tried", "; ".join(rate.tried))])


def headline(rate: MapRate, name: str) -> str:
    """The rate, as an algebraic number or between two bounds."""
    from exactsep.numbers.field import Q, decimal

    if rate.upper <= 1:
        return f"{name} is exactly 1: this is no exponential growth."
    if not is_exact(rate) or rate.growth.upper - rate.growth.lower > Q(1) / 10**12:
        return f"{name} lies between {decimals(rate.lower, rate.upper, narrow=False)}, a relative gap of {decimal(rate.gap)}."
    value = f"{name} is exactly {decimals(rate.growth.lower, rate.growth.upper)}{root_text(rate)}"
    return value if value.endswith("...") else f"{value}."


def covering_text(rate: MapRate) -> str:
    """What the covering is, and what it says about the rate."""
    found = rate.growth
    size = f"{len(rate.covering)} interval{'' if len(rate.covering) == 1 else 's'}"
    if is_exact(rate) or rate.upper <= 1:
        return f"{size}, spectral radius {decimals(found.lower, found.upper)}"
    radius = f"its spectral radius, {decimals(found.lower, found.upper)}{root_text(rate)}, is the lower side"
    return f"{size}; {radius}; the upper side (T17) is computed and not part of a certificate"


def root_text(rate: MapRate) -> str:
    """The polynomial that the spectral radius is the largest root of, unless it is an integer or the polynomial is unknown."""
    polynomial = rate.growth.minimal_polynomial
    return "" if polynomial is None or len(polynomial) < 3 else f", the largest root of {polynomial_text(polynomial, most=12)}"
