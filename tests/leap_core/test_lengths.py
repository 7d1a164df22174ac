"""Clips of different length in one split: files, training, stores, scores, views and figures."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.config import TrainConfig
from leap_core.data import open_dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.statistics import FeatureStatistics, read_pooled
from leap_core.errors import InputError
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness.stored import Asked, Removal
from leap_core.figures.recipe import parse_recipe
from leap_core.figures.write import make, render
from leap_core.losses import avss_loss, pseudo_loss
from leap_core.metrics import SCORES, binarise, evaluate, mean_average_precision
from leap_core.metrics.ranking import average_precision
from leap_core.runs.score import ranking
from leap_core.training import predict, train
from leap_core.types import MODALITIES, Prediction
from leap_core.views import clip_view
from tests.tiny_dataset import S, T, feature_file, make_dataset, names, tiny


def length(number):
    """Segments of the clip of a number: 1 to 7."""
    return 1 + 3 * number % T


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The tiny data set with its clips cut short."""
    return cut_short(make_dataset(tmp_path_factory.mktemp("uneven") / "data"))


def cut_short(root, validated=T):
    """Clips of 1 to 7 segments, those of the validation split of at most so many."""
    lines = ["filename\tsegments"]
    for split in ("train", "val", "test"):
        for number, name in enumerate(names(split)):
            t = min(length(number), validated) if split == "val" else length(number)
            lines += [f"{name}\t{t}"] * (t < T)
            for kind, frames in (("audio", 1), ("visual", S), ("visual_st", 1)):
                path = feature_file(root, kind, name)
                np.save(path, np.load(path)[: frames * t])
            for modality in MODALITIES:
                path = root / "pseudo_labels" / modality / f"{name}.npy"
                np.save(path, np.load(path)[:t])
    (root / "AVVP_segments.csv").write_text("\n".join(lines) + "\n")
    return root


@pytest.fixture(scope="module")
def trained(root):
    sets = [open_dataset(root, split) for split in ("train", "val", "test")]
    config, once = tiny(lc.presets.leap_mm_pyr()), TrainConfig(epochs=1, batch_size=7)
    rows = train(config, once, *sets[:2], "bundled", root / "run", accelerator="cpu")
    assert np.isfinite(rows["total"]).all()
    return explain_dataset(root / "run" / "checkpoint", sets[2], root / "run", batch_size=5), sets[2]


def test_clips_to_validate_on_may_all_be_shorter(tmp_path):
    root = cut_short(make_dataset(tmp_path / "data"), validated=4)
    sets = [open_dataset(root, split) for split in ("train", "val")]
    config, once = tiny(lc.presets.mmil_han()), TrainConfig(epochs=1, batch_size=7)
    rows = train(config, once, *sets, "bundled", tmp_path / "run", accelerator="cpu")
    model, names = lc.load_checkpoint(tmp_path / "run" / "checkpoint"), sets[1].annotations.filenames
    decided = binarise(predict(model, sets[1].features(names).map(torch.from_numpy), None))
    assert decided.shape[-1] == 4
    wanted = evaluate(decided, sets[1].annotations.grid[..., :4]).table
    assert {name: rows[name][0] for name in wanted} == pytest.approx(wanted)


def test_what_is_read(root):
    data = open_dataset(root)
    some = names("test")[:5]
    assert [data.segments_of(name) for name in some] == [1, 4, 7, 3, 6] and data.seconds_of(some[3]) == 3
    features = data.features(some)
    assert [x.shape[:2] for x in features.kinds.values()] == [(5, T), (5, S * T), (5, T)]
    assert not features.audio[3, 3:].any() and not features.visual[3, 3 * S :].any()
    assert features.audio[3, :3].any() and features.segments.tolist() == [1, 4, 7, 3, 6]
    assert data.features(some[:2]).audio.shape[1] == 4
    assert data.features(some[3:4]).segments is None  # nothing is padded
    past = ~data.annotations.present  # (N, T)
    assert not data.annotations.grid.swapaxes(1, 3)[past].any()
    assert any("past the end" in line for line in data.annotations.report.lines())


@pytest.mark.parametrize(
    ("text", "said"),
    [("8", "expected 1 to 7 segments, as dataset.json has it, found '8'"), ("x", "found 'x'"), ("0", "'0'")],
)
def test_a_length_that_no_clip_can_have(tmp_path, text, said):
    root = make_dataset(tmp_path / "data")
    (root / "AVVP_segments.csv").write_text(f"filename\tsegments\n{names('test')[0]}\t{text}\n")
    with pytest.raises(InputError, match=said) as error:
        open_dataset(root)
    assert error.value.source == f"{root / 'AVVP_segments.csv'}, line 2"


def test_a_file_longer_than_its_clip(root, tmp_path):
    whole = make_dataset(tmp_path / "data")
    name = names("test")[0]
    (whole / "AVVP_segments.csv").write_text(f"filename\tsegments\n{name}\t2\n")
    with pytest.raises(InputError, match=r"expected floats of shape \(2 or 64, width\)"):
        open_dataset(whole).features([name])


def test_a_store_has_each_clip_as_it_is_alone(trained):
    store, data = trained
    model = lc.load_checkpoint(store.folder / "checkpoint")
    labels = torch.from_numpy(load_label_embeddings("bundled", data.categories))
    for name in names("test")[:7]:
        t, stored = data.segments_of(name), store.explanation(name)
        alone = lc.explain(model, data.features([name]).map(torch.from_numpy), labels)
        assert not stored.prediction.segments[..., t:].any() and not stored.mixing["audio"][..., t:].any()
        found = stored.first(t).prediction
        np.testing.assert_allclose(found.segments, alone.prediction.segments, atol=1e-6)
        np.testing.assert_allclose(found.clip, alone.prediction.clip, atol=1e-6)


def test_scores_are_those_of_the_clips_alone(trained):
    store, data = trained
    decided = binarise(store.prediction)
    whole = evaluate(decided, data.annotations.grid).scores
    for row, name in enumerate(names("test")):
        t = data.segments_of(name)
        alone = evaluate(decided[row : row + 1, ..., :t], data.annotations.grid[row : row + 1, ..., :t])
        np.testing.assert_allclose(whole[row], alone.scores[0])
    assert store.run.metrics["segment_type"] == pytest.approx(whole[:, SCORES.index("segment_type")].mean())


def test_a_view_and_a_figure_end_with_the_clip(trained):
    store, data = trained
    name = names("test")[3]
    view = clip_view(data, name, {"1": store})
    assert view["segments"] == 3 and np.shape(view["truth"]["audio"])[1] == 3
    assert np.shape(view["runs"][0]["probability"]["visual"])[1] == 3
    assert np.shape(view["runs"][0]["maps"]["A"]["audio"])[-1] == 3
    recipe = {"data": str(data.root), "runs": [str(store.folder)], "clips": names("test")[2:4]}
    recipe |= {"frames": False, "waveform": False}
    files = render(make(parse_recipe(json.dumps(recipe))), "figure.pdf")
    assert files["figure.pdf"].startswith(b"%PDF")


def test_what_needs_one_length_says_so(trained):
    store, data = trained
    with pytest.raises(InputError, match="expected clips of one length, found 1 to 7 segments"):
        Asked(store, load_live(store.folder, store.run), data, Removal()).tables(store.filenames)


def test_statistics_leave_padding_out(root):
    data = open_dataset(root)
    pooled = read_pooled(data, names("test"))
    own = np.concatenate([x[:t] for x, t in zip(pooled.audio, pooled.segments, strict=True)])
    measured = FeatureStatistics.measure(pooled, "here")
    np.testing.assert_allclose(measured.mean.audio, own.mean(axis=0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(measured.deviation.audio, own.std(axis=0), rtol=1e-4)


@pytest.mark.parametrize("terms", ["both", "segment"])
def test_losses_leave_padding_out(terms):
    # one clip of T = 2 padded to 3: what it is padded with changes nothing
    draw = torch.Generator().manual_seed(2)
    prob, pseudo = (torch.rand(1, 2, 5, 3, generator=draw) for _ in range(2))
    clip, weak = torch.rand(1, 2, 5, generator=draw), torch.ones(1, 5)
    sound, picture = (torch.rand(1, 3, 7, generator=draw) for _ in range(2))
    present = torch.tensor([[True, True, False]])
    pseudo = (pseudo > 0.5).float() * present[:, None, None]
    padded, own = (Prediction(prob[..., :t], clip, clip[:, 0]) for t in (3, 2))
    found = pseudo_loss(padded, weak, pseudo, terms, present)
    torch.testing.assert_close(found, pseudo_loss(own, weak, pseudo[..., :2], terms))
    for target in ("official", "eiou"):
        found = avss_loss(sound, picture, pseudo, target, present)
        torch.testing.assert_close(found, avss_loss(sound[:, :2], picture[:, :2], pseudo[..., :2], target))


def test_only_segments_of_clips_are_ranked(trained):
    """By hand from each clip's own part; half of the true segments get P = 0, as padding has."""
    store, data = trained
    names, labels = store.filenames, data.annotations
    segments = store.prediction.segments.copy()
    segments[..., ::2] *= ~labels.grid[[data.index(name) for name in names]][..., ::2]
    changed = replace(store)
    vars(changed)["prediction"] = replace(store.prediction, segments=segments)
    wanted = []
    for m in range(2):
        parts = [
            (segments[i, m, :, : data.segments_of(n)], labels.grid[data.index(n), m])
            for i, n in enumerate(names)
        ]
        p = np.concatenate([p for p, _ in parts], axis=1)
        y = np.concatenate([y[:, : p.shape[1]] for p, y in parts], axis=1)
        each = [average_precision(p[c], y[c]) for c in range(len(y)) if y[c].any()]
        wanted.append(100 * np.mean(each))
    assert list(ranking(changed, data).values()) == pytest.approx(wanted)
    assert mean_average_precision(segments, labels.grid[[data.index(n) for n in names]]) != pytest.approx(
        wanted
    )


def test_how_far_bf16_is_does_not_count_padding(trained, root, tmp_path):
    full, data = trained
    checkpoint = root / "run" / "checkpoint"
    lower = explain_dataset(checkpoint, data, tmp_path / "lower", batch_size=5, precision="bf16")
    apart = np.abs(lower.prediction.segments - full.prediction.segments)
    own = [apart[i, ..., : data.segments_of(name)].ravel() for i, name in enumerate(full.filenames)]
    assert lower.run.deviation["P mean"] == pytest.approx(np.concatenate(own).mean(), rel=1e-3)
