"""The clips component: a page of clips as a table or as a gallery, with truth and runs as small event strips.

Python hands it one JSON record (leap_core.browse.cards_view and what the Browse screen adds) and hears of a
clip to open, a column to sort by, and of what is done with some clips.  Which clips are selected the browser
knows alone: to select reruns nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from leap_app import session
from leap_app.components import declare, hearing

_component = declare("clips", ["shared/theme.css", "shared/bars.css", "shared/tags.css", "clips/clips.css"])


def clips(
    view: dict[str, Any],
    *,
    on_open: Callable[[str], None],
    on_sort: Callable[[str], None],
    on_said: Callable[[list[dict[str, Any]]], None],
    on_share: Callable[[list[str]], None],
    on_like: Callable[[str], None],
) -> None:
    """Draw a page of clips; what the five are given came from a browser and is theirs to check.

    `on_said(sayings)` hears what the user says of clips, records `Saying` of shared/records.d.ts, each with a
    number, by which the view answers under `wrote`; `on_share(clips)`, while the view says `sharing`, which
    are selected.
    """
    hear = partial(hearing, session.CLIPS)
    _component(
        key=session.CLIPS,
        data=view,
        on_open_change=hear("open", lambda clip: on_open(str(clip))),
        on_sort_change=hear("sort", lambda by: on_sort(str(by))),
        on_said_change=hear("said", on_said),
        on_like_change=hear("like", lambda clip: on_like(str(clip))),
        on_share_change=hear("share", lambda clips: on_share([*map(str, clips)])),
    )
