"""The timeline component: video, transport, event bars, maps and scores of a clip.

Python hands it one JSON record (leap_core.views.clip_view and the video's address) and hears nothing back:
playing and scrubbing never rerun the script.  Its modules are served by app/server.py from this folder,
one concern each; timeline.js is the entry.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent
_ENTRY = """
const address = new URL("api/timeline/timeline.js", document.baseURI).href;
const entry = await import(address).catch(() => null);
export default entry?.default ?? (({ parentElement }) => {
  parentElement.querySelector(".lens").textContent =
    "This server lacks the app's own routes. Start it with `python -m app` or `streamlit run app/server.py`.";
});
"""

_component = st.components.v2.component(
    "timeline",
    html=(_FOLDER / "timeline.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "timeline.css").read_text(encoding="utf-8"),
    js=_ENTRY,
)


def timeline(view: dict[str, Any]) -> None:
    """Draw the clip.  The constant key keeps the component mounted from clip to clip."""
    _component(key="timeline", data=view)
