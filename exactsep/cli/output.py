"""Printing: one JSON object for programs, text and tables for people. Long numbers are shortened for people only."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from exactsep.certificates.certificate import Certificate
    from exactsep.maps.mapfile import Map

MAX_WIDTH = 100
MIN_TEXT = 16


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    from exactsep.files import pretty

    print(pretty(value))


@cache
def console(least: int = 1) -> Console:
    """Where people read: at most 100 columns wide, but at least `least`; no markup, so that "[0, 1]" stays what it is."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            """Rich would exit with code 1, which says that a certificate was rejected."""
            raise BrokenPipeError

    screen = Screen(markup=False, highlight=False, emoji=False)
    screen.width = max(min(screen.width, MAX_WIDTH), least)
    return screen


def say(text: str = "", style: str | None = None, indent: str = "") -> None:
    """A paragraph, wrapped; `indent` stands before all lines but the first."""
    for line in wrapped(text, indent):
        console().print(line, style=style, soft_wrap=True)


def facts(rows: Iterable[tuple[str, str]], margin: str = "  ") -> None:
    """Names and what they are, in two columns."""
    rows = list(rows)
    width = max(len(name) for name, _ in rows) + 2
    for name, value in rows:
        first, *more = wrapped(f"{margin}{name:<{width}}{value}", " " * (len(margin) + width))
        console().print(first, soft_wrap=True)
        for line in more:
            console().print(line, soft_wrap=True)


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a paragraph; nothing is cut off, so that a long word may stand out."""
    width = max(console().width, len(indent) + 24)
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[str] = ()) -> None:
    """A table between its title and an empty line, if it has rows.

    The columns in `left` hold text, which is wrapped; the others hold numbers, which are aligned to the right and stay
    whole even if the table gets wider than the screen.
    """
    from rich.box import SIMPLE
    from rich.padding import Padding
    from rich.table import Table

    if not rows:
        return
    made = Table(box=SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1))
    needed = 1
    for k, column in enumerate(columns):
        longest = max(len(column), *(len(row[k]) for row in rows))
        text = column in left
        made.add_column(column, justify="left" if text else "right", overflow="fold", no_wrap=not text)
        needed += 3 + (min(longest, MIN_TEXT) if text else longest)
    for row in rows:
        made.add_row(*row)
    say(title)
    console(needed).print(Padding(made, (0, 0, 0, 1), expand=False), crop=False)
    say()


# -- numbers for people ----------------------------------------------------------------------------


def short(value: Any, keep: int = 24) -> str:
    """A number as text, each part of over `keep` digits shortened to its first 12 and its length; long elements of number
    fields as decimals.
    """
    if hasattr(value, "enclosure") and len(str(value)) > 3 * keep:
        return decimals(*value.enclosure(64))
    return "/".join(_short_part(part, keep) for part in digits(value).split("/"))


def _short_part(part: str, keep: int) -> str:
    size = len(part.lstrip("-"))
    return part if size <= keep else f"{part[: 12 + len(part) - size]}...({size} digits)"


def digits(value: Any) -> str:
    """The text of an integer, a rational, or of the text of one; a dash for None. Python refuses integers over 4,300 digits."""
    if value is None:
        return "-"
    if isinstance(value, int):
        from gmpy2 import mpz

        return str(mpz(value))
    return str(value)


def fraction_and_decimal(value: Any) -> str:
    """A rational as a fraction and as a decimal: "1/3 = 0.333333...", or only one of them where they are the same; of a pair
    lo, hi that encloses an irrational number the digits that agree.
    """
    from exactsep.numbers.field import Q, decimal

    if hasattr(value, "coefficients") and not any(value.coefficients[1:]):
        value = value.coefficients[0]
    if isinstance(value, list):
        return decimals(*map(Q, value))
    if hasattr(value, "enclosure"):
        return f"{short(value)} = {decimals(*value.enclosure(64))}"
    x = Q(value)
    if x.denominator == 1:
        return short(x)
    near = decimal(x, 9)
    exact = "e" not in near and Q(near) == x
    return f"{short(x)} = {near}{'' if exact else '...'}"


def decimals(lower: Any, upper: Any, narrow: bool = True) -> str:
    """An enclosure of one number for people: the digits that agree, or (always, if not narrow) the two ends, rounded
    outwards to enough digits to differ.
    """
    from exactsep.numbers.field import decimal, decimal_above

    if lower == upper:
        return decimal(lower, 12)
    if narrow and decimal(lower, 12) == decimal(upper, 12):
        return f"{decimal(lower, 12)}..."
    places = 12
    while decimal(lower, places) == decimal(upper, places):
        places += 3
    return f"{decimal(lower, places)} and {decimal_above(upper, places)}"


# -- certificates ------------------------------------------------------------------------------------


def proved(certificate: Certificate) -> dict[str, Any]:
    """The verdict of the independent checker on a certificate; it must be accepted before anybody sees it."""
    from exactsep.cli.guard import NotProved

    verdict: dict[str, Any] = certificate.check()
    if not verdict["accepted"]:
        raise NotProved(f"the independent checker rejects the certificate: {verdict['reason']}")
    return verdict


def proof_of(verdict: dict[str, Any]) -> dict[str, Any]:
    """The theorem and its fingerprints, for --json."""
    return {key: verdict[key] for key in ("theorem", "map_sha256", "claim_sha256")}


def theorem(verdict: dict[str, Any]) -> list[str]:
    """The theorem as the checker states it: its lines up to the rules and the consequences, which are shown as tables."""
    lines = str(verdict["theorem"]).splitlines()
    end = next((i for i, line in enumerate(lines) if line.startswith(("Rules:", "By T1", "Fingerprint"))), len(lines))
    return lines[:end]


def note_on_domain(f: Map) -> None:
    """Polynomial maps need not map I into itself: say so where one does not."""
    if f.leaves_at is not None:
        x, y = f.leaves_at
        say()
        say(f"Note: f leaves I: f({near(x)}) = {near(y)}. Theorems are about f^t on I, f being defined everywhere; cycles are those in I.")


def near(x: Any) -> str:
    """A rational as a short decimal."""
    from exactsep.numbers.field import decimal

    return decimal(x, 6)


def accepted(verdict: dict[str, Any], file: str | None) -> None:
    """What the checker says of a certificate, and where it is."""
    say("Accepted by the independent checker. SHA-256 fingerprints:")
    facts([(part, verdict[f"{part}_sha256"]) for part in ("map", "claim") if verdict[f"{part}_sha256"]])
    say(f"The certificate was written to {file}." if file else "The certificate is written with -o FILE.")
