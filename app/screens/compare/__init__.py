"""The compare screen: the scores of all runs, whether the difference of two is real, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from leap_app import state
from leap_app.screens import choices, share
from leap_app.screens.compare import classes, clips, confusion, details, joint, probability, shared, slices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.compare.table import table
from leap_app.screens.problems import Problems
from leap_app.state import Screen
from leap_core.data.dataset import Dataset
from leap_core.metrics import GATES, JOINT, METRIC_NAMES, SCORES
from leap_core.runs.store import Store
from leap_core.tables import ScoreTable

_DETAILS = "run details"
_VIEWS = {
    "overview": clips.draw,
    "classes": classes.draw,
    "slices": slices.draw,
    "confusion": confusion.draw,
    "calibration": probability.draw_calibration,
    "threshold": probability.draw_threshold,
}
_JOINT_VIEWS = {view: joint.unknown for view in _VIEWS} | {
    "overview": joint.draw,
    "threshold": probability.draw_threshold,
}


def show() -> None:
    """Draw the screen."""
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall")
    problems = Problems()
    every = choices.runs(problems)
    data = choices.data_of(every, problems) if every else None
    if data is None:
        return
    if data.annotations.truth is None:
        problems.info(f"The {data.split} split of {data.name} has no labels by second to score against.")
        return
    runs = _fitting(data, every, problems)
    if not runs:
        return
    stores = choices.two_runs(runs, (top, top), problems)
    dense, views = data.annotations.dense, _VIEWS if data.annotations.dense else _JOINT_VIEWS
    metrics = (SCORES if dense else JOINT)[::-1]
    metric = choices.pick("Metric", state.METRIC, metrics, top, problems, METRIC_NAMES.__getitem__, width=150)
    gate = choices.pick("Gate", state.GATE, GATES, top, problems, width=130)
    tie = state.chosen(state.THRESHOLD, choices.threshold(problems))
    threshold = top.slider("Threshold", 0.0, 1.0, step=0.01, width=160, **tie)
    choices.offer_thresholds(top, runs, gate, partial(state.choose, state.THRESHOLD))
    pair = Pair(data, stores, threshold, gate)
    scored = _table(runs, pair, metric, top, problems) if dense else None
    menu = share.menu(top, Screen.COMPARE)
    view = choices.tabs("View", state.VIEW, (*views, _DETAILS), problems)
    if view == _DETAILS:
        details.draw(runs, pair, metric, problems)
    elif pair.names:
        views[view](pair, metric, problems)
    else:
        problems.info("The two runs have no clip in common.")
    if menu.open:
        with menu:
            shared.draw(pair, metric, scored)


def _table(runs: Mapping[str, Store], pair: Pair, metric: str, top, problems: Problems) -> ScoreTable | None:
    """Draw the table of runs; which, is chosen in the bar.  None without a clip."""
    with top.popover("Runs", icon=":material/checklist:"):
        shown = choices.several("In the table", state.SHOWN, choices.titles(runs), list(runs), st, problems)
        switches = st.container()
        choices.add_form()
    return table({name: runs[name] for name in runs if name in shown}, pair, metric, switches, problems)


def _fitting(data: Dataset, runs: Mapping[str, Store], problems: Problems) -> dict[str, Store]:
    """The runs of the split on show; of others it says why they are not."""
    fitting = {}
    for name, store in runs.items():
        with problems.caught():
            store.check_fit(data.name, data.categories, data.segments)
            for clip in store.filenames:
                data.index(clip)
            _ = store.prediction  # which is scored, broken or not
            fitting[name] = store
    return fitting
