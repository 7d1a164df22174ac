"""Share on the Browse screen: of the clips that are selected, or of all that are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from leap_app import facts, session
from leap_app.screens import choices, said
from leap_app.screens.problems import Problems
from leap_app.screens.share import address, events, link, pieces
from leap_app.screens.share.made import Items
from leap_app.state import Screen
from leap_core.browse import FORMS, Rule, find_names
from leap_core.data.dataset import Dataset
from leap_core.runs.store import Store

_FORMS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}


def heard(data: Dataset, clips: Sequence[str]) -> None:
    """Keep the clips that a browser says are selected.  Raises InputError on others than the split has."""
    session.put(session.SHARED, said.known(data, clips) if clips else [])


def draw(data: Dataset, stores: Mapping[str, Store], rule: Rule, count: int) -> None:
    """Draw the menu's items, and in it what is wrong with them; `count` clips are found."""
    problems = Problems()
    selected = session.get(session.SHARED)
    if selected is None:
        st.caption("Looking at what is selected\N{HORIZONTAL ELLIPSIS}")  # it is said in a moment
        return
    link(address(Screen.BROWSE))
    kinds = {"selected": f"{len(selected):,} selected", "found": f"{count:,} found"}
    kinds = kinds if selected else {"found": kinds["found"]}
    chosen = st.segmented_control(
        "Clips", list(kinds), required=True, default=next(iter(kinds)), format_func=kinds.__getitem__,
        key=f"shared of {len(kinds)}",
    )  # fmt: skip
    some = selected if chosen == "selected" else None
    with problems.caught():
        if some is None and count <= pieces.MOST_OF_EVENTS:
            index = facts.index(data, stores, rule)
            names = [*find_names(index, rule, facts.named(data, stores, rule))]
        else:
            names = some or []
        _items(data, stores, rule, names, some, problems)


def _items(
    data: Dataset,
    stores: Mapping[str, Store],
    rule: Rule,
    names: Sequence[str],
    some: Sequence[str] | None,
    problems: Problems,
) -> None:
    runs, items = choices.baseline_first(stores), Items(problems)

    def fits(head: str, most: int) -> bool:
        if 0 < len(names) <= most:
            return True
        st.markdown(f"{head}: at most {most:,} clips. Select some, or narrow the filter.")
        return False

    head = "**Page** of these clips, one file"
    if fits(head, pieces.MOST_OF_PAGE):
        items.add(head, pieces.page(data, runs, names))
    head = "**Site** with cards, filters, scores"
    if fits(head, pieces.MOST_OF_SITE):
        items.add(head, pieces.site(data, runs, names))
    head = "**Figures**, one of each clip"
    if fits(head, pieces.MOST_FIGURES):
        asked = {"threshold": rule.threshold, "gate": rule.gate}
        items.add(head, pieces.figures(data, runs, names, asked))
        open_them = partial(said.ask_figures, data, names)
        st.button(
            "Open as figures", on_click=session.attempt, args=(open_them,), icon=":material/open_in_new:"
        )
    head = "**Events** of truth and runs"
    if fits(head, pieces.MOST_OF_EVENTS):
        events.add(items, head, data, runs, names, rule.threshold, rule.gate)
    place = st.container()
    form = st.segmented_control(
        "As", FORMS, required=True, default=FORMS[0], format_func=_FORMS.__getitem__, key="list form",
        label_visibility="collapsed",
    )  # fmt: skip
    items.add("**List** with scores, tags and notes", pieces.listing(data, stores, rule, some, form), place)
    items.end()
