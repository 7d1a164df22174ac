"""Browse and Compare on the real LLP annotations, with runs imported from made-up predictions."""

import json

import numpy as np
import pytest

from leap_app import folders
from leap_core.browse import PRESETS, Rule
from leap_core.data.dataset import open_dataset
from leap_core.data.events import grid_to_events
from leap_core.metrics import compare, evaluate
from leap_core.runs.import_run import import_predictions
from leap_core.types import MODALITIES
from tests.app.test_browse import drawn
from tests.app.test_compare import caption_of, rows_of

CLIPS = 1200


@pytest.fixture(scope="module")
def made_up(llp_root, tmp_path_factory):
    """Truth, what the runs `careful` (from JSON) and `careless` (from CSV) say, and their folder."""
    data, draw = open_dataset(llp_root), np.random.default_rng(11)
    truth, folder = data.annotations.grid, tmp_path_factory.mktemp("runs")
    said = {
        name: truth ^ (draw.random(truth.shape) < p) for name, p in (("careful", 0.005), ("careless", 0.02))
    }
    lists = {m: [] for m in MODALITIES}
    lines = ["filename,onset,offset,event_labels,modality"]
    for i, name in enumerate(data.annotations.filenames):
        for m, modality in enumerate(MODALITIES):
            events = grid_to_events(said["careful"][i, m])
            named = [{"event_label": data.categories[c], "start": a, "end": b} for c, a, b in events]
            lists[modality].append({name: named})
            events = grid_to_events(said["careless"][i, m])
            lines += [f"{name},{a},{b},{data.categories[c]},{modality}" for c, a, b in events]
    (folder / "careful.json").write_text(json.dumps(lists))
    (folder / "careless.csv").write_text("\n".join(lines))
    for name, suffix in (("careful", "json"), ("careless", "csv")):
        import_predictions(folder / f"{name}.{suffix}", data, folder / "runs" / name)
    return truth, said, folder / "runs"


@pytest.fixture
def llp(demo, llp_root, made_up, monkeypatch):
    monkeypatch.setenv(folders.DATA, str(llp_root))
    monkeypatch.setenv(folders.RUNS, str(made_up[2]))
    return made_up


def test_compare(llp, open_compare):
    truth, said, _ = llp
    test = open_compare(a="careful", b="careless")
    assert not test.error
    rows = rows_of(test)
    scores = {name: evaluate(grid, truth) for name, grid in said.items()}
    for name, report in scores.items():
        assert list(rows[name].values())[:11] == [f"{score:.1f}" for score in report.table.values()]
    wanted = compare(scores["careful"].scores, scores["careless"].scores)
    np.testing.assert_allclose(test.table[0].value["low"], wanted.low)
    assert "test split of LLP; global gate" in caption_of(test)


@pytest.mark.parametrize("view", ["slices", "confusion", "calibration", "threshold"])
def test_views(llp, open_compare, view):
    assert not open_compare(a="careful", b="careless", view=view).error


def test_browse(llp, open_browse):
    truth, said, _ = llp
    test = open_browse(Rule(sort="difference", descending=True), a="careful", b="careless")
    assert not test.error and f"{CLIPS:,} of {CLIPS:,} clips" in test.markdown[0].value
    gain = evaluate(said["careful"], truth).scores[:, -1] - evaluate(said["careless"], truth).scores[:, -1]
    gains = [clip["difference"] for clip in drawn(test)["clips"]]
    np.testing.assert_allclose(gains, np.sort(gain)[::-1][: len(gains)])
    for rule in PRESETS.values():
        assert not open_browse(rule, a="careful", b="careless").error
