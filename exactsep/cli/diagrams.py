"""The Hasse diagrams that `exactsep forces` prints and draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exactsep.cli.drawing import dot_of_diagram, graphml, picture_of_diagram

if TYPE_CHECKING:
    import networkx

    from exactsep.cli.drawing import Diagram
    from exactsep.cli.progress import Activity
    from exactsep.patterns.pattern import Pattern

FORMS = ("dot", "graphml", "svg", "png")
MAX_DRAWN = 1_000


def drawn_poset(subject: int | Pattern | None, upto: int, form: str, activity: Activity) -> str | bytes:
    """The Hasse diagram of what a period or a pattern forces, or (None) of all patterns. Raises ValueError if it is too large."""
    diagram = period_diagram(subject, upto) if isinstance(subject, int) else pattern_diagram(subject, upto)
    activity("the drawing")
    if form == "graphml":
        return graphml(diagram)
    return dot_of_diagram(diagram) if form == "dot" else picture_of_diagram(diagram, form)


def print_or_save(drawing: str | bytes, output: str | None) -> None:
    """A drawing on stdout, as text, or in a file."""
    from exactsep.files import write_atomically

    text = drawing.decode() if isinstance(drawing, bytes) and output is None else drawing
    if output is None:
        print(str(text).rstrip("\n"))
    else:
        write_atomically(output, text if isinstance(text, bytes) else f"{text}\n")


def period_diagram(period: int, upto: int) -> Diagram:
    """Sharkovsky's order on the periods that a period forces: a path, one period in each row."""
    import networkx

    from exactsep.patterns.sharkovsky import forced_periods, sharkovsky_order

    order = sharkovsky_order(forced_periods(period, upto))
    _require_drawable(len(order))
    diagram: Diagram = networkx.DiGraph()
    diagram.add_nodes_from((str(n), {"period": n, "row": row}) for row, n in enumerate(order))
    networkx.add_path(diagram, [str(n) for n in order])
    return diagram


def pattern_diagram(pattern: Pattern | None, upto: int) -> Diagram:
    """The patterns that a pattern forces, or all, in cycle notation: what forces stands above what is forced."""
    import networkx

    from exactsep.patterns.forcing import forced_poset, forcing_poset, hasse_diagram
    from exactsep.patterns.pattern import Pattern

    hasse = hasse_diagram(forcing_poset(upto) if pattern is None else forced_poset(pattern, upto))
    _require_drawable(len(hasse))
    names = {images: str(Pattern(images)) for images in hasse}
    row = _rows(hasse)
    diagram: Diagram = networkx.DiGraph()
    diagram.add_nodes_from((names[node], {"period": len(node), "images": str(list(node)), "row": row[node]}) for node in hasse)
    diagram.add_edges_from((names[a], names[b]) for a, b in hasse.edges)
    return diagram


def _rows(hasse: networkx.DiGraph[Any]) -> dict[Any, int]:
    """The row of each pattern: the length of the longest chain that comes down to it, so that all arrows point downwards."""
    import networkx

    depth: dict[Any, int] = {}
    for node in networkx.topological_sort(hasse):
        depth[node] = max((depth[above] + 1 for above in hasse.predecessors(node)), default=0)
    return depth


def _require_drawable(nodes: int) -> None:
    if nodes == 0:
        raise ValueError("there is nothing to draw: nothing of so small a period is forced")
    if nodes > MAX_DRAWN:
        raise ValueError(f"the diagram would have {nodes} nodes, over the limit {MAX_DRAWN} of what is drawn; --json lists them")
