"""What the commands `least`, `region` and `tradeoff` have in common: --error, --norm, and what was excluded, for people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.certify import described, tried_text
from exactsep.cli.output import accepted, digits, facts, proved, say, theorem

if TYPE_CHECKING:
    from exactsep.inverse.excluded import Excluded


ERROR = (
    "The error, an exact number > 0; for sign a share < 1/2. By default half of what is certified against one piece, for sign a quarter of "
    "the points."
)


def error_option(function: Any) -> Any:
    return click.option("--error", metavar="E", help=ERROR)(function)


def norm_option(function: Any) -> Any:
    return click.option("--norm", metavar="NORM", default="sup", show_default=True, help="sup, sign or l1.")(function)


def verdict_of(found: Excluded) -> dict[str, Any] | None:
    """What the checker says of the certificate, if there is one: it must accept it."""
    return None if found.certificate is None else proved(found.certificate)


def whole_json(n: int | None) -> int | str | None:
    """An integer for JSON: as a number up to 4,000 digits, as a string of all its digits beyond."""
    return n if n is None or n < 10**4000 else digits(n)


def as_data(found: Excluded, verdict: dict[str, Any] | None, output: str | None) -> dict[str, Any]:
    """What was excluded, all digits. `pieces` is 0 if nothing was."""
    prints = {key: None if verdict is None else verdict[key] for key in ("theorem", "map_sha256", "claim_sha256")}
    return {
        "norm": found.norm,
        "iterate": found.iterate,
        "error": None if found.error is None else str(found.error),
        "pieces": whole_json(found.pieces),
        "maximal": found.maximal,
        "claims": [] if found.certificate is None else list(found.certificate.claims),
        "tried": list(found.tried),
        "file": output if found.certificate is not None else None,
        **prints,
    }


def title(found: Excluded, name: str | None) -> str:
    """A line above a chart."""
    from exactsep.inverse.phrases import error_text

    kind = {"sup": "sup distance", "l1": "L1 distance", "sign": "share of wrong labels"}[found.norm]
    return f"{name or 'f'}, iterate {found.iterate}: {kind} of at least {'-' if found.error is None else error_text(found.error)}"


def show_proof(found: Excluded, verdict: dict[str, Any] | None, output: str | None) -> None:
    """The certificate that all of it stands on."""
    if found.certificate is None or verdict is None:
        tried(found)
        say("Nothing is certified, and nothing was written.")
        return
    say("The certificate that proves it:")
    for line in theorem(verdict):
        say(line, style="bold")
    say()
    facts(described(found.certificate.claims[0]))
    say()
    if not found.maximal:
        say("The search stopped here: a few more pieces may have the same error.")
    tried(found)
    accepted(verdict, output)


def tried(found: Excluded) -> None:
    if found.tried:
        say(f"Tried: {tried_text(found.tried)}.")


def require_certificate(found: Excluded, output: str | None) -> None:
    """Raises ValueError if there is nothing to write."""
    if output is not None and found.certificate is None:
        raise ValueError(f"nothing to certify: nothing was written to {output} ({tried_text(found.tried)})")
