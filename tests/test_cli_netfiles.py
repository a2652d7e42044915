"""`exactsep net info` and `exactsep net convert`: what they print, and one line for each file that is no network."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

from test_cli_support import Runner

NET = {
    "layers": [
        {"weights": [["1"], ["-1/3"]], "bias": [0, "1/2"]},
        {"weights": [[1, 2, "-7/2"]], "bias": [0.5], "sources": [0, 1], "activation": {"leaky": "1/4"}},
        {"weights": [[2]], "bias": [0]},
    ]
}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own, in which net.json is a network."""
    monkeypatch.chdir(tmp_path)
    Path("net.json").write_text(json.dumps(NET))
    return Runner(capfd)


def test_info(run: Runner) -> None:
    data = run("net", "info", "net.json", "--json").data
    assert data == {
        "input": "net.json",
        "notes": [],
        "inputs": 1,
        "outputs": 1,
        "depth": 2,
        "widths": [2, 1],
        "parameters": 10,
        "nonzero": 8,
        "activations": ["relu", {"breaks": ["0"], "slopes": ["1/4", "1"], "value": "0"}, "identity"],
        "skip_connections": {"1": [0, 1]},
        "largest_weight": "7/2",
        "bits": 3,
        "float32": False,
        "float64": False,
        "max_pieces": "6",
    }
    out = run("net", "info", "net.json").out
    for line in (
        "inputs, outputs      1, 1\n",
        "hidden layers        2, of 2, 1 units\n",
        "weights and biases   10, of which 8 are not 0\n",
        "skip connections     layers[1] reads the input and layers[0]\n",
        "largest modulus      7/2 = 3.5\n",
        "longest number       3 bits (numerator or denominator)\n",
        "exact as floats      not all numbers are float64\n",
        "pieces on a segment  at most 6 (T1)\n",
        "This is the network over the real numbers with exactly these weights; that is\n",
    ):
        assert line in out
    assert "activations relu (1 layer), leaky relu of slope 1/4 (1 layer), identity (1 layer) skip" in " ".join(out.split())
    assert "assumed" not in out


def test_convert(run: Runner) -> None:
    assert run("net", "convert", "net.json", "-o", "copy.json").out == "Written to copy.json, with exactly the same weights.\n"
    copy, info = run("net", "info", "copy.json", "--json").data, run("net", "info", "net.json", "--json").data
    assert copy == {**info, "input": "copy.json"}
    np.savez("plain.npz", W0=np.array([[1.0], [2]]), b0=np.array([0, 0.1]), W1=np.array([[1, 1.0]]))
    out = run("net", "convert", "plain.npz", "-o", "plain.json").out
    assert "ReLU is assumed behind every layer" in out
    assert "ReLU is assumed behind every layer" in run("net", "info", "plain.npz").out
    out = " ".join(run("net", "convert", "plain.json", "-o", "single.npz", "--dtype", "float32").out.split())
    assert out.startswith("Written to single.npz. Warning: 1 of 7 weights is not exactly representable in float32; the largest relative")
    data = run("net", "convert", "plain.json", "-o", "double.npz", "--json").data
    assert (data["input"], data["output"], data["warnings"], data["float32"], data["float64"]) == (
        "plain.json",
        "double.npz",
        [],
        False,
        True,
    )


def test_convert_onnx(run: Runner) -> None:
    pytest.importorskip("onnx", reason="the extra onnx is not installed")
    out = " ".join(run("net", "convert", "net.json", "-o", "net.onnx").out.split())
    assert "Warning: 1 of 11 weights is not exactly representable in float64; the largest relative error is about 5.5e-17" in out
    data = run("net", "info", "net.onnx", "--json").data
    assert (data["widths"], data["skip_connections"], data["float64"]) == ([2, 1], {"1": [0, 1]}, True)


def test_numbers_of_activations_count(run: Runner) -> None:
    """A slope of 1/3 is no float, and a break of 2^-1000 is a float64 of 1001 bits."""
    for act, bits, single, double in (
        ('{"leaky": "1/3"}', 2, False, False),
        ('{"breaks": [%r], "slopes": [0, 1], "value": 0}' % 2.0**-1000, 1001, False, True),
        ('{"clip": [-1, 0.5]}', 2, True, True),
    ):
        Path("act.json").write_text('{"layers": [{"weights": [[1]], "bias": [0], "activation": ACT}]}'.replace("ACT", act))
        data = run("net", "info", "act.json", "--json").data
        assert (data["bits"], data["float32"], data["float64"]) == (bits, single, double)
    Path("one.json").write_text('{"layers": [{"weights": [[1]], "bias": [0]}, {"weights": [[0]], "bias": [0]}]}')
    out = run("net", "info", "one.json").out
    for line in (
        "hidden layers        1, of 1 unit\n",
        "longest number       1 bit (numerator or denominator)\n",
        "weights and biases   4, of which 1 is not 0\n",
        "exact as floats      all numbers are float32\n",
    ):
        assert line in out


def test_what_was_assumed_is_said(run: Runner) -> None:
    """Whether rows or columns are units: said where both are possible, and where matrices were transposed."""
    activations = "The file does not say the activations: ReLU is assumed behind every layer but the last."
    transposed = "The matrices were transposed: their shapes fit together only if columns are units, as in Keras."
    either = "The shapes do not say whether rows or columns are units: rows are, as in torch.nn.Linear."
    for arrays, notes in (
        ({"W0": np.ones((2, 3)), "b0": np.ones(2)}, [activations]),
        ({"W0": np.ones((2, 3)), "b0": np.ones(3)}, [transposed, activations]),
        ({"W0": np.ones((3, 2)), "W1": np.ones((2, 1))}, [transposed, activations]),
        ({"W0": np.ones((3, 1)), "W1": np.ones((1, 3))}, [either, activations]),
        ({"W0": np.array([[1, 2], [3, 4]]), "b0": np.ones(2)}, [either, activations]),
        ({"W0": np.array([[1, 2], [2, 4]]), "b0": np.ones(2)}, [activations]),  # symmetric
    ):
        np.savez("a.npz", **arrays)
        for command in (("info", "a.npz"), ("convert", "a.npz", "-o", "a.json")):
            found = run("net", *command, "--json").data["notes"]
            assert [line[: len(start)] for line, start in zip(found, notes, strict=True)] == notes
            assert " ".join(notes) in " ".join(run("net", *command).out.split()).replace(" Transpose the matrices if this is wrong.", "")
    assert run("net", "info", "a.json", "--json").data["notes"] == []
    np.savez("tent.npz", W0=np.ones((2, 1)), b0=np.array([0, -0.5]), W1=np.array([[2.0, -4]]))
    Path("claims.json").write_text('{"pieces": 2}')
    for command in (["pieces"], ["distance", "tent.npz"], ["versus", "tent", "-t", 3], ["crosscheck", "--claim", "claims.json"]):
        arguments = ("net", command[0], "tent.npz", *command[1:])
        assert run(*arguments, "--json").data["notes"] == [activations]
        assert activations in " ".join(run(*arguments).out.split())


def test_what_a_dtype_loses_is_said(run: Runner) -> None:
    Path("tiny.json").write_text(
        '{"layers": [{"weights": [[1, 1e-50, "1e-60", 0.1]], "bias": [1e-49]}]}'.replace('"1e-60"', f'"1/{10**60}"')
    )
    first, second = run("net", "convert", "tiny.json", "-o", "tiny.npz", "--dtype", "float32", "--json").data["warnings"]
    assert first.startswith("4 of 5 weights are not exactly representable in float32; the largest relative error is about 1: ")
    assert second == "3 weights of up to about 9.9e-50 in modulus became 0 in float32"  # the float64 is a little below 1e-49
    Path("large.json").write_text('{"layers": [{"weights": [[1e50]], "bias": [0]}]}')
    message = run.refused("net", "convert", "large.json", "-o", "large.npz", "--dtype", "float32")
    assert message.endswith("is too large for float32: it would become infinite; write float64 or a .json file")
    Path("larger.json").write_text('{"layers": [{"weights": [["1%s"]], "bias": [0]}]}' % ("0" * 400))
    message = run.refused("net", "convert", "larger.json", "-o", "large.npz")
    assert message.endswith("is too large for float64: it would become infinite; write a .json file")
    assert not Path("large.npz").exists()


def keys_in_help(run: Runner, command: str) -> set[str]:
    """The words of the paragraph about --json."""
    return set(re.findall(r"\w+", run("net", command, "--help").out.split("Keys of --json:")[1].split("Examples:")[0]))


def test_the_help_lists_all_keys(run: Runner) -> None:
    """One name, one meaning: input is what is read, file the certificate, output the network that is written."""
    Path("tent.json").write_text('{"layers": [{"weights": [[1], [1]], "bias": [0, "-1/2"]}, {"weights": [[2, -4]], "bias": [0]}]}')
    Path("claims.json").write_text('{"breakpoints": [0.25], "pieces": 2}')
    for command, arguments in (
        ("info", ["tent.json"]),
        ("convert", ["tent.json", "-o", "copy.json"]),
        ("pieces", ["tent.json", "-o", "c.json"]),
        ("distance", ["tent.json", "tent.json", "-o", "c.json"]),
        ("versus", ["tent.json", "tent", "-t", 4]),
        ("crosscheck", ["tent.json", "--claim", "claims.json"]),
        ("realize", ["tent", "-t", 2, "-o", "c.json"]),
    ):
        data = json.loads(run("net", command, *arguments, "--json").out)
        words = keys_in_help(run, command) | (keys_in_help(run, "info") if command == "convert" else set())  # as in net info
        inner = {key for entry in data.get("entries", []) for key in entry} | {
            key for one in data.get("bounds", {}).values() for key in one
        }
        assert set(data) | inner <= words, set(data) - words
        assert data.get("input", "tent.json") == "tent.json"
        assert data.get("other", "tent.json") == "tent.json"
        assert data.get("file", "c.json") == "c.json"


def test_wrong_files(run: Runner) -> None:
    Path("folder.npz").mkdir()
    Path("nan.json").write_text('{"layers": [{"weights": [[NaN]], "bias": [0]}]}')
    Path("shape.json").write_text('{"layers": [{"weights": [[1]], "bias": [0]}, {"weights": [[1, 2]], "bias": [0]}]}')
    np.savez("none.npz")
    run("net", "realize", "golden", "--iterate", 2, "--network", "golden.json")
    np.savez("inf.npz", W0=np.array([[np.inf]]))
    np.savez("shape.npz", W0=np.ones((2, 3)), W1=np.ones((4, 5)))
    for suffix in ("json", "onnx", "npz"):
        Path(f"empty.{suffix}").touch()
        with open(f"huge.{suffix}", "wb") as huge:
            huge.truncate(2**30)
    Path("cut.json").write_text(json.dumps(NET)[:-9])
    Path("net.txt").touch()
    before = sorted(os.listdir())
    for name, message in (
        ("nan.json", "nan.json: layers[0].weights[0][0]: the number NaN is not finite"),
        ("shape.json", "shape.json: layers[1] takes 2 inputs, but layers[0] has 1 unit"),
        ("inf.npz", "inf.npz: W0[0][0] is inf, but weights must be finite"),
        ("shape.npz", "shape.npz: W1 has shape (4, 5), but W0 has 2 rows: rows are units, columns what they read"),
        ("empty.json", "empty.json: the file is empty"),
        ("empty.onnx", "empty.onnx: the file is empty"),
        ("empty.npz", "empty.npz: the file is empty"),
        ("huge.json", "huge.json: 1073741824 bytes, over the limit of 67108864 bytes"),
        ("huge.onnx", "huge.onnx: 1073741824 bytes, over the limit of 268435456 bytes"),
        ("huge.npz", "huge.npz: 1073741824 bytes, over the limit of 268435456 bytes"),
        ("cut.json", "cut.json: not JSON: "),
        ("folder.npz", "folder.npz: a directory, not a network file"),
        ("net.txt", "net.txt: the suffix '.txt' is not that of a network file; known: .json, .onnx, .npz, .pt, .pth"),
        ("none.npz", "none.npz: there are no arrays of weights in it, such as W0, b0"),
        ("golden.json", "golden.json: field: this network has weights over a number field"),
        ("none.onnx", "none.onnx: No such file or directory"),
    ):
        assert run.refused("net", "info", name).startswith(message)
        assert run.refused("net", "convert", name, "-o", "out.json").startswith(message)
    assert sorted(os.listdir()) == before


def test_wrong_outputs(run: Runner) -> None:
    run("net", "realize", "tent", "--iterate", 2, "-o", "c.json")
    for arguments, message in (
        (("net.json",), "-o FILE is missing: where to write the network"),
        (("net.json", "-o", "net.json"), "-o net.json would overwrite the file that the network is read from"),
        (("net.json", "-o", "out.pt"), "out.pt: the suffix '.pt' is not that of a network file; known: .json, .onnx, .npz"),
        (("net.json", "-o", "none/out.json"), "cannot write none/out.json: there is no directory"),
        (("net.json", "-o", "out.json", "--dtype", "float32"), "a .json file holds the exact weights; a dtype is for .onnx and .npz"),
        (("net.json", "-o", "out.npz", "--dtype", "half"), "Invalid value for '--dtype': 'half' is not one of"),
        (("net.json", "-o", "out.npz"), ".npz files hold no skip connections, but layers[1] has one; write .json or .onnx"),
        (("c.json", "-o", "out.json"), "c.json: this is a certificate, not a network; its network is what stands in claim.network"),
        ((), "Missing argument 'FILE'"),
    ):
        assert run.refused("net", "convert", *arguments).startswith(message)
    assert sorted(os.listdir()) == ["c.json", "net.json"]
