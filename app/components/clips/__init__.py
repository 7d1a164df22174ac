"""The clips component: a page of clips as a table or as a gallery, with truth and runs as small event strips.

Python hands it one JSON record (leap_core.browse.cards_view and what the Browse screen adds) and hears of
three things: a clip to open, a column to sort by, a star.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leap_app import state
from leap_app.components import declare

_component = declare("clips", ["shared/theme.css", "shared/bars.css", "clips/clips.css"])


def clips(
    view: dict[str, Any],
    *,
    on_open: Callable[[str], None],
    on_sort: Callable[[str], None],
    on_star: Callable[[str, bool], None],
) -> None:
    """Draw a page of clips; what the three are given came from a browser and is theirs to check."""

    def told(name: str) -> Any:
        return state.get(state.CLIPS)[name]

    _component(
        key=state.CLIPS,
        data=view,
        on_open_change=lambda: on_open(str(told("open"))),
        on_sort_change=lambda: on_sort(str(told("sort"))),
        on_star_change=lambda: on_star(str(told("star")["clip"]), bool(told("star")["starred"])),
    )
