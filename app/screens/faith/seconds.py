"""What P of a second owes to that very second, where `leap faithfulness --of P` has asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from leap_app.screens import choices, tables
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.data.nothing import Removal
from leap_core.faithfulness.kept import KeptSeconds
from leap_core.faithfulness.results import Row, SecondsResults, is_whole
from leap_core.faithfulness.written import OF_SECONDS, seconds_table
from leap_core.metrics.intervals import LEVEL
from leap_core.runs.store import Store
from leap_core.tables import ScoreTable


def draw(
    stores: Mapping[str, Store], removal: Removal, side: str, every: bool, problems: Problems
) -> dict[str, ScoreTable]:
    """A table a run, of `every` block and head or of whole maps alone; as text by name of a file."""
    texts: dict[str, ScoreTable] = {}
    st.subheader("P\N{RIGHT SINGLE QUOTATION MARK}s own second", anchor=False)
    st.markdown(
        "What P of a second, of what a run claims, owes to that very second: how like it each map is over "
        "time. *Shapley* and *left out*: rank correlation with the second\N{RIGHT SINGLE QUOTATION MARK}s "
        "Shapley value, and with what is lost without it alone. *AUROC*: against the truth."
    )
    for (slot, store), box in zip(stores.items(), st.columns(len(stores)), strict=True):
        with box:
            st.markdown(f"**{slot} {plain(store.run.title)}**")
            kept = KeptSeconds(store, removal)
            if not kept.exist:
                st.info("This was not asked for. `leap faithfulness` does it with `--of P`.")
                continue
            with problems.caught():
                texts |= _draw(slot, store, kept.results, side, every)
    return texts


def _draw(slot: str, store: Store, results: SecondsResults, side: str, every: bool) -> dict[str, ScoreTable]:
    track = results.track(side)
    st.markdown(f"Of {results.sample}: {track.means}.")
    if not track.claims:
        return {}
    rows = [row for row in track.rows if every or is_whole(str(row["attribution"]))]
    tables.show(tables.written(_frame(rows), dict.fromkeys(OF_SECONDS.values(), "{:.3f}")))
    name = f"own-second-{store.run.name.replace('/', '-')}-{side}"
    choices.download(pd.DataFrame(rows), name, slot)
    return {name: seconds_table(rows, f"{store.run.title}, {track.name}: {track.means}. Percent")}


def _frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Figures by attribution, with the interval of the first in words."""
    shown = pd.DataFrame(rows).set_index("attribution")[list(OF_SECONDS)].astype(float)
    shown = shown.rename(columns=OF_SECONDS)
    shown.insert(1, f"{LEVEL:.0%} interval of Shapley", [tables.interval(row, "worth") for row in rows])
    return shown
