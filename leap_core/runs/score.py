"""What a store scores against its split, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.dataset import Dataset, open_dataset
from leap_core.errors import InputError
from leap_core.metrics import HEADLINE, METRIC_NAMES, SCORES, binarise, bootstrap, evaluate
from leap_core.options import GATE, THRESHOLD
from leap_core.runs.store import Store, open_store
from leap_core.tables import ScoreTable


def score(store: Store, dataset: Dataset, gate: str = GATE, threshold: float = THRESHOLD) -> dict[str, float]:
    """The ten metrics and Avg. of a store, in percent; empty where the split has no dense truth.

    Raises InputError where the store is of other classes, segments or clips.
    """
    store.check_fit(dataset.name, dataset.categories, dataset.segments)
    if not dataset.annotations.dense:
        return {}
    truth = dataset.annotations.grid[[dataset.index(name) for name in store.filenames]]
    return evaluate(binarise(store.prediction, threshold=threshold, gate=gate), truth).table


def score_table(
    folders: Sequence[Path],
    root: Path,
    gate: str = GATE,
    threshold: float = THRESHOLD,
    resamples: int = 10_000,
) -> ScoreTable:
    """Scores of runs of one split with 95 % intervals, by bootstrap over clips (metrics/compare.py).

    Raises InputError where a run does not fit the data set, is of another split than the first, or the split
    has no labels by segment.
    """
    stores = [open_store(folder) for folder in folders]
    dataset = open_dataset(root, stores[0].run.split)
    titles = [store.run.title for store in stores]
    rows, intervals = {}, {}
    for store in stores:
        if store.run.split != dataset.split or not dataset.annotations.dense:
            expected = f"expected one split with labels by segment for all, found {store.run.split}"
            raise InputError(store.folder, expected, "Leave it out of the table.")
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
        truth = dataset.annotations.grid[[dataset.index(n) for n in store.filenames]]
        scores = evaluate(binarise(store.prediction, threshold, gate), truth).scores  # (N, M)
        found = bootstrap(scores, np.zeros_like(scores), resamples)
        name = store.run.title if titles.count(store.run.title) == 1 else store.run.name
        columns = {key: SCORES.index(key) for key in HEADLINE}
        rows[name] = {METRIC_NAMES[key]: float(found.mean[i]) for key, i in columns.items()}
        ends = found.low.tolist(), found.high.tolist()
        intervals[name] = {METRIC_NAMES[key]: (ends[0][i], ends[1][i]) for key, i in columns.items()}
    what = f"{dataset.split} split of {dataset.name}{' (synthetic data)' if dataset.synthetic else ''}"
    about = f"F1 in percent on the {what}, {gate} gate, threshold {threshold:g}"
    return ScoreTable(f"{about}; below, 95 % intervals over clips.", rows, intervals)
