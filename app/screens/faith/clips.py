"""Where a map is faithful and where it misleads: parts of the split, and single clips to be opened."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from leap_app import state
from leap_app.screens import choices, tables
from leap_app.screens.faith.told import Told
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_app.state import Screen, Slots
from leap_core.browse import Rule
from leap_core.categories import display_name
from leap_core.faithfulness.pairs import SLICES, Pairs
from leap_core.faithfulness.written import COLUMNS

WORST = 8  # pairs that are listed
FAITHFUL, MISLEADS = 90.0, 50.0  # share of orders in percent: at least, at most
_SHOWN = ("gap", "better_than", "shapley", "auroc")


def of_side(pairs: Pairs, side: str) -> Pairs:
    """Those of sound, of picture, or both."""
    return pairs if side == "both" else pairs.of_modality(side)


def draw_parts(told: Mapping[str, Told], side: str, problems: Problems) -> None:
    """The run's own map by class, overlap and outcome."""
    st.subheader("Where", anchor=False)
    part = choices.tabs("Parts", state.PART, SLICES, problems)
    boxes = st.columns(len(told))
    for one, box in zip(told.values(), boxes, strict=True):
        lines = []
        for name, some in of_side(one.pairs.of(one.map), side).sliced(part):
            figures = some.figures()
            shown = display_name(name) if part == "class" else name
            lines.append(
                {part: shown, "pairs": some.table.num_rows} | {COLUMNS[f]: figures[f] for f in _SHOWN}
            )
        with box:
            st.markdown(f"**{one.slot} {plain(one.store.run.title)}**, {one.map}")
            if lines:
                frame = pd.DataFrame(lines).set_index(part)
                formats = {COLUMNS[f]: "{:.2f}" for f in _SHOWN}
                tables.show(tables.written(frame.astype(dict.fromkeys(formats, float)), formats))
            elif part != SLICES[0] and one.results.track(side).present is None:
                st.info("What is heard alone and seen alone is not labelled by second, so this is unknown.")


def draw_worst(told: Mapping[str, Told], side: str, runs: Slots) -> None:
    """The claims whose seconds the run's own map orders worst, and the lists behind them."""
    st.subheader("Where a map misleads most", anchor=False)
    st.markdown(
        "What a run claims and its map orders worst, by the share of all orders that are worse still."
    )
    boxes = st.columns(len(told))
    for one, box in zip(told.values(), boxes, strict=True):
        table = of_side(one.pairs.of(one.map), side).table
        frame = table.select(["filename", "modality", "category", "better_than", "gap"]).to_pandas()
        worst = frame.dropna().sort_values("better_than", kind="stable")[:WORST]
        with box:
            st.markdown(f"**{one.slot} {plain(one.store.run.title)}**, {one.map}")
            with st.container(gap=None):
                for row in worst.to_dict("records"):
                    about = f"{display_name(row['category'])}, {row['modality']}"
                    text = f"{row['filename']}: {about}; better than {100 * row['better_than']:.0f} %"
                    if st.button(text, key=f"worst {one.slot} {row['filename']} {about}", type="tertiary"):
                        state.go(Screen.CLIP, **runs, clip=row["filename"])
            with st.container(horizontal=True):
                for verb, ends in (("faithful", (FAITHFUL, None)), ("misleads", (None, MISLEADS))):
                    first = one.slot == state.PAIR[state.RUN_A]
                    rule = Rule(faithful_a=ends) if first else Rule(faithful_b=ends)
                    text = f"{one.map} {verb}: in Browse"
                    if st.button(text, key=f"{verb} {one.slot}", icon=":material/open_in_new:"):
                        state.go(Screen.BROWSE, **runs, filter=rule.to_json())
