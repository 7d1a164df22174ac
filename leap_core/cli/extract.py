"""`leap extract` and `leap parse`: videos of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli.options import LABEL_SOURCE, Json, Ray, Threshold
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.options import DEVICE, GATE, RECIPES, THRESHOLD, Gate, Recipe
from leap_core.spread import spread_over
from leap_core.wording import counted

Weights = Annotated[
    Path | None,
    typer.Option(help="Folder of the networks' weights, for llp and clap-clip (docs/own-video.md)."),
]


def extract(
    videos: Annotated[list[Path], typer.Argument(help="Files of video or sound, or folders of them.")],
    out: Annotated[Path, typer.Option(help="Data set folder to write; an interrupted one goes on.")],
    recipe: Annotated[Recipe, typer.Option(help="How features are made.")] = RECIPES[0],
    truth: Annotated[
        Path | None, typer.Option(help="Events of the clips as .csv or .json (docs/formats.md).")
    ] = None,
    weights: Weights = None,
    seconds: Annotated[
        int | None, typer.Option(min=1, max=3_600, help="Cut or hold all clips to so many seconds.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    device: Annotated[str, typer.Option(help="Of the recipe's networks: cpu or cuda.")] = DEVICE,
    check: Annotated[
        Path | None, typer.Option(help="Folder of features that you have of the same clips, to compare with.")
    ] = None,
    ray: Ray = None,
    json_: Json = False,
) -> None:
    """Make a data set of videos: features, what is played, and lists, with labels or without."""
    from leap_core.extract.check import compare
    from leap_core.extract.dataset import extract_dataset

    with spread_over(ray) as spread, progress("clips") as on_clip:
        by = None if ray is None else spread
        made = extract_dataset(
            videos, out, recipe, truth, weights, seconds, workers, on_clip, device=device, spread=by
        )
    for line in (*made.remarks, *map(str, made.failed)):
        say(line)
    say(f"{out}: {counted(len(made.names), 'clip')}, {made.reused:,} of them made earlier")
    if check is not None:
        rows = compare(made, check)
        if not json_:  # small differences, which two decimals would hide
            rows = [{k: f"{v:.3g}" if isinstance(v, float) else v for k, v in row.items()} for row in rows]
        print_rows(f"features beside those in {check}", rows, json_)
    if made.failed:
        expected = f"{len(made.failed):,} of {len(made.failed) + len(made.names):,} files could not be read"
        raise InputError(out, f"{expected}; it holds the others", "Mend or leave out those named above.")


def parse(
    video: Annotated[Path, typer.Argument(help="A file of video or sound.")],
    checkpoint: Annotated[Path, typer.Option(help="A native checkpoint folder, or an official .pt file.")],
    labels: Annotated[str | None, LABEL_SOURCE] = None,
    weights: Weights = None,
    gate: Gate = GATE,
    threshold: Threshold = THRESHOLD,
    json_: Json = False,
) -> None:
    """Print the events that a model hears and sees in a video of any length."""
    from leap_core.explainers.parse import parse_video

    with progress("s") as on_second:
        parsed = parse_video(video, checkpoint, weights, labels, threshold, gate, on_second)
    for line in parsed.warnings:
        say(f"warning: {line}")
    rows = [vars(event) for event in parsed.events]
    if not rows and not json_:
        say("no event")
    title = f"{video.name}, {parsed.seconds} s, recipe {parsed.recipe}; {gate} gate, threshold {threshold:g}"
    print_rows(title, rows, json_)
