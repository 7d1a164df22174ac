"""A recipe is all that a video is made from: the same recipe on the same versions gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotated_types import Interval, Len

from leap_core.errors import InputError
from leap_core.figures.recipe import LONGEST, ORDERED, Shown, Window
from leap_core.figures.recipe import Recipe as FigureRecipe
from leap_core.schema import Number, Schema, one_of
from leap_core.video.places import LAYOUTS, SLOWEST, THEMES

MOST_REPEATS = 20


@dataclass(frozen=True)
class VideoRecipe(Shown):
    """What to show, and how."""

    layout: Annotated[str, one_of(LAYOUTS)] = "landscape"
    theme: Annotated[str, one_of(THEMES)] = "light"
    title: Annotated[str, Len(0, 200)] = ""  # the clips' names unless told
    legend: bool = True
    range: Annotated[Window, ORDERED] | None = None  # the seconds that are played, all unless told
    slow: Annotated[Number, Interval(ge=SLOWEST, le=1)] = (
        1  # of a second, how much passes in one of the video
    )
    repeat: Annotated[int, Interval(ge=1, le=MOST_REPEATS)] = 1  # how often it is played

    def check(self) -> None:
        """Raise InputError where the layout is not for so many clips or runs."""
        place = LAYOUTS[self.layout]
        if not place.clips[0] <= len(self.clips) <= place.clips[1]:
            wanted = "1 clip" if place.clips == (1, 1) else "{} to {} clips".format(*place.clips)
            others = "--layout grid" if place.clips == (1, 1) else "another layout"
            expected = f"the layout {self.layout} is of {wanted}, found {len(self.clips)}"
            raise InputError("clips", expected, f"Name as many, or choose {others}.")
        if place.by_run and len(self.runs) != 2:
            expected = f"the layout {self.layout} is of 2 runs side by side, found {len(self.runs)}"
            raise InputError("runs", expected, "Name two, or choose another layout.")

    def figure(self) -> FigureRecipe:
        """What is drawn of it, as the recipe of a figure."""
        place = LAYOUTS[self.layout]
        return FigureRecipe(
            self.data, self.runs, self.clips, self.split, self.threshold, self.gate, self.maps, self.block,
            self.head, self.scale, self.rows, self.classes, self.stores,
            layout=place.figure, frames=place.strip, waveform=place.strip, legend=self.legend,
        )  # fmt: skip


_SCHEMA = Schema(VideoRecipe, "a recipe of a video", "docs/video.md shows recipes.", LONGEST, "YAML")


def parse_recipe(text: str, source: str = "recipe") -> VideoRecipe:
    """Read a recipe.  Raises InputError, naming `source` and the field, on anything that is none."""
    return _SCHEMA.parse(text, source)


def read_recipe(path: Path) -> VideoRecipe:
    """Read a file's recipe.  Raises InputError where it cannot be read or holds none."""
    return _SCHEMA.read(path)
