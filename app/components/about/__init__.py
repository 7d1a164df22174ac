"""The about component: a line above every screen, which says what this is and what is on show.

Its panel explains the screen, with a drawn glossary; on the clip screen it offers a tour of five
steps, once by itself.
"""

from __future__ import annotations

from typing import Any

from leap_app import session
from leap_app.components import declare

_component = declare(
    "about",
    ["shared/theme.css", "shared/symbols.css", "shared/bars.css", "about/about.css", "about/tour.css"],
)


def about(view: dict[str, Any]) -> None:
    """Draw it: `view` is described in shared/records.d.ts."""
    _component(key=session.ABOUT, data=view)
