"""Every name that the dashboard keeps state under, in the address and the session; links between screens.

The address (?clip=..&a=..&b=..) is the truth: a link restores the screen.  What is seen on one screen
follows the user to the next: where an address says nothing, what was seen last holds, and completes it.  The
clip screen, whose choices never rerun the script, tells of them by a route of ours (app/seen.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial
from itertools import zip_longest
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

import streamlit as st

from leap_app import session
from leap_app.seen import seen, told

CLIP, RUN_A, RUN_B = "clip", "a", "b"  # address and session
PAIR = {RUN_A: "1", RUN_B: "2"}  # what a run is called by, on screens and in records: the two compared
FURTHER = {"c": "3", "d": "4", "e": "5", "f": "6"}  # likewise, those that the clip screen shows beside them
SLOTS = PAIR | FURTHER
GATE, THRESHOLD = "gate", "threshold"  # likewise
MAPS, SCALE, BLOCK, HEAD = "maps", "scale", "block", "head"  # likewise, as the clip screen writes them
ROWS, SORT, PINS = "rows", "sort", "pins"  # likewise
OF_CLIP = ("t", "window", "silence", "blank")  # likewise, which another clip does not take over
LOOKS = (  # likewise, of the clip screen alone
    *("lanes", "model", "removal", "nothing"),
    *("frequency", "decibels", "colours", "labels"),
)
LEVEL, TRACK, METRIC, VIEW = "level", "track", "metric", "view"  # likewise
SHOWN, TABLE, ORDER = "show", "table", "order"  # likewise; of Compare's table, whose runs may be many
EACH, PUBLISHED = "each", "published"  # likewise, its switches
BY, SIDE, PART = "by", "side", "part"  # likewise; of the Faith screen
SLICES, MODALITY, DETAILS = "slices", "modality", "details"  # likewise, of Compare's views
ADDED = "run"  # address, once a run, and session: runs below the folder of runs that were added by name
FILTER, LOOK, PAGE = "filter", "look", "page"  # likewise; of the Browse screen, the filter also of the clip's
_OF = {CLIP: OF_CLIP, FILTER: (PAGE,)}  # what another one does not take over
STUDY = "study"  # address and session
RECIPE = "figure"  # address: what differs from a plain figure
_PAGES = "pages"  # session: Streamlit's page of each screen


class Screen(StrEnum):
    """The screens, by their place in an address."""

    CLIP = "clip"  # also the one that opens first
    BROWSE = "browse"
    COMPARE = "compare"
    FIGURE = "figure"
    FAITH = "faith"
    STUDIES = "studies"
    VIDEO = "video"

    @property
    def called(self) -> str:
        """What people call it."""
        return "Your video" if self is Screen.VIDEO else self.capitalize()


class Slots(TypedDict, total=False):
    """The part of an address that names runs by slot."""

    a: str | None
    b: str | None
    c: str | None
    d: str | None
    e: str | None
    f: str | None


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


SHARED = (
    *(CLIP, *SLOTS, GATE, THRESHOLD, FILTER),
    *(MAPS, SCALE, BLOCK, HEAD, ROWS, SORT, PINS),
    ADDED,
)
_OWN = {  # beside what all screens share
    Screen.CLIP: (*OF_CLIP, *LOOKS),
    Screen.BROWSE: (LOOK, PAGE),
    Screen.COMPARE: (
        *(METRIC, LEVEL, TRACK, VIEW, SLICES, MODALITY, DETAILS),
        *(SHOWN, TABLE, ORDER, EACH, PUBLISHED),
    ),
    Screen.FIGURE: (RECIPE,),
    Screen.FAITH: (BY, SIDE, PART),
    Screen.STUDIES: (STUDY, METRIC),
    Screen.VIDEO: (),
}
TOLD = (*(key for key in SHARED if key != ADDED), *_OWN[Screen.CLIP])  # of which the clip screen tells


def follow(screen: Screen) -> None:
    """Take what the address of a screen says as seen, where it says so for the first time.

    Streamlit sends an address that it read once with every rerun; what the clip screen has written into it
    since, it tells to `seen.see`.
    """
    for key in (*SHARED, *_OWN[screen]):
        values = st.query_params.get_all(key)
        if values and values != told().get(key):
            _see(key, values)
        told()[key] = values


def address(screen: Screen) -> str:
    """The query of a screen's address, completed by what was seen last."""
    own = (*SHARED, *_OWN[screen])
    keys = dict.fromkeys((*st.query_params, *(key for key in seen() if key in own)))
    said = {key: asked_all(key) if key in own else st.query_params.get_all(key) for key in keys}
    return urlencode(said, doseq=True)  # in the order of the address: opened again it is the same


def register(pages: Mapping[Screen, Any]) -> None:
    """Tell Streamlit's page of each screen, for `go`."""
    session.put(_PAGES, pages)


def path(screen: Screen) -> str:
    """Where a screen is, relative to the first."""
    return f"./{'' if screen == Screen.CLIP else screen}"


def link(screen: Screen, **what: Unpack[Address]) -> str:
    """The address of a screen, relative to the first.  Raises TypeError on what the screen does not take."""
    return f"{path(screen)}?{urlencode(_query(screen, what), doseq=True)}"


def go(screen: Screen, **what: Unpack[Address]) -> None:
    """Open a screen, as `link` would; nothing after it runs."""
    query = _query(screen, what)
    for key, value in query.items():
        _see(key, [value] if isinstance(value, str) else value)
    st.switch_page(session.get(_PAGES)[screen], query_params=query)


def _query(screen: Screen, what: Address) -> dict[str, str | list[str]]:
    if unknown := what.keys() - {*SHARED, *_OWN[screen]}:
        raise TypeError(f"the {screen} screen takes no {min(unknown)}")
    values: dict[str, Any] = {ADDED: added(), **what}
    return {
        key: list(value) if key == ADDED else _text(value)
        for key, value in values.items()
        if value is not None and value != []
    }


def _text(value: str | float) -> str:
    """How an address writes a choice."""
    return f"{value:g}" if isinstance(value, float | bool) else str(value)


def added() -> list[str]:
    """Names of the runs added to those of the folder."""
    return asked_all(ADDED)


def add(name: str) -> None:
    """Add a run by name."""
    choose_all(ADDED, [*added(), name])


def further() -> list[str]:
    """Names of the runs beside the two that are compared, in order."""
    return list(dict.fromkeys(name for key in FURTHER if (name := asked(key))))


def choose_further(names: Sequence[str]) -> None:
    """Put those runs into the address, and others out of it."""
    choose_together(dict(zip_longest(FURTHER, names)))


def asked(key: str) -> str | None:
    """What the address said as the screen was drawn or, where that was nothing new, what was seen last."""
    said = asked_all(key)
    return said[-1] if said else None


def asked_all(key: str) -> list[str]:
    """Likewise of a key that an address may have several times."""
    return list(dict.fromkeys(seen().get(key, [])))


def choose(key: str, value: str | float) -> None:
    """Put a choice into the address."""
    choose_together({key: value})


def choose_together(choices: Mapping[str, str | float | None]) -> None:
    """Put choices into the address, or out of it those that are None, as one entry to go Back to."""
    _write({key: [] if value is None else [_text(value)] for key, value in choices.items()})


def choose_all(key: str, values: Sequence[str]) -> None:
    """Put choices into the address, a key each."""
    _write({key: list(values)})


def drop(key: str) -> None:
    """Take a choice out of the address."""
    _write({key: []})


def _write(choices: Mapping[str, list[str]]) -> None:
    # what was told since a click that comes right after another was on its way
    here = {key: told().get(key) or st.query_params.get_all(key) for key in st.query_params}
    st.query_params.from_dict({key: said for key, said in {**here, **choices}.items() if said})
    for key, said in choices.items():
        if said:
            told()[key] = said
            _see(key, said)
        else:
            seen().pop(key, None)
            told().pop(key, None)


def _see(key: str, values: list[str]) -> None:
    """Take a choice as seen; with another clip or filter what is of the last one is forgotten."""
    if seen().get(key, values) != values:
        for own in _OF.get(key, ()):
            seen().pop(own, None)
    seen()[key] = values


def show(key: str, value: str | float) -> None:
    """Have the address say what is on show though nobody chose it: Back from another choice leads there."""
    _see(key, [_text(value)])


def chosen(key: str, value: str | float) -> dict[str, Any]:
    """What ties a widget to a choice in the address."""
    show(key, value)
    return session.bound(key, value, partial(choose, key))
