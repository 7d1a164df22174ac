"""The commands of `leap` that write for papers: `figure` and `table`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from leap_core.console import say
from leap_core.errors import InputError
from leap_core.resources import DEMO

_PAIR = ("mmil_mm_pyr", "leap_mm_pyr")  # drawn where no run is named: baseline first


def figure(
    recipe: Annotated[Path | None, typer.Argument(help="A recipe (YAML), whole or to be changed.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="File: .pdf, .svg, .png or .pgf.")] = None,
    clip: Annotated[list[str] | None, typer.Option(help="Clip or its video's id; may be repeated.")] = None,
    run: Annotated[list[Path] | None, typer.Option(help="Run folder, baseline first; repeated.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data set folder; the demo set unless given.")] = None,
    split: Annotated[str | None, typer.Option(help="train, val or test.")] = None,
    layout: Annotated[str | None, typer.Option(help="full, compact, maps or bars.")] = None,
    columns: Annotated[int | None, typer.Option(help="Clips side by side.")] = None,
    venue: Annotated[str | None, typer.Option(help="eccv2024, cvpr2024, ...: docs/figures.md.")] = None,
    width: Annotated[str | None, typer.Option(help="column, text, or millimetres.")] = None,
    maps: Annotated[str | None, typer.Option(help="Of Y, A, S and P, as in YAP.")] = None,
    block: Annotated[str | None, typer.Option(help="Of the maps: a number, last or mean.")] = None,
    head: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    threshold: Annotated[float | None, typer.Option(help="From which probability an event is there.")] = None,
    gate: Annotated[str | None, typer.Option(help="global, modality or none.")] = None,
    classes: Annotated[str | None, typer.Option(help="Rows to show, with commas between.")] = None,
    frames: Annotated[bool | None, typer.Option("--frames/--no-frames")] = None,
    waveform: Annotated[bool | None, typer.Option("--waveform/--no-waveform")] = None,
    grey: Annotated[bool | None, typer.Option("--grey/--colour", help="For print without colour.")] = None,
) -> None:
    """Draw clips as a figure for a paper; the recipe is written beside it and into it."""
    import yaml

    from leap_core.figures.recipe import parse_recipe, read_recipe
    from leap_core.figures.write import format_of, make, versions, write

    base = read_recipe(recipe) if recipe else None
    asked = {
        "clips": clip, "split": split, "layout": layout, "columns": columns, "venue": venue,
        "width": _number(width), "maps": list(maps) if maps else None, "block": _number(block),
        "head": _number(head), "threshold": threshold, "gate": gate, "frames": frames,
        "classes": classes.split(",") if classes else None, "waveform": waveform, "grey": grey,
        "data": str(data) if data else None, "runs": [str(path) for path in run] if run else None,
    }  # fmt: skip
    asked = {name: value for name, value in asked.items() if value is not None}
    if run:
        asked["stores"] = []  # those of the recipe were of other runs
    if base is None:
        asked = {"data": str(_shown(DEMO)), **asked}
    if base is None and not run:
        asked["runs"] = _pair(Path(asked["data"]))
    before = yaml.safe_load(base.to_yaml()) if base else {}
    chosen = parse_recipe(yaml.safe_dump(before | asked), str(recipe or "options"))
    target = out or _target(recipe, chosen.format)
    made_with = chosen.version
    changed = base is None or asked or format_of(target) != base.format
    command = shlex.join(["leap", *sys.argv[1:]]) if changed else chosen.command
    figure = make(replace(chosen, format=format_of(target), command=command))
    if made_with not in ("", versions()):
        say(f"the recipe was made with {made_with}, this is {versions()}: the file may differ", "yellow")
    for path in write(figure, target):
        say(f"wrote {path}")


def table(
    runs: Annotated[list[Path], typer.Argument(help="Run folders.")],
    data: Annotated[Path, typer.Option(help="Data set folder.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A .tex file; else printed.")] = None,
    gate: Annotated[str, typer.Option(help="global, modality or none.")] = "global",
    threshold: Annotated[float, typer.Option(min=0, max=1)] = 0.5,
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


def _pair(data: Path) -> list[str]:
    """The runs to draw where none is named: of the demo set, or of a folder made like it."""
    folders = [data / "runs" / name for name in _PAIR]
    if not all(folder.is_dir() for folder in folders):
        raise InputError(data / "runs", f"expected the runs {' and '.join(_PAIR)}", "Name runs with --run.")
    return [str(folder) for folder in folders]


def _target(recipe: Path | None, format_: str) -> Path:
    """Where the figure goes unless told: beside its recipe, by its name."""
    if recipe is None:
        raise InputError("leap figure", "expected a name for the figure", "Name it with -o fig5.pdf.")
    stem = recipe.with_suffix("")
    return stem if stem.suffix == f".{format_}" else stem.with_name(f"{stem.name}.{format_}")


def _shown(path: Path) -> Path:
    """A path as short as it can be said here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _number(text: str | None) -> str | float | int | None:
    """An option that is a word or a number."""
    for kind in (int, float):
        try:
            return kind(text) if text is not None else None
        except ValueError:
            continue
    return text
