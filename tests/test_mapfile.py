"""Map files: what is read, what each fault says, and that writing and reading again changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import brute
from exactsep.maps.mapfile import MAX_BYTES, MAX_NUMBER, MAX_VERTICES, canonical, load_map, map_json, map_of_json, parse_map, points_map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from strategies import polynomials, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
LOGISTIC = PolynomialMap([0, "15/4", "-15/4"])

# -- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}', TENT),
        ('{"vertices": [[0, 0], ["0.5", 1], [1, 0]]}', TENT),
        ('{"vertices": [[0, 0], ["1/4", "1/2"], ["1/2", 1], [1, 0]], "name": "tent", "source": ["x"], "format": 7}', TENT),
        ('{"kind": "polynomial", "coefficients": ["0", "15/4", "-15/4"], "interval": ["0", "1"]}', LOGISTIC),
        (' {"coefficients": [0, "3.75", "-3.75", 0], "interval": [0, 1]}\n', LOGISTIC),
    ],
)
def test_reading(text: str, expected: Any) -> None:
    assert parse_map(text) == expected


NOT_A_NUMBER = 'is not a number: write an integer or a string such as "2/5"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ('{"vertices": [[0, 0],\n [1 1]]}', "not JSON: Expecting ',' delimiter at line 2, column 5"),
        ('\ufeff{"vertices": []}', "not JSON: Unexpected UTF-8 BOM (decode using utf-8-sig) at line 1, column 1"),
        ("[" * 200_000, "nested too deeply"),
        ("[[0, 0], [1, 1]]", "a map file holds one JSON object, not list"),
        ('"tent"', "a map file holds one JSON object, not str"),
        ("null", "a map file holds one JSON object, not NoneType"),
        ('{"kind": "spline", "vertices": []}', "kind 'spline' is unknown; known: piecewise-linear, polynomial"),
        ('{"kind": ["polynomial"], "vertices": []}', "kind ['polynomial'] is unknown; known: piecewise-linear, polynomial"),
        ('{"kind": "", "vertices": [[0, 0], [1, 1]]}', "kind '' is unknown; known: piecewise-linear, polynomial"),
        ('{"kind": 0, "vertices": [[0, 0], [1, 1]]}', "kind 0 is unknown; known: piecewise-linear, polynomial"),
        ('{"vertices": [[0, 0], [1, 1]], "vertexes": 1}', "unknown field 'vertexes' in a piecewise-linear map"),
        ('{"vertices": [[0, 0], [1, 1]], "interval": [0, 1]}', "unknown field 'interval' in a piecewise-linear map"),
        ('{"coefficients": [0, 1], "vertices": []}', "unknown field 'vertices' in a polynomial map"),
        ("{}", "field 'vertices' is missing in a piecewise-linear map"),
        ('{"coefficients": [0, 1]}', "field 'interval' is missing in a polynomial map"),
        ('{"kind": "polynomial", "interval": [0, 1]}', "field 'coefficients' is missing in a polynomial map"),
        ('{"vertices": "0,0 1,1"}', "vertices must be a list"),
        ('{"coefficients": 3, "interval": [0, 1]}', "coefficients must be a list"),
        ('{"coefficients": [0, 1], "interval": "0 1"}', "interval must be a list"),
        ('{"vertices": [[0, 0], [1]]}', "vertices[1] must be a pair [x, y]"),
        ('{"vertices": [[0, 0], "11"]}', "vertices[1] must be a pair [x, y]"),
        ('{"vertices": [[0, 0], [1, 1, 1]]}', "vertices[1] must be a pair [x, y]"),
        ('{"vertices": [[0, 0], [1, null]]}', f"vertices[1]: None {NOT_A_NUMBER}"),
        ('{"vertices": [[true, 0], [1, 1]]}', f"vertices[0]: True {NOT_A_NUMBER}"),
        (
            '{"vertices": [[0, 0], [1, ["1"]]]}',
            'vertices[1]: a list of coefficients is an element of a number field, but there is no "field"',
        ),
        ('{"coefficients": [0, {}], "interval": [0, 1]}', "coefficients: {} " + NOT_A_NUMBER),
        ('{"coefficients": [0, 1], "interval": [0, false]}', f"interval: False {NOT_A_NUMBER}"),
        ('{"vertices": [[0, 0], [1, 0.5]]}', 'vertices[1]: the number 0.5 is a float; write it exactly, as a string: "0.5" or "p/q"'),
        ('{"vertices": [[0, 0], [1, NaN]]}', 'vertices[1]: the number NaN is a float; write it exactly, as a string: "p/q"'),
        ('{"vertices": [[0, 0], [1, -Infinity]]}', 'vertices[1]: the number -Infinity is a float; write it exactly, as a string: "p/q"'),
        (
            '{"vertices": [[0, 0], [1, 1e999999999]]}',
            'vertices[1]: the number 1e999999999 is a float; write it exactly, as a string: "p/q"',
        ),
        ('{"vertices": [[0, 0], [1, 1]], "vertices": []}', "the key 'vertices' occurs twice"),
        ('{"vertices": [[0, 0], [1, 1]], "name": {"a": 1, "b": 2, "a": 3}}', "the key 'a' occurs twice"),
        ('{"vertices": []}', "a map needs at least two vertices, here there are 0"),
        ('{"vertices": [[0, 0], [1, "one"]]}', "vertices[1]: 'one' is not a rational number: write p/q, an integer or an exact decimal"),
        ('{"vertices": [[1, 0], [0, 1]]}', "vertices out of order: vertices[0] has x = 1, vertices[1] has x = 0, but 1 < 0 is needed"),
        ('{"coefficients": [], "interval": [0, 1]}', "a polynomial map needs at least one coefficient"),
        ('{"coefficients": [1], "interval": [0]}', "interval must be a pair a, b, not [0]"),
        ('{"coefficients": [1], "interval": [1, 0]}', "interval: a < b is needed, here a = 1, b = 0"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        parse_map(text)


@pytest.mark.parametrize("field", ["coefficients", "interval"])
def test_bad_numbers_of_polynomials_are_located(field: str) -> None:
    data = {"coefficients": ["0", "1"], "interval": ["0", "1"]} | {field: ["0", "one"]}
    with pytest.raises(ValueError, match="'one' is not a rational number") as caught:
        map_of_json(data)
    assert field in str(caught.value), "the message does not name the field"


def test_suggested_spellings_of_floats_can_be_followed() -> None:
    """The advice for a JSON float is to put it between quotes."""
    assert parse_map('{"vertices": [[0, 0], [1, "0.5"]]}') == PLMap([(0, 0), (1, "1/2")])
    with pytest.raises(ValueError, match="is a float") as caught:
        parse_map('{"vertices": [[0, 0], [1, 25e-3]]}')
    proposed = str(caught.value).split('as a string: "')[1].split('"')[0]
    assert parse_map(f'{{"vertices": [[0, 0], [1, "{proposed}"]]}}') == PLMap([(0, 0), (1, "1/40")])


def test_limits() -> None:
    def with_height(text: str) -> str:
        return f'{{"vertices": [[0, 0], [1, {text}]]}}'

    assert parse_map(with_height("9" * MAX_NUMBER)) == PLMap([(0, 0), (1, 10**MAX_NUMBER - 1)])
    with pytest.raises(ValueError, match=f"a number of {MAX_NUMBER + 1} digits, over the limit of {MAX_NUMBER}"):
        parse_map(with_height("9" * (MAX_NUMBER + 1)))
    with pytest.raises(
        ValueError, match=rf"vertices\[1\]: a number of {2 * MAX_NUMBER + 1} characters, over the limit of {2 * MAX_NUMBER}"
    ):
        parse_map(with_height(f'"{"9" * (2 * MAX_NUMBER + 1)}"'))
    with pytest.raises(ValueError, match="over the limit"):
        parse_map(with_height(f'"{"9" * (MAX_NUMBER + 1)}"'))
    with pytest.raises(ValueError, match=f"{MAX_VERTICES + 1} vertices, over the limit of {MAX_VERTICES}"):
        map_of_json({"vertices": [[i, i % 2] for i in range(MAX_VERTICES + 1)]})
    assert map_of_json({"vertices": [[i, i % 2] for i in range(MAX_VERTICES)]}).pieces == MAX_VERTICES - 1


# -- files ----------------------------------------------------------------------------------------------


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "tent.json"
    path.write_text(json.dumps(map_json(TENT)))
    assert load_map(path) == load_map(str(path)) == TENT


def test_floats_are_refused_in_fields_that_are_not_read() -> None:
    """As the checker refuses them: one file, one verdict."""
    with pytest.raises(ValueError, match=r"the number 0\.5 is a float"):
        parse_map('{"vertices": [[0, 0], [1, 1]], "source": 0.5}')
    with pytest.raises(ValueError, match="coefficients: a number of 4001 digits"):
        parse_map('{"coefficients": [0, ' + "7" * 4001 + '], "interval": [0, 1]}')


def test_unreadable_files(tmp_path: Path) -> None:
    for name, content, message in [
        ("latin.json", b'{"name": "caf\xe9"}', "not a UTF-8 text file"),
        ("bad.json", b"{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        (
            "float.json",
            b'{"vertices": [[0, 0.5]]}',
            'vertices[0]: the number 0.5 is a float; write it exactly, as a string: "0.5" or "p/q"',
        ),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=brute.exactly(f"{tmp_path / name}: {message}")):
            load_map(tmp_path / name)
    for missing, message in [("nowhere.json", "No such file or directory"), (".", "Is a directory")]:
        with pytest.raises(ValueError, match=brute.exactly(f"{tmp_path / missing}: {message}")):
            load_map(tmp_path / missing)
    with pytest.raises(ValueError, match=r"by its path, not by .\\x00"):
        load_map("\0")


def test_huge_files(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as handle:
        handle.truncate(10**9)
    with pytest.raises(ValueError, match=brute.exactly(f"{path}: 1000000000 bytes, over the limit of {MAX_BYTES} bytes")):
        load_map(path)


def test_endless_files(tmp_path: Path) -> None:
    """A size of 0 does not mean that the file ends: devices are refused, or read up to the limit only."""
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29)); resource.setrlimit(resource.RLIMIT_CPU, (20, 20))"
    )
    program += (
        "\nfrom exactsep.maps.mapfile import load_map\ntry:\n    load_map('/dev/zero')\nexcept ValueError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.strip().splitlines()[-1:]
    assert done.stdout.startswith("/dev/zero: ")


# -- points on the command line -----------------------------------------------------------------------------


def test_points() -> None:
    assert points_map("0,0 1/2,1 1,0") == TENT
    assert points_map("0,0 5e-1,1 1e0,0") == TENT
    assert points_map("  0,1/7\t0.4,1\n1,0 ") == PLMap([(0, "1/7"), ("2/5", 1), (1, 0)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", '--points is empty; write "x,y x,y ..."'),
        ("  ", '--points is empty; write "x,y x,y ..."'),
        ("0,0 1", "--points: '1' is not x,y"),
        ("0,0 1,2,3", "--points: '1,2,3' is not x,y"),
        ("0,0 1,", "vertices[1]: '' is not a rational number: write p/q, an integer or an exact decimal"),
        ("0,0", "a map needs at least two vertices, here there are 1"),
        ("0,0 0,1", "two values at one x: vertices[0] has x = 0, vertices[1] has x = 0, but 0 < 0 is needed"),
    ],
)
def test_bad_points(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        points_map(text)


# -- writing ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(self_maps())
def test_piecewise_round_trip(f: PLMap) -> None:
    data = map_json(f)
    assert parse_map(json.dumps(data)) == f
    assert map_json(parse_map(canonical(data))) == data
    assert [[Fraction(x), Fraction(y)] for x, y in data["vertices"]] == [[x, y] for x, y in f.vertices]


@settings(max_examples=40)
@given(polynomials())
def test_polynomial_round_trip(f: PolynomialMap) -> None:
    data = map_json(f)
    assert parse_map(json.dumps(data)) == f
    assert map_json(parse_map(canonical(data))) == data
    assert [Fraction(c) for c in data["coefficients"]] == list(f.coefficients)


def test_canonical_json() -> None:
    assert canonical(map_json(TENT)) == '{"kind":"piecewise-linear","vertices":[["0","0"],["1/2","1"],["1","0"]]}'
    assert canonical(map_json(LOGISTIC)) == '{"coefficients":["0","15/4","-15/4"],"interval":["0","1"],"kind":"polynomial"}'
    assert canonical({"b": ["é"], "a": 1}) == '{"a":1,"b":["\\u00e9"]}'
    assert map_json(PolynomialMap([0])) == {"kind": "polynomial", "coefficients": ["0"], "interval": ["0", "1"]}


def test_equal_maps_have_equal_canonical_json() -> None:
    spelled = parse_map('{"vertices": [["0.0", "-0"], ["2/8", "0.50"], ["5/10", "1"], [1, 0]], "name": "x"}')
    assert canonical(map_json(spelled)) == canonical(map_json(TENT))
