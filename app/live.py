"""The models behind the runs, asked anew: what-if and the deletion curve, JSON-ready.

torch is imported with the first question, not before.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from leap_app import folders, loaders
from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Nothing, Removal, nothing_of
from leap_core.data.statistics import FeatureStatistics, statistics_for
from leap_core.errors import InputError
from leap_core.maps import one_map
from leap_core.metrics import graded
from leap_core.options import REMOVAL
from leap_core.runs.store import Store
from leap_core.types import MODALITIES, Features, Modality
from leap_core.views import probability_view

if TYPE_CHECKING:
    from leap_core.explainers.what_if import Deletion, LiveModel

LONGEST = 30.0  # seconds that a question of a visitor's may take, looked at between batches
_KEYS = {Store: loaders.key_of, Dataset: loaders.key_of}


def run_of(name: str) -> tuple[Store, Dataset]:
    """A run of the dashboard's folder, and its split.  Raises InputError where either is not there."""
    store = loaders.run(folders.runs_root(), name)
    data = loaders.dataset(folders.data_root(), store.run.split)
    store.check_fit(data.name, data.categories, data.segments)
    return store, data


def what_if(
    store: Store,
    data: Dataset,
    clip: str,
    silence: list[int],
    blank: list[int],
    removal: Removal,
    longest: float = LONGEST,
) -> dict[str, Any]:
    """What a run's model says of a clip with segments of sound and of picture taken away.

    Of those taken from the features it also says what is in their place and how unusual that is.  Raises
    InputError on an unknown clip or segment, where the model or the features are not there, or the answer
    takes more than `longest` seconds.
    """
    start = time.perf_counter()
    from leap_core.explainers import what_if as explainer

    live, features = _asked(store, longest), data.features([clip])
    nothing = _nothing(store, data, clip, removal)
    prediction = explainer.what_if(live, features, nothing and nothing.features, silence, blank)
    if store.run.thresholded:
        prediction = graded(prediction)
    taken: dict[Modality, list[int]] = {"audio": silence, "visual": blank}
    return {
        **probability_view(prediction),
        "replaced": nothing and _replaced(store, data, features, nothing, taken),
        "milliseconds": 1000 * (time.perf_counter() - start),
    }


def deletions(
    store: Store,
    data: Dataset,
    clip: str,
    key: str,
    modality: str,
    categories: Sequence[int],
    block: str,
    head: str,
    removal: Removal,
    longest: float = LONGEST,
) -> dict[int, dict[str, Any]]:
    """The deletion curves of classes by the map `key`; `block` and `head` are from 1, `mean` or `last`.

    The band is the 10th to 90th percentile of the random orders.  Raises InputError as `what_if` does, and
    where the run has no such map over time.
    """
    start = time.perf_counter()
    from leap_core.explainers import what_if as explainer

    attention = _attention(store, clip, key, modality, categories, block, head)  # (C, T)
    features = data.features([clip])
    nothing = _nothing(store, data, clip, removal)
    curves = explainer.deletions(
        _asked(store, longest),
        features,
        nothing and nothing.features,
        {category: attention[category] for category in categories},
        modality,
    )
    milliseconds = 1000 * (time.perf_counter() - start)
    by = nothing and _words(nothing)[modality]
    return {
        c: {**_curve(curve), "replaced_by": by, "milliseconds": milliseconds} for c, curve in curves.items()
    }


def _curve(curve: Deletion) -> dict[str, Any]:
    low, high = np.percentile(curve.random, (10, 90), axis=0)  # (T + 1,) each
    return {
        "order": curve.order.tolist(),
        "attended": curve.attended.tolist(),
        "random": {"mean": curve.random.mean(axis=0).tolist(), "low": low.tolist(), "high": high.tolist()},
        "orders": len(curve.random),
    }


def _asked(store: Store, longest: float) -> LiveModel:
    """The model of a run, to be asked one question; once it is loaded, its time begins."""
    return replace(_live(store), until=time.monotonic() + longest)


@st.cache_resource(show_spinner=False, hash_funcs={Store: loaders.key_of})
def _live(store: Store) -> LiveModel:
    from leap_core.explainers.what_if import load_live

    return load_live(store.folder, store.run)


def _nothing(store: Store, data: Dataset, clip: str, removal: Removal) -> Nothing | None:
    """What stands in for segments of a clip; None where they are masked and the features stay."""
    return _stand_in(store, data, clip, removal.nothing) if removal.source == REMOVAL else None


@st.cache_resource(show_spinner=False, hash_funcs=_KEYS, max_entries=256)
def _stand_in(store: Store, data: Dataset, clip: str, choice: str) -> Nothing:
    return nothing_of(choice, data, clip, lambda: _statistics(store, data))


@st.cache_resource(show_spinner=False, hash_funcs=_KEYS)
def _statistics(store: Store, data: Dataset) -> FeatureStatistics:
    return statistics_for(store.folder, data)


def _replaced(
    store: Store, data: Dataset, features: Features, nothing: Nothing, taken: Mapping[Modality, list[int]]
) -> dict[str, Any]:
    """What is in place of segments, by modality, with its z and theirs before, each with its percentile."""
    by = _words(nothing)
    said: dict[str, Any] = {m: {"by": by[m]} for m in MODALITIES if taken[m]}
    try:
        statistics = _statistics(store, data)
    except InputError as error:  # features of other clips, which nobody asked about
        return said | {"lack": str(error)}
    before, after = statistics.z(features)[0], statistics.z(nothing.features)[0]  # (2, T), (2, 1)
    for m, modality in enumerate(MODALITIES):
        if segments := taken[modality]:
            for name, z in (("before", before[m, segments].mean()), ("after", after[m, 0])):
                said[modality][name] = {"z": float(z), "percentile": statistics.share_below(z, m)}
    return said | {"beside": statistics.source}


def _words(nothing: Nothing) -> dict[str, str]:
    return dict(zip(MODALITIES, (nothing.heard, nothing.seen), strict=True))


def _attention(
    store: Store, clip: str, key: str, modality: str, categories: Sequence[int], block: str, head: str
) -> np.ndarray:
    """Attention over time, (C, T), for the block and head chosen, where these classes are the run's."""
    run = store.run
    if key not in (kind.key for kind in run.maps if kind.axis == "time"):
        expected = f"the run has no map over time {key[:20]!r}"
        raise InputError(store.folder, expected, "Choose a run that has it: `leap explain` stores it.")
    if modality not in MODALITIES or not {*categories} <= {*range(len(run.categories))}:
        expected = f"expected audio or visual, and a class from 0 to {len(run.categories) - 1}"
        raise InputError("question", expected, "Ask for one of those.")
    maps = store.explanation(clip).maps[key][modality][0].astype(np.float64)  # (N, H, C, T)
    return one_map(maps, _choice(block), _choice(head), "question")


def _choice(text: str) -> int | str:
    return int(text[:20]) if text[:20].isdecimal() else text
