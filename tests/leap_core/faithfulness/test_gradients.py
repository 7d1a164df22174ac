"""Gradients against finite differences, and what integrated gradients must sum to."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.explainers.what_if import LiveModel, what_if
from leap_core.faithfulness.gradients import gradient_times_input, integrated_gradients
from leap_core.types import Features
from tests.tiny_dataset import tiny

T, S, C = 3, 2, 5


@pytest.fixture(params=["leap_han", "mmil_han"])
def asked(request):
    torch.manual_seed(1)
    config = replace(
        tiny(lc.presets.PRESETS[request.param]()), classes=C, audio_dim=7, visual_dim=11, visual_st_dim=13
    )
    model = lc.build_model(config).eval().double()
    labels = torch.randn(C, config.label_dim, dtype=torch.float64)
    draw = np.random.default_rng(2)
    features = Features(*(draw.normal(size=size) for size in ((1, T, 7), (1, T * S, 11), (1, T, 13))))
    nothing = Features(*(draw.normal(size=size) for size in ((1, 1, 7), (1, S, 11), (1, 1, 13))))
    return LiveModel(model, labels), features, nothing


ALL = np.ones((2, C), bool)


def test_a_small_step_towards_nothing(asked):
    live, features, nothing = asked
    slopes, step = gradient_times_input(live, features, nothing, ALL), 1e-5
    before = live.predict(features).clip[0]  # (2, C)
    for t in range(T):
        audio, visual, visual_st = features.audio.copy(), features.visual.copy(), features.visual_st.copy()
        audio[0, t] -= step * (audio[0, t] - nothing.audio[0, 0])
        heard = live.predict(Features(audio, visual, visual_st)).audio_prob[0]
        np.testing.assert_allclose(slopes[0, :, t], (before[0] - heard) / step, atol=1e-5)
        visual[0, t * S : (t + 1) * S] -= step * (visual[0, t * S : (t + 1) * S] - nothing.visual[0])
        visual_st[0, t] -= step * (visual_st[0, t] - nothing.visual_st[0, 0])
        seen = live.predict(Features(features.audio, visual, visual_st)).visual_prob[0]
        np.testing.assert_allclose(slopes[1, :, t], (before[1] - seen) / step, atol=1e-5)


def test_integrated_gradients_are_complete(asked):
    live, features, nothing = asked
    found = integrated_gradients(live, features, nothing, ALL)
    whole, every = live.predict(features).clip[0], range(T)
    none = [
        what_if(live, features, nothing, every, ()).audio_prob[0],
        what_if(live, features, nothing, (), every).visual_prob[0],
    ]
    np.testing.assert_allclose(found.sum(axis=-1), whole - none, atol=1e-3)  # ReLUs bend the way


def test_only_what_is_wanted_is_asked(asked):
    live, features, nothing = asked
    wanted = ALL.copy()
    wanted[0, 1:], wanted[1, :] = False, False
    found = gradient_times_input(live, features, nothing, wanted)
    assert found[0, 0].any() and not found[0, 1:].any() and not found[1].any()
