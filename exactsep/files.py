"""Files that are written: how certificates are laid out, and writing without leaving half a file behind."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any

from exactsep.wording import shown


def pretty(value: Any, indent: str = "") -> str:
    """JSON for people and programs: lists of plain values on one line, everything else one entry per line."""
    nested = isinstance(value, list | tuple) and any(isinstance(entry, list | tuple | dict) for entry in value)
    if not value or not (nested or isinstance(value, dict)):
        return json.dumps(value)
    inner = indent + " "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {pretty(entry, inner)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + pretty(entry, inner) for entry in value) + f"\n{indent}]"


def layout(data: dict[str, Any]) -> str:
    """Indented JSON in which every list without objects stands on one line."""
    parts = []

    def put(value: Any, indent: str) -> str:
        if not isinstance(value, dict):
            return json.dumps(value)
        inner = indent + "  "
        lines = [f"{inner}{json.dumps(key)}: {put(entry, inner)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"

    parts.append(put(data, ""))
    return "".join(parts)


def require_path(path: Any, what: str) -> None:
    """Raises ValueError unless this is a path: text that is not empty, or an object such as pathlib.Path."""
    if not isinstance(path, str | os.PathLike) or str(path) == "" or "\0" in str(path):
        raise ValueError(f"{what} is given by its path, not by {shown(path)}")


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> str:
    """Write a file, text as UTF-8, by a temporary file and a rename. Raises ValueError with the reason if that fails."""
    target = os.fspath(path)
    folder = os.path.dirname(os.path.abspath(target))
    temporary = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=folder, prefix=".exactsep-", delete=False) as handle:
            temporary = handle.name
            handle.write(content.encode("utf-8") if isinstance(content, str) else content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            os.unlink(temporary)
        raise ValueError(f"cannot write {target}: {error.strerror or error}") from None
    return target
