"""Files of networks, by their suffix: .json, .onnx, .npz, .pt and .pth. Weights are read exactly, floats as the numbers that they are."""

from __future__ import annotations

import os
from collections.abc import Callable

from exactsep.files import require_path, write_atomically
from exactsep.networks.files.arrays import Arrays, load_npz, load_torch, save_npz
from exactsep.networks.files.netfile import load_json, network_json
from exactsep.networks.files.onnx_export import save_onnx
from exactsep.networks.files.onnx_io import load_onnx
from exactsep.networks.relu import ReLUNet, require_network

READERS: dict[str, Callable[[str | os.PathLike[str]], ReLUNet | Arrays]] = {
    ".json": load_json,
    ".onnx": load_onnx,
    ".npz": load_npz,
    ".pt": load_torch,
    ".pth": load_torch,
}
WRITERS = (".json", ".onnx", ".npz")


def load_network(path: str | os.PathLike[str]) -> ReLUNet:
    """The network in a file, the format chosen by its suffix: .json (`netfile`), .onnx (`onnx_io`), .npz, .pt or .pth (`arrays`).

    Raises ValueError, with the file's name, if it is unreadable, too large (64 MiB for .json, else 256 MiB) or not a network, and
    if the package that its format needs is not installed."""
    return read_network(path)[0]


def read_network(path: str | os.PathLike[str]) -> tuple[ReLUNet, tuple[str, ...]]:
    """The same, and one line for each thing that the file does not say and that was assumed: activations, which side the units are."""
    require_path(path, "a network file")
    try:
        if os.path.isdir(path):
            raise ValueError("a directory, not a network file")
        found = READERS[_suffix(path, tuple(READERS))](path)
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None
    return (found.network, found.notes) if isinstance(found, Arrays) else (found, ())


def save_network(net: ReLUNet, path: str | os.PathLike[str], dtype: str | None = None) -> list[str]:
    """Write a network to a file, the format chosen by its suffix: .json (exact), .onnx or .npz. Returns warnings, one for each loss.

    dtype, for .onnx and .npz, is "float32" or "float64"; by default float32 if this is exact, else float64. Raises ValueError for what
    the format cannot hold: weights that are too large for the dtype, in .npz skip connections, and weights of a number field."""
    require_network(net)
    require_path(path, "a network file")
    suffix = writable_suffix(path)
    if dtype is not None and suffix == ".json":
        raise ValueError("a .json file holds the exact weights; a dtype is for .onnx and .npz")
    if suffix == ".json":
        write_atomically(path, network_json(net))
        return []
    return save_onnx(net, path, dtype) if suffix == ".onnx" else save_npz(net, path, dtype)


def writable_suffix(path: str | os.PathLike[str]) -> str:
    """The suffix of a file to write. Raises ValueError, with the file's name, for one that is not known."""
    try:
        return _suffix(path, WRITERS)
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None


def _suffix(path: str | os.PathLike[str], known: tuple[str, ...]) -> str:
    suffix = os.path.splitext(os.fspath(path))[1].lower()
    if suffix not in known:
        raise ValueError(f"the suffix {suffix!r} is not that of a network file; known: {', '.join(known)}")
    return suffix
