"""The studies screen: what the paper's studies give here, beside what the papers print for LLP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from leap_app import charts, folders, state
from leap_app.screens import choices, tables
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_app.screens.studies import complexity
from leap_app.state import Screen
from leap_core.browse import Rule
from leap_core.errors import InputError
from leap_core.metrics import HEADLINE, METRIC_NAMES
from leap_core.published import Row, published_of, published_scores
from leap_core.studies.clips import CLIP_COLUMNS
from leap_core.studies.contrasts import Contrast, contrasts, in_words
from leap_core.studies.grid import DEMO, Study, studies
from leap_core.studies.results import COLUMNS, FILE, Results, load, summary

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
    found = _results(asked, problems)
    study = plans[asked]
    st.subheader(study.question, anchor=False)
    if len(found.rows):
        _here(study, found.rows, metric)
        _contrasts(study, found)
    _published(published_of(asked))
    if len(found.rows):
        _pair(found.rows, metric)


def prepare() -> None:
    """Compare what the study that the screen opens with compares.  Raises InputError on broken results."""
    path, plans = folders.runs_root() / FOLDER / FILE, studies(DEMO)
    if path.exists():
        stamp = path.stat().st_mtime_ns
        found = _loaded(path.parent, stamp).of(next(iter(plans)))
        _compared(next(iter(plans)), path, stamp, found)


def _results(study: str, problems: Problems) -> Results:
    """What was found on this machine; no row where nothing was, which is said."""
    folder = folders.runs_root() / FOLDER
    none = Results(pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=CLIP_COLUMNS))
    command = f"leap study {study} --data {folders.data_root()} --out {folder}"
    if not (folder / FILE).exists():
        problems.info(f"No study was run on this data set yet. Run one with `{command}`.")
        return none
    try:
        found = _loaded(folder, (folder / FILE).stat().st_mtime_ns).of(study)
    except InputError as error:
        problems.say(error)
        return none
    if not len(found.rows):
        problems.info(f"This study was not run yet. Run it with `{command}`.")
    return found


@st.cache_resource(show_spinner=False, max_entries=8)
def _loaded(folder: Path, stamp: int) -> Results:
    return load(folder)


def _here(study: Study, rows: pd.DataFrame, metric: str) -> None:
    """How the settings score on this machine: a chart and a table."""
    one = rows.iloc[0]
    synthetic, count = ", **synthetic data**" if one.synthetic else "", rows.seed.nunique()
    st.markdown(
        f"{plain(one.dataset)}{synthetic}, {one.split} split; {count} seed{'' if count == 1 else 's'}, "
        f"at most {one.epochs} epochs, width {one.width}. Dots are seeds, bars 95 % intervals of their mean; "
        "the table has mean ± standard deviation."
    )
    of = dict(iter(rows.groupby("setting", sort=False)))
    found = {label: summary(of[label]) for label in study.settings if label in of}
    points = pd.DataFrame(
        [
            {"setting": label, "mean": s.mean[metric], "interval": s.interval[metric]}
            for label, s in found.items()
        ]
    )
    seeds = rows[["setting", metric]].rename(columns={metric: "score"})
    st.plotly_chart(charts.study_points(points, seeds, METRIC_NAMES[metric]), key="study chart")
    choices.download(points, f"study-{study.name}-{metric}")
    _table({label: [s.cell(m) for m in HEADLINE] for label, s in found.items()})


def _published(printed: Mapping[str, Row]) -> None:
    """What papers print of the settings: of other data, so in a table of its own."""
    if not printed:
        st.markdown("No paper prints figures of this study.")
        return
    st.markdown("**Published, on LLP**")
    cells = {
        f"{label} ({row.origin})": ["" if row.scores[m] is None else f"{row.scores[m]:.1f}" for m in HEADLINE]
        for label, row in printed.items()
    }
    _table(cells)


def _table(cells: dict[str, list[str]]) -> None:
    frame = pd.DataFrame.from_dict(cells, orient="index", columns=[METRIC_NAMES[m] for m in HEADLINE])
    tables.show(frame.rename_axis("setting").style)


def _contrasts(study: Study, found: Results) -> None:
    """What the study's own contrasts found, beside what papers print of them."""
    path = folders.runs_root() / FOLDER / FILE
    with st.spinner("Comparing…"):
        compared = _compared(study.name, path, path.stat().st_mtime_ns, found)
    st.markdown(
        f"**What was to be compared**, listed before training: first less second, in points, {_of(study)}"
    )
    if not compared:
        st.info(
            "That takes two seeds of each setting and the scores of their clips: `leap study` makes them."
        )
        return
    st.markdown("\n".join(f"- {words}" for words in in_words(compared)))
    table = pd.DataFrame([contrast.row() for contrast in compared])
    tables.show(table.drop(columns="metric" if len(study.metrics) == 1 else []).set_index("contrast").style)
    choices.download(pd.DataFrame([vars(contrast) for contrast in compared]), f"contrasts-{study.name}")
    st.caption(
        "95 % intervals and p by seeds and clips together (studentised hierarchical bootstrap), Holm's p "
        f"corrected for all {len(compared)}; *found* and *direction* go by it. *Detectable*: the smallest "
        "true difference that four of five such studies would find (half the interval and, on top, the 80 % "
        "quantile of Student's t times the standard error). *Size* asks whether the published difference, "
        "on LLP, lies in the interval."
    )


def _of(study: Study) -> str:
    by = METRIC_NAMES[study.metrics[0]] if len(study.metrics) == 1 else "all metrics"
    return f"by {by.removesuffix('.')}."


@st.cache_resource(show_spinner=False, max_entries=16)
def _compared(study: str, path: Path, stamp: int, _found: Results) -> list[Contrast]:
    return contrasts(studies(DEMO)[study], _found, published_scores(study))


def _pair(rows: pd.DataFrame, metric: str) -> None:
    """Two settings with one seed, whose clips open on the Browse screen."""
    st.markdown("**Clips where two settings differ most**")
    means = rows.groupby("setting", sort=False)[metric].mean()
    names = [str(name) for name in means.index]
    a_box, b_box, seed_box, go_box = st.columns([3, 3, 1, 2], vertical_alignment="bottom")
    a = a_box.selectbox("Setting 1", names, index=names.index(str(means.idxmax())), key="study a")
    b = b_box.selectbox("Setting 2", names, index=names.index(str(means.idxmin())), key="study b")
    seeds: list[int] = sorted(rows.seed.unique().tolist())
    seed = seed_box.selectbox("Seed", seeds, index=0, key="study seed")
    runs = [_run(rows, setting, seed) for setting in (a, b)]
    missing = [name for name in runs if not (folders.runs_root() / name / "run.json").exists()]
    clicked = go_box.button("Open in Browse", disabled=bool(missing) or a == b, icon=":material/open_in_new:")
    if missing:
        st.caption(f"The run {missing[0]} is not in the folder of runs; `leap study` makes it.")
    if clicked:
        rule = Rule(metric=metric, sort="distance", descending=True)
        state.go(Screen.BROWSE, run=runs, a=runs[0], b=runs[1], filter=rule.to_json())


def _run(rows: pd.DataFrame, setting: str, seed: int) -> str:
    of = rows[(rows.setting == setting) & (rows.seed == seed)]
    return f"{FOLDER}/{of.run.iloc[0]}" if len(of) else f"{FOLDER}/{setting}/seed-{seed}"
