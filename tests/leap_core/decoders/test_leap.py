from dataclasses import replace

import pytest
import torch
from torch import nn

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


def test_at_the_threshold_a_class_is_there():
    torch.manual_seed(0)
    decoder = CONFIG.decoder.build(CONFIG)
    for head in (decoder.audio_head, decoder.visual_head):
        nn.init.zeros_(head.weight)
    inputs = torch.randn(B, T, 6), torch.randn(B, T, 6), torch.randn(C, 13)
    for audio, visual, p in ((0, -1, 1), (-1, 0, 1), (-0.01, -0.01, 0)):  # the sigmoid of 0 is 0.5
        nn.init.constant_(decoder.audio_head.bias, audio)
        nn.init.constant_(decoder.visual_head.bias, visual)
        assert decoder(*inputs).video_prob.tolist() == [[p] * C] * B


def test_learnt_queries_are_as_long_as_one():
    """A query has `width` numbers of variance 1 / width, so its length is about 1, whatever its width."""
    settings = LeapConfig(blocks=1, heads=1, feed_forward=1, queries="learnable")
    for width in (7, 61):
        torch.manual_seed(0)
        queries = settings.build(ModelConfig(HanConfig(), settings, 1009, width)).learnt_queries
        assert queries.shape == (1009, width)
        assert queries.square().sum(dim=1).mean().item() == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize("score_pass", ["updated", "single"])
def test_a_mask_keeps_a_second_from_being_mixed_but_not_from_having_a_score(score_pass):
    torch.manual_seed(0)
    config = replace(CONFIG, decoder=replace(CONFIG.decoder, score_pass=score_pass))
    decoder = config.decoder.build(config).double().eval()
    audio, visual, labels = (torch.randn(*shape).double() for shape in ((B, T, 6), (B, T, 6), (C, 13)))
    mask = torch.ones(B, 2, T, dtype=torch.bool)
    mask[0, 0, 2] = mask[1, 1, 5] = False

    def other(x, clip, second):  # the same with another segment in a second
        x = x.clone()
        x[clip, second] = torch.randn(6).double()
        return x

    with torch.inference_mode():
        plain = decoder.explain(audio, visual, labels)
        masked = decoder.explain(audio, visual, labels, mask)
        changed = decoder.explain(other(audio, 0, 2), other(visual, 1, 5), labels, mask)
    assert (masked.mixing["audio"][0, ..., 2] == 0).all() and (masked.mixing["visual"][1, ..., 5] == 0).all()
    torch.testing.assert_close(masked.mixing["audio"].sum(-1), torch.ones(B, 3, 2, C).double())
    assert torch.equal(masked.mixing["audio"][1], plain.mixing["audio"][1])  # nothing is masked there
    assert not torch.allclose(masked.prediction.clip[0, 0], plain.prediction.clip[0, 0])
    torch.testing.assert_close(changed.prediction.clip, masked.prediction.clip, rtol=0, atol=1e-12)
    p, q = masked.prediction.segments, changed.prediction.segments
    torch.testing.assert_close(p[mask[:, :, None].expand_as(p)], q[mask[:, :, None].expand_as(q)])
    assert not torch.allclose(p[0, 0, :, 2], q[0, 0, :, 2])  # its own key is still compared with the query
    if score_pass == "single":
        torch.testing.assert_close(masked.scores["audio"][:, 0], plain.scores["audio"][:, 0])


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        ({"score_pass": "single"}, 0),
        ({"score_pass": "single", "read_out": "average"}, 0),
        ({}, 2 * 5 * 7**2),  # of both modalities T = 5 keys of width 7, once for the block that is read
        ({"read_out": "first"}, 2 * 5 * 7**2),
        ({"read_out": "average"}, 3 * 2 * 5 * 7**2),
    ],
)
def test_the_released_code_projects_keys_again_for_the_second_pass(settings, keys):
    assert LeapConfig(blocks=3, **settings).macs_beyond(7, 5, 10**6) == keys


def test_its_sizes_are_read_off_a_released_state_dict():
    class Shapes:
        def size(self, key, axis=0):
            return {("AVL.la_cma_network.0.feed_forward.w_1.weight", 0): 11, ("fc_l.weight", 1): 13}[
                key, axis
            ]

        def count(self, prefix):
            return {"AVL.la_cma_network.": 3}[prefix]

    given = LeapConfig(heads=5, read_out="first")
    assert given.measured(Shapes()) == replace(given, blocks=3, feed_forward=11)
    assert given.model_sizes(Shapes()) == {"label_dim": 13}
