"""Charts by matplotlib, which is an extra: it is imported here only, inside of functions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exactsep.inverse.region import RegionRow

FORMS = (".svg", ".png", ".pdf")
MAX_DIGITS = 300  # of a width: matplotlib works with floats


def require_chart(path: str | None) -> None:
    """Raises ValueError unless a chart can be written to this file: by its suffix, and with matplotlib."""
    if path is None:
        return
    if os.path.splitext(path)[1].lower() not in FORMS:
        raise ValueError(f"--plot needs a file that ends in {', '.join(FORMS[:-1])} or {FORMS[-1]}, not {path!r}")
    if find_spec("matplotlib") is None:
        raise ValueError("--plot needs the package matplotlib: pip install 'exactsep[plot]'; --csv and --json need nothing")


def region_chart(rows: Sequence[RegionRow], title: str, form: str) -> bytes:
    """Both curves over the depth, widths on a logarithmic scale, as "svg", "png" or "pdf".

    Raises ValueError for widths of over 300 digits."""
    from io import BytesIO

    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    below = _curve([(row.depth, row.excluded_width) for row in rows])
    above = _curve([(row.depth, row.realized_width) for row in rows])
    if below[0]:
        axes.plot(*below, "o-", color="tab:red", label="excluded up to here")
        axes.fill_between(*below, 1, color="tab:red", alpha=0.12)
    if above[0]:
        axes.plot(*above, "s--", color="tab:green", label="a network of this width equals the iterate")
    axes.set_yscale("log")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("depth (hidden layers)")
    axes.set_ylabel("width (units in each layer)")
    axes.set_title(title, fontsize=10)
    axes.grid(True, which="major", alpha=0.3)
    if below[0] or above[0]:
        axes.legend()
    buffer = BytesIO()
    with rc_context({"svg.hashsalt": "exactsep"}):
        figure.savefig(buffer, format=form, metadata={"Date": None} if form == "svg" else None)
    return buffer.getvalue()


def _curve(points: Sequence[tuple[int, int | None]]) -> tuple[list[int], list[float]]:
    known = [(depth, width) for depth, width in points if width is not None]
    longest = max((width for _, width in known), default=1)
    if longest >= 10**MAX_DIGITS:
        raise ValueError(f"--plot shows widths of up to {MAX_DIGITS} digits, and some here are longer: use --csv")
    return [depth for depth, _ in known], [float(width) for _, width in known]
