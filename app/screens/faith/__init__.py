"""The Faith screen: how far the maps of two runs can be believed, from what `leap faithfulness` kept."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from leap_app import folders, loaders, state
from leap_app.screens import choices, share
from leap_app.screens.faith import checks, clips, curves, seconds, table
from leap_app.screens.faith.told import Told
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_app.state import Screen
from leap_core.data.nothing import Removal
from leap_core.faithfulness import MOST
from leap_core.faithfulness.kept import Kept, KeptSeconds, removals, ways
from leap_core.runs.names import short_names
from leap_core.runs.store import Store

SIDES = ("both", "audio", "visual")
_WAYS = {removal.name: removal for removal in removals()}


def show() -> None:
    """Draw the screen."""
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    problems = Problems()
    stores = choices.two_runs(choices.runs(problems), (top, top), problems)
    data = choices.data_of(stores, problems)
    if data is None or not stores:
        return
    known = dict.fromkeys(way.name for store in stores.values() for way in ways(store))
    name = choices.pick(
        "Seconds are", state.BY, tuple(known) or (Removal().name,), top, problems, _words, width=300
    )
    removal = _WAYS[name]
    with top:
        side = choices.tabs("Sound or picture", state.SIDE, SIDES, problems)
        every = st.toggle("Blocks and heads", key="faith heads")
    told = _told(stores, removal, problems)
    for store in _distinct(stores, told):
        _ask(store, removal)
    menu, texts = share.menu(top, Screen.FAITH), {}
    if told:
        texts |= table.draw(told, side, every)
        curves.draw(told, side)
        clips.draw_parts(told, side, problems)
        checks.draw(told)
    if any(KeptSeconds(store, removal).exist for store in stores.values()):
        texts |= seconds.draw(stores, removal, side, every, problems)
    if told:
        clips.draw_worst(told, side, loaders.named(stores))
    if menu.open:
        with menu:
            share.link(share.address(Screen.FAITH))
            if texts:
                share.tables(texts)


def _words(name: str) -> str:
    return _WAYS[name].words.removeprefix("seconds ")


def _told(stores: Mapping[str, Store], removal: Removal, problems: Problems) -> dict[str, Told]:
    """What is known of the runs, by slot; of what is broken it is said why."""
    called, found = short_names({slot: store.run for slot, store in stores.items()}), {}
    for slot, store in stores.items():
        kept = Kept(store, removal)
        if kept.exist:
            with problems.caught():
                found[slot] = Told(slot, called[slot], store, kept.results, kept.pairs)
    return found


def _distinct(stores: Mapping[str, Store], told: Mapping[str, Told]) -> list[Store]:
    """The runs that nobody has asked, each once."""
    lacking = {store.run.name: store for slot, store in stores.items() if slot not in told}
    return [store for store in lacking.values()]


def _ask(store: Store, removal: Removal) -> None:
    """What to type for a run that has no results, and what it costs."""
    clips, run = len(store.filenames), store.run
    if not loaders.has_checkpoint(store):
        st.info(
            f"**{plain(run.title)}**: nothing is known of its maps here, and its folder lacks the checkpoint "
            "that would be asked. Put one there with `leap convert`, and explain from it."
        )
        return
    if run.segments > MOST:
        st.info(
            f"**{plain(run.title)}**: its clips have {run.segments} seconds; at most {MOST} are asked by "
            "subsets."
        )
        return
    options = f"--removal {removal.source}" + f" --nothing {removal.nothing}" * removal.replaces
    st.info(
        f"**{plain(run.title)}**: nobody has asked it yet. Type"
        f"\n\n    leap faithfulness {store.folder} --data {folders.data_root()} --split {run.split}"
        f" {options} --sanity"
        f"\n\nIt asks twice {2**run.segments:,} subsets of the seconds of {clips:,} clips, a forward pass "
        "each: with models of the demo set's size about half a second a clip on two cores, with LEAP and "
        "MM-Pyr at full size ten. With `--clips 100` it asks a sample, and goes on from there later."
    )
