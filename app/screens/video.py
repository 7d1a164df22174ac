"""The screen of one's own video: choose a file and models, then the clip screen of it, without a truth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from urllib.parse import quote

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from leap_app import folders, loaders, records, session, state
from leap_app.components.timeline import timeline
from leap_app.jobs import Job
from leap_app.own import Own, entered
from leap_app.screens import choices
from leap_app.screens.problems import Problems
from leap_core.browse import Rule
from leap_core.categories import CATEGORIES
from leap_core.errors import InputError
from leap_core.extract.clip import Stopped
from leap_core.extract.recipe import Recipe
from leap_core.extract.recipes import RECIPES, usable
from leap_core.extract.video import SUFFIXES
from leap_core.runs.store import Store

_SLOTS = tuple(state.SLOTS.values())
_READ_ONLY = "This server takes no videos: it is read-only. On a machine of your own `leap app` does."
_NO_MODEL = (
    "No run here has a model for the features that are made of a video without weights (recipe compact). "
    "`leap app --weights` takes models on features of networks too (llp, clap-clip): docs/own-video.md."
)


def show() -> None:
    """Draw the screen."""
    problems = Problems()
    if folders.read_only():
        st.info(_READ_ONLY)
        return
    job: Job | None = session.get(session.VIDEO)
    if job is not None and job.running:
        _progress()
    elif job is not None and job.error is None:
        _result(session.get(session.OWN), problems)
    else:
        if job is not None:
            _delete(session.get(session.OWN))
            _say(job.error, problems)
        _form(problems)


def _say(error: Exception | None, problems: Problems) -> None:
    if isinstance(error, InputError):  # of a file in a folder that is nothing to its owner
        problems.say(InputError(PurePath(error.source).name, error.expected, error.remedy))
    elif error is not None and not isinstance(error, Stopped):
        raise error


def _form(problems: Problems) -> None:
    weights = _weights(problems)
    stores = {name: store for name, store in choices.runs(problems).items() if _recipe_of(store, weights)}
    if not stores:
        st.info(_NO_MODEL)
        return
    st.subheader("Your video", anchor=False)
    st.markdown(
        "Choose a file of video or sound, of any length up to an hour. It stays on the machine that serves "
        "this page, in a folder of this session, and is deleted when you say so or leave."
    )
    first, *others = choices.usual_runs(stores).values()
    usual = [s.run.name for s in (first, *others) if _recipe_of(s, weights) is _recipe_of(first, weights)]
    with st.form("video", border=False):
        st.file_uploader("Video or sound", [suffix[1:] for suffix in SUFFIXES], key=session.VIDEO_FILE)
        st.multiselect(
            "Models, the first two side by side", stores, list(dict.fromkeys(usual)),
            format_func=choices.titles(stores).__getitem__, max_selections=len(_SLOTS), key=session.MODELS,
        )  # fmt: skip
        st.form_submit_button(
            "Parse", type="primary", on_click=session.attempt, args=(lambda: _start(stores, weights),)
        )


def _weights(problems: Problems) -> Mapping[str, Path | None]:
    """The recipes that this server can make features by, and the folder of weights that each takes."""
    with problems.caught():
        return usable(folders.weights_root())
    return usable(None)


def _recipe_of(store: Store, weights: Mapping[str, Path | None]) -> Recipe | None:
    """The recipe whose features a run's model takes, of those that there are weights for, if any is."""
    if store.run.categories != CATEGORIES or not loaders.has_checkpoint(store):
        return None
    config = store.run.config
    recipes = (RECIPES[name] for name in weights)
    return next((r for r in recipes if all(config.get(k) == v for k, v in r.feature_dims.items())), None)


def _start(stores: Mapping[str, Store], weights: Mapping[str, Path | None]) -> None:
    if session.get(session.VIDEO) is not None:
        return  # pressed twice
    file, chosen = session.get(session.VIDEO_FILE), session.get(session.MODELS)
    if file is None or not chosen:
        raise InputError("your video", "expected a file and at least one model", "Choose both.")
    models = [stores[name] for name in chosen if name in stores]
    recipes = {recipe.name for store in models if (recipe := _recipe_of(store, weights))}
    if len(recipes) != 1:
        expected = (
            f"expected models on the same features, found those of the recipes {', '.join(sorted(recipes))}"
        )
        raise InputError("your video", expected, "Choose models of one.")
    (recipe,) = recipes
    own = Own(session.watched(), recipe)
    try:
        job = _parsing(own, file, models, weights[recipe])
        session.put(session.OWN, own)
        session.put(session.VIDEO, job)
    except BaseException:  # also where another press has Streamlit run the script anew
        own.delete()
        raise


def _parsing(own: Own, file: UploadedFile, models: Sequence[Store], weights: Path | None) -> Job:
    """Keep the file, and begin to ask the models about it."""
    named = PurePath(file.name)
    clip = re.sub(r"[^\w-]", "_", named.stem) or "video"
    path = own.take(clip[:80] + named.suffix.lower(), file.getvalue())

    def work(_, tell, stopped) -> Mapping[str, str]:
        from leap_core.explainers.video import explain_video  # torch, which takes a second

        own.remarks = explain_video(path, own.root, models, own.recipe, stopped, tell, weights)
        return {}

    return Job(work, 1 + len(models))


@st.fragment(run_every=0.5)
def _progress() -> None:
    job: Job = session.get(session.VIDEO)
    if not job.running:
        st.rerun()
    doing = (
        "Reading picture and sound" if job.done < 1 else f"Asking model {int(job.done)} of {job.total - 1}"
    )
    st.progress(min(job.done / job.total, 1.0), f"{doing}…")
    st.button("Cancel", on_click=job.stop)


def _result(own: Own, problems: Problems) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = st.container(width="content")
        st.button("Delete it", icon=":material/delete:", on_click=_delete, args=(own,))
    for line in own.remarks:
        st.warning(line)
    try:
        with entered(own.token):
            found = loaders.runs(folders.runs_root()).stores
            data = loaders.data_of(found)
            stores = dict(zip(_SLOTS, found.values(), strict=False))
            (name,) = data.annotations.filenames
            record, wrong = records.clip_record(data, stores, records.ClipList([name], Rule()), name)
            runs = ", ".join(f"{slot} {store.run.title}" for slot, store in stores.items())
            said.markdown(
                f"**Your video** by {runs} (recipe {own.recipe}). Nobody has told what is in it: there is no "
                "truth."
            )
    except InputError as error:
        problems.say(error)
        return
    for error in wrong:
        problems.say(error)
    media = {**record["media"], "url": f"api/own/{own.token}/clips/{quote(name)}"}
    here = {
        "own": own.token,
        "note": None,
        "names": {},
        "opening": "",
        "media": media if "url" in record["media"] else record["media"],
        "problems": [],
        "asked": name,
        "query": "",
        "teller": {"token": "", "keys": []},
    }
    timeline({**record, **here})


def _delete(own: Own) -> None:
    session.take(session.VIDEO)
    session.take(session.OWN)
    own.delete()
