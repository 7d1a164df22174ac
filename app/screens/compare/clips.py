"""The overview: F1 of each class, and each clip by its scores; a click opens one, a lasso finds some."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from leap_app import state
from leap_app.charts import class_bars, clip_scatter
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.problems import Problems
from leap_app.state import Screen
from leap_core.browse import Rule, region_of
from leap_core.categories import display_name
from leap_core.metrics import LEVELS, METRIC_NAMES, SCORES, TRACKS, per_class


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw both, side by side."""
    bars_box, clips_box = st.columns(2)
    with bars_box:
        _classes(pair, problems)
    with clips_box:
        _clips(pair, metric)


def _classes(pair: Pair, problems: Problems) -> None:
    level_box, track_box = st.columns(2)
    level = choices.pick("Level", state.LEVEL, LEVELS, level_box, problems, _spoken)
    track = choices.pick("Modality", state.TRACK, TRACKS, track_box, problems, _spoken)
    f1 = {
        run: 100 * per_class(pair.decisions(slot), pair.truth, level)[track]  # (C,)
        for slot, run in pair.called.items()
    }
    classes = pd.DataFrame({"class": [display_name(c) for c in pair.data.categories], **f1})
    first, second = f1.values()
    classes[pair.difference] = first - second
    classes = classes.dropna().sort_values(pair.difference, ascending=False)
    st.markdown(f"**F1 of each class**, {level} level, {_spoken(track).lower()}, over all clips together")
    st.plotly_chart(class_bars(classes, list(f1)), key="class bars", config={"displayModeBar": False})
    choices.download(classes, f"classes-{level}-{track}")


def _clips(pair: Pair, metric: str) -> None:
    column = SCORES.index(metric)
    scores = {run: pair.scores(slot)[:, column] for slot, run in pair.called.items()}
    clips = pd.DataFrame({"clip": pair.names, **scores})
    name = METRIC_NAMES[metric]
    st.markdown(f"**{name} of each clip**; click one to open it; the lasso takes some to Browse")
    picked = st.plotly_chart(
        clip_scatter(clips, list(scores)),
        key="clip scatter", on_select="rerun", selection_mode=("points", "lasso"),
        config={"displayModeBar": True, "modeBarButtonsToRemove": ["autoScale", "toImage"]},
    ).selection  # fmt: skip
    choices.download(clips, f"clips-{metric}")
    runs = choices.named(pair.stores)
    if picked.lasso:
        region = region_of(picked.lasso[0]["x"], picked.lasso[0]["y"])
        rule = Rule(region=region, metric=metric, threshold=pair.threshold, gate=pair.gate)
        state.go(Screen.BROWSE, **runs, filter=rule.to_json())
    if picked.points:
        clip = picked.points[0]["customdata"][0]
        state.go(Screen.CLIP, clip=clip, **runs, gate=pair.gate, threshold=pair.threshold)


def _spoken(name: str) -> str:
    """A level or track as people write it."""
    return name.replace("_", "-").capitalize()
