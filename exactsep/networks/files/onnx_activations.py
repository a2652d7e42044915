"""The ONNX operators that are piecewise affine, which make layers. Extra [onnx].

Each is a function of an `Operation` that returns its output, as in `onnx_operators`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, prod
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import RELU, activation, clip, leaky
from exactsep.networks.files.floats import FORMATS, nearest
from exactsep.networks.files.onnx_tensors import Operation, Tensor, Unbounded, array_of, constants_of, require_one_type, require_size


def _relu(op: Operation) -> Tensor:
    op.attributes()
    return op.activated(RELU)


def _leaky_relu(op: Operation) -> Tensor:
    return op.activated(leaky(mpq(op.attributes(alpha=nearest(mpq(1, 100), "float32"))["alpha"])))


def _abs(op: Operation) -> Tensor:
    op.attributes()
    return op.activated(activation([0], [-1, 1], 0))


def _prelu(op: Operation) -> Tensor:
    """max(0, x) + slope min(0, x), by leaky ReLU for one slope, else slope x + (1 - slope) max(0, x)."""
    import numpy as np

    op.attributes()
    one, slope = op.floats(0), op.floats(1)
    require_one_type(one, slope)
    slopes = constants_of(np.broadcast_to(slope.array, one.array.shape))  # the slope must not be larger
    if slopes is None:
        raise ValueError("its slope depends on the input")
    if len(set(slopes.flat)) == 1:
        return op.activated(leaky(slopes.flat[0]))
    bent = op.activated(RELU)
    triples = zip(slopes.flat, one.array.flat, bent.array.flat, strict=True)
    return Tensor(array_of([op.builder.combination((s, 1 - s), (x, y)) for s, x, y in triples], one.array.shape), one.kind)


def _clip(op: Operation) -> Tensor:
    if op.opset < 11:
        given = op.attributes(min=-inf, max=inf)
        low, high = (None if given[name] == free else _finite(given[name], name) for name, free in (("min", -inf), ("max", inf)))
    else:
        op.attributes()
        low, high = _bound(op, 1, -1), _bound(op, 2, 1)
    one = op.floats(0)
    if low is not None and low == high:
        return Tensor(array_of([low] * one.array.size, one.array.shape), one.kind)
    return one if low is None and high is None else op.activated(clip(low, high))


def _finite(value: float, name: str) -> Any:
    if abs(value) == inf:
        raise ValueError(f"the attribute {name!r} is {value}, which bounds everything")
    return mpq(value)


def _bound(op: Operation, k: int, sign: int) -> Any:
    """Input k of Clip, one number; None if it is left out or infinite with this sign."""
    if op.optional(k) is None:
        return None
    one, kind = op.bound(k, sign), op.floats(0).kind
    if one.kind != kind:
        raise ValueError(f"the bound, input {k}, is {one.kind}, but what it bounds is {kind}")
    return None if isinstance(one, Unbounded) else op.number(k)


def _max(op: Operation) -> Tensor:
    return _extreme(op, 1)


def _min(op: Operation) -> Tensor:
    return _extreme(op, -1)


def _extreme(op: Operation, sign: int) -> Tensor:
    """The largest of the inputs for sign 1, the least for -1."""
    op.attributes()
    parts = [op.bound(k, -sign) for k in range(len(op.inputs))]
    total, *others = sorted(parts, key=lambda part: isinstance(part, Unbounded)) or [op.tensor(0)]
    if isinstance(total, Unbounded):
        raise ValueError("all of its inputs are infinite")
    for other in others:
        total = _larger(op, total, other, sign)
    return total


def _larger(op: Operation, left: Tensor, right: Tensor, sign: int) -> Tensor:
    """The larger of two for sign 1: a clip function if one is one number, else b + max(0, a - b). The smaller for -1."""
    import numpy as np

    require_one_type(left, right)
    shape = np.broadcast_shapes(left.array.shape, right.array.shape)
    require_size(prod(shape))
    a, b = (np.broadcast_to(one.array, shape) for one in (left, right))
    if isinstance(right, Unbounded):
        return Tensor(a, left.kind)
    if left.kind not in FORMATS:
        return Tensor(np.maximum(a, b) if sign > 0 else np.minimum(a, b), left.kind)
    if constants_of(b) is None:
        a, b = b, a
    bounds = constants_of(b)
    if bounds is not None and len(set(bounds.flat)) == 1:
        end = bounds.flat[0]
        return op.activated(clip(end, None) if sign > 0 else clip(None, end), Tensor(a, left.kind))
    gaps = [op.builder.combination((sign, -sign), pair) for pair in zip(a.flat, b.flat, strict=True)]
    bent = op.activated(RELU, Tensor(array_of(gaps, shape), left.kind))
    return Tensor(
        array_of([op.builder.combination((1, sign), pair) for pair in zip(b.flat, bent.array.flat, strict=True)], shape), left.kind
    )


ACTIVATIONS: dict[str, Callable[[Operation], Tensor]] = {
    "Abs": _abs,
    "Clip": _clip,
    "LeakyRelu": _leaky_relu,
    "Max": _max,
    "Min": _min,
    "PRelu": _prelu,
    "Relu": _relu,
}
