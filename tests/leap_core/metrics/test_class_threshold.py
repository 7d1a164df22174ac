"""Thresholds by class, modality and level, by hand: two clips of two classes and three segments."""

import numpy as np
import pytest

from leap_core.metrics import GATES, Thresholds, binarise, choose_thresholds, evaluate, thresholds_of
from leap_core.metrics.class_threshold import by_cmpae, by_type
from leap_core.types import Prediction

# class 0 is never sure of itself, class 1 always: no one threshold is right for both
P = np.float32(
    [
        [[[0.1, 0.4, 0.4], [0.6, 0.6, 0.9]], [[0.4, 0.1, 0.1], [0.1, 0.1, 0.1]]],
        [[[0.1, 0.1, 0.1], [0.6, 0.9, 0.9]], [[0.1, 0.1, 0.4], [0.9, 0.6, 0.6]]],
    ]
)  # (2, 2, 2, 3)
TRUTH = np.where(np.arange(2)[:, None] == 0, P > 0.3, P > 0.7)
OPEN = Prediction(P, np.ones((2, 2, 2), np.float32), np.ones((2, 2), np.float32))


def test_a_threshold_for_each_class_and_modality():
    at = np.array([[0.4, 0.9], [0.4, 0.95]])  # (2, C)
    decided = binarise(OPEN, at, "none")
    assert np.array_equal(decided[:, 0], TRUTH[:, 0])
    assert np.array_equal(decided[:, 1, 0], TRUTH[:, 1, 0]) and not decided[:, 1, 1].any()
    assert np.array_equal(binarise(OPEN, at[0], "none"), TRUTH)  # (C,), of either modality


@pytest.mark.parametrize(
    ("gate", "clip", "passes"),
    [  # p = 0.5, p^a = 0.3, p^v = 0.6 of the one class, everywhere; which of sound and picture pass
        ("global", [[0.5], [0.6]], [True, False]),
        ("global", [[0.6], [0.5]], [False, True]),
        ("or", [[0.4], [0.6]], [True, True]),
        ("or", [[0.4], [0.7]], [False, False]),
        ("modality", [[0.3], [0.7]], [True, False]),
        ("modality", [[0.4], [0.6]], [False, True]),
        ("none", [[1], [1]], [True, True]),
    ],
)
def test_a_gate_has_thresholds_of_its_own(gate, clip, passes):
    some = np.full((1, 2, 1, 3), 0.25, np.float32)
    said = Prediction(some, np.float32([[[0.3], [0.6]]]), np.float32([[0.5]]))
    decided = binarise(said, Thresholds(0.25, np.array(clip)), gate)
    assert decided.all(axis=(0, 2, 3)).tolist() == decided.any(axis=(0, 2, 3)).tolist() == passes


def test_arrays_decide_as_one_number_does():
    """0.45 in float32 is below 0.45 in float64."""
    said = Prediction(np.full((1, 2, 3, 5), 0.45, np.float32), *np.full((2, 1, 2, 3), 0.45, np.float32))
    for at in (0.45, np.full(3, 0.45), np.full((2, 3), 0.45), Thresholds(0.45, np.full(3, 0.45))):
        assert binarise(said, at, "modality").all()


def test_thresholds_of_other_classes_are_refused():
    with pytest.raises(ValueError, match="shape"):
        binarise(OPEN, np.full((2, 5), 0.5))


def test_each_class_gets_what_is_right_for_it():
    (one,) = choose_thresholds(OPEN, TRUTH)[3:]
    assert one.gate == "none" and one.score < 100
    (found,) = by_type(OPEN, TRUTH, (one,))
    assert (found.threshold, found.score) == (one.threshold, one.score)
    own = found.by_class
    assert own.score == 100 and own.metric == "segment_type"
    assert all(0.1 < t <= 0.4 for t, _ in own.segment) and all(0.6 < t <= 0.9 for _, t in own.segment)
    assert own.clip == ((one.threshold,) * 2,) * 2  # which this gate does not look at


def test_by_type_is_never_worse_and_scores_as_it_says():
    draw = np.random.default_rng(3)
    shapes = (7, 2, 3, 5), (7, 2, 3), (7, 3)
    some = Prediction(*(draw.random(shape, np.float32) for shape in shapes))
    truth = draw.random(shapes[0]) < 0.4
    found = by_type(some, truth, choose_thresholds(some, truth))
    assert [one.gate for one in found] == list(GATES)
    for one in found:
        scored = evaluate(binarise(some, thresholds_of(one.by_class), one.gate), truth).table
        assert one.by_class.score == pytest.approx(scored["segment_type"])
        assert one.by_class.score > one.score  # by chance, with so many to choose


def test_cmpae_chooses_of_the_picture_behind_its_gate_alone():
    """Where p^v is 0.5: class 0 is there and class 1 is not; of equals the highest."""
    sure = np.where(TRUTH, np.float32(0.9), np.float32(0.1))
    sure[:, 1, 1] = 0.9  # a false alarm in either clip, but for the gate
    truth = TRUTH.copy()
    truth[:, 1, 1] = False
    clip = np.float32([[[1, 1], [0.5, 0.5]]] * 2)
    said = Prediction(sure, clip, np.ones((2, 2), np.float32))
    chosen = {one.gate: one for one in by_cmpae(said, truth, choose_thresholds(said, truth))}
    assert [gate for gate, one in chosen.items() if one.by_class] == ["modality"]
    own = chosen["modality"].by_class
    assert own.segment == ((0.25, 0.25), (0.25, 0.25)) and own.clip == ((0.45, 0.45), (0.5, 0.7))
    assert (own.metric, own.score) == ("event_visual", 100)
