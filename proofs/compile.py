"""Compile the Coq theory, export certificates and compile them, and compare the axioms of each theorem with those that are expected.

    python proofs/compile.py                     the theory and the whole gallery (make proofs)
    python proofs/compile.py --theory            the theory only
    python proofs/compile.py --coqchk            the theory, and again by the independent kernel coqchk (minutes)
    python proofs/compile.py FILE.json ...       the theory and these certificates

Exit code 0 if Coq accepts everything and no other axiom is used; certificates that have no Coq form are listed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.networks.layers import columns

HERE = Path(__file__).parent
THEORY = HERE / "theory"
AXIOMS = {  # of the real numbers in Coq's standard library
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
}
USUAL = {"Set is predicative", "Rewrite rules are not allowed"}  # what coqchk says of the theory of Coq itself
AVOIDS = re.compile(
    r"\b(Admitted|admit|Admit\s+Obligations|Axioms?|Parameters?|Conjectures?|Declare|bypass_check|native_compute|native_cast_no_check"
    r"|(?:Set|Unset)\s+(?:Guard|Positivity|Universe)\s+Checking|Primitive|Symbols?|Rewrite\s+Rules?|Load|Drop|Redirect)\b"
)
CLASSICAL = {"Classical_Prop.classic"}  # integrals in the standard library need it


class Rejected(Exception):
    """Coq does not accept a file, or a theorem needs another axiom."""


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command. Raises Rejected if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Rejected(f"{' '.join(command)}:\n{(done.stdout + done.stderr).strip()[-2_000:]}")
    return done


def compile_theory() -> None:
    """Compile what has changed in proofs/theory. Raises Rejected, also for commands with which a proof could be avoided."""
    for path in sorted(THEORY.glob("*.v")):
        require_proofs(path.name, path.read_text(encoding="utf-8"))
    run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile.coq"], THEORY)
    run(["make", "-f", "Makefile.coq", f"-j{os.cpu_count() or 1}"], THEORY)


def require_proofs(name: str, text: str) -> None:
    """Raises Rejected for a command of AVOIDS in the text of a Coq file, outside of comments."""
    found = AVOIDS.search(without_comments(text))
    if found:
        raise Rejected(f"{name}: {found[0]!r} has no place here: with it a proof could be avoided")


def without_comments(text: str) -> str:
    """A Coq file without its comments, which may be nested, and without its strings."""
    kept, depth = [], 0
    for token in re.findall(r'\(\*|\*\)|"[^"]*"|.', text, re.DOTALL):
        depth += (token == "(*") - (token == "*)" and depth > 0)
        if not depth:
            kept.append(" " if token == "*)" or token[0] == '"' else token)
    return "".join(kept)


def recheck_theory() -> set[str]:
    """The axioms of the whole compiled theory, by coqchk, which checks it and the standard library below it again. Raises Rejected."""
    modules = [f"Exactsep.{path.stem}" for path in sorted(THEORY.glob("*.v"))]
    done = run(["coqchk", "-silent", "-o", "-Q", ".", "Exactsep", *modules], THEORY)
    return axioms_of_summary(done.stderr)


def axioms_of_summary(output: str) -> set[str]:
    """The axioms in what coqchk prints, as `module.name`. Raises Rejected if it reports anything else that is assumed."""
    sections = [section.split(":", 1) for section in output.split("\n* ")[1:]]
    theories = {rest.strip() for name, rest in sections if name == "Theory"}
    found = {name: rest for name, rest in sections if name != "Theory"}
    axioms = found.pop("Axioms", None)
    assumed = [name for name, entries in found.items() if entries.strip() != "<none>"]
    if axioms is None or assumed or len(found) < 3 or not {"Set is predicative"} <= theories <= USUAL:
        raise Rejected(f"coqchk does not say that axioms are all that is assumed:\n{output.strip()[-2_000:]}")
    return {".".join(name.split(".")[-2:]) for name in axioms.split() if name != "<none>"}


def expected(certificate: dict[str, Any]) -> set[str]:
    """The axioms that the theorems of a certificate may need."""
    claim = certificate["claim"]
    if claim["kind"] == "narrow-approximate":
        return AXIOMS | CLASSICAL if columns(claim["target"]) == 1 else AXIOMS
    integrals = claim["kind"] == "l1" or claim.get("l1")
    return AXIOMS | CLASSICAL if integrals else AXIOMS


def axioms_printed(output: str) -> set[str]:
    """The axioms in what coqc prints for Print Assumptions: names at the beginnings of lines, before a colon. Raises Rejected if it prints
    anything else, as it does for definitions that are only assumed to be terminating, positive or consistent."""
    if output.strip() == "Closed under the global context":
        return set()
    first, *lines = output.strip().splitlines() or [""]
    names = [re.fullmatch(r"([\w.']+)(?: :.*)?", line) for line in lines if not line.startswith(" ")]
    if first != "Axioms:" or not names or not all(names):
        raise Rejected(f"the file does not print just the axioms of its theorems:\n{output.strip()[-2_000:]}")
    return {name[1] for name in names if name}


def compile_file(text: str, allowed: set[str] = AXIOMS) -> set[str]:
    """Compile one exported file; the axioms that its theorems need. Raises Rejected, also if they are not all allowed."""
    require_proofs("the file", text)
    with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
        (Path(folder) / "certificate.v").write_text(text, encoding="utf-8")
        output = run(["coqc", "-Q", str(THEORY.resolve()), "Exactsep", "certificate.v"], Path(folder)).stdout
    axioms = axioms_printed(output)
    if not axioms <= allowed:
        raise Rejected(f"a theorem needs other axioms: {', '.join(sorted(axioms - allowed))}")
    return axioms


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--theory", action="store_true")
    parser.add_argument("--coqchk", action="store_true")
    given = parser.parse_args(arguments)
    if not (shutil.which("coqc") and shutil.which("coq_makefile")):
        print("coqc not found; on Debian or Ubuntu: apt-get install coq", file=sys.stderr)
        return 1
    try:
        compile_theory()
        if given.coqchk:
            print(f"coqchk accepts the theory; its axioms: {', '.join(sorted(recheck_theory()))}")
    except Rejected as error:
        print(f"the theory: {error}", file=sys.stderr)
        return 1
    code = 0
    for path in [] if given.theory or given.coqchk else given.files or sorted((HERE / "certificates").glob("*.json")):
        try:
            certificate = load_certificate(path)
            text = coq_file(certificate)
        except ValueError as error:
            print(f"{path.name}: not exported: {error}")
            continue
        try:
            compile_file(text, expected(certificate))
            print(f"{path.name}: accepted by Coq")
        except Rejected as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
