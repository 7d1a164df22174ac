"""What a store scores against its split, without torch."""

from __future__ import annotations

from leap_core.data.dataset import Dataset
from leap_core.explanation.store import Store
from leap_core.metrics import binarise, evaluate


def score(store: Store, dataset: Dataset, gate: str = "global", threshold: float = 0.5) -> dict[str, float]:
    """The ten metrics and Avg. of a store, in percent; empty where the split has no dense truth.

    Raises InputError where the store is of other classes, segments or clips.
    """
    store.check_fit(dataset.name, dataset.categories, dataset.segments)
    if not dataset.annotations.dense:
        return {}
    truth = dataset.annotations.grid[[dataset.index(name) for name in store.filenames]]
    return evaluate(binarise(store.prediction, threshold=threshold, gate=gate), truth).table
