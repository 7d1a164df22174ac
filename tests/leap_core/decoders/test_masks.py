"""Masks, of every decoder that takes them: nothing masked, all but one second, everything, and batches."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core import parts
from leap_core.config import HanConfig, ModelConfig
from leap_core.errors import InputError
from leap_core.model import build_model
from leap_core.types import MODALITIES, Features
from tests.peak_decoder import PeakConfig

B, T, C, D, LABEL = 3, 7, 5, 12, 13
KINDS = sorted(kind for kind, decoder in parts.DECODERS.items() if decoder.takes_mask)
ALL = torch.ones(B, 2, T, dtype=torch.bool)


def model_of(decoder):
    torch.manual_seed(1)
    config = ModelConfig(HanConfig(heads=2), decoder.resized(heads=2, feed_forward=19), C, width=D)
    config = replace(config, audio_dim=11, visual_dim=17, visual_st_dim=19, label_dim=LABEL, dropout=0.0)
    return build_model(config).double().eval()


@pytest.fixture(scope="module", params=KINDS)
def model(request):
    return model_of(parts.DECODERS[request.param]())


def inputs(clips=B):
    draw = torch.Generator().manual_seed(2)
    shapes = (clips, T, 11), (clips, 2 * T, 17), (clips, T, 19), (C, LABEL)
    *features, labels = (torch.randn(*shape, generator=draw).double() for shape in shapes)
    return Features(*features), labels


def explain(model, mask):
    features, labels = inputs()
    with torch.inference_mode():
        return model.explain(features, labels, mask)


def test_the_decoders_of_this_package_take_masks():
    assert KINDS == ["evidential", "leap", "mmil"]


def test_masking_nothing_changes_nothing(model):
    features, labels = inputs()
    with torch.inference_mode():
        plain, masked = model(features, labels), model(features, labels, ALL)
    for before, after in zip(plain.arrays.values(), masked.arrays.values(), strict=True):
        assert torch.equal(before, after)


@pytest.mark.parametrize("second", [0, 4, T - 1])
def test_all_but_one_second_masked_leaves_it_all_the_attention(model, second):
    mask = torch.zeros_like(ALL)
    mask[:, :, second] = True
    explanation = explain(model, mask)
    for kind in model.config.decoder.maps:
        if kind.axis == "time" and kind.scale == "attention":
            for modality in MODALITIES:
                attention = explanation.maps[kind.key][modality]
                assert (attention[..., second] == 1).all() and (attention.sum(-1) == 1).all()
    if model.config.decoder.kind == "mmil":  # what is pooled is that second
        torch.testing.assert_close(explanation.prediction.clip, explanation.prediction.segments[..., second])


def test_with_everything_masked_there_is_nothing_to_go_by(model):
    features, labels = inputs()
    with torch.inference_mode():
        p = model(features, labels, torch.zeros_like(ALL)).clip
    assert torch.isfinite(p).all()
    torch.testing.assert_close(p, p[:1].expand_as(p))  # every clip gets the same


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2 ** (2 * T * B) - 1))
def test_a_batch_is_its_clips_one_by_one(number):
    bits = [bool(number >> i & 1) for i in range(2 * T * B)]
    mask = torch.tensor(bits).reshape(B, 2, T)
    features, labels = inputs()
    for kind in KINDS:
        model = model_of(parts.DECODERS[kind]())
        with torch.inference_mode():
            batch = model(features, labels, mask)
            for i in range(B):
                single = model(features.map(lambda x, i=i: x[i : i + 1]), labels, mask[i : i + 1])
                np.testing.assert_allclose(batch.clip[i], single.clip[0], atol=1e-12)
                np.testing.assert_allclose(batch.segments[i], single.segments[0], atol=1e-12)
                np.testing.assert_allclose(batch.video_prob[i], single.video_prob[0], atol=1e-12)


def test_the_encoder_sees_what_is_masked(model):
    features, labels = inputs()
    mask = ALL.clone()
    mask[:, :, 3] = False
    with torch.inference_mode():
        plain, masked = model(features, labels), model(features, labels, mask)
    assert torch.equal(plain.audio_encoded, masked.audio_encoded)
    assert not torch.allclose(plain.clip, masked.clip)


def test_a_decoder_that_takes_no_mask_says_so():
    model = model_of(PeakConfig())
    features, labels = inputs()
    with pytest.raises(InputError, match=r"decoder Peak: its attention .* Take them away from the features"):
        model(features, labels, ALL)
    assert model(features, labels).clip.shape == (B, 2, C)
