"""What `leap faithfulness` found as tables to paste: Markdown, LaTeX (booktabs) and CSV.

Figures are in percent, or in points of p, the larger the better; deletion, infidelity and sensitivity, of
which less is better, stand to the right.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from leap_core.faithfulness.results import Results, Row
from leap_core.faithfulness.scores import LOST, RANDOM, SHAPLEY, WORTH
from leap_core.tables import ScoreTable

COLUMNS = {
    "insertion": "insertion",
    "gap": "gap",
    "gain": "gain",
    "better_than": "better than",
    "shapley": "Shapley",
    "auroc": "AUROC",
    "pointing": "pointing",
    "mass": "mass",
}
OF_SECONDS = {"worth": "Shapley", "lost": "left out", "auroc": "AUROC"}  # of P's own second
LESS = {"deletion": "deletion", "infidelity": "infidelity", "sensitivity": "sensitivity"}


def score_table(rows: Sequence[Row], caption: str, name: str = "attribution") -> ScoreTable:
    """Rows of figures as a table; chance and the exact Shapley values compete with nobody."""
    scores, intervals, notes = {}, {}, {}
    for row in rows:
        title = str(row[name])
        scores[title] = {text: _percent(row[key]) for key, text in COLUMNS.items()}
        notes[title] = {text: _text(row[key]) for key, text in LESS.items()}
        for key in ("gap", "gain"):
            ends = _percent(row.get(f"{key}_low")), _percent(row.get(f"{key}_high"))
            if ends[0] is not None and ends[1] is not None:
                intervals.setdefault(title, {})[COLUMNS[key]] = ends
    return ScoreTable(caption, scores, intervals, apart=frozenset((RANDOM, SHAPLEY)), notes=notes)


def seconds_table(rows: Sequence[Row], caption: str) -> ScoreTable:
    """What P of a second owes to itself: rows of one track; its own two rows compete with nobody."""
    scores = {
        str(row["attribution"]): {text: _percent(row[key]) for key, text in OF_SECONDS.items()}
        for row in rows
    }
    return ScoreTable(caption, scores, apart=frozenset((LOST, WORTH)))


def score_tables(title: str, results: Results) -> Iterable[ScoreTable]:
    """A table a track of a run, called by its title."""
    for track in results.tracks:
        about = f"{title}, {track.name}: {track.claims} claims in {track.clips} clips"
        yield score_table(track.rows, f"{about}, percent; below, 95 % intervals over clips.")


def csv_of(found: Mapping[str, Results]) -> str:
    """Every row of every run and track, with every digit."""
    lines = [
        {"run": run, "removal": results.removal, "track": track.name, **row}
        for run, results in found.items()
        for track in results.tracks
        for row in track.rows
    ]
    file = io.StringIO()
    columns = dict.fromkeys(name for line in lines for name in line)
    writer = csv.DictWriter(file, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


def _percent(value: str | float | None) -> float | None:
    return None if value is None or isinstance(value, str) else 100 * value


def _text(value: str | float | None) -> str:
    percent = _percent(value)
    return "" if percent is None else f"{percent:.1f}"
