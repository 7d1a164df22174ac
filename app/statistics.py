"""Cached figures of runs for the screens: what a run decides, its scores, what two runs differ by.

Shapes: S seeds of a setting, N clips, C classes, T segments, M scores.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from leap_app.loaders import key_of
from leap_core.data.dataset import Dataset
from leap_core.metrics import (
    FEWEST,
    Calibration,
    Compared,
    Difference,
    SeedDifference,
    binarise,
    calibration,
    compare,
    compare_seeds,
    evaluate,
)
from leap_core.runs import score
from leap_core.runs.store import Store


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: key_of, Store: key_of}, max_entries=256)
def decisions(store: Store, threshold: float, gate: str) -> np.ndarray:
    """What a run decides of its clips, in their order: bool (N, 2, C, T)."""
    return binarise(store.prediction, threshold, gate)


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: key_of, Store: key_of}, max_entries=256)
def scores(data: Dataset, store: Store, threshold: float, gate: str) -> np.ndarray:
    """The ten metrics and Avg. of a run's clips, in their order, in percent: (N, 11); NaN where unknown.

    Raises InputError where the run is of other classes, segments or clips.
    """
    truth = score.truth_of(store, data)
    assert truth is not None, "of a split without labels by segment nothing is asked"
    return evaluate(decisions(store, threshold, gate), truth).scores


@st.cache_resource(
    show_spinner=False, hash_funcs={Dataset: key_of, Store: key_of, tuple: hash}, max_entries=256
)
def ranking(data: Dataset, store: Store, clips: tuple[str, ...]) -> dict[str, float]:
    """The mAP of clips of a run, in percent, by the keys of RANKING.  Raises InputError as `scores` does."""
    return score.ranking(store, data, clips)


@st.cache_resource(
    show_spinner=False, hash_funcs={Dataset: key_of, Store: key_of, tuple: hash}, max_entries=64
)
def own_differences(
    data: Dataset, a: Store, b: Store, clips: tuple[str, ...], threshold: float, gate: str
) -> list[Compared]:
    """What two runs differ by in the scores of the data set's own authors.  Raises InputError as `scores`."""
    return score.own_differences(a, b, data, clips, gate, threshold)


@st.cache_resource(show_spinner=False, max_entries=256)
def compared(first: np.ndarray, second: np.ndarray) -> Difference:
    """What two runs differ by on the same clips, scores (N, M) each."""
    return compare(first, second)


@st.cache_resource(show_spinner=False, max_entries=64)
def calibrated(probability: np.ndarray, truth: np.ndarray, counted: np.ndarray) -> Calibration:
    """How far the probabilities of a run can be believed, (N, C, T) each; see `calibration`."""
    return calibration(probability, truth, counted)


@st.cache_resource(show_spinner=False, max_entries=256)
def difference(first: np.ndarray, second: np.ndarray) -> Difference | SeedDifference | None:
    """What two settings differ by on the same clips, scores (S, N, M) each, a run a seed.

    None where one of them has several seeds and the other one, of whose other seeds nothing is known, or
    where there are too few clips for seeds and clips together.
    """
    if len(first) == len(second) == 1:
        return compared(first[0], second[0])
    several = min(len(first), len(second)) > 1 and first.shape[1] >= FEWEST
    return compare_seeds(first, second) if several else None
