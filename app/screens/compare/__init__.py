"""The compare screen: the scores of all runs, whether the difference of two is real, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from leap_app import loaders, state
from leap_app.screens import choices
from leap_app.screens.compare import clips, confusion, probability, slices
from leap_app.screens.compare.pair import Pair, differences
from leap_app.screens.compare.table import table
from leap_app.screens.problems import Problems
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.metrics import GATES, METRIC_NAMES, SCORES
from leap_core.runs.store import Store

_VIEWS = {
    "overview": clips.draw,
    "slices": slices.draw,
    "confusion": confusion.draw,
    "calibration": probability.draw_calibration,
    "threshold": probability.draw_threshold,
}


def show() -> None:
    """Draw the screen."""
    widths = [1.5, 2.5, 1.5, 2, 1.2]
    boxes = st.columns(widths, vertical_alignment="bottom")
    gate_box, threshold_box, chosen_box, published_box, add_box = boxes
    problems = Problems()
    choices.add_run(add_box)
    runs = choices.runs(problems)
    if not runs:
        return
    gate = choices.pick("Gate", state.GATE, GATES, gate_box, problems)
    tie = state.chosen(state.THRESHOLD, choices.threshold(problems))
    threshold = threshold_box.slider("Threshold", 0.0, 1.0, step=0.01, **tie)
    choices.offer_thresholds(chosen_box, runs, gate, partial(state.choose, state.THRESHOLD))
    data = choices.data_of(runs, problems)
    if data is None:
        return
    if not data.annotations.dense:
        problems.info(f"The {data.split} split of {data.name} has no labels by second to score against.")
        return
    scores = _scores(data, runs, threshold, gate, problems)
    if not scores:
        return
    with_published = published_box.toggle("Published figures, on LLP")
    fitting = {name: runs[name] for name in scores}
    table(data, fitting, scores, threshold, gate, with_published)
    _two(data, fitting, threshold, gate, problems)


def _scores(
    data: Dataset, runs: Mapping[str, Store], threshold: float, gate: str, problems: Problems
) -> dict[str, np.ndarray]:
    """Scores of the runs of the split on show, (N, 11) each; of others it says why there are none."""
    scores = {}
    for name, store in runs.items():
        try:
            scores[name] = loaders.scores(data, store, threshold, gate)
        except InputError as error:
            problems.say(error)
    return scores


def _two(data: Dataset, runs: Mapping[str, Store], threshold: float, gate: str, problems: Problems) -> None:
    """Two runs against each other."""
    a_box, b_box, metric_box = st.columns([2.3, 2.3, 1.6], vertical_alignment="bottom")
    pair = Pair(data, choices.two_runs(runs, (a_box, b_box), problems), threshold, gate)
    metric = choices.pick(
        "Metric",
        state.METRIC,
        SCORES[::-1],
        metric_box,
        problems,
        METRIC_NAMES.__getitem__,
    )
    if not pair.names:
        problems.info("The two runs have no clip in common.")
        return
    differences(pair)
    view = choices.tabs("View", state.VIEW, tuple(_VIEWS), problems)
    _VIEWS[view](pair, metric, problems)
