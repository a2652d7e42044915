"""Networks as ONNX files, for tools that work with floats. Extra [onnx].

Weights are rounded to the nearest float32 or float64, and what is lost is said. A network whose weights are all such floats is written
exactly. It is read back as the same function; as an equal network if its activations are ReLU, leaky ReLU and clip functions, and
nothing is folded on reading, such as a layer without activation before the last one.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any

from exactsep.files import write_atomically
from exactsep.networks.activation import IDENTITY, RELU, Activation
from exactsep.networks.files.floats import Rounding, is_exact, require_rational, with_exact_dtype
from exactsep.networks.files.onnx_io import MAX_BYTES, require_onnx
from exactsep.networks.layer import Layer
from exactsep.networks.relu import ReLUNet

OPSET = 13
MAX_ENTRIES = MAX_BYTES // 8


def save_onnx(net: ReLUNet, path: str | os.PathLike[str], dtype: str | None = None) -> list[str]:
    """Write an ONNX file; the warnings, one for weights that are rounded. Raises ValueError as `model_of` does."""
    model, warnings = model_of(net, dtype)
    write_atomically(path, model.SerializeToString())
    return warnings


def model_of(net: ReLUNet, dtype: str | None = None) -> tuple[Any, list[str]]:
    """An onnx.ModelProto with input of shape (batch, inputs), and warnings.

    dtype is "float32" or "float64"; by default float32 if this is exact, also for what stands in the activations, else float64. Raises
    ValueError for weights that are too large for it, networks over number fields, and those of over 33,554,432 weights."""
    require_rational(net)
    require_onnx()
    if net.parameters > MAX_ENTRIES:
        raise ValueError(f"a network of {net.parameters} weights and biases, over the limit of {MAX_ENTRIES} for ONNX files")
    model, rounding = with_exact_dtype(net, dtype, lambda rounding: _model(net, _Writer(rounding)))
    return model, rounding.warnings()


def _model(net: ReLUNet, writer: _Writer) -> Any:
    from onnx import helper

    names = ["x"]
    for k, one in enumerate(net.layers):
        names.append(writer.layer(one, k, names, last=k == len(net.layers) - 1))
    inputs, outputs = (
        helper.make_tensor_value_info(n, writer.code, ["batch", size]) for n, size in (("x", net.inputs), (names[-1], net.outputs))
    )
    graph = helper.make_graph(writer.nodes, "network", [inputs], [outputs], writer.tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="exactsep")
    model.ir_version = 8
    return model


class _Writer:
    """Collects the nodes and the tensors of the weights."""

    def __init__(self, rounding: Rounding):
        from onnx import TensorProto

        self.rounding = rounding
        self.code = TensorProto.FLOAT if rounding.name == "float32" else TensorProto.DOUBLE
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"{kind}_{len(self.nodes)}", **attributes))
        return output

    def tensor(self, name: str, values: Any, shape: list[int]) -> str:
        """An initializer with the rounded values."""
        import numpy as np
        from onnx import numpy_helper

        array = np.array(list(map(self.rounding, values)), dtype=self.rounding.name).reshape(shape)
        self.tensors.append(numpy_helper.from_array(array, name))
        return name

    def layer(self, one: Layer, k: int, names: list[str], last: bool) -> str:
        """The nodes of a layer; the name of its output."""
        read = [names[s] for s in one.sources]
        x = read[0] if len(read) == 1 else self.node("Concat", read, f"c{k}", axis=1)
        weights = self.tensor(f"W{k}", (w for row in one.matrix() for w in row), [one.units, one.columns])
        bias = self.tensor(f"b{k}", one.bias, [one.units])
        end = "y" if last else f"h{k}"
        z = self.node("Gemm", [x, weights, bias], end if one.activation == IDENTITY else f"z{k}", transB=1)
        return z if one.activation == IDENTITY else self.activation(one.activation, z, end, k)

    def activation(self, act: Activation, z: str, end: str, k: int) -> str:
        """The nodes of an activation."""
        if act == RELU:
            return self.node("Relu", [z], end)
        if act.slopes in ((0, 1), (1, 0), (0, 1, 0)) and act.value == act.breaks[0]:
            low, high = act.breaks[0] if act.slopes[0] == 0 else None, act.breaks[-1] if act.slopes[-1] == 0 else None
            ends = ["" if e is None else self.tensor(f"{n}{k}", [e], []) for n, e in (("lo", low), ("hi", high))]
            return self.node("Clip", [z, *ends] if ends[1] else [z, ends[0]], end)
        alpha = act.slopes[0]  # which is a float32 in ONNX, whatever the weights are
        if (act.breaks, act.slopes[1:], act.value) == ((0,), (1,), 0) and (self.rounding.name == "float32" or is_exact([alpha], "float32")):
            return self.node("LeakyRelu", [z], end, alpha=self.rounding(alpha))
        slope, intercept = act.lines()[0]
        changes = [after - before for before, after in pairwise(act.slopes)]
        if not act.breaks or is_exact([slope, intercept, *act.breaks, *changes], self.rounding.name):
            return self.sum_of_relus(act, z, end, k)
        return self.sum_of_parts(act, z, end, k)

    def sum_of_parts(self, act: Activation, z: str, end: str, k: int) -> str:
        """The value at the first break, and slope times what z goes on each affine part: left of the first break, between two, right of
        the last. The numbers are those of the activation itself, so that nothing is lost if they are floats."""
        names = [self.tensor(f"c{k}_{j}", [c], []) for j, c in enumerate(act.breaks)]
        total = self.tensor(f"i{k}", [act.value], [])
        for j, slope in enumerate(act.slopes):
            if slope == 0 and j < len(act.breaks):
                continue
            part = self.part(names, j, z, f"{k}_{j}")
            grown = self.node("Mul", [part, self.tensor(f"s{k}_{j}", [slope], [])], f"p{k}_{j}")
            kind = "Add" if j else "Sub"
            total = self.node(kind, [total, grown], end if j == len(act.breaks) else f"a{k}_{j}")
        return total

    def part(self, breaks: list[str], j: int, z: str, where: str) -> str:
        """How far z has gone on the j-th affine part, from its left end; on the first, how far it is from its right end."""
        if 0 < j < len(breaks):
            inside = self.node("Clip", [z, breaks[j - 1], breaks[j]], f"q{where}")
            return self.node("Sub", [inside, breaks[j - 1]], f"r{where}")
        ends = [breaks[0], z] if j == 0 else [z, breaks[-1]]
        return self.node("Relu", [self.node("Sub", ends, f"d{where}")], f"r{where}")

    def sum_of_relus(self, act: Activation, z: str, end: str, k: int) -> str:
        """Intercept + slopes[0] z + the sum of (change of the slope) relu(z - break)."""
        slope, intercept = act.lines()[0]
        total = self.node("Mul", [z, self.tensor(f"s{k}", [slope], [])], f"t{k}")
        for j, c in enumerate(act.breaks):
            shifted = self.node("Sub", [z, self.tensor(f"c{k}_{j}", [c], [])], f"d{k}_{j}")
            bent = self.node("Relu", [shifted], f"r{k}_{j}")
            change = self.tensor(f"m{k}_{j}", [act.slopes[j + 1] - act.slopes[j]], [])
            total = self.node("Add", [total, self.node("Mul", [bent, change], f"p{k}_{j}")], f"a{k}_{j}")
        return self.node("Add", [total, self.tensor(f"i{k}", [intercept], [])], end)
