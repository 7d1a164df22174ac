"""One clip of two seconds and two classes, pooled by hand."""

import math

import pytest
import torch

from leap_core.config import HanConfig, MmilConfig, ModelConfig
from leap_core.types import MODALITIES


def made(swap):
    """Width 2: channel 0 is the logit of class 0, channel 1 its weight over time and over modality."""
    config = ModelConfig(HanConfig(), MmilConfig(swap), classes=2, width=2)
    decoder = config.decoder.build(config).double().eval()
    with torch.no_grad():
        for weight in decoder.parameters():
            weight.zero_()
        decoder.classify.weight[0, 0] = 1
        decoder.attend_time.weight[0, 1] = 1
        decoder.attend_modality.weight[0, 1] = 1
    logit = {p: math.log(p / (1 - p)) for p in (0.2, 0.4, 0.6, 0.8)}
    audio = torch.tensor([[[logit[0.2], 0.0], [logit[0.8], math.log(3)]]]).double()
    visual = torch.tensor([[[logit[0.4], math.log(3)], [logit[0.6], 0.0]]]).double()
    return decoder, audio, visual


@torch.inference_mode()
def decode(swap, mask=None):
    decoder, audio, visual = made(swap)
    return decoder(audio, visual, None, None if mask is None else torch.tensor([mask], dtype=torch.bool))


@torch.inference_mode()
def explain(swap):
    decoder, audio, visual = made(swap)
    return decoder.explain(audio, visual)


def test_pooling_by_hand():
    p = decode(swap=False)
    # over time audio weighs 1/4, 3/4 and visual 3/4, 1/4; over modality (1/4, 3/4) then (3/4, 1/4)
    assert p.audio_prob[0].tolist() == pytest.approx([0.2 / 4 + 0.8 * 3 / 4, 0.5])
    assert p.visual_prob[0].tolist() == pytest.approx([0.4 * 3 / 4 + 0.6 / 4, 0.5])
    seconds = 0.2 / 4 * 1 / 4 + 0.4 * 3 / 4 * 3 / 4, 0.8 * 3 / 4 * 3 / 4 + 0.6 / 4 * 1 / 4
    assert p.video_prob[0].tolist() == pytest.approx([sum(seconds), 0.5])
    assert p.audio_segment_prob[0, :, 0].tolist() == pytest.approx([0.2, 0.8])
    assert p.visual_segment_prob[0, :, 0].tolist() == pytest.approx([0.4, 0.6])


def test_swapped_modalities_trade_places():
    straight, swapped = decode(swap=False), decode(swap=True)
    assert torch.equal(straight.audio_prob, swapped.visual_prob)
    assert torch.equal(straight.visual_segment_prob, swapped.audio_segment_prob)
    torch.testing.assert_close(straight.video_prob, swapped.video_prob)
    assert torch.equal(straight.audio_encoded, swapped.audio_encoded)
    assert [MmilConfig(swap).reads_other for swap in (False, True)] == [False, True]


def test_a_masked_second_has_no_part_in_softmaxes_and_sums():
    p = decode(swap=False, mask=[[0, 1], [1, 1]])  # the first second of sound
    assert p.audio_prob[0].tolist() == pytest.approx([0.8, 0.5])  # the other has all the weight
    assert p.visual_prob[0].tolist() == pytest.approx([0.4 * 3 / 4 + 0.6 / 4, 0.5])
    # of the first second the picture has all the weight, of the second each what it had
    seconds = 0.4 * 3 / 4, 0.8 * 3 / 4 + 0.6 / 4 * 1 / 4
    assert p.video_prob[0, 0].item() == pytest.approx(sum(seconds))
    assert torch.equal(p.segments, decode(swap=False).segments)


def test_with_all_sound_masked_p_is_that_of_the_picture():
    p = decode(swap=False, mask=[[0, 0], [1, 1]])
    assert p.audio_prob[0].tolist() == [0, 0]
    assert p.video_prob[0].tolist() == pytest.approx(p.visual_prob[0].tolist())


def test_a_mask_is_of_sound_and_picture_also_where_they_are_swapped():
    p = decode(swap=True, mask=[[1, 1], [0, 1]])  # the first second of the picture, which is read as audio
    assert p.audio_prob[0, 0].item() == pytest.approx(0.6)
    assert p.visual_prob[0, 0].item() == pytest.approx(0.2 / 4 + 0.8 * 3 / 4)


def test_the_maps_are_the_weights_of_the_pooling():
    maps = {
        key: {m: x[0, 0, 0].tolist() for m, x in by.items()} for key, by in explain(swap=False).maps.items()
    }
    assert maps["Wt"]["audio"] == [pytest.approx([1 / 4, 3 / 4]), pytest.approx([1 / 2, 1 / 2])]  # (C, T)
    assert maps["Wt"]["visual"] == [pytest.approx([3 / 4, 1 / 4]), pytest.approx([1 / 2, 1 / 2])]
    assert maps["Wm"]["audio"] == [pytest.approx([1 / 4, 3 / 4]), pytest.approx([1 / 2, 1 / 2])]
    assert maps["Wm"]["visual"] == [pytest.approx([3 / 4, 1 / 4]), pytest.approx([1 / 2, 1 / 2])]


def test_swapped_maps_stay_with_the_probabilities_that_they_weigh():
    straight, swapped = explain(swap=False), explain(swap=True)
    for key, maps in straight.maps.items():
        assert torch.equal(maps["audio"], swapped.maps[key]["visual"]), key
    for explanation in (straight, swapped):
        for i, m in enumerate(MODALITIES):
            weighed = explanation.maps["Wt"][m][:, 0, 0] * explanation.prediction.segments[:, i]
            torch.testing.assert_close(weighed.sum(dim=2), explanation.prediction.clip[:, i])
