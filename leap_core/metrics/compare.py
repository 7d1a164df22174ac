"""Two runs over the same clips: is the difference of their scores real?

Scores of a run are means over clips.  The test flips the sign of each clip's difference, that is, exchanges
the two runs there, and asks how often the mean lies as far from zero (Fisher's randomisation test; Good,
Permutation, Parametric and Bootstrap Tests, 2005, chapter 3): all flips below 13 clips, else a random draw of
them.  Intervals are intervals.py's, of the same differences.  Where several p stand side by side, `holm`
keeps the chance of any false one at 5 % (Holm, Scandinavian Journal of Statistics 1979).

Shapes: N clips, M scores, R flips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.metrics.intervals import CHUNK, FEWEST, RESAMPLES, bca

_EXACT = 12  # clips up to which all flips are tried


@dataclass(frozen=True)
class Difference:
    """Differences of M scores, each array (M,); but for the mean NaN below FEWEST clips."""

    mean: np.ndarray  # run A - run B
    low: np.ndarray  # 95 % interval
    high: np.ndarray
    p: np.ndarray  # two-sided, of the hypothesis that the runs are exchangeable


def compare(a: np.ndarray, b: np.ndarray, resamples: int = RESAMPLES, seed: int = 0) -> Difference:
    """Compare scores (N, M) of N clips by two runs.

    `resamples` holds for the interval and, from 13 clips on, for the flips.  Raises ValueError on arrays of
    other shapes or without a clip.
    """
    if a.ndim != 2 or a.shape != b.shape or not len(a):
        raise ValueError(f"expected two (N, M) arrays of one shape, found {a.shape} and {b.shape}")
    differences = a - b  # (N, M)
    low, high = bca(differences, resamples=resamples, seed=seed)
    p = sign_flip(differences, resamples, seed) if len(a) >= FEWEST else np.full(a.shape[1], np.nan)
    return Difference(differences.mean(axis=0), low, high, p)


def sign_flip(differences: np.ndarray, flips: int = RESAMPLES, seed: int = 0) -> np.ndarray:
    """Two-sided p (M,) of differences (N, M); of a random draw never zero, as what was seen counts as one."""
    n = len(differences)
    observed = np.abs(differences.sum(axis=0))
    least = observed - 1e-9 * np.abs(differences).sum(axis=0)  # sums in another order round otherwise
    if n <= _EXACT:
        signs = 1 - 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1)
        return (np.abs(signs @ differences) >= least).mean(axis=0)
    draw, further = np.random.default_rng(seed), np.ones(observed.shape)
    for start in range(0, flips, CHUNK):
        signs = 1 - 2 * draw.integers(2, size=(min(CHUNK, flips - start), n), dtype=np.int8)
        further += (np.abs(signs @ differences) >= least).sum(axis=0)
    return further / (1 + flips)


def holm(p: np.ndarray) -> np.ndarray:
    """Values of p (M,) corrected for being many, in their order; NaN stays NaN and does not count."""
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    out = np.full(p.shape, np.nan)
    out[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)))
    return out
