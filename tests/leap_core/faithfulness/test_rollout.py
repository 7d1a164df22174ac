"""Rollout of a run: the decoder's map over where the encoded seconds come from."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.explainers.capture import explain
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.rollout import rollout
from leap_core.types import Features
from tests.tiny_dataset import tiny

T, S = 3, 2


def asked(preset, **decoder):
    config = tiny(lc.presets.PRESETS[preset]())
    config = replace(config, decoder=replace(config.decoder, **decoder))
    torch.manual_seed(2)
    model, draw = lc.build_model(config).eval(), np.random.default_rng(3)
    sizes = ((1, T, config.audio_dim), (1, T * S, config.visual_dim), (1, T, config.visual_st_dim))
    features = Features(*(draw.normal(size=size).astype(np.float32) for size in sizes))
    return LiveModel(model, torch.randn(config.classes, config.label_dim)), features


@pytest.mark.parametrize(
    ("preset", "decoder", "key"),
    [
        ("leap_mm_pyr", {}, "A"),
        ("mmil_han", {}, "Wt"),
        ("mmil_mm_pyr", {"swap_modalities": True}, "Wt"),
        ("cmpae", {}, "Wp"),
    ],
)
def test_each_second_has_what_the_map_gives_to_those_that_are_mixed_of_it(preset, decoder, key):
    live, features = asked(preset, **decoder)
    found = rollout(live, features, live.model.config.decoder.maps)
    tensors = features.map(torch.from_numpy)
    maps = explain(live.model, tensors, live.label_embeddings).maps[key]
    with torch.inference_mode():
        of = live.model.encoder.rollout(*live.model.project(tensors))
    for m, (modality, own) in enumerate((("audio", slice(0, T)), ("visual", slice(T, None)))):
        attended = maps[modality][0].mean(dim=(0, 1))  # (C, T)
        rows = of[1 - m if decoder else m][0, :, own]
        expected = sum(attended[:, t, None] * rows[t] for t in range(T))
        np.testing.assert_allclose(found[m], expected.numpy(), atol=1e-6)
    assert (found >= 0).all() and (found.sum(axis=-1) < 1).all()  # the rest is of the other modality


def test_none_of_an_encoder_or_a_decoder_without_attention():
    live, features = asked("leap_han")
    assert rollout(live, features, ()) is None
    live.model.encoder.forward, live.model.encoder = live.model.encoder.forward, torch.nn.Identity()
    assert rollout(live, features, live.model.config.decoder.maps) is None
