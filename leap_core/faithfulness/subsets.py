"""What each second is worth, exactly, from a table of all subsets of a clip's seconds.

A table holds v(S), what a model says of each class with the seconds S kept and all others taken away: rows
are subsets, and bit t of a row's index is set where second t is kept.

Shapes: B clips, C classes, T seconds, R = 2^T subsets.
"""

from __future__ import annotations

from math import factorial

import numpy as np

SHARE = 0.8  # of what lifts a class, which the seconds hold that are said to carry it


def segments_of(table: np.ndarray) -> int:
    """T of a table (B, 2^T, C).  Raises ValueError on another shape."""
    rows = table.shape[1] if table.ndim == 3 else 0
    if rows < 2 or rows & (rows - 1):
        raise ValueError(f"expected a table (B, 2^T, C), found {table.shape}")
    return rows.bit_length() - 1


def members(segments: int) -> np.ndarray:
    """Which seconds each subset keeps: bool (R, T)."""
    return (np.arange(2**segments)[:, None] >> np.arange(segments) & 1).astype(bool)


def shapley(table: np.ndarray) -> np.ndarray:
    """Shapley values of the seconds (Shapley, 1953): (B, 2^T, C) -> (B, C, T), float64.

    The mean, over all orders in which seconds can be given back, of what each adds; over T they sum to
    v(all) - v(none).  Raises ValueError on another shape.
    """
    segments = segments_of(table)
    kept = members(segments)
    size = kept.sum(axis=1)  # (R,)
    share = np.array([factorial(k) * factorial(segments - k - 1) for k in range(segments)])
    share = share / factorial(segments)  # of the orders in which given k seconds go before a given one
    weight = np.where(kept, share[size - 1][:, None], -share[size % segments][:, None])  # (R, T)
    return np.einsum("brc,rt->bct", table, weight, optimize=True)


def interactions(table: np.ndarray) -> np.ndarray:
    """Shapley interaction index of pairs of seconds: (B, 2^T, C) -> (B, C, T, T), symmetric, float64.

    Above 0 two seconds say more together than the sum of each, below 0 one can stand in for the other; 0 on
    the diagonal (Grabisch and Roubens, Int. J. Game Theory 1999).  Raises ValueError on another shape.
    """
    segments = segments_of(table)
    kept = members(segments)
    size, pairs = kept.sum(axis=1), np.zeros((len(kept), segments, segments))
    share = np.array([factorial(k) * factorial(segments - k - 2) for k in range(segments - 1)])
    share = share / factorial(max(segments - 1, 0))
    for i in range(segments):
        for j in set(range(segments)) - {i}:
            both = kept[:, i].astype(int) + kept[:, j]  # of the pair that are kept
            pairs[:, i, j] = np.where(both == 1, -1, 1) * share[size - both]
    return np.einsum("brc,rij->bcij", table, pairs, optimize=True)


def carriers(worth: np.ndarray, share: float = SHARE) -> tuple[int, ...]:
    """The fewest seconds that hold `share` of all that is above 0 in values (T,), in the order of time."""
    order = np.argsort(-worth, kind="stable")
    held = np.cumsum(np.maximum(worth[order], 0))
    if held[-1] <= 0:
        return ()
    return tuple(sorted(order[: int(np.argmax(held >= share * held[-1] - 1e-12)) + 1].tolist()))


def infidelity(values: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """How far an attribution is from what removals do: values (P, 2^T), worth (P, T) -> (P,).

    The mean over all subsets of the squared difference between what v loses without them and the sum of
    what they are said to be worth, scaled as fits best (Yeh et al., NeurIPS 2019; captum's `normalize`).
    """
    removed = ~members(worth.shape[-1])  # (R, T)
    lost, promised = values[:, -1:] - values, worth @ removed.T  # (P, R)
    square = (promised**2).mean(axis=-1)
    fit = np.divide((promised * lost).mean(axis=-1), square, out=np.zeros_like(square), where=square > 0)
    return ((fit[:, None] * promised - lost) ** 2).mean(axis=-1)


def leave_one_out(table: np.ndarray) -> np.ndarray:
    """What is lost where one second alone is taken away: (B, 2^T, C) -> (B, C, T).

    Raises ValueError on another shape.
    """
    whole = 2 ** segments_of(table) - 1
    without = whole - (1 << np.arange(segments_of(table)))
    return (table[:, whole:] - table[:, without]).swapaxes(1, 2)
