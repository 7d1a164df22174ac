"""The record of a clip that the clip screen draws: made for the page, and for each clip stepped to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import quote

import numpy as np
import streamlit as st

from leap_app import facts, folders, loaders, media, state
from leap_app.notes import Notes
from leap_app.remarks import Note
from leap_core.browse import Rule, find_names
from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.media import frame_seconds
from leap_core.errors import InputError
from leap_core.runs.store import Store
from leap_core.views import Opening, clip_view

AROUND = 4  # clips on and back that a record names
FOUND = 50  # clips that a search gives


@dataclass(frozen=True)
class ClipList:
    """The clips to step through, in order."""

    names: Sequence[str]
    rule: Rule  # that picks them; the one without a condition picks all

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def around(self, filename: str) -> dict[str, Any]:
        """Its place, from 1, or 0 outside; and the next clips on and back.

        The list goes round.  From outside the first is next on, the last next back.
        """
        count, place = len(self.names), self._places.get(filename)
        before, after = (-1, count) if place is None else (place, place)
        most = range(1, min(AROUND, count) + 1)
        return {
            "place": 0 if place is None else place + 1,
            "count": count,
            "filtered": self.rule != Rule(),
            "ahead": [self.names[(before + n) % count] for n in most],
            "behind": [self.names[(after - n) % count] for n in most],
        }


def clip_list(data: Dataset, stores: Mapping[str, Store], rule: Rule) -> ClipList:
    """The clips that a rule picks, in its order, by the two runs compared.

    Raises InputError where it cannot be applied.
    """
    if rule == Rule():
        return _all(data)
    return _filtered(data, _compared(stores), rule, facts.named(data, _compared(stores), rule))


@st.cache_resource(show_spinner=False, hash_funcs={Dataset: loaders.key_of}, max_entries=8)
def _all(data: Dataset) -> ClipList:
    return ClipList(data.annotations.filenames, Rule())


@st.cache_resource(
    show_spinner=False,
    hash_funcs={Dataset: loaders.key_of, Store: loaders.key_of, Rule: Rule.to_json},
    max_entries=8,
)
def _filtered(
    data: Dataset, stores: Mapping[str, Store], rule: Rule, chosen: Sequence[str] | None
) -> ClipList:
    index = facts.index(data, stores, rule)
    return ClipList(find_names(index, rule, chosen), rule)


def label_of(data: Dataset, filename: str) -> str:
    """What to call a clip where one is chosen: its id and its classes."""
    weak = data.annotations.weak[data.index(filename)]
    classes = (display_name(data.categories[c]) for c in weak.nonzero()[0])
    return "  ·  ".join(filter(None, (data.id_of(filename), ", ".join(classes))))


def find(data: Dataset, text: str) -> list[dict[str, str]]:
    """The first clips of a split whose name or one of whose classes holds a text, with what to call them."""
    text = text.casefold()
    classes = [c for c, name in enumerate(data.categories) if text in display_name(name).casefold()]
    names = data.annotations.filenames
    of_class = {names[row] for row in np.flatnonzero(data.annotations.weak[:, classes].any(axis=1))}
    found = (name for name in names if name in of_class or text in name.casefold())
    return [{"filename": name, "label": label_of(data, name)} for name in islice(found, FOUND)]


def _compared(stores: Mapping[str, Store]) -> dict[str, Store]:
    """The runs that lists, differences and sentences go by."""
    return {slot: stores[slot] for slot in state.PAIR.values() if slot in stores}


def opening(data: Dataset, stores: Mapping[str, Store]) -> Opening:
    """The clip to open with: the first where there are no two runs to choose by."""
    compared = _compared(stores)
    with suppress(InputError):  # the view of the clip says it
        if len(compared) == 2:
            return loaders.opening(data, *compared.values())
    return Opening(data.annotations.filenames[0], "")


def clip_record(
    data: Dataset, stores: Mapping[str, Store], clips: ClipList, filename: str
) -> tuple[dict[str, Any], list[InputError]]:
    """The record, and what is wrong with runs or with the notes, which are left out of it.

    Raises InputError where the data set has no such clip.
    """
    view, wrong = _view(data, filename, stores)
    first = opening(data, stores)
    try:
        note = Notes(folders.notes_path()).of(data.name, filename)
    except InputError as error:
        note = Note()
        wrong.append(error)
    live = {slot: loaders.has_checkpoint(store) for slot, store in stores.items()}
    record = {
        **view,
        "clip": {**view["clip"], "label": label_of(data, filename)},
        "runs": [{**run, "live": live[run["slot"]]} for run in view["runs"]],
        "names": loaders.named(stores),
        "opening": first.how if filename == first.filename else "",
        "media": _media(data, filename),
        "note": asdict(note),
        "read_only": folders.read_only(),
        "list": clips.around(filename),
        "filter": "" if clips.rule == Rule() else clips.rule.to_json(),
    }
    return record, wrong


def _view(
    data: Dataset, filename: str, stores: Mapping[str, Store]
) -> tuple[dict[str, Any], list[InputError]]:
    """View of the clip in those runs that have it, and what is wrong with the others."""
    further = state.FURTHER.values()
    try:
        return clip_view(data, filename, stores, further), []
    except InputError:
        sound, wrong = {}, {}  # each thing once: several may be one run
        for slot, store in stores.items():
            try:
                clip_view(data, filename, {slot: store})
                sound[slot] = store
            except InputError as error:
                wrong[str(error)] = error
        return clip_view(data, filename, sound, further), [*wrong.values()]


def _media(data: Dataset, filename: str) -> dict[str, Any]:
    """Address and frame length of the clip's video (None for sound alone), or why there is neither."""
    path = data.media(filename)
    if path is None:
        return {"missing": media.lack(data, filename)}
    try:
        seconds = frame_seconds(path) if path.suffix == ".mp4" else None
    except InputError as error:
        return {"missing": str(error)}
    frames = media.frame_count(data.segments_of(filename))
    return {"url": f"api/clips/{quote(filename)}", "frame_seconds": seconds, "frames": frames}
