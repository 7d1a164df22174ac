"""Grid <-> events."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from leap_core.data.events import Event, events_to_grid, grid_to_events

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
    [(0, 2, "1100"), (0.4, 1.2, "1100"), (3, 9, "0001"), (2, 2, "0000"), (3, 1, "0000"), (1, 1.01, "0100")],
)
def test_every_segment_an_event_touches_is_marked(onset, offset, row):
    grid = events_to_grid([Event(1, onset, offset)], 2, 4)
    assert "".join(str(int(x)) for x in grid[1]) == row
    assert not grid[0].any()
