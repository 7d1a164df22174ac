"""Every attribution of the runs, a table each, and what it comes to in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from leap_app.screens import choices, tables
from leap_app.screens.faith.told import Told
from leap_app.screens.plain import plain
from leap_core.faithfulness.results import Row, Track, is_whole
from leap_core.faithfulness.scores import FIGURES, RANDOM, SHAPLEY
from leap_core.faithfulness.written import COLUMNS, LESS, score_table
from leap_core.metrics.intervals import LEVEL
from leap_core.tables import ScoreTable

_NAMES = {figure: (COLUMNS | LESS)[figure] for figure in FIGURES}
_HELP = """\
**deletion** and **insertion**: area under p as seconds go, or come, in an attribution's order · **gap**:
chance less deletion · **gain**: insertion less chance · **better than**: share of all orders that are worse
· **Shapley**: rank correlation with the exact values · **infidelity**: what removals do against what is
promised · **sensitivity**: change under a little noise · **AUROC, pointing, mass**: against the truth. All
but the last three are of claims."""


def draw(told: Mapping[str, Told], side: str, every: bool) -> dict[str, ScoreTable]:
    """A table a run, of `every` block and head or of whole maps alone; as text by name of a file."""
    st.subheader("How faithful each attribution is", anchor=False)
    texts: dict[str, ScoreTable] = {}
    for one in told.values():
        results, track = one.results, one.results.track(side)
        st.markdown(f"**{one.slot} {plain(one.store.run.title)}**, {results.sample}. {sentence(one, track)}")
        if track.present is None:
            st.markdown(
                "What is heard alone and seen alone is not labelled by second: no AUROC, pointing, mass."
            )
        rows = [row for row in track.rows if every or is_whole(str(row["attribution"]))]
        tables.show(tables.written(_frame(rows), dict.fromkeys(_NAMES.values(), "{:.3f}")))
        name = f"faithfulness-{one.store.run.name.replace('/', '-')}-{side}"
        choices.download(pd.DataFrame(rows), name, one.slot)
        texts[name] = _as_text(one, track, rows)
    st.markdown(f":small[{_HELP}]")
    return texts


def _frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Figures by attribution, with the interval of the gap in words."""
    frame = pd.DataFrame(rows).set_index("attribution")
    shown = frame[list(_NAMES)].astype(float).rename(columns=_NAMES)
    interval = f"{LEVEL:.0%} interval of gap"
    shown.insert(list(_NAMES).index("gap") + 1, interval, [_interval(row) for row in rows])
    return shown


def _interval(row: Row) -> str:
    """That of the gap; chance has none to itself."""
    return "" if row["attribution"] == RANDOM else tables.interval(row, "gap")


def sentence(told: Told, track: Track) -> str:
    """What the run's own map comes to."""
    rows = {row["attribution"]: row for row in track.rows}
    if not track.claims or told.map not in rows:
        return "It claims nothing here."
    gap, best = _number(rows[told.map]["gap"]), _number(rows[SHAPLEY]["gap"])
    better, chance = _number(rows[told.map]["better_than"]), _number(rows[RANDOM]["deletion"])
    part = f", {100 * gap / best:.0f} % of what the exact Shapley values reach" if best > 0 else ""
    return (
        f"By {told.map} the seconds of {track.claims:,} claims are ordered better than {100 * better:.0f} % "
        f"of all orders: p falls {gap:.3f} below chance ({chance:.3f}) on average{part}."
    )


def _as_text(told: Told, track: Track, rows: Sequence[Row]) -> ScoreTable:
    about = f"{told.store.run.title}, {track.name}: {track.claims} claims in {track.clips} clips, percent"
    return score_table(rows, f"{about}; below, 95 % intervals over clips.")


def _number(value: str | float | None) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
