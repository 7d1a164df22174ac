"""Confusion within a second, worked out by hand on 3 classes and 4 segments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from leap_core.metrics import confusion

DOG, CAT, COW, NOTHING = range(4)
GRIDS = arrays(bool, (7, 2, 3, 5))


def test_by_hand():
    truth, said = np.zeros((2, 1, 2, 3, 4), bool)
    truth[0, 0, DOG, :] = True
    said[0, 0, DOG, :2] = True  # two hits
    said[0, 0, CAT, 2] = True  # a cat where the dog is missed; the dog is missed at 3, with nothing
    said[0, 0, COW, 0] = True  # a cow where nothing is missed
    truth[0, 1, [DOG, CAT], 1] = True  # both missed,
    said[0, 1, COW, 1] = True  # one false alarm: it meets both
    audio, visual = confusion(said, truth)
    wanted = np.zeros((4, 4), int)
    wanted[DOG, DOG], wanted[DOG, CAT], wanted[DOG, NOTHING], wanted[NOTHING, COW] = 2, 1, 1, 1
    np.testing.assert_array_equal(audio, wanted)
    wanted = np.zeros((4, 4), int)
    wanted[DOG, COW] = wanted[CAT, COW] = 1
    np.testing.assert_array_equal(visual, wanted)


def test_what_is_no_decision_is_refused():
    with pytest.raises(ValueError, match="must be bool"):
        confusion(np.zeros((1, 2, 3, 4)), np.zeros((1, 2, 3, 4), bool))


@given(said=GRIDS, truth=GRIDS)
def test_a_run_read_backwards_is_the_matrix_turned(said, truth):
    np.testing.assert_array_equal(confusion(said, truth), confusion(truth, said).transpose(0, 2, 1))


@given(truth=GRIDS)
def test_a_run_without_error_has_hits_alone(truth):
    counts = confusion(truth, truth)
    hits = truth.sum(axis=(0, 3))  # (2, C)
    for m in range(2):
        np.testing.assert_array_equal(counts[m], np.diag([*hits[m], 0]))
