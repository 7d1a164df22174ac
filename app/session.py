"""What a session keeps beside the address: every name that it is kept under, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from leap_app.remarks import author_of
from leap_core.errors import InputError

TIMELINE, CLIPS, SCORES = "timeline", "clips", "scores"  # components; constant, so they stay mounted
ABOUT, ADDRESS, THEME = "about", "address", "theme"  # likewise
FURTHER_RUNS = "further runs"  # their box
RUN_FOLDER, FILTER_NAME, FILTER_FILE = "run folder", "filter name", "filter file"  # forms
NOTES_FILE, TAKEN = "notes file", "taken"  # likewise, and what was taken in from the file
BOX = "box"  # before what is asked of a box
OPENED = "opened"  # the clip that was picked, until its screen opens
DRAWING = "drawing"  # the figure that was asked for, until its screen opens
SELECTED = "selected"  # clips that figures were asked of
MOST_SELECTED = 10_000  # clips at once
FIGURES, SPEEDS = "figures", "speeds"  # the job that draws many figures, and the times measured
SHARING, OPENINGS = "sharing", "openings"  # before the menus of screens; how often one was opened
SHARED = "shared"  # what the browser says that is on show, or selected, while a menu is open
MADE = "made"  # what a menu has made, or is making
FILM = "film"  # before what is asked of a video
OWN, VIDEO = "own", "video"  # the visitor's own video, and the job that parses it
VIDEO_FILE, MODELS = "video file", "models"  # its form
WROTE = "wrote"  # what became of what was last said of clips
_FAILED = "failed"  # what the last click ran into, until it is said
_TOLD = "told"  # what else is to be said, likewise
VISITOR = "X-Leap-Visitor"  # header that the door alone sets: who asks, percent-encoded


def get(key: str, default: Any = None) -> Any:
    """What the session has under a name, or what its widget or component says."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Keep a value in the session."""
    st.session_state[key] = value


def take(key: str) -> Any:
    """What the session has under a name, or None; once."""
    return st.session_state.pop(key, None)


def bound(key: str, value: Any, changed: Callable[[Any], None]) -> dict[str, Any]:
    """What ties a widget to a value: it shows `value`, and `changed` hears of another."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: changed(st.session_state[key])}


def attempt(act: Callable[[], None]) -> None:
    """Do what a click asks for; what goes wrong is said when the screen is drawn next."""
    try:
        act()
    except InputError as error:
        put(_FAILED, error)


def failure() -> InputError | None:
    """What the last click ran into; once."""
    return take(_FAILED)


def tell(text: str) -> None:
    """Have a sentence said when a screen is drawn next."""
    put(_TOLD, text)


def told() -> str | None:
    """The sentence to say; once."""
    return take(_TOLD)


def watched() -> Callable[[], bool]:
    """Whether a page of this session is open, whenever it is asked; of one without a server it always is."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    return partial(runtime.get_instance().is_active_session, context.session_id)


def visitor(headers: Mapping[str, str]) -> str:
    """Who is at the other end, at most 80 characters to print; empty where the server does not ask."""
    return author_of(unquote(headers.get(VISITOR, "")))
