"""Scores as papers print them, on LLP's test split; assets/published.csv is the table, with its sources."""

from __future__ import annotations

import csv
from pathlib import Path

from leap_core.metrics import AVERAGE, METRICS

TABLE = Path(__file__).parents[1] / "assets" / "published.csv"


def published() -> dict[str, dict[str, float | None]]:
    """Rows by a name that says encoder, decoder, setting and source; a score that no paper prints is None."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {**{name: name for name in METRICS}, AVERAGE: "average"}
    return {
        f"{row['decoder']}, {row['encoder']}, {row['study']} {row['setting']} ({row['source']})": {
            name: float(row[column]) if row[column] else None for name, column in columns.items()
        }
        for row in rows
    }
