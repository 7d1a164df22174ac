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
    Compared,
    Scored,
    Thresholds,
    bca,
    binarise,
    evaluate,
    mean_average_precision,
    protocol_differences,
    protocol_scores,
)
from leap_core.options import GATE, THRESHOLD
from leap_core.runs.store import Store, open_store
from leap_core.tables import ScoreTable


def score(
    store: Store, dataset: Dataset, gate: str = GATE, threshold: float | Thresholds = THRESHOLD
) -> dict[str, float]:
    """The ten metrics and Avg. of a store, in percent, as far as they are known.

    Of audio-visual truth alone these are the audio-visual ones, without truth by segment none.  Raises
    InputError where the store is of other classes, segments or clips.
    """
    truth = truth_of(store, dataset)
    if truth is None:
        return {}
    table = evaluate(binarise(store.prediction, threshold=threshold, gate=gate), truth).table
    return {key: value for key, value in table.items() if not np.isnan(value)}


def own_scores(
    store: Store, dataset: Dataset, gate: str = GATE, threshold: float | Thresholds = THRESHOLD
) -> dict[str, float]:
    """What the authors of the data set score (metrics/protocols.py), in percent; empty where as LLP's do.

    Raises InputError as `score` does.
    """
    scored = _scored(store, dataset, gate, threshold)
    if scored is None or dataset.metrics is None:
        return {}
    found = protocol_scores(dataset.metrics, scored)
    return {f"{dataset.metrics}_{key}": value for key, value in found.items() if not np.isnan(value)}


def own_differences(
    first: Store, second: Store, dataset: Dataset, names: Sequence[str], gate: str, threshold: float
) -> list[Compared]:
    """What they score of two runs on some clips of both, and its difference; none as of `own_scores`."""
    both = [(store, _scored(store, dataset, gate, threshold)) for store in (first, second)]
    a, b = (scored and scored.of(np.array(store.rows(names))) for store, scored in both)
    return protocol_differences(dataset.metrics, a, b) if dataset.metrics and a and b else []


def _scored(store: Store, dataset: Dataset, gate: str, threshold: float | Thresholds) -> Scored | None:
    """A run beside what is heard and seen at once; None where nothing is known by segment."""
    truth = truth_of(store, dataset)
    if truth is None:
        return None
    labels, names = dataset.annotations, store.filenames
    return Scored(
        decided=np.logical_and.reduce(binarise(store.prediction, threshold, gate), axis=1),
        probability=store.prediction.segments.min(axis=1),
        truth=np.logical_and.reduce(truth, axis=1),
        events=[labels.joint_events.get(name, set()) for name in names],
        present=labels.present[[dataset.index(name) for name in names]],
        slices=[labels.slices.get(name, "") for name in names],
        segment_seconds=dataset.segment_seconds,
    )


def ranking(store: Store, dataset: Dataset, names: Sequence[str] | None = None) -> dict[str, float]:
    """The mAP of each modality of a store, in percent, by the keys of RANKING; none where truth is unknown.

    It is that of all clips of the store unless told.  Raises InputError as `score` does.
    """
    truth = truth_of(store, dataset)
    if truth is None or not dataset.annotations.dense:
        return {}
    rows = slice(None) if names is None else store.rows(names)
    present = dataset.annotations.present[[dataset.index(name) for name in names or store.filenames]]
    means = mean_average_precision(store.prediction.segments[rows], truth[rows], present)
    found = dict(zip(RANKING, means.tolist(), strict=True))
    return {key: value for key, value in found.items() if not np.isnan(value)}


def truth_of(store: Store, dataset: Dataset) -> np.ndarray | None:
    """`Annotations.truth` in the order of a store; None where the split has no labels by segment."""
    store.check_fit(dataset.name, dataset.categories, dataset.segments)
    rows = [dataset.index(name) for name in store.filenames]
    truth = dataset.annotations.truth
    return None if truth is None else truth[rows]


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
        truth = truth_of(store, dataset) if store.run.split == dataset.split else None
        if truth is None:
            expected = f"expected one split with labels by segment for all, found {store.run.split}"
            raise InputError(store.folder, expected, "Leave it out of the table.")
        scores = evaluate(binarise(store.prediction, threshold, gate), truth).scores  # (N, M)
        means = scores.mean(axis=0).tolist()
        name = store.run.title if titles.count(store.run.title) == 1 else store.run.name
        columns = {METRIC_NAMES[key]: SCORES.index(key) for key in HEADLINE}
        known = {metric: i for metric, i in columns.items() if not np.isnan(means[i])}
        rows[name] = {metric: means[i] if metric in known else None for metric, i in columns.items()}
        if len(scores) >= FEWEST:
            low, high = bca(scores[:, [*known.values()]], resamples=resamples)
            ends = zip(low.tolist(), high.tolist(), strict=True)
            intervals[name] = dict(zip(known, ends, strict=True))
    what = f"{dataset.split} split of {dataset.name}{' (synthetic data)' if dataset.synthetic else ''}"
    about = f"F1 in percent on the {what}, {gate} gate, threshold {threshold:g}"
    unknown = any(None in row.values() for row in rows.values())
    about += "; empty where truth is unknown" if unknown else ""
    below = "; below, 95 % intervals over clips" if intervals else ""
    return ScoreTable(f"{about}{below}.", rows, intervals)
