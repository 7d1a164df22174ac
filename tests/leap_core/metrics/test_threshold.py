"""The threshold that a validation split chooses, by hand: one clip of one class and three segments."""

import numpy as np
import pytest

from leap_core.metrics import GATES, THRESHOLDS, binarise, choose_thresholds, evaluate
from leap_core.types import Prediction

P = np.float32([[[[0.2, 0.6, 0.9]], [[0.0, 0.0, 0.0]]]])  # (1, 2, 1, 3)
TRUTH = np.array([[[[False, True, True]], [[False, False, False]]]])


def prediction(p, own):
    return Prediction(P, np.float32([[[own], [0]]]), np.float32([[p]]))


def test_the_nearest_to_a_half_of_those_that_are_right():
    """Right from above 0.2 up to 0.6, as far as the gate lets it be."""
    chosen = {c.gate: c for c in choose_thresholds(prediction(p=0.3, own=0.41), TRUTH)}
    assert [*chosen] == [*GATES]
    assert [chosen[gate].threshold for gate in GATES] == [0.3, 0.41, 0.41, 0.5]
    assert {c.score for c in chosen.values()} == {100}


def test_the_score_is_segment_type():
    truth = TRUTH.copy()
    truth[0, 1, 0, 0] = True  # seen, which no threshold finds
    found = {c.gate: c for c in choose_thresholds(prediction(p=1, own=1), truth)}
    assert found["none"].score == pytest.approx(100 * (1 + 0 + 1) / 3)  # nothing is heard and seen at once


@pytest.mark.parametrize(
    ("p", "true", "threshold"),
    [(0.015, True, 0.01), (0.985, False, 0.99), (0, True, 0.5), (0.995, False, 0.5)],
)
def test_in_hundredths_but_neither_all_nor_nothing(p, true, threshold):
    """What is heard and seen is found, or shut out, from 0.01 to 0.99, not beyond, where all are as good."""
    lone = Prediction(np.float32([[[[p]], [[p]]]]), np.float32([[[1], [1]]]), np.float32([[1]]))
    chosen = choose_thresholds(lone, np.array([[[[true]], [[true]]]]))
    assert {c.threshold for c in chosen} == {threshold}


def test_no_threshold_is_better():
    draw = np.random.default_rng(2)
    shapes = (5, 2, 3, 7), (5, 2, 3), (5, 3)
    some = Prediction(*(draw.random(shape, np.float32) for shape in shapes))
    truth = draw.random(shapes[0]) < 0.4
    for chosen in choose_thresholds(some, truth):
        scores = [evaluate(binarise(some, t, chosen.gate), truth).table["segment_type"] for t in THRESHOLDS]
        assert chosen.score == pytest.approx(max(scores))
