"""Two runs where only what is heard and seen at once is labelled: the scores that can be known."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from leap_app import statistics
from leap_app.screens import choices, tables
from leap_app.screens.compare.pair import Pair, few
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.metrics import JOINT, METRIC_NAMES, SCORES


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the known scores of both runs, of the ten and of the authors, their differences and intervals."""
    with st.spinner("Comparing the runs…"):
        columns = [SCORES.index(key) for key in JOINT]
        frame = pair.compared(*(pair.scores(slot)[:, columns] for slot in pair.stores))
        (a, b), clips = pair.stores.values(), tuple(pair.names)
        own = statistics.own_differences(pair.data, a, b, clips, pair.threshold, pair.gate)
    first, second = pair.called.values()
    rows = [
        {first: s.first, second: s.second, pair.difference: s.first - s.second, "low": s.low, "high": s.high}
        for s in own
    ]
    names = [*(METRIC_NAMES[key] for key in JOINT), *(score.name for score in own)]
    frame = pd.concat([frame, pd.DataFrame(rows, columns=frame.columns, dtype=float)] if rows else [frame])
    frame = frame.set_index(pd.Index(names, name="metric"))
    st.markdown(
        f"**{plain(first)} against {plain(second)}** on {len(clips):,} common clips: difference, 95 % "
        "interval (BCa bootstrap over clips) and, where a score is a mean over clips, two-sided p (sign "
        "flips). Only what is heard and seen at once is labelled here: of sound or picture alone nothing "
        "is scored." + few(len(clips))
    )
    tables.show(tables.written(frame, pair.formats))
    choices.download(frame.reset_index(), "differences")


def unknown(pair: Pair, metric: str, problems: Problems) -> None:
    """Say why a view is empty."""
    problems.info(
        "This view needs to know what is heard and what is seen, each by itself, and only what is both "
        "at once is labelled here."
    )
