"""Distances between clips, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_core.browse import Rule, by_disagreement, by_features, find_names, pooled_features
from leap_core.errors import InputError
from leap_core.types import Features

N, C, T = 5, 3, 7
GRIDS = st.integers(0, 2**32).map(
    lambda seed: np.random.default_rng(seed).random((2, N, 2, C, T)) < 0.2
)  # of two runs


def test_by_hand():
    one, other = np.zeros((2, N, 2, C, T), bool)
    one[0, 0, 1, 2:6] = True  # the first run alone hears class 1 for 4 segments
    one[1, 0, 1, 0:3] = True  # for 3, elsewhere
    other[2, 0, 1, 2:6] = True  # the second run alone does
    one[3, 1, 1, 2:6] = True  # seen, not heard
    one[4, 0, 1, 2:6] = other[4, 0, 1, 2:6] = True  # both hear it
    np.testing.assert_allclose(by_disagreement(one, other, 0), [0, 1 / 7, 1, 1, 1])
    np.testing.assert_allclose(by_disagreement(one, other, 4), [1, 1, 1, 1, 0])


@given(GRIDS, st.integers(0, N - 1))
def test_runs_may_be_swapped_and_segments_moved(grids, place):
    one, other = grids
    wanted = by_disagreement(one, other, place)
    np.testing.assert_array_equal(by_disagreement(other, one, place), wanted)
    np.testing.assert_array_equal(by_disagreement(one[..., ::-1], other[..., ::-1], place), wanted)
    assert wanted[place] == 0 and wanted.min() >= 0 and wanted.max() <= 1


def test_sound_and_picture_weigh_the_same_whatever_their_width_and_scale():
    still = np.ones((3, 1), np.float32)
    far = np.array([[0.0], [0], [3]], np.float32)
    sound = Features(far, still, still)
    picture = Features(still, np.repeat(1000 * far, 7, axis=1), still)
    deviation = np.sqrt(2)  # of 0, 0, 3
    for features in (sound, picture):
        np.testing.assert_allclose(by_features(features, 0), [0, 0, 3 / deviation / np.sqrt(2)])


def test_features_are_pooled_over_the_clip():
    draw = np.random.default_rng(1)
    audio, visual, visual_st = (draw.random((N, rows, d)) for rows, d in ((T, 2), (3 * T, 5), (T, 11)))
    names = [f"clip{n}" for n in range(N)]
    data = SimpleNamespace(
        annotations=SimpleNamespace(filenames=names),
        segments_of=lambda name: T,
        features=lambda some: Features(audio, visual, visual_st).map(
            lambda x: x[[names.index(n) for n in some]]
        ),
    )
    pooled = pooled_features(data)
    for found, x in zip(pooled.kinds.values(), (audio, visual, visual_st), strict=True):
        np.testing.assert_allclose(found, x.mean(axis=1))


def test_an_order_of_likeness_to_no_clip_is_said(index):
    with pytest.raises(InputError, match="the order of likeness, but not to which clip"):
        find_names(replace(index, near=None), Rule(sort="likeness"), None)
