"""Map files: JSON <-> map. The only parser of maps in the package.

    {"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}
    {"kind": "polynomial", "coefficients": ["0", "15/4", "-15/4"], "interval": ["0", "1"]}

    {"kind": "piecewise-linear", "field": {"minpoly": [-1, -1, 1], "interval": ["1", "2"]}, "vertices": [["-1", ["-1", "1"]], ...]}

Numbers are integers or strings ("2/5", "0.4"), over a number field also lists of such, the coefficients of 1, a, a^2, ...
JSON floats are refused. `kind` may be left out; `format`, `name` and `source` are ignored.
`canonical` writes the one form whose SHA-256 is the fingerprint of a map (proofs/FORMAT.md, section 6).
"""

from __future__ import annotations

import os
import re
from typing import Any

from exactsep.files import require_path
from exactsep.jsonfile import MAX_NUMBER, Refused, canonical, spelled, strict_json, text_of_file
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.algebraic import NumberField
from exactsep.numbers.field import Field, Q
from exactsep.numbers.literals import decimal_literal

__all__ = ["MAX_BYTES", "MAX_NUMBER", "MAX_VERTICES", "Map", "canonical", "load_map", "map_json", "map_of_json", "parse_map", "points_map"]

Map = PLMap | PolynomialMap
MAX_BYTES = 16 * 2**20
MAX_VERTICES = 20_000
MAX_COEFFICIENTS = 25
_KEYS = {"piecewise-linear": {"vertices"}, "polynomial": {"coefficients", "interval"}}
_IGNORED = {"format", "name", "source"}


def load_map(path: str | os.PathLike[str]) -> Map:
    """The map in a file. Raises ValueError (with the file's name) if it is unreadable, too large (16 MiB) or not a map."""
    require_path(path, "a map file")
    try:
        return parse_map(text_of_file(path, MAX_BYTES, "map"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def parse_map(text: str) -> Map:
    """The map that a JSON text describes. Raises ValueError naming the field that is wrong."""
    refused: list[Refused] = []
    f = map_of_json(strict_json(text, refused))
    if refused:  # in a field that is not read
        raise ValueError(refused[0].reason)
    return f


def map_of_json(data: Any) -> Map:
    """The map that parsed JSON describes."""
    if not isinstance(data, dict):
        raise ValueError(f"a map file holds one JSON object, not {type(data).__name__}")
    if "claim" in data and "map" in data:
        raise ValueError("this is a certificate, not a map; `exactsep check` reads it")
    if "layers" in data:
        raise ValueError("this is a network, not a map; the commands of `exactsep net` read it as NET")
    kind = data.get("kind", "polynomial" if "coefficients" in data else "piecewise-linear")
    if not isinstance(kind, str) or kind not in _KEYS:
        raise ValueError(f"kind {kind!r} is unknown; known: {', '.join(_KEYS)}")
    if kind == "polynomial" and "field" in data:
        raise ValueError("field: a polynomial map has rational coefficients; only piecewise-linear maps may be over a number field")
    if unknown := set(data) - _KEYS[kind] - _IGNORED - {"kind", "field"}:
        raise ValueError(f"unknown field {sorted(unknown)[0]!r} in a {kind} map")
    if missing := _KEYS[kind] - set(data):
        raise ValueError(f"field {sorted(missing)[0]!r} is missing in a {kind} map")
    for key in _KEYS[kind]:
        if not isinstance(data[key], list):
            raise ValueError(f"{key} must be a list")
    if kind == "polynomial":
        return PolynomialMap([_number(c, "coefficients") for c in data["coefficients"]], [_number(e, "interval") for e in data["interval"]])
    field = _field(data["field"]) if "field" in data else Q
    return PLMap(_vertices(data["vertices"], field), field)


def _field(data: Any) -> NumberField:
    """The number field of a map: {"minpoly": coefficients from low to high, "interval": [lo, hi] around one root}."""
    if not isinstance(data, dict) or set(data) != {"minpoly", "interval"}:
        raise ValueError('field must be an object {"minpoly": [c0, ..., cd], "interval": [lo, hi]}')
    for key in ("minpoly", "interval"):
        if not isinstance(data[key], list) or len(data[key]) > MAX_COEFFICIENTS:
            raise ValueError(f"field.{key} must be a list of at most {MAX_COEFFICIENTS} numbers")
    polynomial, interval = ([_number(c, f"field.{key}") for c in data[key]] for key in ("minpoly", "interval"))
    try:
        return NumberField(polynomial, interval)
    except ValueError as error:
        raise ValueError(f"field: {error}") from None


def _vertices(entries: list[Any], field: Field) -> list[tuple[Any, Any]]:
    if len(entries) > MAX_VERTICES:
        raise ValueError(f"{len(entries)} vertices, over the limit of {MAX_VERTICES}")
    for i, entry in enumerate(entries):
        if not isinstance(entry, list) or len(entry) != 2:
            raise ValueError(f"vertices[{i}] must be a pair [x, y]")
    return [(_element(x, f"vertices[{i}]", field), _element(y, f"vertices[{i}]", field)) for i, (x, y) in enumerate(entries)]


def _element(value: Any, where: str, field: Field) -> Any:
    """A rational number, or over a number field the list of the coefficients of an element."""
    if not isinstance(value, list):
        return _number(value, where)
    if field is Q:
        raise ValueError(f'{where}: a list of coefficients is an element of a number field, but there is no "field"')
    return [_number(c, where) for c in value]


def _number(value: Any, where: str) -> Any:
    try:
        return spelled(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def points_map(text: str) -> PLMap:
    """The map through points written "x,y x,y ...", as in "0,1/7 2/5,1 1,0" or "(0,1/7) (2/5,1) (1,0)"; also 1e-3, which is 1/1000.

    Raises ValueError naming the point that is wrong.
    """
    parts = [re.sub(r"^\((.*)\)$", r"\1", part) for part in re.sub(r"\s*,\s*", ",", text).split()]
    points = [tuple(part.split(",")) for part in parts]
    for part, point in zip(parts, points, strict=True):
        if len(point) != 2:
            raise ValueError(f"--points: {part[:60]!r} is not x,y")
    if not points:
        raise ValueError('--points is empty; write "x,y x,y ..."')
    return PLMap([[_with_exponent(z) for z in point] for point in points])


def _with_exponent(text: str) -> Any:
    """The number of a spelling such as 1e-3; any other text as it is, for the map to read or to refuse."""
    try:
        return decimal_literal(text)
    except ValueError:
        return text


def map_json(f: Map) -> dict[str, Any]:
    """The canonical JSON object of a map: what stands in certificates."""
    text = f.field.text
    if isinstance(f, PLMap):
        vertices = [[text(x), text(y)] for x, y in f.vertices]
        return {"kind": "piecewise-linear", **field_json(f.field), "vertices": vertices}
    return {
        "kind": "polynomial",
        "coefficients": [text(c) for c in f.coefficients],
        "interval": [text(e) for e in f.interval],
    }


def field_json(field: Field) -> dict[str, Any]:
    """The entry "field" of a map file over a number field; nothing over Q."""
    if not isinstance(field, NumberField):
        return {}
    return {"field": {"minpoly": list(field.polynomial), "interval": [str(end) for end in field.interval]}}
