"""One layer of a network: exact affine maps of earlier layers, then an activation. Rows are sparse: narrow networks are mostly zeros."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from exactsep.networks.activation import Activation
from exactsep.numbers.field import Field, text_of
from exactsep.numbers.literals import dyadic, entries
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.networks.segments.weights import Weights

Row = tuple[tuple[int, Any], ...]  # (column, weight), columns in increasing order, weights not 0
MAX_COLUMNS = 10**6


@dataclass(frozen=True)
class Layer:
    """Unit i is activation(sum of weight * value(column) over rows[i] + bias[i]).

    The columns run through the values of the `sources`, in this order: 0 is the input of the network, k > 0 the output of its k-th
    layer. `columns` is how many there are.
    """

    rows: tuple[Row, ...]
    bias: tuple[Any, ...]
    columns: int
    activation: Activation
    sources: tuple[int, ...]

    @property
    def units(self) -> int:
        return len(self.bias)

    @property
    def nonzero(self) -> int:
        """The number of weights and biases that are not 0."""
        return sum(map(len, self.rows)) + len([b for b in self.bias if b != 0])

    @cached_property
    def numeric(self) -> Weights:
        """The numbers of the layer (rational) as matrices of floats and integers."""
        from exactsep.networks.segments.weights import Weights

        return Weights(self.rows, self.bias, self.columns, self.activation)

    def matrix(self) -> list[list[Any]]:
        """The weights as a dense matrix, one row for each unit."""
        zero = self.bias[0] - self.bias[0]
        dense = [[zero] * self.columns for _ in self.rows]
        for full, row in zip(dense, self.rows, strict=True):
            for j, w in row:
                full[j] = w
        return dense

    def before(self, values: Sequence[Any]) -> list[Any]:
        """The preactivations, from the values of the sources, one after the other."""
        return [sum((w * values[j] for j, w in row), b) for row, b in zip(self.rows, self.bias, strict=True)]

    def data(self, last: bool, follows: int) -> dict[str, Any]:
        """JSON data; what is the default (ReLU, but no activation in the last layer; reading the layer before) is left out."""
        weights = sum(len(row) for row in self.rows)
        if 2 * weights >= self.columns * self.units:
            found: dict[str, Any] = {"weights": [[text_of(w) for w in row] for row in self.matrix()]}
        else:
            found = {"columns": self.columns, "sparse": [[[j, text_of(w)] for j, w in row] for row in self.rows]}
        found["bias"] = [text_of(b) for b in self.bias]
        if self.activation.data() != ("identity" if last else "relu"):
            found["activation"] = self.activation.data()
        if self.sources != (follows,):
            found["sources"] = list(self.sources)
        return found


def layer(
    weights: Iterable[Any],
    bias: Iterable[Any],
    act: Activation,
    sources: Sequence[int],
    field: Field,
    where: str = "layer",
    columns: int | None = None,
) -> Layer:
    """A layer from rows of numbers, or from rows {column: number} if `columns` is given. Raises ValueError for what is no matrix, rows and
    biases that do not fit together, and weights that are no finite numbers. Floats are the dyadic rationals that they are."""
    read = Reader(field, where)
    given = entries(weights, f"{where}: the weights must be a list of rows, one for each unit")
    rows = [read.sparse(row, columns, i) if isinstance(row, Mapping) else read.dense(row, i) for i, row in enumerate(given)]
    offsets = tuple(read.numbers(entries(bias, f"{where}: the bias must be a list of numbers, one for each unit"), "bias"))
    lengths = read.lengths | ({columns} if columns is not None else set())
    if not rows or len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"{where}: the weights are not a matrix with rows of one length")
    if len(rows) != len(offsets):
        raise ValueError(f"{where}: {counted(len(rows), 'row')} of weights, but {counted(len(offsets), 'bias', 'biases')}")
    return Layer(tuple(rows), offsets, lengths.pop() or 0, act, tuple(sources))


@lru_cache(maxsize=8)
def _columns(n: int) -> tuple[int, ...]:
    return tuple(range(n))


def sparse_row(values: Sequence[Any]) -> Row:
    """The row of these weights without zeros. All rows share the numbers of their columns: of millions of weights they are much memory."""
    return tuple([(j, w) for j, w in zip(_columns(len(values)), values, strict=True) if w != 0])


class Reader:
    """Reads the weights of a layer; `lengths` are those of the dense rows."""

    def __init__(self, field: Field, where: str):
        self.field, self.where = field, where
        self.lengths: set[int | None] = set()

    def numbers(self, values: Iterable[Any], name: str) -> list[Any]:
        """The values as elements of the field. Raises ValueError, with the place of the first that is none."""
        found: list[Any] = []
        try:
            found.extend(dyadic(value, self.field) for value in values)
        except ValueError as error:
            raise ValueError(f"{self.where}.{name}[{len(found)}]: {error}") from None
        return found

    def dense(self, row: Iterable[Any], i: int) -> Row:
        values = entries(row, f"{self.where}.weights[{i}]: a row of weights must be a list of numbers")
        self.lengths.add(len(values))
        return sparse_row(self.numbers(values, f"weights[{i}]"))

    def sparse(self, row: Mapping[int, Any], columns: int | None, i: int) -> Row:
        if columns is None or not 0 < columns <= MAX_COLUMNS:
            raise ValueError(f"{self.where}: sparse rows need the number of columns, from 1 to {MAX_COLUMNS}, not {columns}")
        for j in row:
            if not 0 <= j < columns:
                raise ValueError(f"{self.where}: column {j}, but 0 <= {j} < {columns} is needed")
        order = sorted(row)
        return tuple((j, w) for j, w in zip(order, self.numbers([row[j] for j in order], f"weights[{i}]"), strict=True) if w != 0)
