"""A recipe is all that a figure is made from: the same recipe on the same versions gives the same file.

It is YAML, saved beside the figure and inside it.  `parse_recipe` reads one, `Recipe.to_yaml` writes it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from leap_core.errors import InputError
from leap_core.figures.venues import VENUES
from leap_core.metrics import GATES
from leap_core.types import MODALITIES

LAYOUTS = ("full", "compact", "maps", "bars")
MAPS = ("Y", "A", "S", "P")  # truth, attention, its raw scores, probability
FORMATS = ("pdf", "svg", "png", "pgf")
WIDTHS = ("column", "text")
MOST_CLIPS, MOST_RUNS, MOST_BOXES = 12, 4, 50
LONGEST = 100_000  # characters
MEAN, LAST = "mean", "last"
_SEE = "docs/figures.md shows recipes."


@dataclass(frozen=True)
class Box:
    """Seconds of interest, outlined in bars and maps; of all clips, modalities and classes unless it says."""

    onset: float  # seconds
    offset: float
    clip: str | None = None
    modality: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Recipe:
    """What to draw and how.  Folders are written as on the command line."""

    data: str
    runs: tuple[str, ...]  # folders, in the order of their bars: baseline first
    clips: tuple[str, ...]  # full names
    split: str = "test"
    layout: str = "full"
    columns: int = 1  # clips side by side
    venue: str = "eccv2024"
    width: str | float = "text"  # column, text, or millimetres
    format: str = "pdf"
    threshold: float = 0.5
    gate: str = GATES[0]
    maps: tuple[str, ...] = ("Y", "A", "P")
    block: int | str = LAST  # from 1, last or mean
    head: int | str = MEAN
    classes: tuple[str, ...] = ()  # those that truth or a run finds, unless named
    boxes: tuple[Box, ...] = ()
    frames: bool = True
    waveform: bool = True
    letters: bool = True
    legend: bool = True
    grey: bool = False  # for print without colour: hatching tells right from wrong, names tell classes apart
    stores: tuple[str, ...] = ()  # SHA-256 of the runs' predictions when the figure was made
    version: str = ""  # of LEAP Lens then
    command: str = ""  # that made it

    def to_yaml(self) -> str:
        """Every field, in order."""
        return yaml.safe_dump(
            _plain(dataclasses.asdict(self)), sort_keys=False, allow_unicode=True, width=100
        )


def parse_recipe(text: str, source: str = "recipe") -> Recipe:
    """Read a recipe.  Raises InputError, naming `source` and the field, on anything that is none."""
    try:
        values = yaml.safe_load(text) if len(text) <= LONGEST else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(source, f"expected a recipe as YAML ({reason})", _SEE) from error
    if not isinstance(values, dict):
        raise InputError(source, "expected a recipe as YAML, names with values", _SEE)
    missing = {"data", "runs", "clips"} - values.keys()
    if missing:
        raise InputError(source, f"expected {min(missing)}", _SEE)
    return Recipe(**_read(values, _FIELDS, source))


def read_recipe(path: Path) -> Recipe:
    """Read a file's recipe.  Raises InputError where it cannot be read or holds none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"expected a recipe that can be read ({error})", _SEE) from error
    return parse_recipe(text, str(path))


def _read(values: dict, fields: dict[str, Callable[[Any], Any]], source: str) -> dict[str, Any]:
    for name in values:
        if name not in fields:
            raise InputError(source, f"a recipe has no {str(name)[:80]!r}", _SEE)
    read = {}
    for name, value in values.items():
        try:
            read[name] = fields[name](value)
        except (TypeError, ValueError) as error:
            if isinstance(error.args[0] if error.args else None, InputError):
                raise error.args[0] from error
            raise InputError(source, f"{name} cannot be {str(value)[:80]!r}", _SEE) from error
    return read


def _need(value: Any, fine: bool) -> Any:
    if not fine:
        raise ValueError
    return value


def _text(value: Any) -> str:
    _need(value, isinstance(value, str)).encode()  # a ValueError on half a surrogate pair
    return value


def _flag(value: Any) -> bool:
    return _need(value, isinstance(value, bool))


def _number(value: Any) -> float:
    return _need(value, type(value) in (int, float) and abs(value) < float("inf"))


def _one_of(options: tuple[str, ...]) -> Callable[[Any], str]:
    return lambda value: _need(value, value in options)


def _list(read: Callable[[Any], Any], least: int, most: int) -> Callable[[Any], tuple]:
    """Of so many things, none twice."""

    def read_all(value: Any) -> tuple:
        things = tuple(read(x) for x in _need(value, isinstance(value, list) and least <= len(value) <= most))
        return _need(things, len(set(things)) == len(things))

    return read_all


def _whole(least: int, most: int) -> Callable[[Any], int]:
    return lambda value: _need(value, type(value) is int and least <= value <= most)


def _part(value: Any) -> int | str:
    return value if value in (LAST, MEAN) else _whole(1, 1000)(value)


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _box(value: Any) -> Box:
    box = Box(**_read(_need(value, isinstance(value, dict)), _BOX, "a box of the recipe"))
    return _need(box, 0 <= box.onset < box.offset)


_BOX = {
    "onset": _number,
    "offset": _number,
    "clip": _maybe(_text),
    "modality": _maybe(_one_of(MODALITIES)),
    "category": _maybe(_text),
}
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "data": _text,
    "runs": _list(_text, 0, MOST_RUNS),
    "clips": _list(_text, 1, MOST_CLIPS),
    "split": _text,
    "layout": _one_of(LAYOUTS),
    "columns": _whole(1, 4),
    "venue": _one_of(VENUES),
    "width": lambda value: value if value in WIDTHS else _number(value),
    "format": _one_of(FORMATS),
    "threshold": lambda value: _need(_number(value), 0 <= value <= 1),
    "gate": _one_of(GATES),
    "maps": _list(_one_of(MAPS), 0, len(MAPS)),
    "block": _part,
    "head": _part,
    "classes": _list(_text, 0, 1000),
    "boxes": _list(_box, 0, MOST_BOXES),
    **dict.fromkeys(("frames", "waveform", "letters", "legend", "grey"), _flag),
    "stores": _list(_text, 0, MOST_RUNS),
    "version": _text,
    "command": _text,
}


def _plain(value: Any) -> Any:
    """Tuples as lists, which YAML writes without a tag."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple | list) else value
