"""Network files: JSON <-> network. The format is the one of `ReLUNet.data` and of certificates (proofs/FORMAT.md, section 3).

    {"kind": "relu-network", "layers": [{"weights": [["1"], ["1"]], "bias": ["0", "-1/2"]}, {"weights": [["2", "-4"]], "bias": ["0"]}]}

A layer has "weights" (one row for each unit) or "columns" and "sparse" (lists of [column, weight], columns increasing), "bias", and if
need be "activation" and "sources":

    "activation": "relu" | "identity" | {"leaky": a} | {"clip": [lo, hi]} | {"breaks": [...], "slopes": [...], "value": y}
    "sources": [0, 2]       what the columns run through: 0 the input, k what layers[k-1] gives; if left out, the layer before

In a clip function null stands for no bound; "value" is that at the first break, or at 0 without breaks (`activation`).

Numbers are integers or strings ("2/5", "0.4", "1e-3", which is 1/1000). Unlike in maps also JSON floats: such a weight is the dyadic
rational that it is, the float64 nearest to what is written, so that 0.1 is not 1/10. `kind` may be left out; `format`,
`name` and `source` are ignored.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any

from exactsep.files import layout
from exactsep.jsonfile import Refused, spelled, strict_json, text_of_file
from exactsep.networks.activation import IDENTITY, RELU, Activation, activation, clip, leaky
from exactsep.networks.files.floats import require_rational
from exactsep.networks.layer import Layer, layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from exactsep.numbers.literals import dyadic, exact
from exactsep.wording import counted

MAX_BYTES = 64 * 2**20
MAX_VALUES = 8_000_000
MAX_LAYERS = 100_000
_IGNORED = {"format", "name", "source"}
_NAMED = {"relu": RELU, "identity": IDENTITY}


def load_json(path: str | os.PathLike[str]) -> ReLUNet:
    """The network in a JSON file. Raises ValueError, without the file's name, if it is unreadable, too large or not a network."""
    return parse_network(text_of_file(path, MAX_BYTES, "network"))


def parse_network(text: str) -> ReLUNet:
    """The network that a JSON text describes. Raises ValueError naming the field that is wrong."""
    values = sum(map(text.count, ",[{"))
    if values > MAX_VALUES:
        raise ValueError(f"a network file of {values} values, over the limit of {MAX_VALUES}")
    refused: list[Refused] = []
    net = network_of_json(strict_json(text, refused, floats=True))
    if refused:  # in a field that is not read
        raise ValueError(refused[0].reason)
    return net


def network_of_json(data: Any) -> ReLUNet:
    """The network that parsed JSON describes: an object as `ReLUNet.data` returns it. Raises ValueError as `parse_network` does."""
    if not isinstance(data, dict):
        raise ValueError(f"a network file holds one JSON object, not {type(data).__name__}")
    _require_no_other_file(data)
    if data.get("kind", "relu-network") != "relu-network":
        raise ValueError(f"kind {data['kind']!r} is unknown; known: relu-network")
    if unknown := set(data) - _IGNORED - {"kind", "layers"}:
        raise ValueError(f"unknown field {min(unknown)!r} in a network; known: layers, kind, {', '.join(sorted(_IGNORED))}")
    if "layers" not in data:
        raise ValueError('field "layers" is missing: a network is {"layers": [{"weights": [[...], ...], "bias": [...]}, ...]}')
    if not isinstance(data.get("layers"), list) or not 1 <= len(data["layers"]) <= MAX_LAYERS:
        raise ValueError(f"layers must be a list of 1 to {MAX_LAYERS} layers")
    last = len(data["layers"]) - 1
    return ReLUNet([_layer(one, k, k == last) for k, one in enumerate(data["layers"])])


def network_json(net: ReLUNet) -> str:
    """The text of a network file. Raises ValueError for a network over a number field: weights in files are rational."""
    require_rational(net)
    return layout(net.data()) + "\n"


def _require_no_other_file(data: dict[str, Any]) -> None:
    if isinstance(claim := data.get("claim"), dict):
        raise ValueError(f"this is a certificate, not a network; {_inside(claim)}; `exactsep check` reads the certificate")
    if "field" in data and "layers" in data:
        raise ValueError(
            "field: this network has weights over a number field, and network files that are read hold rational weights only; "
            "`exactsep net realize MAP -o FILE` writes it in a certificate, which `exactsep check` reads"
        )
    if "vertices" in data or "coefficients" in data:
        raise ValueError("this is a map, not a network; `exactsep net realize` writes its iterates as networks")


def _inside(claim: dict[str, Any]) -> str:
    """Where the networks of a claim stand, and how to get at them."""
    lists = [(f"{key}[{i}]", one) for key, value in claim.items() if isinstance(value, list) for i, one in enumerate(value)]
    found = [f"claim.{place}" for place, one in (*claim.items(), *lists) if isinstance(one, dict) and "layers" in one]
    if not found:
        return "it holds no network"
    if len(found) == 1:
        return f"its network is what stands in {found[0]}, and a network file by itself, as jq '.{found[0]}' writes it"
    return f"its networks are what stands in {' and '.join(found)}, each a network file by itself, as jq '.{found[0]}' writes it"


def _layer(data: Any, k: int, last: bool) -> Layer:
    where = f"layers[{k}]"
    if not isinstance(data, dict):
        raise ValueError(f"{where} must be an object with weights and bias, not {type(data).__name__}")
    sparse = "sparse" in data or "columns" in data
    needed = {"columns", "sparse", "bias"} if sparse else {"weights", "bias"}
    if missing := needed - set(data):
        raise ValueError(f"{where}: field {min(missing)!r} is missing")
    if unknown := set(data) - needed - {"activation", "sources"}:
        raise ValueError(f"{where}: unknown field {min(unknown)!r}{' beside sparse rows' if sparse else ''}")
    bias = _numbers(data["bias"], f"{where}.bias")
    act = _activation(data["activation"], f"{where}.activation") if "activation" in data else (IDENTITY if last else RELU)
    sources = _indices(data["sources"], f"{where}.sources") if "sources" in data else [k]
    columns = _index(data["columns"], f"{where}.columns") if sparse else None
    rows = _sparse(data["sparse"], f"{where}.sparse") if sparse else _dense(data["weights"], f"{where}.weights")
    return layer(rows, bias, act, sources, Q, where, columns)


def _dense(data: Any, where: str) -> list[list[Any]]:
    rows = [_numbers(row, f"{where}[{i}]") for i, row in enumerate(_list(data, where))]
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise ValueError(f"{where}[{i}] has {counted(len(row), 'number')}, but {where}[0] has {len(rows[0])}")
    return rows


def _sparse(data: Any, where: str) -> list[dict[int, Any]]:
    return [_sparse_row(row, f"{where}[{i}]") for i, row in enumerate(_list(data, where))]


def _sparse_row(data: Any, where: str) -> dict[int, Any]:
    for j, entry in enumerate(_list(data, where)):
        if not isinstance(entry, list) or len(entry) != 2:
            raise ValueError(f"{where}[{j}] must be a pair [column, weight]")
    columns = _indices([column for column, _ in data], where)
    for before, after in pairwise(columns):
        if before >= after:
            raise ValueError(f"{where}: the columns must increase, but {before} < {after} does not hold")
    return dict(zip(columns, _numbers([weight for _, weight in data], where), strict=True))


def _activation(data: Any, where: str) -> Activation:
    if isinstance(data, str) and data in _NAMED:
        return _NAMED[data]
    keys = set(data) if isinstance(data, dict) else set()
    if keys == {"leaky"}:
        return leaky(_number(data["leaky"], f"{where}.leaky"))
    if keys == {"clip"}:
        return _clip(data["clip"], f"{where}.clip")
    if keys != {"breaks", "slopes", "value"}:
        known = '"relu", "identity", {"leaky": a}, {"clip": [lo, hi]} or {"breaks": ..., "slopes": ..., "value": ...}'
        raise ValueError(f"{where} must be {known}")
    breaks, slopes = (_numbers(data[key], f"{where}.{key}") for key in ("breaks", "slopes"))
    value = _number(data["value"], f"{where}.value")
    try:
        return activation(breaks, slopes, value)
    except ValueError as error:
        raise ValueError(str(error).replace("activation", where, 1)) from None


def _clip(data: Any, where: str) -> Activation:
    ends = _list(data, where)
    if len(ends) != 2 or ends == [None, None]:
        raise ValueError(f"{where} must be a pair [lo, hi], of which one may be null")
    low, high = (None if end is None else _number(end, where) for end in ends)
    try:
        return clip(low, high)
    except ValueError as error:
        raise ValueError(str(error).replace("clip", where, 1)) from None


def _numbers(data: Any, where: str) -> list[Any]:
    """A list of numbers, as elements of Q."""
    found: list[Any] = []
    for value in _list(data, where):
        try:
            found.append(_weight(value))
        except ValueError as error:
            raise ValueError(f"{where}[{len(found)}]: {error}") from None
    return found


def _number(value: Any, where: str) -> Any:
    try:
        return _weight(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _weight(value: Any) -> Any:
    if isinstance(value, float):
        return dyadic(value)
    if isinstance(value, list):
        raise ValueError("a list is an element of a number field; weights in network files are rational")
    return exact(spelled(value))


def _list(data: Any, where: str) -> list[Any]:
    if not isinstance(data, list):
        raise ValueError(f"{where} must be a list, not {type(data).__name__}")
    return data


def _indices(data: Any, where: str) -> list[int]:
    return [_index(entry, f"{where}[{j}]") for j, entry in enumerate(_list(data, where))]


def _index(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        shown = value.reason if isinstance(value, Refused) else repr(value)
        raise ValueError(f"{where} must be an integer >= 0, not {shown}")
    return value
