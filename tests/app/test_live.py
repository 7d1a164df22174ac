"""The routes of what-if: they answer from the run's checkpoint, and refuse in one sentence."""

import json
import shutil

import numpy as np
import pytest

from leap_app import state
from leap_core.resources import DEMO
from leap_core.runs.store import open_store

CLIP = "demotst0075_0_10"
QUESTION = f"run=leap_mm_pyr&clip={CLIP}"
CURVE = f"{QUESTION}&modality=audio&class=12&block=2&head=mean"


@pytest.fixture
def runs(demo, monkeypatch, tmp_path):
    """The bundled demo set, read-only, and copies of two of its runs, free to break."""
    folder = tmp_path / "runs"
    for name in ("leap_mm_pyr", "mmil_mm_pyr"):
        shutil.copytree(DEMO / "runs" / name, folder / name)
    monkeypatch.setenv(state.DATA, str(DEMO))
    monkeypatch.setenv(state.RUNS, str(folder))
    return folder


def ask(get, path: str) -> tuple[int, dict]:
    status, _, body = get(path)
    return status, json.loads(body)


def test_nothing_taken_away_is_the_stored_prediction(get, runs):
    status, answer = ask(get, f"/api/what-if?{QUESTION}")
    stored = open_store(runs / "leap_mm_pyr").explanation(CLIP).prediction
    assert status == 200
    np.testing.assert_allclose(answer["probability"]["audio"], stored.audio_segment_prob[0].T, atol=2e-5)
    np.testing.assert_allclose(answer["clip_probability"]["either"], stored.video_prob[0], atol=2e-5)
    assert answer["replaced_by"] == "silence and a black picture" and answer["milliseconds"] > 0


def test_silenced_seconds_change_the_answer(get, runs):
    _, before = ask(get, f"/api/what-if?{QUESTION}")
    every = ".".join(map(str, range(10)))
    status, after = ask(get, f"/api/what-if?{QUESTION}&silence={every}&blank={every}")
    assert status == 200
    rooster = 12
    assert before["clip_probability"]["either"][rooster] > 0.9 > after["clip_probability"]["either"][rooster]


def test_deletion_curve(get, runs):
    status, answer = ask(get, f"/api/deletion?{CURVE}")
    assert status == 200 and answer["orders"] == 16 and sorted(answer["order"]) == list(range(10))
    mixing = open_store(runs / "leap_mm_pyr").explanation(CLIP).mixing["audio"][0]  # (N, H, C, T)
    assert answer["order"][0] == mixing[1, :, 12].mean(axis=0).argmax()
    curves = [answer["attended"], *(answer["random"][name] for name in ("low", "mean", "high"))]
    assert {len(curve) for curve in curves} == {11}
    assert np.allclose([c[0] for c in curves], curves[0][0]) and np.allclose(
        [c[-1] for c in curves], curves[0][-1]
    )
    assert (np.array(curves[1]) <= np.array(curves[3])).all()
    _, single = ask(get, f"/api/deletion?{CURVE.replace('block=2&head=mean', 'block=1&head=3')}")
    assert single["order"][0] == mixing[0, 2, 12].argmax()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("what-if?clip=x", "The question is not one"),
        (f"what-if?{QUESTION}&silence=1.x", "The question is not one"),
        (f"what-if?{QUESTION}&blank=10", "expected segments from 0 to 9, found 10"),
        (f"what-if?run=../leap_mm_pyr&clip={CLIP}", "there is no run '../leap_mm_pyr'"),
        ("what-if?run=leap_mm_pyr&clip=../dataset.json", "has no clip ../dataset.json"),
        (f"deletion?{CURVE.replace('leap', 'mmil')}", "the run has no attention"),
        (f"deletion?{CURVE.replace('audio', 'smell')}", "expected audio or visual"),
        (f"deletion?{CURVE.replace('class=12', 'class=25')}", "a class from 0 to 24"),
        (
            f"deletion?{CURVE.replace('block=2', 'block=3')}",
            "it has 2 blocks and no block 3",
        ),
        (
            f"deletion?{CURVE.replace('head=mean', 'head=0')}",
            "it has 4 heads and no head 0",
        ),
    ],
)
def test_unsound_questions(get, runs, path, said):
    status, answer = ask(get, f"/api/{path}")
    assert status == 400 and said in answer["error"] and "Traceback" not in answer["error"]


def test_a_run_without_its_model_says_so(get, runs):
    shutil.rmtree(runs / "leap_mm_pyr" / "checkpoint")
    status, answer = ask(get, f"/api/what-if?{QUESTION}")
    assert status == 400 and "expected the run's model" in answer["error"]
