"""Every name that the dashboard keeps state under: environment, address, session.

The address (?clip=..&a=..&b=..) is the truth: a link restores the screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from leap_core.resources import DEMO

DATA, RUNS = "LEAP_DATA", "LEAP_RUNS"  # environment: folders of the data set and of the runs
NOTES = "LEAP_NOTES"  # environment: file of the user's notes
CACHE = "LEAP_CACHE"  # environment: folder of what is made anew when it is not there
CLIP, RUN_A, RUN_B = "clip", "a", "b"  # address and session
GATE, THRESHOLD = "gate", "threshold"  # likewise; the clip screen's own part of the address has them too
LEVEL, TRACK, METRIC, VIEW = "level", "track", "metric", "view"  # likewise
ADDED = "run"  # address, once a run, and session: runs below the folder of runs that were added by name
FILTER, LOOK, PAGE = "filter", "look", "page"  # likewise; of the Browse screen, the filter also of the clip's
STUDY = "study"  # address and session
RECIPE = "figure"  # address: what differs from a plain figure
_LAST = "last"  # session: the choices made last, for a screen whose address does not say


def data_root() -> Path:
    """Folder of the data set; the bundled demo set unless told."""
    return Path(os.environ.get(DATA, DEMO))


def runs_root() -> Path:
    """Folder of the runs; `runs` in the data set's folder unless told."""
    return Path(os.environ.get(RUNS, data_root() / "runs"))


def notes_path() -> Path:
    """File of the user's notes; where the system keeps such files unless told."""
    if NOTES in os.environ:
        return Path(os.environ[NOTES])
    return (
        _user_folder("LOCALAPPDATA", "Application Support", "XDG_DATA_HOME", ".local/share") / "notes.sqlite"
    )


def cache_root() -> Path:
    """Folder of facts about clips; where the system keeps what can be made anew unless told."""
    told = os.environ.get(CACHE)
    return (
        Path(told) if told else _user_folder("LOCALAPPDATA", "Caches", "XDG_CACHE_HOME", ".cache")
    ) / "browse"


def _user_folder(windows: str, mac: str, xdg: str, home: str) -> Path:
    """Our folder among the user's: environment variable on Windows, ~/Library/.., XDG's variable or ~/.. ."""
    if sys.platform == "win32":
        folder = Path(os.environ.get(windows) or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / mac
    else:  # XDG Base Directory Specification: empty counts as unset
        folder = Path(os.environ.get(xdg) or Path.home() / home)
    return folder / "leap-lens"


def asked(key: str) -> str | None:
    """What the address asks for or, where it says nothing, what was chosen last."""
    return st.query_params.get(key, st.session_state.get(_LAST, {}).get(key))


def added() -> list[str]:
    """Names of the runs added to those of the folder."""
    names = st.query_params.get_all(ADDED) or st.session_state.get(_LAST, {}).get(ADDED, [])
    if names:
        st.query_params[ADDED] = names  # so that a link has them on every screen
    keep(ADDED, names)
    return list(dict.fromkeys(names))


def add(name: str) -> None:
    """Add a run by name."""
    names = [*added(), name]
    st.query_params[ADDED] = names
    keep(ADDED, names)


def choose(key: str, value: str) -> None:
    """Put a choice into the address."""
    st.query_params[key] = value
    keep(key, value)


def keep(key: str, value: str | list[str]) -> None:
    """Remember what is shown, for the other screens."""
    st.session_state.setdefault(_LAST, {})[key] = value


def select(label: str, key: str, options: Sequence[str], value: str, **settings) -> str:
    """A select box that shows `value` and writes a new choice into the address; returns the choice."""
    st.session_state[key] = value
    keep(key, value)
    return st.selectbox(label, options, key=key, on_change=_chosen, args=(key,), **settings)


def slider(label: str, key: str, value: float, **settings) -> float:
    """Likewise a slider from 0 to 1."""
    st.session_state[key] = value
    return st.slider(label, 0.0, 1.0, step=0.01, key=key, on_change=_chosen, args=(key,), **settings)


def _chosen(key: str) -> None:
    choose(key, str(st.session_state[key]))
