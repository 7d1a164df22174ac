"""The timeline component: video, transport, lanes, maps, scores and notes of a clip.

Python hands it one JSON record (app/records.py) and hears of four: a star, a tag, a note, what is shared.
Playing, scrubbing, stepping, threshold, gate and maps never rerun the script.  Its modules are served by
app/routes/ from this folder, one concern each; timeline.js is the entry, screen.js the middle, logic/ what
needs no page.  The screen knows its server as a provider (provider.d.ts): in a page that app/standalone.py
exports, whose entry is standalone.js, another answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leap_app import session
from leap_app.components import declare

_OWN = ("base", "player", "side", "lanes", "events", "maps", "what-if")
_SHARED = [f"shared/{name}.css" for name in ("theme", "symbols", "bars", "tags")]
STYLES = (*_SHARED, *(f"timeline/styles/{name}.css" for name in _OWN))
_component = declare("timeline", STYLES)


def timeline(
    view: dict[str, Any],
    *,
    on_star: Callable[[str, bool], None] = lambda clip, starred: None,
    on_tag: Callable[[str, str, bool], None] = lambda clip, tag, on: None,
    on_note: Callable[[str, str, list[str], int], None] = lambda clip, text, base, number: None,
    on_share: Callable[[str, str, str], None] = lambda shown, link, query: None,
) -> None:
    """Draw the clip.

    `on_share(shown, link, query)` hears, while the view says `sharing`, what is on show: as fields of
    recipes, as a link to it, and as the choices in that.

    `on_star(clip, starred)`, `on_tag(clip, tag, on)` and `on_note(clip, text, base, number)` hear of what the
    user says of a clip; what they are given came from a browser and is theirs to check.  `base` is what the
    note may have been when the text was written; the view answers by the number, under `wrote`.
    """

    def told(name: str) -> Any:
        return session.get(session.TIMELINE)[name]

    def noted() -> None:
        said = told("note")
        on_note(str(said["clip"]), str(said["text"]), [*map(str, said["base"])], int(said["number"]))

    def shared() -> None:
        said = told("share")
        on_share(str(said["shown"]), str(said["link"]), str(said["query"]))

    _component(
        key=session.TIMELINE,
        data=view,
        on_star_change=lambda: on_star(told("star")["clip"], told("star")["starred"]),
        on_tag_change=lambda: on_tag(told("tag")["clip"], told("tag")["tag"], told("tag")["on"]),
        on_note_change=noted,
        on_share_change=shared,
    )
