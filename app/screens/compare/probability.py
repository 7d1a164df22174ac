"""What the probabilities are worth: their calibration, and F1 against the threshold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from leap_app.charts import reliability, threshold_lines
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.problems import Problems
from leap_core.metrics import METRIC_NAMES, SCORES, calibration
from leap_core.types import MODALITIES

THRESHOLDS = np.round(np.arange(0.05, 0.96, 0.05), 2)


def draw_calibration(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw reliability diagrams of P, audio and visual, of both runs."""
    st.markdown(
        "**Calibration of P**: share of segments in which the class is there, by the probability that the "
        "run gives it, over all classes, without gate or threshold. On the diagonal it means what it says."
    )
    rows = []
    for m, (modality, box) in enumerate(zip(MODALITIES, st.columns(2), strict=True)):
        found = {
            slot: calibration(store.prediction.segments[pair.rows(slot), m], pair.truth[:, m])
            for slot, store in pair.stores.items()
        }
        box.plotly_chart(
            reliability(found, modality), key=f"calibration {modality}", config={"displayModeBar": False}
        )
        for slot, c in found.items():
            bins = pd.DataFrame({"count": c.count, "said": c.said, "there": c.there})
            rows.append(bins.rename_axis("bin").reset_index().assign(run=slot, modality=modality))
    choices.download(pd.concat(rows), "calibration")


def draw_threshold(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the metric of both runs over the threshold."""
    column = SCORES.index(metric)
    with st.spinner("Scoring at every threshold…"):
        lines = {
            slot: [pair.scores(slot, float(t))[:, column].mean() for t in THRESHOLDS] for slot in pair.stores
        }
    frame = pd.DataFrame({"threshold": THRESHOLDS, **lines})
    name = METRIC_NAMES[metric]
    st.markdown(
        f"**{name} against the threshold**, {pair.gate} gate: mean over clips. A threshold chosen on this "
        "split would be tuned on it; choose it on the validation split."
    )
    st.plotly_chart(
        threshold_lines(frame, name, pair.threshold), key="thresholds", config={"displayModeBar": False}
    )
    choices.download(frame, f"thresholds-{metric}")
