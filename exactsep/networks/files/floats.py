"""Floats and exact numbers: arrays of floats as the rationals that they are, and rationals as the nearest floats, with the error said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    x = mpq(x)
    if is_number(x, name):
        return x
    bits, least, most = FORMATS[name]
    size = abs(x)
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
    import numpy as np

    if np.ma.is_masked(array):
        raise ValueError(f"{where} has masked entries, which are no numbers")
    array = np.asarray(array)  # of a matrix, say
    kind = array.dtype.name
    if kind in _INTEGERS:
        return [mpq(x) for x in array.ravel().tolist()]
    if kind not in FORMATS:
        raise ValueError(f"{where} is an array of {kind}; known: {', '.join(FORMATS)} and integers")
    with np.errstate(invalid="ignore"):  # of which a signalling NaN would give a warning, before it is refused here
        values = array.ravel().astype("float64").tolist()
    return [mpq(*x.as_integer_ratio()) for x in finite(values, array.shape, where)]


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
    """Rationals as floats of one format, and what was lost: `inexact` of `count` numbers, with `error` the largest relative error, of which
    `vanished`, at most `lost` in modulus, became 0."""

    def __init__(self, name: str):
        if name not in ("float32", "float64"):
            raise ValueError(f"dtype must be float32 or float64, not {name!r}")
        self.name = name
        self.count = self.inexact = self.vanished = 0
        self.error = self.lost = mpq(0)

    def __call__(self, x: Any) -> float:
        """The nearest float. Raises ValueError if it is infinite."""
        near = nearest(x, self.name)
        if near is None:
            other = "float64 or " if self.name == "float32" and nearest(x, "float64") is not None else ""
            advice = f"it would become infinite; write {other}a .json file"
            raise ValueError(f"a weight of about {decimal(x, 2)} is too large for {self.name}: {advice}")
        self.count += 1
        if near != x:
            self.inexact += 1
            self.error = max(self.error, abs(near - x) / abs(x))
            if near == 0:
                self.vanished += 1
                self.lost = max(self.lost, abs(x))
        return float(near)

    def warnings(self) -> list[str]:
        """One line if something was lost, and another one if it became 0."""
        if not self.inexact:
            return []
        verb = "is" if self.inexact == 1 else "are"
        lines = [
            f"{self.inexact} of {counted(self.count, 'weight')} {verb} not exactly representable in {self.name}; the largest relative "
            f"error is about {decimal(self.error, 2)}: the file holds the network with the rounded weights"
        ]
        if self.vanished:
            size = f"about {decimal(self.lost, 2)}" if self.vanished == 1 else f"up to about {decimal(self.lost, 2)}"
            lines.append(f"{counted(self.vanished, 'weight')} of {size} in modulus became 0 in {self.name}")
        return lines


@dataclass(frozen=True)
class Survey:
    """What the numbers of a network need: `nonzero` weights and biases are not 0, and `largest` is the largest modulus of one. With the
    numbers of the activations, `bits` is the length of the longest numerator or denominator, and `formats` are those of float32 and
    float64 that hold all of them exactly."""

    nonzero: int
    largest: Any
    bits: int
    formats: tuple[str, ...]


def survey(net: ReLUNet) -> Survey:
    """The numbers of a network over Q."""
    weights = [w for one in net.layers for row in one.rows for _, w in row]
    weights += [b for one in net.layers for b in one.bias if b != 0]
    numbers = [x for one in net.layers for x in (*one.activation.breaks, *one.activation.slopes, one.activation.value) if x != 0]
    numbers += weights
    bits = max((max(x.numerator.bit_length(), x.denominator.bit_length()) for x in numbers), default=1)
    largest = max(max(weights), -min(weights)) if weights else mpq(0)
    return Survey(len(weights), largest, bits, tuple(name for name in ("float32", "float64") if is_exact(numbers, name)))


def is_exact(numbers: Iterable[Any], name: str) -> bool:
    """Whether all of these rationals are numbers of a format in FORMATS."""
    return all(is_number(x, name) for x in numbers)


def is_number(x: Any, name: str) -> bool:
    """Whether a rational is a number of a format in FORMATS."""
    bits, least, most = FORMATS[name]
    top, bottom = x.numerator, x.denominator
    size, behind = top.bit_length(), bottom.bit_length() - 1
    if size - behind > most + 1:
        return False
    if bottom == 1:
        return bool(size <= bits or size - top.bit_scan1() <= bits)
    return bool(size <= bits and behind <= -least and bottom.bit_scan1() == behind)


def with_exact_dtype(net: ReLUNet, dtype: str | None, write: Callable[[Rounding], Any]) -> tuple[Any, Rounding]:
    """What `write` makes with floats of the given format; without one of float32 if nothing is lost, else of float64."""
    if dtype is None and "float32" in survey(net).formats:
        single = Rounding("float32")
        made = write(single)
        if not single.inexact:
            return made, single
    rounding = Rounding(dtype or "float64")
    return write(rounding), rounding


def require_rational(net: ReLUNet) -> None:
    """Raises ValueError for a network over a number field."""
    if net.field is not Q:
        raise ValueError(f"weights in files are rational, but this network is over {net.field.name}")
