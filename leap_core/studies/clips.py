"""The scores of every clip by every run of the studies, small enough to be kept with the results.

They are the eight F1 from which the ten metrics follow (metrics.report), float32 in [0, 1]; most repeat, so
that Parquet keeps them in about a byte each.  From them every table, interval and p can be computed again.

Shapes: S runs, N clips, M scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from leap_core.data.dataset import Dataset
from leap_core.metrics import COLUMNS, Report, binarise, evaluate
from leap_core.runs.store import Store
from leap_core.studies.jobs import check_truth

FILE = "clips.parquet"
CLIP_COLUMNS = ("run", "clip", *COLUMNS)


def clips_of(name: str, store: Store, dataset: Dataset) -> pd.DataFrame:
    """A row a clip of a run that is called `name`, by the run's own gate.

    Raises InputError as `check_truth` does.
    """
    check_truth(dataset)
    truth = dataset.annotations.grid[[dataset.index(clip) for clip in store.filenames]]
    found = evaluate(binarise(store.prediction, gate=store.run.gate), truth).per_clip  # (N, 8)
    frame = pd.DataFrame(found.astype(np.float32), columns=COLUMNS)
    return frame.assign(run=name, clip=store.filenames)[[*CLIP_COLUMNS]]


def scores_of(clips: pd.DataFrame, runs: Sequence[str]) -> np.ndarray:
    """All metrics of the runs, on the same clips in the same order, in percent: (S, N, len(SCORES)).

    Raises ValueError where a run is not among `clips`, or has other clips than the first.
    """
    found, names = [], None
    for run in runs:
        rows = clips[clips.run == run]
        names = rows["clip"].tolist() if names is None else names
        if not len(rows) or rows["clip"].tolist() != names:
            raise ValueError(f"expected the clips of {runs[0]} from {run}")
        found.append(Report(rows[[*COLUMNS]].to_numpy(np.float64)).scores)
    return np.stack(found)
