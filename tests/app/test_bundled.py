"""The dashboard as it comes: the committed demo set and its runs."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from leap_app import folders
from leap_app.screens.studies import FOLDER
from leap_core.data.dataset import open_dataset
from leap_core.data.nothing import Removal
from leap_core.demo.results import Results, render
from leap_core.faithfulness.kept import Kept, all_kept
from leap_core.faithfulness.results import main_map
from leap_core.faithfulness.sanity import RETRAINED
from leap_core.metrics import HEADLINE
from leap_core.resources import DEMO as BUNDLED
from leap_core.runs.score import score
from leap_core.runs.store import open_store
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.results import load

MAIN = Path(__file__).parents[2] / "app" / "main.py"
RUNS = ("leap_han", "leap_mm_pyr", "mmil_han", "mmil_mm_pyr")


def test_the_dashboard_opens_on_the_bundled_runs(monkeypatch):
    monkeypatch.delenv(folders.DATA, raising=False)
    monkeypatch.delenv(folders.RUNS, raising=False)
    screen = AppTest.from_file(MAIN, default_timeout=30).run()
    assert not screen.exception and not screen.error
    chosen = {box.label: box.value for box in screen.selectbox}
    assert (chosen["Run 1"], chosen["Run 2"]) == ("leap_mm_pyr", "mmil_mm_pyr")


def test_every_bundled_store_is_of_the_bundled_set_and_its_metrics_hold():
    data = open_dataset(BUNDLED, "test")
    assert {path.name for path in (BUNDLED / "runs").iterdir()} == {*RUNS, FOLDER}
    for name in RUNS:
        store = open_store(BUNDLED / "runs" / name)
        assert store.run.synthetic
        assert store.run.dataset_fingerprint == data.fingerprint
        assert store.filenames == data.annotations.filenames
        assert score(store, data, store.run.gate) == pytest.approx(store.run.metrics, rel=1e-12)


def test_what_was_found_of_the_bundled_runs_is_of_their_weights_and_whole():
    for name in RUNS:
        store = open_store(BUNDLED / "runs" / name)
        kept = Kept(store)
        results, pairs = kept.results, kept.pairs
        assert [some.removal for some in all_kept(store)] == [Removal()]  # nothing of an older default
        assert results.clips == results.of == len(store.filenames)
        assert RETRAINED in [row["fresh"] for row in results.sanity]
        own, both = main_map(store.run.maps), results.track("both")
        (row,) = (row for row in both.rows if row["attribution"] == own)
        assert pairs.of(own).figures()["gap"] == pytest.approx(row["gap"], abs=1e-4)


def test_the_bundled_studies_are_of_the_bundled_set_and_their_scores_hold():
    folder, data = BUNDLED / "runs" / FOLDER, open_dataset(BUNDLED, "test")
    found, plans = load(folder), studies(DEMO)
    rows = found.rows
    assert len(rows) and rows.synthetic.all()
    assert {*rows.study} == {*plans}
    for name, plan in plans.items():  # whole; a setting that another study has, too, may have more seeds
        seeds = {setting: sorted(some) for setting, some in rows[rows.study == name].groupby("setting").seed}
        assert seeds.keys() == plan.settings.keys()
        assert all(some == [*range(1, max(plan.seeds, len(some)) + 1)] for some in seeds.values())
    assert set(rows.epochs) == {DEMO.train.epochs}
    scored = open_dataset(BUNDLED, "study").annotations.filenames  # whose labels are bundled
    assert set(rows.split) == {"study"} and len(scored) >= 1000
    for run in rows.run:
        assert tuple(found.clips[found.clips.run == run]["clip"]) == scored
    for path in folder.glob("*/seed-1"):  # to look at, on the clips with video
        store = open_store(path)
        assert store.run.dataset_fingerprint == data.fingerprint
        assert score(store, data, store.run.gate) == pytest.approx(store.run.metrics, rel=1e-12)


def test_the_page_on_the_demo_sets_runs_is_made_of_the_bundled_tables():
    found = Results.load(BUNDLED / "results")
    page = (Path(__file__).parents[2] / "docs" / "demo-results.md").read_text(encoding="utf-8")
    assert page == render(found, open_dataset(BUNDLED, "test"))
    for model in RUNS:  # of the first seed and chosen, as bundled
        store = open_store(BUNDLED / "runs" / model)
        rows = found.scores[(found.scores.model == model) & found.scores.chosen & (found.scores.seed == 1)]
        means = rows[rows.gate == store.run.gate][[*HEADLINE]].mean().to_dict()
        assert means == pytest.approx(store.run.metrics, abs=1e-4)
        assert store.run.title == rows.title.iloc[0]
