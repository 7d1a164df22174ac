"""Grid <-> events."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from leap_core.data.events import Event, count_overlapping, events_to_grid, grid_to_events, overlapping

GRIDS = arrays.arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 13)), elements=st.booleans())


@settings(max_examples=80, deadline=None)
@given(GRIDS, st.sampled_from([1.0, 0.1, 0.5, 3.0]))
def test_a_grid_comes_back(grid, second):
    events = grid_to_events(grid, second)
    assert (events_to_grid(events, *grid.shape, second) == grid).all()


def test_runs_by_hand():
    grid = np.array([[1, 1, 0, 1], [0, 0, 1, 1]], bool)
    assert grid_to_events(grid) == [(0, 0, 2), (0, 3, 4), (1, 2, 4)]
    assert grid_to_events(grid, 0.5) == [(0, 0, 1), (0, 1.5, 2), (1, 1, 2)]


@pytest.mark.parametrize(
    "onset, offset, row",
    [
        (0, 2, "1100"),
        (0.6, 1.2, "1100"),
        (1, 1.01, "0100"),
        (-1, 2, "1100"),  # begins before the clip
        (3, 9, "0001"),  # ends after it
        (4, 9, "0000"),  # begins after it
        (2, 2, "0000"),  # empty
        (2.5, 2.5, "0000"),
        (3, 1, "0000"),  # reversed
        (2.7, 2.2, "0000"),
    ],
)
def test_every_segment_an_event_touches_is_marked(onset, offset, row):
    grid = events_to_grid([Event(1, onset, offset)], 2, 4)
    assert "".join(str(int(x)) for x in grid[1]) == row
    assert not grid[0].any()


def test_events_of_a_class_join():
    events = [Event(0, 0, 1), Event(0, 1, 2), Event(0, 0.5, 1.5), Event(1, 3, 4)]
    grid = events_to_grid(events, 2, 4)
    assert grid.astype(int).tolist() == [[1, 1, 0, 0], [0, 0, 0, 1]]
    assert grid_to_events(grid) == [(0, 0, 2), (1, 3, 4)]


def test_a_bound_on_an_edge_stays_there():
    """0.3 / 0.1 is 2.9999999999999996, and 0.7 / 0.1 is 6.999999999999999."""
    grid = events_to_grid([Event(0, 0.3, 0.7)], 1, 11, segment_seconds=0.1)
    assert np.flatnonzero(grid[0]).tolist() == [3, 4, 5, 6]


def test_overlapping_clips_by_hand():
    grid = np.zeros((3, 2, 2, 4), bool)
    grid[0, 0, :, 1] = True  # two sounds in one second
    grid[1, 0, 0, 1] = grid[1, 1, 1, 1] = True  # a sound and a picture
    grid[2, 0, 0, 1] = grid[2, 0, 1, 2] = True  # one sound after the other
    assert overlapping(grid).tolist() == [True, False, False]


def test_overlapping_events_by_hand():
    grid = np.zeros((5, 2, 3, 4), bool)
    grid[0, 0, 0, :2] = grid[0, 0, 1, 1:] = True  # two share the second segment
    grid[0, 0, 2, 3] = True  # and a third shares the last with one of them
    grid[1, 0, 0, :2] = grid[1, 0, 1, 2:] = True  # one after the other
    grid[1, 1, 0, :] = True  # seen while others are heard: no overlap within a modality
    grid[2, 1, 0, [0, 2]] = grid[2, 1, 1, 0] = True  # of two runs of a class the first meets another
    grid[3, 1, 0, :3] = grid[3, 1, 1, 1] = True  # they meet neither in the first nor in the last segment
    assert count_overlapping(grid).tolist() == [3, 0, 2, 2, 0]
    assert overlapping(grid).tolist() == [True, False, True, True, False]


@pytest.mark.parametrize(
    ("onset", "offset", "row"), [(-3, -1, "0000"), (-3, 1, "1000"), (9, 12, "0000"), (2, np.inf, "0011")]
)
def test_what_lies_outside_marks_nothing(onset, offset, row):
    assert events_to_grid([Event(0, onset, offset)], 1, 4)[0].tolist() == [c == "1" for c in row]
