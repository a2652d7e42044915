"""Tape networks (T21): any ReLU network, approximately, in width O(d), with a number of parameters that grows by a linear factor.

The bits of the inputs are read off x and kept on a *tape*, one register (`tapes`); a neuron is computed in one pass over the tape that
holds the layer before it, and its bits go to the tape of its own layer. With G = {x : frac(2^c x_i) <= 1 - 2^(c-p) and x_i < 1 for all i}:

(i) on G the narrow network is equal to the grid machine (`grid`) at floor(2^c x), and for every real x its value is in [lo, hi];
(ii) on G it differs from the target by at most E;
(iii) the integral over [0, 1]^d of the modulus of the difference is at most E + d 2^(c-p) (hi - lo).

Input bit k <= c: v <- 2v - b, from v = x_i, leaves v = frac(2^(k-1) x_i) in turn, whose first bit is read with the gap 2^(k-1-p): what is
below the bits, at most 2^-c - 2^-p, keeps that much away from the next cell. A neuron: a <- a + alpha b + max(0, -alpha) for each bit of
the tape, so that a >= 0; then one layer for the relu of the target, v = A 2^-m; and the first bits of v like those of an input.
The end: t_1 = relu((out - lo)/(hi - lo)), t_2 = relu(1 - t_1), and hi - (hi - lo) t_2, which lies in [lo, hi] for every t_1 >= 0.

    variant   tapes                        reading a bit            width             depth
    A         two queues                   one layer, two units     max(d + 3, 5)     d c + sum_l sum_j (N_{l-1} + 1 + n_j) + N_H + 2
    B         stacks, bounded weights      two layers, one unit     max(d + 2, 5)     about twice that, and chains for large factors
    C         two queues, one if d = 1     two layers, one unit     d + 2 (d >= 2: at least 4; d = 1: 3)

n_j the bits kept of neuron j that are not known beforehand, from bounds; N_l = sum n_j over layer l, N_0 = d c; neurons with n_j = 0 are
left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.budget import planned, require_size, require_target
from exactsep.networks.narrow.effort import Style
from exactsep.networks.narrow.gadgets import Builder, Form, factors
from exactsep.networks.narrow.grid import GridLayer, GridMachine, grid_machine, require_separation, separation_for
from exactsep.networks.narrow.narrowed import Result
from exactsep.networks.narrow.tape_cells import cell_error
from exactsep.networks.narrow.tapes import Queue, Stack
from exactsep.networks.narrow.target import Box
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from exactsep.numbers.literals import exact, named

VARIANTS = ("A", "B", "C")


@dataclass(frozen=True, repr=False)
class TapeNet(Result):
    """A narrow network in place of `target`, and what is known about it (statements (i) to (iii))."""

    machine: GridMachine
    separation: int
    neurons: tuple[tuple[int, int, int, int], ...]  # (layer, unit) of the narrow network is (layer, unit) of the target
    clip: int  # the first layer of the clip at the end
    cell_error: Any = None  # the largest distance on G by `tape_cells`, if it was asked for

    @property
    def error(self) -> Any:
        """E: the largest distance from the target on G, at most."""
        return self.machine.error if self.cell_error is None else self.cell_error

    @property
    def bad(self) -> Any:
        """The measure of the rest of [0, 1]^d, at most."""
        return min(mpq(1), self.machine.inputs * mpq(2) ** (self.machine.bits - self.separation))

    @property
    def range(self) -> tuple[Any, Any]:
        """[lo, hi]: contains the values of the target on [0, 1]^d, and of the narrow network on R^d."""
        return self.machine.lo, self.machine.hi

    @property
    def l1(self) -> Any:
        """The L1 distance on [0, 1]^d, at most."""
        return self.error + self.bad * (self.machine.hi - self.machine.lo)

    @property
    def method(self) -> str:
        return "T21"

    @property
    def box(self) -> Box:
        """[0, 1]^d."""
        return ((mpq(0), mpq(1)),) * self.target.inputs

    def in_good_set(self, x: Sequence[Any]) -> bool:
        """Whether x is in G."""
        c = self.machine.bits
        scaled = [Q(z) * 2**c for z in x]
        return all(0 <= z < 2**c and z - z // 1 <= 1 - mpq(2) ** (c - self.separation) for z in scaled)

    def cell(self, x: Sequence[Any]) -> tuple[int, ...]:
        """floor(2^c x)."""
        return tuple(int(Q(z) * 2**self.machine.bits // 1) for z in x)

    def claim(self) -> dict[str, Any]:
        """The claim of a certificate, kind narrow-approximate."""
        return {
            "kind": "narrow-approximate",
            "target": self.target.data(),
            "narrow": self.network.data(),
            "bits": self.machine.bits,
            "separation": self.separation,
            "error": str(self.error),
            "bad": str(self.bad),
            "range": [str(z) for z in self.range],
            "l1": str(self.l1),
            "depth": self.depth,
            "width": self.width,
        }

    @property
    def evidence(self) -> dict[str, Any]:
        return {
            "rule": "T21",
            "dropped": list(self.machine.dropped),
            "neurons": [list(row) for row in self.neurons],
            "clip": self.clip,
            "error": "layers" if self.cell_error is None else "cells",
        }


def tape_network(
    target: ReLUNet,
    bits: Any,
    separation: Any = None,
    *,
    eps: Any = None,
    keep: Any = None,
    variant: str = "A",
    beta: Any = None,
    weights_at_most: Any = None,
    cells: bool | str = False,
) -> TapeNet:
    """A narrow network in place of a plain ReLU network with rational weights and one output, on [0, 1]^d.

    `bits` is c; `separation` is p > c, by default the least with d 2^(c-p) (hi - lo) <= eps, or c + 8 without eps; `keep` = k keeps k bits
    of each neuron (None: all, so that the machine is the target at the centres of the cells; "auto": all, or what the checker can afford).
    `beta` is 2 in variant A and 3 in the others by default; `weights_at_most` limits the modulus of all weights and biases (B: 4 by
    default; C: none). `cells`: a smaller E, the largest bound over all 2^(c d) cells ("auto": if the checker can afford it).
    Raises ValueError for other networks and parameters, and where the narrow network has too many weights."""
    base, bound = _parameters(variant, beta, weights_at_most)
    require_target(target)
    if "auto" in (keep, cells):
        rough = grid_machine(target, bits, 1)
        expected = _separation(rough, separation, eps)
        keep, cells = planned(target, rough, expected, Style(variant, base, bound), keep, cells)
    machine = grid_machine(target, bits, keep)
    p = _separation(machine, separation, eps)
    require_size(machine)
    distance = cell_error(target, machine, p) if cells else machine.error
    writer = _Writer(machine, p, variant, base, bound)
    network = writer.write()
    return TapeNet(target, network, machine, p, tuple(writer.neurons), writer.clip, distance if distance < machine.error else None)


def _separation(machine: GridMachine, separation: Any, eps: Any) -> int:
    """p, as it is given, or for eps; c + 8 by default."""
    if separation is not None and eps is not None:
        raise ValueError("the separation is given twice, by a number of bits and by eps")
    if separation is None:
        separation = machine.bits + 8 if eps is None else separation_for(machine.bits, machine.inputs, machine.hi - machine.lo, eps)
    return require_separation(separation, machine.bits)


def _parameters(variant: str, beta: Any, weights_at_most: Any) -> tuple[Any, Any]:
    """beta and the bound of the weights, checked."""
    if variant not in VARIANTS:
        raise ValueError(f"the variant must be one of {', '.join(VARIANTS)}, not {variant!r}")
    if variant == "A" and weights_at_most is not None:
        raise ValueError("variant A has no bound on the weights: choose B or C")
    bound = (Q(4) if variant == "B" else None) if weights_at_most is None else named("the bound of the weights", weights_at_most, exact)
    if bound is not None and not bound > 2:
        raise ValueError(f"the bound of the weights must be > 2, not {bound}")
    base = named("beta", beta, exact) if beta is not None else Q(2) if variant == "A" else Q(3) if bound is None else min(Q(3), bound)
    if base < 2 or (variant == "B" and base == 2):
        raise ValueError(f"beta must be {'> 2 in variant B' if variant == 'B' else '>= 2'}, not {base}")
    if bound is not None and base > bound:
        raise ValueError(f"beta = {base} is larger than the bound {bound} of the weights: choose a smaller beta, or leave it out")
    return base, bound


class _Writer:
    """Writes the network of a machine."""

    def __init__(self, machine: GridMachine, p: int, variant: str, beta: Any, bound: Any):
        self.machine, self.p, self.bound = machine, p, bound
        self.builder = Builder(machine.inputs, variant != "A", bound)
        self.neurons: list[tuple[int, int, int, int]] = []
        self.clip = 0
        kind = Stack if variant == "B" else Queue
        shared = variant == "C" and machine.inputs == 1
        self.tapes = [kind(self.builder, "tape", beta)] * 2 if shared else [kind(self.builder, name, beta) for name in ("tape", "next")]

    def write(self) -> ReLUNet:
        self.inputs()
        for l, layer in enumerate(self.machine.layers[:-1], 1):
            self.tapes.reverse()
            self.layer(l, layer)
        self.tapes.reverse()
        return self.output(self.machine.layers[-1])

    def inputs(self) -> None:
        c = self.machine.bits
        for i in range(self.machine.inputs):
            self.digits(f"x{i}", 0, i, self.p, c)

    def digits(self, name: str, layer: int, owner: int, size: int, count: int) -> None:
        """The first bits of a register v < 1, which is what is below the next bit at most 1 - 2^-size away from it; to the tape."""
        for k in range(1, count + 1):
            bit = self.builder.bit(name, mpq(1, 2), mpq(1, 2 ** (size - k + 1)), last=k == count)
            if k < count:
                self.builder.registers[name] = self.builder.registers[name] * 2 - bit
            self.tapes[1].append(layer, (owner, 2 ** (count - k)), bit)

    def layer(self, l: int, layer: GridLayer) -> None:
        live = layer.live
        for j in live:
            size = layer.size(j) - layer.known(j)
            known = layer.low[j] >> size << size
            weights = {i: mpq(w) for i, w in layer.rows[j]}
            bias = layer.bias[j] + self.offset(l, weights)
            scale = self.scale(l, weights, bias, mpq(1, 2**size), known)
            form = self.sum(l, weights, bias, scale, j == live[-1])
            self.neurons.append((len(self.builder.layers), len(self.builder.registers), l - 1, j))
            (value,) = self.builder.step(form)
            self.builder.registers["v"] = value.plus(-scale * known)
            self.grow(1 / (scale * 2**size))
            self.digits("v", l, j, size, layer.stored(j))
        if not live:
            self.tapes[0].clear()

    def grow(self, gain: Any) -> None:
        """v <- gain v, where the bound did not allow it in the sum."""
        if gain == 1:
            return
        if self.builder.registers["v"].constant:
            self.builder.step()
        for factor in factors(gain, self.bound):
            self.builder.registers["v"] *= factor
            self.builder.step()

    def offset(self, l: int, weights: dict[int, Any]) -> Any:
        """What the known bits of the layer before add to a sum."""
        before = self.machine.layers[l - 2] if l > 1 else None
        return sum((w * before.base(i) for i, w in weights.items()), mpq(0)) if before else mpq(0)

    def scale(self, l: int, weights: dict[int, Any], bias: Any, most: Any, known: int = 0) -> Any:
        """The largest most * 2^-n with which a neuron is summed up, and what is known of it subtracted, within the bound."""
        parts = [weights.get(i, 0) * value for i, value in self.tapes[0].labels(l - 1)]
        largest = max(map(abs, parts), default=mpq(0))
        largest = max(known, largest + abs(bias + sum(min(0, part) for part in parts)))
        while self.bound is not None and most * largest > self.bound:
            most /= 2
        return most

    def sum(self, l: int, weights: dict[int, Any], bias: Any, scale: Any, final: bool) -> Form:
        """scale * (bias + sum of weight * q), from one pass over the tape. Shifts keep all parts >= 0, and are subtracted at last."""
        builder, shifts = self.builder, mpq(0)
        for (i, value), bit in self.tapes[0].read(l - 1, final):
            alpha = weights.get(i, mpq(0)) * value * scale
            if alpha:
                shift = max(mpq(0), -alpha)
                builder.change("a", (bit * alpha).plus(shift))
                shifts += shift
        form = builder.registers.get("a", Form({})).plus(bias * scale - shifts)
        builder.drop("a")
        return form

    def output(self, layer: GridLayer) -> ReLUNet:
        """hi - (hi - lo) relu(1 - relu((out - lo)/(hi - lo)))."""
        builder, lo, hi = self.builder, self.machine.lo, self.machine.hi
        span = hi - lo
        most = 1 / span if span else mpq(1)
        weights, bias = {i: w * layer.gcd for i, w in layer.rows[0]}, layer.bias[0] * layer.gcd - lo
        l = len(self.machine.layers)
        bias += self.offset(l, weights)
        scale = self.scale(l, weights, bias, most)
        total = self.sum(l, weights, bias, scale, True)
        self.clip = len(builder.layers)
        (rise,) = builder.step(total)
        *chain, rest = factors(most / scale, self.bound)
        for factor in chain:
            (rise,) = builder.step(rise * factor)
        fall = builder.negated((rise, rest))
        return self.scaled_output(fall, span, hi)

    def scaled_output(self, fall: Form, span: Any, hi: Any) -> ReLUNet:
        """hi - span * fall; if these are beyond the bound, after a chain of layers in which both grow."""
        builder, bound, n = self.builder, self.bound, 0
        while bound is not None and bound ** (n + 1) < max(span, abs(hi)):
            n += 1
        if not n:
            return builder.output((fall * -span).plus(hi))
        top = Form({}, abs(hi) / bound**n)
        for _ in range(n):
            factor = min(bound, max(span, mpq(1)))
            span /= factor
            fall, top = builder.step(fall * factor, top)
            top *= bound
        return builder.output(fall * -span + top * (1 if hi > 0 else -1))
