"""What the user says of clips: Clip and Browse have it kept, and Browse takes and gives files of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from leap_app import folders, session, state
from leap_app.notes import Notes
from leap_app.remarks import FORMS, MOST_BYTES, read_remarks, text_of, to_text
from leap_app.state import Address, Screen
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.wording import counted


def hear(data: Dataset, sayings: Sequence[Mapping[str, Any]]) -> None:
    """Keep what a browser says of clips, in its order; the screen then answers what became of each.

    Each is a record `Saying` of shared/records.d.ts with a number, and harmless if it comes again.
    """
    wrote = []
    for said in sayings:
        answer = {"number": int(said["number"]), "text": None, "joined": False}
        wrote.append(answer)
        session.attempt(partial(_answer, data, said, answer))
    session.put(session.WROTE, wrote)


def _answer(data: Dataset, said: Mapping[str, Any], answer: dict[str, Any]) -> None:
    answer["text"] = keep(data, said, session.visitor(st.context.headers))
    answer["joined"] = answer["text"] is not None and answer["text"] != text_of(str(said["text"]))
    if answer["joined"]:
        clip, *_ = said["clips"]
        session.tell(f"Another changed the note of {clip} meanwhile: both texts are kept in it.")


def keep(data: Dataset, said: Mapping[str, Any], author: str) -> str | None:
    """Keep one `Saying` of an author's; returns what a note is now, None of all else.

    Raises InputError on clips, or a tag, that are none, and where a note is too long.
    """
    what, clips = str(said["what"]), [*map(str, said["clips"])]
    if what != "note":
        return mark(data, what, clips, str(said.get("tag", "")))
    clip, *_ = known(data, clips)
    text, base = str(said["text"]), [*map(str, said["base"])]
    return Notes(folders.notes_path()).write(data.name, clip, text, author, base)


def mark(data: Dataset, what: str, clips: Sequence[str], tag: str) -> None:
    """Star, unstar, tag or untag clips.  Raises InputError on clips, or a tag, that are none."""
    notes, names = Notes(folders.notes_path()), known(data, clips)
    if what in ("star", "unstar"):
        notes.star(data.name, names, what == "star")
    elif what in ("tag", "untag"):
        notes.tag(data.name, names, tag, what == "tag")


def known(data: Dataset, clips: Sequence[str]) -> list[str]:
    """Clips that a browser named.  Raises InputError where there is none, too many, or an unknown one."""
    if not 0 < len(clips) <= session.MOST_SELECTED:
        expected = f"expected 1 to {session.MOST_SELECTED:,} clips, found {len(clips):,}"
        raise InputError("selected clips", expected, "Select fewer.")
    for clip in clips:
        data.index(clip)
    return [*clips]


def ask_figures(data: Dataset, clips: Sequence[str]) -> None:
    """Ask for figures of clips, which `figures` opens.  Raises InputError on clips that are none."""
    session.put(session.SELECTED, known(data, clips))
    session.put(session.DRAWING, True)


def figures(address: Address) -> None:
    """Open the Figure screen, if asked: one figure of as many clips as fit, and a figure of each of all."""
    if not session.take(session.DRAWING):
        return
    from leap_core.figures.recipe import MOST_CLIPS  # as the screen, when it is first opened

    clips = session.get(session.SELECTED)
    asked: Address = {**address, "clip": clips[0]}
    state.drop(state.RECIPE)
    if len(clips) > 1:
        asked["figure"] = json.dumps({"clips": clips[:MOST_CLIPS]}, separators=(",", ":"))
    state.go(Screen.FIGURE, **asked)


def files() -> None:
    """Give all notes as a file, and take those of another file in."""
    with st.popover("Notes", icon=":material/sell:"):
        st.markdown("Stars, tags and notes of every clip, as a file:")
        with st.container(horizontal=True):
            for form in FORMS:
                st.download_button(
                    form.upper(), partial(_file, form), f"leap-lens-notes.{form}", key=f"notes {form}",
                    on_click="ignore",
                )  # fmt: skip
        if folders.read_only():
            return
        st.file_uploader(
            "Take in such a file; nothing that is here is lost", list(FORMS), key=session.NOTES_FILE,
            on_change=session.attempt, args=(_take,), max_upload_size=MOST_BYTES // 10**6,
        )  # fmt: skip
        if said := session.take(session.TAKEN):
            st.success(said)


def _file(form: str) -> str:
    return to_text(Notes(folders.notes_path()).export(), form)


def _take() -> None:
    file = session.get(session.NOTES_FILE)
    if file is not None:
        remarks = read_remarks(file.getvalue(), file.name)
        news = Notes(folders.notes_path()).merge(remarks)
        session.put(session.TAKEN, f"{counted(len(remarks), 'clip')} read; news of {news:,} of them.")
