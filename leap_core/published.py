"""Scores as papers print them, on LLP's test split; assets/published.csv is the table, with its sources."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from leap_core.metrics import AVERAGE, HEADLINE
from leap_core.resources import PUBLISHED


@dataclass(frozen=True)
class Row:
    """A setting's scores in percent, as a paper prints them; None where it prints none."""

    study: str
    encoder: str
    decoder: str
    setting: str
    source: str
    scores: Mapping[str, float | None]  # the ten metrics and Avg.
    computed: bool  # whether Avg. is not printed, and the mean of the ten

    @property
    def origin(self) -> str:
        """The source, and what in the row is not its own."""
        return f"{self.source}; {AVERAGE} computed from its ten" if self.computed else self.source


def rows() -> list[Row]:
    """All rows, in the order of the file."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    return [_row(row) for row in read]


def _row(row: Mapping[str, str]) -> Row:
    about = {name: row[name] for name in ("study", "encoder", "decoder", "setting", "source")}
    printed = {name: row["average" if name == AVERAGE else name] for name in HEADLINE}
    scores = {name: float(text) if text else None for name, text in printed.items()}
    ten = [score for name, score in scores.items() if name != AVERAGE and score is not None]
    computed = scores[AVERAGE] is None and len(ten) == len(HEADLINE) - 1
    if computed:
        scores[AVERAGE] = sum(ten) / len(ten)
    return Row(**about, scores=scores, computed=computed)


def published() -> dict[str, dict[str, float | None]]:
    """Scores by a name that says encoder, decoder, setting and source."""
    return {
        f"{row.decoder}, {row.encoder}, {row.study} {row.setting} ({row.origin})": dict(row.scores)
        for row in rows()
    }


def published_of(study: str) -> dict[str, Row]:
    """The rows that stand beside a study's settings, by the setting's label (leap_core/studies/grid.py)."""
    return {label: row for row in rows() for label in [_label(study, row)] if label}


def published_scores(study: str) -> dict[str, Mapping[str, float | None]]:
    """Their scores alone."""
    return {label: row.scores for label, row in published_of(study).items()}


def _label(study: str, row: Row) -> str | None:
    query = {"glove": "GloVe"}.get(row.setting, row.setting)
    if study == "decoder" and (row.study, query) == ("queries", "GloVe"):
        return f"{row.encoder}, LEAP"
    if study == "decoder" and (row.study, row.setting) == (
        "method",
        "VALOR",
    ):  # on the same labels
        return f"{row.encoder}, MMIL"
    if study != row.study:
        return None
    return {"lambda": f"{row.setting}".removesuffix(".0"), "queries": f"{row.encoder}, {query}"}.get(
        study, row.setting
    )
