"""The facts of clips that a rule asks for, in the cache folder, made where they are not there yet."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from leap_app import folders, loaders, statistics
from leap_app.notes import Notes
from leap_core.browse import (
    ALL,
    Index,
    Rule,
    by_disagreement,
    by_features,
    index_clips,
    index_near,
    index_run,
    pooled_features,
)
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.faithfulness.kept import first_kept
from leap_core.faithfulness.results import main_map
from leap_core.runs.store import Store
from leap_core.types import Features


def index(data: Dataset, stores: Mapping[str, Store], rule: Rule) -> Index:
    """The facts of a split and of the runs by slot that a rule asks for, made where they are not there yet.

    Raises InputError where a run is of other classes, segments or clips, or what the rule's likeness is by is
    not there.
    """
    folder = folders.cache_root()
    made = {slot: index_run(folder, data, store, rule.threshold, rule.gate) for slot, store in stores.items()}
    near = _near(data, stores, rule) if rule.like else None
    return Index(index_clips(folder, data), made, data.categories, data.segments, near)


def named(data: Dataset, stores: Mapping[str, Store], rule: Rule) -> list[str] | None:
    """Names of the clips that a rule finds by what is kept beside: notes, and how faithful maps are.

    None where it asks for no such thing.  Raises InputError where nothing is known of a run's maps, or what
    is known is broken.
    """
    found = Notes(folders.notes_path()).named(data.name, rule)
    for slot, ends in (("1", rule.faithful_a), ("2", rule.faithful_b)):
        if ends != ALL:
            low, high = (
                (-math.inf if ends[0] is None else ends[0]),
                (math.inf if ends[1] is None else ends[1]),
            )
            shares = _shares(stores, slot)
            kept = [name for name, share in shares.items() if low <= 100 * share <= high]
            found = kept if found is None else [name for name in kept if name in {*found}]
    return found


def _shares(stores: Mapping[str, Store], slot: str) -> dict[str, float]:
    """Share of all orders that a run's own map is better than, a mean over the claims of each clip."""
    if slot not in stores:
        expected = f"it asks how faithful run {slot} is, which is not there"
        raise InputError("filter", expected, "Choose a run, or clear it.")
    kept, name = first_kept(stores[slot]), main_map(stores[slot].run.maps)
    if kept is None or name is None:
        expected = "nobody has measured how faithful its maps are, which the filter asks for"
        raise InputError(stores[slot].folder, expected, "Run `leap faithfulness` of it, or clear the filter.")
    return kept.pairs.of(name).means("better_than")


def _near(data: Dataset, stores: Mapping[str, Store], rule: Rule) -> Path:
    """The distances from the clip that a rule asks likeness to."""
    folder, row = folders.cache_root(), data.index(rule.like)
    if rule.by == "features":
        features, digest = _features(data)
        distances = by_features(features, row)
        return index_near(folder, data, (rule.like, digest), np.arange(len(distances)), distances)
    rows = [np.array([data.index(name) for name in store.filenames]) for store in stores.values()]
    if len(rows) < 2 or not all(row in there for there in rows):
        expected = f"expected two runs that have {rule.like}, to which it asks for likeness"
        raise InputError("filter", expected, "Choose two such runs, or likeness by features.")
    common, *places = np.intersect1d(rows[0], rows[1], return_indices=True)
    one, other = (
        statistics.decisions(store, rule.threshold, rule.gate)[place]
        for store, place in zip(stores.values(), places, strict=True)
    )
    distances = by_disagreement(one, other, int(np.searchsorted(common, row)))
    key = rule.like, *(store.sha256 for store in stores.values()), rule.threshold, rule.gate
    return index_near(folder, data, key, common, distances)


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: loaders.key_of}, max_entries=2)
def _features(data: Dataset) -> tuple[Features, str]:
    """The pooled features of a split and their hash."""
    features = pooled_features(data)
    return features, hashlib.sha256(b"".join(x.tobytes() for x in features.kinds.values())).hexdigest()
