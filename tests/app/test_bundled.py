"""The dashboard as it comes: the committed demo set and its runs."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from leap_core.data.dataset import open_dataset
from leap_core.explanation.score import score
from leap_core.explanation.store import open_store

MAIN = Path(__file__).parents[2] / "app" / "main.py"
RUNS = ("leap_han", "leap_mm_pyr", "mmil_han", "mmil_mm_pyr")


def test_the_dashboard_opens_on_the_bundled_runs(monkeypatch):
    monkeypatch.delenv(state.DATA, raising=False)
    monkeypatch.delenv(state.RUNS, raising=False)
    screen = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not screen.exception and not screen.error
    chosen = {box.label: box.value for box in screen.selectbox}
    assert (chosen["Run A"], chosen["Run B"]) == ("leap_mm_pyr", "mmil_mm_pyr")


def test_every_bundled_store_is_of_the_bundled_set_and_its_metrics_hold():
    data = open_dataset(state.DEMO, "test")
    assert {path.name for path in (state.DEMO / "runs").iterdir()} == set(RUNS)
    for name in RUNS:
        store = open_store(state.DEMO / "runs" / name)
        assert store.run.synthetic
        assert store.run.dataset_fingerprint == data.fingerprint
        assert store.filenames == data.annotations.filenames
        assert score(store, data, store.run.gate) == pytest.approx(store.run.metrics, rel=1e-12)
