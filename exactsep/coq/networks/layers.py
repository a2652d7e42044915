"""Plain ReLU networks as Coq terms: one definition for each different layer, short forms for units that pass values on."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from exactsep.coq.reading import entries
from exactsep.coq.terms import listed, natural, rational

ARCHITECTURE = """\
(* The numbers of its inputs, of the units of each hidden layer, and of its outputs; it reads nothing that is not there. *)
Theorem {name}_architecture : {kind} {name} {sizes}.
Proof. apply {kind}_ok. computed. Qed."""
WRITTEN = {
    "relu": {"breaks": ["0"], "slopes": ["0", "1"], "value": "0"},
    "identity": {"breaks": [], "slopes": ["1"], "value": "0"},
}
MANY = 6  # layers of the same size in a row

Row = list[tuple[int, str]]  # (column, weight)


def network_definition(name: str, network: dict[str, Any]) -> str:
    """Definitions that end with `name`, a plain network."""
    terms = [layer_term(layer) for layer in network["layers"]]
    names: dict[str, str] = {}
    for term in terms:
        names.setdefault(term, f"{name}_layer_{len(names) + 1}")
    layers = "\n\n".join(f"Definition {used} : layer :=\n  ({term})%Q." for term, used in names.items())
    hidden = listed(names[term] for term in terms[:-1])
    definition = f"Definition {name} : plain_network := Plain\n  {hidden}\n  {names[terms[-1]]}."
    return f"{layers}\n\n{definition}\n\n{architecture(name, network, 'architecture')}"


def architecture(name: str, network: dict[str, Any], kind: str) -> str:
    """The theorem that says how many units the layers have (theory Architectures); `kind` is its predicate there."""
    sizes = [columns(network), *(len(layer["bias"]) for layer in network["layers"])]
    parts: list[str] = []
    single: list[str] = []
    for size, run in groupby(map(natural, sizes)):
        n = len(list(run))
        if n <= MANY:
            single += [size] * n
            continue
        if single:
            parts.append(listed(single))
            single = []
        parts.append(f"repeat {size} {natural(n)}")
    if single:
        parts.append(listed(single))
    whole = parts[0] if len(parts) == 1 else f"({' ++ '.join(parts)})"
    return ARCHITECTURE.format(name=name, kind=kind, sizes=f"{whole}%nat")


def is_plain(network: dict[str, Any]) -> bool:
    """ReLU in all layers but the last, which has no activation; each layer reads the one before. This may be written out."""
    layers, last = network["layers"], len(network["layers"]) - 1
    defaults = ["relu"] * last + ["identity"]
    usual = (layer.get("activation", default) in (default, WRITTEN[default]) for layer, default in zip(layers, defaults, strict=True))
    return all(usual) and all(layer.get("sources", [k]) == [k] for k, layer in enumerate(layers))


def require_plain(network: dict[str, Any], where: str) -> None:
    """Raises ValueError for other activations and skip connections."""
    if not is_plain(network):
        raise ValueError(f"{where}: a plain ReLU network is needed: ReLU in all layers but the last, each reading the one before")


def columns(network: dict[str, Any]) -> int:
    """The number of inputs."""
    first = network["layers"][0]
    return int(first["columns"]) if "columns" in first else len(first["weights"][0])


def outputs(network: dict[str, Any]) -> int:
    """The number of outputs."""
    return len(network["layers"][-1]["bias"])


def require_shape(network: dict[str, Any], where: str, *, inputs: int, results: int | None = None) -> None:
    """Raises ValueError for other numbers of inputs or outputs. In Coq a network reads 0 where a list ends: a theorem about lists of
    another length would be about another function."""
    if columns(network) != inputs or (results is not None and outputs(network) != results):
        wanted = f"{inputs} input(s)" if results is None else f"{inputs} input(s) and {results} output(s)"
        raise ValueError(f"{where}: {wanted} are needed, and it has {columns(network)} and {outputs(network)}")


def segment_definition(segment: list[list[Any]]) -> str:
    """A segment, given by its two ends."""
    start, end = entries(segment, "claim.segment", 2)
    pairs = listed(f"({rational(p)}, {rational(q)})" for p, q in zip(start, entries(end, "claim.segment[1]", len(start)), strict=True))
    return f"(* For each input its values at both ends. *)\nDefinition segment : list (Q * Q) := {pairs}%Q."


def rows_of(layer: dict[str, Any]) -> list[Row]:
    """The rows of a layer."""
    if "weights" in layer:
        return [list(enumerate(row)) for row in layer["weights"]]
    return [[(j, w) for j, w in row] for row in layer["sparse"]]


def layer_term(layer: dict[str, Any]) -> str:
    """One layer."""
    return _dense(layer["weights"], layer["bias"]) if "weights" in layer else _sparse(rows_of(layer), layer["bias"])


def _dense(weights: list[list[str]], bias: list[str]) -> str:
    rows = [listed(map(rational, row), 4) for row in weights]
    matrix = f"(repeat {rows[0]} {len(rows)})" if len(rows) > 1 and len(set(rows)) == 1 else "[" + ";\n    ".join(rows) + "]"
    return f"dense {matrix}\n    {listed(map(rational, bias), 4)}"


def _sparse(rows: list[Row], bias: list[str]) -> str:
    """Runs of units that pass neighbouring values on are written as one."""
    parts: list[str] = []
    others: list[str] = []
    k = 0
    while k < len(rows):
        run = _run(rows, bias, k)
        if run:
            if others:
                parts.append(listed(others, 4))
                others = []
            parts.append(f"passes {rows[k][0][0]} {run}")
        else:
            entries = "; ".join(f"({j}%nat, {rational(w)})" for j, w in rows[k])
            others.append(f"Neuron [{entries}] {rational(bias[k])}")
        k += run or 1
    if others:
        parts.append(listed(others, 4))
    return " ++ ".join(parts)


def _run(rows: list[Row], bias: list[str], start: int) -> int:
    """How many units from this one on pass values on, each the one after the value of the unit before."""
    k = start
    while k < len(rows) and bias[k] == "0" and len(rows[k]) == 1 and rows[k][0] == (rows[start][0][0] + k - start, "1"):
        k += 1
    return k - start
