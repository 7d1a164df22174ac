"""What the probabilities are worth: their calibration, and F1 against the threshold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from leap_app import statistics
from leap_app.charts import reliability, threshold_lines
from leap_app.screens import choices, tables
from leap_app.screens.compare.pair import Pair, few
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.metrics import METRIC_NAMES, SCORES, Calibration
from leap_core.options import GATE_NAMES
from leap_core.types import MODALITIES

THRESHOLDS = np.round(np.arange(0.05, 0.96, 0.05), 2)


def draw_calibration(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw reliability diagrams of P, audio and visual, of both runs, and how large their errors are."""
    st.markdown(
        "**Calibration of P**: share of segments in which the class is there, by the probability that the "
        "run gives it, without gate or threshold. On the diagonal it means what it says. Most classes are "
        "not in a clip at all and easily told so: the lower charts and rows count the clip's own classes "
        "alone, those of its weak labels."
    )
    rows, errors = [], []
    with st.spinner("Measuring calibration…"):
        calibrated = _calibrated(pair)
    for modality, box in zip(MODALITIES, st.columns(len(MODALITIES)), strict=True):
        panels = {scope: found for (scope, m), found in calibrated.items() if m == modality}
        chart = reliability(panels, modality)
        box.plotly_chart(chart, key=f"calibration {modality}", config={"displayModeBar": False})
    for (scope, modality), found in calibrated.items():
        about = {"classes": scope, "modality": modality}
        for run, c in found.items():
            bins = {"bin": range(len(c.count)), "count": c.count, "said": c.said, "there": c.there}
            rows.append(pd.DataFrame({**bins, "run": run, **about}))
            sizes = {"calibration error": (c.error, c.error_ends), "Brier score": (c.brier, c.brier_ends)}
            errors.append({**about, "run": run, **{k: _ended(*v) for k, v in sizes.items()}})
    st.markdown("**Expected calibration error and Brier score**, with 95 % intervals over clips; 0 is best.")
    st.table(pd.DataFrame(errors).set_index(["classes", "modality", "run"]))
    choices.download(pd.concat(rows), "calibration")


def prepare(pair: Pair) -> None:
    """Make what the views need and takes a while, where it is kept."""
    _calibrated(pair)
    _scored(pair)


def _calibrated(pair: Pair) -> dict[tuple[str, str], dict[str, Calibration]]:
    """The calibration of runs by what they are called, for each choice of classes and each modality."""
    own = _present(pair)
    counted = {"all classes": own, "the clip's own classes": own & _named(pair)}
    found = {slot: pair.stores[slot].prediction.segments[pair.rows(slot)] for slot in pair.stores}
    return {
        (scope, modality): {
            run: statistics.calibrated(found[slot][:, m], pair.truth[:, m], which)
            for slot, run in pair.called.items()
        }
        for scope, which in counted.items()
        for m, modality in enumerate(MODALITIES)
    }


def _scored(pair: Pair) -> dict[str, list[np.ndarray]]:
    """The scores of clips (N, 11) of runs by what they are called, at each threshold."""
    return {run: [pair.scores(slot, float(t)) for t in THRESHOLDS] for slot, run in pair.called.items()}


def _present(pair: Pair) -> np.ndarray:
    """Which segments are a clip's own, for every class: bool (N, C, T)."""
    labels = pair.data.annotations
    present = labels.present[[pair.data.index(name) for name in pair.names]]  # (N, T)
    return np.broadcast_to(present[:, None], pair.truth[:, 0].shape)


def _named(pair: Pair) -> np.ndarray:
    """Which classes the weak labels of each clip name, at every segment: bool (N, C, T)."""
    weak = pair.data.annotations.weak[[pair.data.index(name) for name in pair.names]]  # (N, C)
    return np.broadcast_to(weak[:, :, None], pair.truth[:, 0].shape)


def _ended(value: float, ends: tuple[float, float]) -> str:
    return f"{value:.3f}" + ("" if np.isnan(ends[0]) else f" [{ends[0]:.3f}, {ends[1]:.3f}]")


def draw_threshold(pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the metric of both runs over the threshold."""
    column = SCORES.index(metric)
    with st.spinner("Scoring at every threshold…"):
        lines = {run: [scores[:, column].mean() for scores in each] for run, each in _scored(pair).items()}
    frame = pd.DataFrame({"threshold": THRESHOLDS, **lines})
    name = METRIC_NAMES[metric]
    st.markdown(
        f"**{name} against the threshold**, {GATE_NAMES[pair.gate]}: mean over clips. A threshold chosen on "
        "this split would be tuned on it; diamonds are at those of the validation split, where there are any."
    )
    found = {slot: store.run.chosen_for(pair.gate) for slot, store in pair.stores.items()}
    chosen = {slot: c.threshold for slot, c in found.items() if c}
    own = {slot: pair.scores(slot, threshold)[:, [column]] for slot, threshold in chosen.items()}  # (N, 1)
    marks = {pair.called[slot]: (chosen[slot], float(own[slot].mean())) for slot in own}
    st.plotly_chart(
        threshold_lines(frame, name, pair.threshold, marks),
        key="thresholds",
        config={"displayModeBar": False},
    )
    choices.download(frame, f"thresholds-{metric}")
    if len(own) == len(pair.stores):
        each = " and ".join(f"{run} at {x:.2f}" for run, (x, _) in marks.items())
        st.markdown(
            f"**Each run at its own**, {plain(each)}: difference, 95 % interval and p as in the overview."
            + few(len(pair.names))
        )
        row = pair.compared(*own.values()).set_index(pd.Index([name], name="metric"))
        tables.show(tables.written(row, pair.formats))
