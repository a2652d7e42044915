"""`exactsep tradeoff`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import (
    Command,
    file_option,
    given_map,
    json_option,
    map_argument,
    output_option,
    ranges_option,
    require_different_files,
    require_other_file,
    whole_option,
)
from exactsep.cli.charts import require_chart, tradeoff_chart
from exactsep.cli.inverse import as_data, error_option, norm_option, require_certificate, show_proof, title, verdict_of, whole_json
from exactsep.cli.output import print_json, say, short, table
from exactsep.cli.progress import Activity
from exactsep.cli.tables import csv_text
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.inverse.region import RegionRow
    from exactsep.inverse.tradeoff import Existing, Tradeoff

COLUMNS = ("what", "depth", "width", "parameters", "theorem", "block", "exact")
SHOWN_DEPTHS = 3


@click.command("tradeoff", cls=Command)
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T, T >= 1.")
@error_option
@norm_option
@ranges_option("--depths", metavar="L1..L2", default="1..12", help="Numbers of hidden layers.")
@file_option("--csv", help="Write everything to FILE.")
@file_option("--plot", help="Draw it: FILE.svg, .png or .pdf (matplotlib).")
@output_option("the certificate of the excluded widths")
@json_option
def command(
    map_: str | None, points: str | None, csv: str | None, plot: str | None, output: str | None, as_json: bool, **options: Any
) -> None:
    """Set the excluded widths beside the networks that exist.

    For each depth, the width that is excluded: every ReLU network of so many hidden layers of at most so many units has an error of at
    least E from f^T, by one certificate (as exactsep region). Beside it the networks that equal f^T: in blocks of R iterates, ceil(T/R)
    layers of pieces(f^R) units (T16), and the network of one wide layer made narrow, as many layers as it had units, of width 3 (T18).
    Nothing is said about what lies between. So depth replaces width, and width does not replace depth: with numbers of weights and biases.
    The CSV file has a line for each excluded width and each network.

    Keys of --json: rows, each with depth, excluded_width and existing_width (or null); networks, each with theorem, block, depth, width,
    parameters and exact (if not, the sizes are upper bounds); reason (why no width is excluded, or null), statements (in words), csv and
    plot (files, or null), norm, iterate, error, pieces (that are excluded), maximal (the search for more ran to its end), and of the
    certificate claims, tried, file, theorem, map_sha256 and claim_sha256.

    \b
    Examples:
      exactsep tradeoff tent --iterate 12
      exactsep tradeoff skew:2/3 --iterate 10 --norm l1 --depths 1..5
      exactsep tradeoff golden --iterate 20 --csv golden.csv
    """
    from exactsep.certificates.versus import Contradiction
    from exactsep.cli.guard import NotProved
    from exactsep.files import write_atomically
    from exactsep.inverse.tradeoff import tradeoff

    require_different_files(csv, plot, output)
    for option, path in (("--csv", csv), ("--plot", plot), ("-o", output)):
        require_other_file(path, map_, option=option)
    require_chart(plot)
    f = given_map(map_, points)
    with Activity("reading the map") as activity:
        try:
            found = tradeoff(f, progress=activity, **options)
        except Contradiction as fault:
            raise NotProved(str(fault)) from None
        excluded = found.region.excluded
        require_certificate(excluded, output)
        activity("running the independent checker")
        verdict = verdict_of(excluded)
    picture = None if plot is None else _picture(found, title(excluded, map_), plot)
    if output is not None and excluded.certificate is not None:
        excluded.certificate.save(output)
    if csv is not None:
        write_atomically(csv, csv_text(COLUMNS, csv_rows(found)))
    if plot is not None and picture is not None:
        write_atomically(plot, picture)
    if as_json:
        print_json({**data(found), "csv": csv, "plot": plot, **as_data(excluded, verdict, output)})
        return
    show(found)
    show_proof(excluded, verdict, output)
    for path in (csv, plot):
        if path is not None:
            say(f"Written to {path}.")


def _picture(found: Tradeoff, above: str, plot: str) -> bytes:
    return tradeoff_chart(found.region.rows, found.networks, above, os.path.splitext(plot)[1][1:].lower())


def csv_rows(found: Tradeoff) -> list[tuple[Any, ...]]:
    """One line for each excluded width, then one for each network that exists."""
    below = [("excluded", row.depth, row.excluded_width, *[None] * 4) for row in found.region.rows if row.excluded_width is not None]
    nets = [("exists", n.depth, n.width, n.parameters, n.theorem, n.block, "yes" if n.exact else "no") for n in found.networks]
    return [*below, *nets]


def data(found: Tradeoff) -> dict[str, Any]:
    """Everything for programs."""
    rows = [
        {"depth": row.depth, "excluded_width": whole_json(row.excluded_width), "existing_width": whole_json(row.realized_width)}
        for row in found.region.rows
    ]
    networks = [
        {"theorem": n.theorem, "block": n.block, **{key: whole_json(getattr(n, key)) for key in COLUMNS[1:4]}, "exact": n.exact}
        for n in found.networks
    ]
    return {"rows": rows, "networks": networks, "reason": found.reason, "statements": statements(found)}


def show(found: Tradeoff) -> None:
    """Both tables and both statements, for people."""
    from exactsep.inverse.phrases import failure

    excluded = found.region.excluded
    rows = [[str(row.depth), short(row.excluded_width), short(row.realized_width), between(row)] for row in found.region.rows]
    if excluded.certificate is None:
        say("No width is excluded at any depth.", style="bold")
        heading = f"Networks of these widths equal f^{excluded.iterate}:"
    else:
        heading = f"Every ReLU network with d hidden layers of at most the excluded number of units each {failure(excluded)}:"
    table(heading, ("depth d", "excluded width", "width that exists", "nothing is said of"), rows)
    nets = [[short(n.depth), short(n.width), short(n.parameters), _how(n), "" if n.exact else "at most"] for n in found.networks]
    keep = 4 if all(n.exact for n in found.networks) else 5
    heading = f"Networks that equal f^{excluded.iterate} (T16: f^r in each hidden layer; T18: the one of one hidden layer, made narrow):"
    table(heading, ("depth", "width", "weights and biases", "how", "sizes")[:keep], [row[:keep] for row in nets], left=("how", "sizes"))
    if found.reason is not None:
        say(f"{found.reason[0].upper()}{found.reason[1:]}.")
        say()
    for line in statements(found):
        say(line, style="bold")
        say()


def _how(n: Existing) -> str:
    return f"T18, from r = {n.block}" if n.theorem == "T18" else f"T16, r = {n.block}"


def between(row: RegionRow) -> str:
    """The widths between the excluded one and the one that is known to be enough."""
    if row.realized_width is None:
        return "-"
    first, last = (row.excluded_width or 0) + 1, row.realized_width - 1
    if first > last:
        return "none"
    return short(first) if first == last else f"{short(first)}..{short(last)}"


def statements(found: Tradeoff) -> list[str]:
    """That depth replaces width, and that width does not replace depth, as far as they are known here."""
    return [line for line in (_depth_for_width(found), _width_for_depth(found)) if line is not None]


def _depth_for_width(found: Tradeoff) -> str | None:
    wide = next((n for n in found.networks if n.depth == 1), None)
    others = [n for n in found.networks if n.depth > 1 and (n.theorem == "T18" or n.block == 1)]
    if wide is None or not others:
        return None
    also = " and ".join(_sized(n) for n in sorted(others, key=lambda n: n.theorem, reverse=True))
    return f"Depth replaces width: {_sized(wide)} equals f^{found.region.excluded.iterate}, and so does a network of {also}."


def _sized(n: Existing) -> str:
    """Depth, width and number of weights of a network."""
    most = "" if n.exact else "at most "
    layers = f"{most if n.theorem == 'T18' else ''}{counted(n.depth, 'hidden layer')}"
    units = f"{'at most ' if n.depth > 1 else most}{counted(n.width, 'unit')}"
    return f"{layers} of {units} ({most}{short(n.parameters)} weights and biases, {n.theorem})"


def _width_for_depth(found: Tradeoff) -> str | None:
    """The excluded shapes of the smallest depths, beside the deepest network in blocks."""
    from exactsep.bounds.width import most_neurons
    from exactsep.inverse.phrases import failure

    excluded = found.region.excluded
    deep = next((n for n in found.networks if n.theorem == "T16" and n.block == 1), None)
    below = [row for row in found.region.rows if row.excluded_width is not None and deep is not None and row.depth < deep.depth]
    if deep is None or not below:
        return None
    depths, widths, units = [], [], []
    for row in below[:SHOWN_DEPTHS]:
        depths.append(str(row.depth))
        widths.append(short(row.excluded_width))
        units.append(short(most_neurons(excluded.pieces, row.depth)))
    shapes = f"d = {', '.join(depths)} hidden layers of at most {', '.join(widths)} units each, or at most {', '.join(units)} units in all"
    few = f"{short(deep.parameters)} weights and biases are enough at depth {deep.depth}"
    return f"Width does not replace depth: {few}; but every network of {shapes}, {failure(excluded)}, whatever its weights."
