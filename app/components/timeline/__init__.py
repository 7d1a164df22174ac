"""The timeline component: video, transport, lanes, maps, scores and notes of a clip.

Python hands it one JSON record (app/records.py) and hears what the user says of clips, and what is shared.
Playing, scrubbing, stepping, threshold, gate and maps never rerun the script.  Its modules are served by
app/routes/ from this folder, one concern each; timeline.js is the entry, screen.js the middle, logic/ what
needs no page.  The screen knows its server as a provider (provider.d.ts): in a page that app/standalone.py
exports, whose entry is standalone.js, another answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leap_app import session
from leap_app.components import declare, hearing

_OWN = ("base", "player", "side", "lanes", "events", "maps", "what-if")
_SHARED = [f"shared/{name}.css" for name in ("theme", "symbols", "bars", "tags")]
STYLES = (*_SHARED, *(f"timeline/styles/{name}.css" for name in _OWN))
_component = declare("timeline", STYLES)


def timeline(
    view: dict[str, Any],
    *,
    on_said: Callable[[list[dict[str, Any]]], None] = lambda sayings: None,
    on_share: Callable[[str, str, str], None] = lambda shown, link, query: None,
) -> None:
    """Draw the clip.

    `on_share(shown, link, query)` hears, while the view says `sharing`, what is on show: as fields of
    recipes, as a link to it, and as the choices in that.

    `on_said(sayings)` hears what the user says of clips, records `Saying` of shared/records.d.ts, each with a
    number, by which the view answers under `wrote`; they came from a browser and are theirs to check.
    """

    def shared(said: dict[str, Any]) -> None:
        on_share(str(said["shown"]), str(said["link"]), str(said["query"]))

    _component(
        key=session.TIMELINE,
        data=view,
        on_said_change=hearing(session.TIMELINE, "said", on_said),
        on_share_change=hearing(session.TIMELINE, "share", shared),
    )
