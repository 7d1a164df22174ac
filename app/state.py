"""Every name that the dashboard keeps state under: environment, address, session; links between screens.

The address (?clip=..&a=..&b=..) is the truth: a link restores the screen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

import streamlit as st
from platformdirs import PlatformDirs

from leap_core.errors import InputError
from leap_core.resources import DEMO

DATA, RUNS = "LEAP_DATA", "LEAP_RUNS"  # environment: folders of the data set and of the runs
NOTES = "LEAP_NOTES"  # environment: file of the user's notes
CACHE = "LEAP_CACHE"  # environment: folder of what is made anew when it is not there
_USER = PlatformDirs("leap-lens", appauthor=False)  # our folders among the user's
CLIP, RUN_A, RUN_B = "clip", "a", "b"  # address and session
GATE, THRESHOLD = "gate", "threshold"  # likewise; the clip screen's own part of the address has them too
LEVEL, TRACK, METRIC, VIEW = "level", "track", "metric", "view"  # likewise
ADDED = "run"  # address, once a run, and session: runs below the folder of runs that were added by name
FILTER, LOOK, PAGE = "filter", "look", "page"  # likewise; of the Browse screen, the filter also of the clip's
STUDY = "study"  # address and session
RECIPE = "figure"  # address: what differs from a plain figure
TIMELINE, CLIPS = "timeline", "clips"  # session: components; constant, so that they stay mounted
RUN_FOLDER, FILTER_NAME, FILTER_FILE = "run folder", "filter name", "filter file"  # session: forms
BOX = "box"  # likewise, before what is asked of a box
OPENED = "opened"  # session: the clip that was picked, until its screen opens
FIGURES, SPEEDS = "figures", "speeds"  # session: the job that draws many figures, and the times measured
_FAILED = "failed"  # session: what the last click ran into, until it is said
_LAST = "last"  # session: the choices made last, for a screen whose address does not say
_PAGES = "pages"  # session: Streamlit's page of each screen


def data_root() -> Path:
    """Folder of the data set; the bundled demo set unless told."""
    return Path(os.environ.get(DATA, DEMO))


def runs_root() -> Path:
    """Folder of the runs; `runs` in the data set's folder unless told."""
    return Path(os.environ.get(RUNS, data_root() / "runs"))


def notes_path() -> Path:
    """File of the user's notes; where the system keeps such files unless told."""
    told = os.environ.get(NOTES)
    return Path(told) if told else _USER.user_data_path / "notes.sqlite"


def cache_root() -> Path:
    """Folder of facts about clips; where the system keeps what can be made anew unless told."""
    told = os.environ.get(CACHE)
    return (Path(told) if told else _USER.user_cache_path) / "browse"


class Screen(StrEnum):
    """The screens, by their place in an address."""

    CLIP = "clip"  # also the one that opens first
    BROWSE = "browse"
    COMPARE = "compare"
    FIGURE = "figure"
    STUDIES = "studies"


class Slots(TypedDict, total=False):
    """The part of an address that names runs by slot."""

    a: str | None
    b: str | None


class Address(Slots, total=False):
    """What an address may ask for; None is left out."""

    clip: str | None
    run: Sequence[str]  # those that were added unless told
    gate: str | None
    threshold: float | None
    filter: str | None  # a rule as JSON
    metric: str | None
    study: str | None
    figure: str | None  # a recipe as JSON


_TAKES = {
    Screen.CLIP: {CLIP, RUN_A, RUN_B, ADDED, GATE, THRESHOLD, FILTER},
    Screen.BROWSE: {RUN_A, RUN_B, ADDED, FILTER},
    Screen.COMPARE: {RUN_A, RUN_B, ADDED, GATE, THRESHOLD, METRIC},
    Screen.FIGURE: {CLIP, RUN_A, RUN_B, ADDED, FILTER, RECIPE},
    Screen.STUDIES: {STUDY, METRIC},
}


def register(pages: Mapping[Screen, Any]) -> None:
    """Tell Streamlit's page of each screen, for `go`."""
    st.session_state[_PAGES] = pages


def link(screen: Screen, **what: Unpack[Address]) -> str:
    """The address of a screen, relative to the first.  Raises TypeError on what the screen does not take."""
    return f"./{'' if screen == Screen.CLIP else screen}?{urlencode(_query(screen, what), doseq=True)}"


def go(screen: Screen, **what: Unpack[Address]) -> None:
    """Open a screen, as `link` would; nothing after it runs."""
    st.switch_page(st.session_state[_PAGES][screen], query_params=_query(screen, what))


def _query(screen: Screen, what: Address) -> dict[str, str | list[str]]:
    if unknown := what.keys() - _TAKES[screen]:
        raise TypeError(f"the {screen} screen takes no {min(unknown)}")
    values: dict[str, Any] = {ADDED: added(), **what} if ADDED in _TAKES[screen] else {**what}
    return {
        key: list(value) if key == ADDED else _text(value)
        for key, value in values.items()
        if value is not None and value != []
    }


def _text(value: str | float) -> str:
    """How an address writes a choice."""
    return f"{value:g}" if isinstance(value, float) else str(value)


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


def now(key: str) -> str | None:
    """What the address says by now: another control may have changed it since the screen was drawn."""
    return st.query_params.get(key)


def choose(key: str, value: str | float) -> None:
    """Put a choice into the address."""
    st.query_params[key] = _text(value)
    keep(key, _text(value))


def drop(key: str) -> None:
    """Take a choice out of the address."""
    st.query_params.pop(key, None)


def keep(key: str, value: str | list[str]) -> None:
    """Remember what is shown, for the other screens."""
    st.session_state.setdefault(_LAST, {})[key] = value


def bound(key: str, value: Any, changed: Callable[[Any], None]) -> dict[str, Any]:
    """What ties a widget to a value: it shows `value`, and `changed` hears of another."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: changed(st.session_state[key])}


def chosen(key: str, value: str | float) -> dict[str, Any]:
    """What ties a widget to a choice in the address."""
    keep(key, _text(value))
    return bound(key, value, partial(choose, key))


def get(key: str, default: Any = None) -> Any:
    """What the session has under a name, or what its widget or component says."""
    return st.session_state.get(key, default)


def put(key: str, value: Any) -> None:
    """Keep a value in the session."""
    st.session_state[key] = value


def take(key: str) -> Any:
    """What the session has under a name, or None; once."""
    return st.session_state.pop(key, None)


def attempt(act: Callable[[], None]) -> None:
    """Do what a click asks for; what goes wrong is said when the screen is drawn next."""
    try:
        act()
    except InputError as error:
        put(_FAILED, error)


def failure() -> InputError | None:
    """What the last click ran into; once."""
    return take(_FAILED)
