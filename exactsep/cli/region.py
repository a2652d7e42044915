"""`exactsep region`."""

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
from exactsep.cli.charts import region_chart, require_chart
from exactsep.cli.inverse import as_data, error_option, norm_option, require_certificate, show_proof, title, verdict_of, whole_json
from exactsep.cli.output import print_json, say, short, table
from exactsep.cli.progress import Activity
from exactsep.cli.tables import csv_text

if TYPE_CHECKING:
    from exactsep.inverse.region import Region

COLUMNS = ("depth", "excluded_width", "realized_width")


@click.command("region", cls=Command)
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="The iterate f^T.")
@error_option
@norm_option
@ranges_option("--depths", metavar="L1..L2", default="1..10", help="Numbers of hidden layers.")
@file_option("--csv", help="Write the table to FILE.")
@file_option("--plot", help="Draw it: FILE.svg, .png or .pdf (matplotlib).")
@output_option("the certificate")
@json_option
def command(
    map_: str | None, points: str | None, csv: str | None, plot: str | None, output: str | None, as_json: bool, **options: Any
) -> None:
    """Chart the depths and widths that are excluded for an iterate.

    For each depth, the excluded width: every ReLU network with so many hidden layers of at most so many units each has
    an error of at least E from f^T, by one certificate for all depths. Beside it, for piecewise-linear maps, the width
    of a network that equals f^T (T16). Between the two nothing is said. E and the norms are those of exactsep least
    width. The CSV file has the header depth,excluded_width,realized_width, and empty fields where there is no width.

    \b
    Examples:
      exactsep region tent --iterate 20
      exactsep region golden --iterate 30 --norm sign --depths 1..5,30
      exactsep region stefan:5 --iterate 20 --error 1/8 --csv stefan.csv
    """
    from exactsep.files import write_atomically
    from exactsep.inverse.region import region

    require_different_files(csv, plot, output)
    for option, path in (("--csv", csv), ("--plot", plot), ("-o", output)):
        require_other_file(path, map_, option=option)
    require_chart(plot)
    f = given_map(map_, points)
    with Activity("reading the map") as activity:
        found = region(f, progress=activity, **options)
        require_certificate(found.excluded, output)
        activity("running the independent checker")
        verdict = verdict_of(found.excluded)
    picture = None if plot is None else region_chart(found.rows, title(found.excluded, map_), os.path.splitext(plot)[1][1:].lower())
    if output is not None and found.excluded.certificate is not None:
        found.excluded.certificate.save(output)
    if csv is not None:
        write_atomically(csv, csv_text(COLUMNS, [(row.depth, row.excluded_width, row.realized_width) for row in found.rows]))
    if plot is not None and picture is not None:
        write_atomically(plot, picture)
    if as_json:
        print_json({"rows": rows_data(found), "csv": csv, "plot": plot, **as_data(found.excluded, verdict, output)})
        return
    show(found)
    show_proof(found.excluded, verdict, output)
    for path in (csv, plot):
        if path is not None:
            say(f"Written to {path}.")


def rows_data(found: Region) -> list[dict[str, Any]]:
    return [
        {"depth": row.depth, "excluded_width": whole_json(row.excluded_width), "realized_width": whole_json(row.realized_width)}
        for row in found.rows
    ]


def show(found: Region) -> None:
    """The table, for people."""
    from exactsep.inverse.phrases import failure

    rows = [[str(row.depth), short(row.excluded_width), short(row.realized_width)] for row in found.rows]
    if found.excluded.certificate is None:
        say("No width is excluded at any depth.", style="bold")
        heading = f"Networks of these widths equal f^{found.excluded.iterate}:"
    else:
        known = any(row.realized_width is not None for row in found.rows)
        heading = f"Every ReLU network with d hidden layers of at most the excluded number of units each {failure(found.excluded)}"
        heading += f"; one of the realized width equals f^{found.excluded.iterate}:" if known else ":"
    table(heading, ("depth d", "excluded width", "realized width"), rows)
