"""The mean curves of deletion and insertion over the split, beside the band of all orders."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from leap_app import charts
from leap_app.screens import choices
from leap_app.screens.faith.told import Told
from leap_app.screens.plain import plain
from leap_core.faithfulness.scores import SHAPLEY

_WHICH = ("deletion", "insertion")


def draw(told: Mapping[str, Told], side: str) -> None:
    """A chart a run."""
    st.subheader("Curves over the split", anchor=False)
    st.markdown(
        "p of what a run claims as seconds are taken away one by one, or given back: the mean over clips. "
        "The band is the spread of all orders, one standard deviation either way."
    )
    boxes = st.columns(len(told))
    for one, box in zip(told.values(), boxes, strict=True):
        found = one.results.track(side).curves
        shown = {name: found[name] for name in dict.fromkeys((one.map, "P", SHAPLEY)) if name in found}
        with box:
            st.markdown(f"**{one.slot} {plain(one.store.run.title)}**")
            if not shown:
                st.info("It claims nothing here.")
                continue
            which = st.segmented_control(
                "Which curve", _WHICH, default=_WHICH[0], required=True, key=f"curve {one.slot}",
                format_func=str.capitalize, label_visibility="collapsed",
            )  # fmt: skip
            st.plotly_chart(charts.removal_curves(found, list(shown), which), key=f"faith curve {one.slot}")
            frame = pd.DataFrame({name: getattr(curve, which) for name, curve in found.items()})
            choices.download(frame, f"curves-{one.store.run.name.replace('/', '-')}-{side}-{which}", one.slot)
