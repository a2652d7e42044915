"""What the independent checker rejects it rejects with the reason, and every `need` of it counts.

tests/cases/reject describes faults as changes of the certificates in tests/cases/accept, each with a part of the reason expected.
"""

import ast
import json
import sys
from typing import Any

import pytest

from checking import CASES, CHECKER, check, is_accepted, reason
from hostile_limits import LIMITS
from hostile_maxima import MAXIMA
from hostile_networks import NETWORKS
from hostile_paths import PATHS
from hostile_tapes import TAPES

REJECT = {
    f"{path.stem}/{name}": case for path in sorted((CASES / "reject").glob("*.json")) for name, case in json.loads(path.read_text()).items()
}


def patched(case: dict[str, Any]) -> tuple[bytes, bytes | None]:
    """The certificate and the map file of an entry of tests/cases/reject."""
    text = case.get("text") or (CASES / "accept" / f"{case['base']}.json").read_text()
    if "text" in case:
        pass
    elif "replace" in case:
        old, new = case["replace"]
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    else:
        certificate = json.loads(text)
        for path, value in case.get("set", {}).items():
            place, key = find(certificate, path)
            if isinstance(place, list) and key == len(place):
                place.append(value)
            else:
                place[key] = value
        for path in case.get("delete", ()):
            place, key = find(certificate, path)
            del place[key]
        text = json.dumps(certificate)
    text = text.replace('"<integer of 4001 digits>"', "1" * 4001)
    map_text = json.dumps(case["map_file"]).replace("<string of 4001 digits>", "1" * 4001) if "map_file" in case else None
    return text.encode(), map_text.encode() if map_text is not None else None


def find(value: Any, path: str) -> tuple[Any, str | int]:
    """The container and the key of a dotted path."""
    *keys, last = path.split(".")
    for key in keys:
        value = value[int(key) if isinstance(value, list) else key]
    return value, int(last) if isinstance(value, list) else last


@pytest.mark.parametrize("name", REJECT)
def test_rejected(name: str) -> None:
    case = REJECT[name]
    base = (CASES / "accept" / f"{case['base']}.json").read_bytes()
    assert is_accepted(base)
    data, map_data = patched(case)
    assert data != base or map_data is not None
    told = reason(data, map_data)
    assert case["reason"] in told
    assert "\n" not in told
    assert told.isascii()
    assert len(told) < 400


def test_every_need_has_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call of `need` in the checker is the one that rejects, in at least one case."""
    fired = set()

    def need(condition: bool, reason: str) -> None:
        if not condition:
            fired.add(sys._getframe(1).f_lineno)
            raise check.Rejected(reason)

    monkeypatch.setattr(check, "need", need)
    for case in REJECT.values():
        assert reason(*patched(case))
    for make, _ in (
        *LIMITS.values(),
        *(PATHS[name] for name in ("powers-T14", "class-work", "many-classes")),
        *(NETWORKS[name] for name in ("long-slope", "one-weight")),
        MAXIMA["maxima-of-many-inputs"],
        TAPES["long-grid"],
    ):
        assert reason(make())
    tree = ast.parse(CHECKER.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "need"]
    silent = {node.lineno: ast.unparse(node) for node in calls if not fired & set(range(node.lineno, node.end_lineno + 1))}
    assert not silent
    assert len(calls) > 70


def test_only_need_rejects() -> None:
    tree = ast.parse(CHECKER.read_text())
    raised = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    assert sorted(set(raised)) == [
        "raise OSError(errno.EINVAL, 'not an ordinary file')",
        "raise Rejected(reason)",
    ]
    assert raised.count("raise Rejected(reason)") == 1


def test_functions_are_short() -> None:
    functions = [node for node in ast.walk(ast.parse(CHECKER.read_text())) if isinstance(node, ast.FunctionDef)]
    assert max(node.end_lineno - node.lineno + 1 for node in functions) <= 45
    assert sum(node.end_lineno - node.lineno + 1 <= 30 for node in functions) >= 0.95 * len(functions)
