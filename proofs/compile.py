"""Compile the Coq theory, export certificates and compile them, and compare the axioms of each theorem with those that are expected.

    python proofs/compile.py                     the theory and the whole gallery (make proofs)
    python proofs/compile.py --theory            the theory only
    python proofs/compile.py --coqchk            the theory, and again by the independent kernel coqchk (minutes)
    python proofs/compile.py FILE.json ...       the theory and these certificates

The axioms are those of all theorems, lemmas and definitions of the theory, and those of each exported file.
Exit code 0 if Coq accepts everything and no other axiom is used; certificates that have no Coq form are listed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from assumptions import AXIOMS, CLASSICAL, Rejected, axioms_of_summary, axioms_printed
from commands import declared, require_proofs, required
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.networks.layers import columns

HERE = Path(__file__).parent
THEORY = HERE / "theory"
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")  # of the environment: make and Coq take options from many other variables
RECORD = ".compiled.json"  # what was compiled from what, by the last run
WRITTEN = {"Makefile.coq", "Makefile.coq.conf"}  # by coq_makefile, each time


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command, with no settings from the environment. Raises Rejected if it fails."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Rejected(f"{' '.join(command)}:\n{(done.stdout + done.stderr).strip()[-2_000:]}")
    return done


def compile_theory() -> None:
    """Compile what has changed in proofs/theory. Raises Rejected, also for what require_proofs refuses and for files that change what make
    does."""
    paths = sorted(THEORY.rglob("*.v"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        require_proofs(path.name, text)
        for missing in sorted(required(text) - {other.stem for other in paths}):
            raise Rejected(f"{path.name}: it requires {missing}, but {missing}.v is not in this folder")
    if (THEORY / "_CoqProject").read_text(encoding="utf-8").split("\n") != ["-Q . Exactsep", *(path.name for path in paths), ""]:
        raise Rejected("_CoqProject is not the list of the files of this folder, below the line '-Q . Exactsep'")
    for name in sorted({path.name for path in THEORY.glob("Makefile.coq*")} - WRITTEN):
        raise Rejected(f"{name} has no place in this folder: make would obey it")
    (THEORY / ".Makefile.coq.d").unlink(missing_ok=True)  # make obeys it too, and writes it again
    run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile.coq"], THEORY)
    known = json.loads((THEORY / RECORD).read_text(encoding="utf-8")) if (THEORY / RECORD).exists() else {}
    for path in paths:  # make believes dates
        if known.get(path.stem) != digests(path):
            path.with_suffix(".vo").unlink(missing_ok=True)
    run(["make", "-f", "Makefile.coq", f"-j{os.cpu_count() or 1}"], THEORY)
    (THEORY / RECORD).write_text(json.dumps({path.stem: digests(path) for path in paths}), encoding="utf-8")


def digests(path: Path) -> list[str]:
    """Of a file of the theory, and of what it was compiled to."""
    files = [path, path.with_suffix(".vo")]
    return [hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest() for file in files]


def axioms_of_theory() -> set[str]:
    """The axioms of everything that the theory declares. Raises Rejected if they are not all expected."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(THEORY.glob("*.v"))}
    used = [f"  let _ := @Exactsep.{name}.{theorem} in" for name, text in texts.items() for theorem in declared(text)]
    lines = [f"From Exactsep Require {' '.join(texts)}.", "Definition theorems :=", *used, "  I.", "Print Assumptions theorems."]
    return compile_file("\n".join(lines), AXIOMS | CLASSICAL)


def recheck_theory() -> set[str]:
    """The axioms of the whole compiled theory, by coqchk, which checks it and the standard library below it again. Raises Rejected."""
    modules = [f"Exactsep.{path.stem}" for path in sorted(THEORY.glob("*.v"))]
    done = run(["coqchk", "-silent", "-o", "-Q", ".", "Exactsep", *modules], THEORY)
    return axioms_of_summary(done.stderr)


def expected(certificate: dict[str, Any]) -> set[str]:
    """The axioms that the theorems of a certificate may need."""
    claim = certificate["claim"]
    if claim["kind"] == "narrow-approximate":
        return AXIOMS | CLASSICAL if columns(claim["target"]) == 1 else AXIOMS
    integrals = claim["kind"] == "l1" or claim.get("l1")
    return AXIOMS | CLASSICAL if integrals else AXIOMS


def compile_file(text: str, allowed: set[str] = AXIOMS) -> set[str]:
    """Compile one exported file; the axioms that its theorems need. Raises Rejected, also if they are not all allowed."""
    require_proofs("the file", text)
    with tempfile.TemporaryDirectory(prefix="exactsep-") as folder:
        (Path(folder) / "certificate.v").write_text(text, encoding="utf-8")
        output = run(["coqc", "-q", "-Q", str(THEORY.resolve()), "Exactsep", "certificate.v"], Path(folder)).stdout
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
        print(f"Coq accepts the theory; its axioms: {', '.join(sorted(axioms_of_theory()))}")
        if given.coqchk:
            found = recheck_theory()
            if not found <= AXIOMS | CLASSICAL:
                raise Rejected(f"it needs other axioms: {', '.join(sorted(found - AXIOMS - CLASSICAL))}")
            print(f"coqchk accepts the theory; its axioms: {', '.join(sorted(found))}")
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
