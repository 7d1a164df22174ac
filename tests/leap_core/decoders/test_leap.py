from dataclasses import replace

import pytest
import torch

from leap_core.config import HanConfig, LeapConfig, ModelConfig

B, T, C = 2, 7, 5
CONFIG = ModelConfig(HanConfig(), LeapConfig(blocks=3, heads=2, feed_forward=11), C, width=6, label_dim=13)


def decode(**changes):
    """The traced blocks and the prediction of a decoder with the same weights whatever the changes."""
    torch.manual_seed(0)
    config = replace(CONFIG, decoder=replace(CONFIG.decoder, **changes))
    decoder = config.decoder.build(config).double().eval()
    audio, visual, labels = (torch.randn(*shape).double() for shape in ((B, T, 6), (B, T, 6), (C, 13)))
    with torch.inference_mode():
        trace = decoder.trace(audio, visual, labels, every_score=True)
        return decoder, trace.audio, decoder(audio, visual, labels)


@pytest.mark.parametrize(("read_out", "blocks"), [("first", [0]), ("last", [2]), ("average", [0, 1, 2])])
def test_read_out_block(read_out, blocks):
    decoder, outputs, prediction = decode(read_out=read_out)
    query = torch.stack([outputs[i].query for i in blocks]).mean(dim=0)
    scores = torch.stack([outputs[i].scores for i in blocks]).mean(dim=0)
    with torch.inference_mode():
        torch.testing.assert_close(prediction.audio_prob, decoder.audio_head(query)[..., 0].sigmoid())
    expected = scores.mean(dim=1).sigmoid().transpose(1, 2)  # (B, T, C)
    torch.testing.assert_close(prediction.audio_segment_prob, expected)


def test_score_pass_changes_segments_only():
    _, _, updated = decode(score_pass="updated")
    _, _, single = decode(score_pass="single")
    assert torch.equal(updated.audio_prob, single.audio_prob)
    assert not torch.allclose(updated.audio_segment_prob, single.audio_segment_prob)


def test_video_level_is_either_modality():
    _, _, p = decode()
    expected = ((p.audio_prob >= 0.5) | (p.visual_prob >= 0.5)).double()
    assert torch.equal(p.video_prob, expected)
    assert {0.0, 1.0} >= set(p.video_prob.unique().tolist())
