"""`exactsep export`: certificates as Coq files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from test_cli_support import Runner

TENT = ("certify", "tent", "--iterate", 20, "-o", "tent.json")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own, with one certificate in it."""
    monkeypatch.chdir(tmp_path)
    runner = Runner(capfd)
    runner(*TENT)
    return runner


def test_the_file_is_printed_written_or_json(run: Runner) -> None:
    printed, written = run("export", "tent.json", "--coq"), run("export", "tent.json", "--coq", "-o", "tent.v")
    assert (printed.code, printed.err, written.code, written.out, written.err) == (0, "", 0, "Written to tent.v.\n", "")
    text = Path("tent.v").read_text()
    assert printed.out == text
    assert "Theorem far_from_few_pieces" in text
    assert run("export", "tent.json", "--coq", "--json").data == {"input": "tent.json", "output": None, "coq": text}
    assert run("export", "tent.json", "--coq", "-o", "again.v", "--json").data == {"input": "tent.json", "output": "again.v"}
    assert Path("again.v").read_text() == text


@pytest.mark.parametrize("name", ["tent-20.v", "20.v", "tent", "tent.txt", "a b.v", ".v", "é.v", "x.v\n"])
def test_names_that_coqc_does_not_take(run: Runner, name: str) -> None:
    result = run("export", "tent.json", "--coq", "-o", name)
    assert (result.code, result.out) == (2, "")
    assert "coqc wants a name of letters, digits and _ that ends in .v" in result.err
    assert not Path(name).exists()


def test_what_cannot_be_exported(run: Runner) -> None:
    Path("other.json").write_text(json.dumps({"format": "exactsep-certificate/1", "claim": {"kind": "entropy"}}))
    Path("later.json").write_text(json.dumps({"format": "exactsep-certificate/2", "claim": {"kind": "sup"}}))
    Path("bare.json").write_text(json.dumps({"claim": {"kind": "sup"}}))
    for line, message in (
        (("tent.json",), "export writes Coq files: give --coq"),
        (("none.json", "--coq"), "No such file"),
        (("other.json", "--coq"), "a certificate of the kind 'entropy' has no Coq form yet"),
        (("later.json", "--coq"), "later.json: the format is 'exactsep-certificate/2' and not 'exactsep-certificate/1'"),
        (("bare.json", "--coq"), "bare.json: the format is 'None' and not 'exactsep-certificate/1'"),
    ):
        result = run("export", *line)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert message in result.err
