"""The two runs on parts of the split: each a rule, so that a row opens its clips on the Browse screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from leap_app import facts, loaders, state
from leap_app.charts import slice_differences
from leap_app.screens import choices, tables
from leap_app.screens.compare.pair import CORRECTED, Pair, few
from leap_app.screens.problems import Problems
from leap_app.state import Screen
from leap_core.browse import Rule, find_names, slices
from leap_core.categories import display_name
from leap_core.errors import InputError
from leap_core.metrics import METRIC_NAMES, SCORES, holm


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the differences of a group of slices, with intervals."""
    groups = slices(pair.data.categories)
    group = choices.tabs("Slices", state.SLICES, list(groups), problems, str)
    try:
        with st.spinner("Comparing slice by slice…"):
            frame = _frame(pair, metric, groups[group])
    except InputError as error:
        problems.say(error)
        return
    if group == "Class":
        frame = frame.sort_values(pair.difference, ascending=False, ignore_index=True)
    st.markdown(
        f"**{METRIC_NAMES[metric]} by slice**: mean over its clips, 95 % interval and p as in the overview; "
        f"Holm's is corrected for the {frame['p'].count()} slices that have one. Choose a row to see its "
        "clips." + few(frame["clips"].min())
    )
    chart_box, table_box = st.columns(2)
    shown = frame.assign(slice=[display_name(name) for name in frame["slice"]])
    chart_box.plotly_chart(
        slice_differences(shown, pair.difference), key="slice differences", config={"displayModeBar": False}
    )
    with table_box:
        picked = st.dataframe(
            tables.written(shown, pair.formats), key=f"slices {group}", on_select="rerun",
            selection_mode="single-row", hide_index=True, width="stretch",
        )  # fmt: skip
        choices.download(frame, f"slices-{group.lower().replace(' ', '-')}-{metric}")
    if rows := picked.selection.rows:
        rule = replace(
            groups[group][frame["slice"][rows[0]]],
            metric=metric, threshold=pair.threshold, gate=pair.gate, sort="distance", descending=True,
        )  # fmt: skip
        state.go(Screen.BROWSE, **loaders.named(pair.stores), filter=rule.to_json())


def _frame(pair: Pair, metric: str, rules: Mapping[str, Rule]) -> pd.DataFrame:
    """A row a slice that has a clip: its clips, both runs, their difference with interval and both p."""
    index = facts.index(pair.data, pair.stores, Rule(threshold=pair.threshold, gate=pair.gate))
    column = SCORES.index(metric)
    first, second = (pair.scores(slot)[:, [column]] for slot in pair.stores)  # (N, 1) each
    rows = {name: row for row, name in enumerate(pair.names)}
    found = []
    for name, rule in rules.items():
        chosen = [rows[clip] for clip in find_names(index, rule, None) if clip in rows]
        if chosen:
            difference = pair.compared(first[chosen], second[chosen])
            found.append(difference.assign(slice=name, clips=len(chosen)))
    frame = pd.concat(found, ignore_index=True)
    frame[CORRECTED] = holm(frame["p"].to_numpy())
    return frame[["slice", "clips", *pair.formats]]
