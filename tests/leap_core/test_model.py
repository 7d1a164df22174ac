from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import leap_core as lc
from leap_core import presets
from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig
from leap_core.types import Features

B, T, S, C, WIDTH, LABELS = 3, 37, 31, 17, 30, 19


@pytest.fixture
def model(small_config):
    torch.manual_seed(0)
    return lc.build_model(small_config).double().eval()


@pytest.fixture
def features(small_config, make_features):
    return make_features(small_config, B, T, S)


@pytest.fixture
def labels():
    return torch.randn(C, LABELS, dtype=torch.float64, generator=torch.Generator().manual_seed(5))


@torch.inference_mode()
def test_shapes_and_ranges_hold_for_every_pairing_of_odd_sizes(model, features, labels):
    p = model(features, labels)
    for prob in (p.video_prob, p.audio_prob, p.visual_prob):
        assert prob.shape == (B, C)
    for prob in (p.audio_segment_prob, p.visual_segment_prob):
        assert prob.shape == (B, T, C)
    for encoded in (p.audio_encoded, p.visual_encoded):
        assert encoded.shape == (B, T, WIDTH)
    for name, value in p.arrays.items():
        assert value.isfinite().all()
        if name.endswith("prob"):
            assert value.min() >= 0
            assert value.max() <= 1 + 1e-12


@torch.inference_mode()
def test_a_batch_is_its_clips_one_by_one(model, features, labels):
    whole = model(features, labels)
    for i in range(B):
        one = model(features.map(lambda x, i=i: x[i : i + 1]), labels)
        for name, value in one.arrays.items():
            torch.testing.assert_close(value[0], getattr(whole, name)[i], rtol=1e-9, atol=1e-12)


@torch.inference_mode()
@pytest.mark.parametrize("lengths", [[T, 1, 11], [T, T, 29]])
def test_a_padded_batch_is_its_clips_one_by_one(model, features, labels, lengths):
    own = [
        features.map(lambda x, i=i, t=t: x[i : i + 1, : x.shape[1] // T * t]) for i, t in enumerate(lengths)
    ]
    padded = features.map(torch.clone)
    for i, t in enumerate(lengths):
        for x in padded.kinds.values():
            x[i, x.shape[1] // T * t :] = 7.0  # whatever is there
    whole = lc.explain(model, replace(padded, segments=torch.tensor(lengths)), labels)
    for i, t in enumerate(lengths):
        one, many = lc.explain(model, own[i], labels), whole.map(lambda x, i=i: x[i : i + 1])
        for name in ("clip", "video_prob"):
            torch.testing.assert_close(getattr(many.prediction, name), getattr(one.prediction, name))
        assert not many.prediction.segments[..., t:].any()
        for m in (0, 1):
            assert not many.prediction.encoded[m][:, t:].any()
            torch.testing.assert_close(many.prediction.encoded[m][:, :t], one.prediction.encoded[m])
        many = many.first(t)
        torch.testing.assert_close(many.prediction.segments, one.prediction.segments)
        for key, kind in one.maps.items():
            for m, x in kind.items():
                torch.testing.assert_close(many.maps[key][m], x)


@torch.inference_mode()
def test_one_frame_a_segment_and_its_repetition_are_the_same(model, features, labels):
    pooled = replace(features, visual=features.visual.unflatten(1, (T, S)).mean(dim=2))
    once = model(pooled, labels)
    for name, value in model(features, labels).arrays.items():
        torch.testing.assert_close(value, getattr(once, name), rtol=1e-9, atol=1e-12)


@torch.inference_mode()
def test_pooling_before_the_projection_is_exact(make_config, make_features):
    config = make_config("han", "mmil")
    model = lc.build_model(config).double().eval()
    features = make_features(config, B, T, S)
    after = model.front_end.visual(features.visual).unflatten(1, (T, S)).mean(dim=2)
    visual = torch.cat((after, model.front_end.visual_st(features.visual_st)), dim=-1)
    torch.testing.assert_close(model.front_end(features)[1], model.front_end.fusion(visual))


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(C)), encoder=st.sampled_from(["han", "mm_pyr"]))
@torch.inference_mode()
def test_permuting_the_labels_permutes_what_leap_says(order, encoder):
    parts = {"han": HanConfig(heads=3, feed_forward=23), "mm_pyr": MmPyrConfig(2, 5, 23)}
    sizes = dict(width=WIDTH, audio_dim=7, visual_dim=11, visual_st_dim=13, label_dim=LABELS)
    torch.manual_seed(1)
    model = lc.build_model(ModelConfig(parts[encoder], LeapConfig(2, 2, 29), classes=C, **sizes))
    model = model.double().eval()
    clip = Features(*(torch.randn(B, n * 5, w).double() for n, w in ((1, 7), (2, 11), (1, 13))))
    labels = torch.randn(C, LABELS).double()
    straight, permuted = model(clip, labels), model(clip, labels[list(order)])
    for name in ("video_prob", "audio_prob", "visual_prob", "audio_segment_prob", "visual_segment_prob"):
        torch.testing.assert_close(getattr(permuted, name), getattr(straight, name)[..., list(order)])


def test_training_reaches_every_weight_that_the_outputs_depend_on(model, features, labels):
    p = model.train()(features, labels)
    total = sum(value.sum() for value in p.arrays.values() if value.requires_grad)
    total.backward()
    idle = {name for name, weight in model.named_parameters() if weight.grad is None}
    encoder, decoder = model.config.encoder, model.config.decoder
    if isinstance(encoder, HanConfig) and encoder.order == "parallel":
        assert all(name.startswith("encoder.layers.0.") for name in idle if name.startswith("encoder"))
    else:
        assert not [name for name in idle if name.startswith("encoder")]
    read_first = isinstance(decoder, LeapConfig) and decoder.read_out == "first"
    assert bool([name for name in idle if name.startswith("decoder")]) == read_first


def test_dropout_acts_in_training_only(model, features, labels):
    torch.manual_seed(0)
    first, second = (model.train()(features, labels).audio_encoded for _ in range(2))
    assert not torch.equal(first, second)
    first, second = (model.eval()(features, labels).audio_encoded for _ in range(2))
    assert torch.equal(first, second)
    still = lc.build_model(replace(model.config, dropout=0.0)).double().train()
    assert torch.equal(still(features, labels).audio_prob, still(features, labels).audio_prob)


@pytest.mark.parametrize("name", presets.PRESETS)
def test_presets_build(name):
    with torch.device("meta"):
        assert lc.build_model(presets.PRESETS[name]()).config.width in (256, 512)
    small = presets.small(presets.PRESETS[name]())
    assert lc.build_model(small).front_end.audio.out_features == 48


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"audio": (B, T, 8)}, r"audio features.*\(B, T, 7\)"),
        ({"audio": (T, 7)}, "audio features"),
        ({"audio": (B, 0, 7)}, "audio features"),
        ({"visual": (B, T * S + 1, 11)}, r"visual features.*\(3, S x 37, 11\)"),
        ({"visual": (B, 0, 11)}, "visual features"),
        ({"visual": (B + 1, T * S, 11)}, "visual features"),
        ({"visual": (B, T * S, 12)}, "visual features"),
        ({"visual_st": (B, T + 1, 13)}, r"spatio-temporal.*\(3, 37, 13\)"),
    ],
)
def test_wrong_shapes_are_named(make_config, make_features, change, word):
    config = make_config("han", "mmil")
    features = make_features(config, B, T, S, torch.float32)
    features = replace(features, **{name: torch.zeros(shape) for name, shape in change.items()})
    with pytest.raises(lc.InputError, match=word):
        lc.build_model(config)(features)


@pytest.mark.parametrize("labels", [None, torch.zeros(C, LABELS + 1), torch.zeros(C - 1, LABELS)])
def test_label_embeddings_that_do_not_fit_are_named(make_config, make_features, labels):
    config = make_config("han", "leap")
    with pytest.raises(lc.InputError, match=r"label embeddings.*\(17, 19\)"):
        lc.build_model(config)(make_features(config, B, T, S, torch.float32), labels)


def test_models_without_given_queries_need_no_labels(make_config, make_features):
    for decoder in ("mmil", "leap_learnable"):
        config = make_config("mm_pyr", decoder)
        p = lc.build_model(config)(make_features(config, B, T, S, torch.float32))
        assert p.audio_prob.shape == (B, C)


def test_heads_that_do_not_divide_the_width_are_refused():
    config = ModelConfig(HanConfig(heads=7), MmilConfig(), width=30)
    with pytest.raises(lc.InputError, match="7 heads do not divide width 30"):
        lc.build_model(config)


@torch.inference_mode()
def test_some_clips_encoded_are_those_of_all(model, features):
    """Of an encoder that spares the rest as of one that does not."""
    projected = model.project(features)
    audio, visual = model.encode(projected)
    heard, seen = slice(0, 1), slice(2, None)
    found = model.encode_some(projected, heard, seen)
    torch.testing.assert_close(found, (audio[heard], visual[seen]))
