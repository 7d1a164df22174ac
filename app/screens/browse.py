"""The Browse screen: the clips that a filter picks, as a table or a gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from leap_app import facts, folders, loaders, session, state
from leap_app.components.clips import clips
from leap_app.notes import Notes
from leap_app.remarks import Note
from leap_app.screens import choices, filters, said, saved_filters, share
from leap_app.screens.problems import Problems
from leap_app.screens.share import browse as shared
from leap_app.state import Address, Screen
from leap_core.browse import LIKENESS, SORTS, Page, Rule, cards_view, find_page
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.faithfulness.kept import first_kept
from leap_core.metrics import GATES, METRIC_NAMES, SCORES
from leap_core.runs.names import short_names
from leap_core.runs.store import Store
from leap_core.views import classes_view

SIZE = 24  # clips a page
LOOKS = ("gallery", "table")
_SORTED_BY = {
    "row": "order of the split",
    "filename": "clip id",
    "overlapping": "overlapping events",
    "agreement": "agreement",
    "1": "F1 of {0}",
    "2": "F1 of {1}",
    "difference": "{0} \N{MINUS SIGN} {1}",
    "distance": "{0} \N{MINUS SIGN} {1}, either way",
    "likeness": "likeness",
}


def show() -> None:
    """Draw the screen; a clip opens with the list that it was picked from."""
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall")
    problems = Problems()
    stores = choices.two_runs(choices.runs(problems), (top, top), problems)
    data = choices.data_of(stores, problems)
    if data is None:
        return
    stores = _fitting(data, stores, problems)
    rule = filters.seen_rule(problems)
    notes = _notes(data, problems)
    tags = sorted({tag for note in notes.values() for tag in note.tags})
    names = _names(stores)
    called = [names.get(slot, f"run {slot}") for slot in state.PAIR.values()]
    choices.add_run(top)
    _decision(rule, stores, top)
    with st.sidebar:
        told = {key for key, slot in state.PAIR.items() if slot in stores and first_kept(stores[slot])}
        filters.panel(rule, data.categories, names, tags, data.annotations.dense, told)
    filters.presets(rule, called)
    filters.chips(rule, called)
    try:
        with st.spinner("Reading the facts of the clips…", show_time=True):
            index = facts.index(data, stores, rule)
        named = facts.named(data, stores, rule)
        page = find_page(index, rule, named, SIZE * (_asked_page() - 1), SIZE)
    except InputError as error:
        problems.say(error)
        st.button("Clear the filter", on_click=filters.choose, args=(Rule(),), key="clear broken")
        return
    look, menu = _heading(data, rule, page, called, problems)
    address = _address(rule, stores)
    said.figures(address)
    if opened := session.take(session.OPENED):
        asked: Address = {**address, "clip": opened}
        state.go(Screen.CLIP, **asked)
    if page.count:
        _list(data, rule, page, look, stores, notes, tags, address, share.opening(menu))
        if menu.open:
            with menu:
                shared.draw(data, stores, rule, page.count)
    else:
        st.info("No clip is as the filter asks.")
        with menu:
            share.link(share.address(Screen.BROWSE))


def _fitting(data: Dataset, stores: Mapping[str, Store], problems: Problems) -> dict[str, Store]:
    """The runs of this data set; of others it says why they are not on show."""
    fitting = {}
    for slot, store in stores.items():
        with problems.caught():
            store.check_fit(data.name, data.categories, data.segments)
            if store.run.split != data.split:
                expected = f"it is of the {store.run.split} split, run 1 of the {data.split} split"
                raise InputError(store.folder, expected, "Choose two runs of one split.")
            fitting[slot] = store
    return fitting


def _names(stores: Mapping[str, Store]) -> dict[str, str]:
    """What the runs are called beside each other, by slot."""
    return short_names({slot: store.run for slot, store in stores.items()})


def _decision(rule: Rule, stores: Mapping[str, Store], box) -> None:
    """What the runs decide and how they are scored."""
    bound = filters.bound
    box.selectbox(
        "F1 by metric", SCORES, width=140, format_func=METRIC_NAMES.__getitem__, **bound(rule, "metric")
    )
    box.selectbox("Gate", GATES, width=130, **bound(rule, "gate"))
    box.slider("Threshold", 0.0, 1.0, step=0.01, width=160, **bound(rule, "threshold", float))

    def take(threshold: float) -> None:
        filters.change(rule, lambda now: replace(now, threshold=threshold))

    choices.offer_thresholds(box, stores, rule.gate, take)


def _notes(data: Dataset, problems: Problems) -> dict[str, Note]:
    with problems.caught():
        return Notes(folders.notes_path()).all(data.name)
    return {}


def _asked_page() -> int:
    text = state.asked(state.PAGE) or "1"
    page = max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1
    state.show(state.PAGE, page)
    return page


def _heading(data: Dataset, rule: Rule, page: Page, runs: Sequence[str], problems: Problems):
    """How many clips there are, their order, saved filters and pages; returns the look and the menu Share."""
    total = len(data.annotations.filenames)
    orders = [sort for sort in SORTS if sort != "likeness" or rule.like]

    def turned(now: Rule) -> Rule:
        return replace(now, descending=not rule.descending)

    row = st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="list")
    with row:
        st.markdown(f"**{page.count:,} of {total:,} clips**", width="content")
        st.selectbox(
            "Sorted by", orders, width=190, format_func=lambda sort: _SORTED_BY[sort].format(*runs),
            **filters.bound(rule, "sort"),
        )  # fmt: skip
        st.button(
            "", on_click=filters.change, args=(rule, turned), key="turn",
            icon=f":material/arrow_{'downward' if rule.descending else 'upward'}:",
            help="Descending: turn the order" if rule.descending else "Ascending: turn the order",
        )  # fmt: skip
        saved_filters.draw(rule, problems)
        said.files()
        menu = share.menu(row, Screen.BROWSE)
        look = choices.tabs("Look", state.LOOK, LOOKS, problems)
        _pages(page)
    return look, menu


def _pages(page: Page) -> None:
    last, number = page.start + len(page.clips), page.start // SIZE + 1
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        for label, step, off in (("Previous", -1, number == 1), ("Next", 1, last == page.count)):
            target = (state.PAGE, str(number + step))
            st.button(label, on_click=state.choose, args=target, disabled=off, key=f"{label} page")
        st.markdown(f"{min(page.start + 1, last):,} to {last:,}", width="content")


def _address(rule: Rule, stores: Mapping[str, Store]) -> Address:
    """What the clip screen needs to show the same runs, decisions and list."""
    return {
        **loaders.named(stores),
        "gate": rule.gate,
        "threshold": rule.threshold,
        "filter": rule.to_json(),
    }


def _list(
    data: Dataset,
    rule: Rule,
    page: Page,
    look: str,
    stores: Mapping[str, Store],
    notes: Mapping[str, Note],
    tags: Sequence[str],
    address: Address,
    sharing: int,
) -> None:
    media = {clip.filename: data.media(clip.filename) for clip in page.clips}
    view: dict[str, Any] = {
        "look": look,
        "runs": [{"slot": slot, "short": name} for slot, name in _names(stores).items()],
        "dense": data.annotations.dense,
        "joint": data.annotations.joint is not None,
        "segments": data.segments,
        "classes": classes_view(data, stores.values()),
        "sort": rule.sort,
        "descending": rule.descending,
        "link": state.link(Screen.CLIP, **address),  # to which the browser adds the clip
        "split": f"{data.name}, {data.split}",
        "count": page.count,
        "most": session.MOST_SELECTED,
        "sharing": sharing,
        "tags": tags,
        "read_only": folders.read_only(),
        "wrote": session.get(session.WROTE, []),
        "clips": [
            {
                **card,
                "id": data.id_of(card["filename"]),
                "starred": (note := notes.get(card["filename"], Note())).starred,
                "tags": note.tags,
                "note": note.text,
                "by": note.by,
                "picture": (path := media[card["filename"]]) is not None and path.suffix == ".mp4",
            }
            for card in cards_view(page)
        ],
    }
    clips(
        view,
        on_open=lambda clip: session.attempt(lambda: session.put(session.OPENED, *said.known(data, [clip]))),
        on_sort=lambda column: _sort(rule, column),
        on_said=lambda sayings: said.hear(data, sayings),
        on_like=lambda clip: session.attempt(lambda: _like(rule, len(stores), *said.known(data, [clip]))),
        on_share=lambda some: session.attempt(lambda: shared.heard(data, some)),
    )


def _like(rule: Rule, runs: int, clip: str) -> None:
    """Put the clips most like one first, by where the runs disagree if there are two."""
    by = LIKENESS[0] if runs == 2 else LIKENESS[-1]
    filters.change(rule, lambda now: replace(now, like=clip, by=by, sort="likeness", descending=False))


def _sort(rule: Rule, column: str) -> None:
    """Sort by a column, numbers from the highest; by the same again, the other way round."""
    if column in SORTS:
        descending = not rule.descending if rule.sort == column else column != "filename"
        filters.change(rule, lambda now: replace(now, sort=column, descending=descending))
