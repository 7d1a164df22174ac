"""The table of the compare screen: settings in rows, metrics in columns, the baseline first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from leap_app import loaders, state
from leap_app.components.scores import scores
from leap_app.screens import choices
from leap_app.screens.compare.pair import Pair, common_clips
from leap_app.screens.compare.scored import COLUMNS, as_differences, row_of, score_table
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.runs.settings import Setting, settings_of
from leap_core.runs.store import Store
from leap_core.tables import ScoreTable

_SCORES, _DIFFERENCES = "scores", "differences"
_NAME = "name"  # key of the column of names, to sort by
_KEYS = (_NAME, *COLUMNS)


def table(
    runs: Mapping[str, Store], pair: Pair, metric: str, switches, problems: Problems
) -> ScoreTable | None:
    """Draw the table of runs and of the pair's second, whose setting is the baseline; None without a clip.

    What else is chosen of its rows goes into the box `switches`.
    """
    _, second = pair.stores.values()
    runs = {**runs, second.run.name: second}
    settings = _settings(runs, switches, problems)
    base = next(setting.title for setting in settings if second.run.name in setting.names)
    clips = tuple(common_clips(pair.data, runs.values()))
    if not clips:
        problems.info("The runs in the table have no clip in common. Choose fewer of them under Runs.")
        return None
    with st.spinner("Scoring the runs…"):
        rows = {s.title: row_of([runs[name] for name in s.runs], pair, clips) for s in settings}
    scored = score_table(rows, pair, choices.toggle("Published, on LLP", state.PUBLISHED, switches))
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    said = line.container(width="stretch")
    with line:
        values = choices.tabs("Values", state.TABLE, (_SCORES, _DIFFERENCES), problems)
    if values == _DIFFERENCES:
        scored = as_differences(scored, rows, base, metric)
    orders = ["", *_KEYS, *(f"-{key}" for key in _KEYS)]
    order = choices.asked(state.ORDER, "order", orders, "", "address", problems)
    state.show(state.ORDER, order)
    scored = scored.ordered(_ordered(scored, order, base))
    said.markdown(
        f":small[{plain(scored.caption)}. Mean over {len(clips):,} clips; best of each column bold.]"
    )
    _draw(scored, order, base)
    return scored


def _settings(runs: Mapping[str, Store], box, problems: Problems) -> list[Setting]:
    """The rows: settings or, where there are several seeds of one and each is asked for, runs."""
    records = {}
    for name, store in runs.items():
        with problems.caught():
            if record := loaders.training(store):
                records[name] = record
    plain = {name: store.run for name, store in runs.items()}
    grouped = settings_of(plain, records)
    if len(grouped) < len(runs) and choices.toggle("Each seed", state.EACH, box):
        return settings_of(plain, {})
    return grouped


def _ordered(scored: ScoreTable, order: str, base: str) -> list[str]:
    """Names of the rows: the baseline, the others as the order says, then those of other data likewise."""
    key, descending = order.removeprefix("-"), order.startswith("-")
    names = list(scored.rows)
    if key == _NAME:
        names.sort(key=str.casefold, reverse=descending)
    elif key:
        values = {name: scored.rows[name][COLUMNS[key]] for name in names}
        sign = -1 if descending else 1
        names.sort(key=lambda name: (values[name] is None, sign * (values[name] or 0.0)))
    return sorted(names, key=lambda name: (name != base, name in scored.apart))


def _draw(scored: ScoreTable, order: str, base: str) -> None:
    columns = [{"key": key, "name": name, "sorts": True} for key, name in ((_NAME, "Run"), *COLUMNS.items())]
    notes = [{"key": name, "name": name, "sorts": False} for name in scored.note_columns]
    rows = [
        {
            "name": name,
            "kind": "baseline" if name == base else "apart" if name in scored.apart else "run",
            "cells": [{"text": scored.text(name, c), "best": scored.is_best(name, c)} for c in scored.columns]
            + [{"text": scored.note(name, c), "best": False} for c in scored.note_columns],
        }
        for name in scored.rows
    ]
    scores({"columns": columns + notes, "order": order, "rows": rows}, on_sort=partial(_sort, order))


def _sort(order: str, key: str) -> None:
    """Sort by a column, numbers from the highest; by the same again, the other way round."""
    if key in _KEYS:
        usual, turned = (key, f"-{key}") if key == _NAME else (f"-{key}", key)
        state.choose(state.ORDER, turned if order == usual else usual)
