"""The commands of `leap` that write for papers: `figure` and `table`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from leap_core.cli_options import Data, Threshold, listed, usual_runs
from leap_core.console import say
from leap_core.errors import InputError
from leap_core.figures.recipe import LAYOUTS, WIDTHS, Recipe, parse_recipe, read_recipe
from leap_core.maps import LAST, MEAN
from leap_core.options import GATE, GATES, SCALES, SPLITS, THRESHOLD, Gate
from leap_core.resources import DEMO


def figure(
    recipe: Annotated[Path | None, typer.Argument(help="A recipe (YAML), whole or to be changed.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="File: .pdf, .svg, .png or .pgf.")] = None,
    clip: Annotated[list[str] | None, typer.Option(help="Clip or its video's id; may be repeated.")] = None,
    run: Annotated[list[Path] | None, typer.Option(help="Run folder, baseline first; repeated.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data set folder; the demo set unless given.")] = None,
    split: Annotated[str | None, typer.Option(help=f"{listed(SPLITS)}.")] = None,
    layout: Annotated[str | None, typer.Option(help=f"{listed(LAYOUTS)}.")] = None,
    columns: Annotated[int | None, typer.Option(help="Clips side by side.")] = None,
    venue: Annotated[str | None, typer.Option(help="eccv2024, cvpr2024, ...: docs/figures.md.")] = None,
    width: Annotated[str | None, typer.Option(help=f"{listed((*WIDTHS, 'millimetres'))}.")] = None,
    maps: Annotated[
        str | None, typer.Option(help="Kinds by their keys: YAP, or with commas between.")
    ] = None,
    block: Annotated[
        str | None, typer.Option(help=f"Of the maps: {listed(('a number', LAST, MEAN))}.")
    ] = None,
    head: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    scale: Annotated[str | None, typer.Option(help=f"Of scores: {listed(SCALES)}.")] = None,
    threshold: Annotated[float | None, typer.Option(help="From which probability an event is there.")] = None,
    gate: Annotated[str | None, typer.Option(help=f"{listed(GATES)}.")] = None,
    classes: Annotated[str | None, typer.Option(help="Rows to show, with commas between.")] = None,
    window: Annotated[str | None, typer.Option(help="Seconds to draw, like 2-6.5.")] = None,
    frames: Annotated[bool | None, typer.Option("--frames/--no-frames")] = None,
    waveform: Annotated[bool | None, typer.Option("--waveform/--no-waveform")] = None,
    grey: Annotated[bool | None, typer.Option("--grey/--colour", help="For print without colour.")] = None,
) -> None:
    """Draw clips as a figure for a paper; the recipe is written beside it and into it."""
    from leap_core.figures.write import format_of, make, versions, write

    asked = {
        "clips": clip, "split": split, "layout": layout, "columns": columns, "venue": venue,
        "width": _number(width), "maps": _keys(maps), "block": _number(block),
        "head": _number(head), "scale": scale, "threshold": threshold, "gate": gate, "frames": frames,
        "classes": classes.split(",") if classes else None, "waveform": waveform, "grey": grey,
        "window": _window(window),
        "data": str(data) if data else None, "runs": [str(path) for path in run] if run else None,
    }  # fmt: skip
    asked = {name: value for name, value in asked.items() if value is not None}
    base = read_recipe(recipe) if recipe else None
    chosen = _changed(base, asked, str(recipe)) if base else _new(asked)
    target = out or _target(recipe, chosen.format)
    command = shlex.join(["leap", *sys.argv[1:]])
    if base and not asked and format_of(target) == base.format:
        command = base.command  # nothing is changed
    figure = make(replace(chosen, format=format_of(target), command=command))
    if base and base.version not in ("", versions()):
        say(f"the recipe was made with {base.version}, this is {versions()}: the file may differ", "yellow")
    for path in write(figure, target):
        say(f"wrote {path}")


def table(
    runs: Annotated[list[Path], typer.Argument(help="Run folders.")],
    data: Data,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A .tex file; else printed.")] = None,
    gate: Gate = GATE,
    threshold: Threshold = THRESHOLD,
) -> None:
    """Write the scores of runs as a LaTeX table (booktabs): best bold, 95 % intervals below."""
    from leap_core.files import write_text
    from leap_core.runs.score import score_table

    text = score_table(runs, data, gate, threshold).latex()
    if out is None:
        print(text, end="")
        return
    write_text(out, text)
    say(f"wrote {out}")


def _new(asked: dict[str, Any]) -> Recipe:
    """A recipe of options alone: of the demo set and its usual runs, unless they name others."""
    asked = {"data": str(_shown(DEMO)), **asked}
    if "runs" not in asked:
        asked["runs"] = [str(folder) for folder in usual_runs(Path(asked["data"]))]
    return parse_recipe(yaml.safe_dump(asked), "options")


def _changed(base: Recipe, asked: dict[str, Any], source: str) -> Recipe:
    """A recipe with some fields changed."""
    if "runs" in asked:
        asked = asked | {"stores": []}  # those of the recipe were of other runs
    return parse_recipe(yaml.safe_dump(yaml.safe_load(base.to_yaml()) | asked), source)


def _target(recipe: Path | None, format_: str) -> Path:
    """Where the figure goes unless told: beside its recipe, by its name."""
    if recipe is None:
        raise InputError("leap figure", "expected a name for the figure", "Name it with -o fig5.pdf.")
    stem = recipe.with_suffix("")
    return stem if stem.suffix == f".{format_}" else stem.with_name(f"{stem.name}.{format_}")


def _shown(path: Path) -> Path:
    """A path as short as it can be said here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _keys(text: str | None) -> list[str] | None:
    """Kinds of maps; without a comma every letter is one."""
    if not text:
        return None
    return text.split(",") if "," in text else list(text)


def _window(text: str | None) -> dict[str, Any] | None:
    """Two seconds with a hyphen between."""
    if text is None:
        return None
    onset, _, offset = text.partition("-")
    return {"onset": _number(onset), "offset": _number(offset)}


def _number(text: str | None) -> str | float | int | None:
    """An option that is a word or a number."""
    for kind in (int, float):
        try:
            return kind(text) if text is not None else None
        except ValueError:
            continue
    return text
