"""The gallery: what `make gallery` writes is what is there, and the checker accepts all of it."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import check
from make_gallery import NAMES, make

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "proofs" / "certificates"
FILES = sorted(FOLDER.glob("*.json"))


def test_gallery_is_complete() -> None:
    assert {path.stem for path in FILES} == set(NAMES)
    data = [json.loads(path.read_text()) for path in FILES]
    assert all([key for key in d if key != "map"] == ["format", "claim", "evidence"] for d in data)
    assert len(data) >= 12
    assert len({json.dumps(d.get("map")) for d in data}) >= 8
    assert {d["claim"]["kind"] for d in data if "map" in d} == set(check.KINDS)
    assert {d["claim"]["kind"] for d in data if "map" not in d} == set(check.NETWORK_KINDS)


def test_gallery_is_accepted_by_the_isolated_checker() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "check.py"), *map(str, FILES), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    verdicts = json.loads(done.stdout)
    assert [v["reason"] for v in verdicts] == [None] * len(FILES)
    assert done.returncode == 0


@pytest.mark.parametrize("name", sorted(NAMES))
def test_gallery_is_what_the_generator_makes(name: str) -> None:
    """The claims and the maps; evidence of the same claim may differ between versions of the libraries that search for it."""
    stored, made = json.loads((FOLDER / f"{name}.json").read_text()), make(name).data
    assert made.get("map") == stored.get("map")
    for key in ("error", "upper", "l1"):  # of L1 bounds: floats propose the functions and the prices
        if isinstance(made["claim"].get(key), str) and "l1" in (key, made["claim"]["kind"]):
            new, old = Fraction(made["claim"].pop(key)), Fraction(stored["claim"].pop(key))
            assert abs(new - old) <= old / 100
    assert made["claim"] == stored["claim"]
