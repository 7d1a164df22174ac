"""The commands of `leap` that write for papers: `figure` and `table`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli import recipes
from leap_core.cli.options import Data, Threshold, listed
from leap_core.console import say
from leap_core.figures.recipe import LAYOUTS, WIDTHS, parse_recipe, read_recipe
from leap_core.options import GATE, THRESHOLD, Gate


def figure(
    recipe: Annotated[Path | None, typer.Argument(help="A recipe (YAML), whole or to be changed.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="File: .pdf, .svg, .png or .pgf.")] = None,
    clip: Annotated[list[str] | None, typer.Option(help="Clip or its video's id; may be repeated.")] = None,
    run: recipes.Runs = None,
    data: recipes.OtherData = None,
    runs: recipes.RunsFolder = None,
    split: recipes.OtherSplit = None,
    layout: Annotated[str | None, typer.Option(help=f"{listed(LAYOUTS)}.")] = None,
    columns: Annotated[int | None, typer.Option(help="Clips side by side.")] = None,
    venue: Annotated[str | None, typer.Option(help="eccv2024, cvpr2024, ...: docs/figures.md.")] = None,
    width: Annotated[str | None, typer.Option(help=f"{listed((*WIDTHS, 'millimetres'))}.")] = None,
    maps: recipes.Maps = None,
    block: recipes.Block = None,
    head: recipes.Head = None,
    scale: recipes.Scale = None,
    threshold: recipes.OtherThreshold = None,
    gate: recipes.OtherGate = None,
    gates: Annotated[str | None, typer.Option(help="Further gates, bars by each, with commas.")] = None,
    rows: recipes.Rows = None,
    classes: recipes.Classes = None,
    window: Annotated[str | None, typer.Option(help="Seconds to draw, like 2-6.5.")] = None,
    frames: Annotated[bool | None, typer.Option("--frames/--no-frames")] = None,
    waveform: Annotated[bool | None, typer.Option("--waveform/--no-waveform")] = None,
    grey: Annotated[bool | None, typer.Option("--grey/--colour", help="For print without colour.")] = None,
) -> None:
    """Draw clips as a figure for a paper; the recipe is written beside it and into it."""
    from leap_core.figures.write import format_of, make, versions, write

    asked = recipes.shown_asked(
        clip, run, data, split, threshold, gate, maps, block, head, scale, rows, classes
    )
    asked |= {
        "layout": layout, "columns": columns, "venue": venue, "width": recipes.number(width),
        "gates": gates.split(",") if gates else None, "frames": frames, "waveform": waveform, "grey": grey,
        "window": recipes.span(window, "-"),
    }  # fmt: skip
    base = read_recipe(recipe) if recipe else None
    chosen, changed = recipes.chosen_recipe(parse_recipe, base, asked, str(recipe))
    target = out or recipes.target_of(recipe, chosen.format, "leap figure", "fig5.pdf")
    same = base is not None and not changed and format_of(target) == base.format
    chosen = replace(chosen, format=format_of(target), command=recipes.command_of(base if same else None))
    figure = make(chosen, places=recipes.places_of(recipe, data, runs))
    recipes.tell_versions(base, versions())
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
    from leap_core.files import check_folder, write_text
    from leap_core.runs.score import score_table

    if out is not None:
        check_folder(out)
    text = score_table(runs, data, gate, threshold).latex()
    if out is None:
        print(text, end="")
        return
    write_text(out, text)
    say(f"wrote {out}")
