"""The compare screen: the scores of all runs, and whether the difference of two is real."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from app import loaders, state
from app.charts import class_bars, clip_scatter
from app.screens import choices
from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.explanation.store import Store
from leap_core.metrics import GATES, bootstrap, per_class
from leap_core.published import published
from leap_core.tables import ScoreTable

_LEVELS, _TRACKS = ("segment", "event"), ("audio", "visual", "audio_visual")
_FORMATS = {"Markdown": ("markdown", "md"), "LaTeX": ("latex", "tex"), "CSV": ("csv", "csv")}


def show(clip_page) -> None:
    """Draw the screen; a click on a clip opens it on `clip_page`."""
    gate_box, threshold_box, published_box = st.columns([1.5, 2.5, 3], vertical_alignment="bottom")
    problems = st.container()
    runs = choices.runs(problems)
    if not runs:
        return
    with gate_box:
        gate = state.select(
            "Gate", state.GATE, GATES, choices.asked(state.GATE, "gate", GATES, GATES[0], "address", problems)
        )
    with threshold_box:
        threshold = state.slider("Threshold", state.THRESHOLD, _asked_threshold(problems))
    try:
        data = loaders.dataset(state.data_root(), next(iter(runs.values())).run.split)
    except InputError as error:
        choices.say(error, problems)
        return
    if not data.annotations.dense:
        problems.info(f"The {data.split} split of {data.name} has no labels by second to score against.")
        return
    scores = _scores(data, runs, threshold, gate, problems)
    if not scores:
        return
    with_published = published_box.toggle("Published figures, on LLP")
    _table(data, {name: runs[name] for name in scores}, scores, threshold, gate, with_published)
    _two(data, {name: runs[name] for name in scores}, scores, threshold, gate, clip_page, problems)


def _asked_threshold(problems) -> float:
    text = state.asked(state.THRESHOLD) or "0.5"
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value <= 1:
        return value
    choices.say(InputError("address", f"there is no threshold {text!r}", "Choose one from 0 to 1."), problems)
    return 0.5


def _scores(
    data: Dataset, runs: Mapping[str, Store], threshold: float, gate: str, problems
) -> dict[str, np.ndarray]:
    """Scores of the runs of the split on show, (N, 11) each; of others it says why there are none."""
    scores = {}
    for name, store in runs.items():
        try:
            scores[name] = loaders.scores(data, store, threshold, gate)
        except InputError as error:
            choices.say(error, problems)
    return scores


def _table(
    data: Dataset,
    runs: Mapping[str, Store],
    scores: Mapping[str, np.ndarray],
    threshold: float,
    gate: str,
    with_published: bool,
) -> None:
    """Runs in rows, metrics in columns, the best bold; as text to copy below."""
    called = choices.titles(runs)
    rows = {called[name]: _row(values.mean(axis=0).tolist()) for name, values in scores.items()}
    what = f"{data.split} split of {data.name} ({'synthetic data' if data.synthetic else 'data'})"
    caption = f"F1 in percent on the {what}; {gate} gate, threshold {threshold:g}"
    if with_published:
        rows |= {f"published on LLP: {name}": _row(row.values()) for name, row in published().items()}
        caption += "; published rows as their papers print them, on LLP"
    table = ScoreTable(caption, rows)
    frame = pd.DataFrame.from_dict(
        rows, orient="index", columns=list(choices.METRIC_NAMES.values()), dtype=float
    )
    bold = pd.DataFrame(
        [["font-weight: 700" if table.is_best(n, c) else "" for c in frame.columns] for n in frame.index],
        frame.index,
        frame.columns,
    )
    st.markdown(
        f"**{caption}.** Mean over {len(data.annotations.filenames):,} clips; best of each column bold."
    )
    st.table(frame.style.apply(lambda _: bold, axis=None).format("{:.1f}", na_rep=""))
    with st.expander("Copy the table"):
        chosen = st.segmented_control(
            "Format", list(_FORMATS), default="Markdown", label_visibility="collapsed"
        )
        if chosen:
            method, suffix = _FORMATS[chosen]
            text = getattr(table, method)()
            st.code(text, language={"tex": "latex", "md": "markdown"}.get(suffix), wrap_lines=False)
            st.download_button(f"Download as {chosen}", text, f"scores.{suffix}")


def _row(values) -> dict[str, float | None]:
    return dict(zip(choices.METRIC_NAMES.values(), values, strict=True))


def _two(
    data: Dataset,
    runs: Mapping[str, Store],
    scores: Mapping[str, np.ndarray],
    threshold: float,
    gate: str,
    clip_page,
    problems,
) -> None:
    """Two runs against each other: differences, classes, clips."""
    a_box, b_box, level_box, track_box = st.columns([2.3, 2.3, 1.2, 1.2], vertical_alignment="bottom")
    stores = choices.two_runs(runs, (a_box, b_box), problems)
    names = {slot: store.folder.name for slot, store in stores.items()}
    rows = {slot: {n: i for i, n in enumerate(store.filenames)} for slot, store in stores.items()}
    common = [name for name in data.annotations.filenames if all(name in places for places in rows.values())]
    if not common:
        problems.info("The two runs have no clip in common.")
        return
    chosen = {slot: [places[name] for name in common] for slot, places in rows.items()}
    a, b = (scores[names[slot]][chosen[slot]] for slot in "AB")  # (N, 11) each
    _differences(a, b, len(common))
    level = _pick("Level", state.LEVEL, _LEVELS, level_box, problems)
    track = _pick("Modality", state.TRACK, _TRACKS, track_box, problems)
    bars_box, clips_box = st.columns(2)
    grids = {slot: loaders.decisions(stores[slot], threshold, gate)[chosen[slot]] for slot in "AB"}
    truth = data.annotations.grid[[data.index(name) for name in common]]
    f1 = {slot: 100 * per_class(grid, truth, level)[track] for slot, grid in grids.items()}  # (C,) each
    classes = pd.DataFrame({"class": [display_name(c) for c in data.categories], **f1})
    classes["A - B"] = classes["A"] - classes["B"]
    classes = classes.dropna().sort_values("A - B", ascending=False)
    with bars_box:
        st.markdown(
            f"**F1 of each class**, {level} level, {track.replace('_', '-')}, over all clips together"
        )
        st.plotly_chart(class_bars(classes), key="class bars", config={"displayModeBar": False})
        _download(classes, f"classes-{level}-{track}.csv")
    clips = pd.DataFrame({"clip": common, "A": a[:, -1], "B": b[:, -1]})
    with clips_box:
        st.markdown("**Avg. of each clip**; click one to open it")
        picked = st.plotly_chart(
            clip_scatter(clips), key="clips", on_select="rerun", selection_mode="points",
            config={"displayModeBar": False},
        )  # fmt: skip
        _download(clips, "clips.csv")
    if picked.selection.points:
        place = picked.selection.points[0]["customdata"][0]
        query = {state.CLIP: place, state.RUN_A: names["A"], state.RUN_B: names["B"]}
        st.switch_page(clip_page, query_params=query)


def _differences(a: np.ndarray, b: np.ndarray, count: int) -> None:
    """Every metric of A and B, their difference, its interval and p."""
    difference = bootstrap(a, b)
    frame = pd.DataFrame(
        {
            "A": a.mean(axis=0),
            "B": b.mean(axis=0),
            "A - B": difference.mean,
            "low": difference.low,
            "high": difference.high,
            "p": difference.p,
        },
        list(choices.METRIC_NAMES.values()),
    )
    st.markdown(
        f"**A against B** on {count:,} common clips: difference, its 95 % interval and two-sided p, by "
        "paired bootstrap over clips, 10,000 resamples. The eleven p are not corrected for being many."
    )
    digits = {
        "A": "{:.1f}",
        "B": "{:.1f}",
        "A - B": "{:+.1f}",
        "low": "{:+.1f}",
        "high": "{:+.1f}",
        "p": "{:.4f}",
    }
    st.table(frame.style.format(digits))
    _download(frame.rename_axis("metric").reset_index(), "differences.csv")


def _pick(label: str, key: str, options: tuple[str, ...], box, problems) -> str:
    value = choices.asked(key, label.lower(), options, options[0], "address", problems)
    with box:
        return state.select(
            label, key, options, value, format_func=lambda o: o.replace("_", "-").capitalize()
        )


def _download(frame: pd.DataFrame, name: str) -> None:
    st.download_button("Download CSV", frame.to_csv(index=False), name, key=name, type="tertiary")
