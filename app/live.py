"""The models behind the runs, asked anew: what-if, Shapley values and the deletion curve, JSON-ready.

torch is imported with the first question, not before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streamlit as st

from leap_app import folders, loaders
from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Nothing, Removal, nothing_of
from leap_core.data.statistics import FeatureStatistics, statistics_for
from leap_core.errors import InputError
from leap_core.maps import SHAPLEY
from leap_core.metrics import graded
from leap_core.runs.store import Store
from leap_core.types import MODALITIES, Features, Modality
from leap_core.views import DECIMALS, probability_view

if TYPE_CHECKING:
    from leap_core.explainers.what_if import LiveModel

LEAVE_ONE_OUT = "loo"  # beside keys of maps: what is lost without one second alone
_TABLES = 64  # kept, 0.4 MB each of the demo set's
LONGEST = 30.0  # seconds that a question of a visitor's may take, looked at between batches
_KEYS = {Store: loaders.key_of, Dataset: loaders.key_of}
_ALL_KEYS: dict[str | type, Callable[[Any], Any]] = {**_KEYS, Removal: repr}


def run_of(name: str) -> tuple[Store, Dataset]:
    """A run and its split.  Raises InputError where either is not there, or they do not fit."""
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

    live, features = asked(store, longest), data.features([clip])
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


def shapley(
    store: Store, data: Dataset, clip: str, removal: Removal, longest: float = LONGEST
) -> dict[str, Any]:
    """What each second of a clip is worth to each p of a run's model: its exact Shapley values.

    Raises InputError as `what_if` does, and where the clip has more seconds than have all subsets asked.
    """
    start = time.perf_counter()
    from leap_core import faithfulness

    values = faithfulness.shapley(_table(store, data, clip, removal, longest))  # (2, C, T)
    return {
        "values": {m: np.round(x, DECIMALS).tolist() for m, x in zip(MODALITIES, values, strict=True)},
        "milliseconds": 1000 * (time.perf_counter() - start),
    }


class Asking(NamedTuple):
    """Whose deletion curve is asked for, in the order of what."""

    key: str  # of a map of the run or of P, of the Shapley values, or LEAVE_ONE_OUT
    modality: str
    category: int
    block: str  # from 1, `mean` or `last`
    head: str  # likewise


def deletion(
    store: Store, data: Dataset, clip: str, asking: Asking, removal: Removal, longest: float = LONGEST
) -> dict[str, Any]:
    """The deletion curve of a class in the order of an attribution, beside all orders of the seconds.

    Of clips whose subsets are too many to be asked some orders are drawn, and what takes all subsets is None.
    Raises InputError as `what_if` does, and where the run has no such map, block or head.
    """
    start = time.perf_counter()
    from leap_core import faithfulness

    classes = len(store.run.categories)
    if asking.modality not in MODALITIES or not 0 <= asking.category < classes:
        expected = f"expected audio or visual, and a class from 0 to {classes - 1}"
        raise InputError("question", expected, "Ask for one of those.")
    all_of_them = data.segments_of(clip) <= faithfulness.MOST
    found = (_all_orders if all_of_them else _some_orders)(store, data, clip, asking, removal, longest)
    nothing = _nothing(store, data, clip, removal)
    replaced_by = nothing and _words(nothing)[asking.modality]
    return {**found, "replaced_by": replaced_by, "milliseconds": 1000 * (time.perf_counter() - start)}


def _all_orders(
    store: Store, data: Dataset, clip: str, asking: Asking, removal: Removal, longest: float
) -> dict[str, Any]:
    from leap_core import faithfulness

    m = MODALITIES.index(asking.modality)
    table = _table(store, data, clip, removal, longest)[m, None, :, asking.category, None]  # (1, R, 1)
    worth = faithfulness.shapley(table)  # (1, 1, T)
    own = {SHAPLEY.key: worth, LEAVE_ONE_OUT: faithfulness.leave_one_out(table)}
    by = own[asking.key][0, 0] if asking.key in own else _attribution(store, data, clip, asking)
    order = faithfulness.order_of(by)
    curve = faithfulness.deletion(table, order[None, None])
    mean, deviation = (x[0, 0, ::-1].tolist() for x in faithfulness.all_curves(table))  # of insertion
    return {
        "order": order.tolist(),
        "curve": curve[0, 0].tolist(),
        "orders": None,
        "random": {"mean": mean, "deviation": deviation},
        "better": float(faithfulness.rank(table[0, :, 0], faithfulness.area(curve)[0])[0]),
        "worth": worth[0, 0].tolist(),
        "carriers": faithfulness.carriers(worth[0, 0]),
        "interactions": faithfulness.interactions(table)[0, 0].tolist(),
    }


def _some_orders(
    store: Store, data: Dataset, clip: str, asking: Asking, removal: Removal, longest: float
) -> dict[str, Any]:
    from leap_core.explainers import what_if as explainer

    ranking = _attribution(store, data, clip, asking)
    features, nothing = data.features([clip]), _nothing(store, data, clip, removal)
    stand_in = nothing and nothing.features
    model, which = asked(store, longest), (asking.modality, asking.category)
    curve = explainer.deletion(model, features, stand_in, ranking, *which)
    mean, deviation = curve.random.mean(axis=0).tolist(), curve.random.std(axis=0).tolist()
    return {
        "order": curve.order.tolist(),
        "curve": curve.attended.tolist(),
        "orders": len(curve.random),
        "random": {"mean": mean, "deviation": deviation},
        **dict.fromkeys(("better", "worth", "carriers", "interactions")),
    }


def asked(store: Store, longest: float = LONGEST) -> LiveModel:
    """The model of a run, to be asked one question; once it is loaded, its time begins."""
    return replace(_live(store), until=time.monotonic() + longest)


@st.cache_resource(show_spinner=False, hash_funcs={Store: loaders.key_of})
def _live(store: Store) -> LiveModel:
    from leap_core.explainers.what_if import load_live

    return load_live(store.folder, store.run)


def _nothing(store: Store, data: Dataset, clip: str, removal: Removal) -> Nothing | None:
    """What stands in for segments of a clip; None where they are masked and the features stay."""
    return _stand_in(store, data, clip, removal.nothing) if removal.replaces else None


@st.cache_resource(show_spinner=False, hash_funcs=_ALL_KEYS, max_entries=_TABLES)
def _table(store: Store, data: Dataset, clip: str, removal: Removal, _longest: float) -> np.ndarray:
    """What a run's model says of all subsets of a clip's seconds, (2, 2^T, C): stored with it, or asked."""
    from leap_core.faithfulness.stored import Asked

    return Asked(store, asked(store, _longest), data, removal).table(clip)


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


def _attribution(store: Store, data: Dataset, clip: str, asking: Asking) -> np.ndarray:
    """How much each second of a clip counts for a class, (T,), by what the run holds."""
    from leap_core.faithfulness.attributions import attribution_of

    stored = store.explanation(clip).first(data.segments_of(clip))
    modality = MODALITIES[MODALITIES.index(asking.modality)]
    choice = layer(asking.block), layer(asking.head)
    return attribution_of(stored, store.run.maps, modality, asking.key, *choice, store.folder)[
        asking.category
    ]


def layer(text: str) -> int | str:
    """A block or head as an address has it: a number from 1, `mean` or `last`."""
    return int(text[:20]) if text[:20].isdecimal() else text
