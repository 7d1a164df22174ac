"""Ratios of noise and labels left out, by hand; training by them on the tiny data set."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.config import TrainConfig
from leap_core.data import open_dataset
from leap_core.losses import weak_loss
from leap_core.training import learner, predict, train
from leap_core.training.denoising import kept_labels, noise_ratios
from leap_core.types import Prediction
from tests.tiny_dataset import C, make_dataset, tiny

NOISY = {"labels": "weak", "avss_weight": 0.0, "removes_noise": True}
SETTINGS = TrainConfig(epochs=2, batch_size=7, learning_rate=1e-2, **NOISY)


def test_ratios_by_hand():
    """One class, three of four clips labelled.  Means: 0.5, so low is below 0.3; 0.25, below 0.45."""
    heard, seen = np.array([0.9, 0.29, 0.31, 0.5]), np.array([0.46, 0.44, 0.05, 0.05])
    clip = np.stack((heard, seen), axis=1)[..., None]  # (4, 2, 1)
    weak = np.array([[1], [1], [1], [0]], bool)
    assert noise_ratios(clip, weak)[:, 0].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert noise_ratios(clip, weak & [[False], [True], [False], [False]])[:, 0].tolist() == [1, 1]
    assert noise_ratios(clip, np.zeros((4, 1), bool))[:, 0].tolist() == [0, 0]


def test_ratios_are_of_each_class_and_p_at_the_bound_is_not_low():
    """Means are 0.5 throughout: low is below 0.3 of sound, below 0.9 of the picture."""
    heard, seen = np.array([[0.3, 0.29], [0.7, 0.71]]), np.array([[0.9, 0.89], [0.1, 0.11]])
    clip = np.stack((heard, seen), axis=1)  # (2, 2, 2)
    assert noise_ratios(clip, np.array([[True, True], [False, True]])).tolist() == [[0, 0.5], [0, 1]]


def test_a_picture_that_is_sure_is_not_the_hardest():
    """Its label is to be 0.95, so p = 1 costs 0.05 * 16.1 = 0.8, and 0.2 costs 1.54: that is not seen."""
    clip = torch.tensor([[[0.1], [1.0]], [[0.9], [0.2]]])  # (2, 2, 1)
    left_out = (~kept_labels(clip, torch.ones(2, 1), torch.tensor([[0.0], [0.5]]))).nonzero().tolist()
    assert left_out == [[1, 1, 0]]


def test_a_label_is_left_out_that_is_hard_here_and_easy_there():
    """Two classes of six clips; the last clip of class 0 is not labelled, and least likely of all."""
    heard = torch.tensor([0.9, 0.8, 0.7, 0.2, 0.1, 0.01])
    seen = torch.tensor([0.1, 0.7, 0.3, 0.6, 0.8, 0.99])
    clip = torch.stack((heard, seen), dim=1)[..., None].repeat(1, 1, 2)  # (6, 2, 2)
    weak = torch.ones(6, 2)
    weak[5, 0] = 0
    ratios = torch.tensor([[0.4, 0.0], [0.5, 0.17]])
    # class 0, of five: 2 sounds.  Hardest to hear are 4 and 3, easiest to see 4 and 1: 4 is not heard.
    # 2.5 pictures, so 2.  Hardest to see are 0 and 2, easiest to hear 0 and 1: 0 is not seen.
    # class 1, of six: no sound.  1.02 pictures: hardest to see is 0, easiest to hear too: 0 is not seen.
    left_out = (~kept_labels(clip, weak, ratios)).nonzero().tolist()
    assert left_out == [[0, 1, 0], [0, 1, 1], [4, 0, 0]]
    assert kept_labels(clip, weak, torch.zeros(2, 2)).all()


def test_what_is_left_out_is_to_be_0():
    p = torch.full((1, 2, 1), 0.25)
    prediction = Prediction(torch.zeros(1, 2, 1, 1), p, torch.full((1, 1), 0.25))
    kept = torch.tensor([[[True], [False]]])
    found = weak_loss(prediction, torch.ones(1, 1), (2.0, 3.0, 5.0), kept)
    assert found.item() == pytest.approx(-2 * np.log(0.25) - 3 * np.log(0.75))  # p has no gradient here


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    root = make_dataset(tmp_path_factory.mktemp("noisy") / "data")
    return open_dataset(root, "train"), open_dataset(root, "val")


def run(sets, folder, settings=SETTINGS, preset="cmpae", **options):
    return train(tiny(lc.presets.PRESETS[preset]()), settings, *sets, "bundled", folder, "cpu", **options)


def test_training_asks_an_estimator_of_each_modality_by_itself(sets, tmp_path, monkeypatch):
    """From the second epoch on, in every batch, by the ratios that the estimator gives."""
    asked, steps = [], []

    def note(clip, weak, ratios):
        asked.append(ratios)
        return kept_labels(clip, weak, ratios)

    monkeypatch.setattr(learner, "kept_labels", note)
    settings = replace(SETTINGS, weak_weights=(2.0, 3.0, 5.0), mutual_weight=0.5)
    run(sets, tmp_path / "run", settings, on_step=lambda *step: steps.append(step))
    batches = -(-len(sets[0].annotations.filenames) // SETTINGS.batch_size)
    assert steps == [(n + 1, 4 * batches) for n in range(4 * batches)]
    folder = tmp_path / "run" / "training" / "estimator"
    record = json.loads((folder / "training" / "config.json").read_text())
    assert record["model"]["encoder"]["without_cross"] == 1 and not record["train"]["removes_noise"]
    assert (record["train"]["weak_weights"], record["train"]["mutual_weight"]) == ([1.0, 1.0, 1.0], 0.0)
    model, names = lc.load_checkpoint(folder / "checkpoint"), sets[0].annotations.filenames
    clip = predict(model, sets[0].features(names).map(torch.from_numpy), None).clip
    wanted = noise_ratios(clip, sets[0].annotations.weak)
    assert wanted.shape == (2, C) and 0 < wanted.mean() < 1
    assert len(asked) == batches
    for ratios in asked:
        np.testing.assert_allclose(ratios, wanted, atol=1e-6)


def test_of_permuted_labels_the_noise_is_that_of_the_labels_trained_on(sets, tmp_path, monkeypatch):
    asked = []

    def note(clip, weak):
        asked.append(weak)
        return noise_ratios(clip, weak)

    monkeypatch.setattr("leap_core.training.loop.noise_ratios", note)
    run(sets, tmp_path / "run", replace(SETTINGS, permuted=5))
    weak = sets[0].annotations.weak
    order = np.random.default_rng(5).permutation(len(weak))
    np.testing.assert_array_equal(asked, [weak[order]])
    assert not np.array_equal(weak, weak[order])


def test_an_interrupted_run_goes_on(sets, tmp_path):
    def stop_at(step):
        def on_step(done, total):
            if done == step:
                raise KeyboardInterrupt

        return on_step

    whole = run(sets, tmp_path / "whole")
    batches = -(-len(sets[0].annotations.filenames) // SETTINGS.batch_size)
    for step in (batches + 1, 3 * batches + 1):  # the estimator's second epoch, then the model's
        with pytest.raises(KeyboardInterrupt):
            run(sets, tmp_path / "stopped", on_step=stop_at(step))
    assert run(sets, tmp_path / "stopped").equals(whole)


def test_labels_that_are_left_out_change_what_is_learnt(sets, tmp_path, monkeypatch):
    run(sets, tmp_path / "with")
    run(sets, tmp_path / "without", replace(SETTINGS, removes_noise=False))
    losses = [
        (tmp_path / name / "training" / "metrics.csv").read_text().split() for name in ("with", "without")
    ]
    assert losses[0][1] == losses[1][1] and losses[0][2] != losses[1][2]  # the first epoch is the same


def test_an_encoder_of_both_at_once_is_refused(sets, tmp_path):
    with pytest.raises(lc.InputError, match="encoder HAN: the recipe removes noisy labels"):
        run(sets, tmp_path / "run", preset="mmil_han")
    assert not (tmp_path / "run").exists()
