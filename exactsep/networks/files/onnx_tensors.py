"""Tensors of exact values and the nodes that work on them: what the ONNX operators have in common. Extra [onnx]."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, isfinite, isinf, prod
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import Activation
from exactsep.networks.files.expressions import Affine, Builder, constant_of
from exactsep.networks.files.floats import FORMATS, numbers_of

MAX_ELEMENTS = 4_000_000
_ATTRIBUTES = {  # the types of attributes; a name means the same in all operators
    **dict.fromkeys(("alpha", "beta", "max", "min", "ratio", "value_float"), "FLOAT"),
    **dict.fromkeys(("allowzero", "axis", "end", "num_outputs", "saturate", "seed", "start", "to", "transA", "transB", "value_int"), "INT"),
    **dict.fromkeys(("axes", "ends", "perm", "split", "starts", "value_ints"), "INTS"),
    **{"round_mode": "STRING", "value": "TENSOR", "value_floats": "FLOATS"},
}
_BOUNDS = ("max", "min", "value_float")  # attributes that may be infinite
_KINDS = {"FLOAT": "float32", "DOUBLE": "float64"}  # others are called in numpy as in ONNX


@dataclass(frozen=True)
class Tensor:
    """A numpy array: of objects, rational numbers and Affine values, if `kind` is one of FORMATS; else of this type of integers."""

    array: Any
    kind: str


@dataclass(frozen=True)
class Unbounded(Tensor):
    """An infinite number, 1 or -1 times infinity, in an array of one None: no bound where a bound may stand, and refused elsewhere."""

    sign: int
    where: str


@dataclass(frozen=True)
class Operation:
    """A node of the graph with the values of its inputs, None for those left out."""

    node: Any
    inputs: list[Tensor | None]
    builder: Builder
    opset: int

    def tensor(self, k: int) -> Tensor:
        """Input k. Raises ValueError if it is left out or infinite."""
        if k >= len(self.inputs) or (found := self.inputs[k]) is None:
            raise ValueError(f"input {k} is missing")
        if isinstance(found, Unbounded):
            raise ValueError(f"{found.where} is {'inf' if found.sign > 0 else '-inf'}, but weights must be finite")
        return found

    def bound(self, k: int, sign: int) -> Tensor:
        """Input k, which may be Unbounded of this sign: then it bounds nothing."""
        found = self.optional(k)
        return found if isinstance(found, Unbounded) and found.sign == sign else self.tensor(k)

    def optional(self, k: int) -> Tensor | None:
        """Input k, or None if it is left out."""
        return self.inputs[k] if k < len(self.inputs) else None

    def attributes(self, **defaults: Any) -> dict[str, Any]:
        """The attributes of the node over these defaults. Raises ValueError for others, those of another type, and floats that are not
        finite, but for bounds, which may be infinite."""
        from onnx import AttributeProto
        from onnx.helper import get_attribute_value

        found = dict(defaults)
        for one in self.node.attribute:
            if one.name not in defaults:
                raise ValueError(f"the attribute {one.name!r} is not supported")
            if (kind := AttributeProto.AttributeType.Name(one.type)) != _ATTRIBUTES[one.name]:
                raise ValueError(f"the attribute {one.name!r} must be of type {_ATTRIBUTES[one.name]}, not {kind}")
            found[one.name] = get_attribute_value(one)
            value = found[one.name]
            if isinstance(value, float) and not (isfinite(value) or (isinf(value) and one.name in _BOUNDS)):
                raise ValueError(f"the attribute {one.name!r} is {value}, but numbers must be finite")
        return found

    def integers(self, k: int) -> list[int]:
        """Input k, which must be a constant list of integers."""
        one = self.tensor(k)
        if one.kind in FORMATS:
            raise ValueError(f"input {k} must be integers, not {one.kind}")
        return [int(x) for x in one.array.ravel().tolist()]

    def number(self, k: int) -> Any:
        """Input k as a number that does not depend on the input of the network."""
        one = self.tensor(k)
        value = constant_of(one.array.ravel()[0]) if one.array.size == 1 else None
        if value is None:
            raise ValueError(f"input {k} must be one constant number")
        return mpq(value)

    def activated(self, act: Activation, one: Tensor | None = None) -> Tensor:
        """The activation of a tensor of floats, by default input 0."""
        one = self.floats(0) if one is None else one
        return Tensor(array_of(self.builder.activate(list(one.array.flat), act), one.array.shape), one.kind)

    def floats(self, k: int) -> Tensor:
        """Input k, which must be floats."""
        one = self.tensor(k)
        if one.kind not in FORMATS:
            raise ValueError(f"input {k} must be floats, not {one.kind}")
        return one


def kind_of(code: int) -> str:
    """The type that stands for a TensorProto.DataType: "float32", "int64", ... Raises ValueError for an unknown code."""
    from onnx import TensorProto

    if code not in TensorProto.DataType.values():
        raise ValueError(f"{code} is not the code of a type")
    name = str(TensorProto.DataType.Name(code))
    return _KINDS.get(name, name.lower())


def array_of(values: list[Any], shape: Any) -> Any:
    """An array of objects with these entries in row-major order."""
    import numpy as np

    made: Any = np.empty(len(values), dtype=object)
    made[:] = values
    return made.reshape(shape)


def constant(proto: Any, where: str) -> Tensor:
    """The values of a TensorProto. Raises ValueError for data that are elsewhere, do not fit the shape, or are not finite."""
    from onnx import TensorProto, numpy_helper

    if proto.data_location == TensorProto.EXTERNAL or proto.external_data:
        raise ValueError(f"{where}: its numbers are in another file (external data), which is not read; save the model as one file")
    require_size(prod(proto.dims))
    kind = kind_of(proto.data_type)
    try:
        array = numpy_helper.to_array(proto)
    except (ValueError, TypeError, KeyError, OverflowError):
        raise ValueError(f"{where}: its numbers do not fit its shape {list(proto.dims)} and type {kind}") from None
    if kind in FORMATS and array.size == 1 and isinf(value := float(array.ravel()[0])):
        return unbounded(value, array.shape, kind, where)
    if kind in FORMATS:
        return Tensor(array_of(numbers_of(array, where), array.shape), kind)
    if array.dtype.kind not in "iub":
        raise ValueError(f"{where} is a tensor of {kind}; known: {', '.join(FORMATS)}, integers and bool")
    return Tensor(array, kind)


def unbounded(value: float, shape: Any, kind: str, where: str) -> Unbounded:
    """The infinite number that stands somewhere."""
    return Unbounded(array_of([None], shape), kind, int(copysign(1, value)), where)


def constants_of(array: Any) -> Any:
    """The array as rational numbers, or None if an entry depends on the input."""
    if not any(isinstance(x, Affine) for x in array.flat):
        return array
    numbers = [constant_of(x) for x in array.flat]
    return None if None in numbers else array_of(numbers, array.shape)


def require_one_type(left: Tensor, right: Tensor) -> None:
    """Raises ValueError for inputs of two types, which ONNX does not convert."""
    if left.kind != right.kind:
        raise ValueError(f"one input is {left.kind}, the other {right.kind}")


def require_size(elements: int) -> None:
    """Raises ValueError for a tensor without entries or with too many."""
    if not 0 < elements <= MAX_ELEMENTS:
        raise ValueError(f"a tensor of {elements} entries; 1 to {MAX_ELEMENTS} are possible")
