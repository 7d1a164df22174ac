"""Classes of a run by hand: F1 over all clips together, and scores of clips that average to the table."""

import numpy as np
import pytest

from leap_core.metrics import HEADLINE, evaluate, per_class, wrong_classes

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


def test_a_class_that_is_only_a_false_alarm_scores_nothing():
    said, nowhere = np.zeros((2, 1, 2, 2, 4), bool)
    said[0, 0, 1, 2] = True  # heard for one segment
    np.testing.assert_array_equal(per_class(said, nowhere)["audio"], [np.nan, 0])


def test_wrong_classes_by_hand():
    said, truth = (np.concatenate((grid, TRUTH[:1])) for grid in (SAID, TRUTH))
    said[1, 1, 0] = [0, 0, 1, 1]  # seen, where nothing is
    # clip 0: class 0 is heard from 0 to 3 instead of 2, which still matches; class 1 is missed by ear alone
    assert wrong_classes(said, truth).tolist() == [[False, True], [True, False], [False, False]]


@pytest.mark.parametrize("of", [per_class, wrong_classes])
def test_what_is_no_decision_is_refused(of):
    with pytest.raises(ValueError, match="must be bool"):
        of(SAID.astype(float), TRUTH)


def test_scores_of_clips_average_to_the_table():
    report = evaluate(SAID, TRUTH)
    assert report.scores.shape == (2, 11)
    np.testing.assert_allclose(report.scores.mean(axis=0), list(report.table.values()))
    # clip 0: audio 100 (0.8 + 0) / 2, visual 100, audio-visual 80
    np.testing.assert_allclose(report.scores[0, :4], [40, 100, 80, (40 + 100 + 80) / 3])
    np.testing.assert_allclose(report.scores[:, -1], report.scores[:, :10].mean(axis=1))
    assert list(report.table) == [*HEADLINE]
