"""The gallery: what `make gallery` writes is what is there, and the checker accepts all of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from make_gallery import GALLERY, make

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "proofs" / "certificates"
FILES = sorted(FOLDER.glob("*.json"))


def test_gallery_is_complete() -> None:
    assert {path.stem for path in FILES} == set(GALLERY)
    data = [json.loads(path.read_text()) for path in FILES]
    assert all(list(d) == ["format", "map", "claim", "evidence"] for d in data)
    assert len(data) >= 12
    assert len({json.dumps(d["map"]) for d in data}) >= 8
    assert {d["claim"]["kind"] for d in data} == {"cycle", "crossings", "growth", "sup", "sign", "exact"}


def test_gallery_is_accepted_by_the_isolated_checker() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "check.py"), *map(str, FILES), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    verdicts = json.loads(done.stdout)
    assert [v["reason"] for v in verdicts] == [None] * len(FILES)
    assert done.returncode == 0


@pytest.mark.parametrize("name", sorted(GALLERY))
def test_gallery_is_what_the_generator_makes(name: str) -> None:
    """The claims and the maps; evidence of the same claim may differ between versions of the libraries that search for it."""
    stored, made = json.loads((FOLDER / f"{name}.json").read_text()), make(name).data
    assert (made["map"], made["claim"]) == (stored["map"], stored["claim"])
