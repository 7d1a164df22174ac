"""The wheel, built from a copy of the checkout, and an environment that has it and no other file of ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.served import running

ROOT = Path(__file__).parents[2]
MADE = ("clips/demotrn0001_0_10.mp4", "features/audio/demoval0001.npy", "pseudo_labels/audio/demotrn0001.txt")


def run(*words: str | Path, **settings) -> str:
    """What a command prints; it must end well."""
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, **settings)
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
    return done.stdout


class Installed:
    """The wheel in a fresh environment, used from a folder of its own by a user who has no files yet."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        """Install the locked dependencies, then the wheel."""
        self.bin, self.here = folder / "venv" / "bin", folder / "here"
        self.here.mkdir()
        (folder / "home").mkdir()
        self.environment = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(folder / "home")}
        run(sys.executable, "-m", "venv", folder / "venv")
        pip = self.bin / "python", "-m", "pip", "install", "--quiet", "--no-compile"
        run(*pip, "--requirement", ROOT / "requirements.txt")
        run(*pip, "--no-deps", wheel)

    def leap(self, *words: str | Path) -> str:
        """What `leap` prints."""
        return run(self.bin / "leap", *words, cwd=self.here, env=self.environment)

    def python(self, code: str) -> str:
        """What a few lines of Python print."""
        return run(self.bin / "python", "-c", code, cwd=self.here, env=self.environment)


@pytest.fixture(scope="session")
def tracked():
    """The checkout's files, those that git ignores apart."""
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    return [name for name in names.split("\0") if name and os.path.lexists(ROOT / name)]


@pytest.fixture(scope="session")
def wheel(tracked, tmp_path_factory):
    """The wheel, from the source archive as `python -m build` makes them."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name, follow_symlinks=False)
    for name in MADE:  # by `leap demo build`: clips of train and val, which the wheel must leave out
        path = source / "assets" / "demo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    run(sys.executable, "-m", "build", "--outdir", out, source)
    shutil.rmtree(source)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    return Installed(wheel, tmp_path_factory.mktemp("user"))


@pytest.fixture(scope="session")
def address(installed):
    """Where `leap app` serves the demo set."""
    with running([installed.bin / "leap", "app"], cwd=installed.here, env=installed.environment) as server:
        yield server.address
