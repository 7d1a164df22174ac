"""The compare screen of data of which only what is heard and seen at once is labelled."""

import json

import numpy as np
import pytest

from leap_app import ahead, folders
from leap_core.data.dataset import open_dataset
from leap_core.runs.score import own_scores, score
from leap_core.runs.store import open_store
from tests.app.conftest import alone, opened
from tests.demo_fixture import write_run

CATEGORIES = "Owl", "Bell", "Train"
CLIPS = tuple(f"clip{n:02}" for n in range(13))
DIFFERENCE = "LEAP − MMIL"  # noqa: RUF001
UNKNOWN = "This view needs to know what is heard and what is seen, each by itself"


@pytest.fixture
def root(demo, tmp_path, monkeypatch):
    """13 clips, an owl at 3 to 7 in each, 5 of them of a slice; LEAP says so of 10 clips, MMIL of 4."""
    root = tmp_path / "joint"
    root.mkdir()
    settings = {"name": "Joint", "categories": CATEGORIES, "segments": 10, "truth": "audio-visual"}
    (root / "dataset.json").write_text(json.dumps(settings | {"metrics": "ovave"}))
    lists = {
        "AVVP_test_pd.csv": "filename\tevent_labels\n" + "".join(f"{clip}\tOwl\n" for clip in CLIPS),
        "AVVP_eval_audio_visual.csv": "filename\tonset\toffset\tevent_labels\n"
        + "".join(f"{clip}\t3\t7\tOwl\n" for clip in CLIPS),
        "AVVP_slices.csv": "filename\tslice\n" + "".join(f"{clip}\tunseen\n" for clip in CLIPS[:5]),
    }
    for name, text in lists.items():
        (root / name).write_text(text)
    owl = np.zeros((len(CLIPS), 2, len(CATEGORIES), 10), bool)
    owl[:, :, 0, 3:7] = True
    for decoder, right in (("leap", 10), ("mmil", 4)):
        said = owl.copy()
        said[right:, 1] = False
        write_run(root / "runs" / f"{decoder}_mm_pyr", decoder, CLIPS, owl, said, "Joint", CATEGORIES)
    monkeypatch.setenv(folders.DATA, str(root))
    monkeypatch.setenv(folders.RUNS, str(root / "runs"))
    return root


def test_what_can_be_known_is_compared_with_intervals(root, open_compare):
    test = open_compare()
    assert not test.error and not test.info
    frame, data = test.table[0].value, open_dataset(root)
    assert [*frame.index] == [
        *("Seg. AV", "Ev. AV", "Accuracy", "Segment F1", "Event F1"),
        *("Accuracy, unseen", "Segment F1, unseen", "Event F1, unseen"),
    ]
    for title, run in (("LEAP", "leap_mm_pyr"), ("MMIL", "mmil_mm_pyr")):
        store = open_store(root / "runs" / run)
        wanted = [*score(store, data).values(), *own_scores(store, data).values()]
        np.testing.assert_allclose(frame[title], wanted)
    # 4 seconds of 10 are lost in each clip without the owl: 6 clips more of MMIL
    assert frame.loc["Accuracy", DIFFERENCE] == pytest.approx(100 * 6 * 4 / 130)
    known, few = frame.iloc[:5], frame.iloc[5:]
    assert ((known["low"] < known[DIFFERENCE]) & (known[DIFFERENCE] < known["high"])).all()
    assert few[["low", "high"]].isna().all(axis=None)  # 5 clips
    assert frame["p"].notna().tolist() == [True] * 2 + [False] * 6
    assert "Only what is heard and seen at once" in "\n".join(m.value for m in test.markdown)


@pytest.mark.parametrize("view", ["classes", "slices", "confusion", "calibration"])
def test_a_view_that_needs_each_by_itself_says_so(root, open_compare, view):
    test = open_compare(view=view)
    assert not test.error and UNKNOWN in test.info[0].value
    assert not test.get("plotly_chart")


def test_thresholds_and_details_are_there(root, open_compare):
    test = open_compare(view="threshold")
    assert not test.error and len(test.get("plotly_chart")) == 1
    assert [*test.selectbox(key="metric").options] == ["Ev. AV", "Seg. AV"]
    assert not open_compare(view="run details").error


def test_events_and_a_site_are_shared(root):
    test = alone("compare", 30)
    test.session_state["sharing compare"] = True
    test = opened(test, {})
    assert not test.error and not test.exception
    assert {"Make the site", "Make the events"} <= {button.label for button in test.button}


def test_nothing_is_prepared_that_is_not_drawn(root):
    ahead._compare()


def test_without_any_truth_by_second_that_is_said(root, open_compare):
    settings = json.loads((root / "dataset.json").read_text())
    (root / "dataset.json").write_text(json.dumps(settings | {"truth": "none"}))
    ahead._compare()
    assert "no labels by second to score against" in open_compare().info[0].value
