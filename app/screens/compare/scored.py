"""What the table of the compare screen says: scores by setting, or their differences to one of them.

Shapes: S seeds of a setting, N clips, M scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leap_app import statistics
from leap_app.screens.compare.pair import CORRECTED, Pair
from leap_core.metrics import METRIC_NAMES, RANKING, SCORES, Difference, SeedDifference, holm
from leap_core.options import GATE_NAMES
from leap_core.published import published
from leap_core.runs.store import Store
from leap_core.tables import ScoreTable, signed

COLUMNS = METRIC_NAMES | RANKING  # by key, what tables call them


@dataclass(frozen=True)
class Row:
    """A setting."""

    scores: np.ndarray  # (S, N, M), percent
    means: np.ndarray  # (S, M + 2) by COLUMNS

    @property
    def seeds(self) -> int:
        """S."""
        return len(self.scores)


def row_of(stores: Sequence[Store], pair: Pair, clips: tuple[str, ...]) -> Row:
    """The runs of a setting on some clips, at the threshold and gate of a pair."""
    f1 = [statistics.scores(pair.data, s, pair.threshold, pair.gate)[s.rows(clips)] for s in stores]
    ranked = [statistics.ranking(pair.data, store, clips) for store in stores]
    ranks = [[found.get(key, np.nan) for key in RANKING] for found in ranked]
    return Row(np.stack(f1), np.concatenate([np.mean(f1, axis=1), ranks], axis=1))


def score_table(rows: Mapping[str, Row], pair: Pair, with_published: bool) -> ScoreTable:
    """Scores of settings by title and, if asked for, below them those that papers print."""
    data, several = pair.data, any(row.seeds > 1 for row in rows.values())
    what = f"{data.split} split of {data.name}{' (synthetic data)' if data.synthetic else ''}"
    caption = f"F1 in percent on the {what}; {GATE_NAMES[pair.gate]}, threshold {pair.threshold:g}"
    caption += "; mAP needs neither"
    caption += "; of several seeds mean ± SD, the sample's standard deviation" if several else ""
    caption += "; published rows as their papers print them, on LLP" if with_published else ""
    printed = {
        f"published on LLP: {name}": {column: row.get(key) for key, column in COLUMNS.items()}
        for name, row in (published() if with_published else {}).items()
    }
    return ScoreTable(
        caption,
        {title: _named(row.means.mean(axis=0)) for title, row in rows.items()} | printed,
        deviations={
            title: _named(row.means.std(axis=0, ddof=1)) for title, row in rows.items() if row.seeds > 1
        },
        apart=frozenset(printed),
        notes={title: {"seeds": str(row.seeds)} for title, row in rows.items()} if several else {},
    )


def as_differences(scored: ScoreTable, rows: Mapping[str, Row], base: str, metric: str) -> ScoreTable:
    """The same as differences to one of the rows, those of one metric with interval and p."""
    column, name = [SCORES.index(metric)], METRIC_NAMES[metric]
    found = {
        title: statistics.difference(row.scores[..., column], rows[base].scores[..., column])
        for title, row in rows.items()
        if title != base
    }
    corrected = holm(np.array([np.nan if d is None else d.p[0] for d in found.values()]))
    names = (f"{name} low", f"{name} high", f"{name} {CORRECTED}")
    cells = {base: ["", "", ""]}
    cells |= {title: _cells(d, p) for (title, d), p in zip(found.items(), corrected, strict=True)}
    caption = (
        f"{scored.caption}; differences to {base}, in points; 95 % interval and p of {name} by "
        f"{'seeds and clips' if rows[base].seeds > 1 else 'clips'}, Holm's corrected for "
        f"{np.isfinite(corrected).sum()}"
    )
    if any(d is None for d in found.values()):
        caption += "; none where one side has several seeds and the other one"
    notes = {t: {**scored.notes.get(t, {}), **dict(zip(names, cells[t], strict=True))} for t in rows}
    return replace(scored, caption=caption, baseline=base, notes=notes)


def _cells(found: Difference | SeedDifference | None, corrected: float) -> list[str]:
    if found is None or np.isnan(corrected):
        return ["", "", ""]
    return [signed(found.low[0]), signed(found.high[0]), f"{corrected:.4f}"]


def _named(values: np.ndarray) -> dict[str, float | None]:
    """By the names of columns; None for NaN."""
    known = (None if np.isnan(value) else float(value) for value in values)
    return dict(zip(COLUMNS.values(), known, strict=True))
