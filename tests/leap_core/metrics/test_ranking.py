"""Average precision by hand, and what it does not depend on."""

import numpy as np
import pytest

from leap_core.metrics import mean_average_precision
from leap_core.metrics.ranking import average_precision


def test_by_hand():
    # ranked: true, false, true: precision 1 at the first, 2/3 at the second true one
    assert average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True])) == pytest.approx(5 / 6)
    # a tie holds one true and one false: both stand at rank 3, of which 2 are true
    tied = average_precision(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    assert tied == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.zeros(8), np.arange(8) < 3) == pytest.approx(3 / 8)  # knows nothing


def test_padding_is_not_ranked():
    """One class; clip 0 has 2 of 4 segments, clip 1 all: ranked are 0.8, 0.6 true, 0.4, 0.2 and 0, 0 true."""
    probability, truth = np.zeros((2, 2, 1, 4)), np.zeros((2, 2, 1, 4), bool)
    probability[0, :, 0, :2], probability[1, :, 0] = (0.8, 0), (0.6, 0.4, 0.2, 0)
    truth[0, :, 0, 1] = truth[1, :, 0, 0] = True
    present = np.arange(4) < np.array([[2], [4]])
    # the true ones stand at ranks 2, and 6 with its equal: 1/2 and 2/6.  With padding 2/8 at the last
    found = mean_average_precision(probability, truth, present)
    assert found == pytest.approx([100 * (1 / 2 + 2 / 6) / 2] * 2)
    assert mean_average_precision(probability, truth) == pytest.approx([100 * (1 / 2 + 2 / 8) / 2] * 2)


def test_classes_without_a_true_segment_do_not_count():
    truth = np.zeros((2, 2, 3, 2), bool)
    truth[0, 0, 0, 0] = truth[1, 0, 1, 1] = True
    probability = np.zeros(truth.shape)
    probability[0, 0, 0, 0] = 0.9  # class 0 is ranked first of 4, class 1 not at all
    audio, visual = mean_average_precision(probability, truth)
    assert audio == pytest.approx(100 * (1 + 1 / 4) / 2) and np.isnan(visual)


def test_only_the_order_matters():
    draw = np.random.default_rng(1)
    p, y = draw.random((11, 2, 5, 7)), draw.random((11, 2, 5, 7)) < 0.2
    np.testing.assert_allclose(mean_average_precision(p, y), mean_average_precision(p**3 / 2, y))
    assert mean_average_precision(np.where(y, 0.6 + p / 3, p / 2), y).tolist() == [100, 100]


def test_each_class_is_ranked_on_its_own():
    draw = np.random.default_rng(2)
    p, y = draw.random((11, 2, 5, 7)), draw.random((11, 2, 5, 7)) < 0.2
    surer = 10.0 ** np.arange(5)[:, None]  # of one class than of another
    np.testing.assert_allclose(mean_average_precision(p * surer, y), mean_average_precision(p, y))


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match="expected two"):
        mean_average_precision(np.zeros((3, 5, 7)), np.zeros((3, 5, 7), bool))
