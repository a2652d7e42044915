"""The README is a doctest: its fenced blocks that begin with >>> run from top to bottom as one session."""

import doctest
import re
from fractions import Fraction
from pathlib import Path

import pytest

from exactsep.maps.mapfile import parse_map
from exactsep.networks.files.netfile import parse_network

README = Path(__file__).parent.parent / "README.md"
FENCED = re.compile(r"^```[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def only_sessions(markdown: str) -> str:
    """The blocks that begin with >>>, on the lines where they stand; all other lines are blank."""
    lines = ["\n"] * (markdown.count("\n") + 1)
    for block in FENCED.finditer(markdown):
        if block[1].startswith(">>> "):
            start = markdown.count("\n", 0, block.start(1))
            kept = block[1].splitlines(keepends=True)
            lines[start : start + len(kept)] = kept
    return "".join(lines)


def test_only_sessions_are_kept_and_keep_their_lines() -> None:
    markdown = "text\n```python\n>>> 1\n1\n```\n```sh\nls\n```\n"
    assert only_sessions(markdown).splitlines() == ["", "", ">>> 1", "1", "", "", "", "", ""]


def test_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    markdown = README.read_text(encoding="utf-8")
    session = doctest.DocTestParser().get_doctest(only_sessions(markdown), {}, README.name, str(README), 0)
    prompts = len(re.findall(r"^\s*>>> ", markdown, re.MULTILINE))
    assert len(session.examples) == prompts, "a >>> in README.md stands outside of a fenced block that begins with >>>"

    monkeypatch.chdir(tmp_path)
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=report.append)
    assert results.failed == 0, "".join(report)


def test_files_in_the_readme_are_read() -> None:
    lines = [line.strip() for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("    {")]
    nets = [parse_network(line) for line in lines if '"layers"' in line]
    maps = [parse_map(line) for line in lines if '"layers"' not in line]
    assert (len(nets), len(maps)) == (1, 3)
    for x in map(Fraction, ("0", "1/3", "1/2", "3/4", "1")):
        assert nets[0](x) == 1 - abs(1 - 2 * x)
