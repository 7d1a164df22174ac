"""The scores component: a table of settings by metrics, the baseline always in sight.

Python hands it one JSON record and hears of one thing: a column to sort by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leap_app import session
from leap_app.components import declare, hearing

_component = declare("scores", ["shared/theme.css", "scores/scores.css"])


def scores(view: dict[str, Any], *, on_sort: Callable[[str], None]) -> None:
    """Draw the table; what `on_sort` is given came from a browser and is its to check."""
    _component(
        key=session.SCORES,
        data=view,
        on_sort_change=hearing(session.SCORES, "sort", lambda by: on_sort(str(by))),
    )
