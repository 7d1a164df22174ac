"""Whether an attribution lies where the truth is: by rank, by its peak, by its mass.

Shapes: ... any axes, T seconds.
"""

from __future__ import annotations

import numpy as np


def ranks(values: np.ndarray) -> np.ndarray:
    """From 1 for the smallest, equals sharing their mean: (..., T)."""
    below = (values[..., None, :] < values[..., None]).sum(axis=-1)
    equal = (values[..., None, :] == values[..., None]).sum(axis=-1)
    return below + (equal + 1) / 2


def rank_correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Spearman's, over T: (..., T) twice -> (...); 0 where either is the same in every second."""
    x, y = (r - r.mean(axis=-1, keepdims=True) for r in (ranks(a), ranks(b)))
    scale = np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
    return np.divide((x * y).sum(axis=-1), scale, out=np.zeros(scale.shape), where=scale > 0)


def auroc(attribution: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """How often a true second is above one that is not, equals counting half: (..., T) -> (...).

    NaN where all seconds are true, or none is.
    """
    yes, no = truth.sum(axis=-1), (~truth).sum(axis=-1)
    wins = (ranks(attribution) * truth).sum(axis=-1) - yes * (yes + 1) / 2
    return np.divide(wins, yes * no, out=np.full(wins.shape, np.nan), where=yes * no > 0)


def pointing(attribution: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Whether the peak is true, equal peaks sharing: (..., T) -> (...) (Zhang et al., IJCV 2018)."""
    peak = attribution == attribution.max(axis=-1, keepdims=True)
    return (peak & truth).sum(axis=-1) / peak.sum(axis=-1)


def mass_inside(attribution: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Share of what is above 0 that lies in true seconds: (..., T) -> (...); NaN where nothing is above 0."""
    mass = np.maximum(attribution, 0)
    inside, total = (mass * truth).sum(axis=-1), mass.sum(axis=-1)
    return np.divide(inside, total, out=np.full(total.shape, np.nan), where=total > 0)
