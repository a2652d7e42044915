"""Networks from arrays of weights, exactly: `.npz` files of numpy and state_dicts of PyTorch, ReLU between the layers.

Arrays come in pairs, one for each layer from the input to the output: a matrix and a vector, which may be left out for zeros. They are
called W0, b0, W1, b1, ...; or weight0, bias0, ...; or PREFIX.weight, PREFIX.bias in order, as in the state_dict of a torch.nn.Sequential.

Rows are units, as in torch.nn.Linear. Where the shapes fit together only if columns are units, as in Keras, that is how they are read, but
never in a state_dict (PREFIX.weight), where rows always are. Both are possible for some shapes, and then it is said which one was chosen
(`Arrays`).
Activations are not in such files: ReLU is assumed behind every layer but the last.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.files import write_atomically
from exactsep.jsonfile import read_bytes
from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.files.floats import FORMATS, Rounding, finite, numbers_of, require_rational, with_exact_dtype
from exactsep.networks.layer import Layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from exactsep.wording import counted, kind_of

MAX_BYTES = 256 * 2**20
MAX_NUMBERS = 4_000_000
_NAME = re.compile(r"(?:(?P<prefix>.*[._])(?=[a-z]+$))?(?P<what>W|b|weights?|bias(?:es)?)_?(?P<number>[0-9]*)")
_MATRIX = ("W", "weight", "weights")
Array = tuple[tuple[int, ...], list[Any]]  # shape, entries in row-major order
_Layer = tuple[str, Array, Array | None]  # name of the weights, weights, bias


@dataclass(frozen=True)
class Arrays:
    """The network of arrays, and what was assumed on reading it: one line for each assumption that the file does not bear out."""

    network: ReLUNet
    notes: tuple[str, ...]


ASSUMED = "The file does not say the activations: ReLU is assumed behind every layer but the last."
TURNED = "The matrices were transposed: their shapes fit together only if columns are units, as in Keras."
EITHER = (
    "The shapes do not say whether rows or columns are units: rows are, as in torch.nn.Linear. Transpose the matrices if this is wrong."
)


def load_npz(path: str | os.PathLike[str]) -> Arrays:
    """The network in a numpy file. Raises ValueError, without the file's name, if it is unreadable, too large or not a network."""
    data = read_bytes(path, MAX_BYTES, "network")
    if not data:
        raise ValueError("the file is empty")
    import numpy as np

    _require_unpacked(data)
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
    except Exception as error:  # of many kinds, from the parsers of numpy and zipfile; only zip archives have `files`
        pickled = "allow_pickle" in str(error) and zipfile.is_zipfile(io.BytesIO(data))
        reason = "it holds Python objects, not arrays of numbers" if pickled else "not an .npz file of numpy, or a truncated one"
        raise ValueError(reason) from None
    return network_of_arrays(arrays)


def _require_unpacked(data: bytes) -> None:
    """Raises ValueError for a zip archive that is too large when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except Exception:  # of many kinds; who reads the file next says what is wrong
        return
    if size > MAX_BYTES:
        raise ValueError(f"{size} bytes of arrays, over the limit of {MAX_BYTES} bytes")


def load_torch(path: str | os.PathLike[str]) -> Arrays:
    """The network of the state_dict in a PyTorch file, which is loaded with weights_only=True. Raises ValueError as `load_npz` does."""
    data = read_bytes(path, MAX_BYTES, "network")
    try:
        import torch
    except ImportError:
        raise ValueError("PyTorch files need the package torch: pip install torch") from None
    import warnings

    _require_unpacked(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception:  # of many kinds, from the parsers of torch
        raise ValueError("not a PyTorch file of a state_dict, or a truncated one; write torch.save(model.state_dict(), FILE)") from None
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]
    if not isinstance(state, dict):
        raise ValueError(f"a PyTorch file of a {type(state).__name__}; write torch.save(model.state_dict(), FILE)")
    made = network_of_arrays(state)
    return Arrays(made.network, tuple(line for line in made.notes if line != EITHER))


def from_state_dict(state: Mapping[str, Any]) -> ReLUNet:
    """The network of a state_dict of linear layers, tensors of PyTorch or arrays of numpy by name, with ReLU between the layers.

    Raises ValueError for other names than weights and biases, shapes that do not fit together, and numbers that are not finite."""
    return network_of_arrays(state).network


def network_of_arrays(arrays: Mapping[str, Any]) -> Arrays:
    """The network of arrays by name; see the top of this file for the names. Raises ValueError as `from_state_dict` does."""
    if not isinstance(arrays, Mapping):
        advice = "; write from_state_dict(model.state_dict())" if hasattr(arrays, "state_dict") else ""
        raise ValueError(f"a state_dict is a mapping from names to arrays, not {kind_of(arrays)}{advice}")
    layers = [(name, _matrix(name, weights), bias) for name, weights, bias in _pairs(arrays)]
    turned = [_transposed(one) for one in layers]
    notes = [ASSUMED]
    if _fit(turned) and not all(name.endswith(".weight") for name, _, _ in layers):
        if not _fit(layers):
            layers, notes = turned, [TURNED, ASSUMED]
        elif layers != turned:
            notes = [EITHER, ASSUMED]
    _require_fit(layers)
    made = []
    for k, (_, ((units, columns), entries), bias) in enumerate(layers):
        rows = [entries[i * columns : (i + 1) * columns] for i in range(units)]
        sparse = tuple(tuple((j, w) for j, w in enumerate(row) if w != 0) for row in rows)
        offsets = tuple(bias[1]) if bias is not None else (Q(0),) * units
        made.append(Layer(sparse, offsets, columns, RELU if k < len(layers) - 1 else IDENTITY, (k,)))
    return Arrays(ReLUNet(made), tuple(notes))


def save_npz(net: ReLUNet, path: str | os.PathLike[str], dtype: str | None = None) -> list[str]:
    """Write W0, b0, W1, b1, ...; the warnings, one for weights that are rounded.

    dtype is "float32" or "float64"; by default float32 if this is exact, else float64. Raises ValueError for weights that are too large
    for it, and for networks with skip connections or other activations than ReLU, which such a file cannot hold."""
    require_rational(net)
    for k, one in enumerate(net.layers):
        if one.sources != (k,):
            raise ValueError(f".npz files hold no skip connections, but layers[{k}] has one; write .json or .onnx")
        if one.activation != (RELU if k < net.depth else IDENTITY):
            raise ValueError(f".npz files hold networks with ReLU between the layers, but layers[{k}] has another activation")
    if net.parameters > MAX_NUMBERS:
        raise ValueError(f"a network of {net.parameters} weights and biases, over the limit of {MAX_NUMBERS}")
    import numpy as np

    def rounded(rounding: Rounding) -> dict[str, Any]:
        arrays: dict[str, Any] = {}
        for k, one in enumerate(net.layers):
            arrays[f"W{k}"] = np.array([[rounding(w) for w in row] for row in one.matrix()], dtype=rounding.name)
            arrays[f"b{k}"] = np.array([rounding(b) for b in one.bias], dtype=rounding.name)
        return arrays

    arrays, rounding = with_exact_dtype(net, dtype, rounded)
    with io.BytesIO() as file:
        np.savez(file, **arrays)
        write_atomically(path, file.getvalue())
    return rounding.warnings()


# -- names and shapes --------------------------------------------------------------------------------


def _pairs(arrays: Mapping[str, Any]) -> list[_Layer]:
    """The layers, by what the arrays are called."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in arrays:
        match = _NAME.fullmatch(str(name))
        if match is None:
            raise ValueError(f"{str(name)[:60]!r} is not the name of an array of weights: W0, b0, W1, b1, ... or 0.weight, 0.bias, ...")
        what = "weights" if match["what"] in _MATRIX else "bias"
        pair = found.setdefault((match["prefix"] or "", match["number"]), {})
        if what in pair:
            raise ValueError(f"{pair[what]} and {name} are both {what} of one layer")
        pair[what] = str(name)
    if not found:
        raise ValueError("there are no arrays of weights in it, such as W0, b0, W1, b1, ... or 0.weight, 0.bias, ...")
    for pair in found.values():
        if "weights" not in pair:
            raise ValueError(f"there is the bias {pair['bias']}, but no weights that belong to it")
    read = {name: array_of(arrays[name], name) for pair in found.values() for name in pair.values()}
    return [(found[key]["weights"], read[found[key]["weights"]], read.get(found[key].get("bias", ""))) for key in _in_order(list(found))]


def _in_order(keys: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Layers with a number in their names by their numbers, which must leave out none; others as they stand in the file.

    Raises ValueError for gaps, and for layers such as 0., 10., 2. of which file and numbers give different orders."""
    if not any(number for _, number in keys):
        inner = [[int(digits) for digits in re.findall(r"[0-9]+", prefix)] for prefix, _ in keys]
        if len({re.sub(r"[0-9]+", "0", prefix) for prefix, _ in keys}) == 1 and inner != sorted(inner):
            raise ValueError(f"the layers stand in the order {', '.join(prefix for prefix, _ in keys)[:200]}: sort them by their numbers")
        return keys
    numbers = sorted(int(number or -1) for _, number in keys)
    if len({prefix for prefix, _ in keys}) > 1 or numbers not in (list(range(len(keys))), list(range(1, len(keys) + 1))):
        raise ValueError(f"the layers must be numbered 0, 1, 2, ... without gaps, not {', '.join(map(str, numbers[:8]))}")
    return sorted(keys, key=lambda key: int(key[1]))


def array_of(value: Any, name: str) -> Array:
    """Shape and exact entries of an array of numpy or a tensor of PyTorch, of floats or integers."""
    if hasattr(value, "detach"):
        return _of_tensor(value, name)
    if not hasattr(value, "dtype"):
        raise ValueError(f"{name} is not an array of numbers, but {type(value).__name__}")
    if value.size > MAX_NUMBERS:
        raise ValueError(f"{name} has {value.size} entries, over the limit of {MAX_NUMBERS}")
    return tuple(value.shape), numbers_of(value, name)


def _of_tensor(value: Any, name: str) -> Array:
    kind = str(value.dtype).removeprefix("torch.")
    if value.numel() > MAX_NUMBERS:
        raise ValueError(f"{name} has {value.numel()} entries, over the limit of {MAX_NUMBERS}")
    if kind in FORMATS:  # float64 holds all of these exactly
        shape = tuple(value.shape)
        return shape, [mpq(*x.as_integer_ratio()) for x in finite(value.detach().cpu().double().flatten().tolist(), shape, name)]
    if not kind.startswith(("int", "uint")):
        raise ValueError(f"{name} is a tensor of {kind}; known: {', '.join(FORMATS)} and integers")
    return tuple(value.shape), [Q(x) for x in value.detach().cpu().flatten().tolist()]


def _matrix(name: str, array: Array) -> Array:
    if len(array[0]) != 2 or 0 in array[0]:
        raise ValueError(f"{name} must be a matrix, one row for each unit, but has shape {_shape(array)}")
    return array


def _fit(layers: list[_Layer]) -> bool:
    shapes = [weights[0] for _, weights, _ in layers]
    biases = all(bias is None or bias[0] == (weights[0][0],) for _, weights, bias in layers)
    return biases and all(before[0] == after[1] for before, after in pairwise(shapes))


def _transposed(one: _Layer) -> _Layer:
    name, ((rows, columns), entries), bias = one
    return name, ((columns, rows), [entries[i * columns + j] for j in range(columns) for i in range(rows)]), bias


def _require_fit(layers: list[_Layer]) -> None:
    for name, weights, bias in layers:
        if bias is not None and bias[0] != (weights[0][0],):
            raise ValueError(f"{name} has shape {_shape(weights)}, but its bias {_shape(bias)}: rows are units, as in torch.nn.Linear")
    for (name, before, _), (following, after, _) in pairwise(layers):
        if before[0][0] != after[0][1]:
            rows = counted(before[0][0], "row")
            raise ValueError(f"{following} has shape {_shape(after)}, but {name} has {rows}: rows are units, columns what they read")


def _shape(array: Array) -> str:
    return f"({', '.join(map(str, array[0]))})"
