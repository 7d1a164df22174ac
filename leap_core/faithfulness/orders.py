"""Seconds taken away or given back one by one, in any order: curves, their areas, and all orders at once.

Deletion takes the seconds of a clip away, first in order first, insertion gives them back to a clip that
has none (Petsiuk et al., BMVC 2018, over seconds in place of pixels).  A curve has v for 0 to T seconds, both
ends included; its area is the trapezoid over the fractions 0, 1/T, ... 1.  A good order has a small area of
deletion and a large one of insertion.  All orders together have one mean area, the same for both.

Shapes: B clips, C classes, T seconds, R = 2^T subsets, K orders.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np

from leap_core.faithfulness.subsets import members, segments_of

MOST = 12  # seconds whose orders are told apart one by one


class Spread(NamedTuple):
    """Over all T! orders of a clip's seconds, each as likely."""

    mean: np.ndarray
    deviation: np.ndarray  # standard


def order_of(attribution: np.ndarray) -> np.ndarray:
    """Seconds from the most to the least important: (..., T) -> (..., T); ties go to the earlier one."""
    return np.argsort(-attribution, axis=-1, kind="stable")


def deletion(table: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The model's v for 0 to T seconds taken away: (B, 2^T, C) and orders (B, C, T) -> (B, C, T + 1).

    Raises ValueError on other shapes.
    """
    return _along(table, table.shape[1] - 1 - _grown(table, order))


def insertion(table: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The model's v for 0 to T seconds given back: (B, 2^T, C) and orders (B, C, T) -> (B, C, T + 1).

    Raises ValueError on other shapes.
    """
    return _along(table, _grown(table, order))


def area(curve: np.ndarray) -> np.ndarray:
    """Area under curves: (..., T + 1) -> (...)."""
    return np.trapezoid(curve, dx=1 / (curve.shape[-1] - 1), axis=-1)


def all_curves(table: np.ndarray) -> Spread:
    """Curves of insertion over all orders; of deletion the same, backwards: (B, C, T + 1) each."""
    size = members(segments_of(table)).sum(axis=1)
    of_size = [table[:, size == k].astype(np.float64) for k in range(size.max() + 1)]
    found = (np.stack([f(part, axis=1) for part in of_size], axis=-1) for f in (np.mean, np.std))
    return Spread(*found)


def all_areas(table: np.ndarray) -> Spread:
    """Areas over all orders, of deletion as of insertion: (B, C) each.

    Exact: the mean and the mean square of v summed along all ways from none to a subset follow from those to
    the subsets that lack one second of it.
    """
    segments = segments_of(table)
    kept, share = members(segments), _shares(segments)
    value = table * share[:, None]
    mean, square = np.zeros_like(value), np.zeros_like(value)  # (B, R, C)
    mean[:, 0], square[:, 0] = value[:, 0], value[:, 0] ** 2
    for row in range(1, len(kept)):  # those that lack one second come before
        before = row - (1 << np.flatnonzero(kept[row]))
        one, two, here = mean[:, before].mean(axis=1), square[:, before].mean(axis=1), value[:, row]
        mean[:, row], square[:, row] = one + here, two + 2 * here * one + here**2
    variance = square[:, -1] - mean[:, -1] ** 2
    return Spread(mean[:, -1], np.sqrt(np.maximum(variance, 0)))


def rank(values: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Share of all T! orders whose area is larger than `areas`, ties counting half: (R,), (K,) -> (K,).

    `values` are those of one clip and class.  Of areas of deletion it is the share of orders that are worse;
    of insertion, one less it.  Exact: the ways from none to half of the seconds and those from there to all
    are listed, and counted in pairs.  Raises ValueError on another shape or more than MOST seconds.
    """
    segments = segments_of(values[None, :, None])
    if segments > MOST:
        raise ValueError(f"expected at most {MOST} seconds, found {segments}")
    value = values.astype(np.float64) * _shares(segments)
    slack = 1e-9 * max(1.0, float(np.abs(value).max()))  # of sums that differ by their order alone
    first, whole = segments // 2, len(values) - 1
    up, down = {0: value[:1]}, {whole: np.zeros(1)}
    for size in range(1, first + 1):
        up = {s: np.concatenate([up[s ^ b] for b in _bits(s)]) + value[s] for s in _of_size(segments, size)}
    for size in reversed(range(first, segments)):
        down = {
            s: np.concatenate([down[s | b] + value[s | b] for b in _bits(whole ^ s)])
            for s in _of_size(segments, size)
        }
    above = np.zeros(len(areas))
    for s, sums in up.items():
        rest, sought = np.sort(down[s]), areas[:, None] - sums
        for side in (-slack, slack):  # larger, and at least as large
            above += (len(rest) - np.searchsorted(rest, sought + side)).sum(axis=1) / 2
    return above / (len(up) * len(up[min(up)]) * len(down[min(down)]))


def _grown(table: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Rows of the first 0 to T seconds of orders: (B, C, T) -> (B, C, T + 1)."""
    clips, _, classes = table.shape
    if order.shape != (expected := (clips, classes, segments_of(table))):
        raise ValueError(f"expected orders {expected}, found {order.shape}")
    rows = np.cumsum(1 << order, axis=-1)
    return np.concatenate((np.zeros_like(rows[..., :1]), rows), axis=-1)


def _along(table: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.take_along_axis(table.swapaxes(1, 2), rows, axis=-1)


def _shares(segments: int) -> np.ndarray:
    """How much v of each subset counts in the area of an order that passes it: (R,)."""
    size = members(segments).sum(axis=1)
    return np.where((size == 0) | (size == segments), 0.5, 1.0) / segments


def _of_size(segments: int, size: int) -> list[int]:
    return [sum(1 << t for t in chosen) for chosen in combinations(range(segments), size)]


def _bits(subset: int) -> list[int]:
    return [1 << t for t in range(subset.bit_length()) if subset >> t & 1]
