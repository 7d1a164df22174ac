"""What-if on a model whose answer is known, on toys with numbers, and on the bundled demo run."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from leap_core.data import compact
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.explainers import what_if as module
from leap_core.explainers.what_if import LiveModel, deletion, erase, load_live, what_if
from leap_core.runs.store import open_store
from leap_core.types import Features, Prediction

DEMO = Path(__file__).parents[3] / "assets" / "demo"
B, T, S, A, V, W = 2, 5, 3, 7, 11, 13


class LoudestSecond(torch.nn.Module):
    """p of every class is the largest first audio feature, and of the picture the mean first feature."""

    def forward(self, features: Features, label_embeddings=None, mask=None) -> Prediction:
        heard, seen = features.audio[..., 0], features.visual_st[..., 0]  # (B, T)
        if mask is not None:  # a masked second is as loud as -1
            heard, seen = heard.where(mask[:, 0], -1.0), seen.where(mask[:, 1], -1.0)
        p, q = heard.amax(1, keepdim=True), seen.mean(1, keepdim=True)  # (B, 1), C = 1
        segments = torch.stack((heard, seen), dim=1)[:, :, None]  # (B, 2, C, T)
        return Prediction(segments, torch.stack((p, q), dim=1), torch.maximum(p, q))


def features_of(audio, visual_st) -> Features:
    """One clip whose first features are given; frames all one."""
    sound, motion = np.zeros((1, len(audio), A), np.float32), np.zeros((1, len(audio), W), np.float32)
    sound[0, :, 0], motion[0, :, 0] = audio, visual_st
    return Features(sound, np.ones((1, S * len(audio), V), np.float32), motion)


NOTHING = Features(*(np.zeros(shape, np.float32) for shape in ((1, 1, A), (1, S, V), (1, 1, W))))
TOY = features_of([0.2, 0.9, 0.1, 0.6], [0.4, 0.8, 0.0, 0.4])
LOUDEST = LiveModel(LoudestSecond(), None)


def test_between_batches_a_question_ends_that_takes_too_long(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(module, "_BATCH", 3)
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    with pytest.raises(InputError, match="its answer takes too long"):
        deletion(replace(LOUDEST, until=1.0), TOY, NOTHING, np.arange(4.0), "audio", 0)
    assert next(clock) == 3  # two batches were answered


def test_erase_puts_nothing_in_place_of_the_segments_chosen_and_edits_a_copy():
    draw = np.random.default_rng(0)
    features = Features(
        *(draw.normal(size=s).astype(np.float32) for s in ((B, T, A), (B, T * S, V), (B, T, W)))
    )
    nothing = Features(*(np.full(s, 9.0, np.float32) for s in ((1, 1, A), (1, S, V), (1, 1, W))))
    before = features.map(np.copy)
    erased = erase(features, nothing, silence=[1, 4], blank=[2])
    assert (erased.audio[:, [1, 4]] == 9).all()
    np.testing.assert_array_equal(erased.audio[:, [0, 2, 3]], features.audio[:, [0, 2, 3]])
    assert (erased.visual[:, 2 * S : 3 * S] == 9).all() and (erased.visual_st[:, 2] == 9).all()
    np.testing.assert_array_equal(
        np.delete(erased.visual, range(6, 9), 1), np.delete(features.visual, range(6, 9), 1)
    )
    for kept, array in zip(before.kinds.values(), features.kinds.values(), strict=True):
        np.testing.assert_array_equal(kept, array)


@pytest.mark.parametrize(("silence", "blank"), [([4], []), ([], [-1]), ([0, 99], [])])
def test_segments_the_clip_does_not_have(silence, blank):
    for nothing in (NOTHING, None):
        with pytest.raises(InputError, match="expected segments from 0 to 3, found"):
            what_if(LOUDEST, TOY, nothing, silence, blank)


def test_what_if_of_a_known_model():
    assert what_if(LOUDEST, TOY, NOTHING, [], []).audio_prob[0, 0] == pytest.approx(0.9)
    prediction = what_if(LOUDEST, TOY, NOTHING, [1], [1])
    assert prediction.audio_prob[0, 0] == pytest.approx(0.6)  # the second loudest
    assert prediction.visual_prob[0, 0] == pytest.approx((0.4 + 0.0 + 0.4) / 4)


def test_with_nothing_in_their_place_they_are_masked_and_the_features_stay():
    prediction = what_if(LOUDEST, TOY, None, [1, 3], [0, 1])
    assert prediction.audio_prob[0, 0] == pytest.approx(0.2)
    assert prediction.visual_prob[0, 0] == pytest.approx((-1 - 1 + 0.0 + 0.4) / 4)
    assert what_if(LOUDEST, TOY, None, [], []).audio_prob[0, 0] == pytest.approx(0.9)
    curve = deletion(LOUDEST, TOY, None, np.array([0.1, 0.5, 0.1, 0.3]), "audio", 0)
    np.testing.assert_allclose(curve.attended, [0.9, 0.6, 0.2, 0.1, -1], atol=1e-7)
    np.testing.assert_allclose(curve.random[:, -1], -1)


def test_deletion_of_a_known_model():
    curve = deletion(LOUDEST, TOY, NOTHING, np.array([0.1, 0.5, 0.1, 0.3]), "audio", 0, orders=7, seed=1)
    assert curve.order.tolist() == [1, 3, 0, 2]  # ties go to the earlier
    np.testing.assert_allclose(curve.attended, [0.9, 0.6, 0.2, 0.1, 0], atol=1e-7)
    assert curve.random.shape == (7, 5)
    assert (np.diff(curve.random, axis=1) <= 0).all()  # the loudest of fewer seconds
    np.testing.assert_allclose(curve.random[:, 0], 0.9)
    np.testing.assert_allclose(curve.random[:, -1], 0)
    again = deletion(LOUDEST, TOY, NOTHING, np.array([0.1, 0.5, 0.1, 0.3]), "audio", 0, orders=7, seed=1)
    np.testing.assert_array_equal(curve.random, again.random)


def test_deletion_of_the_picture():
    curve = deletion(LOUDEST, TOY, NOTHING, np.array([0.1, 0.5, 0.1, 0.3]), "visual", 0)
    # sums 1.6, less 0.8, less 0.4, less 0.4, less 0, over four seconds
    np.testing.assert_allclose(curve.attended, [0.4, 0.2, 0.1, 0, 0], atol=1e-7)


BLACK = compact.nothing()


@pytest.fixture(scope="module")
def data():
    return open_dataset(DEMO)


@pytest.fixture(scope="module", params=["leap_mm_pyr", "mmil_han"])
def store(request):
    return open_store(DEMO / "runs" / request.param)


@pytest.mark.parametrize("nothing", [BLACK, None])
def test_nothing_taken_away_is_what_the_run_says(data, store, nothing):
    live = load_live(store.folder, store.run)
    names = list(store.filenames[:3])
    prediction = what_if(live, data.features(names), nothing, [], [])
    for row in range(3):
        stored = store.explanation(names[row]).prediction
        np.testing.assert_allclose(
            prediction.audio_segment_prob[row], stored.audio_segment_prob[0], atol=2e-5
        )
        np.testing.assert_allclose(prediction.clip[row], stored.clip[0], atol=2e-5)


@pytest.mark.parametrize("nothing", [BLACK, None])
def test_a_batch_is_its_clips_one_by_one(data, store, nothing):
    live = load_live(store.folder, store.run)
    names = list(store.filenames[:3])
    batch = what_if(live, data.features(names), nothing, [0, 7], [5])
    for row, name in enumerate(names):
        single = what_if(live, data.features([name]), nothing, [0, 7], [5])
        np.testing.assert_allclose(batch.visual_segment_prob[row], single.visual_segment_prob[0], atol=1e-5)


@pytest.mark.parametrize("nothing", [BLACK, None])
def test_deletion_starts_at_p_and_ends_with_all_taken_away(data, store, nothing):
    live = load_live(store.folder, store.run)
    features = data.features([store.filenames[0]])
    curve = deletion(live, features, nothing, np.arange(10.0), "visual", 3, orders=2)
    everything = what_if(live, features, nothing, [], range(10)).visual_prob[0, 3]
    assert curve.order.tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert curve.attended[0] == pytest.approx(
        what_if(live, features, nothing, [], []).visual_prob[0, 3], abs=1e-5
    )
    np.testing.assert_allclose([curve.attended[-1], *curve.random[:, -1]], everything, atol=1e-5)


def test_missing_and_foreign_checkpoints_are_named(store, tmp_path):
    with pytest.raises(
        InputError, match=r"checkpoint: expected the run's model\. Put one there with `leap convert`"
    ):
        load_live(tmp_path, store.run)
    folder = Path(shutil.copytree(store.folder / "checkpoint", tmp_path / "checkpoint")).parent
    load_live(folder, store.run)
    weights = folder / "checkpoint" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x55")
    with pytest.raises(InputError, match="expected the weights that the run was made with, found others"):
        load_live(folder, store.run)
