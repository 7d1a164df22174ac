"""The models behind the runs, asked anew: what-if and the deletion curve, JSON-ready.

torch is imported with the first question, not before.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from leap_app import loaders, state
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.maps import one_map
from leap_core.metrics import graded
from leap_core.runs.store import Store
from leap_core.types import MODALITIES
from leap_core.views import probability_view

if TYPE_CHECKING:
    from leap_core.explainers.what_if import LiveModel

_REPLACED_BY = {"compact": "silence and a black picture", None: "features of zero, for lack of the extractor"}


def what_if(run: str, clip: str, silence: list[int], blank: list[int]) -> dict[str, Any]:
    """What a run's model says of a clip with segments of sound and of picture taken away.

    Raises InputError on an unknown run, clip or segment, or where the model or the features are not there.
    """
    start = time.perf_counter()
    from leap_core.explainers import what_if as explainer

    store, data = _run(run)
    live = _live(store)
    prediction = explainer.what_if(live, data.features([clip]), _nothing(data), silence, blank)
    if store.run.thresholded:
        prediction = graded(prediction)
    return {
        **probability_view(prediction),
        "replaced_by": _REPLACED_BY[data.recipe],
        "milliseconds": 1000 * (time.perf_counter() - start),
    }


def deletion(run: str, clip: str, modality: str, category: int, block: str, head: str) -> dict[str, Any]:
    """The deletion curve of a class; `block` and `head` count from 1 or are `mean` or `last`.

    The band is the 10th to 90th percentile of the random orders.  Raises InputError as `what_if` does, and
    where the run has no such map.
    """
    start = time.perf_counter()
    from leap_core.explainers import what_if as explainer

    store, data = _run(run)
    ranking = _attention(store, clip, modality, category, block, head)
    features = data.features([clip])
    curve = explainer.deletion(_live(store), features, _nothing(data), ranking, modality, category)
    low, high = np.percentile(curve.random, (10, 90), axis=0)  # (T + 1,) each
    return {
        "order": curve.order.tolist(),
        "attended": curve.attended.tolist(),
        "random": {"mean": curve.random.mean(axis=0).tolist(), "low": low.tolist(), "high": high.tolist()},
        "orders": len(curve.random),
        "milliseconds": 1000 * (time.perf_counter() - start),
    }


def _run(name: str) -> tuple[Store, Dataset]:
    store = loaders.run(state.runs_root(), name)
    data = loaders.dataset(state.data_root(), store.run.split)
    store.check_fit(data.name, data.categories, data.segments)
    return store, data


@st.cache_resource(show_spinner=False, hash_funcs={Store: loaders.key_of})
def _live(store: Store) -> LiveModel:
    from leap_core.explainers.what_if import load_live

    return load_live(store.folder, store.run)


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: loaders.key_of})
def _nothing(data: Dataset):
    return data.nothing()


def _attention(store: Store, clip: str, modality: str, category: int, block: str, head: str) -> np.ndarray:
    """Attention of a class over time, (T,), for the block and head chosen."""
    run = store.run
    kind = next((kind for kind in run.maps if kind.axis == "time"), None)
    if kind is None:
        raise InputError(store.folder, "the run has no attention over time", "Choose a run that has it.")
    if modality not in MODALITIES or not 0 <= category < len(run.categories):
        expected = f"expected audio or visual, and a class from 0 to {len(run.categories) - 1}"
        raise InputError("question", expected, "Ask for one of those.")
    maps = store.explanation(clip).maps[kind.key][modality][0].astype(np.float64)  # (N, H, C, T)
    return one_map(maps, _choice(block), _choice(head), "question")[category]


def _choice(text: str) -> int | str:
    return int(text[:20]) if text[:20].isdecimal() else text
