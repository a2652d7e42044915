"""`exactsep graph`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import MAX_MATRIX, Command, given_map_or_pattern, json_option, map_argument, positive_tolerance
from exactsep.cli.drawing import graphml, graphviz, quoted
from exactsep.cli.output import print_json, say, short
from exactsep.cli.progress import Activity

if TYPE_CHECKING:
    from exactsep.dynamics.covering import Covering

MAX_EDGES = 1_000_000


@click.command("graph", cls=Command)
@map_argument("[MAP|PATTERN]")
@click.option("--dot", is_flag=True, help="Print it in the language of Graphviz.")
@click.option("--graphml", "as_graphml", is_flag=True, help="Print it as GraphML.")
@click.option("--svg", is_flag=True, help="Draw it as SVG; needs the program dot of Graphviz.")
@click.option("--tolerance", metavar="R", default="1/100000", show_default=True, help="How close to the rate, without a Markov partition.")
@json_option
def command(map_: str | None, points: str | None, dot: bool, as_graphml: bool, svg: bool, tolerance: str, as_json: bool) -> None:
    """Show the covering graph of a map or of a pattern.

    Its vertices are intervals J_0 < J_1 < ...; an arrow J_i -> J_j says that f maps a part of J_i onto J_j. A map with
    a Markov partition gets it; for other maps the covering is refined until its rate is close to that of the map. The
    intervals of a pattern lie between its points, which are numbered 1, 2, 3, ...

    \b
    Examples:
      exactsep graph stefan:5
      exactsep graph stefan:5 --dot
      exactsep graph "(1 3 2 4)" --graphml
      exactsep graph trimodal --tolerance 1/10 --json
    """
    if dot + as_graphml + svg + as_json > 1:
        raise ValueError("--dot, --graphml, --svg and --json exclude each other")
    from exactsep.rates import growth

    subject = given_map_or_pattern(map_, points)
    precision = positive_tolerance(tolerance)
    with Activity("the covering") as activity:
        covering = growth(subject, precision, activity).covering
    if (edges := sum(b.last - b.first + 1 for b in covering.branches)) > MAX_EDGES:
        raise ValueError(f"the graph has {edges} arrows, over the limit {MAX_EDGES} of what can be listed")
    if as_json:
        print_json(as_data(covering))
    elif as_graphml:
        print(graphml(covering.graph()))
    elif dot or svg:
        text = "\n".join(dot_lines(covering))
        print(graphviz(text).decode().rstrip("\n") if svg else text)
    else:
        show(covering)


def targets(covering: Covering) -> list[dict[int, int]]:
    """For each interval, which ones it covers, and how many of its branches do."""
    found: list[dict[int, int]] = [{} for _ in covering.intervals]
    for b in covering.branches:
        for j in range(b.first, b.last + 1):
            found[b.index][j] = found[b.index].get(j, 0) + 1
    return found


def interval_text(covering: Covering, i: int) -> str:
    left, right = covering.intervals[i]
    return f"[{short(left.middle)}, {short(right.middle)}]"


def as_data(covering: Covering) -> dict[str, Any]:
    """The graph for programs."""
    from exactsep.certificates.claims import shown

    ends = [(shown(left.middle), shown(right.middle)) for left, right in covering.intervals]
    arrows = [(i, j, n) for i, row in enumerate(targets(covering)) for j, n in sorted(row.items())]
    return {
        "nodes": [{"index": i, "name": f"J_{i}", "left": left, "right": right} for i, (left, right) in enumerate(ends)],
        "edges": [{"from": i, "to": j, "branches": n} for i, j, n in arrows],
        "matrix": covering.matrix() if len(covering) <= MAX_MATRIX else None,
        "markov": covering.complete or covering.cycle is not None,
    }


def show(covering: Covering) -> None:
    """The graph as a list."""
    if not len(covering):
        say("The graph is empty: there are no intervals.")
    for i, row in enumerate(targets(covering)):
        arrows = ", ".join(f"J_{j}{f' ({n} times)' if n > 1 else ''}" for j, n in sorted(row.items()))
        say(f"J_{i} = {interval_text(covering, i)} -> {arrows or 'nothing'}", indent="    ")


def dot_lines(covering: Covering) -> Iterator[str]:
    """The graph in the DOT language."""
    yield "digraph covering {"
    yield "  node [shape=box];"
    for i in range(len(covering)):
        yield f"  J{i} [label={quoted(f'J_{i}')[:-1]}\\n{quoted(interval_text(covering, i))[1:]}];"
    for i, row in enumerate(targets(covering)):
        for j, n in sorted(row.items()):
            yield f"  J{i} -> J{j}{f' [label={quoted(str(n))}]' if n > 1 else ''};"
    yield "}"
