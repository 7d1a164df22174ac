"""What to call runs beside each other: in lists, sentences, charts and figures."""

from __future__ import annotations

from collections.abc import Mapping

from leap_core.parts import DECODERS
from leap_core.types import Run


def titles(runs: Mapping[str, Run]) -> dict[str, str]:
    """Titles of runs by any key, with the run's name where some share one."""
    plain = [run.title for run in runs.values()]
    return {
        key: run.title if plain.count(run.title) == 1 else f"{run.title} ({run.name})"
        for key, run in runs.items()
    }


def short_names(runs: Mapping[str, Run]) -> dict[str, str]:
    """LEAP and MMIL where decoders tell runs apart, else titles; of a run beside itself, with its key."""
    short = {
        key: DECODERS[run.decoder].title if run.decoder in DECODERS else run.title
        for key, run in runs.items()
    }
    for names in (short, titles(runs)):
        if len(set(names.values())) == len(names):
            return names
    return {key: f"{run.title} ({key})" for key, run in runs.items()}
