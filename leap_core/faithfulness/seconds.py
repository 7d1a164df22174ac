"""What P of a second owes to that very second, and whether maps say so: v_t(S) = P^m[t] in place of p^m.

    lost    what P^m[t] loses where second t alone is taken away
    worth   the Shapley value of second t in v_t, over all subsets of the clip's seconds

Pairs are those that the model claims (p^m at least THRESHOLD), those of `auroc` the ones that are true in
some second.  Means are over the pairs of a clip, then over clips.

Shapes: N clips, M modalities, C classes, T seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.localisation import auroc, rank_correlation
from leap_core.faithfulness.results import Row, SecondsTrack
from leap_core.faithfulness.scores import LOST, WORTH
from leap_core.faithfulness.stored import AskedSeconds
from leap_core.metrics.intervals import FEWEST, bca
from leap_core.options import THRESHOLD
from leap_core.spread import Spread, here
from leap_core.types import MODALITIES


def seconds(
    asked: AskedSeconds,
    filenames: Sequence[str],
    on_step: Callable[[int, int], None] = lambda done, total: None,
    spread: Spread = here,
) -> tuple[SecondsTrack, ...]:
    """Tracks audio, visual, and both: of each map and of P how like `worth` and `lost` it is.

    That is the rank correlation over time.  Rows have `worth`, with a 95 % interval over clips, `lost`, and
    `auroc` against Y; None where there is none.  `on_step` hears clips done and in all; `spread` says by whom
    the model is asked.  Raises InputError as `Asked.tables` does.
    """
    tables = asked.tables(filenames, on_step, spread).astype(np.float64)  # (N, M, 2, C, T)
    explained = stacked([asked.store.explanation(name) for name in filenames])
    lost, worth = tables[:, :, 0], tables[:, :, 1]  # (N, M, C, T)
    each = [attributions_of(explained, asked.store.run.maps, modality) for modality in MODALITIES]
    named = {name: np.stack([found[name] for found in each], axis=1) for name in each[0]}
    named |= {LOST: lost, WORTH: worth}
    claims, truth = explained.prediction.clip >= THRESHOLD, asked.truth(filenames)
    figures = {name: _figures(values, lost, worth, claims, truth) for name, values in named.items()}
    sure = (explained.prediction.segments >= THRESHOLD) & claims[..., None]
    tracks = {modality: slice(m, m + 1) for m, modality in enumerate(MODALITIES)} | {"both": slice(None)}
    found = []
    for track, which in tracks.items():
        part, some = sure[:, which], claims[:, which]

        def mean(values: np.ndarray, which: slice = which, part: np.ndarray = part) -> float | None:
            return float(values[:, which][part].mean()) if part.any() else None

        found.append(
            SecondsTrack(
                track,
                int(some.any(axis=(1, 2)).sum()),
                int(some.sum()),
                int(part.sum()),
                mean(explained.prediction.segments),
                mean(lost),
                mean(worth),
                tuple(_row(name, values[:, :, which]) for name, values in figures.items()),
            )
        )
    return tuple(found)


def _figures(
    values: np.ndarray, lost: np.ndarray, worth: np.ndarray, claims: np.ndarray, truth: np.ndarray | None
) -> np.ndarray:
    """Correlation with worth and with what is lost, and AUROC, of pairs: (3, N, M, C), NaN elsewhere."""
    told = [np.where(claims, rank_correlation(values, own), np.nan) for own in (worth, lost)]
    return np.stack([*told, np.full(claims.shape, np.nan) if truth is None else auroc(values, truth)])


def _row(name: str, figures: np.ndarray) -> Row:
    """Means of (3, N, M, C) over pairs, then over clips."""
    known = ~np.isnan(figures)
    pairs = known.sum(axis=(-2, -1))  # (3, N)
    sums = np.where(known, figures, 0).sum(axis=(-2, -1))
    worth, lost, found = (total[n > 0] / n[n > 0] for total, n in zip(sums, pairs, strict=True))
    row: dict[str, str | float | None] = {"attribution": name, "worth": _mean(worth)}
    ends = bca(worth[:, None]) if len(worth) >= FEWEST else (None, None)
    row |= {
        f"worth_{side}": None if end is None else float(end[0])
        for side, end in zip(("low", "high"), ends, strict=True)
    }
    return row | {"lost": _mean(lost), "auroc": _mean(found)}


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None
