"""Graphs as text and pictures: DOT, GraphML, SVG and PNG.

A layered diagram is a networkx DiGraph whose nodes are the labels, each with its `row`, counted from the top.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import networkx

    Diagram: TypeAlias = networkx.DiGraph[str]

INCHES_PER_CHARACTER, INCHES_PER_ROW = 0.09, 1.1


def quoted(text: str) -> str:
    """A string of the DOT language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def graphml(graph: networkx.DiGraph[Any]) -> str:
    """A graph with its attributes as GraphML."""
    import networkx

    return "\n".join(networkx.generate_graphml(graph))


def graphviz(text: str, form: str = "svg") -> bytes:
    """The picture, "svg" or "png", that Graphviz makes of a DOT text. Raises ValueError if it is not there or fails."""
    program = shutil.which("dot")
    if program is None:
        raise ValueError(f"--{form} needs the program dot of Graphviz, which is not installed; --dot prints its input")
    done = subprocess.run([program, f"-T{form}"], input=text.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise ValueError(f"dot failed: {done.stderr.decode(errors='replace')[:200]}")
    return done.stdout


# -- layered diagrams ---------------------------------------------------------------------------


def dot_of_diagram(diagram: Diagram) -> str:
    """A layered diagram in the DOT language: rows are kept by invisible arrows, because real ones may point upwards."""
    rows = _rows(diagram)
    lines = ["digraph forcing {", "  node [shape=plaintext];"]
    lines += (f"  {{ rank=same; {' '.join(f'{quoted(node)};' for node in row)} }}" for row in rows)
    lines += (f"  {quoted(a[0])} -> {quoted(b[0])} [style=invis];" for a, b in pairwise(rows))
    lines += (f"  {quoted(a)} -> {quoted(b)} [constraint=false];" for a, b in diagram.edges)
    return "\n".join([*lines, "}"])


def picture_of_diagram(diagram: Diagram, form: str) -> bytes:
    """A layered diagram as "svg" or "png", by Graphviz or else by matplotlib. Raises ValueError if neither is there."""
    if shutil.which("dot") is not None:
        return graphviz(dot_of_diagram(diagram), form)
    try:
        return _plotted(diagram, form)
    except ImportError:
        raise ValueError(
            f"--{form} needs the program dot of Graphviz or the package matplotlib (pip install 'exactsep[plot]'); "
            "--dot and --graphml need neither"
        ) from None


def _rows(diagram: Diagram) -> list[list[str]]:
    """The nodes from top to bottom."""
    rows: dict[int, list[str]] = {}
    for node, row in sorted(diagram.nodes(data="row"), key=lambda item: item[1]):
        rows.setdefault(row, []).append(node)
    return list(rows.values())


def _plotted(diagram: Diagram, form: str) -> bytes:
    from io import BytesIO

    from matplotlib import rc_context
    from matplotlib.figure import Figure

    places = dict(_places(diagram))
    height = max(-y for _, y in places.values()) + INCHES_PER_ROW
    figure = Figure(figsize=(2 * max(abs(x) for x, _ in places.values()) + 3, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for a, b in diagram.edges:
        arrow = {"arrowstyle": "-|>", "color": "0.5", "lw": 0.6, "shrinkA": 8, "shrinkB": 8}
        axes.annotate("", places[b], places[a], arrowprops=arrow)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for node, (x, y) in places.items():
        axes.text(x, y, node, ha="center", va="center", fontsize=8, bbox=box)
    axes.set_xlim(-figure.get_figwidth() / 2, figure.get_figwidth() / 2)
    axes.set_ylim(-height + INCHES_PER_ROW / 2, INCHES_PER_ROW / 2)
    buffer = BytesIO()
    with rc_context({"svg.hashsalt": "exactsep"}):
        figure.savefig(buffer, format=form, metadata={"Date": None} if form == "svg" else None)
    return buffer.getvalue()


def _places(diagram: Diagram) -> Iterator[tuple[str, tuple[float, float]]]:
    """Coordinates in inches, rows being centred. In a row, the nodes stand in the order of the mean place of their neighbours
    in the rows below.
    """
    x: dict[str, float] = {}
    for k, row in reversed(list(enumerate(_rows(diagram)))):
        below = {node: [x[n] for n in (*diagram.successors(node), *diagram.predecessors(node)) if n in x] for node in row}
        step = INCHES_PER_CHARACTER * (max(map(len, row)) + 2)
        for place, node in enumerate(_by_mean(below)):
            x[node] = step * (place - (len(row) - 1) / 2)
            yield node, (x[node], -k * INCHES_PER_ROW)


def _by_mean(values: dict[str, list[float]]) -> list[str]:
    return sorted(values, key=lambda node: sum(values[node]) / max(len(values[node]), 1))
