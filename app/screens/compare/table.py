"""All runs in rows, the metrics in columns, the best bold; as text to copy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from leap_app import loaders
from leap_app.screens import choices, tables
from leap_core.data.dataset import Dataset
from leap_core.metrics import METRIC_NAMES, RANKING, SCORES
from leap_core.options import GATE_NAMES
from leap_core.published import published
from leap_core.runs.store import Store
from leap_core.tables import ScoreTable

_NAMES = METRIC_NAMES | RANKING
_FORMATS = {"Markdown": ("markdown", "md"), "LaTeX": ("latex", "tex"), "CSV": ("csv", "csv")}


def table(
    data: Dataset,
    runs: Mapping[str, Store],
    scores: Mapping[str, np.ndarray],
    threshold: float,
    gate: str,
    with_published: bool,
) -> None:
    """Draw the table of scores (N, M) by run, and the text to copy below."""
    called = choices.titles(runs)
    rows = {}
    for name, values in scores.items():
        f1 = dict(zip(SCORES, values.mean(axis=0).tolist(), strict=True))
        rows[called[name]] = _row(f1 | loaders.ranking(data, runs[name]))
    what = f"{data.split} split of {data.name}{' (synthetic data)' if data.synthetic else ''}"
    caption = f"F1 in percent on the {what}; {GATE_NAMES[gate]}, threshold {threshold:g}; mAP needs neither"
    if with_published:
        rows |= {f"published on LLP: {name}": _row(row) for name, row in published().items()}
        caption += "; published rows as their papers print them, on LLP"
    scored = ScoreTable(caption, rows)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[*_NAMES.values()], dtype=float)
    frame = frame.rename_axis("run")
    bold = pd.DataFrame(
        [["font-weight: 700" if scored.is_best(n, c) else "" for c in frame.columns] for n in frame.index],
        frame.index,
        frame.columns,
    )
    st.markdown(
        f"**{caption}.** Mean over {len(data.annotations.filenames):,} clips; best of each column bold."
    )
    scores_table = tables.written(frame, dict.fromkeys(frame.columns, "{:.1f}"))
    tables.show(scores_table.apply(lambda _: bold, axis=None))
    with st.expander("Copy the table"):
        chosen = st.segmented_control(
            "Format", list(_FORMATS), default="Markdown", label_visibility="collapsed"
        )
        if chosen:
            method, suffix = _FORMATS[chosen]
            text = getattr(scored, method)()
            st.code(text, language={"tex": "latex", "md": "markdown"}.get(suffix), wrap_lines=False)
            st.download_button(f"Download as {chosen}", text, f"scores.{suffix}")


def _row(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: values.get(key) for key, name in _NAMES.items()}
