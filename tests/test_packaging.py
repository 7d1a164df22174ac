"""What pyproject.toml says of the package is true: its folders, its dependencies, its files."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from leap_core import resources

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = PROJECT["tool"]["setuptools"]["package-dir"]
OPTIONAL = {"h5py", "ray"}  # extras, imported where h5 files or `--ray` ask for them


def distribution(requirement):
    """Its name as packages are known by: `ray[tune]>=2` -> ray."""
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def imported(*folders):
    """The distributions that the files below some folders import, at the top or inside a function."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    names = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    own = {*FOLDERS, *folders, *(path.stem for path in paths)}
    known = packages_distributions()
    return {distribution(known.get(name, [name])[0]) for name in names - own - sys.stdlib_module_names}


def test_every_package_is_installed():
    found = {
        ".".join((name, *path.parent.relative_to(ROOT / folder).parts))
        for name, folder in FOLDERS.items()
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    declared = {distribution(line) for line in PROJECT["project"]["dependencies"]}
    assert imported(*FOLDERS.values()) == declared | OPTIONAL


def test_what_tests_and_tools_import_is_declared():
    extras = PROJECT["project"]["optional-dependencies"].values()
    everything = [line for lines in (PROJECT["project"]["dependencies"], *extras) for line in lines]
    peers = (ROOT / "tests" / "peers" / "requirements.txt").read_text().splitlines()  # apart from all others
    used = imported("tests", "benchmarks", "docs") - {distribution(line) for line in (*peers, "pympi")}
    assert used - {distribution(line) for line in everything} == set()


@pytest.mark.parametrize("name", [name for name in vars(resources) if name.isupper() and name[0] != "_"])
def test_what_comes_with_the_package_is_there(name):
    assert getattr(resources, name).exists()
