"""The clip screen: one clip, two runs side by side on a playing video."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import streamlit as st

from leap_app import loaders, state
from leap_app.components.timeline import timeline
from leap_app.notes import Note, Notes
from leap_app.screens import choices, filters
from leap_app.screens.problems import Problems
from leap_core.browse import Rule, find_names
from leap_core.data.dataset import Dataset
from leap_core.data.media import frame_seconds
from leap_core.errors import InputError
from leap_core.runs.store import Store
from leap_core.views import Opening, clip_view


def show() -> None:
    """Draw the screen.  Whatever is wrong with the input is said in place, and the rest stays usable."""
    clip_box, step_box, a_box, b_box = st.columns([3.4, 2.8, 2.3, 2.3], vertical_alignment="bottom")
    problems = Problems()
    stores = choices.two_runs(choices.runs(problems), (a_box, b_box), problems)
    data = choices.data_of(stores, problems)
    if data is None:
        return
    opening = _opening(data, stores)
    filename = _choose_clip(data, opening.filename, clip_box, problems)
    names, rule = _clip_list(data, stores, problems)
    _step_buttons(names, filename, rule, step_box)
    view = _view(data, filename, stores, problems)
    live = {slot: loaders.has_checkpoint(store) for slot, store in stores.items()}
    timeline(
        {
            **view,
            "runs": [{**run, "live": live[run["slot"]]} for run in view["runs"]],
            "opening": opening.how if filename == opening.filename else "",
            "media": _media(data, filename),
            "note": asdict(_note(data, filename, problems)),
        },
        on_step=lambda count: _step(names, filename, int(count)),
        on_star=lambda clip, starred: state.attempt(lambda: _keep(Notes.star, data, clip, bool(starred))),
        on_note=lambda clip, text: state.attempt(lambda: _keep(Notes.write, data, clip, str(text))),
    )


def _opening(data: Dataset, stores: Mapping[str, Store]) -> Opening:
    """The clip to open with: the first where there are no two runs to choose by."""
    with suppress(InputError):  # the view of the clip says it
        if len(stores) == 2:
            return loaders.opening(data, stores["A"], stores["B"])
    return Opening(data.annotations.filenames[0], "")


def _choose_clip(data: Dataset, default: str, box, problems: Problems) -> str:
    """Select box of a clip, searchable by name and by class; its choice."""
    names = data.annotations.filenames
    value = choices.asked(state.CLIP, "clip", names, default, data.root, problems)
    tie = state.chosen(state.CLIP, value)
    return box.selectbox("Clip", names, format_func=choices.clip_labels(data), **tie)


def _clip_list(data: Dataset, stores: Mapping[str, Store], problems: Problems) -> tuple[Sequence[str], Rule]:
    """The clips to step through: those that the Browse screen's filter picks, in its order, or all."""
    rule = filters.asked_rule(problems)
    if rule == Rule():
        return data.annotations.filenames, rule
    state.choose(state.FILTER, rule.to_json())  # so that a link has it, too
    try:
        index = loaders.index(data, stores, rule.threshold, rule.gate)
        starred = Notes(state.notes_path()).starred(data.name) if rule.starred else ()
        return find_names(index, rule, starred), rule
    except InputError as error:
        problems.say(error)
        return data.annotations.filenames, Rule()


def _step_buttons(names: Sequence[str], filename: str, rule: Rule, box) -> None:
    """Previous and next clip, where this one stands between them, and a way out of a filter."""
    with box.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, count in {"Previous": -1, "Next": 1}.items():
            st.button(label, on_click=_step, args=(names, filename, count), disabled=not names)
        place = names.index(filename) + 1 if filename in names else "no"
        filtered = rule != Rule()
        st.markdown(f"{place} of {len(names):,}{' filtered' if filtered else ''}", width="content")
        if filtered:
            st.button(
                "✕", on_click=filters.choose, args=(Rule(),), key="all clips", type="tertiary",
                help="Step through all clips again",
            )  # fmt: skip


def _step(names: Sequence[str], filename: str, count: int) -> None:
    """Choose the clip `count` places on; the list goes round.  From outside the list its first or last."""
    if filename in names:
        state.choose(state.CLIP, names[(names.index(filename) + count) % len(names)])
    elif names:
        state.choose(state.CLIP, names[0 if count > 0 else -1])


def _view(data: Dataset, filename: str, stores: Mapping[str, Store], problems: Problems) -> dict[str, Any]:
    """View of the clip in those runs that have it; of others it says what is wrong."""
    try:
        return clip_view(data, filename, stores)
    except InputError:
        sound, wrong = {}, {}  # each thing once: A and B may be one run
        for slot, store in stores.items():
            try:
                clip_view(data, filename, {slot: store})
                sound[slot] = store
            except InputError as error:
                wrong[str(error)] = error
        for error in wrong.values():
            problems.say(error)
        return clip_view(data, filename, sound)


def _media(data: Dataset, filename: str) -> dict[str, Any]:
    """Address and frame length of the clip's video (None for sound alone), or why there is neither."""
    path = data.media(filename)
    if path is None:
        return {
            "missing": f"No video: expected {filename}.mp4 in {data.root / 'clips'}. The rest works without."
        }
    try:
        seconds = frame_seconds(path) if path.suffix == ".mp4" else None
    except InputError as error:
        return {"missing": str(error)}
    return {"url": f"api/clips/{quote(filename)}", "frame_seconds": seconds}


def _note(data: Dataset, filename: str, problems: Problems) -> Note:
    """The user's note of the clip."""
    try:
        return Notes(state.notes_path()).of(data.name, filename)
    except InputError as error:
        problems.say(error)
        return Note()


def _keep(write: Callable[..., None], data: Dataset, filename: str, value: bool | str) -> None:
    """Keep a star or a note."""
    data.index(filename)  # it came from a browser
    write(Notes(state.notes_path()), data.name, filename, value)
