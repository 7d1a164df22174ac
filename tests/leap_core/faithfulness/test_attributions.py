"""Which attributions a run has, by name, from maps with numbers written out."""

import numpy as np

from leap_core.decoders.leap import MIXING, SCORES
from leap_core.decoders.mmil import AUDIO_VISUAL, TEMPORAL
from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.types import Explanation, Prediction

B, N, H, C, T = 1, 2, 3, 5, 7


def explained(**maps):
    draw = np.random.default_rng(0)
    prediction = Prediction(draw.random((B, 2, C, T)), draw.random((B, 2, C)), draw.random((B, C)))
    return Explanation(prediction, {k: {"audio": v, "visual": 2 * v} for k, v in maps.items()})


def test_a_map_by_block_and_head():
    values = np.random.default_rng(1).random((B, N, H, C, T))
    found = attributions_of(explained(A=values, S=4 * values), (MIXING, SCORES), "visual")
    heads = [f"A block {n} head {h}" for n in (1, 2) for h in (1, 2, 3)]
    names = ["A", "A block 1", "A block 2", *heads]
    assert list(found) == [*names, *(name.replace("A", "S") for name in names), "P"]
    np.testing.assert_allclose(found["A"], 2 * values.mean(axis=(1, 2)))
    np.testing.assert_allclose(found["A block 2"], 2 * values[:, 1].mean(axis=1))
    np.testing.assert_allclose(found["A block 2 head 3"], 2 * values[:, 1, 2])
    raised = np.exp(8 * values[:, 1].mean(axis=1))  # of the mean of scores
    np.testing.assert_allclose(found["S block 2"], raised / raised.sum(axis=-1, keepdims=True))
    assert found["P"].shape == (B, C, T)


def test_weights_over_modalities_are_multiplied_with_those_over_time():
    over_time, over_modality = np.full((B, 1, 1, C, T), 0.25), np.full((B, 1, 1, C, T), 0.5)
    over_modality[..., 2] = 0.75
    found = attributions_of(explained(Wt=over_time, Wm=over_modality), (TEMPORAL, AUDIO_VISUAL), "audio")
    assert list(found) == ["W_t", "W_t W_m", "P"]
    assert found["W_t W_m"][0, 3].tolist() == [0.125, 0.125, 0.1875, *[0.125] * 4]
    alone = attributions_of(explained(Wm=over_modality), (AUDIO_VISUAL,), "audio")
    assert list(alone) == ["P"]


def test_clips_are_stacked():
    one = explained(A=np.zeros((B, N, H, C, T)))
    both = stacked([one, one])
    assert both.maps["A"]["visual"].shape == (2, N, H, C, T) and both.prediction.clip.shape == (2, 2, C)
