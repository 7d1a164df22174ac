"""Two settings with seeds: by hand, against simple cases, and how often it is wrong in simulation."""

import numpy as np
import pytest

from leap_core.metrics import compare_seeds

CLIPS = 60


def runs(draw, seeds: int, spread: float, columns: int, shift: float = 0.0):
    """Scores (S, N, M) of two settings `shift` apart, in percent: clips, seeds and what is left vary."""
    clips = draw.normal(60, 20, (CLIPS, columns))
    sides = draw.normal(0, 15, (CLIPS, columns)) / 2
    settings = []
    for sign in (1, -1):
        seed = draw.normal(0, spread, (seeds, 1, columns))
        noise = draw.normal(0, 10, (seeds, CLIPS, columns))
        settings.append(clips + sign * (sides + shift / 2) + seed + noise)
    return settings


@pytest.mark.parametrize("spread", [0, 2, 4])  # standard deviation of a seed; of the clips' mean it is 1.9
def test_one_in_twenty_of_no_difference_is_found(spread):
    found = compare_seeds(*runs(np.random.default_rng(spread), 5, spread, 1000), 299)
    assert 0.03 <= (found.p < 0.05).mean() <= 0.07
    held = ((found.low <= 0) & (found.high >= 0)).mean()
    assert 0.93 <= held <= 0.97


def test_seeds_alone_resampled_would_be_wrong_twice_as_often():
    """Why it is studentised: with five seeds the middle 95 % of plain resamples is too narrow."""
    from leap_core.metrics.intervals import resampled

    a, b = (x.mean(axis=1) for x in runs(np.random.default_rng(1), 5, 20, 1500))  # (S, M)
    (wa,), (wb,) = resampled(5, 500, 1), resampled(5, 500, 2)
    low, high = np.percentile(wa @ a / 5 - wb @ b / 5, (2.5, 97.5), axis=0)
    assert ((low > 0) | (high < 0)).mean() > 0.09


def test_the_detectable_difference_is_found_four_times_of_five():
    a, b = runs(np.random.default_rng(3), 5, 2, 600)
    size = np.median(compare_seeds(a[..., :100], b[..., :100], 299).detectable)
    assert 0.74 <= (compare_seeds(a + size, b, 299).p < 0.05).mean() <= 0.86


def test_turned_round_it_says_the_opposite():
    a, b = runs(np.random.default_rng(4), 3, 2, 5)
    b = np.concatenate([b, b[:1]])  # settings need not have as many seeds
    one, other = compare_seeds(a, b, 300), compare_seeds(b, a, 300)
    np.testing.assert_array_equal(one.mean, -other.mean)
    np.testing.assert_array_equal(one.low, -other.high)
    np.testing.assert_array_equal((one.p, one.detectable), (other.p, other.detectable))


def test_runs_that_are_alike_and_runs_that_never_vary():
    a = np.random.default_rng(5).random((3, 7, 2))
    found = compare_seeds(a, a, 200)
    assert not found.mean.any() and (found.p == 1).all()
    certain = compare_seeds(np.full((2, 7, 1), 60.0), np.full((3, 7, 1), 50.0), 199)
    assert (certain.mean[0], certain.low[0], certain.high[0]) == (10, 10, 10)
    assert certain.p[0] == pytest.approx(1 / 200) and certain.detectable[0] < 1e-5


@pytest.mark.parametrize("score", np.arange(59) / 10)
def test_what_never_varies_is_certain_whatever_rounding_does(score):
    found = compare_seeds(np.full((3, 7, 1), score + 1), np.full((3, 7, 1), score), 19)
    assert (found.low[0], found.high[0], found.detectable[0]) == pytest.approx((1, 1, 1e-9), abs=1e-5)


def test_certain_to_the_last_digit():
    found = compare_seeds(np.ones((2, 4, 1)), np.zeros((2, 4, 1)), 19)
    assert (found.low.tolist(), found.high.tolist(), found.detectable.tolist()) == ([1], [1], [0])


def test_there_is_no_interval_where_most_resamples_never_vary():
    """Two clips, of which A finds one: half of the resamples draw one of them twice."""
    found = compare_seeds(np.array([[[1.0], [0.0]]] * 2), np.zeros((2, 2, 1)))
    assert found.mean == 0.5 and np.isnan([found.low, found.high, found.detectable]).all() and found.p > 0.4


def test_the_detectable_difference_by_hand():
    """Squared standard errors are 9/3 of the seeds 0 3 6, 2/2 of the seeds 0 2, 2.5/5 of the clips -2 to 2.

    Their sum is 4.5, Welch's degrees of freedom 4.5**2 / (9/2 + 1/1 + 0.25/4) = 3.64; at 80 % t is 0.9518.
    """
    a = np.array([0, 3, 6])[:, None, None] + np.array([-2, -1, 0, 1, 2])[:, None]
    b = np.array([0, 2])[:, None, None] + np.zeros((5, 1))
    for scale in (1, 1 / 8):
        found = compare_seeds(a * scale, b * scale, 99)
        assert found.mean[0] == 2 * scale
        beyond = found.detectable[0] - (found.high[0] - found.mean[0])
        assert beyond == pytest.approx(0.9518 * 4.5**0.5 * scale, rel=1e-4)


def test_a_resample_that_lies_as_far_counts():
    """Three clips of nine differ by 1: 1/3 in standard errors is 1/3 / sqrt(2/9 / 8) = 2.

    With j such clips a resample lies abs(j/9 - 1/3) / sqrt(j/9 (1 - j/9) / 8) away: 2 for one and for six,
    more for none and from seven on.  Of 3**9 draws so many are 2304 + 672 and 512 + 144 + 18 + 1.
    """
    differ = np.zeros((2, 9, 1))
    differ[:, :3] = 1
    assert compare_seeds(differ, np.zeros_like(differ)).p[0] == pytest.approx(3651 / 3**9, abs=0.03)


def test_a_score_knows_nothing_of_another():
    a, b = runs(np.random.default_rng(7), 3, 2, 5)
    a[..., 2] *= 10
    together = compare_seeds(a, b, 99)
    for m in range(5):
        alone = compare_seeds(a[..., [m]], b[..., [m]], 99)
        for name, found in vars(together).items():
            assert getattr(alone, name) == pytest.approx(found[[m]])


def test_where_only_seeds_vary_the_interval_is_close_to_welch():
    from scipy.stats import ttest_ind

    draw = np.random.default_rng(6)
    a, b = (draw.normal(m, 3, (20, 1, 1)) + np.zeros((20, 7, 1)) for m in (50, 52))
    found = compare_seeds(a, b, 4000)
    welch = ttest_ind(a[:, 0, 0], b[:, 0, 0], equal_var=False)
    ends = welch.confidence_interval()
    assert (found.low[0], found.high[0]) == pytest.approx((ends.low, ends.high), abs=0.15)
    assert found.p[0] == pytest.approx(welch.pvalue, abs=0.02)


@pytest.mark.parametrize(
    ("a", "b"), [((1, 7, 2), (3, 7, 2)), ((3, 1, 2), (3, 1, 2)), ((3, 7, 2), (3, 5, 2)), ((3, 7), (3, 7))]
)
def test_other_shapes_are_refused(a, b):
    with pytest.raises(ValueError, match="expected two"):
        compare_seeds(np.zeros(a), np.zeros(b))
