"""F1 of each class by either run, over all clips together."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from leap_app import state
from leap_app.charts import class_bars
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.problems import Problems
from leap_core.categories import display_name
from leap_core.metrics import LEVELS, TRACKS, per_class


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the classes by difference."""
    with st.container(horizontal=True, gap="small"):
        level = choices.tabs("Level", state.LEVEL, LEVELS, problems, _spoken)
        track = choices.tabs("Modality", state.TRACK, TRACKS, problems, _spoken)
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


def _spoken(name: str) -> str:
    """A level or track as people write it."""
    return name.replace("_", "-").capitalize()
