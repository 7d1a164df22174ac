"""The clip screen: one clip, two runs side by side, or up to six, on a playing video.

The script draws the clip that the address asks for; from there on the component steps through the list by
itself, through app/routes/, and keeps the address.
"""

from __future__ import annotations

import streamlit as st

from leap_app import records, seen, session, state
from leap_app.components.timeline import timeline
from leap_app.screens import choices, filters, said, share
from leap_app.screens.problems import Problems
from leap_app.screens.share import clip as shared
from leap_app.state import Screen
from leap_core.browse import Rule


def show() -> None:
    """Draw the screen.  Whatever is wrong with the input is said in place, and the rest stays usable."""
    shared.figure()
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    problems = Problems()
    runs = choices.runs(problems)
    stores = choices.two_runs(runs, (top, top), problems) | choices.further_runs(runs, top)
    menu = share.menu(top, Screen.CLIP)
    data = choices.data_of(stores, problems)
    if data is None:
        return
    names, default = data.annotations.filenames, records.opening(data, stores).filename
    filename = choices.asked(state.CLIP, "clip", names, default, data.root, problems)
    rule = filters.asked_rule(problems)
    clips = records.ClipList(names, Rule())
    with problems.caught():
        clips = records.clip_list(data, stores, rule)
    record, wrong = records.clip_record(data, stores, clips, filename)
    for error in wrong:
        problems.say(error)
    here = {
        "problems": [],
        "asked": state.asked(state.CLIP) or filename,
        "query": state.address(Screen.CLIP),
        "teller": {"token": seen.token(), "keys": state.TOLD},
        "wrote": session.get(session.WROTE, []),
        "sharing": share.opening(menu),
    }
    timeline(
        {**record, **here},
        on_said=lambda sayings: said.hear(data, sayings),
        on_share=shared.heard,
    )
    if menu.open:
        with menu:
            shared.draw(data, stores)
