"""BCa intervals by hand: resamples that lie evenly from 0 to 1, so that each end is its own level."""

import numpy as np
import pytest

from leap_core.metrics import bca, intervals
from leap_core.metrics.intervals import CHUNK, resampled

EVENLY = np.linspace(0, 1, 100)
PAIRS = np.kron(
    np.eye(5), [[1.0], [-1.0]]
)  # ten clips, five parts, each of one 1 and one -1: mean 0, no skewness


@pytest.fixture
def draw(monkeypatch):
    """Have the means of parts (N, K) over the resamples be what is wanted, (R, K)."""

    def make(parts, wanted):
        weights = len(parts) * wanted @ np.linalg.pinv(parts)
        monkeypatch.setattr(intervals, "resampled", lambda *_: [weights])

    return make


def test_bias_and_few_clips(draw):
    """Ten clips: t is 2.2622 at 97.5 %, times sqrt(10 / 9) 2.3845; ends are the normal curve at 2 b -+ it."""
    seen = np.array([0.5, 0.2501, 0.303, -0.1, 1.1])  # above a half, a quarter, three tenths, none, all
    wanted = np.repeat(EVENLY[:, None], 5, axis=1)
    wanted[20:40, 2] = seen[2]  # a fifth lies below, a fifth is as large, of which half counts
    draw(PAIRS, wanted - seen)
    # b is 0, -0.6745, -0.5244 and, of 100 resamples that lie on one side, -+2.5758: half a resample's
    low, high = bca(PAIRS, lambda means: means + seen, resamples=100)
    np.testing.assert_allclose(low, [0.0086, 0.0001, 0.0003, 0, 0.9972], atol=5e-5)
    np.testing.assert_allclose(high, [0.9914, 0.8498, 0.9092, 0.0028, 1], atol=5e-5)


@pytest.mark.parametrize("rounding", [-1e-12, 1e-12])
def test_as_large_is_as_large_whatever_rounding_does(draw, rounding):
    seen = np.array([0, 1, 1e6, -1e6, 0])
    wanted = np.repeat(EVENLY[:, None] - EVENLY[30], 5, axis=1)
    wanted[20:40] = rounding * np.maximum(1, np.abs(seen))
    draw(PAIRS, wanted)
    ends = bca(PAIRS, lambda means: means + seen, resamples=100) - seen + EVENLY[30]
    np.testing.assert_allclose(ends, np.repeat([[0.0003], [0.9092]], 5, axis=1), atol=5e-5)


def test_skewness(draw):
    """Without one of the clips the first mean is 3 eight times, 2 and 1: nine times 1 from 2 and once 0.

    The mean is 0.9, the nine lie 0.1 above it, the one 0.9 below: sums of squares 0.9, of cubes 0.72.  So a
    is 0.72 / (6 * 0.9 ** 1.5) = 0.1405, levels are the normal curve at -+2.3845 / (1 +- 0.1405 * 2.3845).
    """
    parts = np.array([[0, 0, 0, 0, 0, 0, 0, 0, 9, 18], [2, 2, 2, 2, 2, 0, 0, 0, 0, 0]], float).T
    draw(parts, np.stack((2 + 1.4 * EVENLY, EVENLY + 0.5), axis=1))
    low, high = bca(
        parts, lambda means: np.stack((abs(means[..., 0] - 2) / 1.4, means[..., 1] - 0.5), axis=-1)
    )
    np.testing.assert_allclose(low, [0.0371, 0.0086], atol=5e-5)
    np.testing.assert_allclose(high, [0.9998, 0.9914], atol=5e-5)


def test_as_many_resamples_as_are_asked_for_of_so_many_clips():
    counts = [*resampled(7, CHUNK + 5, seed=3)]
    assert [part.shape for part in counts] == [(CHUNK, 7), (5, 7)]
    assert all((part.sum(axis=1) == 7).all() for part in counts)
