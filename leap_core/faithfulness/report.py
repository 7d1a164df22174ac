"""How faithful each attribution of a run is, over a split: a table for sound, one for picture, one for both.

Two kinds of pairs of a clip and a class are looked at.  Those that the model claims (p^m at least THRESHOLD)
say whether an attribution is what the model goes by; those that are true in some second say whether it lies
where the truth is.  Figures are means over the pairs of a clip, then over clips; intervals resample clips.

    deletion, insertion    areas under the curves of p^m, see orders.py
    gap, gain              all orders' mean area less that of deletion; that of insertion less it
    better_than            share of all T! orders whose deletion has a larger area
    shapley                rank correlation with the exact Shapley values
    auroc, pointing, mass  against Y, see localisation.py

Shapes: N clips, M modalities, C classes, T seconds, R = 2^T subsets, K attributions, Q figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.gradients import gradient_times_input, integrated_gradients
from leap_core.faithfulness.localisation import auroc, mass_inside, pointing, rank_correlation
from leap_core.faithfulness.orders import all_areas, area, deletion, insertion, order_of, rank
from leap_core.faithfulness.stored import Asked
from leap_core.faithfulness.subsets import leave_one_out, shapley
from leap_core.metrics.intervals import bca
from leap_core.options import REMOVAL, THRESHOLD
from leap_core.spread import Spread, here
from leap_core.types import MODALITIES

FIGURES = ("deletion", "insertion", "gap", "gain", "better_than", "shapley", "auroc", "pointing", "mass")
WITH_INTERVALS = ("gap", "gain")
OF_TRUTH = FIGURES[-3:]  # of pairs that are present; the others are of claims
RANDOM, LEAVE_ONE_OUT, SHAPLEY = "random", "leave one out", "Shapley"
GRADIENTS = {"gradient x input": gradient_times_input, "integrated gradients": integrated_gradients}


@dataclass(frozen=True)
class Track:
    """What one table says: of sound, of picture or of both."""

    name: str
    clips: int  # with a claim
    claims: int  # pairs
    present: int  # pairs
    rows: tuple[dict[str, str | float], ...]  # one an attribution, figures by name


@dataclass(frozen=True)
class _Clip:
    """Of which gradients are asked."""

    row: int
    name: str
    wanted: np.ndarray  # bool (M, C)


def faithfulness(
    asked: Asked,
    filenames: Sequence[str],
    on_step: Callable[[int, int], None] = lambda done, total: None,
    spread: Spread = here,
) -> list[Track]:
    """All attributions of clips of a run: audio, visual, and both together.

    `on_step` hears steps done and in all, two a clip; `spread` says by whom the model is asked.
    Raises InputError as `Asked.tables` does.
    """
    n = len(filenames)
    tables = asked.tables(filenames, lambda done, _: on_step(done, 2 * n), spread)  # (N, M, R, C)
    explained = stacked([asked.store.explanation(name) for name in filenames])
    truth = asked.data.annotations.grid[[asked.data.index(name) for name in filenames]]  # (N, M, C, T)
    claims = explained.prediction.clip >= THRESHOLD  # (N, M, C)
    present = np.any(truth, axis=-1)
    slopes = _slopes(asked, filenames, claims | present, lambda done: on_step(n + done, 2 * n), spread)
    scores = []
    for m, modality in enumerate(MODALITIES):
        named = attributions_of(explained, asked.store.run.maps, modality)
        named |= {name: values[:, m] for name, values in slopes.items()}
        scores.append(_scores(named, tables[:, m], truth[:, m], claims[:, m]))
    names = list(scores[0])
    every = np.stack([np.stack(list(by_name.values())) for by_name in scores], axis=3)  # (K, Q, N, M, C)
    tracks = {modality: slice(m, m + 1) for m, modality in enumerate(MODALITIES)} | {"both": slice(None)}
    return [
        Track(
            track,
            int(claims[:, which].any(axis=(1, 2)).sum()),
            int(claims[:, which].sum()),
            int(present[:, which].sum()),
            _rows(names, every[:, :, :, which]),
        )
        for track, which in tracks.items()
    ]


def _slopes(
    asked: Asked,
    filenames: Sequence[str],
    wanted: np.ndarray,
    on_clip: Callable[[int], None],
    spread: Spread,
) -> dict[str, np.ndarray]:
    """Attributions by gradients, (N, M, C, T); none where seconds are masked as keys."""
    if asked.removal.source != REMOVAL:
        on_clip(len(filenames))
        return {}
    found: dict[int, dict[str, np.ndarray]] = {}
    clips = [_Clip(row, name, wanted[row]) for row, name in enumerate(filenames)]
    for row, slopes in spread(partial(_sloping, asked), clips, asked.on_gpu):
        found[row] = slopes
        on_clip(len(found))
    return {key: np.stack([found[row][key] for row in range(len(clips))]) for key in GRADIENTS}


def _sloping(asked: Asked) -> Callable[[Iterable[_Clip]], Iterator[tuple[int, dict[str, np.ndarray]]]]:
    def work(clips: Iterable[_Clip]) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
        for clip in clips:
            features, nothing = asked.data.features([clip.name]), asked.nothing(clip.name)
            assert nothing is not None
            of = asked.live, features, nothing, clip.wanted
            yield clip.row, {key: function(*of) for key, function in GRADIENTS.items()}

    return work


def _scores(
    named: Mapping[str, np.ndarray], table: np.ndarray, truth: np.ndarray, claims: np.ndarray
) -> dict[str, np.ndarray]:
    """Of one modality, (Q, N, C) by attribution; NaN where a pair is not one of those that a figure is of."""
    worth, by_chance = shapley(table), all_areas(table).mean  # (N, C, T), (N, C)
    every = {**named, LEAVE_ONE_OUT: leave_one_out(table), SHAPLEY: worth}
    orders = [order_of(values) for values in every.values()]
    out, back = (
        np.stack([area(curve(table, order)) for order in orders]) for curve in (deletion, insertion)
    )  # (K, N, C)
    better = np.full(out.shape, np.nan)
    for n, c in np.argwhere(claims):
        better[:, n, c] = rank(table[n, :, c], out[:, n, c])
    share = truth.mean(axis=-1)
    none, half = np.zeros_like(share), np.full(share.shape, 0.5)
    by_luck = by_chance, by_chance, none, none, half, none, half, share, share
    found = {RANDOM: _of_pairs(by_luck, truth, claims)}
    for k, (name, values) in enumerate(every.items()):
        areas = out[k], back[k], by_chance - out[k], back[k] - by_chance, better[k]
        where = auroc(values, truth), pointing(values, truth), mass_inside(values, truth)
        found[name] = _of_pairs((*areas, rank_correlation(values, worth), *where), truth, claims)
    return found


def _of_pairs(figures: Sequence[np.ndarray], truth: np.ndarray, claims: np.ndarray) -> np.ndarray:
    """Figures (N, C) each, in the order of FIGURES, where they are looked at: (Q, N, C)."""
    some, not_all = truth.any(axis=-1), ~truth.all(axis=-1)
    where = [claims] * (len(FIGURES) - 3) + [some & not_all, some, some]
    return np.stack([np.where(pairs, x, np.nan) for x, pairs in zip(figures, where, strict=True)])


def _rows(names: Sequence[str], scores: np.ndarray) -> tuple[dict[str, str | float], ...]:
    """Means of (K, Q, N, M, C) over pairs, then over clips, with the intervals of some."""
    known = ~np.isnan(scores)
    pairs = known.sum(axis=(-2, -1))  # (K, Q, N)
    sums = np.where(known, scores, 0).sum(axis=(-2, -1))
    by_clip = np.divide(sums, pairs, out=np.full(sums.shape, np.nan), where=pairs > 0)
    some = pairs[0, 0] > 0  # clips with a claim, the same for all attributions
    which = [FIGURES.index(name) for name in WITH_INTERVALS]
    parts = by_clip[:, which][:, :, some].reshape(len(names) * len(which), -1).T  # (clips, K 2)
    low, high = (ends.reshape(len(names), -1) for ends in bca(parts)) if some.any() else 2 * (None,)
    rows = []
    for k, name in enumerate(names):
        row: dict[str, str | float] = {"attribution": name}
        for q, figure in enumerate(FIGURES):
            values = by_clip[k, q][pairs[k, q] > 0]
            row[figure] = float(values.mean()) if len(values) else float("nan")
            if figure in WITH_INTERVALS and low is not None and high is not None:
                i = WITH_INTERVALS.index(figure)
                row |= {f"{figure}_low": float(low[k, i]), f"{figure}_high": float(high[k, i])}
        rows.append(row)
    return tuple(rows)
