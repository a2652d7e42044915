"""The wheel works by itself: built, installed into a fresh environment, run in an empty folder, all without network."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENV = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}


def run(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, cwd=cwd, env=ENV, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} exits {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    (built,) = folder.glob("exactsep-*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of a new environment that holds the wheel.

    A .pth file lends it the dependencies of the environment that runs the tests. Python does not read .pth files in a
    folder that is named by one, so that an editable install of exactsep there stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site_packages = Path(run(scripts / "python", "-c", query, cwd=folder).strip())
    lent = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    (site_packages / "dependencies.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", wheel, cwd=folder)
    return scripts


def test_contents(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for name in ("check.py", "FORMAT.md"):
            assert archive.read(f"exactsep/_proofs/{name}") == (ROOT / "proofs" / name).read_bytes()
    assert "exactsep/py.typed" in names
    assert all(name.startswith(("exactsep/", "exactsep-")) for name in names)


def test_certify_and_check(scripts: Path, tmp_path: Path) -> None:
    where = run(scripts / "python", "-c", "import exactsep; print(exactsep.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(scripts.parent)

    run(scripts / "exactsep", "certify", "tent", "--iterate", "20", "-o", "tent.json", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["tent.json"]

    theorem = run(scripts / "exactsep", "check", "tent.json", cwd=tmp_path)
    assert "accepted" in theorem.lower()
    assert "pieces" in theorem
