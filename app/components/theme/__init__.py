"""The theme component: what is chosen in Streamlit's menu (system, light, dark) holds on every screen.

Streamlit remembers the choice in the browser, but by the path that the page was loaded at.
"""

from __future__ import annotations

from collections.abc import Sequence

from leap_app import session
from leap_app.components import declare

_component = declare("theme", [])


def theme(paths: Sequence[str]) -> None:
    """Keep one theme at all `paths`, relative to the first."""
    _component(key=session.THEME, data={"paths": paths})
