"""The overview: whether the runs differ by each metric, and each clip by its scores, to be opened."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from leap_app import loaders, state
from leap_app.charts import clip_scatter
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair, differences
from leap_app.screens.problems import Problems
from leap_app.state import Screen
from leap_core.browse import Rule, region_of
from leap_core.metrics import METRIC_NAMES, SCORES

_NAMED = 5  # clips of one place that hovering names


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw both, side by side."""
    differences_box, clips_box = st.columns([1.15, 1])
    with differences_box:
        differences(pair)
    with clips_box:
        _clips(pair, metric)


def _clips(pair: Pair, metric: str) -> None:
    column = SCORES.index(metric)
    scores = {run: pair.scores(slot)[:, column] for slot, run in pair.called.items()}
    clips = pd.DataFrame({"clip": pair.names, **scores})
    st.markdown(
        f"**{METRIC_NAMES[metric]} of each clip**; a number says how many lie in one place. A click opens "
        "the clip, or several on Browse; the lasso takes some there."
    )
    picked = st.plotly_chart(
        clip_scatter(_places(clips, list(scores)), list(scores)),
        key="clip scatter", on_select="rerun", selection_mode=("points", "lasso"),
        config={"displayModeBar": True, "modeBarButtonsToRemove": ["autoScale", "toImage"]},
    ).selection  # fmt: skip
    choices.download(clips, f"clips-{metric}")
    runs = loaders.named(pair.stores)
    region = ()
    if picked.lasso:
        region = region_of(picked.lasso[0]["x"], picked.lasso[0]["y"])
    elif picked.points:
        point = picked.points[0]
        clip, count, _ = point["customdata"]
        if count == 1:
            state.go(Screen.CLIP, clip=clip, **runs, gate=pair.gate, threshold=pair.threshold)
        region = _around(point["x"], point["y"])
    if region:
        rule = Rule(region=region, metric=metric, threshold=pair.threshold, gate=pair.gate)
        state.go(Screen.BROWSE, **runs, filter=rule.to_json())


def _places(clips: pd.DataFrame, runs: list[str]) -> pd.DataFrame:
    """Where clips lie, to a tenth of a percent: a row a place, with its first clip, count and some names."""
    by_place = clips.groupby([clips[run].round(1) for run in runs], sort=False)["clip"]
    places = by_place.agg(
        clip="first",
        count="size",
        names=lambda names: "<br>".join([*names[:_NAMED], *["…"][: len(names) > _NAMED]]),
    )
    return places.reset_index()


def _around(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """Corners of what is rounded to a place."""
    low, high = -0.05, 0.05
    return tuple((x + right, y + up) for right, up in ((low, low), (high, low), (high, high), (low, high)))
