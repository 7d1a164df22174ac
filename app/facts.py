"""The facts of clips that a rule asks for, in the cache folder, made where they are not there yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from leap_app import folders, loaders
from leap_core.browse import (
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
        loaders.decisions(store, rule.threshold, rule.gate)[place]
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
