"""Detections and their mean average precision, worked out by hand."""

import numpy as np
import pytest

from leap_core.data.events import Event
from leap_core.metrics.detection import TIOU, Detection, detection_map, detections


def test_detections_are_runs_in_seconds_with_their_mean_probability():
    decided = np.array([[[1, 1, 0, 0, 1], [0, 0, 0, 0, 0]], [[0, 0, 0, 0, 0], [0, 1, 1, 1, 0]]], bool)
    probability = np.array([[[0.9, 0.5, 0.4, 0.1, 0.8], [0.3] * 5], [[0.2] * 5, [0.1, 0.5, 0.6, 0.7, 0.1]]])
    found = detections(decided, probability, 0.32)
    assert [d[:2] for d in found] == [(0, 0), (0, 0), (1, 1)]
    assert [d[2:4] for d in found] == [
        (0, pytest.approx(0.64)),
        (pytest.approx(1.28), pytest.approx(1.6)),
        (pytest.approx(0.32), pytest.approx(1.28)),
    ]
    assert [d.score for d in found] == pytest.approx([0.7, 0.8, 0.6])


def test_mean_average_precision_by_hand():
    """Class 0 has true events [0, 10) in clip 0 and [2, 6) in clip 1; class 1 has one, which nobody finds."""
    truth = [{Event(0, 0, 10), Event(1, 3, 5)}, {Event(0, 2, 6)}]
    truth[1] |= {Event(0, 9, 9), Event(2, 7, 7)}  # that are empty, which is none
    found = [
        Detection(0, 0, 0, 8, 0.9),  # IoU 8/10
        Detection(0, 0, 1, 9, 0.8),  # 8/10 too, but that event is taken
        Detection(1, 0, 4, 7, 0.7),  # 2/5
        Detection(1, 0, 2, 6, 0.2),  # 1, free from tIoU 0.5 on
    ]
    # to 0.4: hits 1, 0, 1, 0: precision 1, and 2/3 at the second: (1 + 2/3) / 2 = 5/6, class 1 has 0: 5/12
    # from 0.5 to 0.8: hits 1, 0, 0, 1: 1 and 2/4: 3/4, halved: 3/8;  0.9: only the last: 1/4 / 2 = 1/8, 1/16
    low, middle, high = 500 / 12, 300 / 8, 100 / 16
    assert detection_map(found, truth).tolist() == pytest.approx([low] * 4 + [middle] * 4 + [high])
    assert detection_map(found, truth, (0.8, 0.81)).tolist() == pytest.approx([middle, high])


def test_a_detection_takes_the_event_that_it_overlaps_most():
    truth = [{Event(0, 0, 4), Event(0, 2, 8)}]
    found = [Detection(0, 0, 1, 7, 0.9), Detection(0, 0, 0, 3, 0.5)]  # IoU 3/7 and 5/7; 3/4 and 1/8
    assert detection_map(found, truth, [0.3]).tolist() == pytest.approx([100])


def test_precision_falls_with_recall_and_order_does_not_matter():
    truth = [{Event(0, 0, 4)}, {Event(0, 0, 4)}]
    wrong, right, too = Detection(0, 0, 8, 9, 0.9), Detection(0, 0, 0, 4, 0.5), Detection(1, 0, 0, 4, 0.4)
    # hits 0, 1, 1: precision 0, 1/2, 2/3; made to fall with recall it is 2/3 at both
    for found in ([wrong, right, too], [too, right, wrong]):
        assert detection_map(found, truth, [0.5]).tolist() == pytest.approx([200 / 3])


def test_without_detections_it_is_zero_and_without_events_unknown():
    assert detection_map([], [{Event(0, 0, 4)}]).tolist() == [0] * len(TIOU)
    assert np.isnan(detection_map([Detection(0, 0, 0, 4, 1)], [set()])).all()
