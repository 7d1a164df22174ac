"""Share on the Clip screen: of the clip that the browser says is on show; the script may not know of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from leap_app import records, seen, session, state
from leap_app.screens import choices
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_app.screens.share import events, film, link, pieces
from leap_app.screens.share.made import Items
from leap_app.state import Screen
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.maps import ASKED
from leap_core.runs.store import Store

_ASKED = {kind.key for kind in ASKED}  # maps that neither figures nor videos have
_SHAPED = ("clips", "threshold", "gate", "maps", "block", "head", "scale", "rows", "classes")


def heard(shown: str, address: str, query: str) -> None:
    """Keep what the browser says is on show; other screens are told of it too."""
    session.put(session.SHARED, (shown, address))
    asked = dict(parse_qsl(query.lstrip("?")))
    seen.see(seen.token(), {key: asked.get(key, "") for key in state.TOLD}, state.TOLD)


def draw(data: Dataset, stores: Mapping[str, Store]) -> None:
    """Draw the menu's items, and in it what is wrong with them."""
    problems = Problems()
    told = session.get(session.SHARED)
    if told is None:
        st.caption("Looking at what is on show…")  # it is said in a moment
        return
    text, address = told
    try:
        shown = json.loads(text)
        clip = str(shown["clips"][0])
        span = shown.pop("window", None), shown.pop("range", None)
        data.index(clip)
        recipe = {key: value for key, value in shown.items() if key in _SHAPED}
        recipe["maps"] = [key for key in recipe["maps"] if key not in _ASKED]
        _items(data, choices.baseline_first(stores), clip, recipe, span, address, problems)
    except InputError as error:
        problems.say(error)
    except (ValueError, TypeError, LookupError, AttributeError):  # it came from a browser
        problems.say(InputError("Share", f"expected what is on show, found {text[:80]!r}", "Open it again."))


def _items(
    data: Dataset,
    runs: Sequence[Store],
    clip: str,
    recipe: dict[str, Any],
    span: tuple[Any, Any],
    address: str,
    problems: Problems,
) -> None:
    window, loop = span
    items = Items(problems)
    st.markdown(f"**{plain(records.label_of(data, clip))}**")
    link(address)
    items.add("**Page** of this clip, one file", pieces.page(data, runs, [clip]))
    if data.media(clip) is not None:
        place = st.container()
        video = pieces.video(data, runs, recipe | film.asked(data, clip, loop))
        items.add("**Video** of this clip", video, place)
    drawn = recipe | ({"window": window} if window else {}) | _there(data, clip)
    items.add("**Figure** of this view", pieces.figure(data, runs, drawn))
    st.button("Open as a figure", on_click=_figure, args=(recipe, window), icon=":material/open_in_new:")
    decided = recipe["threshold"], recipe["gate"]
    events.add(items, "**Events** of truth and runs", data, runs, [clip], *decided)
    items.end()


def _there(data: Dataset, clip: str) -> dict[str, bool]:
    """Whether a figure has pictures and sound, as far as files say."""
    path = data.media(clip)
    return {"frames": path is not None and path.suffix == ".mp4", "waveform": path is not None}


def _figure(recipe: Mapping[str, Any], window: Any) -> None:
    """Have the Figure screen open with what is on show."""
    own = {"classes": recipe["classes"]} if "classes" in recipe else {}
    own |= {"window": window} if window else {}
    session.put(session.DRAWING, (recipe["clips"][0], json.dumps(own) if own else None))


def figure() -> None:
    """Open the Figure screen, if asked."""
    asked = session.take(session.DRAWING)
    if asked is not None:
        clip, recipe = asked
        state.drop(state.RECIPE)  # it may be of other clips
        state.go(Screen.FIGURE, clip=clip, figure=recipe)
