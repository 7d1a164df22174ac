"""Shapley values of clips of any length: exact where all subsets can be asked, else from some orders.

Shapes: K subsets asked at once, C classes, T seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from leap_core.faithfulness.orders import MOST
from leap_core.faithfulness.subsets import members, shapley

ORDERS = 512  # sampled unless told

Ask = Callable[[np.ndarray], np.ndarray]  # bool (K, T), True where a second is kept -> v (K, C)


class Estimate(NamedTuple):
    """Shapley values and how far they may be off."""

    values: np.ndarray  # (C, T)
    errors: np.ndarray  # (C, T) standard errors; 0 where the values are exact


def estimate_shapley(ask: Ask, segments: int, orders: int = ORDERS, seed: int = 0) -> Estimate:
    """Shapley values of one clip's T seconds.

    Up to MOST seconds every subset is asked and the values are exact.  For longer clips the gain of each
    second is averaged over random orders, each taken forwards and backwards (antithetic; Mitchell et al.,
    JMLR 2022), which takes `orders` (T + 1) questions; errors are of the mean over such pairs.  The values
    sum to v(all) - v(none) either way.  Raises ValueError below four orders.
    """
    if segments <= MOST:
        values = shapley(ask(members(segments))[None])[0]
        return Estimate(values, np.zeros_like(values))
    if orders < 4:
        raise ValueError(f"expected at least 4 orders, found {orders}")
    draw, gains = np.random.default_rng(seed), []
    for _ in range(orders // 2):
        order = draw.permutation(segments)
        gains.append((_gains(ask, order) + _gains(ask, order[::-1])) / 2)
    spread = np.std(gains, axis=0, ddof=1)
    return Estimate(np.mean(gains, axis=0), spread / np.sqrt(len(gains)))


def _gains(ask: Ask, order: np.ndarray) -> np.ndarray:
    """What each second adds to those before it in an order: (C, T)."""
    place = np.argsort(order)
    value = ask(place < np.arange(len(order) + 1)[:, None])  # (T + 1, C), with the first 0 to T kept
    return np.diff(value, axis=0)[place].T
