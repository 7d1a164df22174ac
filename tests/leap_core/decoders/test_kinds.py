"""What each decoder says of itself is what it does: its maps, its p, its evidence."""

import pytest
import torch

from leap_core import parts
from leap_core.decoders.base import Decoder
from leap_core.types import MODALITIES, Prediction
from tests.leap_core.decoders.test_masks import KINDS, inputs, model_of

FORMULAS = {
    "evidential": ["W_+^m", "W_\u2212^m", "U^m"],
    "leap": ["A^lm", "S^lm"],
    "mmil": ["W_t^m", "W_m^m"],
}
EVERY = pytest.mark.parametrize("name", KINDS)


@pytest.fixture
def explained(name):
    features, labels = inputs()
    model = model_of(parts.DECODERS[name]())
    with torch.inference_mode():
        return model.config.decoder, model.explain(features, labels)


@EVERY
def test_maps_sum_to_one_along_the_axis_that_they_say(name, explained):
    decoder, explanation = explained
    assert [kind.key for kind in decoder.maps] == [*explanation.maps]
    for kind in decoder.maps:
        maps = torch.stack([explanation.maps[kind.key][m] for m in MODALITIES])  # (2, B, N, H, C, T)
        assert tuple(maps.shape[2:4]) == (decoder.layers if kind.layered else (1, 1))
        along = [axis for axis, dim in (("time", -1), ("modality", 0)) if _is_one(maps.sum(dim=dim))]
        assert along == [kind.axis] * (kind.axis is not None)
        within = maps.min() >= 0 and maps.max() <= 1
        assert within == (kind.scale in ("attention", "probability"))


def _is_one(sums):
    return torch.allclose(sums, torch.ones_like(sums))


@EVERY
def test_maps_are_called_as_in_their_papers_and_say_what_they_are(name):
    kinds = parts.DECODERS[name].maps
    assert [kind.formula for kind in kinds] == FORMULAS[name]
    assert all(kind.meaning and kind.source and bool(kind.stage) == kind.layered for kind in kinds)


@EVERY
def test_p_of_the_clip_is_an_or_where_the_decoder_says_so(name, explained):
    decoder, explanation = explained
    p = explanation.prediction
    assert decoder.thresholded == bool(((p.video_prob == 0) | (p.video_prob == 1)).all())
    assert decoder.weighs_evidence == (p.segment_uncertainty is not None)


def test_leap_reads_p_of_sound_from_sound_alone():
    decoder, labels = parts.DECODERS["leap"], inputs()[1]
    audio, visual, other = (torch.randn(1, 3, 12).double() for _ in range(3))
    module = model_of(decoder()).decoder
    before, after = (module(audio, x, labels).clip for x in (visual, other))
    assert torch.equal(before[:, 0], after[:, 0]) and not torch.allclose(before[:, 1], after[:, 1])
    assert decoder.keeps_apart


def test_the_loss_of_leap_is_a_part_of_leap_alone():
    assert [kind for kind in KINDS if parts.DECODERS[kind].uses_avss] == ["leap"]


def test_a_decoder_that_traces_nothing_explains_without_maps():
    class Plain(Decoder):
        def forward(self, audio, visual, label_embeddings=None, *mask):
            return Prediction(audio, visual, label_embeddings, *mask)

    given = torch.zeros(2), torch.ones(3), torch.zeros(5), torch.ones(7)
    explanation = Plain().explain(*given)
    p = explanation.prediction
    assert dict(explanation.maps) == {} and (p.segments, p.clip, p.video_prob) == given[:3]
    assert p.audio_encoded is given[3]
