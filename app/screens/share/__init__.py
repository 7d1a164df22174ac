"""The menu Share: what leaves the dashboard, in one order and by the same names on every screen.

Link, page, site, video, figure, events, list or tables; what makes no sense on a screen is left out there.
What takes a moment is made once it is asked for (made.py), and every button that gives a file says how large
it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from leap_app import session, state
from leap_app.state import Screen
from leap_core.tables import ScoreTable

MB = 1_000_000  # bytes
_FORMS = {"Markdown": ("markdown", "md"), "LaTeX": ("latex", "tex"), "CSV": ("csv", "csv")}


def menu(box, screen: Screen):
    """The menu in `box`, to be filled while it is open."""
    return box.popover(
        "Share", icon=":material/ios_share:", key=f"{session.SHARING} {screen}", on_change=_opened
    )


def opening(menu) -> int:
    """At which opening of menus this one is open; 0 where it is closed."""
    return session.get(session.OPENINGS, 0) if menu.open else 0


def _opened() -> None:
    session.put(session.OPENINGS, session.get(session.OPENINGS, 0) + 1)
    session.take(session.SHARED)  # what was on show then


def link(to: str) -> None:
    """A link to what is on show, to be copied."""
    st.markdown("**Link** to this view")
    st.code(to, language=None, wrap_lines=True)


def address(screen: Screen) -> str:
    """The address of a screen as it is shown."""
    return f"{st.context.url or state.path(screen)}?{state.address(screen)}"


def tables(shown: Mapping[str, ScoreTable]) -> None:
    """Tables as text, to be copied or as files of these names."""
    st.markdown("**Table** as it is shown")
    chosen = st.segmented_control(
        "Format",
        list(_FORMS),
        default="Markdown",
        required=True,
        key="table form",
        label_visibility="collapsed",
    )
    method, suffix = _FORMS[chosen]
    for name, scored in shown.items():
        text = getattr(scored, method)()
        st.code(text, language="latex" if suffix == "tex" else None, wrap_lines=True)
        give("Download the table", text.encode(), f"{name}.{suffix}")


def give(label: str, content: bytes, name: str, **settings) -> None:
    """A button that gives a file, and says how large it is."""
    st.download_button(f"{label} ({size(len(content))})", content, name, on_click="ignore", **settings)


def size(count: int) -> str:
    """Bytes as people say them."""
    if count >= MB:
        return f"{count / MB:.1f} MB"
    return f"{count / 1000:.1f} kB" if count >= 1000 else f"{count} bytes"
