"""`leap demo`: the bundled synthetic demo set, and what makes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli_options import Data, Json, open_split
from leap_core.console import print_rows, progress, say
from leap_core.files import write_text
from leap_core.options import SPLIT
from leap_core.resources import DEMO

BUILT = Path("build/demo")  # the whole demo set, with the train and val clips that the bundled one lacks

app = typer.Typer(no_args_is_help=True, help="Find the bundled synthetic demo set, or make it and its runs.")


@app.command()
def path() -> None:
    """Print the folder of the bundled demo set, for --data; its runs are in runs/."""
    print(DEMO)


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder to build in.")] = BUILT,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Make the synthetic clips, their features and labels."""
    from leap_core.demo.build import build as build_demo

    with progress("clips") as on_clip:
        build_demo(out, seed=seed, workers=workers, progress=on_clip)


@app.command()
def runs(
    data: Data = BUILT,
    out: Annotated[Path, typer.Option(help="Folder for the runs: OUT/seed-1/leap_han and so on.")] = Path(
        "build/demo-runs"
    ),
    report: Annotated[Path, typer.Option(help="Markdown file to write the results into.")] = Path(
        "docs/demo-results.md"
    ),
) -> None:
    """Train HAN and MM-Pyr with MMIL and LEAP, three seeds each, and report how they score.

    The tables behind the report go to OUT/results.
    """
    from leap_core.demo.results import Results, render
    from leap_core.demo.runs import run_all

    with progress("steps") as on_step:
        found = run_all(data, out, on_step)
    test_set = open_split(data, SPLIT)
    results = Results.collect(found, test_set)
    results.save(out / "results")
    report.parent.mkdir(parents=True, exist_ok=True)
    write_text(report, render(results, test_set))
    say(f"wrote {report}")


@app.command()
def statistics(
    data: Data,
    json_: Json = False,
) -> None:
    """Compare the labels of the demo set's scenes with those of a data set: LLP's val and test, say."""
    import numpy as np

    from leap_core.demo.scenes import SIZES, scenes
    from leap_core.demo.statistics import statistics as measure

    own = {split: np.stack([scene.grid() for scene in scenes(split, seed=1)]) for split in SIZES}
    theirs = [open_split(data, split).annotations for split in ("val", "test")]
    grids = {
        str(data): np.concatenate([annotations.grid for annotations in theirs]),
        "demo": np.concatenate([*own.values()]),
        "demo, test": own["test"],
    }
    rows = [{"labels of": name, **vars(measure(grid))} for name, grid in grids.items()]
    print_rows("Shares in percent", rows, json_)
