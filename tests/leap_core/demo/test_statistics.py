"""Shares of labels and clips, on two classes by four segments counted by hand."""

import numpy as np

from leap_core.demo.statistics import Statistics, statistics


def test_by_hand():
    grid = np.zeros((2, 2, 2, 4), bool)  # (N, 2, C, T)
    grid[0, 0, 0] = [1, 1, 1, 1]  # heard throughout, seen once
    grid[0, 1, 0] = [0, 1, 0, 0]
    grid[0, 0, 1] = [0, 0, 1, 0]  # heard only, at the same time
    grid[1, 1, 1] = [1, 1, 1, 1]  # seen only
    expected = Statistics(
        clips=2,
        heard_only=100 / 3,  # of three labels
        seen_only=100 / 3,
        largest_class=200 / 3,
        three_or_more=0.0,
        audio_overlap=50.0,  # of two clips
        visual_overlap=0.0,
        whole_sounds=50.0,  # of two classes heard
        whole_pictures=50.0,
    )
    assert statistics(grid) == expected
