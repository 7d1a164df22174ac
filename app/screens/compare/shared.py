"""Share on the Compare screen: of the table of scores and of the two runs compared."""

from __future__ import annotations

import streamlit as st

from leap_app import facts
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair
from leap_app.screens.problems import Problems
from leap_app.screens.share import address, events, link, pieces, tables
from leap_app.screens.share.made import Items
from leap_app.state import Screen
from leap_core.browse import Rule, find_page
from leap_core.tables import ScoreTable

_SHOWN = 12  # clips of the site


def draw(pair: Pair, metric: str, scored: ScoreTable | None) -> None:
    """Draw the menu's items, and in it what is wrong with them."""
    problems = Problems()
    link(address(Screen.COMPARE))
    if pair.names:
        with problems.caught():
            _of_the_runs(pair, metric, problems)
    if scored is not None:
        tables({"scores": scored})


def _of_the_runs(pair: Pair, metric: str, problems: Problems) -> None:
    data, runs, items = pair.data, choices.baseline_first(pair.stores), Items(problems)
    rule = Rule(metric=metric, gate=pair.gate, threshold=pair.threshold, sort="distance", descending=True)
    index = facts.index(data, pair.stores, rule)
    page = find_page(index, rule, facts.named(data, pair.stores, rule), 0, _SHOWN)
    clips = [clip.filename for clip in page.clips if clip.filename in set(pair.names)]
    items.add(f"**Site** of scores and {len(clips)} clips that differ most", pieces.site(data, runs, clips))
    head = "**Events** of truth and the two runs"
    if len(pair.names) <= pieces.MOST_OF_EVENTS:
        events.add(items, head, data, runs, pair.names, pair.threshold, pair.gate)
    else:
        st.markdown(f"{head}: at most {pieces.MOST_OF_EVENTS:,} clips; `leap events` writes more.")
    items.end()
