"""The ONNX operators that make constants or move the entries of tensors around. Extra [onnx]."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf, prod
from typing import Any

from gmpy2 import mpq

from exactsep.networks.files.floats import FORMATS, finite
from exactsep.networks.files.onnx_tensors import Operation, Tensor, array_of, constant, require_size, unbounded


def _identity(op: Operation) -> Tensor:
    op.attributes()
    return op.tensor(0)


def _dropout(op: Operation) -> Tensor:
    op.attributes(ratio=0.5, seed=0)
    if (training := op.optional(2)) is not None and training.array.any():
        raise ValueError("drops values at random in training mode; export the model for inference")
    return op.tensor(0)


def _constant(op: Operation) -> Tensor:
    import numpy as np

    given = op.attributes(value=None, value_float=None, value_floats=None, value_int=None, value_ints=None)
    (name, value), *more = [(name, value) for name, value in given.items() if value is not None] or [("", None)]
    if not name or more:
        raise ValueError("needs one attribute, value or another")
    if name == "value":
        return constant(value, "its value")
    if name == "value_float" and isinf(value):
        return unbounded(value, (), "float32", "its value")
    values, shape = (list(value), (len(value),)) if name.endswith("s") else ([value], ())
    require_size(len(values))
    if "float" in name:
        return Tensor(array_of([mpq(x) for x in finite(values, shape, "its value")], shape), "float32")
    return Tensor(np.array(values, dtype="int64").reshape(shape), "int64")


def _shape(op: Operation) -> Tensor:
    import numpy as np

    given = op.attributes(start=0, end=None)
    return Tensor(np.array(op.tensor(0).array.shape[given["start"] : given["end"]], dtype="int64"), "int64")


def _flatten(op: Operation) -> Tensor:
    one, axis = op.tensor(0), op.attributes(axis=1)["axis"]
    if not -one.array.ndim <= axis <= one.array.ndim:
        raise ValueError(f"there is no axis {axis}")
    axis = axis + one.array.ndim if axis < 0 else axis
    return Tensor(one.array.reshape(prod(one.array.shape[:axis]), -1), one.kind)


def _reshape(op: Operation) -> Tensor:
    one, wanted = op.tensor(0), op.integers(1)
    if not op.attributes(allowzero=0)["allowzero"]:
        if any(n == 0 and k >= one.array.ndim for k, n in enumerate(wanted)):
            raise ValueError(f"the shape {wanted} copies a dimension that is not there")
        wanted = [n or one.array.shape[k] for k, n in enumerate(wanted)]
    return Tensor(one.array.reshape(wanted), one.kind)


def _transpose(op: Operation) -> Tensor:
    one = op.tensor(0)
    return Tensor(one.array.transpose(op.attributes(perm=None)["perm"]), one.kind)


def _concat(op: Operation) -> Tensor:
    import numpy as np

    axis = op.attributes(axis=0)["axis"]
    parts = [op.tensor(k) for k in range(len(op.inputs))]
    if len({part.kind for part in parts}) != 1:
        raise ValueError("the inputs are not of one type")
    require_size(sum(part.array.size for part in parts))
    return Tensor(np.concatenate([part.array for part in parts], axis=axis), parts[0].kind)


def _axes(op: Operation) -> Any:
    """The axes of Squeeze and Unsqueeze: an attribute up to opset 12, then an input; None if they are left out."""
    given = op.attributes(axes=None)["axes"] if op.opset < 13 else op.attributes()
    if op.opset >= 13:
        given = None if op.optional(1) is None else op.integers(1)
    return None if given is None else tuple(given)


def _squeeze(op: Operation) -> Tensor:
    one = op.tensor(0)
    return Tensor(one.array.squeeze(_axes(op)), one.kind)


def _unsqueeze(op: Operation) -> Tensor:
    import numpy as np

    one, axes = op.tensor(0), _axes(op)
    if not axes:
        raise ValueError("the axes are missing")
    return Tensor(np.expand_dims(one.array, axes), one.kind)


def _gather(op: Operation) -> Tensor:
    one, axis = op.tensor(0), op.attributes(axis=0)["axis"]
    indices = op.tensor(1)
    if indices.kind in FORMATS:
        raise ValueError("the indices must be integers")
    require_size(one.array.size * indices.array.size)
    return Tensor(one.array.take(indices.array, axis=axis), one.kind)


def _require_axis(one: Tensor, axis: int) -> None:
    """Raises ValueError unless the tensor has this axis; negative ones count from the last."""
    if not -one.array.ndim <= axis < one.array.ndim:
        raise ValueError(f"there is no axis {axis}")


def _slice(op: Operation) -> Tensor:
    """Starts, ends, axes and steps are attributes up to opset 9, without steps, and inputs then."""
    one = op.tensor(0)
    if op.opset < 10:
        given = op.attributes(starts=None, ends=None, axes=None)
        if given["starts"] is None or given["ends"] is None:
            raise ValueError("the starts or the ends are missing")
        lists = [given["starts"], given["ends"], given["axes"], None]
    else:
        op.attributes()
        lists = [None if k > 2 and op.optional(k) is None else op.integers(k) for k in (1, 2, 3, 4)]
    starts, ends = lists[0], lists[1]
    axes = range(len(starts)) if lists[2] is None else lists[2]
    steps = [1] * len(starts) if lists[3] is None else lists[3]
    if not len(starts) == len(ends) == len(axes) == len(steps):
        raise ValueError(f"starts, ends, axes and steps have {len(starts)}, {len(ends)}, {len(axes)} and {len(steps)} entries")
    places = [slice(None)] * one.array.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        _require_axis(one, axis)
        places[axis] = slice(start, end, step)
    found = one.array[tuple(places)]
    require_size(found.size)
    return Tensor(found, one.kind)


def _split(op: Operation) -> list[Tensor]:
    """The sizes are an attribute up to opset 12, then an input; if they are left out, the parts are equal, but for the last."""
    import numpy as np

    given = op.attributes(axis=0, **({"split": None} if op.opset < 13 else {"num_outputs": None}))
    one, axis, count = op.tensor(0), given["axis"], len(op.node.output)
    _require_axis(one, axis)
    whole = one.array.shape[axis]
    sizes = given.get("split") if op.opset < 13 or op.optional(1) is None else op.integers(1)
    if sizes is None:
        size = -(-whole // count)
        sizes = [size] * (count - 1) + [whole - size * (count - 1)]
        if op.opset < 18 and sizes[-1] != size:
            raise ValueError(f"{count} equal parts of {whole} entries are not possible")
    if len(sizes) != count or sum(sizes) != whole or min(sizes) < 1:
        raise ValueError(f"{whole} entries in {count} parts of sizes {list(sizes)}: the sizes must be positive and have this sum")
    ends = [sum(sizes[: k + 1]) for k in range(count - 1)]
    return [Tensor(part, one.kind) for part in np.split(one.array, ends, axis=axis)]


MOVES: dict[str, Callable[[Operation], Tensor | list[Tensor]]] = {
    "Concat": _concat,
    "Constant": _constant,
    "Dropout": _dropout,
    "Flatten": _flatten,
    "Gather": _gather,
    "Identity": _identity,
    "Reshape": _reshape,
    "Shape": _shape,
    "Slice": _slice,
    "Split": _split,
    "Squeeze": _squeeze,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
