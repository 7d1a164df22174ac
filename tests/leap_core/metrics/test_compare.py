"""Two runs compared: p and intervals where they are known by hand, how often simulation has them wrong."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_core.metrics import FEWEST, bca, compare, holm
from leap_core.metrics.compare import sign_flip


def alike(draw, clips: int, columns: int, values: int = 600) -> np.ndarray:
    """Differences of two runs that are alike: scores of so many values, a third of the clips alike."""
    ease = draw.beta(2, 1, (clips, columns))
    a, b = (np.round(values * np.clip(ease + draw.normal(0, 0.2, ease.shape), 0, 1)) / values for _ in "AB")
    return 100 * np.where(draw.random(ease.shape) < 1 / 3, 0, a - b)


def bell(draw, clips: int, columns: int) -> np.ndarray:
    return draw.normal(0, 10, (clips, columns))


def lopsided(draw, clips: int, columns: int) -> np.ndarray:
    """Mean zero: a few large losses, many small gains."""
    return 10 * (1 - draw.exponential(1, (clips, columns)))


@pytest.mark.parametrize("clips", [12, 40, 128])
@pytest.mark.parametrize("kind", [bell, alike])
def test_one_in_twenty_of_no_difference_is_found(kind, clips):
    p = sign_flip(kind(np.random.default_rng(clips), clips, 4000), 5000)
    assert 0.04 <= (p < 0.05).mean() <= 0.06  # of 4000 at 5 %, a standard error is 0.34 %


@pytest.mark.parametrize("clips", [12, 40])
def test_scores_of_few_values_tie_and_make_it_careful(clips):
    p = sign_flip(alike(np.random.default_rng(clips), clips, 4000, values=4), 5000)
    assert 0.01 <= (p < 0.05).mean() <= 0.05


@pytest.mark.parametrize("clips", [12, 40, 128])
@pytest.mark.parametrize(("kind", "least"), [(bell, 0.93), (lopsided, 0.90)])
def test_the_interval_holds_the_truth(kind, least, clips):
    differences = kind(np.random.default_rng(clips), clips, 1000)
    found = compare(differences, np.zeros_like(differences), 1000)
    held = ((found.low <= 0) & (found.high >= 0)).mean()
    assert (least if clips == 12 else 0.93) <= held <= 0.97


def test_a_difference_that_is_there_is_found():
    differences = bell(np.random.default_rng(2), 40, 500) + 5
    assert (sign_flip(differences, 2000) < 0.05).mean() > 0.8  # a t test finds 87 %


def test_p_by_hand():
    # the eight sums of +-1 +-2 +-4 are +-1 +-3 +-5 +-7: two lie as far from zero as 7, six as 3
    assert sign_flip(np.array([[1.0, 1.0], [2.0, -2.0], [4.0, 4.0]])).tolist() == [2 / 8, 6 / 8]
    assert sign_flip(np.zeros((5, 1))).tolist() == [1]
    lone = np.zeros((20, 1))
    lone[3] = 1  # whichever way it is flipped, it lies as far
    assert sign_flip(lone, 500).tolist() == sign_flip(lone, 1500).tolist() == [1]


def test_a_score_knows_nothing_of_another_however_large():
    small = np.array([[1.0], [2.0], [4.0]])
    assert sign_flip(np.concatenate((small, 1e12 * small), axis=1)).tolist() == [2 / 8, 2 / 8]


def test_all_flips_are_tried_up_to_twelve_clips():
    d = np.random.default_rng(3).normal(1, 1, (12, 1))
    sums = [abs(np.dot(signs, d[:, 0])) for signs in itertools.product((1, -1), repeat=12)]
    assert sign_flip(d)[0] == np.mean(np.array(sums) >= abs(d.sum()) - 1e-9)
    assert sign_flip(d)[0] == sign_flip(d, flips=7, seed=5)[0]
    more = np.concatenate([d, d[:1]])
    assert sign_flip(more, 999)[0] * 1000 == pytest.approx(round(sign_flip(more, 999)[0] * 1000))


def test_a_constant_difference_is_certain():
    a = np.random.default_rng(0).random((13, 3))
    result = compare(a + np.array([0.25, 0, -0.5]), a, resamples=999)
    np.testing.assert_allclose(result.mean, [0.25, 0, -0.5], atol=1e-12)
    np.testing.assert_allclose((result.low[0], result.high[0]), 0.25)
    np.testing.assert_allclose((result.low[2], result.high[2]), -0.5)
    assert result.p[1] == 1 and result.p[0] < 0.01


def test_the_same_run_twice():
    a = np.random.default_rng(1).random((17, 5))
    result = compare(a, a, resamples=500)
    assert (result.p == 1).all() and not result.low.any() and not result.high.any()


@pytest.mark.parametrize("clips", [1, 2, 9])
def test_few_clips_give_numbers_alone(clips):
    a = np.random.default_rng(1).random((clips, 3))
    result = compare(a, np.zeros_like(a))
    np.testing.assert_allclose(result.mean, a.mean(axis=0))
    assert np.isnan([result.low, result.high, result.p]).all()
    assert not np.isnan(compare(np.ones((10, 1)), np.zeros((10, 1)), 100).p).any()


@given(st.integers(FEWEST, 29), st.integers(1, 3), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_turned_round_it_says_the_opposite(clips, columns, seed):
    draw = np.random.default_rng(seed)
    a, b = draw.random((2, clips, columns))
    one, other = compare(a, b, 200), compare(b, a, 200)
    np.testing.assert_allclose(one.mean, -other.mean)
    np.testing.assert_allclose(one.low, -other.high, atol=1e-9)
    np.testing.assert_array_equal(one.p, other.p)
    assert (one.low <= one.high).all() and (one.p > 0).all() and (one.p <= 1).all()


def test_p_is_close_to_that_of_a_t_test_on_many_clips():
    from scipy.stats import ttest_1samp

    d = np.random.default_rng(5).normal(0.05, 1, (1200, 4))
    np.testing.assert_allclose(compare(d, np.zeros_like(d)).p, ttest_1samp(d, 0).pvalue, atol=0.02)


def test_the_interval_is_that_of_scipy_but_for_its_width_with_few_clips():
    from scipy.stats import bootstrap

    d = lopsided(np.random.default_rng(6), 400, 1)
    found = compare(d, np.zeros_like(d), 20_000)
    wanted = bootstrap((d[:, 0],), np.mean, n_resamples=20_000, rng=1, batch=1000).confidence_interval
    assert (found.low[0], found.high[0]) == pytest.approx((wanted.low, wanted.high), abs=0.04)


def test_a_seed_and_so_many_draws_are_those_of_the_interval_and_of_p():
    d = bell(np.random.default_rng(8), 17, 2)
    found = compare(d, np.zeros_like(d), 60, seed=3)
    np.testing.assert_array_equal((found.low, found.high), bca(d, resamples=60, seed=3))
    np.testing.assert_array_equal(found.p, sign_flip(d, 60, 3))
    assert (found.p * 61 % 1).round(9).tolist() == [0, 0]  # 60 flips and what was seen
    others = compare(d, np.zeros_like(d), 60, seed=4), compare(d, np.zeros_like(d), 61, seed=3)
    for other in others:
        assert (other.low != found.low).all() and (other.high != found.high).all()


def test_holm_by_hand():
    p = np.array([0.04, np.nan, 0.01, 0.03, 0.9])
    np.testing.assert_allclose(holm(p), [0.09, np.nan, 0.04, 0.09, 0.9])
    assert holm(np.array([0.6, 0.5, 0.7])).tolist() == [1, 1, 1] and not len(holm(np.array([])))


def test_holm_keeps_false_ones_rare():
    draw = np.random.default_rng(7)
    runs = draw.normal(0, 1, (20, 800, 11)) + draw.normal(0, 1, (20, 800, 1))  # metrics go together
    p = sign_flip(runs.reshape(20, -1), 2000).reshape(800, 11)
    assert (p < 0.05).any(axis=1).mean() > 0.15  # many p uncorrected
    assert np.mean([(holm(row) < 0.05).any() for row in p]) <= 0.06


@pytest.mark.parametrize(("a", "b"), [((3, 2), (3, 1)), ((0, 2), (0, 2)), ((3,), (3,))])
def test_other_shapes_are_refused(a, b):
    with pytest.raises(ValueError, match="expected two"):
        compare(np.zeros(a), np.zeros(b))
