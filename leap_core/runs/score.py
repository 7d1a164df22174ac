"""What a store scores against its split, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.dataset import Dataset, open_dataset
from leap_core.errors import InputError
from leap_core.metrics import (
    FEWEST,
    HEADLINE,
    METRIC_NAMES,
    RANKING,
    SCORES,
    bca,
    binarise,
    evaluate,
    mean_average_precision,
)
from leap_core.options import GATE, THRESHOLD
from leap_core.runs.store import Store, open_store
from leap_core.tables import ScoreTable


def score(store: Store, dataset: Dataset, gate: str = GATE, threshold: float = THRESHOLD) -> dict[str, float]:
    """The ten metrics and Avg. of a store, in percent; empty where the split has no dense truth.

    Raises InputError where the store is of other classes, segments or clips.
    """
    truth = _truth(store, dataset)
    if truth is None:
        return {}
    return evaluate(binarise(store.prediction, threshold=threshold, gate=gate), truth).table


def ranking(store: Store, dataset: Dataset, names: Sequence[str] | None = None) -> dict[str, float]:
    """The mAP of each modality of a store, in percent, by the keys of RANKING; of one without truth none.

    It is that of all clips of the store unless told.  Raises InputError as `score` does.
    """
    truth = _truth(store, dataset)
    if truth is None:
        return {}
    rows = slice(None) if names is None else store.rows(names)
    means = mean_average_precision(store.prediction.segments[rows], truth[rows])
    found = dict(zip(RANKING, means.tolist(), strict=True))
    return {key: value for key, value in found.items() if not np.isnan(value)}


def _truth(store: Store, dataset: Dataset) -> np.ndarray | None:
    """Bool (N, 2, C, T) in the order of the store; None where the split has no labels by segment."""
    store.check_fit(dataset.name, dataset.categories, dataset.segments)
    rows = [dataset.index(name) for name in store.filenames]
    return dataset.annotations.grid[rows] if dataset.annotations.dense else None


def score_table(
    folders: Sequence[Path],
    root: Path,
    gate: str = GATE,
    threshold: float = THRESHOLD,
    resamples: int = 10_000,
) -> ScoreTable:
    """Scores of runs of one split, with 95 % intervals over clips where there are ten or more.

    Raises InputError where a run does not fit the data set, is of another split than the first, or the split
    has no labels by segment.
    """
    stores = [open_store(folder) for folder in folders]
    return table_of(stores, open_dataset(root, stores[0].run.split), gate, threshold, resamples)


def table_of(
    stores: Sequence[Store],
    dataset: Dataset,
    gate: str = GATE,
    threshold: float = THRESHOLD,
    resamples: int = 10_000,
) -> ScoreTable:
    """The same of stores and a split that are open.  Raises InputError likewise."""
    titles = [store.run.title for store in stores]
    rows, intervals = {}, {}
    for store in stores:
        truth = _truth(store, dataset) if store.run.split == dataset.split else None
        if truth is None:
            expected = f"expected one split with labels by segment for all, found {store.run.split}"
            raise InputError(store.folder, expected, "Leave it out of the table.")
        scores = evaluate(binarise(store.prediction, threshold, gate), truth).scores  # (N, M)
        means, (low, high) = scores.mean(axis=0).tolist(), bca(scores, resamples=resamples)
        name = store.run.title if titles.count(store.run.title) == 1 else store.run.name
        columns = {key: SCORES.index(key) for key in HEADLINE}
        rows[name] = {METRIC_NAMES[key]: means[i] for key, i in columns.items()}
        if len(scores) >= FEWEST:
            intervals[name] = {
                METRIC_NAMES[key]: (float(low[i]), float(high[i])) for key, i in columns.items()
            }
    what = f"{dataset.split} split of {dataset.name}{' (synthetic data)' if dataset.synthetic else ''}"
    about = f"F1 in percent on the {what}, {gate} gate, threshold {threshold:g}"
    below = "; below, 95 % intervals over clips" if intervals else ""
    return ScoreTable(f"{about}{below}.", rows, intervals)
