"""Saved filters of the Browse screen: kept with the notes, and as files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from leap_app import folders, session
from leap_app.notes import Notes
from leap_app.screens import filters
from leap_app.screens.problems import Problems
from leap_core.browse import Rule, parse_rule

_UPLOAD_MB = 1


def draw(rule: Rule, problems: Problems) -> None:
    """Save the filter under a name, take or delete a saved one, share it as JSON.

    Where visitors change nothing, saved ones can but be taken.
    """
    notes = Notes(folders.notes_path())
    kept = {}
    with problems.caught():
        kept = notes.filters()
    with st.popover("Saved filters", icon=":material/bookmark:"):
        if not folders.read_only():
            with st.form("save", border=False, clear_on_submit=True):
                st.text_input("Save this filter as", key=session.FILTER_NAME, max_chars=80)
                st.form_submit_button("Save", on_click=_save, args=(notes, rule))
        for name, text in kept.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(name, on_click=_take, args=(text, name), key=f"take {name}", type="tertiary")
                if not folders.read_only():
                    st.button(
                        "Delete", on_click=session.attempt, args=(partial(notes.delete_filter, name),),
                        key=f"delete {name}", type="tertiary",
                    )  # fmt: skip
        st.download_button("Download this filter", rule.to_json(), "filter.json", "application/json")
        st.file_uploader(
            "Open a filter", "json", key=session.FILTER_FILE, on_change=_open, max_upload_size=_UPLOAD_MB
        )


def _save(notes: Notes, rule: Rule) -> None:
    session.attempt(lambda: notes.save_filter(session.get(session.FILTER_NAME), rule.to_json()))


def _take(text: str, source: str) -> None:
    session.attempt(lambda: filters.choose(parse_rule(text, source)))


def _open() -> None:
    file = session.get(session.FILTER_FILE)
    if file is not None:
        _take(file.getvalue().decode("utf-8", "replace"), file.name)
