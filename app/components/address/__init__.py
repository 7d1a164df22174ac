"""The address component: completes the address of a screen in place, without an entry to go Back to.

It also has links that open a screen in another window say what is seen in this one, and a server that was
started anew draw the screen at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from leap_app import session
from leap_app.components import declare

_component = declare("address", [])


def address(query: str | None, screen: str, shared: Sequence[str]) -> None:
    """Make `query` that of the address of a `screen`, by which it is told from the same one of another.

    None leaves the address as it is.  `shared` are the keys that every screen reads.
    """
    here = st.query_params.to_dict()  # by which it hears of another address that is completed to the same
    _component(key=session.ADDRESS, data={"query": query, "screen": screen, "shared": shared, "here": here})
