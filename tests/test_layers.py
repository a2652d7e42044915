"""Imports go one way, the checker stands alone, and the command line starts fast."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CHECKER = ROOT / "proofs" / "check.py"

# The order, written once: a module may import those that stand before it, in its own line or in an earlier one.
# "cli.*" stands for every module of cli that has no entry of its own; these do not import each other.
LAYERS = [
    "checker",
    "wording files",
    "numbers.column numbers.field numbers.literals numbers.enclosure numbers.minimal_polynomial numbers.algebraic_column numbers.algebraic numbers.__init__",
    "jsonfile",
    "maps.base maps.precompose maps.crossings maps.piecewise maps.iterate maps.distance maps.smooth maps.extremes maps.mapfile maps.__init__",
    "patterns.pattern patterns.constant_slope patterns.sharkovsky patterns.connect_the_dots patterns.forcing patterns.kinds patterns.__init__",
    "families",
    "dynamics.orbits dynamics.covering dynamics.words dynamics.cylinders dynamics.outer dynamics.partition dynamics.growth dynamics.rate",
    "dynamics.cycle_proof dynamics.cycles.affine dynamics.cycles.algebra dynamics.cycles.newton dynamics.cycles.search",
    "dynamics.cycles.smooth dynamics.cycles.fixed dynamics.cycles.piecewise dynamics.cycles.__init__ dynamics.__init__",
    "bounds.width bounds.counters bounds.levels bounds.sup bounds.every bounds.grown bounds.search bounds.budgets bounds.__init__",
    "bounds.l1.results bounds.l1.rounding bounds.l1.runs bounds.l1.switches bounds.l1.levels bounds.l1.copies bounds.l1.fitting",
    "bounds.l1.explicit bounds.l1.affine bounds.l1.classes bounds.l1.crossings bounds.l1.cylinders bounds.l1.constants",
    "bounds.l1.duals bounds.l1.windows bounds.l1.best bounds.l1.__init__",
    "networks.activation networks.segments.points networks.segments.residues networks.segments.weights networks.layer networks.relu networks.difference networks.segments.integers networks.segments.lines networks.segments.sides networks.segments.exact networks.segments.decomposition networks.segments.on_segment networks.segments.distances networks.realize",
    "networks.files.floats networks.files.netfile networks.files.expressions networks.files.onnx_tensors networks.files.onnx_operators",
    "networks.files.onnx_activations networks.files.onnx_shapes networks.files.onnx_io networks.files.onnx_export networks.files.arrays networks.files.formats networks.crosschecks.reported networks.crosschecks.matching networks.crosschecks.crosscheck",
    "networks.narrow.target networks.narrow.narrowed networks.narrow.schedule networks.narrow.steps networks.narrow.exact networks.narrow.everywhere",
    "networks.narrow.lines networks.narrow.cells networks.narrow.convex networks.narrow.maxima",
    "networks.narrow.grid networks.narrow.gadgets networks.narrow.effort networks.narrow.tape_cells networks.narrow.budget networks.narrow.tapes networks.narrow.tape networks.narrow.methods",
    "networks.narrow.__init__ networks.files.__init__ networks.segments.__init__ networks.crosschecks.__init__ networks.__init__",
    "certificates.claims certificates.certificate certificates.oscillation certificates.l1 certificates.realization certificates.networks",
    "certificates.certify certificates.separation certificates.versus certificates.__init__ rates",
    "inverse.excluded inverse.phrases inverse.least inverse.region inverse.tradeoff inverse.slopes inverse.periods inverse.__init__",
    "coq.terms coq.reading coq.syntax coq.elements coq.problem coq.files coq.partition coq.expansion",
    "coq.crossings.sources coq.crossings.sup coq.crossings.growth coq.crossings.oscillation coq.crossings.__init__",
    "coq.l1.constants coq.l1.teeth coq.l1.paths coq.l1.coverings coq.l1.path_teeth coq.l1.teeth_l1 coq.l1.windows",
    "coq.l1.cylinders coq.l1.field_cylinders coq.l1.field_every coq.l1.field_windows coq.l1.traces coq.l1.levels coq.l1.upper",
    "coq.l1.iterate coq.l1.every coq.l1.__init__",
    "coq.networks.shapes coq.networks.layers coq.networks.general coq.networks.field_networks coq.networks.equality",
    "coq.networks.distances coq.networks.pieces coq.networks.tapes coq.networks.__init__",
    "coq.separation coq.grammar coq.substance coq.export coq.__init__",
    "__init__",
    "cli.overview cli.guard cli.output cli.progress cli.arguments cli.drawing cli.diagrams cli.forcing_facts cli.tables cli.certify cli.inverse cli.charts cli.net_info cli.net_segment cli.net_narrow cli.net_versus cli.net_crosscheck cli.* cli.app cli.__init__",
    "__main__",
]

# Not imported by `import exactsep.cli`.
NOT_AT_START = {"dask", "flint", "gmpy2", "matplotlib", "networkx", "numpy", "onnx", "rich", "sympy", "torch"}

# Not in the dependencies: imported only inside of functions, anywhere in the package.
EXTRAS = {"dask", "distributed", "google", "matplotlib", "onnx", "torch"}


class Import(NamedTuple):
    """`import name`, or `from ... import` of the object `name`; deferred if importing the module does not run it."""

    name: str
    line: int
    deferred: bool

    @property
    def root(self) -> str:
        return self.name.split(".")[0]


def imports(source: str, package: str = "") -> Iterator[Import]:
    """All imports of a module that stands in `package`, at any depth, with absolute names."""

    def absolute(node: ast.ImportFrom) -> str:
        if node.level == 0:
            return node.module or ""
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        return ".".join(above + ([node.module] if node.module else []))

    def visit(node: ast.AST, deferred: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, deferred) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{absolute(node)}.{alias.name}", node.lineno, deferred) for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for statement in node.body:
                yield from visit(statement, True)
            for statement in node.orelse:
                yield from visit(statement, deferred)
        else:
            inside = deferred or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            for child in ast.iter_child_nodes(node):
                yield from visit(child, inside)

    return visit(ast.parse(source), False)


def modules() -> dict[str, list[Import]]:
    """What each module of the package imports. Names are relative to exactsep; a package is its __init__."""
    found = {}
    for path in sorted((ROOT / "exactsep").rglob("*.py")):
        package = ".".join(path.relative_to(ROOT).parent.parts)
        name = ".".join(path.relative_to(ROOT / "exactsep").with_suffix("").parts)
        found[name] = list(imports(path.read_text(encoding="utf-8"), package))
    return found


MODULES = modules()
ORDER = " ".join(LAYERS).split()


def place(module: str) -> int | None:
    """Where the module stands in the order."""
    wildcards = (".".join([*module.split(".")[:depth], "*"]) for depth in range(module.count("."), 0, -1))
    return next((ORDER.index(entry) for entry in [module, *wildcards] if entry in ORDER), None)


def target(name: str) -> str | None:
    """The module of exactsep that an imported name belongs to; None if it is not ours."""
    first, *parts = name.split(".")
    if first != "exactsep":
        return None
    for depth in range(len(parts), -1, -1):
        stem = ".".join(parts[:depth])
        for module in (stem, f"{stem}.__init__".lstrip(".")):
            if module in MODULES:
                return module
    raise AssertionError("exactsep/__init__.py is missing")


def at_start(module: str) -> set[str]:
    """The first names of what the module imports as soon as it is imported."""
    return {found.root for found in MODULES[module] if not found.deferred}


def test_imports_are_found() -> None:
    source = """
import a.b, c
from d import e
from . import f
from ..g import h
if TYPE_CHECKING:
    import i
try:
    import j
except ImportError:
    def k():
        import l
"""
    assert list(imports(source, "exactsep.maps")) == [
        ("a.b", 2, False),
        ("c", 2, False),
        ("d.e", 3, False),
        ("exactsep.maps.f", 4, False),
        ("exactsep.g.h", 5, False),
        ("i", 7, True),
        ("j", 9, False),
        ("l", 12, True),
    ]


def test_every_module_has_a_place() -> None:
    strangers = [module for module in MODULES if place(module) is None]
    assert not strangers, f"add these modules to LAYERS in tests/test_layers.py: {', '.join(strangers)}"


def test_imports_go_one_way() -> None:
    wrong = []
    for module, found in MODULES.items():
        for name, line, _ in found:
            other = target(name)
            here, there = place(module), place(other or "")
            if other is not None and here is not None and there is not None and there >= here:
                wrong.append(f"{module}, line {line}, imports {other}, which does not stand before it in LAYERS")
    assert not wrong, "\n".join(wrong)


def test_package_does_not_import_the_checker() -> None:
    wrong = [module for module, found in MODULES.items() if {one.root for one in found} & {"proofs", "check"}]
    assert not wrong, f"these import proofs/check.py: {wrong}"


def test_checker_imports_only_the_standard_library() -> None:
    names = {found.root for found in imports(CHECKER.read_text(encoding="utf-8"))}
    assert names <= sys.stdlib_module_names, f"proofs/check.py imports {names - sys.stdlib_module_names}"


def test_command_line_defers_heavy_imports() -> None:
    first = [module for module in MODULES if module in {"__init__", "__main__", "cli"} or module.startswith("cli.")]
    wrong = {module: at_start(module) & NOT_AT_START for module in first if at_start(module) & NOT_AT_START}
    assert not wrong, f"import these inside of functions: {wrong}"


def test_extras_are_imported_inside_of_functions() -> None:
    wrong = {module: at_start(module) & EXTRAS for module in MODULES if at_start(module) & EXTRAS}
    assert not wrong, f"import these inside of functions: {wrong}"


def test_command_line_starts_without_heavy_modules() -> None:
    program = f"import exactsep.cli, sys; print(*sorted({NOT_AT_START!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "", f"import exactsep.cli loads {run.stdout.strip()}"
