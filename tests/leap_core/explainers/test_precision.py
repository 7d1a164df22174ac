"""bf16: how far it is from fp32, by hand, by a model, and in the record of a run."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.data import open_dataset
from leap_core.decoders.leap import MIXING
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.precision import SAMPLE, deviation, in_bf16, rows_of, sampled
from leap_core.runs.store import open_store
from leap_core.types import MODALITIES, Explanation, Prediction
from tests.tiny_dataset import SIZES, WIDTHS, C, as_patches, make_dataset, tiny, without_motion


def explained(p, a):
    """Two clips, one class, two segments: P of all and A of all."""
    segments = np.full((2, 2, 1, 2), p, np.float32)
    prediction = Prediction(segments, segments.max(axis=-1), segments.max(axis=(1, 3)))
    return Explanation(prediction, {"A": {m: np.full((2, 1, 1, 1, 2), a, np.float32) for m in MODALITIES}})


def test_differences_by_hand():
    lower, full = explained(0.75, 0.5), explained(0.75, 0.25)
    lower.prediction.segments[0, 0, 0, 1] = 0.25  # one of eight is half less, and below the threshold
    truth = np.ones((2, 2, 1, 2), bool)
    found = deviation(lower, full, (MIXING,), truth)
    assert {k: found[k] for k in ("clips", "P largest", "P mean", "A largest", "A mean")} == {
        "clips": 2.0,
        "P largest": 0.5,
        "P mean": 0.0625,
        "A largest": 0.25,
        "A mean": 0.25,
    }
    # sound of the first clip: 1 of 2 seconds found, F1 2/3; of the other 1: the mean is 5/6, not 1
    assert found["segment_audio"] == pytest.approx(-100 / 6)
    assert found["segment_visual"] == 0
    assert "segment_audio" not in deviation(lower, full, (MIXING,), None)
    assert [row["what"] for row in rows_of(found)][:2] == ["P largest", "P mean"]


def test_padding_does_not_make_the_mean_smaller():
    """Two clips of 4 and 1 segments of 4, everywhere 0.25 apart but in the padding."""
    own = np.array([[1, 1, 1, 1], [1, 0, 0, 0]])[:, None, None]
    full, lower = (
        Explanation(Prediction(p * own * np.ones((2, 2, 3, 1)), np.zeros((2, 2, 3)), np.zeros((2, 3))))
        for p in (0.5, 0.75)
    )
    found = deviation(lower, full, (), None, own.mean())
    assert found["P mean"] == pytest.approx(0.25) == found["P largest"]


def test_a_sample_is_spread_over_the_split():
    assert sampled(("a", "b", "c")) == ["a", "b", "c"]
    some = sampled(tuple(str(n) for n in range(10 * SAMPLE)))
    assert len(set(some)) == SAMPLE and some[0] == "0" and some[-1] == str(10 * SAMPLE - 1)


@pytest.mark.parametrize(
    ("preset", "change"),
    [
        ("leap_mm_pyr", lambda root: root),
        ("mmil_han", lambda root: root),
        ("cmpae", lambda root: root),
        ("mmil_han_lsld", without_motion),
        ("mmil_han_valorpp", as_patches),
    ],
)
def test_a_run_in_bf16_says_how_far_it_is(preset, change, tmp_path):
    root = change(make_dataset(tmp_path / "data"))
    widths = {f"{kind}_dim": width for kind, width in WIDTHS.items()}
    torch.manual_seed(5)
    config = replace(tiny(lc.presets.PRESETS[preset]()), classes=C, **widths, label_dim=100)
    lc.save_checkpoint(lc.build_model(config), tmp_path / "checkpoint")
    data = open_dataset(root)
    full = explain_dataset(tmp_path / "checkpoint", data, tmp_path / "full")
    lower = explain_dataset(tmp_path / "checkpoint", data, tmp_path / "lower", precision="bf16")
    assert (full.run.precision, full.run.deviation) == ("fp32", {})
    run = open_store(tmp_path / "lower").run
    assert run.precision == "bf16" and run.deviation == lower.run.deviation
    assert run.deviation["clips"] == SIZES["test"]
    apart = np.abs(lower.prediction.segments - full.prediction.segments)
    assert run.deviation["P largest"] == pytest.approx(apart.max(), rel=1e-3)
    assert 0 < run.deviation["P largest"] < 0.1
    for name in full.run.metrics:
        assert run.deviation[name] == pytest.approx(
            lower.run.metrics[name] - full.run.metrics[name], abs=0.01
        )


@pytest.mark.parametrize("preset", ["leap_mm_pyr", "mmil_han"])
def test_products_alone_are_in_bf16_and_the_model_stays_as_it_was(preset):
    torch.manual_seed(7)
    model = lc.build_model(tiny(lc.presets.PRESETS[preset]()))
    before = {name: x.clone() for name, x in model.state_dict().items()}
    lower = in_bf16(model)
    for name, x in model.state_dict().items():
        found, kind = lower.state_dict()[name], torch.float32 if "norm" in name else torch.bfloat16
        assert found.dtype == kind and torch.equal(found, before[name].to(kind)), name
        assert x.dtype == torch.float32 and torch.equal(x, before[name]), name
        found.zero_()
    assert all(torch.equal(x, before[name]) for name, x in model.state_dict().items())


def test_pieces_of_another_precision_are_not_gone_on_from(tmp_path):
    data = open_dataset(make_dataset(tmp_path / "data"))
    widths = {f"{kind}_dim": width for kind, width in WIDTHS.items()}
    config = replace(tiny(lc.presets.leap_han()), classes=C, **widths, label_dim=100)
    lc.save_checkpoint(lc.build_model(config), tmp_path / "checkpoint")

    def stop(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain_dataset(tmp_path / "checkpoint", data, tmp_path / "run", batch_size=5, on_clip=stop)
    with pytest.raises(lc.InputError, match="unfinished pieces of another run"):
        explain_dataset(tmp_path / "checkpoint", data, tmp_path / "run", batch_size=5, precision="bf16")
