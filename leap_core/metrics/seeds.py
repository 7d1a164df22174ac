"""Two settings trained with several seeds, scored on the same clips: does the difference outlast both draws?

Other seeds and other clips would both have given other scores, so both are resampled: the seeds of each
setting on their own, the clips for all runs together (hierarchical bootstrap; Davison and Hinkley, Bootstrap
Methods and their Application, 1997, section 3.8).  With three or five seeds the plain resampled differences
lie too close together, so each is divided by a standard error of its own (studentised, symmetric; ibid.,
section 5.2): Welch's, seeds of either setting, plus that of the clips.

Shapes: S seeds of a setting, N clips, M scores, R resamples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.metrics.intervals import LEVEL, resampled

RESAMPLES = 2000
POWER = 0.8


@dataclass(frozen=True)
class SeedDifference:
    """Differences of M scores, each array (M,)."""

    mean: np.ndarray  # setting A - setting B
    low: np.ndarray  # 95 % interval
    high: np.ndarray
    p: np.ndarray  # two-sided, of the hypothesis that the settings score the same
    detectable: np.ndarray  # smallest true difference that 80 % of such experiments would find, at 5 %


def compare_seeds(a: np.ndarray, b: np.ndarray, resamples: int = RESAMPLES, seed: int = 0) -> SeedDifference:
    """Compare scores (S, N, M) of two settings, each with seeds S of its own, on the same clips.

    The detectable difference is half the interval and, on top, the standard error times the 80 % quantile of
    Student's t with Welch and Satterthwaite's degrees of freedom.  Raises ValueError on arrays of other
    shapes, or fewer than two seeds or clips.
    """
    if a.ndim != 3 or a.shape[1:] != b.shape[1:] or min(len(b), *a.shape[:2]) < 2:
        raise ValueError(f"expected two (S, N, M) arrays, S and N at least 2, found {a.shape} and {b.shape}")
    turned = a.mean(axis=(0, 1)) < b.mean(axis=(0, 1))  # (M,); turned, so that both orders give one answer
    found = np.empty((4, a.shape[2]))
    for sign, columns, first, second in ((1, ~turned, a, b), (-1, turned, b, a)):
        if columns.any():
            found[:, columns] = _compare(first[..., columns], second[..., columns], resamples, seed)
            found[0, columns] *= sign
    mean, half, p, detectable = found
    return SeedDifference(mean, mean - half, mean + half, p, detectable)


def _compare(a: np.ndarray, b: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """Of scores (S, N, M), (4, M): mean difference, half its interval, p, the detectable difference."""
    from scipy.special import stdtrit  # takes a while to load

    metrics = range(a.shape[2])
    sizes = len(a), len(b), a.shape[1]
    mean = a.mean(axis=(0, 1)) - b.mean(axis=(0, 1))  # (M,)
    even = [np.full((1, size), 1 / size) for size in sizes]
    variances = np.array([_difference(a[..., m], b[..., m], *even)[1][:, 0] for m in metrics])  # (M, 3)
    variance = variances.sum(axis=1)
    ratios: list[list[np.ndarray]] = [[] for _ in metrics]
    draws = (resampled(size, resamples, seed + place) for place, size in enumerate(sizes))
    for counts in zip(*draws, strict=True):  # the same for every metric
        weights = [n / size for n, size in zip(counts, sizes, strict=True)]
        for m in metrics:
            means, spread = _difference(a[..., m], b[..., m], *weights)
            ratios[m].append(_ratio(np.abs(means - mean[m]), spread.sum(axis=0)))
    ratio = np.array([np.concatenate(parts) for parts in ratios])  # (M, R)
    error = np.sqrt(variance)
    with np.errstate(invalid="ignore"):  # infinite for one in twenty: there is no interval
        half = np.quantile(ratio, LEVEL, axis=1) * error
    further = (ratio >= (_ratio(mean, variance) * (1 - 1e-9))[:, None]).sum(axis=1)
    squares = (variances**2 / (np.array(sizes) - 1)).sum(axis=1)
    freedom = np.divide(variance**2, squares, out=np.full_like(variance, np.inf), where=squares > 0)
    return np.array([mean, half, (1 + further) / (1 + resamples), half + stdtrit(freedom, POWER) * error])


def _difference(
    a: np.ndarray, b: np.ndarray, seeds_a: np.ndarray, seeds_b: np.ndarray, clips: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean differences (R,) of scores (S, N), and their variances (3, R) by seeds of A, of B, and by clips.

    Seeds (R, S) and clips (R, N) are weighted, the weights of each resample adding up to one.
    """
    means, variances = [], []
    for scores, weights in ((a, seeds_a), (b, seeds_b)):
        runs = clips @ scores.T  # (R, S)
        means.append((weights * runs).sum(axis=1))
        variances.append(((weights * runs**2).sum(axis=1) - means[-1] ** 2) / (len(scores) - 1))
    by_clip = seeds_a @ a - seeds_b @ b  # (R, N)
    mean = means[0] - means[1]
    squares = np.einsum("rn,rn,rn->r", clips, by_clip, by_clip)
    variances.append((squares - mean**2) / (a.shape[1] - 1))
    return mean, np.maximum(variances, 0)  # rounding


def _ratio(distance, variance):
    """Distance in standard errors; none is no distance, whatever the error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(distance > 1e-12, distance / np.sqrt(variance), 0.0)
