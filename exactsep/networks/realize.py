"""Realization (T16): f^t as a ReLU network with exact weights, deep and narrow.

On I = [a, b] a piecewise affine F with slopes s_0, ..., s_{k-1} between its vertices (x_i, y_i) is

    F(x) = y_0 + s_0 relu(x - x_0) + sum_i (s_i - s_{i-1}) relu(x - x_i),

one hidden layer of k units. f^t = F o F o ... with F = f^r stacks such layers: depth ceil(t/r), width pieces(f^r) at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import as_integer, require_iterate
from exactsep.wording import short_integer, shown

MAX_WEIGHTS = 150_000
MAX_BLOCK_PIECES = 5_000


@dataclass(frozen=True)
class Block:
    """x -> sum_j output[j] relu(x + offsets[j]) + shift, which equals f^iterates on I."""

    iterates: int
    offsets: tuple[Any, ...]
    output: tuple[Any, ...]
    shift: Any

    @classmethod
    def of(cls, F: PLMap, iterates: int) -> Block:
        """One unit for each change of slope, the first from 0."""
        changes = [F.slope(0), *(after - before for before, after in pairwise(F.slopes))]
        kept = [(x, change) for x, change in zip(F.xs, changes, strict=False) if change != 0]
        kept = kept or [(F.xs[0], F.field(0))]
        return cls(iterates, tuple(-x for x, _ in kept), tuple(change for _, change in kept), F.ys[0])


@dataclass(frozen=True)
class Realization:
    """A network that equals f^iterate on I, and the blocks that it is made of."""

    iterate: int
    network: ReLUNet
    blocks: tuple[Block, ...]

    def __repr__(self) -> str:
        return f"Realization(f^{self.iterate}, depth {self.depth}, width {self.width})"

    @property
    def depth(self) -> int:
        """The number of hidden layers."""
        return self.network.depth

    @property
    def width(self) -> int:
        """The largest number of units in a hidden layer."""
        return self.network.width


def realize(f: PLMap, iterate: Any, block: Any = 1) -> Realization:
    """f^iterate, iterate >= 1, in blocks of `block` iterates each (the last may be shorter): depth ceil(iterate / block).

    Raises ValueError unless f is a self-map and both are integers >= 1, and if a block has over 5,000 pieces or the network over
    150,000 weights."""
    t, r = require_iterate(iterate), as_integer(block)
    if t < 1:
        raise ValueError("the realization of an iterate needs t >= 1")
    if r is None or r < 1:
        raise ValueError(f"a block has r >= 1 iterates, not {shown(block)}")
    sizes = [min(r, t)] * (t // min(r, t)) + ([t % r] if r < t and t % r else [])
    made = {size: _block(f, size) for size in set(sizes)}
    blocks = tuple(made[size] for size in sizes)
    weights = sum(len(p.offsets) * len(q.offsets) for p, q in pairwise(blocks))
    if weights > MAX_WEIGHTS:
        advice = "choose smaller blocks" if r > 1 else f"f^{short_integer(t)} is too far an iterate for a network that is written down"
        raise ValueError(f"the network would have {weights} weights, over the limit {MAX_WEIGHTS}: {advice}")
    return Realization(t, network_of(blocks, f), blocks)


def _block(f: PLMap, size: int) -> Block:
    F = expand(f, size, MAX_BLOCK_PIECES)
    if F is None:
        raise ValueError(f"f^{size} has more than {MAX_BLOCK_PIECES} pieces, too many for one layer: choose smaller blocks")
    return Block.of(F, size)


def network_of(blocks: Sequence[Block], f: PLMap) -> ReLUNet:
    """The output of a block is the input of the next one, so that the layer between them has the weights output[j] and rank 1."""
    one = f.field(1)
    layers: list[tuple[Any, Any]] = [([[one]] * len(blocks[0].offsets), blocks[0].offsets)]
    for block, after in pairwise(blocks):
        layers.append(([block.output] * len(after.offsets), [block.shift + offset for offset in after.offsets]))
    layers.append(([blocks[-1].output], [blocks[-1].shift]))
    return ReLUNet(layers, f.field)


def block_for_depth(iterate: int, depth: Any) -> int:
    """The smallest r with ceil(iterate / r) <= depth. Raises ValueError unless depth is an integer >= 1."""
    layers = as_integer(depth)
    if layers is None or layers < 1:
        raise ValueError(f"the depth must be an integer >= 1, not {shown(depth)}")
    return -(-iterate // layers)
