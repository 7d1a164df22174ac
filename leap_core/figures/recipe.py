"""A recipe is all that a figure is made from: the same recipe on the same versions gives the same file.

It is YAML, saved beside the figure and inside it.  `parse_recipe` reads one, `Recipe.to_yaml` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotated_types import Interval, Len

from leap_core.figures.venues import VENUES
from leap_core.maps import LAST, MEAN, Key
from leap_core.options import GATE, GATES, SCALE, SCALES, SPLIT, THRESHOLD
from leap_core.schema import UNIQUE, InYaml, Must, Number, Schema, one_of
from leap_core.types import MODALITIES

LAYOUTS = ("full", "compact", "maps", "bars")
FORMATS = ("pdf", "svg", "png", "pgf")
WIDTHS = ("column", "text")
ROWS = ("active", "all")
MOST_CLIPS, MOST_RUNS, MOST_BOXES = 12, 6, 50
LONGEST = 100_000  # characters

Layer = Annotated[str, one_of((LAST, MEAN))] | Annotated[int, Interval(ge=1, le=1000)]
GateName = Annotated[str, one_of(GATES)]


@dataclass(frozen=True)
class Box:
    """Seconds of interest, outlined in bars and maps; of all clips, modalities and classes unless it says."""

    onset: Number  # seconds
    offset: Number
    clip: str | None = None
    modality: Annotated[str, one_of(MODALITIES)] | None = None
    category: str | None = None


@dataclass(frozen=True)
class Window:
    """The seconds of a clip that are drawn."""

    onset: Number  # seconds
    offset: Number


ORDERED = Must("of seconds in order, from 0", lambda span: 0 <= span.onset < span.offset)


@dataclass(frozen=True)
class Shown(InYaml):
    """What figures and videos are of; found.py says where data and runs are looked for."""

    data: str  # name of the data set, or its folder
    runs: Annotated[
        tuple[str, ...], Len(0, MOST_RUNS), UNIQUE
    ]  # paths below the folder of runs, in the order of their bars: baseline first
    clips: Annotated[tuple[str, ...], Len(1, MOST_CLIPS), UNIQUE]  # full names
    split: str = SPLIT
    threshold: Annotated[Number, Interval(ge=0, le=1)] = THRESHOLD
    gate: GateName = GATE
    maps: Annotated[tuple[Key, ...], Len(0, 20), UNIQUE] = ("Y", "A", "Wt", "P")
    block: Layer = LAST  # from 1, last or mean
    head: Layer = MEAN
    scale: Annotated[str, one_of(SCALES)] = SCALE  # of scores
    rows: Annotated[str, one_of(ROWS)] = "active"  # classes that truth or a run finds, or every one
    classes: Annotated[tuple[str, ...], Len(0, 1000), UNIQUE] = ()  # those instead, in this order
    stores: Annotated[
        tuple[str, ...], Len(0, MOST_RUNS), UNIQUE
    ] = ()  # SHA-256 of the runs' predictions when it was made
    data_sha256: str = ""  # of the labels then
    version: str = ""  # of LEAP Lens then
    command: str = ""  # that made it


@dataclass(frozen=True)
class Places:
    """Where to look for what a recipe names."""

    recipe: Path = Path()  # the folder that it lies in
    data: Path | None = None  # the data set's folder, where it is told
    runs: Path | None = None  # the folder of runs, likewise


@dataclass(frozen=True)
class Recipe(Shown):
    """What to draw as a figure, and how."""

    layout: Annotated[str, one_of(LAYOUTS)] = "full"
    columns: Annotated[int, Interval(ge=1, le=4)] = 1  # clips side by side
    venue: Annotated[str, one_of(VENUES)] = "eccv2024"
    width: Annotated[str, one_of(WIDTHS)] | Number = "text"  # column, text, or millimetres
    format: Annotated[str, one_of(FORMATS)] = "pdf"
    gates: Annotated[tuple[GateName, ...], Len(0, len(GATES) - 1), UNIQUE] = ()  # further ones: bars by each
    window: Annotated[Window, ORDERED] | None = None  # all of a clip unless told
    boxes: Annotated[tuple[Annotated[Box, ORDERED], ...], Len(0, MOST_BOXES), UNIQUE] = ()
    frames: bool = True
    waveform: bool = True
    letters: bool = True
    legend: bool = True
    grey: bool = False  # for print without colour: hatching tells right from wrong, names tell classes apart

    @property
    def all_gates(self) -> tuple[str, ...]:
        """Every gate that event bars go by."""
        return tuple(dict.fromkeys((self.gate, *self.gates)))


_SCHEMA = Schema(Recipe, "a recipe", "docs/figures.md shows recipes.", LONGEST, "YAML")


def parse_recipe(text: str, source: str = "recipe") -> Recipe:
    """Read a recipe.  Raises InputError, naming `source` and the field, on anything that is none."""
    return _SCHEMA.parse(text, source)


def read_recipe(path: Path) -> Recipe:
    """Read a file's recipe.  Raises InputError where it cannot be read or holds none."""
    return _SCHEMA.read(path)
