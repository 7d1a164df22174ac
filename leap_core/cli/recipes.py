"""Options that commands with a recipe share, and how options and a recipe become one.

Options that are not given are None: they leave what the recipe says.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import typer
import yaml

from leap_core.cli.options import listed, usual_runs
from leap_core.console import say
from leap_core.errors import InputError
from leap_core.figures.recipe import ROWS, Places, Shown
from leap_core.files import real
from leap_core.maps import LAST, MEAN
from leap_core.options import GATES, SCALES, SPLITS
from leap_core.resources import DEMO

R = TypeVar("R", bound=Shown)


class Versioned(Protocol):
    """A recipe that says with what it was made."""

    @property
    def version(self) -> str:
        """Of LEAP Lens, and of what else decides."""
        ...


Runs = Annotated[list[Path] | None, typer.Option(help="Run folder, baseline first; repeated.")]
OtherData = Annotated[Path | None, typer.Option(help="Data set folder; the demo set unless given.")]
RunsFolder = Annotated[Path | None, typer.Option(help="Folder in which a recipe's runs lie.")]
OtherSplit = Annotated[str | None, typer.Option(help=f"{listed(SPLITS)}.")]
OtherThreshold = Annotated[float | None, typer.Option(help="From which probability an event is there.")]
OtherGate = Annotated[str | None, typer.Option(help=f"{listed(GATES)}.")]
Maps = Annotated[str | None, typer.Option(help="Kinds by their keys: YAP, or with commas between.")]
Block = Annotated[str | None, typer.Option(help=f"Of the maps: {listed(('a number', LAST, MEAN))}.")]
Head = Annotated[str | None, typer.Option(help="Likewise.")]
Scale = Annotated[str | None, typer.Option(help=f"Of scores: {listed(SCALES)}.")]
Rows = Annotated[str | None, typer.Option(help=f"Classes of the maps: {listed(ROWS)}.")]
Classes = Annotated[str | None, typer.Option(help="Rows to show instead, with commas between.")]


def shown_asked(
    clips: Sequence[str] | None,
    runs: Sequence[Path] | None,
    data: Path | None,
    split: str | None,
    threshold: float | None,
    gate: str | None,
    maps: str | None,
    block: str | None,
    head: str | None,
    scale: str | None,
    rows: str | None,
    classes: str | None,
) -> dict[str, Any]:
    """What these options ask of a recipe, by its fields."""
    return {
        "data": str(data.absolute()) if data else None,
        "runs": [str(path.absolute()) for path in runs] if runs else None,
        "clips": list(clips) if clips else None, "split": split, "threshold": threshold, "gate": gate,
        "maps": _keys(maps), "block": number(block), "head": number(head), "scale": scale, "rows": rows,
        "classes": classes.split(",") if classes else None,
    }  # fmt: skip


def chosen_recipe(
    parse: Callable[[str, str], R], base: R | None, asked: Mapping[str, Any], source: str
) -> tuple[R, bool]:
    """A recipe with what is asked, and whether that changed one; a new one is of the demo set unless told.

    Raises InputError where that is no recipe, or the usual runs are not there and none is named.
    """
    asked = {name: value for name, value in asked.items() if value is not None}
    if base is None:
        asked = {"data": str(DEMO), **asked}
        if "runs" not in asked:
            asked["runs"] = [str(folder) for folder in usual_runs(Path(asked["data"]))]
        return parse(yaml.safe_dump(asked), "options"), True
    if base.data_sha256:  # it says which data: they are looked for there
        asked.pop("data", None)
    changes = asked | ({"stores": []} if "runs" in asked else {})  # those of the recipe were of other runs
    return parse(yaml.safe_dump(yaml.safe_load(base.to_yaml()) | changes), source), bool(asked)


def is_recipe(text: str) -> bool:
    """Whether what is typed in the place of something else names a recipe."""
    return text.endswith((".yaml", ".yml"))


def recipe_beside(folder: Path) -> Path:
    """The file of the recipe of a folder that is written, beside where links lead."""
    folder = real(folder)
    return folder.with_name(f"{folder.name}.yaml")


def places_of(recipe: Path | None, data: Path | None, runs: Path | None) -> Places:
    """Where a recipe's data and runs are looked for.  Raises InputError where there is none, but its runs."""
    if recipe is None and runs is not None:
        raise InputError("--runs", "expected a recipe whose runs lie there", "Name each run with --run.")
    return Places(recipe.parent, data, runs) if recipe else Places()


def command_of(same: Shown | None) -> str:
    """The command that was typed, or that of a recipe which it does not change."""
    return same.command if same else shlex.join(["leap", *sys.argv[1:]])


def tell_versions(base: Versioned | None, now: str) -> None:
    """Say where a recipe was made with other versions."""
    if base and base.version not in ("", now):
        say(f"the recipe was made with {base.version}, this is {now}: the file may differ", "yellow")


def target_of(recipe: Path | None, ending: str, command: str, example: str) -> Path:
    """Where a file goes unless told: beside its recipe, by its name.  Raises InputError without a recipe."""
    if recipe is None:
        raise InputError(command, "expected a name for its file", f"Name it with -o {example}.")
    stem = recipe.with_suffix("")
    return stem if stem.suffix == f".{ending}" else stem.with_name(f"{stem.name}.{ending}")


def span(text: str | None, between: str) -> dict[str, Any] | None:
    """Two seconds with a sign between."""
    if text is None:
        return None
    onset, _, offset = text.partition(between)
    return {"onset": number(onset), "offset": number(offset)}


def number(text: str | None) -> str | float | int | None:
    """An option that is a word or a number."""
    for kind in (int, float):
        try:
            return kind(text) if text is not None else None
        except ValueError:
            continue
    return text


def _keys(text: str | None) -> list[str] | None:
    """Kinds of maps; without a comma every letter is one."""
    if not text:
        return None
    return text.split(",") if "," in text else list(text)
