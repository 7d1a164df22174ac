import pytest
import torch

import leap_core as lc
from leap_core.config import LeapConfig
from leap_core.types import MODALITIES

B, T, S = 3, 37, 2


@pytest.fixture
def model(small_config):
    torch.manual_seed(2)
    return lc.build_model(small_config).double()


@pytest.fixture
def features(small_config, make_features):
    return make_features(small_config, B, T, S)


@pytest.fixture
def labels(small_config):
    return torch.randn(small_config.classes, small_config.label_dim).double()


def test_maps_have_a_place_for_every_block_head_and_class(model, features, labels):
    explanation, decoder = lc.explain(model, features, labels), model.config.decoder
    assert [*explanation.maps] == [kind.key for kind in decoder.maps]
    for kind in decoder.maps:
        layers = decoder.layers if kind.layered else (1, 1)
        both = torch.stack([explanation.maps[kind.key][m] for m in MODALITIES])
        assert both.shape == (2, B, *layers, model.config.classes, T)
        if kind.axis is not None:
            sums = both.sum({"time": -1, "modality": 0}[kind.axis])
            assert torch.allclose(sums, torch.ones_like(sums))
    leap = isinstance(decoder, LeapConfig)
    assert bool(explanation.mixing) == bool(explanation.scores) == leap


def test_the_prediction_is_the_models_own(model, features, labels):
    explanation = lc.explain(model, features, labels)
    with torch.inference_mode():
        direct = model.eval()(features, labels)
    for name, value in direct.arrays.items():
        assert torch.equal(getattr(explanation.prediction, name), value), name


@pytest.mark.parametrize("name", ["leap", "leap_first", "leap_average_single"])
def test_scores_are_what_the_segment_probabilities_are_made_of(make_config, make_features, name):
    config = make_config("mm_pyr", name)
    labels = torch.randn(config.classes, config.label_dim).double()
    explanation = lc.explain(lc.build_model(config).double(), make_features(config, B, T, S), labels)
    decoder = config.decoder
    read = {"first": slice(0, 1), "last": slice(-1, None), "average": slice(None)}[decoder.read_out]
    for m in MODALITIES:
        prob = explanation.scores[m][:, read].mean(dim=(1, 2)).sigmoid().transpose(1, 2)  # (B, T, C)
        torch.testing.assert_close(prob, getattr(explanation.prediction, f"{m}_segment_prob"))
        softmaxed = explanation.scores[m].softmax(-1)
        assert torch.allclose(softmaxed, explanation.mixing[m]) == (decoder.score_pass == "single")


def test_the_model_is_left_as_it_was(model, features, labels):
    model.train()
    model.encoder.eval()  # frozen by its user
    modes = [module.training for module in model.modules()]
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    first = lc.explain(model, features, labels)
    assert not first.prediction.audio_prob.requires_grad
    with pytest.raises(lc.InputError):
        lc.explain(model, features.map(lambda x: x[..., 1:]), labels)
    assert [module.training for module in model.modules()] == modes
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert torch.equal(lc.explain(model, features, labels).prediction.audio_prob, first.prediction.audio_prob)
