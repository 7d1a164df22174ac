"""Which classes each run takes for which, within a segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from leap_app import state
from leap_app.charts import confusion_map
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.categories import display_name
from leap_core.metrics import confusion
from leap_core.types import MODALITIES

NOTHING = "nothing"


def draw(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the errors of both runs in a modality, on one scale."""
    modality = choices.tabs("Modality", state.MODALITY, MODALITIES, problems)
    m = MODALITIES.index(modality)
    counts = {
        run: confusion(pair.decisions(slot), pair.truth)[m]  # (C + 1, C + 1)
        for slot, run in pair.called.items()
    }
    errors = {run: np.where(np.eye(len(n), dtype=bool), 0, n) for run, n in counts.items()}
    both = np.sum([*errors.values()], axis=0)
    missed, alarms = (np.flatnonzero(both.any(axis=axis)) for axis in (1, 0))
    names = [*(display_name(c) for c in pair.data.categories), NOTHING]
    st.markdown(
        "**Confusion within a second**: segments in which a class (row) is missed while another (column) is "
        "a false alarm. Misses and false alarms without a partner meet *nothing*, whose colour "
        "ends where that of two classes does; hits are left out, as are classes without an error."
    )
    if not both.any():
        st.info("Neither run makes an error here.")
        return
    down, across = ([names[c] for c in places] for places in (missed, alarms))
    between = [int(n[:-1, :-1].max()) for n in errors.values()]  # classes, which "nothing" would outshine
    for (run, wrong), box in zip(errors.items(), st.columns(2), strict=True):
        figure = confusion_map(wrong[np.ix_(missed, alarms)], down, across, max(*between, 1))
        box.markdown(f"**{plain(run)}**")
        box.plotly_chart(figure, key=f"confusion {run}", config={"displayModeBar": False})
    rows = [
        {"run": run, "modality": modality, "true": names[i], "predicted": names[j], "segments": int(n[i, j])}
        for run, n in counts.items()
        for i, j in zip(*n.nonzero(), strict=True)
    ]
    choices.download(pd.DataFrame(rows), f"confusion-{modality}")
