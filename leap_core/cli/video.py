"""`leap video`: clips as videos to show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli import recipes
from leap_core.cli.options import listed
from leap_core.console import progress, say
from leap_core.errors import InputError
from leap_core.video.places import LAYOUTS, THEMES
from leap_core.video.recipe import parse_recipe, read_recipe


def video(
    clips: Annotated[
        list[str], typer.Argument(metavar="CLIP", help="Clips or their videos' ids; or a recipe (.yaml).")
    ],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="File: .mp4.")] = None,
    run: recipes.Runs = None,
    data: recipes.OtherData = None,
    runs: recipes.RunsFolder = None,
    split: recipes.OtherSplit = None,
    layout: Annotated[str | None, typer.Option(help=f"{listed([*LAYOUTS])}.")] = None,
    theme: Annotated[str | None, typer.Option(help=f"{listed(THEMES)}.")] = None,
    title: Annotated[str | None, typer.Option(help="The clips' ids unless given.")] = None,
    legend: Annotated[bool | None, typer.Option("--legend/--no-legend")] = None,
    range_: Annotated[str | None, typer.Option("--range", help="Seconds to play, like 3:5.")] = None,
    slow: Annotated[float | None, typer.Option(help="0.5 plays at half its speed, as high as it is.")] = None,
    repeat: Annotated[int | None, typer.Option(help="How often it is played.")] = None,
    maps: recipes.Maps = None,
    block: recipes.Block = None,
    head: recipes.Head = None,
    scale: recipes.Scale = None,
    threshold: recipes.OtherThreshold = None,
    gate: recipes.OtherGate = None,
    rows: recipes.Rows = None,
    classes: recipes.Classes = None,
) -> None:
    """Write clips as a video with event bars and maps; subtitles and the recipe are written beside it."""
    from leap_core.figures.write import write_files
    from leap_core.files import check_folder
    from leap_core.video.write import SUFFIX, make, render, versions

    recipe = Path(clips[0]) if len(clips) == 1 and recipes.is_recipe(clips[0]) else None
    asked = recipes.shown_asked(
        None if recipe else clips, run, data, split, threshold, gate, maps, block, head, scale, rows, classes
    )
    asked |= {
        "layout": layout, "theme": theme, "title": title, "legend": legend, "slow": slow,
        "range": recipes.span(range_, ":"), "repeat": repeat,
    }  # fmt: skip
    base = read_recipe(recipe) if recipe else None
    chosen, changed = recipes.chosen_recipe(parse_recipe, base, asked, str(recipe))
    target = out or recipes.target_of(recipe, SUFFIX[1:], "leap video", "clip.mp4")
    if target.suffix.lower() != SUFFIX:
        raise InputError(target, f"expected a name that ends in {SUFFIX}", "Name such a file with -o.")
    check_folder(target)
    chosen = replace(chosen, command=recipes.command_of(None if changed else base))
    made = make(chosen, places=recipes.places_of(recipe, data, runs))
    recipes.tell_versions(base, versions())
    with progress("frames") as on_frame:
        files = render(made, target.name, on_frame)
    for path in write_files(files, target):
        say(f"wrote {path}")
