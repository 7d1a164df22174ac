"""Sanity checks: what is left of a run's maps without what it has learnt."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from leap_app import charts
from leap_app.screens import tables
from leap_app.screens.faith.told import Told
from leap_app.screens.plain import plain

_NUMBERS = {"like": "{:.2f}", "± like": "{:.2f}", "AUROC": "{:.2f}", "± AUROC": "{:.2f}"}


def draw(told: Mapping[str, Told]) -> None:
    """A table a run, of its own map and P."""
    st.subheader("Sanity checks", anchor=False)
    st.markdown(
        "A map that stays as it was with fresh weights, other labels or noise for its queries says nothing "
        "of what was replaced. *like*: rank correlation over time with the trained map."
    )
    boxes = st.columns(len(told))
    for one, box in zip(told.values(), boxes, strict=True):
        with box:
            st.markdown(f"**{one.slot} {plain(one.store.run.title)}**")
            rows = [row for row in one.results.sanity if row["map"] in (one.map, "P")]
            if not rows:
                st.info("These checks were not asked for. `leap faithfulness` does them with `--sanity`.")
                continue
            st.plotly_chart(charts.likeness(rows), key=f"faith likeness {one.slot}")
            frame = pd.DataFrame(rows).rename(
                columns={"like_sd": "± like", "auroc": "AUROC", "auroc_sd": "± AUROC", "fresh": "replaced"}
            )
            tables.show(tables.written(frame.set_index("map"), _NUMBERS))
            if one.results.agreement:
                alike = "; ".join(
                    f"{row['map']}, {row['of']}: {row['like'] or 0:.2f}" for row in one.results.agreement
                )
                st.markdown(
                    f":small[How like heads and blocks are, mean rank correlation of every two: {alike}.]"
                )
