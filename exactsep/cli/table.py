"""`exactsep table`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, file_option, json_option, ranges_option, whole_option, wholes_option
from exactsep.cli.output import decimals, facts, print_json, proved, say, table
from exactsep.cli.progress import Activity
from exactsep.cli.tables import compact, csv_text
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.certificates.certificate import Certificate
    from exactsep.inverse.periods import PeriodRow, Widths

PERIODS = "3,5,7,9,11,6,10"
WHAT = {"sup": "sup distance >= E", "sign": "a quarter of the labels wrong", "l1": "L1 distance >= E"}
NORM_COLUMNS = ("period", "iterate", "norm", "error", "pieces", "depth", "width", "older_width")


@click.command("table", cls=Command)
@wholes_option("--periods", metavar="P1,P2,...", default=PERIODS, help="The periods.")
@ranges_option("--depth", metavar="L1..L2", default="1..6", help="Numbers of hidden layers.")
@whole_option("--iterate", "-t", metavar="T", default="30", help="The iterate f^T.")
@file_option("--csv", help="Write the widths to FILE, one line for each.")
@click.option("--save", metavar="DIR", callback=lambda _ctx, _param, path: _folder(path), help="Write all certificates to DIR.")
@json_option
def command(periods: list[int], depth: list[int], iterate: int, csv: str | None, save: str | None, as_json: bool) -> None:
    """Tabulate what a period excludes, beside the older counts.

    For each period, the least rate of a map with this period (T8); the constant-slope map that attains it, whose
    Lipschitz constant is the same number (T10, T11); and for the T-th iterate of this map the largest widths u such that
    every ReLU network with d hidden layers of at most u units each fails:

    \b
    sup    it has a sup distance of at least E from f^T,
           E half of what is certified against one affine piece
    sign   it mislabels at least 1/4 of n alternating points
    l1     it has an L1 distance of at least E from f^T,
           E half of what is certified against one affine piece

    Beside it the widths by the older counts: (2u)^d pieces instead of (u+1)^d, and for sign the share of errors
    1/2 - (2u)^d/n (Chatziafratis, Nagarajan & Panageas 2020). For odd periods an exact inequality shows that the rate is
    over sqrt 2. The independent checker has accepted a certificate for each number of pieces and each rate. Periods
    2^k q need (q - 1) 2^k <= 24. The seven periods of the default take about 20 seconds.

    \b
    Examples:
      exactsep table --periods 3,5 --depth 1..4
      exactsep table --periods 3,8 --iterate 40 --json
    """
    from exactsep.files import write_atomically
    from exactsep.inverse.periods import period_table

    with Activity("the periods") as activity:
        rows = period_table(list(dict.fromkeys(periods)), depth, iterate, progress=activity)
        activity("running the independent checker")
        made = dict(certificates(rows))
        for certificate in made.values():
            proved(certificate)
    if save is not None:
        os.makedirs(save, exist_ok=True)
        for name, certificate in made.items():
            certificate.save(os.path.join(save, f"{name}.json"))
    depths = sorted(set(depth))
    if csv is not None:
        write_atomically(csv, csv_text(NORM_COLUMNS, [line for row in rows for line in lines(row, depths)]))
    if as_json:
        print_json({"iterate": iterate, "depths": depths, "rows": [as_data(row) for row in rows], "saved": sorted(made) if save else []})
        return
    show(rows, depths, iterate)
    if made:
        say(f"The independent checker has accepted the {counted(len(made), 'certificate')} behind these numbers.")
        say(f"They are in {save}." if save else "They are written with --save DIR.")
    if csv is not None:
        say(f"Written to {csv}.")


def _folder(path: str | None) -> str | None:
    """A directory that can be written, or made."""
    if path is not None and (path == "" or (os.path.exists(path) and not os.path.isdir(path))):
        raise ValueError(f"--save needs the name of a directory, not {path!r}")
    if path is not None and not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise ValueError(f"cannot make {path}: there is no directory {os.path.dirname(os.path.abspath(path))}")
    if path is not None and os.path.isdir(path) and not os.access(path, os.W_OK):
        raise ValueError(f"cannot write {path}: no permission to write there")
    return path


def certificates(rows: Sequence[PeriodRow]) -> list[tuple[str, Certificate]]:
    """All certificates, with names for files."""
    found = [(f"period-{row.period}-rate", row.slope.certificate) for row in rows if row.slope is not None]
    found += [(f"period-{row.period}-{w.excluded.norm}", w.excluded.certificate) for row in rows for w in row.norms]
    return [(name, certificate) for name, certificate in found if certificate is not None]


# -- for programs ------------------------------------------------------------------------------


def lines(row: PeriodRow, depths: Sequence[int]) -> list[list[Any]]:
    """The lines of the CSV file: one for each norm and depth."""
    found = []
    for w in row.norms:
        e = w.excluded
        for depth, width, older in zip(depths, w.widths, w.older, strict=True):
            found.append([row.period, e.iterate, e.norm, e.error, e.pieces, depth, width, older])
    return found


def as_data(row: PeriodRow) -> dict[str, Any]:
    """One period, all digits. `model` is the constant-slope map as in map files, null for a power of two."""
    from exactsep.certificates.claims import shown
    from exactsep.maps.mapfile import map_json

    slope, above = row.slope, row.above
    return {
        "period": row.period,
        "floor": {
            "lower": str(row.floor.lower),
            "upper": str(row.floor.upper),
            "minimal_polynomial": list(row.floor.minimal_polynomial or ()),
        },
        "pattern": list(row.pattern.images),
        "irreducible": row.irreducible,
        "model": None if row.model is None else map_json(row.model),
        "rate": None if slope is None else str(slope.rate),
        "lipschitz": None if slope is None else shown(slope.lipschitz),
        "rate_equals_lipschitz": None if slope is None else slope.equal,
        "above_sqrt_2": None if above is None else {"z": str(above.z), "z_squared": str(above.square), "polynomial_at_z": str(above.value)},
        "norms": [_norm_data(w) for w in row.norms],
    }


def _norm_data(w: Widths) -> dict[str, Any]:
    from exactsep.certificates.claims import number_json

    e = w.excluded
    widths = {
        name: [None if u is None else number_json(u) for u in values] for name, values in (("widths", w.widths), ("older_widths", w.older))
    }
    claims = [] if e.certificate is None else list(e.certificate.claims)
    return {"norm": e.norm, "error": None if e.error is None else str(e.error), "pieces": number_json(e.pieces), **widths, "claims": claims}


# -- for people ----------------------------------------------------------------------------------


def show(rows: Sequence[PeriodRow], depths: Sequence[int], t: int) -> None:
    title = "Least rate of a map with a point of this period, and the constant-slope map f that attains it (rate <= L, here equal):"
    table(
        title,
        ("period", "least rate", "L of f", "matrix", "pattern of f"),
        [rate_row(row) for row in rows],
        left=("matrix", "pattern of f"),
    )
    heads = [f"d = {d}" for d in depths]
    for k, norm in enumerate(WHAT):
        found = [(row.period, row.norms[k]) for row in rows if row.norms]
        title = f"{norm}: {WHAT[norm]}. Largest excluded widths for f^{t} at depth d, in brackets by the older counts:"
        table(title, ("period", "E", "pieces", *heads), [width_row(period, w) for period, w in found])
    inequalities(rows)


def rate_row(row: PeriodRow) -> list[str]:
    rate = decimals(row.floor.lower, row.floor.upper)
    if row.slope is None:
        return [str(row.period), rate, "-", "-", "no growth is forced"]
    equal = "= rate" if row.slope.equal else "not decided"
    return [str(row.period), rate, equal, "irreducible" if row.irreducible else "reducible", str(row.pattern)]


def width_row(period: int, w: Widths) -> list[str]:
    from exactsep.numbers.field import decimal

    cells = [f"{compact(u)} ({compact(v)})" for u, v in zip(w.widths, w.older, strict=True)]
    return [str(period), "-" if w.excluded.error is None else decimal(w.excluded.error, 4), compact(w.excluded.pieces), *cells]


def inequalities(rows: Sequence[PeriodRow]) -> None:
    """Why the rates of the odd periods are over sqrt 2."""
    found = [row.above for row in rows if row.above is not None]
    if not found:
        return
    say("The least rate r of an odd period q is the only positive root of z^q - 2 z^(q-2) - 1. With the z below, r > z > sqrt 2:")
    facts((f"q = {a.q}", f"z = {a.z}: z^2 = {a.square} > 2, and the polynomial is {_near(a.value)} < 0 at z") for a in found)
    say()


def _near(value: Any) -> str:
    from exactsep.numbers.field import decimal

    text = str(value)
    return text if len(text) <= 30 else f"{decimal(value, 9)}..."
