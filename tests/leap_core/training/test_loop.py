"""Training on a tiny data set: seeded, resumable bit for bit, the best epoch kept."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

import leap_core as lc
from leap_core import losses
from leap_core.config import TrainConfig
from leap_core.data import open_dataset
from leap_core.data.statistics import FEATURES, FeatureStatistics, read_pooled
from leap_core.front_end.module import FrontEnd
from leap_core.metrics import HEADLINE, binarise, evaluate
from leap_core.recipes import cmpae
from leap_core.training import predict, train
from leap_core.training.learner import Learner, fabric_on
from leap_core.training.loop import _examples
from leap_core.training.state import TrainingState
from leap_core.training_record import best_row, is_over
from tests.tiny_dataset import (
    SIZES,
    WIDTHS,
    C,
    S,
    T,
    as_patches,
    feature_file,
    make_dataset,
    names,
    tiny,
    without_motion,
)

SETTINGS = TrainConfig(epochs=3, batch_size=7, learning_rate=1e-2, step_epochs=2)
STEPS = -(-SIZES["train"] // SETTINGS.batch_size)
COLUMNS = ["epoch", "learning_rate", "total", "basic", "avss", *HEADLINE]


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    root = make_dataset(tmp_path_factory.mktemp("trained") / "data")
    return open_dataset(root, "train"), open_dataset(root, "val")


def run(sets, folder, preset="leap_han", settings=SETTINGS, **options):
    config = tiny(lc.presets.PRESETS[preset]())
    return train(config, settings, *sets, "bundled", folder, accelerator="cpu", **options)


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def interrupt_at(step):
    def on_step(done, total):
        if done == step:
            raise KeyboardInterrupt

    return on_step


@pytest.mark.parametrize("preset", ["leap_han", "mmil_han_valor"])
def test_a_seed_decides_everything(sets, tmp_path, preset):
    one, same = (run(sets, tmp_path / n, preset) for n in "ab")
    other = run(sets, tmp_path / "c", preset, replace(SETTINGS, seed=2))
    pd.testing.assert_frame_equal(one, same, check_exact=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert (one["total"] != other["total"]).all()


def test_labels_are_permuted_over_clips_both_kinds_alike(sets, monkeypatch):
    features = read_pooled(sets[0], names("train"))
    straight, permuted = (_examples(sets[0], replace(SETTINGS, permuted=s), features) for s in (None, 5))
    order = np.random.default_rng(5).permutation(SIZES["train"])
    assert not np.array_equal(order, np.arange(SIZES["train"]))
    for name, given in permuted.items():
        expected = straight[name][order] if name in ("weak", "pseudo") else straight[name]
        assert torch.equal(given, expected), name
    assert not torch.equal(permuted["pseudo"], straight["pseudo"])


def test_of_permuted_labels_the_last_epoch_is_kept(sets, tmp_path, monkeypatch):
    """Whatever validation says: here, that the first is the best, or that the last is."""
    kept = {}
    for sign in (-1, 1):
        monkeypatch.setattr("leap_core.training.loop.selected", lambda row, s=sign: s * row["epoch"])
        for seed in (None, 5):
            folder = tmp_path / f"{sign} {seed}"
            run(sets, folder, settings=replace(SETTINGS, permuted=seed, epochs=2))
            kept[sign, seed] = (folder / "checkpoint" / "model.safetensors").read_bytes()
    assert kept[-1, 5] == kept[1, 5] and kept[-1, None] != kept[1, None]


def test_validation_cannot_end_training_on_permuted_labels(sets, tmp_path):
    with pytest.raises(lc.InputError, match="patience of 2 epochs: no validation tells how well labels"):
        run(sets, tmp_path / "run", settings=replace(SETTINGS, permuted=5, patience=2))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("step", [STEPS + 1, 2 * STEPS, 2 * STEPS + 3])
def test_an_interrupted_run_ends_as_if_it_had_not_been(sets, tmp_path, step):
    straight = run(sets, tmp_path / "a")
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "b", on_step=interrupt_at(step))
    assert (tmp_path / "b" / "training" / "state.pt").exists()
    heard = []
    torch.manual_seed(99)  # nothing outside decides
    resumed = run(sets, tmp_path / "b", on_step=lambda *x: heard.append(x))
    assert heard[0] == ((step - 1) // STEPS * STEPS + 1, 3 * STEPS)
    pd.testing.assert_frame_equal(resumed, straight, check_exact=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_before_the_first_whole_epoch_nothing_is_written(sets, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "run", on_step=interrupt_at(STEPS))
    assert not (tmp_path / "run").exists()


def test_a_finished_run_is_read_not_repeated(sets, tmp_path):
    first = run(sets, tmp_path / "run")
    heard = []
    second = run(sets, tmp_path / "run", on_step=lambda *x: heard.append(x))
    assert not heard
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_one_killed_before_it_was_over_is_over_once_it_is_asked_again(sets, tmp_path, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(TrainingState, "close", lambda state: None)
        table = run(sets, tmp_path / "run")
    state, metrics = (tmp_path / "run" / "training" / name for name in ("state.pt", "metrics.csv"))
    metrics.unlink()  # it is told after the state
    assert state.exists()
    pd.testing.assert_frame_equal(run(sets, tmp_path / "run"), table)
    assert metrics.exists() and not state.exists()


def test_the_table_and_the_progress(sets, tmp_path):
    heard = []
    table = run(sets, tmp_path / "run", on_step=lambda *x: heard.append(x))
    assert heard == [(step, 3 * STEPS) for step in range(1, 3 * STEPS + 1)]
    assert list(table) == COLUMNS
    assert table["epoch"].tolist() == [1, 2, 3]
    assert table["learning_rate"].tolist() == pytest.approx([1e-2, 1e-2, 1e-3])  # what each epoch used
    np.testing.assert_allclose(table["total"], table["basic"] + table["avss"], rtol=1e-6)
    assert table["total"].iloc[-1] < table["total"].iloc[0]
    written = pd.read_csv(tmp_path / "run" / "training" / "metrics.csv")
    pd.testing.assert_frame_equal(table, written, check_exact=True)
    settings = json.loads((tmp_path / "run" / "training" / "config.json").read_text())
    assert settings["dataset_fingerprint"] == sets[0].fingerprint
    assert settings["label_embeddings"] == "bundled"
    sizes = {"classes": C, **{f"{kind}_dim": width for kind, width in WIDTHS.items()}}
    assert sizes.items() <= settings["model"].items()


def test_what_features_it_saw_lies_beside_the_checkpoint(sets, tmp_path):
    run(sets, tmp_path / "run", settings=replace(SETTINGS, epochs=1))
    seen = FeatureStatistics.load(tmp_path / "run" / "training" / FEATURES, like=sets[1])
    assert seen.source == "Tiny, train"
    whole = sets[0].features(sets[0].annotations.filenames)
    np.testing.assert_allclose(seen.mean.audio, whole.audio.mean(axis=(0, 1)), atol=1e-6)
    np.testing.assert_allclose(seen.deviation.visual_st, whole.visual_st.std(axis=(0, 1)), rtol=1e-5)


def test_the_best_epoch_is_kept_the_latest_of_equals(sets, tmp_path):
    table = run(sets, tmp_path / "run", settings=replace(SETTINGS, epochs=7, learning_rate=3e-2))
    best = best_row(table)
    assert best["segment_type"] == table["segment_type"].max()
    assert table["segment_type"].nunique() > 1
    assert best["epoch"] < 7  # or the test could not tell it from the last
    validation = sets[1]
    features = read_pooled(validation, validation.annotations.filenames).map(torch.from_numpy)
    queries = torch.from_numpy(lc.data.load_label_embeddings("bundled", validation.categories))
    prediction = predict(lc.load_checkpoint(tmp_path / "run" / "checkpoint"), features, queries)
    again = evaluate(binarise(prediction), validation.annotations.grid).table
    assert again == pytest.approx({k: best[k] for k in again}, abs=1e-9)
    assert best_row(pd.DataFrame({"epoch": [1, 2, 3], "segment_type": [4.0, 4.0, 1.0]}))["epoch"] == 2


def test_training_ends_early_once_validation_stops_rising(sets, tmp_path):
    long = replace(SETTINGS, epochs=9, learning_rate=3e-2)
    whole = run(sets, tmp_path / "whole", settings=long)
    scores = whole["segment_type"].tolist()
    patience = 2
    ends = next(
        n for n in range(1, 10) if is_over(whole.to_dict("records")[:n], replace(long, patience=patience))
    )
    assert patience < ends < 9  # or the test shows nothing
    assert max(scores[ends - patience : ends]) < max(scores[: ends - patience])
    early = run(sets, tmp_path / "early", settings=replace(long, patience=patience))
    pd.testing.assert_frame_equal(early, whole.iloc[:ends], check_exact=True)
    assert not (tmp_path / "early" / "training" / "state.pt").exists()
    again = run(sets, tmp_path / "early", settings=replace(long, patience=patience))
    pd.testing.assert_frame_equal(again, early, check_exact=True)


def test_when_training_is_over():
    rows = [{"segment_type": score} for score in (3.0, 5.0, 5.0, 4.0, 4.9)]
    patient = replace(SETTINGS, epochs=6, patience=2)
    assert [is_over(rows[:n], patient) for n in range(6)] == [False, False, False, False, False, True]
    assert is_over(rows[:4], replace(patient, patience=1))
    assert not is_over(rows, replace(patient, patience=None))
    assert is_over(rows, replace(patient, epochs=5, patience=None))


@pytest.mark.parametrize("preset", lc.presets.PRESETS)
def test_ten_steps_move_every_live_parameter(sets, tmp_path, preset):
    """Of all that `complexity` counts as live; MMIL's attention over the modalities among them."""
    config = tiny(lc.presets.PRESETS[preset]())
    if change := {"mmil_han_valorpp": as_patches, "mmil_han_lsld": without_motion}.get(preset):
        root = change(make_dataset(tmp_path / "data"))
        sets = open_dataset(root, "train"), open_dataset(root, "val")
    config = replace(config, label_dim=300, classes=C, **sets[0].feature_dims)
    settings = replace(
        SETTINGS, epochs=10, batch_size=SIZES["train"], avss_weight=float(config.decoder.uses_avss)
    )
    torch.manual_seed(settings.seed)
    before = lc.build_model(config).state_dict()
    saved = run(sets, tmp_path / "run", preset, settings)["epoch"].max()
    assert saved == 10
    after = lc.load_checkpoint(tmp_path / "run" / "checkpoint").state_dict()
    assert before.keys() == after.keys()
    assert [name for name in before if torch.equal(before[name], after[name])] == []


def test_frames_are_pooled_before_training_only_where_that_is_the_same(sets, monkeypatch, tmp_path):
    """Through ELU it is not: CMPAE is trained on every frame."""
    seen = {}
    monkeypatch.setattr(
        FrontEnd, "forward", lambda self, x: seen.setdefault(self.settings.affine, x.visual.shape[1]) / 0
    )
    for preset in ("mmil_han", "cmpae"):
        with pytest.raises(ZeroDivisionError):
            run(sets, tmp_path / preset, preset)
    assert seen == {True: T, False: S * T}


def test_the_third_term_leaves_leap_as_it_was_to_the_bit(sets, tmp_path, monkeypatch):
    run(sets, tmp_path / "with")
    monkeypatch.setattr(losses, "_video_loss", lambda prediction, weak: 0.0)
    run(sets, tmp_path / "without")
    assert files(tmp_path / "with") == files(tmp_path / "without")


def test_the_third_term_alone_trains_the_attention_over_modalities(sets, tmp_path, monkeypatch):
    once = replace(SETTINGS, epochs=1)
    torch.manual_seed(once.seed)
    config = replace(tiny(lc.presets.mmil_han()), classes=C, **sets[0].feature_dims)
    fresh = lc.build_model(config).decoder.attend_modality.weight
    monkeypatch.setattr(losses, "_video_loss", lambda prediction, weak: 0.0)
    run(sets, tmp_path / "without", "mmil_han", once)
    monkeypatch.undo()
    run(sets, tmp_path / "with", "mmil_han", once)
    without, with_ = (
        lc.load_checkpoint(tmp_path / name / "checkpoint").decoder.attend_modality.weight
        for name in ("without", "with")
    )
    assert torch.equal(fresh, without)
    assert not torch.equal(fresh, with_)


def test_pooled_features_give_the_same_predictions(sets):
    validation = sets[1]
    clips = validation.annotations.filenames[:5]
    whole = validation.features(clips)
    pooled = read_pooled(validation, clips)
    assert whole.visual.shape == (5, S * T, WIDTHS["visual"])
    assert pooled.visual.shape == (5, T, WIDTHS["visual"])
    np.testing.assert_allclose(pooled.visual[:, 1], whole.visual[:, S : 2 * S].mean(axis=1), rtol=1e-6)


@pytest.mark.parametrize("preset", ["leap_han", "mmil_han"])
def test_weak_labels_alone_do_too(tmp_path, preset):
    root = make_dataset(tmp_path / "data")
    for path in (root / "pseudo_labels").rglob("*.npy"):
        path.unlink()  # not looked at
    sets = open_dataset(root, "train"), open_dataset(root, "val")
    table = run(sets, tmp_path / "run", preset, replace(SETTINGS, labels="weak"))
    assert (table["avss"] == 0).all()
    assert table["total"].is_monotonic_decreasing


def test_cmpaes_recipe_trains_its_decoder_and_no_other(sets, tmp_path):
    """All five terms fall together; a decoder without uncertainties is refused."""
    recipe = replace(cmpae(), epochs=3, batch_size=7)
    table = run(sets, tmp_path / "run", "cmpae", recipe)
    assert table["total"].is_monotonic_decreasing and (table["total"] > table["basic"]).all()
    with pytest.raises(lc.InputError, match="decoder MMIL: the recipe's L_mutual needs uncertainties"):
        run(sets, tmp_path / "other", "mmil_han", recipe)
    assert not (tmp_path / "other").exists()


def test_a_model_without_label_queries_needs_no_embeddings(sets, tmp_path):
    config = tiny(lc.presets.mmil_han())
    train(config, replace(SETTINGS, epochs=1), *sets, "nowhere.txt", tmp_path / "run", "cpu")
    settings = json.loads((tmp_path / "run" / "training" / "config.json").read_text())
    assert settings["label_embeddings"] == "none"


def test_other_settings_in_the_same_folder_are_refused(sets, tmp_path):
    run(sets, tmp_path / "run", settings=replace(SETTINGS, epochs=1))
    with pytest.raises(lc.InputError, match=r"config\.json: the run here has other settings"):
        run(sets, tmp_path / "run", settings=replace(SETTINGS, epochs=1, seed=2))


@pytest.mark.parametrize("keep", [0, 1000])
def test_a_broken_state_is_named(sets, tmp_path, keep):
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "run", on_step=interrupt_at(STEPS + 1))
    state = tmp_path / "run" / "training" / "state.pt"
    state.write_bytes(state.read_bytes()[:keep])
    with pytest.raises(lc.InputError, match=r"state\.pt: expected the state of a training run.*Delete"):
        run(sets, tmp_path / "run")


def test_a_state_with_another_byte_is_not_gone_on_from(sets, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "run", on_step=interrupt_at(STEPS + 1))
    state = tmp_path / "run" / "training" / "state.pt"
    content = bytearray(state.read_bytes())
    content[len(content) // 2] ^= 1  # of a weight or a moment of one
    state.write_bytes(content)
    with pytest.raises(lc.InputError, match=r"state\.pt: expected .* is not what was written"):
        run(sets, tmp_path / "run")


def test_a_lost_state_is_not_made_up_for_with_fresh_weights(sets, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "run", on_step=interrupt_at(STEPS + 1))
    (tmp_path / "run" / "training" / "state.pt").unlink()
    with pytest.raises(
        lc.InputError, match=r"metrics\.csv: expected the 3 epochs .*, found 1 and no state\.pt"
    ):
        run(sets, tmp_path / "run")


@pytest.mark.parametrize("accelerator", ["abacus", "cuda"])
def test_an_accelerator_that_is_not_there_is_refused(sets, tmp_path, accelerator):
    if accelerator == "cuda" and torch.cuda.is_available():
        accelerator = "mps"
    with pytest.raises(lc.InputError, match=f"accelerator {accelerator}: it cannot be used"):
        train(lc.presets.leap_han(), SETTINGS, *sets, "bundled", tmp_path / "run", accelerator)


def test_a_validation_split_without_truth_is_refused(sets, tmp_path):
    with pytest.raises(lc.InputError, match="expected labels by second of the train split"):
        run((sets[0], sets[0]), tmp_path / "run")


def test_settings_that_are_no_text_are_no_settings(sets, tmp_path):
    (tmp_path / "run" / "training").mkdir(parents=True)
    (tmp_path / "run" / "training" / "config.json").write_bytes(b"\xff")
    with pytest.raises(lc.InputError, match=r"config\.json: the run here has other settings"):
        run(sets, tmp_path / "run")


class Evil:
    """Leaves a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_a_state_runs_no_code(sets, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(sets, tmp_path / "run", on_step=interrupt_at(STEPS + 1))
    torch.save({"rows": Evil(tmp_path / "evil")}, tmp_path / "run" / "training" / "state.pt")
    with pytest.raises(lc.InputError, match=r"state\.pt: expected the state of a training run"):
        run(sets, tmp_path / "run")
    assert not (tmp_path / "evil").exists()


def learner(**settings):
    config = tiny(
        replace(lc.presets.leap_han(), classes=C, label_dim=2, **{f"{k}_dim": w for k, w in WIDTHS.items()})
    )
    return Learner(config, replace(SETTINGS, **settings), np.zeros((C, 2), np.float32), fabric_on("cpu"))


def test_weights_decay_as_told():
    assert learner(weight_decay=0.25).parts["optimizer"].param_groups[0]["weight_decay"] == 0.25


def test_losses_are_means_over_examples_not_batches(monkeypatch):
    """Five examples by two: 3, 3 and 8 weigh 2, 2 and 1."""
    one = learner(batch_size=2)
    said = iter([3.0, 3.0, 8.0])
    monkeypatch.setattr(one, "_step", lambda batch, place, ratios: {"total": torch.tensor(next(said))})
    assert one.learn(0, {"weak": torch.zeros(5, C)}, lambda done, total: None, None) == pytest.approx(
        {"total": 4.0}
    )


def test_each_epoch_of_each_seed_has_an_order_of_its_own(monkeypatch):
    orders = []
    for seed in (1, 2):
        one = learner(seed=seed, batch_size=64)
        keep = lambda batch, place, ratios: orders.append(batch["weak"].tolist()) or {}  # noqa: E731
        monkeypatch.setattr(one, "_step", keep)
        for epoch in (0, 1, 1):
            one.learn(epoch, {"weak": torch.arange(50)}, lambda done, total: None, None)
    assert len({tuple(order) for order in orders}) == 4
    assert orders[1] == orders[2] and orders[4] == orders[5]


def test_predicting_by_batches_is_predicting_at_once_and_leaves_the_model_as_it_was(sets):
    one = learner()
    features = lc.Features(
        *(torch.randn(5, T * (S if kind == "visual" else 1), WIDTHS[kind]) for kind in WIDTHS)
    )
    at_once = predict(one.model.train(), features, one.queries)
    assert one.model.training
    np.testing.assert_allclose(
        predict(one.model, features, one.queries, batch_size=2).clip, at_once.clip, atol=1e-6
    )
    predict(one.model.eval(), features, one.queries)
    assert not one.model.training


def test_bad_features_are_named_and_nothing_is_written(tmp_path):
    root = make_dataset(tmp_path / "data")
    path = feature_file(root, "audio", names("val")[3])
    np.save(path, np.zeros((T, WIDTHS["audio"] + 1), np.float32))
    with pytest.raises(lc.InputError, match=f"{path.name}: expected the shape of the other clips"):
        run((open_dataset(root, "train"), open_dataset(root, "val")), tmp_path / "run")
    assert not (tmp_path / "run").exists()
