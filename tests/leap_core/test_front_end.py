import pytest
import torch
import torch.nn.functional as F

import leap_core as lc
from leap_core.config import FrontEndConfig, HanConfig, MmilConfig, ModelConfig
from leap_core.front_end import PATCHES
from leap_core.types import Features

B, T, S, WIDTH, A, V, W = 2, 7, 3, 5, 11, 13, 17


def made(**settings):
    torch.manual_seed(0)
    sizes = dict(classes=3, width=WIDTH, audio_dim=A, visual_dim=V, visual_st_dim=W)
    config = ModelConfig(HanConfig(), MmilConfig(), **sizes, front_end=FrontEndConfig(**settings))
    return lc.build_model(config).double().eval()


@pytest.fixture
def features():
    draw = torch.Generator().manual_seed(1)
    shapes = (B, T, A), (B, S * T, V), (B, T, W)
    return Features(*(torch.randn(shape, generator=draw).double() for shape in shapes))


@torch.inference_mode()
def test_frames_go_through_elu_before_they_are_pooled(features):
    front = made(activation="elu").front_end
    frames = F.elu(front.visual(features.visual)).unflatten(1, (T, S)).mean(dim=2)
    motion = F.elu(front.visual_st(features.visual_st))
    expected = F.elu(front.fusion(torch.cat((frames, motion), dim=-1)))
    audio, visual = front(features)
    torch.testing.assert_close(visual, expected)
    torch.testing.assert_close(audio, F.elu(front.audio(features.audio)))
    first = F.elu(front.visual(features.visual.unflatten(1, (T, S)).mean(dim=2)))
    assert (first - frames).abs().max() > 0.01  # pooling first would be another model


@pytest.mark.parametrize("segments", [T, 10, 32])
@torch.inference_mode()
def test_patches_are_upsampled_projected_and_pooled(segments):
    front = made(audio="patches").front_end
    patches = torch.randn(B, PATCHES, A, generator=torch.Generator().manual_seed(2)).double()
    grid = patches.permute(0, 2, 1).reshape(B, A, 2, 32)
    fine = F.interpolate(grid, size=(2, 1024), mode="bicubic")
    projected = front.audio(fine.permute(0, 2, 3, 1)).mean(dim=1)  # (B, 1024, d), as the release does
    expected = F.adaptive_avg_pool1d(projected.transpose(1, 2), segments).transpose(1, 2)
    rest = torch.zeros(B, segments, V).double(), torch.zeros(B, segments, W).double()
    torch.testing.assert_close(front(Features(patches, *rest))[0], expected)


def test_patches_first_seen_without_gradients_are_trained_with_later():
    model = made(audio="patches")
    clip = Features(*(torch.ones(1, rows, n).double() for rows, n in ((PATCHES, A), (19, V), (19, W))))
    with torch.inference_mode():
        model(clip)
    model(clip).clip.sum().backward()
    assert model.front_end.audio.weight.grad.abs().sum() > 0


@torch.inference_mode()
def test_without_spatio_temporal_features_none_are_read(features):
    model = made(spatio_temporal=False)
    bare = Features(features.audio, features.visual)
    found = model.front_end(bare)
    frames = features.visual.unflatten(1, (T, S)).mean(dim=2)
    torch.testing.assert_close(found[1], model.front_end.visual(frames))
    assert all(torch.equal(a, b) for a, b in zip(found, model.front_end(features), strict=True))


@pytest.mark.parametrize(
    ("settings", "change", "message"),
    [
        ({}, {"visual_st": None}, r"spatio-temporal visual features: .*\(2, 7, 17\), found none"),
        ({"audio": "patches"}, {}, r"audio features: expected the shape \(2, 64, 11\), found \(2, 7, 11\)"),
        ({"audio": "patches"}, {"visual_st": None}, r"spatio-temporal .*\(B, T, 17\), found none"),
        ({"spatio_temporal": False}, {"visual": torch.zeros(B, T, W)}, r"\(2, S x 7, 13\)"),
    ],
)
def test_features_that_do_not_fit_are_named(features, settings, change, message):
    with pytest.raises(lc.InputError, match=message):
        made(**settings)(Features(**(features.kinds | change)))


def test_patches_need_rows_that_tell_the_segments():
    with pytest.raises(lc.InputError, match="patches of sound need spatio-temporal features"):
        made(audio="patches", spatio_temporal=False)
