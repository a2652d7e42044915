"""The ONNX operators that are affine, and changes of types. Extra [onnx].

Each operator is a function of an `Operation` that returns its first output. Floats are rational numbers here and operators those of the
real numbers, so that also what depends on constants alone is not rounded.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import prod
from typing import Any

from gmpy2 import mpq

from exactsep.networks.files.expressions import Builder, constant_of
from exactsep.networks.files.floats import FORMATS, nearest, widens
from exactsep.networks.files.onnx_tensors import Operation, Tensor, array_of, constants_of, kind_of, require_one_type, require_size

# -- arithmetic --------------------------------------------------------------------------------------


def _elementwise(
    op: Operation, left: Tensor, right: Tensor, exact: Callable[[Any, Any], Any], integer: Callable[[Any, Any], Any]
) -> Tensor:
    import numpy as np

    require_one_type(left, right)
    require_size(prod(np.broadcast_shapes(left.array.shape, right.array.shape)))
    if left.kind not in FORMATS:
        return Tensor(integer(left.array, right.array), left.kind)
    both = np.broadcast(left.array, right.array)
    return Tensor(array_of([exact(x, y) for x, y in both], both.shape), left.kind)


def _sum(op: Operation) -> Tensor:
    op.attributes()
    total = op.tensor(0)
    for k in range(1, len(op.inputs)):
        total = _elementwise(op, total, op.tensor(k), op.builder.add, operator.add)
    return total


def _sub(op: Operation) -> Tensor:
    op.attributes()

    def minus(x: Any, y: Any) -> Any:
        return op.builder.add(x, op.builder.times(mpq(-1), y))

    return _elementwise(op, op.tensor(0), op.tensor(1), minus, operator.sub)


def _mul(op: Operation) -> Tensor:
    op.attributes()
    return _elementwise(op, op.tensor(0), op.tensor(1), op.builder.times, operator.mul)


def _div(op: Operation) -> Tensor:
    op.attributes()

    def over(x: Any, y: Any) -> Any:
        divisor = constant_of(y)
        if divisor is None or divisor == 0:
            raise ValueError("divides by zero" if divisor == 0 else "divides by a value that depends on the input")
        return op.builder.times(x, 1 / divisor)

    op.floats(0)  # integers would be rounded
    return _elementwise(op, op.tensor(0), op.tensor(1), over, operator.floordiv)


def _neg(op: Operation) -> Tensor:
    op.attributes()
    one = op.floats(0)
    return _scaled(op, one, mpq(-1))


def _scaled(op: Operation, one: Tensor, factor: Any) -> Tensor:
    if factor == 1:
        return one
    return Tensor(array_of([op.builder.times(factor, x) for x in one.array.flat], one.array.shape), one.kind)


def _matmul(op: Operation) -> Tensor:
    op.attributes()
    left, right = op.floats(0), op.floats(1)
    require_one_type(left, right)
    return Tensor(_product(op.builder, left.array, right.array), left.kind)


def _product(builder: Builder, left: Any, right: Any) -> Any:
    """The product as of numpy.matmul; one of the factors must be constant."""
    import numpy as np

    if left.ndim == 0 or right.ndim == 0:
        raise ValueError("a factor of a matrix product must have a dimension")
    a = left[None, :] if left.ndim == 1 else left
    b = right[:, None] if right.ndim == 1 else right
    if a.shape[-1] != b.shape[-2]:
        raise ValueError(f"the shapes {list(left.shape)} and {list(right.shape)} do not fit together")
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    shape = (*batch, a.shape[-2], b.shape[-1])
    require_size(prod(shape))
    a, b = np.broadcast_to(a, (*batch, *a.shape[-2:])), np.broadcast_to(b, (*batch, *b.shape[-2:]))
    made = np.empty(shape, dtype=object)
    for place in np.ndindex(batch):
        made[place] = _matrix_product(builder, a[place], b[place])
    made = made[..., 0, :] if left.ndim == 1 else made
    return made[..., 0] if right.ndim == 1 else made


def _matrix_product(builder: Builder, left: Any, right: Any) -> Any:
    weights, values = constants_of(right), left
    if weights is None:
        weights, values = constants_of(left), right.T
        if weights is None:
            raise ValueError("multiplies two values that both depend on the input")
        entries = [builder.combination(row, column) for row in weights for column in values]
    else:
        entries = [builder.combination(column, row) for row in values for column in weights.T]
    return array_of(entries, (left.shape[0], right.shape[1]))


def _gemm(op: Operation) -> Tensor:
    import numpy as np

    given = op.attributes(alpha=1.0, beta=1.0, transA=0, transB=0)
    left, right = op.floats(0), op.floats(1)
    require_one_type(left, right)
    a, b = left.array, right.array
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(f"needs two matrices, not shapes {list(a.shape)} and {list(b.shape)}")
    product = _product(op.builder, a.T if given["transA"] else a, b.T if given["transB"] else b)
    scaled = _scaled(op, Tensor(product, left.kind), mpq(given["alpha"]))
    if op.optional(2) is None:
        return scaled
    bias = _scaled(op, op.floats(2), mpq(given["beta"]))
    np.broadcast_to(bias.array, product.shape)  # the bias must not be larger
    return _elementwise(op, scaled, bias, op.builder.add, operator.add)


# -- types ---------------------------------------------------------------------------------------------


def _cast(op: Operation) -> Tensor:
    one = op.tensor(0)
    kind = kind_of(op.attributes(to=0, saturate=1, round_mode=b"")["to"])
    if one.kind in FORMATS:
        if kind not in FORMATS or not widens(one.kind, kind):
            raise ValueError(f"from {one.kind} to {kind} rounds, so that it is not piecewise affine")
        return Tensor(one.array, kind)
    if kind not in FORMATS:
        cast = one.array.astype(kind)
        if (cast != one.array).any():
            raise ValueError(f"a number does not fit into {kind}")
        return Tensor(cast, kind)
    numbers = [mpq(x) for x in one.array.ravel().tolist()]
    if any(nearest(x, kind) != x for x in numbers):
        raise ValueError(f"from {one.kind} to {kind} rounds a number")
    return Tensor(array_of(numbers, one.array.shape), kind)


OPERATORS: dict[str, Callable[[Operation], Tensor]] = {
    "Add": _sum,
    "Cast": _cast,
    "Div": _div,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Mul": _mul,
    "Neg": _neg,
    "Sub": _sub,
    "Sum": _sum,
}

# operators that exporters write and that have no exact form, each with the reason
REFUSED = {
    "BatchNormalization": "divides by sqrt(variance + epsilon), which is irrational in general, so that its exact function has no exact "
    "weights; export the model with it folded into the layer before",
}
