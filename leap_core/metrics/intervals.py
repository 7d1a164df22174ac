"""How far a mean over clips, or a function of such means, may be off: BCa bootstrap intervals.

Clips are resampled, the bias and the skewness of what comes out corrected (BCa: Efron, JASA 1987), and the
levels widened for few clips, as Student's t is wider than the normal distribution (Hesterberg, The American
Statistician 2015).  Below FEWEST clips there is no interval: it would promise more than it keeps.

Shapes: N clips, K parts of a statistic, M statistics, R resamples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

FEWEST = 10  # clips that an interval or a p takes
LEVEL = 0.95
RESAMPLES = 10_000
CHUNK = 1000  # resamples drawn at once


def bca(
    parts: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray] = lambda means: means,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95 % intervals (M,) of what `statistic` makes of the means of parts (N, K).

    `statistic` takes means (..., K) and gives (..., M).  NaN below FEWEST clips.
    """
    from scipy.special import ndtr, ndtri, stdtrit  # takes a while to load

    n, here = len(parts), statistic(parts.mean(axis=0))  # (M,)
    if n < FEWEST:
        return np.full(here.shape, np.nan), np.full(here.shape, np.nan)
    drawn = np.concatenate([statistic(w @ parts / n) for w in resampled(n, resamples, seed)])  # (R, M)
    off = drawn - here
    equal = np.abs(off) <= 1e-9 * np.maximum(1, np.abs(here))
    below = ((off < 0) & ~equal).mean(axis=0) + equal.mean(axis=0) / 2
    bias = ndtri(np.clip(below, 0.5 / resamples, 1 - 0.5 / resamples))
    left_out = statistic((parts.sum(axis=0) - parts) / (n - 1))  # jackknife, (N, M)
    lean = left_out.mean(axis=0) - left_out
    spread = (lean**2).sum(axis=0) ** 1.5
    skew = np.divide((lean**3).sum(axis=0), 6 * spread, out=np.zeros_like(spread), where=spread > 0)
    wide = np.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 + LEVEL) / 2)
    ends = []
    for z in (bias - wide, bias + wide):
        level = ndtr(bias + z / (1 - skew * z))
        ends.append(np.array([np.quantile(x, q) for x, q in zip(drawn.T, level, strict=True)]))
    return ends[0], ends[1]


def resampled(n: int, resamples: int, seed: int) -> Iterator[np.ndarray]:
    """How often each of `n` things is drawn, with replacement, in chunks (rows, n) of all resamples."""
    draw = np.random.default_rng(seed)
    for start in range(0, resamples, CHUNK):
        rows = min(CHUNK, resamples - start)
        chosen = draw.integers(n, size=(rows, n), dtype=np.int32) + n * np.arange(rows)[:, None]
        yield np.bincount(chosen.reshape(-1), minlength=rows * n).reshape(rows, n)
