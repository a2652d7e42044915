"""Networks from ONNX files, exactly: each float weight is the dyadic rational that it is. Extra [onnx].

The graph is followed from its input to its output with exact affine expressions (`expressions`): Gemm, MatMul, Add and the like are folded
in rational arithmetic, and each activation (Relu, LeakyRelu, PRelu, Clip, Abs, Max, Min) makes a layer. The result is the network over the
real numbers, for a batch of one; inputs such as images of shape 1x28x28 are numbered in row-major order. A float execution would round.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from math import prod
from typing import Any

from exactsep.jsonfile import read_bytes
from exactsep.networks.files.expressions import Builder
from exactsep.networks.files.floats import FORMATS
from exactsep.networks.files.onnx_activations import ACTIVATIONS
from exactsep.networks.files.onnx_operators import OPERATORS, REFUSED
from exactsep.networks.files.onnx_shapes import MOVES
from exactsep.networks.files.onnx_tensors import Operation, Tensor, Unbounded, array_of, constant, kind_of, require_size
from exactsep.networks.relu import ReLUNet

MAX_BYTES = 256 * 2**20
MIN_OPSET = 7


def load_onnx(path: str | os.PathLike[str]) -> ReLUNet:
    """The network in an ONNX file. Raises ValueError, without the file's name, if it is unreadable, too large or not such a network."""
    data = read_bytes(path, MAX_BYTES, "network")
    if not data:
        raise ValueError("the file is empty")
    require_onnx()
    from google.protobuf.message import DecodeError
    from onnx import ModelProto

    try:
        model = ModelProto.FromString(data)
    except DecodeError:
        raise ValueError("not an ONNX file, or a truncated one") from None
    return network_of_model(model)


def network_of_model(model: Any) -> ReLUNet:
    """The network of an onnx.ModelProto. Raises ValueError for what it cannot be made of, such as an unsupported operator."""
    graph = model.graph
    if not model.ir_version or not graph.output:
        raise ValueError("not an ONNX model: it has no graph with an output")
    opset = _opset(model)
    if len(graph.output) != 1:
        raise ValueError(f"the graph has {len(graph.output)} outputs, {_names(graph.output)}; one is needed")
    values = _constants(graph)
    given = [one for one in graph.input if one.name not in values]
    needed = _needed(graph)
    _require_one_input(given, {name for _, node in needed for name in node.input})
    shape, kind = _input(given[0])
    builder = Builder(prod(shape))
    values[given[0].name] = Tensor(array_of(list(builder.inputs()), shape), kind)
    for k, node in needed:
        _run(k, node, values, builder, opset)
    out = values.get(graph.output[0].name)
    if isinstance(out, Unbounded):
        raise ValueError(f"the output {graph.output[0].name!r} is infinite")
    if out is None or out.kind not in FORMATS:
        raise ValueError(f"the output {graph.output[0].name!r} is {'not computed' if out is None else out.kind}")
    return builder.network(list(out.array.flat))


def require_onnx() -> None:
    """Raises ValueError if the extra is not installed."""
    if find_spec("onnx") is None:
        raise ValueError("ONNX files need the package onnx: pip install 'exactsep[onnx]'")


def _opset(model: Any) -> int:
    versions = [one.version for one in model.opset_import if one.domain in ("", "ai.onnx")]
    if not versions:
        raise ValueError("not a complete ONNX model: the version of the operators (opset_import) is missing")
    if versions[0] < MIN_OPSET:
        raise ValueError(f"the operators are of version {versions[0]}; at least {MIN_OPSET} is needed")
    return int(versions[0])


def _names(values: Any) -> str:
    return ", ".join(one.name for one in list(values)[:4]) + (", ..." if len(values) > 4 else "")


def _constants(graph: Any) -> dict[str, Tensor]:
    if graph.sparse_initializer:
        raise ValueError(f"initializer {graph.sparse_initializer[0].values.name!r} is sparse, which is not supported")
    values: dict[str, Tensor] = {}
    require_size(1 + sum(prod(one.dims) for one in graph.initializer))
    for one in graph.initializer:
        if one.name in values:
            raise ValueError(f"the initializer {one.name!r} occurs twice")
        values[one.name] = constant(one, f"initializer {one.name!r}")
    return values


def _require_one_input(given: list[Any], read: set[str]) -> None:
    """Raises ValueError unless the graph has one input, naming those that are not read."""
    if not given:
        raise ValueError("the graph has no input")
    if len(given) != 1:
        idle = [one for one in given if one.name not in read]
        advice = f", and {_names(idle)} {'is' if len(idle) == 1 else 'are'} not read: remove what is not read from the model"
        raise ValueError(f"the graph has {len(given)} inputs, {_names(given)}; one is needed{advice if idle else ''}")


def _input(one: Any) -> tuple[list[int], str]:
    """Shape and type of the input; a first dimension that is symbolic or -1 is the batch, of which there is one."""
    tensor = one.type.tensor_type
    kind = kind_of(tensor.elem_type)
    if kind not in FORMATS:
        raise ValueError(f"the input {one.name!r} is of type {kind}; known: {', '.join(FORMATS)}")
    if not tensor.HasField("shape"):
        raise ValueError(f"the shape of the input {one.name!r} is missing")
    shape = [dim.dim_value if dim.HasField("dim_value") and dim.dim_value != -1 else None for dim in tensor.shape.dim]
    if None in shape[1:]:
        raise ValueError(f"the input {one.name!r} has a dimension of unknown size besides the batch")
    fixed = [1 if n is None else int(n) for n in shape]
    if len(fixed) > 1 and fixed[0] != 1:
        raise ValueError(f"the input {one.name!r} has shape {fixed}: the first dimension, the batch, must be 1, -1 or symbolic")
    if min(fixed, default=1) < 1:
        raise ValueError(f"the input {one.name!r} has shape {fixed}: dimensions are at least 1")
    require_size(prod(fixed))
    return fixed, kind


def _needed(graph: Any) -> list[tuple[int, Any]]:
    """The nodes that the output depends on, with their numbers, in order."""
    wanted, found = {graph.output[0].name}, []
    for k, node in reversed(list(enumerate(graph.node))):
        if wanted & set(node.output):
            wanted |= set(node.input) - {""}
            found.append((k, node))
    return found[::-1]


def _run(k: int, node: Any, values: dict[str, Tensor], builder: Builder, opset: int) -> None:
    """Adds what a node computes to the values."""
    try:
        if missing := [name for name in node.input if name and name not in values]:
            raise ValueError(f"its input {missing[0]!r} is not there before it")
        if known := [name for name in node.output if name in values]:
            raise ValueError(f"its output {known[0]!r} is there already")
        inputs = [values[name] if name else None for name in node.input]
        made = _operator(node)(Operation(node, inputs, builder, opset))
        for name, one in zip(node.output, made if isinstance(made, list) else [made], strict=False):  # some have outputs that are not made
            if name:
                values[name] = one
    except (ValueError, IndexError, TypeError) as error:
        raise ValueError(f"node {node.name or k!r} ({node.op_type}): {error}") from None


def _operator(node: Any) -> Any:
    known: dict[str, Any] = {**OPERATORS, **ACTIVATIONS, **MOVES}
    if node.domain in ("", "ai.onnx") and node.op_type in REFUSED:
        raise ValueError(REFUSED[node.op_type])
    if node.domain not in ("", "ai.onnx") or node.op_type not in known:
        where = f" of {node.domain}" if node.domain not in ("", "ai.onnx") else ""
        raise ValueError(f"this operator{where} is not supported; supported: {', '.join(sorted(known))}")
    return known[node.op_type]
