"""Networks over a number field that equal an iterate (T16): theory RealNetworks, FieldBlocks and FieldRealization.

The statement has a network with real weights, written as polynomials in the root. Beside it stand the elements of the field, layer by
layer, and the blocks with the points at which Coq compares them with the iterate."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.networks.layers import architecture, columns
from exactsep.coq.problem import Problem
from exactsep.coq.terms import listed, natural

MODULES = "RealNetworks Architectures FieldBlocks FieldRealization"

LAYER = """\
Definition deep_layer_{k} : layer_R :=
  {reals}.
Definition elements_{k} : field_layer F :=
  {elements}.
Lemma layer_{k} : deep_layer_{k} = layer_at a elements_{k}.
Proof. same_layer. Qed.
"""

REALIZATION = """\
(* The different layers of a network: for each neuron its weights and its bias, and the same as elements of the field. *)
{layers}
Definition deep : real_network := RealNetwork
  {hidden}
  {output}.

{architecture}

Definition deep_elements : field_network F := FieldNetwork
  {hidden_elements}
  {output_elements}.

Definition blocks : list (field_block F) :=
  {blocks}.

(* This network equals the iterate. *)
Theorem deep_network : forall x : R, {a} <= x <= {b} -> evaluate_R deep [x] = [iterate {iterate} f x].
Proof.
  apply (field_realized F a vertices slopes {interval} deep_elements {iterate} blocks {sequence}%nat).
  - exact isolated.
  - exact is_root.
  - computed.
  - same_vertices.
  - unfold network_at, deep, deep_elements. cbn [field_hidden field_output map]. rewrite {rewrites}. reflexivity.
  - element.
  - element.
Qed.
"""

Row = tuple[list[Any], Any]  # weights and bias of a neuron


def field_realization(problem: Problem, claim: dict[str, Any], evidence: dict[str, Any]) -> str:
    """The network and the theorem."""
    layers = _layers(problem, claim["network"])
    texts = [(_layer(layer, problem.argument), _layer(layer, problem.term)) for layer in layers]
    numbers: dict[tuple[str, str], int] = {}
    for text in texts:
        numbers.setdefault(text, len(numbers) + 1)
    order = [numbers[text] for text in texts]
    return REALIZATION.format(
        layers="\n".join(LAYER.format(k=k, reals=reals, elements=elements) for (reals, elements), k in numbers.items()),
        architecture=architecture("deep", claim["network"], "architecture_R"),
        hidden=listed(f"deep_layer_{k}" for k in order[:-1]),
        output=f"deep_layer_{order[-1]}",
        hidden_elements=listed(f"elements_{k}" for k in order[:-1]),
        output_elements=f"elements_{order[-1]}",
        blocks=listed(_block(problem, one) for one in evidence["blocks"]),
        sequence=listed(map(natural, evidence["sequence"])),
        iterate=natural(claim["iterate"]),
        rewrites=", ".join(f"<- ?layer_{k}" for k in numbers.values()),
        **problem.names,
    )


def _layers(problem: Problem, network: dict[str, Any]) -> list[list[Row]]:
    """All weights and biases of a plain network, layer by layer."""
    found, size = [], columns(network)
    for layer in network["layers"]:
        rows = layer["weights"] if "weights" in layer else [_full(row, size) for row in layer["sparse"]]
        found.append([([problem.exact(w) for w in row], problem.exact(b)) for row, b in zip(rows, layer["bias"], strict=True)])
        size = len(rows)
    return found


def _full(row: list[list[Any]], size: int) -> list[Any]:
    """All weights of a row that is given by those that are not 0."""
    given = dict(row)
    return [given.get(j, "0") for j in range(size)]


def _layer(layer: list[Row], number: Any) -> str:
    return listed(f"({listed(map(number, weights), 4)}, {number(bias)})" for weights, bias in layer)


def _block(problem: Problem, one: dict[str, Any]) -> str:
    """A block, and the points between which it and the iterate are affine."""
    offsets, output = ([problem.exact(z) for z in one[key]] for key in ("offsets", "output"))
    inner = [-b for b in offsets if problem.left < -b < problem.right]
    cuts = [x for x, _ in groupby(sorted([*inner, *(x for x, _ in expanded(problem, one["iterates"]))]))]
    lists = (listed(map(problem.term, part), 4) for part in (offsets, output))
    shift, points = problem.term(problem.exact(one["shift"])), listed(map(problem.term, cuts), 4)
    return f"FieldBlock {natural(one['iterates'])} {' '.join(lists)} {shift}\n    {points}"
