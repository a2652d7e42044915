"""Networks of certificates: what the checker refuses about keys, sizes, columns and sources is refused here, too, in one line."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from exactsep.coq.reading import entries, integer, require_keys

MOST = 200_000  # columns, as in the checker
OPTIONAL = {"activation", "sources"}


def require_network(network: Any, where: str) -> None:
    """Raises ValueError, with the place, for what is no network."""
    if not isinstance(network, dict) or network.get("kind") != "relu-network":
        raise ValueError(f"{where}: a network of the kind 'relu-network' is needed")
    require_keys(network, {"kind", "layers"}, where)
    layers = entries(network["layers"], f"{where}.layers")
    if not layers:
        raise ValueError(f"{where}.layers is empty: a network has at least its output")
    sizes: list[int] = []
    for k, layer in enumerate(layers):
        require_layer(layer, sizes, f"{where}.layers[{k}]")


def require_layer(layer: Any, sizes: list[int], where: str) -> None:
    """Add to the sizes of the input and of all layers before that of this one. Raises ValueError for what is no layer."""
    if not isinstance(layer, dict) or ("weights" in layer) == ("sparse" in layer):
        raise ValueError(f"{where}: either weights or sparse is needed, and not both")
    require_keys(layer, {"bias"} | ({"weights"} if "weights" in layer else {"sparse", "columns"}), where, OPTIONAL)
    rows, units = entries(layer["weights" if "weights" in layer else "sparse"], where), len(entries(layer["bias"], f"{where}.bias"))
    if units != len(rows):
        raise ValueError(f"{where}: a layer has not as many biases as rows")
    if not units:
        raise ValueError(f"{where}: this layer has no units")
    columns = integer(layer["columns"], f"{where}.columns", 1, MOST) if "sparse" in layer else len(entries(rows[0], where))
    if not sizes:
        sizes.append(columns)
    size = sum(sizes[k] for k in sources_of(layer, len(sizes), where))
    if columns != size or not size:
        raise ValueError(f"{where}: this layer has {columns} columns, and what it reads has {size} values")
    for row in rows:
        if "sparse" in layer:
            require_columns(row, size, where)
        elif len(entries(row, where)) != size:
            raise ValueError(f"{where}: a row has not {size} weights")
    require_activation(layer, where)
    sizes.append(units)


def sources_of(layer: dict[str, Any], last: int, where: str) -> list[int]:
    """What a layer reads: 0 is the input, k the layer before the layer k."""
    sources = layer.get("sources", [last - 1])
    numbers = isinstance(sources, list) and all(type(k) is int and 0 <= k < last for k in sources)
    if not numbers or not sources or len(set(sources)) < len(sources):
        raise ValueError(f"{where}: the sources must be different numbers from 0 (the input) to {last - 1}")
    return list(sources)


def require_columns(row: Any, size: int, where: str) -> None:
    """Raises ValueError if a row of pairs (column, weight) does not have increasing columns, from 0 on."""
    columns = [integer(entries(pair, where, 2)[0], f"{where}: a column", 0, size - 1) for pair in entries(row, where)]
    if any(j >= k for j, k in pairwise(columns)):
        raise ValueError(f"{where}: the columns of a row do not increase")


def require_activation(layer: dict[str, Any], where: str) -> None:
    """Raises ValueError for other words than relu and identity, and for other keys."""
    given = layer.get("activation", "relu")
    if isinstance(given, dict):
        require_keys(given, {"breaks", "slopes", "value"}, f"{where}.activation")
    elif given not in ("relu", "identity"):
        raise ValueError(f"{where}.activation: {str(given)[:20]!r} is not relu or identity")
