"""A video of the clip on show, made beside the screen: asked for, on its way, done."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import streamlit as st

from leap_app import session, state
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


def draw(box, data: Dataset, stores: Mapping[str, Store], filename: str, problems: Problems) -> None:
    """Draw, in `box`, a way to make a video of a clip and its runs as they are shown."""
    job: Job | None = session.get(session.FILM)
    with box.popover("Video", icon=":material/movie:", help="A video of the clip as it is shown here"):
        if job is not None and job.running:
            _progress()
            return
        if job is not None:
            _result(job, problems)
        _form(data, stores, filename)


def _form(data: Dataset, stores: Mapping[str, Store], filename: str) -> None:
    clip = state.asked(state.CLIP) or filename  # the screen steps through clips by itself
    path = data.media(clip)
    if path is None or path.suffix != ".mp4":
        st.info(f"There is no video of {data.id_of(clip)}.")
        return
    st.selectbox("Layout", _ONE, format_func=_called, key=_key("layout"))
    st.segmented_control(
        "Theme", THEMES, required=True, default=THEMES[0], format_func=str.capitalize, key=_key("theme")
    )
    total = data.seconds_of(clip)
    st.slider("Seconds", 0.0, total, (0.0, total), step=0.1, key=_key(f"range {total:g}"))
    st.selectbox("Speed", _SPEEDS, format_func=lambda speed: f"{speed:g}", key=_key("slow"))
    st.button(
        "Make the video", type="primary", on_click=session.attempt,
        args=(lambda: _start(data, stores, filename, total),),
    )  # fmt: skip


def _start(data: Dataset, stores: Mapping[str, Store], filename: str, total: float) -> None:
    from leap_app.screens.figure.controls import seen  # matplotlib, which the app's start can do without
    from leap_core.figures.package import zipped
    from leap_core.figures.sources import gather
    from leap_core.video.recipe import parse_recipe
    from leap_core.video.write import make, render

    clip = state.asked(state.CLIP) or filename
    runs = choices.baseline_first(stores)
    onset, offset = session.get(_key(f"range {total:g}"))
    asked = {
        "data": str(data.root), "runs": [str(store.folder) for store in runs], "clips": [clip],
        "split": data.split, "layout": session.get(_key("layout")), "theme": session.get(_key("theme")),
        "slow": session.get(_key("slow")),
        "range": None if (onset, offset) == (0, total) else {"onset": onset, "offset": offset},
        "command": f"leap video {_name(clip)}.yaml",
    }  # fmt: skip
    recipe = parse_recipe(json.dumps(seen() | asked), "address")
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
