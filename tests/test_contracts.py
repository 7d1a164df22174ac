"""Promises about the code as a whole: who imports whom, what is public, what loads when."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path

import pytest

import leap_core as lc

ROOT = Path(__file__).parents[1]
FILES = sorted(p for package in ("leap_core", "app") for p in (ROOT / package).rglob("*.py"))
LEVELS = {  # a file imports from its own level or below, never in a circle; the longest prefix counts
    "leap_core": 0,  # the lazy public names
    "leap_core.categories": 0,
    "leap_core.config": 0,
    "leap_core.errors": 0,
    "leap_core.files": 0,
    "leap_core.maps": 0,
    "leap_core.presets": 0,
    "leap_core.resources": 0,
    "leap_core.schema": 0,
    "leap_core.types": 0,
    "leap_core.data": 1,
    "leap_core.data.dataset": 2,
    "leap_core.metrics": 1,
    "leap_core.explainers": 1,
    "leap_core.runs": 1,
    "leap_core.browse": 3,
    "leap_core.figures": 4,
    "leap_core.published": 2,
    "leap_core.tables": 0,
    "leap_core.views": 2,
    "leap_core.layers": 1,
    "leap_core.losses": 1,
    "leap_core.encoders": 2,
    "leap_core.decoders": 2,
    "leap_core.model": 3,
    "leap_core.official": 3,
    "leap_core.checkpoints": 4,
    "leap_core.complexity": 4,
    "leap_core.training_record": 1,
    "leap_core.training_state": 4,
    "leap_core.training": 5,
    "leap_core.explainers.capture": 5,
    "leap_core.runs.predictions": 3,
    "leap_core.runs.predictions_events": 4,
    "leap_core.runs.predictions_npz": 4,
    "leap_core.runs.score": 4,
    "leap_core.runs.import_run": 5,
    "leap_core.explainers.dataset": 5,
    "leap_core.explainers.what_if": 5,
    "leap_core.speed": 4,
    "leap_core.studies": 6,
    "leap_core.studies.grid": 1,
    "leap_core.studies.results": 3,
    "leap_core.studies.jobs": 6,
    "leap_core.studies.local": 7,
    "leap_core.studies.cluster": 7,
    "leap_core.demo": 6,
    "leap_core.console": 6,
    "leap_core.cli_figures": 7,
    "leap_core.cli_studies": 8,
    "leap_core.cli": 8,
    "leap_core.__main__": 9,
    "leap_app.state": 2,
    "leap_app.jobs": 2,
    "leap_app.preview": 2,
    "leap_app.charts": 2,
    "leap_app.notes": 3,
    "leap_app.media": 2,
    "leap_app.loaders": 3,
    "leap_app.live": 5,
    "leap_app.components": 3,
    "leap_app.screens": 4,
    "leap_app.routes": 5,
    "leap_app.main": 5,
    "leap_app.server": 6,
    "leap_app.__main__": 7,
}
FACADE = {("leap_core.data", "leap_core.data.dataset")}  # the package shows what its files hold
PUBLIC = {
    "CATEGORIES", "presets", "build_model", "from_official", "load_checkpoint", "save_checkpoint",
    "Features", "Prediction", "Explanation", "Run", "ModelConfig", "TrainConfig", "InputError",
    "explain", "metrics", "data",
}  # fmt: skip
APP_FLOOR = {
    "leap_core.browse",
    "leap_core.data",
    "leap_core.figures",
    "leap_core.runs.store",
    "leap_core.metrics",
    "leap_core.published",
    "leap_core.studies.grid",
    "leap_core.studies.results",
    "leap_core.views",
}
ASKED_OF_MODELS = {  # with the first question, not before
    "leap_app.live": {"leap_core.explainers.what_if"},
    "leap_app.screens.studies.complexity": {"leap_core.complexity", "leap_core.speed"},
}
HEAVY = (
    "torch",
    "duckdb",
    "lightning_fabric",
    "pandas",
    "streamlit",
    "pyarrow",
    "scipy",
    "matplotlib",
    "numpy",
)


def name_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = ("leap_app" if parts[0] == "app" else parts[0], *parts[1:])  # as it is installed
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports(path):
    """Modules of this project that a file imports, at the top or inside a function, types apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return {name for name in found if name in MODULES}


IMPORTS = {name: imports(path) for name, path in MODULES.items()}


def level(module):
    known = [
        name for name in LEVELS if module == name or (module.startswith(f"{name}.") and name != "leap_core")
    ]
    assert known, f"{module} has no level: enter it in LEVELS"
    return LEVELS[max(known, key=len)]


@pytest.mark.parametrize("module", [m for m in MODULES if m != "leap_app"])
def test_imports_go_down(module):
    up = {name for name in IMPORTS[module] if level(name) > level(module)}
    assert not {(module, name) for name in up} - FACADE


def test_imports_never_go_in_a_circle():
    assert set(TopologicalSorter(IMPORTS).static_order()) >= set(MODULES)  # raises CycleError


def test_the_library_knows_nothing_of_the_app_but_how_to_open_it():
    library = {m: names for m, names in IMPORTS.items() if m.startswith("leap_core")}
    known = {(m, n) for m, names in library.items() for n in names if n.startswith("leap_app")}
    assert known == {("leap_core.cli", "leap_app.server")}


def test_the_app_looks_at_data_stores_views_and_plain_records_alone():
    floor = {m for m in MODULES if m.startswith("leap_core.") and level(m) == 0} | APP_FLOOR
    for module, names in IMPORTS.items():
        if module.startswith("leap_app"):
            allowed = floor | ASKED_OF_MODELS.get(module, set())
            used = {name for name in names if name.startswith("leap_core")}
            assert {n for n in used if not any(n == f or n.startswith(f"{f}.") for f in allowed)} == set()


def test_nothing_is_patched_outside_tests():
    assert not [m for m, path in MODULES.items() if "unittest" in path.read_text(encoding="utf-8")]


def test_public_names():
    assert set(lc.__all__) == set(dir(lc)) == PUBLIC
    assert len(lc.__all__) == len(PUBLIC)
    for name in PUBLIC:
        assert getattr(lc, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = lc.nonsense
    assert lc.__version__ == version("leap-lens")
    assert len(lc.CATEGORIES) == 25
    assert {"leap_mm_pyr", "leap_han", "mmil_mm_pyr", "mmil_han"} <= set(lc.presets.PRESETS)
    assert callable(lc.metrics.evaluate)
    assert callable(lc.data.load_llp)


SERVED = [m for m in MODULES if m.startswith("leap_app.") and m != "leap_app.main"]  # main is a script


def loaded_by(statement):
    """Which of HEAVY a fresh interpreter has loaded after `statement`."""
    code = f"import sys; {statement}; print(*[m for m in {HEAVY} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import leap_core", set()),
        ("import leap_core.resources", set()),
        ("import leap_core.cli", set()),
        ("import leap_core.metrics", {"numpy"}),
        ("import leap_core.data", {"numpy"}),
        ("import leap_core.runs.store, leap_core.views", {"numpy", "pyarrow"}),
        (f"import {', '.join(SERVED)}", set(HEAVY) - {"torch", "lightning_fabric"}),
    ],
)
def test_nothing_heavy_is_loaded_by(statement, allowed):
    assert loaded_by(statement) <= allowed
