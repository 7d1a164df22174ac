"""A video of the clip on show, made beside the screen: asked for, on its way, done."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import streamlit as st

from leap_app import records, session
from leap_app.jobs import Job
from leap_app.screens import choices
from leap_app.screens.problems import Problems
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.extract.clip import Stopped
from leap_core.runs.store import Store
from leap_core.video.places import LAYOUTS, THEMES

_SPEEDS = (1, 0.5, 0.25)
_ONE = [name for name, layout in LAYOUTS.items() if layout.clips[0] == 1]  # layouts of one clip


def draw(data: Dataset, stores: Mapping[str, Store], problems: Problems) -> None:
    """Draw a way to make a video of what was shown when one was asked for; nothing before."""
    asked: str | None = session.get(session.FILMING)
    if asked is None:
        return
    job: Job | None = session.get(session.FILM)
    with st.container(border=True):
        if job is not None and job.running:
            _progress()
            return
        if job is not None:
            _result(job, problems)
        try:
            _form(data, stores, json.loads(asked))
        except (ValueError, TypeError, LookupError, AttributeError):  # it came from a browser
            session.take(session.FILMING)
            expected = f"expected a recipe of a video, found {asked[:80]!r}"
            problems.say(InputError("Video", expected, "Ask for it again."))


def _form(data: Dataset, stores: Mapping[str, Store], shown: dict[str, Any]) -> None:
    clip = str(shown["clips"][0])
    total = data.seconds_of(clip)
    loop = shown.pop("range", None)
    played = (float(loop["onset"]), min(float(loop["offset"]), total)) if loop else (0.0, total)
    st.markdown(f"**A video of {records.label_of(data, clip)}** as it was shown")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Layout", _ONE, format_func=_called, key=_key("layout"), width=260)
        st.segmented_control(
            "Theme", THEMES, required=True, default=THEMES[0], format_func=str.capitalize, key=_key("theme")
        )
        st.slider("Seconds", 0.0, total, played, step=0.01, key=_key(f"seconds {clip} {played}"), width=260)
        st.selectbox("Speed", _SPEEDS, format_func=lambda speed: f"{speed:g}", key=_key("slow"), width=90)
    with st.container(horizontal=True):
        st.button(
            "Make the video", type="primary", on_click=session.attempt,
            args=(lambda: _start(data, stores, shown, _key(f"seconds {clip} {played}")),),
        )  # fmt: skip
        st.button("Close", on_click=_close)


def _close() -> None:
    session.take(session.FILMING)
    session.take(session.FILM)


def _start(data: Dataset, stores: Mapping[str, Store], shown: dict[str, Any], seconds: str) -> None:
    from leap_core.figures.package import zipped  # matplotlib, which the app's start can do without
    from leap_core.figures.sources import gather
    from leap_core.video.recipe import parse_recipe
    from leap_core.video.write import make, render

    (clip,) = shown["clips"]
    runs = choices.baseline_first(stores)
    onset, offset = session.get(seconds)
    asked = {
        "data": data.name, "runs": [store.run.name for store in runs], "split": data.split,
        "layout": session.get(_key("layout")), "theme": session.get(_key("theme")),
        "slow": session.get(_key("slow")),
        "range": None if offset - onset == data.seconds_of(clip) else {"onset": onset, "offset": offset},
        "command": f"leap video {_name(clip)}.yaml",
    }  # fmt: skip
    recipe = parse_recipe(json.dumps(shown | asked), "Video")
    recipe.check()

    def work(file, tell, stopped) -> Mapping[str, str]:
        video = make(recipe, gather(recipe, data, runs))
        zipped(render(video, _name(clip), tell, stopped), file)
        return {}

    session.put(session.FILM, Job(work, 1))


@st.fragment(run_every=0.5)
def _progress() -> None:
    job: Job = session.get(session.FILM)
    if not job.running:
        st.rerun()
    st.progress(job.done / job.total, f"{job.done:,.0f} of {job.total:,} frames")
    st.button("Cancel", on_click=job.stop)


def _result(job: Job, problems: Problems) -> None:
    if job.error is not None:
        session.take(session.FILM)
        if isinstance(job.error, InputError):
            problems.say(job.error)
        elif not isinstance(job.error, Stopped):
            raise job.error
        return
    with zipfile.ZipFile(io.BytesIO(job.content)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".mp4"))
        film = archive.read(name)
    size = f"{len(film) / 1e6:.1f} MB"
    st.download_button(f"Download the video ({size})", film, name, "video/mp4", type="primary")
    st.download_button("With subtitles and recipe, as a zip", job.content, f"{name}.zip", "application/zip")


def _name(clip: str) -> str:
    return f"leap-lens-{clip}.mp4"


def _called(layout: str) -> str:
    width, height = LAYOUTS[layout].pixels
    return f"{layout.capitalize()}, {width} by {height}"


def _key(what: str) -> str:
    return f"{session.FILM} {what}"
