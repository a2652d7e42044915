"""Charts by matplotlib, which is an extra: it is imported here only, inside of functions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from exactsep.inverse.region import RegionRow
    from exactsep.inverse.tradeoff import Existing

FORMS = (".svg", ".png", ".pdf")
MAX_DIGITS = 300  # of a width: matplotlib works with floats
MARKS = (
    ("T16", "s", "tab:green", "equals the iterate, in blocks (T16)"),
    ("T18", "D", "tab:blue", "equals the iterate, one wide layer made narrow (T18)"),
)


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
    return _saved(figure, form)


def tradeoff_chart(rows: Sequence[RegionRow], networks: Sequence[Existing], title: str, form: str) -> bytes:
    """The excluded widths, the least widths known to be enough and the gap between them, and the existing networks; both axes are
    logarithmic, as "svg", "png" or "pdf".

    Raises ValueError for widths and depths of over 300 digits."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4.8), layout="constrained")
    axes = figure.add_subplot()
    below = _curve([(row.depth, row.excluded_width) for row in rows])
    if below[0]:
        axes.plot(*below, "o-", color="tab:red", label="excluded up to here, whatever the weights")
        axes.fill_between(*below, 0.8, color="tab:red", alpha=0.12)
    both = [row for row in rows if row.excluded_width is not None and row.realized_width is not None]
    if both:
        ends = (_curve([(row.depth, row.excluded_width) for row in both])[1], _curve([(row.depth, row.realized_width) for row in both])[1])
        axes.fill_between([row.depth for row in both], *ends, color="0.5", alpha=0.15, label="nothing is said")
    for theorem, mark, color, label in MARKS:
        found = _curve([(one.depth, one.width) for one in networks if one.theorem == theorem])
        if found[0]:
            _curve([(0, one.depth) for one in networks])  # the depths must be numbers that can be drawn, too
            axes.plot(*found, mark, color=color, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("depth (hidden layers)")
    axes.set_ylabel("width (units in each layer)")
    axes.set_title(title, fontsize=10)
    axes.grid(True, which="major", alpha=0.3)
    if below[0] or networks:
        axes.legend(fontsize=8)
    return _saved(figure, form)


def _saved(figure: Figure, form: str) -> bytes:
    """The file of a figure, the same every time."""
    from io import BytesIO

    from matplotlib import rc_context

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
