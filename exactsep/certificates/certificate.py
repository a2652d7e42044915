"""A certificate: a theorem and its evidence, as JSON data (proofs/FORMAT.md). What it proves is decided by proofs/check.py alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.width import Budget, Row
from exactsep.certificates.claims import number_json
from exactsep.files import layout, write_atomically
from exactsep.numbers.field import Q, decimal
from exactsep.wording import counted


class NothingToCertify(ValueError):
    """The input is right, but no theorem of this kind was found about it."""


@dataclass(frozen=True)
class Certificate:
    """A theorem and its evidence, as JSON data, with a summary for people and programs.

    `claims` are dicts with the fields kind, rule, iterate, levels, crossings, pieces, error; `table` the depth-width
    consequence of the first, for activations of so many breakpoints; `budget` is what was asked for, if anything;
    `tried` says what the search looked at. `check()` runs the independent checker."""

    data: dict[str, Any]
    claims: tuple[dict[str, Any], ...]
    table: tuple[Row, ...]
    tried: tuple[str, ...]
    breakpoints: int = 1
    budget: Budget | None = None

    def __repr__(self) -> str:
        claim = self.claims[0]
        words = [f"t = {claim['iterate']}"] if "iterate" in claim else [f"period {claim['period']}"] if "period" in claim else []
        words += [f"{key} = {claim[key]}" for key in ("sup", "depth", "width") if isinstance(claim.get(key), str | int)]
        if isinstance(claim.get("pieces"), int):
            words.append(f"{'at most ' if 'error' in claim else ''}{counted(claim['pieces'], 'piece')}")
        if claim.get("error"):
            words.append(f"error {claim['error'][:40] if isinstance(claim['error'], str) else decimal(Q(claim['error'][0]), 9) + '...'}")
        return f"Certificate({', '.join([claim['kind'], *words])})"

    def text(self) -> str:
        """The file: JSON, one line per list of numbers."""
        return layout(self.data) + "\n"

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the file atomically and return its path. Raises ValueError if the folder cannot be written."""
        return write_atomically(path, self.text())

    def check(self, map_file: str | os.PathLike[str] | None = None) -> Any:
        """The verdict of proofs/check.py on this certificate: a dict with `accepted`, `theorem`, `reason`, fingerprints.

        With `map_file`, it is accepted only if it is about the map in that file."""
        from exactsep.checker import check_text

        return check_text(self.text(), map_file)

    @property
    def theorem(self) -> str:
        """The theorem in words, as the independent checker states it. Raises ValueError if it rejects the certificate."""
        verdict = self.check()
        if not verdict["accepted"]:
            raise ValueError(f"the checker rejects this certificate: {verdict['reason']}")
        return str(next(line.removeprefix("Theorem: ") for line in verdict["theorem"].splitlines() if line.startswith("Theorem: ")))

    def summary(self, file: str | None = None) -> dict[str, Any]:
        """What `exactsep certify --json` prints."""
        rows = [{"depth": r.depth, "width": number_json(r.width), "neurons": number_json(r.neurons)} for r in self.table]
        budget = None if self.budget is None else {"pieces": number_json(self.budget.pieces), "networks": self.budget.networks or None}
        shared = {"breakpoints": self.breakpoints, "budget": budget, "tried": list(self.tried)}
        return {"file": file, "claims": list(self.claims), "table": rows, **shared}
