"""One clip of two seconds and two classes, pooled by hand."""

import math

import pytest
import torch

from leap_core.config import HanConfig, MmilConfig, ModelConfig


def decode(swap):
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
    with torch.inference_mode():
        return decoder(audio, visual)


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
