"""A recipe is all that files of events are made from: the same recipe on the same data gives the same files.

It is YAML, saved beside the folder of files.  figures/found.py says where data and runs are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from annotated_types import Interval, Len

from leap_core.options import GATE, GATES, SPLIT, THRESHOLD, TRACK_FORMS
from leap_core.schema import UNIQUE, InYaml, Number, Schema, one_of

LONGEST = 10_000_000  # characters: clips may be all of a split


@dataclass(frozen=True)
class EventsRecipe(InYaml):
    """Of what the events are, and whose files they become."""

    form: Annotated[str, one_of(TRACK_FORMS)]
    data: str  # name of the data set, or its folder
    runs: Annotated[tuple[str, ...], UNIQUE]  # paths below the folder of runs
    clips: Annotated[tuple[str, ...], Len(1), UNIQUE]  # full names
    split: str = SPLIT
    threshold: Annotated[Number, Interval(ge=0, le=1)] = THRESHOLD
    gate: Annotated[str, one_of(GATES)] = GATE
    stores: tuple[str, ...] = ()  # SHA-256 of the runs' predictions when it was made
    data_sha256: str = ""  # of the labels then
    version: str = ""  # of LEAP Lens then


def versions() -> str:
    """What the files' bytes depend on beside the recipe."""
    return f"leap-lens {version('leap-lens')}"


_SCHEMA = Schema(EventsRecipe, "a recipe of events", "docs/formats.md shows one.", LONGEST, "YAML")


def parse_recipe(text: str, source: str = "recipe") -> EventsRecipe:
    """Read a recipe.  Raises InputError, naming `source` and the field, on anything that is none."""
    return _SCHEMA.parse(text, source)


def read_recipe(path: Path) -> EventsRecipe:
    """Read a file's recipe.  Raises InputError where it cannot be read or holds none."""
    return _SCHEMA.read(path)
