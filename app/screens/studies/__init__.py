"""The studies screen: what the paper's studies give here, beside what the papers print for LLP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from leap_app import charts, state
from leap_app.screens import choices
from leap_app.screens.problems import Problems
from leap_app.screens.studies import complexity
from leap_app.state import Screen
from leap_core.browse import Rule
from leap_core.errors import InputError
from leap_core.metrics import HEADLINE, METRIC_NAMES
from leap_core.published import Row, published_of
from leap_core.studies.grid import DEMO, Study, studies
from leap_core.studies.results import FILE, load, summary, trends

FOLDER = "studies"  # in the folder of runs
_COMPLEXITY = "complexity"


def show() -> None:
    """Draw the screen."""
    what_box, metric_box = st.columns([4, 1], vertical_alignment="bottom")
    problems = Problems()
    plans = studies(DEMO)
    titles = {name: study.title for name, study in plans.items()} | {_COMPLEXITY: "Complexity"}
    with what_box:
        asked = choices.tabs("Study", state.STUDY, tuple(titles), problems, titles.__getitem__)
    if asked == _COMPLEXITY:
        complexity.draw()
        return
    metric = choices.pick(
        "Metric", state.METRIC, HEADLINE[::-1], metric_box, problems, METRIC_NAMES.__getitem__
    )
    rows = _rows(asked, problems)
    _study(plans[asked], rows, published_of(asked), metric)
    if len(rows):
        _pair(rows, metric)


def _rows(study: str, problems: Problems) -> pd.DataFrame:
    """What was found on this machine; no row where nothing was, which is said."""
    folder = state.runs_root() / FOLDER
    path = folder / FILE
    if not path.exists():
        command = f"leap study {study} --data {state.data_root()} --out {folder}"
        problems.info(f"No study was run on this data set yet. Run one with `{command}`.")
        return pd.DataFrame(columns=["study"])
    try:
        rows = _loaded(path, path.stat().st_mtime_ns)
    except InputError as error:
        problems.say(error)
        return pd.DataFrame(columns=["study"])
    rows = rows[rows.study == study]
    if not len(rows):
        command = f"leap study {study} --data {state.data_root()} --out {folder}"
        problems.info(f"This study was not run yet. Run it with `{command}`.")
    return rows


@st.cache_data(show_spinner=False, max_entries=8)
def _loaded(path: Path, stamp: int) -> pd.DataFrame:
    return load(path)


def _study(study: Study, rows: pd.DataFrame, printed: Mapping[str, Row], metric: str) -> None:
    """What was asked, and the answers: a chart and a table."""
    st.subheader(study.question, anchor=False)
    st.markdown(_about(rows, printed))
    order = [label for label in study.settings if label in set(rows.get("setting", ())) or label in printed]
    if not order:
        st.info("No paper prints figures of this study.")
        return
    here = {label: runs for label, runs in rows.groupby("setting", sort=False)} if len(rows) else {}
    found = {label: summary(runs) for label, runs in here.items()}
    points = pd.DataFrame(
        [
            {
                "setting": label,
                "mean": found[label].mean[metric] if label in found else None,
                "interval": found[label].interval[metric] if label in found else None,
                "published": printed[label].scores[metric] if label in printed else None,
            }
            for label in order
        ]
    )
    seeds = rows[["setting", metric]].rename(columns={metric: "score"}) if len(rows) else None
    st.plotly_chart(charts.study_points(points, seeds, METRIC_NAMES[metric]), key="study chart")
    choices.download(points, f"study-{study.name}-{metric}")
    table = {}
    for label in order:
        if label in found:
            table[f"{label}, here"] = [found[label].cell(m) for m in HEADLINE]
        if label in printed:
            row = printed[label]
            name = f"{label}, published on LLP ({row.source})"
            table[name] = ["" if row.scores[m] is None else f"{row.scores[m]:.1f}" for m in HEADLINE]
    st.table(pd.DataFrame.from_dict(table, orient="index", columns=[METRIC_NAMES[m] for m in HEADLINE]))
    _trends(rows, printed, metric)


def _about(rows: pd.DataFrame, printed: Mapping[str, Row]) -> str:
    parts = []
    if len(rows):
        one = rows.iloc[0]
        synthetic = ", **synthetic data**" if one.synthetic else ""
        parts.append(
            f"Here: {one.dataset}{synthetic}, {one.split} split; {rows.seed.nunique()} seeds, "
            f"{one.epochs} epochs, width {one.width}. Dots are seeds, bars 95 % intervals of their mean; the "
            "table has mean ± standard deviation."
        )
    if printed:
        other = len(rows) and rows.iloc[0].dataset != "LLP"
        more = ": other data, so only the order of settings compares" if other else ""
        parts.append(f"Diamonds are published, on LLP{more}.")
    return " ".join(parts)


def _trends(rows: pd.DataFrame, printed: Mapping[str, Row], metric: str) -> None:
    """Which of the published differences are found here, too."""
    if not len(rows):
        return
    found = trends(rows, {label: row.scores[metric] for label, row in printed.items()}, metric)
    if not found:
        return
    st.markdown(f"**Published differences in {METRIC_NAMES[metric]}, and here** (points, 95 % interval)")
    frame = pd.DataFrame(
        [
            {
                "published": f"{t.better} over {t.worse}: {t.published:+.1f}",
                "here": f"{t.here:+.1f}" + ("" if pd.isna(t.interval) else f" ± {t.interval:.1f}"),
                "": t.verdict,
            }
            for t in found
        ]
    )
    st.table(frame.set_index("published"))


def _pair(rows: pd.DataFrame, metric: str) -> None:
    """Two settings with one seed, whose clips open on the Browse screen."""
    st.markdown("**Clips where two settings differ most**")
    means = rows.groupby("setting", sort=False)[metric].mean()
    names = [str(name) for name in means.index]
    a_box, b_box, seed_box, go_box = st.columns([3, 3, 1, 2], vertical_alignment="bottom")
    a = a_box.selectbox("Run A", names, index=names.index(str(means.idxmax())), key="study a")
    b = b_box.selectbox("Run B", names, index=names.index(str(means.idxmin())), key="study b")
    seeds: list[int] = sorted(rows.seed.unique().tolist())
    seed = seed_box.selectbox("Seed", seeds, index=0, key="study seed")
    runs = [_run(rows, setting, seed) for setting in (a, b)]
    missing = [name for name in runs if not (state.runs_root() / name / "run.json").exists()]
    clicked = go_box.button("Open in Browse", disabled=bool(missing) or a == b, icon=":material/open_in_new:")
    if missing:
        st.caption(f"The run {missing[0]} is not in the folder of runs; `leap study` makes it.")
    if clicked:
        rule = Rule(metric=metric, sort="distance", descending=True)
        state.go(Screen.BROWSE, run=runs, a=runs[0], b=runs[1], filter=rule.to_json())


def _run(rows: pd.DataFrame, setting: str, seed: int) -> str:
    of = rows[(rows.setting == setting) & (rows.seed == seed)]
    return f"{FOLDER}/{of.run.iloc[0]}" if len(of) else f"{FOLDER}/{setting}/seed-{seed}"
