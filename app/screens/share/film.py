"""What is asked of a video beside what is on show: its layout, theme, seconds and speed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from leap_app import session
from leap_core.data.dataset import Dataset
from leap_core.video.places import LAYOUTS, THEMES

_SPEEDS = (1, 0.5, 0.25)
_ONE = [name for name, layout in LAYOUTS.items() if layout.clips[0] == 1]  # layouts of one clip


def asked(data: Dataset, clip: str, loop: dict[str, Any] | None) -> dict[str, Any]:
    """Draw the choices; fields of a recipe.  The `loop` on show, in seconds, is played unless told."""
    total = data.seconds_of(clip)
    played = (float(loop["onset"]), min(float(loop["offset"]), total)) if loop else (0.0, total)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layout = st.selectbox("Layout", _ONE, format_func=_called, key=_key("layout"), width=220)
        speed = st.selectbox("Speed", _SPEEDS, format_func="{:g}".format, key=_key("slow"), width=90)
        theme = st.segmented_control(
            "Theme", THEMES, required=True, default=THEMES[0], format_func=str.capitalize, key=_key("theme")
        )
    onset, offset = st.slider("Seconds", 0.0, total, played, step=0.01, key=_key(f"seconds {clip} {played}"))
    whole = offset - onset == total
    return {
        "layout": layout,
        "theme": theme,
        "slow": speed,
        "range": None if whole else {"onset": onset, "offset": offset},
    }


def _called(layout: str) -> str:
    width, height = LAYOUTS[layout].pixels
    return f"{layout.capitalize()}, {width} by {height}"


def _key(what: str) -> str:
    return f"{session.FILM} {what}"
