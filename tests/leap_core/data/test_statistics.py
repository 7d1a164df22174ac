"""Statistics of features on numbers worked out by hand, and the file that they lie in."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from leap_core.data.statistics import FeatureStatistics, by_segment
from leap_core.errors import InputError
from leap_core.types import Features

N, T, S, A, V, W = 3, 5, 2, 7, 11, 13
DATA = SimpleNamespace(feature_dims={"audio_dim": A, "visual_dim": V, "visual_st_dim": W})


def drawn(frames: int, clips: int = N) -> Features:
    draw = np.random.default_rng(0)
    shapes = (clips, T, A), (clips, frames * T, V), (clips, T, W)
    return Features(*(draw.normal(3, 2, shape).astype(np.float32) for shape in shapes))


def test_by_hand():
    sound = np.array([[[1, 5], [3, 5]], [[1, 5], [3, 5]]], np.float32)  # mean 2 and 5, deviation 1 and 0
    picture = np.array([[[0], [8]], [[0], [8]]], np.float32)  # 4 and 4
    motion = np.array([[[2], [4]], [[2], [4]]], np.float32)  # 3 and 1
    seen = FeatureStatistics.measure(Features(sound, picture, motion), "toy")
    assert seen.mean.audio.tolist() == [2, 5] and seen.deviation.audio.tolist() == [1, 0]
    assert seen.deviation.visual.tolist() == [4] and seen.deviation.visual_st.tolist() == [1]
    asked = Features(
        np.array([[[2, 9], [5, 5]]], np.float32),  # the feature that never varies says nothing: 0 and 3
        np.array([[[0], [8], [10], [14]]], np.float32),  # frames pooled: 4 and 12, 0 and 2 deviations
        np.array([[[2], [3]]], np.float32),  # 1 and 0 deviations
    )
    np.testing.assert_allclose(seen.z(asked), [[[0, 3], [np.sqrt(1 / 2), np.sqrt(4 / 2)]]])


def test_seconds_of_the_data_have_a_z_of_one_in_the_root_of_the_mean_square():
    features = drawn(frames=1, clips=600)  # more than are read at once
    seen = FeatureStatistics.measure(features, "drawn")
    z = seen.z(features)
    assert z.shape == (600, 2, T)
    np.testing.assert_allclose((z**2).mean(axis=(0, 2)), 1, rtol=1e-5)
    middle = float(np.median(z[:, 0]))
    assert seen.share_below(middle, 0) == pytest.approx(50, abs=0.5)
    assert (seen.share_below(0, 1), seen.share_below(99, 1)) == (0, 100)


def test_features_that_never_vary_have_no_z():
    still = Features(*(np.full((N, T, d), 0.1, np.float32) for d in (A, V, W)))
    assert not FeatureStatistics.measure(still, "still").z(drawn(S)).any()


def test_written_and_read(tmp_path):
    seen = FeatureStatistics.measure(drawn(1), "LLP, train")
    for name in ("a", "b"):
        seen.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    again = FeatureStatistics.load(tmp_path / "a", like=DATA)
    assert again.source == "LLP, train"
    np.testing.assert_array_equal(again.z(drawn(S)), seen.z(drawn(S)))
    np.testing.assert_array_equal(again.percentiles, seen.percentiles)


def test_broken_files_and_those_of_other_features(tmp_path):
    path = tmp_path / "features.safetensors"
    FeatureStatistics.measure(drawn(1), "LLP, train").save(path)
    other = SimpleNamespace(feature_dims=DATA.feature_dims | {"audio_dim": A + 1})
    with pytest.raises(InputError, match=r"expected the shapes .* Delete it"):
        FeatureStatistics.load(path, like=other)
    whole = path.read_bytes()
    seen = FeatureStatistics.load(path, like=DATA)
    for odd in (np.float32("nan"), np.float32("inf"), np.float64(1)):
        replace(seen, mean=seen.mean.map(lambda x, odd=odd: x * odd)).save(path)
        with pytest.raises(InputError, match=r"expected float32 numbers, found others in audio\.mean"):
            FeatureStatistics.load(path, like=DATA)
    for broken in (whole[:100], whole[:-3], b"", whole.replace(b"__metadata__", b"__metadatA__")):
        path.write_bytes(broken)
        with pytest.raises(InputError, match="expected statistics of features"):
            FeatureStatistics.load(path, like=DATA)


def test_patches_count_for_the_segments_that_their_steps_are_in():
    """Four steps of time in two bands, 3 segments: of steps 0 1, 1 2 and 2 3."""
    patches = np.array([0, 10, 20, 30, 2, 12, 22, 32], np.float32)[None, :, None]
    np.testing.assert_allclose(by_segment(patches, 3)[0, :, 0], [6, 16, 26])
    rows = np.arange(6, dtype=np.float32)[None, :, None]
    assert by_segment(rows, 3)[0, :, 0].tolist() == [0.5, 2.5, 4.5]
