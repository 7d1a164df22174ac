"""Calibration, worked out by hand with 2 bins."""

import numpy as np
import pytest

from leap_core.metrics import calibration


def test_by_hand():
    probability = np.array([[0.1, 0.3], [0.5, 1.0]])
    found = calibration(probability, np.array([[False, True], [True, True]]), bins=2)
    np.testing.assert_array_equal(found.count, [2, 2])
    np.testing.assert_allclose(found.said, [0.2, 0.75])
    np.testing.assert_allclose(found.there, [0.5, 1.0])
    assert found.error == pytest.approx((2 * 0.3 + 2 * 0.25) / 4)
    assert found.brier == pytest.approx((0.1**2 + 0.7**2 + 0.5**2 + 0) / 4)
    assert np.isnan([*found.error_ends, *found.brier_ends]).all()  # two clips


def test_what_does_not_count_is_left_out():
    probability, truth = np.array([[0.1, 0.9], [0.4, 0.0]]), np.array([[True, True], [False, False]])
    counted = np.array([[True, False], [True, False]])
    found, wanted = calibration(probability, truth, counted), calibration(probability[:, :1], truth[:, :1])
    np.testing.assert_array_equal(found.count, wanted.count)
    assert (found.error, found.brier) == (wanted.error, wanted.brier)


def test_intervals_hold_the_brier_score_of_the_clips_behind_them():
    """Clips of one probability each, drawn 150 times: E (p - y)^2 = E p (1 - p) = 1/6, p even in [0, 1]."""
    draw, held = np.random.default_rng(2), 0
    for _ in range(150):
        probability = draw.random((40, 7))
        low, high = calibration(probability, draw.random((40, 7)) < probability).brier_ends
        held += low <= 1 / 6 <= high
    assert 0.9 <= held / 150 <= 0.98


def test_the_interval_of_the_error_is_about_it():
    draw = np.random.default_rng(3)
    probability = draw.random((300, 101))
    found = calibration(probability, draw.random((300, 101)) < np.clip(probability - 0.1, 0, 1))
    low, high = found.error_ends
    assert low < found.error < high and high - low < 0.02


def test_an_empty_bin_says_nothing_and_weighs_nothing():
    found = calibration(np.full(3, 0.95), np.array([True, True, False]))
    assert np.isnan(found.said[:9]).all() and found.count.tolist() == [0] * 9 + [3]
    assert found.error == pytest.approx(0.95 - 2 / 3)


def test_what_is_drawn_from_its_probability_is_calibrated():
    draw = np.random.default_rng(0)
    probability = draw.random((101, 103))
    assert calibration(probability, draw.random((101, 103)) < probability).error < 0.02


@pytest.mark.parametrize(
    ("probability", "truth", "message"),
    [
        (np.zeros(3), np.zeros(2, bool), "one shape"),
        (np.zeros(0), np.zeros(0, bool), "something that counts"),
        (np.array([0.5, 1.1]), np.array([True, True]), "from 0 to 1"),
        (np.array([0.5, -0.1]), np.array([True, True]), "from 0 to 1"),
        (np.array([np.nan]), np.array([True]), "from 0 to 1"),
    ],
)
def test_bad_input(probability, truth, message):
    with pytest.raises(ValueError, match=message):
        calibration(probability, truth)


def test_clips_at_the_end_of_which_nothing_counts_weigh_nothing():
    probability, truth = np.array([[0.9], [0.2]]), np.array([[True], [True]])
    counted = np.array([[True], [False]])
    found = calibration(probability, truth, counted)
    assert (found.error, found.brier) == (pytest.approx(0.1), pytest.approx(0.01))
    assert found.count.sum() == found.count[-1] == 1
    assert (found.said[-1], found.there[-1]) == (0.9, 1)  # a bin of one segment says something


def test_edges_of_bins_are_where_they_are_written():
    probability = np.arange(100) / 100  # 0.29 * 100 is 28.999999999999996
    assert (calibration(probability, np.zeros(100, bool), bins=100).count == 1).all()
