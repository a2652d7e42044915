"""The narrow networks by their names: exact, global, dplus2 and tape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exactsep.networks.narrow.everywhere import narrow_everywhere
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.maxima import narrow_by_maxima
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.tape import TapeNet, tape_network
from exactsep.networks.relu import ReLUNet, require_network

METHODS = ("exact", "global", "dplus2", "tape")
TAPE = ("bits", "separation", "eps", "keep", "variant", "beta", "weights_at_most", "cells")  # the options of the method tape
DEFAULT_BITS = 6


def narrow(net: ReLUNet, method: str = "exact", *, box: Sequence[Sequence[Any]] | None = None, **tape: Any) -> Narrow | TapeNet:
    """A narrow network in place of `net`: a plain ReLU network with rational weights (ReLU in all hidden layers, no skip connections).

    method: "exact" (T18: equal on a box, width d + H + q), "global" (T19: equal on R^d, width 2d + 2H + 2q - 1), "dplus2" (T20: equal
    on a box, width d + 2; one output, and d <= 10 for several hidden layers) or "tape" (T21: close on [0, 1]^d, width O(d); one output,
    whatever the layers). box: [lo, hi] for each input, by default [0, 1]; floats are the dyadic rationals that they are. For "tape" the
    options of `tape_network`: bits (6 by default), separation, eps, keep ("auto" by default: all bits of each neuron, None, or as many as
    the checker can afford), variant, beta, weights_at_most, cells (a sharper error, from bounds on all 2^(bits d) cells; "auto" by default:
    if the checker can afford it, False: never); variant C, of width d + 2, if there is a weight bound and no variant. All results have
    target, network, box, method, width, depth, nonzero, largest_weight, weight_bits, error, bad, l1, evidence, claim().
    Raises ValueError for other networks and values, TypeError for an unknown option."""
    unknown = [name for name in tape if name not in TAPE]
    if unknown:
        raise TypeError(f"narrow() got an unexpected keyword argument {unknown[0]!r}; the options of the method tape are {', '.join(TAPE)}")
    if method not in METHODS:
        raise ValueError(f"the method must be one of {', '.join(METHODS)}, not {method!r}")
    require_network(net)
    if method != "tape" and tape:
        raise ValueError(f"{', '.join(tape)}: only for the method tape")
    if method in ("global", "tape") and box is not None:
        raise ValueError(f"a box is for the methods exact and dplus2: {'[0, 1]^d' if method == 'tape' else 'R^d'} is meant here")
    if method == "global":
        return narrow_everywhere(net)
    if method == "tape":
        if tape.get("weights_at_most") is not None:
            tape = {"variant": "C", **tape}
        return tape_network(net, **{"bits": DEFAULT_BITS, "keep": "auto", "cells": "auto", **tape})
    ends = [(0, 1)] * net.inputs if box is None else box
    return narrow_on_box(net, ends) if method == "exact" else narrow_by_maxima(net, ends)
