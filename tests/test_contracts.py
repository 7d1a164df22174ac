"""Promises about the code as a whole: what is public, what loads when.  Who imports whom: pyproject.toml."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import leap_core as lc

ROOT = Path(__file__).parents[1]
FILES = sorted(p for package in ("leap_core", "app") for p in (ROOT / package).rglob("*.py"))
PUBLIC = {
    "CATEGORIES", "presets", "build_model", "from_official", "load_checkpoint", "save_checkpoint",
    "Features", "Prediction", "Explanation", "Run", "ModelConfig", "TrainConfig", "InputError",
    "explain", "show", "metrics", "data", "extract", "faithfulness",
}  # fmt: skip
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


def test_nothing_is_patched_outside_tests():
    assert not [m for m, path in MODULES.items() if "unittest" in path.read_text(encoding="utf-8")]


def test_the_session_is_kept_in_one_place():
    at = {m for m, path in MODULES.items() if "session_state" in path.read_text(encoding="utf-8")}
    assert at == {"leap_app.session"}


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
        ("import leap_core.faithfulness", {"numpy"}),
        ("import leap_core.runs.store, leap_core.views", {"numpy", "pyarrow"}),
        (f"import {', '.join(SERVED)}", set(HEAVY) - {"torch", "lightning_fabric"}),
    ],
)
def test_nothing_heavy_is_loaded_by(statement, allowed):
    assert loaded_by(statement) <= allowed
