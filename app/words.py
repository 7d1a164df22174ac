"""Words asked of the models behind the runs, beside a class, JSON-ready."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from leap_app import folders, live
from leap_core.data.word_vectors import Vectors, cosines, open_words, without, words_beside
from leap_core.errors import InputError
from leap_core.maps import one_map, softmax
from leap_core.options import WORDS
from leap_core.types import MODALITIES, Explanation, Run

_LONGEST = 80  # characters of a word
_NEAREST = 5  # classes


class Query(NamedTuple):
    """What a model is asked with."""

    first: str
    second: str = ""  # a word, or nothing
    share: float = 0.0  # of the way from the first to the second
    less: bool = False  # whether the class's direction is taken away


def ask(run: str, clip: str, query: Query, category: int | None, block: str, head: str) -> dict[str, Any]:
    """What a run's model says of a clip asked with words, beside a class: the nearest unless told.

    `block` and `head` are those of maps, from 1, `mean` or `last`.  Raises InputError on an unknown run,
    clip, class or word, where the model is asked with none, or its vectors are from elsewhere.
    """
    start = time.perf_counter()
    from leap_core.explainers import words as explainer

    store, data = live.run_of(run)
    if category is not None and not 0 <= category < len(store.run.categories):
        expected = f"expected a class from 0 to {len(store.run.categories) - 1}"
        raise InputError("question", expected, "Ask for one of those.")
    model = live.asked(store)
    labels, table = explainer.labels_of(model), _table(*_source(store.run))
    explainer.check_table(table, labels, store.run.categories)
    whole = _vector(table, query)
    beside = int(cosines(whole, labels).argmax()) if category is None else category
    vector = without(whole, labels[beside]) if query.less else whole
    said = explainer.ask_words(model, data.features([clip]), np.stack((vector, labels[beside])))
    near = cosines(vector, labels)  # (C,)
    order = np.argsort(-near, kind="stable")[:_NEAREST].tolist()
    rows = ("word", "class")
    return {
        **{name: _row(store.run, said, i, block, head) for i, name in enumerate(rows)},
        "beside": beside,
        "nearest": [{"index": c, "cosine": float(near[c])} for c in order],
        "kept": float(np.linalg.norm(vector) / max(np.linalg.norm(whole), 1e-12)),
        "milliseconds": 1000 * (time.perf_counter() - start),
    }


def _vector(table: Vectors, query: Query) -> np.ndarray:
    asked = [text for text in (query.first, query.second) if text]
    long = next((text for text in asked if len(text) > _LONGEST), None)
    if not query.first or long is not None or not 0 <= query.share <= 1:
        expected = f"expected one or two words of at most {_LONGEST} characters, and a share from 0 to 1"
        raise InputError("question", expected, "Ask with a word.")
    vectors = table.of(asked)
    return (1 - query.share) * vectors[0] + query.share * vectors[-1]


def _row(run: Run, said: Explanation[np.ndarray], row: int, block: str, head: str) -> dict[str, Any]:
    """P, p and the maps of a query: T numbers a modality, scores after a softmax over time."""
    maps = {}
    for kind in run.maps:
        if kind.axis == "time" or kind.scale == "scores":
            maps[kind.key] = {}
            for m in MODALITIES:
                layers = said.maps[kind.key][m][0].astype(np.float64)  # (N, H, K, T)
                values = one_map(layers, live.layer(block), live.layer(head), "question")[row]
                maps[kind.key][m] = (softmax(values) if kind.scale == "scores" else values).tolist()
    clip, segments = said.prediction.clip[0], said.prediction.segments[0]
    return {
        "p": {m: float(clip[i, row]) for i, m in enumerate(MODALITIES)},
        "P": {m: segments[i, row].tolist() for i, m in enumerate(MODALITIES)},
        "maps": maps,
    }


def _source(run: Run) -> tuple[str, int]:
    """Where words are from, unless told where the run's labels are; and what changes with that."""
    source = folders.words() or words_beside(run.label_embeddings)
    return source, 0 if source == WORDS or not Path(source).is_file() else Path(source).stat().st_mtime_ns


@st.cache_resource(show_spinner=False, max_entries=2)
def _table(source: str, stamp: int) -> Vectors:
    return open_words(source)
