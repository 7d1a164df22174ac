"""One clip of two seconds and one class, its evidence weighed by hand."""

import math

import pytest
import torch

from leap_core.config import EvidentialConfig, HanConfig, ModelConfig

THREE = 0.8 * math.log(3)  # a logit whose evidence is 3 + 1


@pytest.fixture
def decoder():
    """Width 2: channel 0 is the logit for the class, channel 1 the weight of the evidence for it."""
    config = ModelConfig(HanConfig(), EvidentialConfig(), classes=1, width=2)
    made = config.decoder.build(config).double().eval()
    with torch.no_grad():
        for weight in made.parameters():
            weight.zero_()
        made.presence.weight[0, 0] = made.absence.weight[0, 1] = 1
        made.attend_time.weight[0, 1] = 1  # row 0 weighs evidence for, row 1 against
        made.embed_video.weight[0, 0] = made.classify_video.weight[0, 0] = 1
    return made


@pytest.fixture
def explained(decoder):
    audio = torch.tensor([[[THREE, 0.0], [0.0, math.log(3)]]]).double()
    nothing = torch.zeros(1, 2, 2).double()
    projected = torch.tensor([[[1.0, 0.0], [-5.0, 0.0]]]).double(), nothing
    with torch.inference_mode():
        return decoder.explain(audio, nothing, projected=projected)


def test_evidence_by_hand(explained):
    p = explained.prediction
    against = 3 ** (1 / 0.8) + 1  # of the second second, whose logit against is log 3
    assert p.segments[0, 0, 0].tolist() == pytest.approx([4 / 6, 2 / (2 + against)])
    assert p.segment_uncertainty[0, 0, 0].tolist() == pytest.approx([2 / 6, 2 / (2 + against)])
    assert p.segments[0, 1, 0].tolist() == [0.5, 0.5] == p.segment_uncertainty[0, 1, 0].tolist()


def test_the_clips_logits_are_pooled_by_their_own_weights(explained):
    p = explained.prediction
    favour = 3 ** (1 / 4) + 1  # log 3 is weighed 3/4, so the first second's logit 1/4
    against = 3 ** (1 / 2 / 0.8) + 1  # half of log 3: nothing weighs the evidence against
    assert p.audio_prob.item() == pytest.approx(favour / (favour + against))
    assert p.clip_uncertainty[0, 0].item() == pytest.approx(2 / (favour + against))
    assert p.visual_prob.item() == p.clip_uncertainty[0, 1].item() == 0.5


def test_p_of_the_clip_is_of_the_projected_segments(explained):
    """A leaky ReLU makes -5 a -1."""
    p, sigma = explained.prediction, 1 / (1 + math.exp(-1))
    assert p.video_prob.item() == pytest.approx((sigma + 1 - sigma) / 2)
    assert p.video_uncertainty.tolist() == [1 / 2]  # C = 1 over exp(0) + 1


@pytest.mark.parametrize(
    ("mask", "shares"),
    [
        ([[1, 0], [1, 1]], ([1], [0])),  # the second second is still seen, and nothing is there
        ([[1, 0], [1, 0]], ([1], [])),
        ([[0, 0], [0, 0]], ([], [])),
    ],
)
def test_a_masked_second_has_no_part_in_p_of_the_clip(decoder, mask, shares):
    nothing = torch.zeros(1, 2, 2).double()
    projected = torch.tensor([[[1.0, 0.0], [-5.0, 0.0]]]).double(), nothing
    with torch.inference_mode():
        p = decoder(nothing, nothing, None, torch.tensor([mask], dtype=torch.bool), projected=projected)
    logits = [logit for kept in shares for logit in kept]
    count = max(1, len(logits))  # of none p is 0
    assert p.video_prob.item() == pytest.approx(sum(1 / (1 + math.exp(-x)) for x in logits) / count)
    assert p.video_uncertainty.item() == pytest.approx(1 / (math.exp(sum(logits) / count / 0.8) + 1))


def test_what_is_encoded_is_handed_on(decoder):
    audio, visual = torch.full((1, 3, 2), 2.0).double(), torch.full((1, 3, 2), 3.0).double()
    p = decoder(audio, visual, projected=(audio, visual))
    assert p.audio_encoded is audio and p.visual_encoded is visual


def test_in_training_a_fifth_of_what_one_modality_says_of_the_other_is_dropped(decoder):
    """What is left is 1 / 0.8 of it."""
    with torch.no_grad():
        decoder.visual_to_audio.weight[1, 0] = 1
    heard, nothing = torch.tensor([THREE, 0.0]).double().expand(1, 400, 2), torch.zeros(1, 400, 2).double()
    found = decoder.train()(heard, nothing, projected=(nothing, nothing)).segments[0, 0, 0]  # (400,)
    told = torch.isclose(found, torch.tensor(4 / (4 + 3**1.25 + 1)).double())
    assert 290 < told.sum() < 350 and found[~told].tolist() == pytest.approx([4 / 6] * int((~told).sum()))


def test_in_training_half_of_what_is_seen_is_dropped(decoder):
    """Of the picture alone: its evidence for the class is 3 twice over, 9 + 1, or none, 1 + 1."""
    seen = torch.tensor([THREE, 0.0]).double().expand(1, 400, 2)
    found = decoder.train()(seen, seen, projected=(seen, seen)).segments[0, :, 0]  # (2, 400)
    assert found[0].tolist() == pytest.approx([4 / 6] * 400)
    whole = torch.isclose(found[1], torch.tensor(10 / 12).double())
    assert 150 < whole.sum() < 250 and found[1][~whole].tolist() == pytest.approx([0.5] * int((~whole).sum()))


def test_the_other_modality_speaks_against(decoder):
    with torch.no_grad():
        decoder.visual_to_audio.weight[1, 0] = 1
    sound, picture = torch.zeros(1, 1, 2).double(), torch.tensor([[[-THREE / 0.2, 0.0]]]).double()
    with torch.inference_mode():
        p = decoder(sound, picture, projected=(sound, sound))
    against = 1 / 3 + 1  # the leaky ReLU makes -THREE of it
    assert p.segments[0, 0, 0, 0].item() == pytest.approx(2 / (2 + against))
    for_it = 3**-5 + 1  # of the picture itself, whose logit is 5 times as far below 0
    assert p.segments[0, 1, 0, 0].item() == pytest.approx(for_it / (for_it + 2))


def test_the_maps_are_the_weights_and_the_uncertainty(explained):
    maps = {k: {m: x[0, 0, 0, 0].tolist() for m, x in by.items()} for k, by in explained.maps.items()}
    assert maps["Wp"] == {"audio": pytest.approx([1 / 4, 3 / 4]), "visual": [0.5, 0.5]}
    assert maps["Wn"] == {"audio": [0.5, 0.5], "visual": [0.5, 0.5]}
    assert maps["U"]["audio"] == explained.prediction.segment_uncertainty[0, 0, 0].tolist()


def test_logits_are_bounded_before_the_exponential(decoder):
    far = torch.tensor([[[1e6, 0.0]]]).double()
    with torch.inference_mode():
        p = decoder(far, far, projected=(far, far))
    most = math.exp(10 / 0.8) + 1
    assert p.segments[0, 0, 0, 0].item() == pytest.approx(most / (most + 2))
