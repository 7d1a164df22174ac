"""How large supplements may be, by what venues say: assets/supplements.csv, a table to be edited."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from leap_core.errors import InputError
from leap_core.resources import SUPPLEMENTS


@dataclass(frozen=True)
class Supplement:
    """What a venue takes beside a paper."""

    venue: str
    max_mb: float
    says: str  # in our words
    address: str  # of the venue's page
    read: str  # the day that it was read


def supplements() -> dict[str, Supplement]:
    """All of the table, by venue."""
    with SUPPLEMENTS.open(encoding="utf-8", newline="") as file:
        rows = [Supplement(**{**row, "max_mb": float(row["max_mb"])}) for row in csv.DictReader(file)]
    return {row.venue: row for row in rows}


def supplement_of(venue: str) -> Supplement:
    """What a venue takes.  Raises InputError where the table does not have it."""
    known = supplements()
    if venue not in known:
        expected = f"the table of supplements has no venue {venue!r}, only {', '.join(known)}"
        raise InputError(SUPPLEMENTS.name, expected, "Give the limit with --max-mb.")
    return known[venue]
