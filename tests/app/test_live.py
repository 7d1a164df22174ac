"""The routes of what-if: they answer from the run's checkpoint, and refuse in one sentence."""

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
import torch

from leap_app import folders, live
from leap_app.routes import models
from leap_app.routes.turns import Turns
from leap_core.checkpoints import load_checkpoint, save_checkpoint
from leap_core.data.dataset import open_dataset
from leap_core.data.nothing import Removal
from leap_core.data.statistics import FEATURES, FeatureStatistics, read_pooled
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness import shapley, stored
from leap_core.faithfulness.stored import Asked
from leap_core.files import sha256_of
from leap_core.model import build_model
from leap_core.options import NOTHING, NOTHINGS
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.demo_fixture import CLIPS, explain_clip

CLIP = "demotst0074_0_10"
QUESTION = f"run=leap_mm_pyr&clip={CLIP}"
CURVE = f"{QUESTION}&map=A&modality=audio&class=12&block=2&head=mean"


@pytest.fixture
def runs(demo, monkeypatch, tmp_path):
    """The bundled demo set, read-only, and copies of two of its runs, free to break."""
    folder = tmp_path / "runs"
    for name in ("leap_mm_pyr", "mmil_mm_pyr"):
        shutil.copytree(DEMO / "runs" / name, folder / name)
    monkeypatch.setenv(folders.DATA, str(DEMO))
    monkeypatch.setenv(folders.RUNS, str(folder))
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
    assert answer["replaced"] == {"beside": answer["replaced"]["beside"]} and answer["milliseconds"] > 0


def test_silenced_seconds_change_the_answer(get, runs):
    _, before = ask(get, f"/api/what-if?{QUESTION}")
    every = ".".join(map(str, range(10)))
    status, after = ask(get, f"/api/what-if?{QUESTION}&silence={every}&blank={every}")
    assert status == 200
    heard = int(np.argmax(before["clip_probability"]["audio"]))
    assert before["clip_probability"]["audio"][heard] > 0.5 > after["clip_probability"]["audio"][heard]


def test_deletion_curve(get, runs):
    status, answer = ask(get, f"/api/deletion?{CURVE}")
    assert status == 200 and answer["orders"] is None and sorted(answer["order"]) == list(range(10))
    mixing = open_store(runs / "leap_mm_pyr").explanation(CLIP).mixing["audio"][0]  # (N, H, C, T)
    assert answer["order"][0] == mixing[1, :, 12].mean(axis=0).argmax()
    curve, mean, spread = answer["curve"], answer["random"]["mean"], answer["random"]["deviation"]
    assert len(curve) == len(mean) == len(spread) == 11 and min(spread) >= 0 < max(spread)
    for end in (0, -1):  # with all seconds, and with none, all orders are one
        assert (mean[end], spread[end]) == pytest.approx((curve[end], 0), abs=1e-6)
    _, single = ask(get, f"/api/deletion?{CURVE.replace('block=2&head=mean', 'block=1&head=3')}")
    assert single["order"][0] == mixing[0, 2, 12].argmax()


def test_deletion_curve_by_the_attention_of_mmil(get, runs):
    """Another model's map over time orders the seconds likewise; W_m, over modalities, with it."""
    store = explain_clip(runs / "mmil_mm_pyr", CLIP)
    attention = store.explanation(CLIP).maps["Wt"]["visual"][0, 0, 0, 12]  # (T,)
    curve = f"run=mmil_mm_pyr&clip={CLIP}&map=Wt&modality=visual&class=12&block=1&head=1"
    status, answer = ask(get, f"/api/deletion?{curve}")
    assert status == 200 and answer["order"] == np.argsort(-attention, kind="stable").tolist()
    p = store.explanation(CLIP).prediction.clip[0, 1, 12]
    assert answer["curve"][0] == pytest.approx(p, abs=2e-5)
    status, answer = ask(get, f"/api/deletion?{curve.replace('Wt', 'Wm')}")
    both = attention * store.explanation(CLIP).maps["Wm"]["visual"][0, 0, 0, 12]
    assert status == 200 and answer["order"] == np.argsort(-both, kind="stable").tolist()


def test_what_all_subsets_say_of_a_clip(get, runs):
    status, worth = ask(get, f"/api/shapley?{QUESTION}")
    clip = open_store(runs / "leap_mm_pyr").explanation(CLIP).prediction.clip[0]
    assert status == 200 and np.shape(worth["values"]["visual"]) == (25, 10)
    found = {key: ask(get, f"/api/deletion?{CURVE.replace('map=A', f'map={key}')}")[1] for key in "FSP"}
    for answer in found.values():
        assert answer["worth"] == pytest.approx(worth["values"]["audio"][12], abs=1e-4)
        assert sum(answer["worth"]) == pytest.approx(clip[0, 12] - answer["curve"][-1], abs=1e-5)
        assert {*answer["carriers"]} < {*range(10)} and np.shape(answer["interactions"]) == (10, 10)
    assert found["F"]["order"] == np.argsort(-np.array(found["F"]["worth"]), kind="stable").tolist()
    assert found["F"]["better"] > 0.9 > found["P"]["better"] == found["S"]["better"]
    _, alone = ask(get, f"/api/deletion?{CURVE.replace('map=A', 'map=loo')}")
    whole, without = alone["curve"][:2]
    first = alone["order"][0]
    _, single = ask(get, f"/api/what-if?{QUESTION}&silence={first}")
    assert single["clip_probability"]["audio"][12] == pytest.approx(without, abs=1e-5)
    assert whole == pytest.approx(clip[0, 12], abs=2e-5)


def test_a_stored_table_is_read_instead(get, runs, monkeypatch):
    store, data = open_store(runs / "leap_mm_pyr"), open_dataset(DEMO)
    kept = Asked(store, load_live(store.folder, store.run), data, Removal()).tables([CLIP])
    monkeypatch.setattr(stored, "subset_table", None)
    _, answer = ask(get, f"/api/shapley?{QUESTION}")
    np.testing.assert_allclose(answer["values"]["audio"], shapley(kept[:, 0])[0], atol=1e-4)


def test_of_a_long_clip_some_orders_are_drawn(get, runs, monkeypatch):
    monkeypatch.setattr("leap_core.faithfulness.MOST", 9)
    status, answer = ask(get, f"/api/deletion?{CURVE}")
    assert status == 200 and answer["orders"] == 16 and answer["better"] is answer["worth"] is None
    assert len(answer["curve"]) == len(answer["random"]["deviation"]) == 11


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("what-if?clip=x", "The question is not one"),
        (f"what-if?{QUESTION}&silence=1.x", "The question is not one"),
        (f"what-if?{QUESTION}&blank=10", "expected segments from 0 to 9, found 10"),
        (f"what-if?run=../leap_mm_pyr&clip={CLIP}", "there is no run '../leap_mm_pyr'"),
        ("what-if?run=leap_mm_pyr&clip=../dataset.json", "has no clip ../dataset.json"),
        (f"what-if?{QUESTION}&nothing=void", "expected one of quietest, black, zeros, mean"),
        (f"deletion?{CURVE}&removal=east", "expected one of input, keys"),
        (f"deletion?{CURVE.replace('leap', 'mmil')}", "the run has no map over time 'A'"),
        (f"deletion?{CURVE.replace('map=A', 'map=Z')}", "the run has no map over time 'Z'"),
        (f"shapley?{QUESTION}&nothing=void", "expected one of quietest, black, zeros, mean"),
        ("shapley?run=leap_mm_pyr", "The question is not one"),
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


@pytest.fixture
def slow(monkeypatch):
    """A model that answers once the event is set."""
    event = threading.Event()
    monkeypatch.setattr(live, "what_if", lambda *_: {"waited": event.wait(20)})
    yield event
    event.set()


def test_of_too_many_questions_some_come_again_and_others_are_not_kept_waiting(get, slow):
    with ThreadPoolExecutor(models.TURNS.most + 3) as pool:
        asked = [pool.submit(get, f"/api/what-if?{QUESTION}") for _ in range(models.TURNS.most + 3)]
        refused = [question for _, question in zip(range(3), as_completed(asked), strict=False)]
        for status, headers, body in (question.result() for question in refused):
            assert (status, headers["Retry-After"]) == (503, "2") and "busy" in json.loads(body)["error"]
        assert get(f"/api/record?clip={CLIPS[0]}&a=leap_mm_pyr")[0] == 200
        slow.set()
        answers = [question.result() for question in asked if question not in refused]
    assert [(status, json.loads(body)) for status, _, body in answers] == [(200, {"waited": True})] * 8


def test_nobody_waits_longer_than_the_server_is_patient(get, slow, monkeypatch):
    monkeypatch.setattr(models, "TURNS", Turns(at_once=1, waiting=1, patience=0.05))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(get, f"/api/what-if?{QUESTION}")
        while models.TURNS._work.acquire(blocking=False):  # it is not there yet
            models.TURNS._work.release()
        assert get(f"/api/deletion?{CURVE}")[0] == 503
        slow.set()
        assert first.result()[0] == 200
    assert get(f"/api/what-if?{QUESTION}")[0] == 200  # its place is free again


@pytest.fixture
def taken(get, runs):
    """Asks the first run about a clip of its with the sound of two seconds taken away."""
    clip = open_store(runs / "leap_mm_pyr").filenames[0]

    def question(**choices) -> dict:
        query = "".join(f"&{key}={value}" for key, value in choices.items())
        status, answer = ask(get, f"/api/what-if?run=leap_mm_pyr&clip={clip}&silence=2.5{query}")
        assert status == 200, answer
        return answer

    return question


def test_each_choice_of_nothing_answers_and_says_what_it_is_and_how_unusual(taken):
    answers = {choice: taken(nothing=choice) for choice in NOTHINGS}
    assert answers[NOTHING]["probability"] == taken()["probability"]  # as in links without a choice
    distinct = {json.dumps(answer["probability"]) for answer in answers.values()}
    assert len(distinct) == len(NOTHINGS)
    for answer in answers.values():
        sound = answer["replaced"]["audio"]
        assert "visual" not in answer["replaced"] and sound["by"]
        assert sound["before"] == answers[NOTHING]["replaced"]["audio"]["before"]
        assert 0 <= sound["after"]["percentile"] <= 100
    assert answers["black"]["replaced"]["audio"]["by"] == "silence"
    assert answers["mean"]["replaced"]["audio"]["after"]["z"] == pytest.approx(0, abs=1e-5)
    silence = answers["black"]["replaced"]["audio"]
    assert silence["after"]["z"] > silence["before"]["z"]


def test_masked_seconds_stay_in_the_input(taken):
    answer = taken(removal="keys")
    assert answer["replaced"] is None
    assert answer["probability"] == taken(removal="keys", nothing="mean")["probability"]
    assert answer["probability"] != taken()["probability"]


def test_z_is_beside_the_training_set_where_the_run_has_its_statistics_else_beside_the_split(taken, runs):
    path = runs / "leap_mm_pyr" / "training" / FEATURES
    path.unlink(missing_ok=True)
    st.cache_resource.clear()
    assert taken()["replaced"]["beside"] == "LEAP Lens demo, test, the split at hand"
    data = open_dataset(DEMO)
    FeatureStatistics.measure(read_pooled(data, data.annotations.filenames[:9]), "those seen").save(path)
    st.cache_resource.clear()
    assert taken()["replaced"]["beside"] == "those seen"
    path.write_bytes(b"broken")
    st.cache_resource.clear()
    replaced = taken()["replaced"]
    assert "expected statistics of features" in replaced["lack"] and "z" not in replaced["audio"]


def test_the_deletion_curve_takes_both_choices(get, runs):
    said = {}
    for query in ("", "&nothing=mean", "&removal=keys"):
        status, said[query] = ask(get, f"/api/deletion?{CURVE}{query}")
        assert status == 200
    plain, mean, masked = said.values()
    assert plain["replaced_by"].startswith("its own quietest second, ")
    assert mean["replaced_by"] == "the mean of each feature"
    assert masked["replaced_by"] is None
    assert plain["curve"][0] == pytest.approx(masked["curve"][0], abs=1e-5)
    assert plain["curve"][-1] != pytest.approx(masked["curve"][-1], abs=1e-5)
    assert plain["order"] == mean["order"] == masked["order"]


@pytest.fixture
def spoil(runs):
    """Another model in place of the run's, which is told of it."""

    def spoil(change, **fields) -> None:
        folder = runs / "leap_mm_pyr"
        model = load_checkpoint(folder / "checkpoint")
        model = build_model(replace(model.config, **fields)) if fields else model
        change(model)
        save_checkpoint(model, folder / "checkpoint")
        told = json.loads((folder / "run.json").read_text())
        told["checkpoint_sha256"] = sha256_of(folder / "checkpoint" / "model.safetensors")
        (folder / "run.json").write_text(json.dumps(told))

    return spoil


def scaled(by: float):
    @torch.no_grad()
    def change(model) -> None:
        for weight in model.parameters():
            weight.mul_(by)

    return change


@pytest.mark.parametrize("path", [f"what-if?{QUESTION}&silence=1", f"deletion?{CURVE}"])
@pytest.mark.parametrize(
    ("change", "fields", "said"),
    [
        (scaled(float("nan")), {}, "expected numbers, key"),
        (scaled(1e30), {}, "expected probabilities, it gives NaN or infinity"),
        (scaled(1), {"classes": 7}, "expected a model of 25 classes, as the run has, found 7"),
        (scaled(1), {"audio_dim": 7}, "expected the shape (B, T, 7)"),
        (scaled(1), {"label_dim": 7}, "label"),
    ],
    ids=["NaN", "overflow", "classes", "features", "labels"],
)
def test_a_model_that_cannot_answer_says_why(get, spoil, change, fields, said, path):
    spoil(change, **fields)
    status, answer = ask(get, f"/api/{path}")
    assert status == 400 and said in answer["error"]


@pytest.mark.parametrize("path", [f"what-if?{QUESTION}&silence=1", f"deletion?{CURVE}"])
def test_a_run_of_other_seconds_is_not_asked(get, demo, runs, monkeypatch, path):
    """Its model may take any number of segments: the data set says how many a clip has."""
    root = Path(shutil.copytree(demo, demo.parent / "other"))
    settings = json.loads((root / "dataset.json").read_text())
    (root / "dataset.json").write_text(json.dumps(settings | {"segments": 5}))
    monkeypatch.setenv(folders.DATA, str(root))
    status, answer = ask(get, f"/api/{path}")
    assert status == 400 and "its classes or segments" in answer["error"]
