"""The menu Share: what leaves the dashboard, in one order and by the same names on every screen.

Link, page, site, video, figure, events, list or tables; what makes no sense on a screen is left out there.
What takes a moment is made once it is asked for (made.py), and every button that gives a file says how large
it is.
"""

from __future__ import annotations

import streamlit as st

from leap_app import session, state
from leap_app.state import Screen

MB = 1_000_000  # bytes


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


def give(label: str, content: bytes, name: str, **settings) -> None:
    """A button that gives a file, and says how large it is."""
    st.download_button(f"{label} ({size(len(content))})", content, name, on_click="ignore", **settings)


def size(count: int) -> str:
    """Bytes as people say them."""
    if count >= MB:
        return f"{count / MB:.1f} MB"
    return f"{count / 1000:.1f} kB" if count >= 1000 else f"{count} bytes"
