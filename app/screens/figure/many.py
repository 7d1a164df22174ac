"""Many clips, a figure each, into one zip: the starred ones, or what a filter picks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from leap_app import facts, folders, session
from leap_app.jobs import Job
from leap_app.notes import Notes
from leap_app.screens import filters
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_app.screens.share.pieces import MOST_FIGURES
from leap_core.browse import Rule, find_names, parse_rule
from leap_core.errors import InputError
from leap_core.figures.package import write_zip
from leap_core.figures.recipe import Recipe
from leap_core.figures.sources import Sources
from leap_core.runs.store import Store
from leap_core.wording import counted

_SELECTED = "Clips selected on Browse"
_STARRED, _BROWSE = "Starred clips", "Filter of the Browse screen"


def draw(recipe: Recipe, sources: Sources, stores: Mapping[str, Store], problems: Problems) -> None:
    """A way to make a zip of many figures, drawn as the one on show."""
    st.subheader("Many clips", anchor=False)
    job: Job | None = session.get(session.FIGURES)
    if job is not None and job.running:
        _progress()
        return
    if job is not None:
        _result(job, problems)
    notes = Notes(folders.notes_path())
    try:
        rules = {_STARRED: Rule(starred=True), _BROWSE: filters.asked_rule(problems)}
        rules |= {name: parse_rule(text, name) for name, text in notes.filters().items()}
        there = {*sources.dataset.annotations.filenames}
        selected = [clip for clip in session.get(session.SELECTED, ()) if clip in there]
        kinds = [_SELECTED] * bool(selected) + list(rules)
        chosen = st.selectbox("Which", kinds, key="figures of")
        names = selected if chosen == _SELECTED else _names(rules[chosen], sources, stores)
    except InputError as error:
        problems.say(error)
        return
    if len(names) > MOST_FIGURES:
        most = f"more than the {MOST_FIGURES:,} that go into one zip"
        st.info(f"{len(names):,} clips are {most}: narrow the filter.")
    elif not names:
        st.info("No clip is starred." if chosen == _STARRED else "No clip is as the filter asks.")
    else:
        what = counted(len(names), "figure")
        if st.button(f"Make {what}", icon=":material/layers:"):
            _start(recipe, sources, names)  # no callback: that would have the recipe before the last choice
            st.rerun()


def _names(rule: Rule, sources: Sources, stores: Mapping[str, Store]) -> Sequence[str]:
    index = facts.index(sources.dataset, stores, rule)
    return find_names(index, rule, facts.named(sources.dataset, stores, rule))


def _start(recipe: Recipe, sources: Sources, names: Sequence[str]) -> None:
    def work(file, tell, stopped) -> Mapping[str, str]:
        return write_zip(file, recipe, sources, names, tell, stopped)

    session.put(session.FIGURES, Job(work, len(names)))


@st.fragment(run_every=0.5)
def _progress() -> None:
    job: Job = session.get(session.FIGURES)
    if not job.running:
        st.rerun()
    st.progress(job.done / job.total, f"{job.done:,} of {job.total:,} figures")
    st.button("Cancel", on_click=job.stop, help="Keeps the figures that are done")


def _result(job: Job, problems: Problems) -> None:
    if job.error is not None:
        session.take(session.FIGURES)
        if not isinstance(job.error, InputError):
            raise job.error
        problems.say(job.error)
        return
    made = job.done - len(job.left_out)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            f"Download {made:,} of {job.total:,} figures", job.content, "leap-lens-figures.zip",
            "application/zip", type="primary", disabled=not made,
        )  # fmt: skip
    if job.left_out:
        reasons = "\n".join(
            f"- `{clip}`: {plain(reason)}" for clip, reason in list(job.left_out.items())[:10]
        )
        st.warning(
            f"{counted(len(job.left_out), 'clip')} could not be drawn; left-out.txt says why.\n\n{reasons}"
        )
