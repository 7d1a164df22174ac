"""Losses on the golden batch and on toys of 2 classes x 4 segments worked out by hand."""

import math
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.config import TrainConfig
from leap_core.losses import (
    avss_loss,
    contrast_loss,
    mutual_loss,
    overlap,
    pseudo_loss,
    total_loss,
    weak_loss,
)
from leap_core.recipes import cmpae
from leap_core.types import Prediction

GOLDEN = Path(__file__).parents[1] / "golden" / "avss_loss.npz"

AUDIO = torch.tensor([[1.0, 1, 0, 0], [0, 1, 1, 0]])  # (C, T)
VISUAL = torch.tensor([[0.0, 1, 0, 0], [0, 1, 0, 0]])
TOY = torch.stack((AUDIO, VISUAL))[None]  # (1, 2, C, T)


def value(loss):
    return loss.detach().item()


def test_avss_matches_the_released_loss():
    with np.load(GOLDEN, allow_pickle=False) as arrays:
        z = {key: torch.from_numpy(np.asarray(arrays[key])).double() for key in arrays.files}
    labels = torch.stack((z["audio_labels"], z["visual_labels"]), dim=1).transpose(2, 3)  # (B, 2, C, T)
    assert not labels[1].any()  # a clip without events is among them
    loss = avss_loss(z["audio_encoded"], z["visual_encoded"], labels, "official")
    assert value(loss) == pytest.approx(float(z["loss"]), abs=1e-9)


def test_eiou_overlap_by_hand():
    # events a second: audio {0} {0,1} {1} {}, visual {} {0,1} {} {}
    expected = torch.zeros(4, 4)
    expected[:, 1] = torch.tensor([1 / 2, 1, 1 / 2, 0])
    torch.testing.assert_close(overlap(TOY, "eiou")[0], expected)


def test_official_overlap_by_hand():
    # at most two events in a second: x = 1/2, 1, 1/2, 0 in the visual second that has events
    expected = torch.full((4, 4), 0.01)
    expected[:, 1] += torch.tensor([1 / 3, 1 / 2, 1 / 3, 0])
    torch.testing.assert_close(overlap(TOY, "official")[0], expected)


@pytest.mark.parametrize(("target", "full"), [("eiou", 1), ("official", 0.51)])
def test_one_event_that_is_heard_and_seen_throughout_overlaps_in_full(target, full):
    labels = torch.zeros(1, 2, 3, 4)
    labels[:, :, 1] = 1
    torch.testing.assert_close(overlap(labels, target), torch.full((1, 4, 4), full, dtype=torch.float32))


def test_avss_by_hand():
    east, north, west = torch.eye(2)[0], torch.eye(2)[1], -torch.eye(2)[0]
    audio = torch.stack((3 * east, north, west, east))[None]  # lengths do not matter
    visual = torch.stack((north, 2 * east, north, north))[None]
    cosine = torch.tensor([[0.0, 1, 0, 0], [1, 0, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]])  # -1 is cut to 0
    target = torch.zeros(4, 4)
    target[:3, 1] = torch.tensor([1 / 2, 1, 1 / 2])
    loss = avss_loss(audio, visual, TOY, "eiou")
    assert value(loss) == pytest.approx(float(((cosine - target) ** 2).mean()))
    assert value(loss) == pytest.approx((0.25 + 3 + 1 + 0.25 + 1) / 16)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["eiou", "official"]))
def test_overlap_is_bounded_and_turns_with_the_modalities(seed, target):
    generator = torch.Generator().manual_seed(seed)
    labels = (torch.rand(3, 2, 5, 7, generator=generator) < 0.3).double()
    map_ = overlap(labels, target)
    assert map_.shape == (3, 7, 7)
    assert map_.min() >= 0
    assert map_.max() <= {"eiou": 1, "official": 0.51}[target]
    torch.testing.assert_close(overlap(labels.flip(1), target), map_.transpose(1, 2))
    again = labels[:, :, torch.randperm(5, generator=generator)]
    torch.testing.assert_close(overlap(again, target), map_)


def flat_prediction(prob, classes=2, segments=4, video_prob=None):
    clip, segment = torch.full((1, 2, classes), prob), torch.full((1, 2, classes, segments), prob)
    video = torch.full((1, classes), prob if video_prob is None else video_prob)
    encoded = torch.randn(1, segments, 8, generator=torch.Generator().manual_seed(3))
    record = Prediction(segment, clip, video, encoded, encoded.roll(1, 1))
    return record.map(lambda x: x.clone().requires_grad_())


def test_pseudo_loss_by_hand():
    # both classes sound and are seen, one is a label; 4 of 8 audio cells and 2 of 8 visual ones are events
    p, weak = 0.2, torch.tensor([[1.0, 0.0]])
    whole, audio, visual = -log(p), -(4 * log(p) + 4 * log(1 - p)) / 8, -(2 * log(p) + 6 * log(1 - p)) / 8
    video = -(log(p) + log(1 - p)) / 2
    for terms, expected in (
        ("both", 2 * whole + audio + visual + video),
        ("clip", 2 * whole + video),
        ("segment", audio + visual + video),
    ):
        assert value(pseudo_loss(flat_prediction(p), weak, TOY, terms)) == pytest.approx(expected)


def test_weak_loss_by_hand():
    # labels 1 and 0; visual ones are smoothed to 0.95 and 0.05
    p, weak = 0.2, torch.tensor([[1.0, 0.0]])
    plain = -(log(p) + log(1 - p)) / 2
    assert value(weak_loss(flat_prediction(p), weak)) == pytest.approx(3 * plain)  # 0.95 + 0.05 = 1 + 0
    both = torch.ones(1, 2)
    smoothed = -(0.95 * log(p) + 0.05 * log(1 - p))
    assert value(weak_loss(flat_prediction(p), both)) == pytest.approx(-2 * log(p) + smoothed)


def test_weak_loss_smooths_the_picture_alone():
    p, weak = flat_prediction(0.2), torch.ones(1, 2)
    p = Prediction(**(vars(p) | {"clip": torch.tensor([[[0.2, 0.2], [0.4, 0.4]]])}))  # heard, seen
    seen = -(0.95 * log(0.4) + 0.05 * log(0.6))
    assert value(weak_loss(p, weak)) == pytest.approx(-2 * log(0.2) + seen)  # of sound and of the clip


def test_a_pooled_probability_above_one_is_clamped():
    weak = torch.ones(1, 2)
    over = weak_loss(flat_prediction(0.2, video_prob=1 + 1e-6), weak)
    assert torch.equal(over, weak_loss(flat_prediction(0.2, video_prob=1.0), weak))


@pytest.mark.parametrize("loss", [weak_loss, lambda p, weak: pseudo_loss(p, weak, TOY)])
def test_a_thresholded_video_probability_is_left_out(loss):
    p = flat_prediction(0.2, video_prob=1.0)
    stepped = Prediction(**(vars(p) | {"video_prob": p.video_prob.detach()}))
    assert value(loss(stepped, torch.zeros(1, 2))) < 100 <= value(loss(p, torch.zeros(1, 2)))
    assert value(loss(stepped, torch.zeros(1, 2))) + 100 == pytest.approx(value(loss(p, torch.zeros(1, 2))))


def test_total_loss_weighs_its_parts():
    p, weak = flat_prediction(0.2), torch.ones(1, 2)
    for target in ("eiou", "official"):
        losses = total_loss(p, weak, TOY, TrainConfig(avss_weight=0.5, avss_target=target))
        assert value(losses.avss) == pytest.approx(
            value(avss_loss(p.audio_encoded, p.visual_encoded, TOY, target))
        )
        assert value(losses.basic) == pytest.approx(value(pseudo_loss(p, weak, TOY)))
        assert value(losses.total) == pytest.approx(value(losses.basic + 0.5 * losses.avss))
        terms = TrainConfig(avss_weight=0, basic_terms="segment")
        assert value(total_loss(p, weak, TOY, terms).total) == value(pseudo_loss(p, weak, TOY, "segment"))
    off = total_loss(p, weak, TOY, TrainConfig(avss_weight=0))
    assert off.total is off.basic
    assert value(off.avss) == 0


def test_weak_training_looks_at_weak_labels_only():
    p, weak = flat_prediction(0.2), torch.tensor([[1.0, 0.0]])
    config = TrainConfig(labels="weak")
    first, second = total_loss(p, weak, TOY, config), total_loss(p, weak, 1 - TOY, config)
    assert value(first.total) == value(second.total) == pytest.approx(value(weak_loss(p, weak)))
    assert value(first.avss) == 0


def test_contrast_by_hand():
    """Two seconds, sound and picture the same where they are of one second, at right angles elsewhere."""
    x = torch.eye(2)[None].double()
    same = math.exp(1 / 0.2) / (math.exp(1 / 0.2) + 1)
    assert value(contrast_loss(x, 3 * x)) == pytest.approx(-log(0.9 * same + 0.1 * (1 - same)))
    crossed = contrast_loss(x, x.flip(1))  # each second's sound is like the other's picture
    assert value(crossed) == pytest.approx(-log(0.9 * (1 - same) + 0.1 * same))
    x, same = (
        torch.eye(3)[None].double(),
        math.exp(1 / 0.2) / (math.exp(1 / 0.2) + 2),
    )  # two seconds beside it
    assert value(contrast_loss(x, x)) == pytest.approx(-log(0.9 * same + 0.1 * (1 - same) / 2))


def test_contrast_of_a_batch_is_the_mean_of_its_clips():
    audio, visual = torch.randn(2, 3, 5, 7, generator=torch.Generator().manual_seed(7))
    of_each = [contrast_loss(audio[n : n + 1], visual[n : n + 1]) for n in range(3)]
    torch.testing.assert_close(contrast_loss(audio, visual), torch.stack(of_each).mean())


def test_contrast_without_padding_and_of_one_second():
    draw = torch.Generator().manual_seed(3)
    audio, visual = torch.randn(2, 1, 5, 7, generator=draw)
    present = torch.tensor([[True, True, True, False, False]])
    padded = contrast_loss(audio, visual, present)
    torch.testing.assert_close(padded, contrast_loss(audio[:, :3], visual[:, :3]))
    assert value(contrast_loss(audio[:, :1], visual[:, :1])) == pytest.approx(-log(0.9))


def doubting(p):
    """One clip of two classes: p^a 0.9 and 0.2, p^v 0.4 and 0.3, p as told; how sure of it they are."""
    return Prediction(
        torch.zeros(1, 2, 2, 4),
        torch.tensor([[[0.9, 0.2], [0.4, 0.3]]], requires_grad=True),
        torch.tensor([p], requires_grad=True),
        clip_uncertainty=torch.tensor([[[0.1, 0.2], [0.5, 0.4]]]),
        video_uncertainty=torch.tensor([0.95]),
    )


def test_p_and_p_m_teach_each_other_by_hand():
    """The first class is there: the higher p^m, 0.9, counts; of the other the mean, 0.25, in doubt by 0.3."""
    weak = torch.tensor([[1.0, 0.0]])
    squares = 0.9 * (0.9 - 0.7) ** 2 + 0.7 * (0.25 - 0.1) ** 2
    for p_learns, weight in ((True, 0.95), (False, 0.05)):
        said = doubting([0.7, 0.1])
        loss = mutual_loss(said, weak, p_learns)
        assert value(loss) == pytest.approx(weight * squares / 2)
        loss.backward()
        learns, taught = (said.video_prob, said.clip) if p_learns else (said.clip, said.video_prob)
        assert learns.grad is not None and taught.grad is None


def test_p_and_p_m_of_a_batch_by_hand():
    """Two clips and three classes, each number another: a loop over them."""
    draw = torch.Generator().manual_seed(11)
    clip, doubt = torch.rand(2, 2, 2, 3, generator=draw)
    p, weak = torch.rand(2, 3, generator=draw), torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    sure = torch.tensor([0.93, 0.97])
    said = Prediction(torch.zeros(2, 2, 3, 4), clip, p, clip_uncertainty=doubt, video_uncertainty=sure)
    squares = []
    for b in range(2):
        for c in range(3):
            higher = max((0, 1), key=lambda m, b=b, c=c: clip[b, m, c].item())
            there = (1 - doubt[b, higher, c]) * (clip[b, higher, c] - p[b, c]) ** 2
            absent = (1 - doubt[b, :, c].mean()) * (clip[b, :, c].mean() - p[b, c]) ** 2
            squares.append(sure[b] * (there if weak[b, c] else absent))
    torch.testing.assert_close(mutual_loss(said, weak, True), torch.stack(squares).mean())


def test_p_is_never_taken_as_surer_than_the_least():
    weak, said = torch.ones(1, 2), replace(doubting([0.7, 0.1]), video_uncertainty=torch.tensor([0.2]))
    sure = replace(said, video_uncertainty=torch.tensor([0.9]))
    assert value(mutual_loss(said, weak, True)) == value(mutual_loss(sure, weak, True))


def test_cmpaes_terms_are_weighted_and_turn_by_turn():
    said, weak = doubting([0.7, 0.1]), torch.tensor([[1.0, 0.0]])
    encoded = torch.randn(2, 1, 4, 7, generator=torch.Generator().manual_seed(5))
    said = replace(said, audio_encoded=encoded[0], visual_encoded=encoded[1])
    config = replace(cmpae(), contrast_weight=3.0)
    basic = weak_loss(said, weak, (2.0, 0.6, 0.6))
    audio, visual, video = -log(0.9) - log(0.8), -log(0.4) * 0.95 - log(0.6) * 0.05, -log(0.7) - log(0.9)
    visual += -log(0.3) * 0.05 - log(0.7) * 0.95
    assert value(basic) == pytest.approx((2 * audio + 0.6 * visual + 0.6 * video) / 2)
    for place, p_learns in (({}, False), ({"place": 0}, False), ({"place": 1}, True), ({"place": 3}, True)):
        total = total_loss(said, weak, TOY, config, **place).total
        expected = basic + 3 * contrast_loss(*encoded) + mutual_loss(said, weak, p_learns)
        torch.testing.assert_close(total, expected)
