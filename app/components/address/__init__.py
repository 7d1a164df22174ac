"""The address component: completes the address of a screen in place, without an entry to go Back to."""

from __future__ import annotations

from leap_app import state
from leap_app.components import declare

_component = declare("address", [])


def address(query: str) -> None:
    """Make `query` the address's."""
    _component(key=state.ADDRESS, data={"query": query})
