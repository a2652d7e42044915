"""Floats and exact numbers: arrays of floats as the rationals that they are, and rationals as the nearest floats, with the error said."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from gmpy2 import mpq, mpz

from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q, decimal
from exactsep.wording import counted

# bits of the significand; exponents of the least positive number and of the largest power of 2
FORMATS = {"float16": (11, -24, 15), "bfloat16": (8, -133, 127), "float32": (24, -149, 127), "float64": (53, -1074, 1023)}
_INTEGERS = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}


def widens(source: str, target: str) -> bool:
    """Whether every number of the format `source` is one of the format `target`."""
    (bits, least, most), (more, lower, higher) = FORMATS[source], FORMATS[target]
    return bits <= more and lower <= least and most <= higher


def nearest(x: Any, name: str) -> Any:
    """The number of a format in FORMATS that is nearest to a rational, ties to even, as a rational; None where it is infinite."""
    if x == 0:
        return mpq(0)
    bits, least, most = FORMATS[name]
    size = abs(mpq(x))
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < power(exponent):
        exponent -= 1
    step = power(max(exponent - bits + 1, least))
    whole, rest = divmod(size / step, 1)
    up = 2 * rest > 1 or (2 * rest == 1 and whole % 2 == 1)
    rounded = (whole + up) * step
    if rounded >= power(most + 1):
        return None
    return rounded if x > 0 else -rounded


def power(exponent: int) -> Any:
    """2^exponent, exactly."""
    return mpq(mpz(1) << exponent) if exponent >= 0 else mpq(1, mpz(1) << -exponent)


def numbers_of(array: Any, where: str) -> list[Any]:
    """The entries of a numpy array of floats (float16, bfloat16, float32, float64) or integers, in row-major order, as rationals.

    Raises ValueError for other types, and for entries that are not finite."""
    kind = array.dtype.name
    if kind in _INTEGERS:
        return [mpq(x) for x in array.ravel().tolist()]
    if kind not in FORMATS:
        raise ValueError(f"{where} is an array of {kind}; known: {', '.join(FORMATS)} and integers")
    import numpy as np

    with np.errstate(invalid="ignore"):  # of which a signalling NaN would give a warning, before it is refused here
        values = array.ravel().astype("float64").tolist()
    return [mpq(x) for x in finite(values, array.shape, where)]


def finite(values: list[float], shape: Iterable[int], where: str) -> list[float]:
    """The values. Raises ValueError for the first that is not finite, with its place in an array of this shape."""
    for k, x in enumerate(values):
        if not isfinite(x):
            place = ""
            for length in reversed(list(shape)):
                k, place = k // length, f"[{k % length}]{place}"
            raise ValueError(f"{where}{place} is {x}, but weights must be finite")
    return values


class Rounding:
    """Rationals as floats of one format, and what was lost: `inexact` of `count` numbers, with `error` the largest relative error."""

    def __init__(self, name: str):
        if name not in ("float32", "float64"):
            raise ValueError(f"dtype must be float32 or float64, not {name!r}")
        self.name = name
        self.count = self.inexact = 0
        self.error = mpq(0)

    def __call__(self, x: Any) -> float:
        """The nearest float. Raises ValueError if it is infinite."""
        near = nearest(x, self.name)
        if near is None:
            raise ValueError(f"a weight of about {decimal(x, 2)} is too large for {self.name}")
        self.count += 1
        if near != x:
            self.inexact += 1
            self.error = max(self.error, abs(near - x) / abs(x))
        return float(near)

    def warnings(self) -> list[str]:
        """One line if something was lost."""
        if not self.inexact:
            return []
        verb = "is" if self.inexact == 1 else "are"
        lost = f"{self.inexact} of {counted(self.count, 'weight')} {verb} not exactly representable in {self.name}"
        return [
            f"{lost}; the largest relative error is about {decimal(self.error, 2)}: the file holds the network with the rounded weights"
        ]


def weights_of(net: ReLUNet) -> Iterable[Any]:
    """Every weight and bias that is not 0, layer by layer; without the numbers of the activations."""
    for one in net.layers:
        yield from (w for row in one.rows for _, w in row)
        yield from (b for b in one.bias if b != 0)


def is_exact(net: ReLUNet, name: str) -> bool:
    """Whether all weights and biases are numbers of this format."""
    return all(nearest(x, name) == x for x in weights_of(net))


def dtype_for(net: ReLUNet, dtype: str | None) -> str:
    """The given format, or float32 if all weights are such numbers, else float64."""
    return dtype or ("float32" if is_exact(net, "float32") else "float64")


def require_rational(net: ReLUNet) -> None:
    """Raises ValueError for a network over a number field."""
    if net.field is not Q:
        raise ValueError(f"weights in files are rational, but this network is over {net.field.name}")
