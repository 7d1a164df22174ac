"""The dashboard as it comes: the committed demo set and its runs."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from leap_app import state
from leap_app.screens.studies import FOLDER
from leap_core.data.dataset import open_dataset
from leap_core.metrics import HEADLINE
from leap_core.resources import DEMO as BUNDLED
from leap_core.runs.score import score
from leap_core.runs.store import open_store
from leap_core.studies.grid import DEMO, SEEDS, studies
from leap_core.studies.results import FILE, load

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
    data = open_dataset(BUNDLED, "test")
    assert {path.name for path in (BUNDLED / "runs").iterdir()} == {*RUNS, FOLDER}
    for name in RUNS:
        store = open_store(BUNDLED / "runs" / name)
        assert store.run.synthetic
        assert store.run.dataset_fingerprint == data.fingerprint
        assert store.filenames == data.annotations.filenames
        assert score(store, data, store.run.gate) == pytest.approx(store.run.metrics, rel=1e-12)


def test_the_bundled_studies_are_whole_and_the_first_seeds_scores_hold():
    folder, data = BUNDLED / "runs" / FOLDER, open_dataset(BUNDLED, "test")
    rows = load(folder / FILE)
    wanted = {
        (study.name, label, seed)
        for study in studies(DEMO).values()
        for label in study.settings
        for seed in range(1, SEEDS + 1)
    }
    assert set(zip(rows.study, rows.setting, rows.seed, strict=True)) == wanted and rows.synthetic.all()
    assert set(rows.epochs) == {DEMO.train.epochs}
    of_papers = rows.study.isin(["readout", "queries", "decoder"])
    assert rows.run[(rows.seed == 1) & of_papers].map(lambda run: (folder / run / "run.json").exists()).all()
    first = rows[
        rows.run.isin(path.parent.relative_to(folder).as_posix() for path in folder.glob("*/*/run.json"))
    ]
    assert set(first.seed) == {1}
    for row in first.to_dict("records"):
        store = open_store(folder / row["run"])
        found = score(store, data, store.run.gate)
        assert {name: row[name] for name in HEADLINE} == pytest.approx(found, rel=1e-12)
