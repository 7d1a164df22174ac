"""Text of others, such as the name of a run, in what Streamlit reads as Markdown."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"[\\\[<]")  # a link, a picture or a colour; an address; or what would undo this


def plain(text: str) -> str:
    """The same to a reader, without a link or picture that would pass for the dashboard's own."""
    return _BEGINS.sub(r"\\\g<0>", text)
