"""Two runs compared: bootstrap where the answer is known, F1 of classes by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.metrics import HEADLINE, bootstrap, evaluate, per_class

# 2 classes x 4 segments, two clips; run says class 0 one segment too long in clip 0, class 1 only in clip 1
TRUTH = np.zeros((2, 2, 2, 4), bool)
TRUTH[0, 0] = [[1, 1, 0, 0], [0, 1, 1, 0]]
TRUTH[0, 1] = [[1, 1, 1, 1], [0, 0, 0, 0]]
TRUTH[1, 0] = [[0, 0, 0, 0], [1, 1, 1, 1]]
SAID = TRUTH.copy()
SAID[0, 0] = [[1, 1, 1, 0], [0, 0, 0, 0]]


def test_classes_by_hand():
    segment, event = per_class(SAID, TRUTH), per_class(SAID, TRUTH, "event")
    # class 0, audio: 2 hits, 1 error; class 1: 4 hits of clip 1, 2 misses of clip 0
    np.testing.assert_allclose(segment["audio"], [2 * 2 / (2 * 2 + 1), 2 * 4 / (2 * 4 + 2)])
    np.testing.assert_allclose(event["audio"], [1, 2 / 3])  # 2 of 3 segments overlap: a hit; 1 hit, 1 miss
    np.testing.assert_allclose(segment["visual"], [1, np.nan])  # class 1 is nowhere seen
    np.testing.assert_allclose(segment["audio_visual"], [2 * 2 / (2 * 2 + 1), np.nan])


def test_scores_of_clips_average_to_the_table():
    report = evaluate(SAID, TRUTH)
    assert report.scores.shape == (2, 11)
    np.testing.assert_allclose(report.scores.mean(axis=0), list(report.table.values()))
    # clip 0: audio 100 (0.8 + 0) / 2, visual 100, audio-visual 80
    np.testing.assert_allclose(report.scores[0, :4], [40, 100, 80, (40 + 100 + 80) / 3])
    np.testing.assert_allclose(report.scores[:, -1], report.scores[:, :10].mean(axis=1))
    assert list(report.table) == [*HEADLINE]


def test_a_constant_difference_is_certain():
    a = np.random.default_rng(0).random((13, 3))
    result = bootstrap(a + np.array([0.25, 0, -0.5]), a, resamples=999)
    np.testing.assert_allclose(result.mean, [0.25, 0, -0.5], atol=1e-12)
    np.testing.assert_allclose((result.low[0], result.high[0]), 0.25)
    np.testing.assert_allclose((result.low[2], result.high[2]), -0.5)


def test_the_same_run_twice():
    a = np.random.default_rng(1).random((17, 5))
    result = bootstrap(a, a, resamples=500)
    assert (result.p == 1).all() and not result.low.any() and not result.high.any()


def test_interval_and_p_of_two_clips_by_hand():
    # differences 0 and 1: resampled means are 0, 1/2, 1 with chances 1/4, 1/2, 1/4; the mean is 1/2
    result = bootstrap(np.array([[0.0], [1.0]]), np.zeros((2, 1)), resamples=20_000)
    assert (result.mean[0], result.low[0], result.high[0]) == (0.5, 0, 1)
    assert result.p[0] == pytest.approx(0.5, abs=0.02)  # as far from 1/2 as 1/2 is from 0: means 0 and 1


@given(st.integers(2, 29), st.integers(1, 3), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_turned_round_it_says_the_opposite(clips, columns, seed):
    draw = np.random.default_rng(seed)
    a, b = draw.random((2, clips, columns))
    one, other = bootstrap(a, b, 200), bootstrap(b, a, 200)
    np.testing.assert_allclose(one.mean, -other.mean)
    np.testing.assert_allclose(one.low, -other.high, atol=1e-12)
    np.testing.assert_array_equal(one.p, other.p)
    assert (one.low <= one.high).all() and (one.p > 0).all() and (one.p <= 1).all()


def test_p_is_close_to_that_of_a_t_test_on_many_clips():
    from scipy.stats import ttest_1samp

    d = np.random.default_rng(5).normal(0.05, 1, (1200, 4))
    p = ttest_1samp(d, 0).pvalue
    np.testing.assert_allclose(bootstrap(d, np.zeros_like(d)).p, p, atol=0.02)


@pytest.mark.parametrize(("a", "b"), [((3, 2), (3, 1)), ((0, 2), (0, 2)), ((3,), (3,))])
def test_other_shapes_are_refused(a, b):
    with pytest.raises(ValueError, match="expected two"):
        bootstrap(np.zeros(a), np.zeros(b))
