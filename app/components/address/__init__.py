"""The address component: completes the address of a screen in place, without an entry to go Back to."""

from __future__ import annotations

from leap_app import session
from leap_app.components import declare

_component = declare("address", [])


def address(query: str, screen: str) -> None:
    """Make `query` that of the address of a `screen`, by which it is told from the same one of another."""
    _component(key=session.ADDRESS, data={"query": query, "screen": screen})
