"""The command line as such: help, starting, exit codes, one line for each error, and what is never a traceback."""

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import exactsep
from exactsep.certificates.certificate import Certificate
from exactsep.cli import main, plain_check
from exactsep.cli.app import exactsep as group
from exactsep.cli.overview import COMMANDS, OVERVIEW
from test_cli_support import Result, Runner, environment, program

TENT = '{"vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}'


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


# -- help ----------------------------------------------------------------------------------------


def test_overview_lists_all_commands(run: Runner) -> None:
    assert run("--help") == Result(0, f"{OVERVIEW}\n", "")
    assert run() == Result(0, f"{OVERVIEW}\n", "")
    assert max(map(len, OVERVIEW.splitlines())) < 80
    for name, line in COMMANDS.items():
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert f"  {name} " in OVERVIEW
        assert (command.help or "").splitlines()[0] == line


def examples(text: str) -> Iterator[list[str]]:
    """The command lines below "Examples:" in a help text."""
    for line in text.partition("Examples:")[2].partition("Options:")[0].splitlines():
        if line.strip().startswith("exactsep "):
            yield shlex.split(line)[1:]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_examples_in_the_help_run(run: Runner, command: str) -> None:
    Path("mymap.json").write_text(TENT)
    Path("g.json").write_text('{"vertices": [["0", "1/3"], ["1", "2/3"]]}')
    shown = run(*[command] * bool(command), "--help")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    found = list(examples(shown.out))
    assert len(found) >= 2
    if command in ("", "check", "export"):
        run("certify", "tent", "--iterate", 5, "-o", "tent.json")
        run("cycles", "tent", "--period", 3, "-o", "cycle.json")
    for arguments in found:
        result = run(*arguments)
        assert (result.code, result.err) == (0, ""), (arguments, result)
        assert result.out.strip()


# -- starting --------------------------------------------------------------------------------------


def test_the_package_is_cheap_to_import() -> None:
    """`import exactsep` and `exactsep --help` load neither click nor anything heavy; a plain check adds nothing."""
    heavy = "{'click', 'rich', 'flint', 'gmpy2', 'networkx', 'sympy', 'numpy', 'subprocess', 'typing', 'json'}"
    for start in ("import exactsep", "sys.argv = ['exactsep', '--help']; from exactsep.cli import main; main()"):
        code = f"import sys; before = set(sys.modules); {start}; print('loaded', *({heavy} & set(sys.modules)) - before)"
        done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=environment())
        assert done.stdout.endswith("loaded\n"), done.stdout


def test_names_of_the_package() -> None:
    for name in exactsep.__all__:
        assert getattr(exactsep, name) is not None
    assert set(exactsep.__all__) <= set(dir(exactsep))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = exactsep.nothing
    assert set(exactsep._HOMES) | {"__version__"} == set(exactsep.__all__)


def test_python_api(tmp_path: Path) -> None:
    from exactsep import PLMap, certify, check

    file = certify(PLMap([(0, 0), ("1/2", 1), (1, 0)]), iterate=40).save(tmp_path / "tent.json")
    verdict = check(file)
    assert verdict["accepted"] is True
    assert f"at most {2**40 - 1} pieces" in verdict["theorem"]
    with pytest.raises(ValueError, match=r"cannot read .*none\.json: no such file"):
        check(tmp_path / "none.json")
    with pytest.raises(ValueError, match="no certificate given"):
        check()


def test_version(run: Runner) -> None:
    assert run("--version") == Result(0, f"exactsep {exactsep.__version__}\n", "")


def test_main_is_a_click_command() -> None:
    result = CliRunner().invoke(main, ["maps", "--json"])
    assert result.exit_code == 0
    assert '"tent"' in result.output


def test_module_runs_as_a_program(tmp_path: Path) -> None:
    assert program("--help", cwd=tmp_path) == Result(0, f"{OVERVIEW}\n", "")
    assert program("certify", "tent", "--iterate", 3, "-o", "t.json", cwd=tmp_path).code == 0
    assert program("certify", "--iterate", "x", cwd=tmp_path).code == 2


# -- the fast way to the checker ----------------------------------------------------------------------


def test_check_is_the_same_with_and_without_click(run: Runner) -> None:
    run("certify", "tent", "--iterate", 4, "-o", "good.json")
    Path("bad.json").write_text(Path("good.json").read_text().replace("15", "16"))
    Path("map.json").write_text(TENT)
    Path("other.json").write_text('{"vertices": [[0, 0], [1, 1]]}')
    Path("wrong.json").write_text('{"vertices": [[0, 0.5], [1, 1]]}')
    plain = [["good.json"], ["bad.json"], ["good.json", "bad.json", "--json"], ["good.json", "--latex"]]
    plain += [["good.json", "--map", f"{name}.json"] for name in ("map", "other", "wrong")]
    for options in plain:
        assert plain_check(options)
        assert program("check", *options) == run("check", *options)
    parsed = [[], ["none.json"], ["."], ["--help"], ["--map", "good.json"], ["good.json", "--map"], ["good.json", "--map", "tent"]]
    for options in [*parsed, ["good.json", "--json", "--latex"], ["good.json", "--foo"]]:
        assert not plain_check(options)


# -- errors -------------------------------------------------------------------------------------------


def test_usage_errors_take_one_line(run: Runner) -> None:
    assert run.refused("certfy", "tent") == "no command is called 'certfy'; did you mean 'certify'? (see exactsep --help)"
    assert run.refused("nothing").startswith("no command is called 'nothing' (see")
    assert "No such option" in run.refused("certify", "tent", "--itrate", 3)
    assert "--iterate" in run.refused("certify", "tent", "--iterate")
    assert "unexpected extra argument" in run.refused("certify", "tent", "tent", "--iterate", 3)
    assert "see exactsep check --help" in run.refused("check")
    assert "--period" in run.refused("cycles", "tent")
    assert "--pl" in run.refused("versus", "tent", "--iterate", 3)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "exactsep: interrupted\n"),
        (MemoryError(), 2, "exactsep: error: out of memory: this is too large for this machine\n"),
        (RecursionError(), 2, "exactsep: error: the input is nested too deeply\n"),
        (OSError(28, "No space left on device"), 2, "exactsep: error: No space left on device\n"),
        (ValueError("two\nlines, \x1b[31m and 1" + 80 * "0"), 2, "exactsep: error: two lines, \\x1b[31m and 100000000000...(81 digits)\n"),
        (BrokenPipeError(), 141, ""),
    ],
)  # fmt: skip
def test_no_traceback(run: Runner, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("exactsep.certificates.certify.certify", fail)
    monkeypatch.setattr("exactsep.cli.guard._give_up_output", lambda: 141)
    assert run("certify", "tent", "--iterate", 3) == Result(code, "", message)


def test_a_rejected_certificate_is_not_written(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Certificate, "check", lambda _: {"accepted": False, "reason": "claim.pieces is wrong", "theorem": None})
    for arguments in (["certify", "tent", "--iterate", "3"], ["growth", "tent"], ["cycles", "tent", "--period", "3"]):
        code, out, err = run(*arguments, "-o", "out.json")
        assert (code, out) == (1, "")
        assert err.startswith("exactsep: internal error: the independent checker rejects the certificate: claim.pieces is wrong;")
        assert "please report" in err
        assert list(Path().iterdir()) == []


def test_a_closed_pipe_is_silent() -> None:
    line = [sys.executable, "-m", "exactsep", "cycles", "tent", "--period", "12", "--limit", "1000"]
    for more in ([], ["--json"]):
        with subprocess.Popen([*line, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 141


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupt_is_one_line() -> None:
    """Also where the tests run in the background of a shell, whose processes ignore interrupts from the start."""
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); import exactsep.cli; sys.exit(exactsep.cli.main())"
    )
    line = [sys.executable, "-c", code, "cycles", "tent", "--period", "18", "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, "", "exactsep: interrupted\n")
