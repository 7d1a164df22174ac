"""The figures of every attribution of clips of one modality, pair by pair of a clip and a class.

    deletion, insertion    areas under the curves of p^m, see orders.py
    gap, gain              all orders' mean area less that of deletion; that of insertion less it
    better_than            share of all T! orders whose deletion has a larger area
    shapley                rank correlation with the exact Shapley values
    infidelity             see subsets.py
    sensitivity            see steady.py; of what a run keeps alone
    auroc, pointing, mass  against Y, see localisation.py

Those above are of pairs that the model claims, the last three of pairs that are true in some second; a figure
is NaN where a pair is not one of them.  Where the truth of sound and of picture is unknown, no pair is true.

Shapes: N clips, C classes, T seconds, R = 2^T subsets, K attributions, Q figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from leap_core.faithfulness.localisation import auroc, mass_inside, pointing, rank_correlation
from leap_core.faithfulness.orders import all_areas, all_curves, area, deletion, insertion, order_of, rank
from leap_core.faithfulness.subsets import infidelity, leave_one_out, shapley

FIGURES = (
    *("deletion", "insertion", "gap", "gain", "better_than", "shapley", "infidelity", "sensitivity"),
    *("auroc", "pointing", "mass"),
)
_AGAINST_TRUTH = auroc, pointing, mass_inside
RANDOM, LEAVE_ONE_OUT, SHAPLEY = "random", "leave one out", "Shapley"
LOST, WORTH = "own second, left out", "own second, Shapley"  # of seconds.py


class Scores(NamedTuple):
    """By attribution, RANDOM first."""

    figures: Mapping[str, np.ndarray]  # (Q, N, C)
    curves: Mapping[str, np.ndarray]  # (2, N, C, T + 1): deletion and insertion; NaN where nothing is claimed
    spread: np.ndarray  # (N, C, T + 1) standard deviation of all orders' curves of deletion


def scores_of(
    named: Mapping[str, np.ndarray],
    steady: Mapping[str, np.ndarray],
    table: np.ndarray,
    truth: np.ndarray | None,
    claims: np.ndarray,
) -> Scores:
    """Of attributions (N, C, T), sensitivity (N, C) of some, tables (N, R, C), truth, and claims (N, C).

    Figures against the truth are NaN where that is None: unknown.
    """
    worth, by_chance = shapley(table), all_areas(table).mean  # (N, C, T), (N, C)
    every = {**named, LEAVE_ONE_OUT: leave_one_out(table), SHAPLEY: worth}
    chance = all_curves(table)  # of insertion
    unknown, none, half = (np.full(claims.shape, value) for value in (np.nan, 0.0, 0.5))
    where = (half, *2 * (unknown if truth is None else truth.mean(axis=-1),))
    by_luck = by_chance, by_chance, none, none, half, none, unknown, unknown, *where
    figures = {RANDOM: _of_pairs(by_luck, truth, claims)}
    curves = {RANDOM: _claimed(np.stack((chance.mean[..., ::-1], chance.mean)), claims)}
    pairs = np.argwhere(claims)
    values = table.swapaxes(1, 2)[claims]  # (P, R)
    for name, attribution in every.items():
        order = order_of(attribution)
        out, back = deletion(table, order), insertion(table, order)  # (N, C, T + 1)
        curves[name] = _claimed(np.stack((out, back)), claims)
        without, given = area(out), area(back)
        better, unfaithful = unknown.copy(), unknown.copy()
        for row, (n, c) in enumerate(pairs):
            better[n, c] = rank(values[row], without[n, c, None])[0]
        unfaithful[claims] = infidelity(values, attribution[claims])
        areas = without, given, by_chance - without, given - by_chance, better
        where = [unknown if truth is None else of(attribution, truth) for of in _AGAINST_TRUTH]
        told = rank_correlation(attribution, worth), unfaithful, steady.get(name, unknown)
        figures[name] = _of_pairs((*areas, *told, *where), truth, claims)
    return Scores(figures, curves, np.where(claims[..., None], chance.deviation[..., ::-1], np.nan))


def _of_pairs(figures: Sequence[np.ndarray], truth: np.ndarray | None, claims: np.ndarray) -> np.ndarray:
    """Figures (N, C) each, in the order of FIGURES, where they are looked at: (Q, N, C)."""
    some = np.zeros_like(claims) if truth is None else truth.any(axis=-1)
    not_all = some if truth is None else ~truth.all(axis=-1)
    where = [claims] * (len(FIGURES) - 3) + [some & not_all, some, some]
    return np.stack([np.where(pairs, x, np.nan) for x, pairs in zip(figures, where, strict=True)])


def _claimed(curves: np.ndarray, claims: np.ndarray) -> np.ndarray:
    return np.where(claims[..., None], curves, np.nan)
