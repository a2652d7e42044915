"""The grid machine of T21: a ReLU network on the cells of a grid, in integers.

The unit cube is cut into cells {x : floor(2^c x_i) = q_i}; x stands for the centre of its cell. With u_0 = 2^-c, and the biases of layer 1
moved by 2^-(c+1) sum_i w_i (the centres), let g be the rational gcd of all w u and biases of a layer: then

    A_j = relu(sum_i what_ji q_i + bhat_j)     with the integers what = w u / g, bhat = b / g

has the value g A_j. Only q_j = A_j >> r is kept, in units of u = g 2^r: r = 0 in exact mode, and with `kept` = k the least r that leaves k
bits of every neuron of the layer. The output is not rounded. In exact mode the machine is the network at the centre of the cell.

*Bounds.* low_j <= A_j <= high_j by interval arithmetic, from 0 <= q_i <= 2^c - 1 on. On the cells the machine differs from the network by
at most `error`: by 2^-c/2 in each input, after a layer by |W| times the error before, plus (2^r - 1) g for the bits that are dropped (relu
is 1-Lipschitz). [lo, hi] contains the values of the network on [0, 1]^d, and those of the machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd, lcm
from typing import Any

from gmpy2 import mpq

from exactsep.networks.layer import Layer
from exactsep.networks.narrow.target import require_plain
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import as_integer, positive
from exactsep.numbers.literals import positive_rational
from exactsep.wording import counted

MAX_INPUT_BITS = 256  # c
MAX_SEPARATION = 4_096  # p
MAX_BITS = 20_000  # of all neurons together
FEWER_BITS = "keep fewer bits of each neuron (keep, --keep), or read fewer of each input (bits, --bits)"

IntegerRow = tuple[tuple[int, int], ...]  # (column, weight), weights not 0
Bounds = list[tuple[Any, Any]]


@dataclass(frozen=True)
class GridLayer:
    """Neuron j: A_j = relu(sum of weight * q over rows[j] + bias[j]), of the value gcd * A_j; low[j] <= A_j <= high[j]; kept is
    A_j >> dropped."""

    rows: tuple[IntegerRow, ...]
    bias: tuple[int, ...]
    gcd: Any
    low: tuple[int, ...]
    high: tuple[int, ...]
    dropped: int

    @property
    def unit(self) -> Any:
        """The value of 1 in what is kept."""
        return self.gcd * 2**self.dropped

    def size(self, j: int) -> int:
        """m_j, the bits of A_j."""
        return self.high[j].bit_length()

    def known(self, j: int) -> int:
        """How many of the highest bits of A_j are known: those in which low and high agree."""
        return self.size(j) - (self.low[j] ^ self.high[j]).bit_length()

    def stored(self, j: int) -> int:
        """The bits of A_j that are kept and not known."""
        return max(0, self.size(j) - self.dropped - self.known(j))

    def base(self, j: int) -> int:
        """What the known bits add to what is kept: all of it if nothing is stored."""
        return self.low[j] >> self.dropped + self.stored(j) << self.stored(j)

    @property
    def live(self) -> list[int]:
        """The neurons of which something is stored."""
        return [j for j in range(len(self.bias)) if self.stored(j)]

    def before(self, q: Sequence[int]) -> list[int]:
        """The preactivations, integers."""
        return [sum((w * q[i] for i, w in row), b) for row, b in zip(self.rows, self.bias, strict=True)]

    def kept(self, q: Sequence[int]) -> list[int]:
        return [max(0, a) >> self.dropped for a in self.before(q)]


@dataclass(frozen=True)
class GridMachine:
    """`inputs` numbers of `bits` bits each, then the layers; the last of `layers` is the output (low and high without relu)."""

    inputs: int
    bits: int
    layers: tuple[GridLayer, ...]
    error: Any
    lo: Any
    hi: Any

    def __call__(self, *q: int) -> Any:
        """The output for a cell, 0 <= q_i < 2^bits: an exact rational."""
        if len(q) != self.inputs or not all(0 <= z < 2**self.bits for z in q):
            raise ValueError(f"a cell has {counted(self.inputs, 'coordinate')} from 0 to {2**self.bits - 1}, not {list(q)}")
        values = list(q)
        for layer in self.layers[:-1]:
            values = layer.kept(values)
        return self.layers[-1].gcd * self.layers[-1].before(values)[0]

    @property
    def dropped(self) -> tuple[int, ...]:
        """r_1, ..., r_H."""
        return tuple(layer.dropped for layer in self.layers[:-1])

    @property
    def stored(self) -> tuple[int, ...]:
        """N_0, ..., N_H: the bits that go from one layer to the next; those that are known need not."""
        return (self.inputs * self.bits, *(sum(layer.stored(j) for j in layer.live) for layer in self.layers[:-1]))

    @property
    def most_kept(self) -> int:
        """The largest number of bits that are kept of a neuron."""
        return max((layer.size(j) - layer.dropped for layer in self.layers[:-1] for j in range(len(layer.bias))), default=0)

    @property
    def reads(self) -> int:
        """How many bits are read from tapes or from inputs and neurons, in all: a layer of the narrow network for each, at least."""
        stored = self.stored
        return sum(stored) + stored[-1] + sum(n * len(layer.live) for n, layer in zip(stored, self.layers[:-1], strict=False))


def require_one_output(target: ReLUNet) -> None:
    """Raises ValueError unless the network is plain (`require_plain`) and has one output."""
    require_plain(target)
    if target.outputs != 1:
        raise ValueError(f"the method tape needs a network with one output, not {target.outputs}; choose the method exact or global")


def grid_machine(target: ReLUNet, bits: Any, kept: Any = None) -> GridMachine:
    """The machine with c = `bits` input bits that keeps `kept` bits of each neuron, or all of them (exact mode, None).

    Raises ValueError for networks that are not plain ReLU networks with one output, and if the neurons have over 20,000 bits in all."""
    require_one_output(target)
    c, k = positive("the number of input bits", bits, MAX_INPUT_BITS), None if kept is None else positive("the number of kept bits", kept)
    unit, ends = mpq(1, 2**c), [(0, 2**c - 1)] * target.inputs
    errors = [unit / 2] * target.inputs
    layers: list[GridLayer] = []
    total = 0
    for l, layer in enumerate(target.layers):
        made = _grid_layer(layer, unit, ends, l == 0, l == target.depth, k)
        total += sum(made.size(j) for j in range(len(made.bias))) if l < target.depth else 0
        if total > MAX_BITS:
            raise ValueError(f"the neurons of the grid machine have over {MAX_BITS} bits in all, the limit; {FEWER_BITS}")
        rounding = (2**made.dropped - 1) * made.gcd
        errors = [sum((abs(w) * errors[i] for i, w in row), rounding) for row in layer.rows]
        ends = [(a >> made.dropped, b >> made.dropped) for a, b in zip(made.low, made.high, strict=True)]
        unit = made.unit
        layers.append(made)
    lo, hi = hull(network_range(target), (layers[-1].gcd * layers[-1].low[0], layers[-1].gcd * layers[-1].high[0]))
    return GridMachine(target.inputs, c, tuple(layers), errors[0], lo, hi)


def _grid_layer(layer: Layer, unit: Any, ends: Bounds, first: bool, last: bool, kept: int | None) -> GridLayer:
    bias = [b + (unit / 2 * sum(w for _, w in row) if first else 0) for row, b in zip(layer.rows, layer.bias, strict=True)]
    scaled = [[(i, w * unit) for i, w in row] for row in layer.rows]
    g = rational_gcd([*(w for row in scaled for _, w in row), *bias])
    rows = tuple(tuple((i, int(w / g)) for i, w in row) for row in scaled)
    offsets = tuple(int(b / g) for b in bias)
    bounds = _bounds(rows, offsets, ends)
    low, high = (tuple(int(z if last else max(0, z)) for z in side) for side in zip(*bounds, strict=True))
    size = max(z.bit_length() for z in high)
    return GridLayer(rows, offsets, g, low, high, 0 if last or kept is None else max(0, size - kept))


def rational_gcd(numbers: Iterable[Any]) -> Any:
    """The largest g of which all these rationals are integer multiples; 1 if they are all 0."""
    given = [z for z in numbers if z]
    den = lcm(*(int(z.denominator) for z in given))
    return mpq(gcd(*(int(z * den) for z in given)), den) if given else mpq(1)


def _bounds(rows: Iterable[Any], bias: Iterable[Any], ends: Bounds) -> Bounds:
    """Interval bounds of the preactivations."""
    return [
        (
            b + sum(w * ends[i][0 if w > 0 else 1] for i, w in row),
            b + sum(w * ends[i][1 if w > 0 else 0] for i, w in row),
        )
        for row, b in zip(rows, bias, strict=True)
    ]


def network_range(target: ReLUNet) -> tuple[Any, Any]:
    """Interval arithmetic for the output on [0, 1]^d."""
    ends: Bounds = [(mpq(0), mpq(1))] * target.inputs
    for layer in target.layers[:-1]:
        ends = [(max(mpq(0), a), max(mpq(0), b)) for a, b in _bounds(layer.rows, layer.bias, ends)]
    return _bounds(target.layers[-1].rows, target.layers[-1].bias, ends)[0]


def hull(*intervals: tuple[Any, Any]) -> tuple[Any, Any]:
    return min(a for a, _ in intervals), max(b for _, b in intervals)


def separation_for(bits: int, inputs: int, span: Any, eps: Any) -> int:
    """The least p > c with d 2^(c-p) span <= eps: the share of the bad set in the L1 error. Raises ValueError unless eps > 0."""
    needed = inputs * span / positive_rational("eps", eps)
    found = bits + max(1, (int(-(-needed.numerator // needed.denominator)) - 1).bit_length())
    if found > MAX_SEPARATION:
        raise ValueError(f"eps is too small: it takes a separation of {found} bits, over the limit {MAX_SEPARATION}; choose a larger eps")
    return found


def require_separation(value: Any, bits: int) -> int:
    """p as an int. Raises ValueError unless c < p <= 4096."""
    p = as_integer(value)
    if p is None or not bits < p <= MAX_SEPARATION:
        raise ValueError(f"the separation must be an integer p with {bits} < p <= {MAX_SEPARATION}, not {value!r}")
    return p
