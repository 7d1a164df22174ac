"""How faithful each attribution of a run is, over a split: a table for sound, one for picture, one for both.

Two kinds of pairs of a clip and a class are looked at.  Those that the model claims (p^m at least THRESHOLD)
say whether an attribution is what the model goes by; those that are true in some second say whether it lies
where the truth is (the figures: scores.py).  Means are over the pairs of a clip, then over clips; intervals
resample clips.

Shapes: N clips, M modalities, C classes, T seconds, K attributions, Q figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.gradients import gradient_times_input, integrated_gradients
from leap_core.faithfulness.pairs import OF_TRUTH, Pairs
from leap_core.faithfulness.results import Curve, Track, is_whole
from leap_core.faithfulness.rollout import ROLLOUT, rollout
from leap_core.faithfulness.scores import FIGURES, RANDOM, Scores, scores_of
from leap_core.faithfulness.steady import sensitivity
from leap_core.faithfulness.stored import Asked
from leap_core.metrics.intervals import bca
from leap_core.options import THRESHOLD
from leap_core.spread import Spread, Work, here
from leap_core.types import MODALITIES

WITH_INTERVALS = ("gap", "gain")
GRADIENTS = {"gradient x input": gradient_times_input, "integrated gradients": integrated_gradients}


@dataclass(frozen=True)
class _Clip:
    """Whose model is asked anew."""

    row: int
    name: str
    wanted: np.ndarray  # bool (M, C), pairs whose gradients are wanted


def faithfulness(
    asked: Asked,
    filenames: Sequence[str],
    on_step: Callable[[int, int], None] = lambda done, total: None,
    spread: Spread = here,
) -> tuple[tuple[Track, ...], Pairs]:
    """All attributions of clips of a run: tracks audio, visual, and both together; and pair by pair.

    `on_step` hears steps done and in all, two a clip; `spread` says by whom the model is asked.
    Raises InputError as `Asked.tables` does.
    """
    n = len(filenames)
    tables = asked.tables(filenames, lambda done, _: on_step(done, 2 * n), spread)  # (N, M, R, C)
    explained = stacked([asked.store.explanation(name) for name in filenames])
    truth = asked.truth(filenames)  # (N, M, C, T), or None
    claims = explained.prediction.clip >= THRESHOLD  # (N, M, C)
    present = None if truth is None else np.any(truth, axis=-1)  # (N, M, C)
    wanted = claims if present is None else claims | present
    traced, steady = _asked_anew(asked, filenames, wanted, lambda done: on_step(n + done, 2 * n), spread)
    scores = []
    for m, modality in enumerate(MODALITIES):
        named = attributions_of(explained, asked.store.run.maps, modality)
        named |= {name: values[:, m] for name, values in traced.items()}
        shaken = {name: values[:, m] for name, values in steady.items()}
        own = None if truth is None else truth[:, m]
        scores.append(scores_of(named, shaken, tables[:, m], own, claims[:, m]))
    names = list(scores[0].figures)
    every = np.stack([np.stack(list(one.figures.values())) for one in scores], axis=3)  # (K, Q, N, M, C)
    tracks = {modality: slice(m, m + 1) for m, modality in enumerate(MODALITIES)} | {"both": slice(None)}
    found = tuple(
        Track(
            track,
            int(claims[:, which].any(axis=(1, 2)).sum()),
            int(claims[:, which].sum()),
            None if present is None else int(present[:, which].sum()),
            _rows(names, every[:, :, :, which]),
            _curves(scores[which]),
        )
        for track, which in tracks.items()
    )
    return found, _pairs(asked, filenames, names, every, claims, truth)


def through(asked: Asked, filenames: Sequence[str], wanted: np.ndarray) -> dict[str, np.ndarray]:
    """Attributions through the whole model, rollout and gradients: (N, M, C, T).

    Gradients are 0 but for `wanted` pairs (N, M, C).  None where seconds are masked: these go to the input.
    """
    return _by_key({row: _through(asked, name, wanted[row]) for row, name in enumerate(filenames)})


def _through(asked: Asked, filename: str, wanted: np.ndarray) -> dict[str, np.ndarray]:
    if (nothing := asked.nothing(filename)) is None:
        return {}
    features = asked.data.features([filename])
    found = {key: function(asked.live, features, nothing, wanted) for key, function in GRADIENTS.items()}
    rolled = rollout(asked.live, features, asked.store.run.maps)
    return found if rolled is None else {ROLLOUT: rolled} | found


def _asked_anew(
    asked: Asked,
    filenames: Sequence[str],
    wanted: np.ndarray,
    on_clip: Callable[[int], None],
    spread: Spread,
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What `through` gives; and sensitivity, (N, M, C)."""
    traced: dict[int, dict[str, np.ndarray]] = {}
    steady: dict[int, dict[str, np.ndarray]] = {}
    clips = [_Clip(row, name, wanted[row]) for row, name in enumerate(filenames)]
    for clip, of_clip, steady_of_clip in spread(partial(_asking_anew, asked), clips, asked.on_gpu):
        traced[clip.row], steady[clip.row] = of_clip, steady_of_clip
        on_clip(len(traced))
    return _by_key(traced), _by_key(steady)


def _asking_anew(asked: Asked) -> Work[_Clip, tuple[_Clip, dict[str, np.ndarray], dict[str, np.ndarray]]]:
    def work(
        clips: Iterable[_Clip],
    ) -> Iterator[tuple[_Clip, dict[str, np.ndarray], dict[str, np.ndarray]]]:
        for clip in clips:
            shaken = sensitivity(asked.live, asked.data.features([clip.name]), asked.store.run.maps)
            yield clip, _through(asked, clip.name, clip.wanted), shaken

    return work


def _by_key(by_row: Mapping[int, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Arrays of clips stacked in order of row, by key."""
    return {key: np.stack([by_row[row][key] for row in sorted(by_row)]) for key in by_row[0]}


def _curves(scores: Sequence[Scores]) -> dict[str, Curve]:
    """Mean curves over claims, then clips, of all attributions that are of no single block or head."""

    def mean(values: np.ndarray) -> tuple[float, ...] | None:
        """(N, M, C, T + 1), NaN where nothing is claimed."""
        known = ~np.isnan(values[..., 0])
        count = known.sum(axis=(1, 2))  # (N,)
        if not count.any():
            return None
        by_clip = np.where(known[..., None], values, 0).sum(axis=(1, 2))[count > 0] / count[count > 0, None]
        return tuple(round(x, 5) for x in by_clip.mean(axis=0).tolist())

    found = {}
    spread = mean(np.stack([one.spread for one in scores], axis=1))
    for name in filter(is_whole, scores[0].curves):
        both = np.stack([one.curves[name] for one in scores], axis=2)  # (2, N, M, C, T + 1)
        out, back = mean(both[0]), mean(both[1])
        if out is not None and back is not None:
            found[name] = Curve(out, back, spread if name == RANDOM else None)
    return found


def _pairs(
    asked: Asked,
    filenames: Sequence[str],
    names: Sequence[str],
    every: np.ndarray,
    claims: np.ndarray,
    truth: np.ndarray | None,
) -> Pairs:
    """Every pair that is claimed or present, with the figures of attributions that are whole."""
    signs = {}
    if truth is not None:
        shared = truth & (truth.sum(axis=2, keepdims=True) > 1)
        signs = {"present": truth.any(axis=-1), "overlapping": shared.any(axis=-1)}  # (N, M, C) each
    where = np.argwhere(np.logical_or(claims, signs.get("present", False)))
    n, m, c = where.T
    columns = {
        "filename": pa.array([filenames[row] for row in n], pa.string()),
        "modality": pa.array([MODALITIES[i] for i in m], pa.string()),
        "category": pa.array([asked.data.categories[i] for i in c], pa.string()),
        "claimed": pa.array(claims[n, m, c]),
    }
    for name in OF_TRUTH:
        columns[name] = pa.array(signs[name][n, m, c]) if signs else pa.nulls(len(where), pa.bool_())
    parts = [
        pa.table({**columns, "attribution": pa.array([name] * len(where), pa.string())}
        | {figure: pa.array(every[k, q, n, m, c].astype(np.float32)) for q, figure in enumerate(FIGURES)})
        for k, name in enumerate(names) if is_whole(name)
    ]  # fmt: skip
    return Pairs(pa.concat_tables(parts))


def _rows(names: Sequence[str], scores: np.ndarray) -> tuple[dict[str, str | float | None], ...]:
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
        row: dict[str, str | float | None] = {"attribution": name}
        for q, figure in enumerate(FIGURES):
            values = by_clip[k, q][pairs[k, q] > 0]
            row[figure] = float(values.mean()) if len(values) else None
            if figure == "gap" and len(values) > 1:  # standard, of the mean over clips
                row["gap_error"] = float(values.std(ddof=1) / np.sqrt(len(values)))
            if figure in WITH_INTERVALS and low is not None and high is not None:
                i = WITH_INTERVALS.index(figure)
                ends = {f"{figure}_low": float(low[k, i]), f"{figure}_high": float(high[k, i])}
                row |= {name: None if np.isnan(end) else end for name, end in ends.items()}
        rows.append(row)
    return tuple(rows)
