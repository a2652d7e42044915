"""Printing: one JSON object for programs, text and tables for people. Long numbers are shortened for people only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from exactsep.certificate import Certificate

MAX_WIDTH = 100


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    print(json.dumps(value, indent=1))


@cache
def _console_on(_stream: int) -> Console:
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    if console.width > MAX_WIDTH:
        console.width = MAX_WIDTH
    return console


def console() -> Console:
    """Where people read: at most 100 columns wide, no markup, so that "[0, 1]" stays what it is."""
    return _console_on(id(sys.stdout))


def say(text: str = "", style: str | None = None) -> None:
    """A paragraph, wrapped."""
    console().print(text, style=style)


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Names and what they are, in two columns."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    console().print(grid)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[str] = ()) -> None:
    """A table with its title above it; columns are aligned to the right, but for those in `left`."""
    from rich.box import SIMPLE
    from rich.padding import Padding

    made = _empty_table(SIMPLE)
    for column in columns:
        made.add_column(column, justify="left" if column in left else "right", overflow="fold")
    for row in rows:
        made.add_row(*row)
    say(title)
    console().print(Padding(made, (0, 0, 0, 1)))


def _empty_table(box: Any) -> Table:
    from rich.table import Table

    return Table(box=box, pad_edge=False, show_edge=False, padding=(0, 1))


# -- numbers for people ----------------------------------------------------------------------------


def short(value: Any, keep: int = 24) -> str:
    """A number as text, each part of over `keep` digits shortened to its first 12 and its length."""
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

        return mpz(value).digits()
    return str(value)


def fraction_and_decimal(value: Any) -> str:
    """A rational as a fraction and as a decimal: "1/3 = 0.333333...", or only one of them where they are the same."""
    from exactsep.field import Q, decimal

    x = Q(value)
    if x.denominator == 1:
        return short(x)
    near = decimal(x, 9)
    exact = "e" not in near and Q(near) == x
    return f"{short(x)} = {near}{'' if exact else '...'}"


def polynomial_text(coefficients: Sequence[int], most: int = 12) -> str:
    """An integer polynomial, given from low to high: "x^4 - x^3 - x^2 + x - 1"; only its degree if that is over `most`."""
    if len(coefficients) - 1 > most:
        return f"an integer polynomial of degree {len(coefficients) - 1}"
    terms = [(c, k) for k, c in reversed(list(enumerate(coefficients))) if c]
    text = "".join(f"{' - ' if c < 0 else ' + '}{_term(abs(c), k)}" for c, k in terms)
    return text.removeprefix(" + ").replace(" - ", "-", 1) if text.startswith(" - ") else text.removeprefix(" + ") or "0"


def _term(factor: int, power: int) -> str:
    if power == 0:
        return str(factor)
    return f"{'' if factor == 1 else f'{factor} '}x{'' if power == 1 else f'^{power}'}"


# -- certificates ------------------------------------------------------------------------------------


def proved(certificate: Certificate) -> dict[str, Any]:
    """The verdict of the independent checker on a certificate; it must be accepted before anybody sees it."""
    from exactsep.cli.guard import NotProved

    verdict: dict[str, Any] = certificate.check()
    if not verdict["accepted"]:
        raise NotProved(f"the independent checker rejects the certificate: {verdict['reason']}")
    return verdict


def theorem(verdict: dict[str, Any]) -> list[str]:
    """The theorem as the checker states it: its lines up to the rules and the consequences, which are shown as tables."""
    lines = str(verdict["theorem"]).splitlines()
    end = next((i for i, line in enumerate(lines) if line.startswith(("Rules:", "By T1", "Fingerprint"))), len(lines))
    return lines[:end]


def fingerprints(verdict: dict[str, Any]) -> list[tuple[str, str]]:
    return [("map", verdict["map_sha256"]), ("claim", verdict["claim_sha256"])]
