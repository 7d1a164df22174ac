"""What to call runs beside each other, in sentences and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leap_core.parts import DECODERS
from leap_core.types import Run


def short_names(runs: Sequence[Run], marks: Iterable[str]) -> list[str]:
    """LEAP and MMIL where decoders tell the runs apart, else their titles, else with their `marks` too."""
    titles = [run.title for run in runs]
    short = [DECODERS[run.decoder].title if run.decoder in DECODERS else run.title for run in runs]
    for names in (short, titles):
        if len(set(names)) == len(names):
            return names
    return [f"{title} ({mark})" for title, mark in zip(titles, marks, strict=True)]
