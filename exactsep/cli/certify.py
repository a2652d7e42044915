"""`exactsep certify`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import (
    Command,
    given_map,
    json_option,
    map_argument,
    output_option,
    require_other_file,
    whole_option,
    wholes_option,
)
from exactsep.cli.output import (
    accepted,
    facts,
    fraction_and_decimal,
    note_on_domain,
    print_json,
    proof_of,
    proved,
    say,
    short,
    table,
    theorem,
)
from exactsep.cli.progress import Activity
from exactsep.cli.tables import (
    DEPTHS,
    architecture_rows,
    architecture_title,
    every_rows,
    every_title,
    failure,
    half_of_floor,
    l1_every_title,
    networks,
    share_rows,
)

if TYPE_CHECKING:
    from exactsep.bounds.width import Row
    from exactsep.certificates.certificate import Certificate
    from exactsep.maps.mapfile import Map

EVIDENCE = {
    "E": "the iterate expanded, piece by piece (E)",
    "P": "values at points next to its extremes (P)",
    "T3w": "words over a covering (T3w)",
    "T4w": "the growth of a covering (T4w)",
}

RULES = {
    "T12i": "rule T12i, moves between drifting levels",
    "T14": "rule T14, crossings of a covering and Lipschitz constants",
    "T15": "rule T15, self-similar cylinders",
    "T15v": "rule T15v, windows on which g is affine",
    "T15x": "rule T15x, the expanded iterate level by level",
}


@click.command("certify", cls=Command)
@map_argument()
@whole_option("--iterate", "-t", metavar="T", help="A theorem about the T-th iterate f^T.")
@click.option("--for-all-t", is_flag=True, help="One theorem about every iterate f^t.")
@click.option("--norm", metavar="NORM", default="sup", show_default=True, help="sup, l1, sign, exact, crossings or cycle.")
@whole_option("--pieces", metavar="M", help="Budget: functions with at most M affine pieces.")
@wholes_option("--widths", metavar="U1,U2,...", help="Budget: networks with these hidden widths.")
@whole_option("--depth", metavar="L", help="Hidden layers, with --width or --neurons; alone: a row of the table.")
@whole_option("--width", metavar="U", help="Budget: at most U units in each of the L layers.")
@whole_option("--neurons", metavar="N", help="Budget: at most N hidden units in all.")
@whole_option("--breakpoints", metavar="K", default="1", help="Breakpoints of the activation: 1 for ReLU.")
@whole_option("--period", metavar="P", help="Use only cycles of least period P as evidence.")
@output_option("the certificate")
@json_option
def command(
    map_: str | None, points: str | None, norm: str, widths: list[int] | None, output: str | None, as_json: bool, **options: Any
) -> None:
    """Find, prove and save the strongest theorem about a map.

    MAP is a name (see exactsep maps) or a map file. With a budget (--pieces, --widths, --width and --depth, or
    --neurons) the theorem gives the largest error for this budget. Without one it balances pieces and error: it is
    about the levels x < y with the largest N (y - x), N the number of crossings, and M = N - 1 pieces; a larger budget
    may still have a smaller error.

    \b
    --norm sup        how far every small g is from f^t somewhere
    --norm l1         how far every small g is from f^t in L1, beside one g
    --norm sign       how many labels 1[f^t >= c] every small g gets wrong
    --norm exact      how many pieces f^t needs exactly
    --norm crossings  how often f^t crosses between two levels
    --norm cycle      that f has a cycle of the least period --period

    The independent checker has accepted each theorem that is printed. Nothing is written without -o. The exit code is
    2 if there is nothing to certify.

    \b
    Examples:
      exactsep certify tent --iterate 20 -o tent.json
      exactsep certify mymap.json --iterate 40 --norm sign --depth 5
      exactsep certify --points "0,1/7 2/5,1 1,0" --for-all-t
      exactsep certify tent --iterate 12 --pieces 100
      exactsep certify golden --iterate 12 --norm l1 --pieces 16
      exactsep certify tent --iterate 12 --widths 10,20,10
      exactsep certify tent --iterate 14 --depth 3 --width 20
      exactsep certify tent --iterate 20 --period 3 --json
      exactsep certify logistic:15/4 --norm cycle --period 5
    """
    from exactsep.certificates.certificate import NothingToCertify
    from exactsep.certificates.certify import certify

    require_other_file(output, map_)
    f = given_map(map_, points)
    with Activity("reading the map") as activity:
        try:
            certificate = certify(f, norm=norm, widths=widths, progress=activity, **options)
        except NothingToCertify as nothing:
            if as_json:
                print_json({"file": None, "claims": [], "table": [], "reason": str(nothing)})
            raise
        activity("running the independent checker")
        verdict = proved(certificate)
    if output is not None:
        certificate.save(output)
    if as_json:
        found = certificate.claims[0]
        first = {key: found[key] for key in ("error", "upper", "rule")} if "upper" in found else {}
        print_json({**certificate.summary(output), **first, **proof_of(verdict)})
    else:
        show(f, certificate, verdict, output, options["depth"])


def show(f: Map, certificate: Certificate, verdict: dict[str, Any], file: str | None, depth: int | None = None) -> None:
    """The theorem and its tables, for people."""
    claim, breakpoints = certificate.claims[0], certificate.breakpoints
    for line in theorem(verdict):
        say(line, style="bold")
    if certificate.budget is not None and certificate.budget.networks:
        say(f"So every {networks(breakpoints)} with {certificate.budget.networks} {failure(claim)}.", style="bold")
    note_on_domain(f)
    say()
    facts(described(claim))
    say()
    other_claims(claim, certificate.claims[1:])
    network_tables(claim, certificate.table, sorted({*DEPTHS, depth or 1}), breakpoints)
    if certificate.tried:
        say(f"Tried: {tried_text(certificate.tried)}.")
    accepted(verdict, file)


def tried_text(tried: Sequence[str], most: int = 8) -> str:
    """What the search looked at; the first few when there were many."""
    more = f"; and {len(tried) - most} more (--json names all)" if len(tried) > most else ""
    return "; ".join(tried[:most]) + more


def described(claim: dict[str, Any]) -> list[tuple[str, str]]:
    """What the claim says, number by number."""
    rows = []
    if claim.get("rate") is not None:
        rows.append(("rate", f"at least {fraction_and_decimal(claim['rate'])}"))
    if claim.get("crossings") is not None:
        kind = "exact count" if claim.get("exact") else "lower bound"
        rows.append(("crossings", f"{short(claim['crossings'])} by f^{claim['iterate']} ({kind})"))
    if claim.get("levels") is not None:
        rows.append(("levels", ", ".join(fraction_and_decimal(level) for level in claim["levels"])))
    if claim.get("pieces") is not None:
        rows.append(("pieces", f"at most {short(claim['pieces'])}"))
    if claim["kind"] == "sign":
        rows.append(("errors", f"{short(claim['errors'])} of {short(claim['points'])} points"))
    if claim.get("error") is not None and claim["kind"] != "crossings":
        name = "share" if claim["kind"] == "sign" else "error"
        rows.append((name, f"at least {fraction_and_decimal(claim['error'])}"))
    if claim["kind"] == "l1":
        rows += l1_rows(claim)
    evidence = EVIDENCE.get(claim.get("evidence", ""), "")
    rule = RULES.get(claim["rule"], f"rule {claim['rule']}")
    return [*rows, ("evidence", f"{rule}{', ' if evidence else ''}{evidence}")]


def l1_rows(claim: dict[str, Any]) -> list[tuple[str, str]]:
    """What there is beside the lower bound of an L1 claim: the error that some g attains, or the terms of a bound for every t."""
    if claim["iterate"] == "every":
        return [(key, fraction_and_decimal(claim[key])) for key in ("floor", "loss")]
    if claim["upper"] is None:
        return [("some g has", "no upper bound was found")]
    return [("some g has", f"at most {fraction_and_decimal(claim['upper'])}, which is {claim['ratio']} times as much")]


def other_claims(chosen: dict[str, Any], claims: Sequence[dict[str, Any]]) -> None:
    """What the other cycles of the same period would give."""
    if claims:
        rows = [(_levels(claim), short(claim["crossings"]), fraction_and_decimal(claim["error"] or 0)) for claim in claims]
        ties = any(claim["crossings"] == chosen["crossings"] for claim in claims)
        why = " (of those with the most crossings, the one with the simplest numbers was taken)" if ties else ""
        table(f"Other cycles of this period would give{why}:", ("levels", "crossings", "error"), rows, left=("levels",))


def _levels(claim: dict[str, Any]) -> str:
    return ", ".join(short(level) for level in claim["levels"] or ["-"])


def network_tables(claim: dict[str, Any], rows: Sequence[Row], depths: Sequence[int], breakpoints: int) -> None:
    """The consequences for networks (T1)."""
    from exactsep.numbers.field import Q

    if claim["kind"] == "l1" and claim["iterate"] == "every":
        table(l1_every_title(claim, breakpoints), *every_rows(half_of_floor(claim), depths, breakpoints))
    elif claim.get("rate") is not None:
        table(every_title(claim, breakpoints), *every_rows(claim, depths, breakpoints))
    elif rows:
        table(architecture_title(claim, breakpoints), *architecture_rows(rows))
    if claim["kind"] == "sign":
        title = "The same points prove larger shares of errors (T13) of networks with fewer pieces. Pieces, and widths at depth d:"
        table(title, *share_rows(int(Q(claim["points"])), Fraction(claim["error"]), depths, breakpoints))
