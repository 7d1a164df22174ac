"""The boxes of a figure around what is of interest, and one more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from leap_app import session, statistics
from leap_app.screens.plain import plain
from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import find_events
from leap_core.figures.recipe import MOST_BOXES, Box, Recipe
from leap_core.runs.store import Store
from leap_core.types import MODALITIES

_ANY = "any"


Change = Callable[[Callable[[tuple[Box, ...]], tuple[Box, ...]]], None]  # of the boxes that there are by then


def boxes(recipe: Recipe, data: Dataset, runs: Sequence[Store], change: Change) -> None:
    """Draw the boxes and a form for one more; `change` hears how to have other boxes."""

    def delete(box: Box) -> None:
        change(lambda now: tuple(other for other in now if other != box))

    with st.expander(f"Boxes ({len(recipe.boxes)})" if recipe.boxes else "Boxes"):
        for box in dict.fromkeys(recipe.boxes):
            of = ", ".join(
                filter(None, (box.modality, box.category and display_name(box.category), box.clip))
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{box.onset:g} to {box.offset:g} s{f' of {plain(of)}' if of else ''}")
                st.button("Delete", on_click=delete, args=(box,), key=f"delete {box}", type="tertiary")
        if len(recipe.boxes) < MOST_BOXES:
            with st.form("box", border=False):
                _form(recipe, data, suggested(recipe, data, runs), change)


def suggested(recipe: Recipe, data: Dataset, runs: Sequence[Store]) -> Box:
    """The longest stretch of the first clip that one of the last two rows of a class has, of truth and runs.

    Where they agree, the first segment.
    """
    clip = recipe.clips[0]
    rows = [data.annotations.grid[data.index(clip)]]  # bool (2, C, T) each
    for store in runs:
        if clip in store.filenames:
            decided = statistics.decisions(store, recipe.threshold, recipe.gate)
            rows.append(decided[store.filenames.index(clip)])
    one, other = rows[-2:] if rows[1:] else rows * 2
    modality, category, onset, offset = find_events(one ^ other)
    if not len(onset):
        return Box(0.0, data.segment_seconds)
    i = int(np.argmax(offset - onset))
    start, end = (float(t[i]) * data.segment_seconds for t in (onset, offset))
    return Box(start, end, None, MODALITIES[modality[i]], data.categories[category[i]])


def _form(recipe: Recipe, data: Dataset, start: Box, change: Change) -> None:
    """What a new box is of, from `start` on."""

    def key(what: str) -> str:
        return f"{session.BOX} {what} {recipe.clips[0]}"  # each clip begins with its own

    def add() -> None:
        onset, offset = session.get(key("seconds"))
        if onset < offset:
            asked = (session.get(key(what), _ANY) for what in ("clip", "modality", "class"))
            box = Box(onset, offset, *(None if value == _ANY else value for value in asked))
            change(lambda now: tuple(dict.fromkeys((*now, box))))

    total = max(data.seconds_of(clip) for clip in recipe.clips)
    span = (start.onset, start.offset)
    st.slider("Seconds", 0.0, total, span, step=data.segment_seconds, key=key("seconds"))
    for what, known, chosen in (
        ("modality", MODALITIES, start.modality),
        ("class", data.categories, start.category),
        ("clip", recipe.clips if len(recipe.clips) > 1 else (), start.clip),
    ):
        if known:
            options = (_ANY, *known)
            at = options.index(chosen or _ANY)
            st.selectbox(what.capitalize(), options, at, key=key(what), format_func=display_name)
    st.form_submit_button("Draw the box", on_click=add)
