"""`leap demo`: the bundled synthetic demo set, and what makes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli.options import Data, Json, open_split
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.files import write_text
from leap_core.options import SPLIT
from leap_core.resources import DEMO

BUILT = Path("build/demo")  # the whole demo set, with the train and val clips that the bundled one lacks

MODELS = ("leap_mm_pyr", "leap_han", "mmil_mm_pyr", "mmil_han")  # the bundled runs
Workers = Annotated[int, typer.Option(min=1, help="Processes.")]

app = typer.Typer(no_args_is_help=True, help="Find the bundled synthetic demo set, or make it and its runs.")


@app.command()
def path() -> None:
    """Print the folder of the bundled demo set, for --data; its runs are in runs/."""
    print(DEMO)


@app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder to build in.")] = BUILT,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    workers: Workers = 2,
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
def removals(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(help="Runs on the demo set, with checkpoints; the bundled ones unless given."),
    ] = None,
    data: Data = DEMO,
    out: Annotated[Path, typer.Option(help="Folder for the features of clips without an event.")] = Path(
        "build/demo-removals"
    ),
    events: Annotated[
        int | None,
        typer.Option(min=1, help="A sample of so many; all that are shorter than their clip unless given."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the sample.")] = 0,
    workers: Workers = 2,
    json_: Json = False,
) -> None:
    """Make clips anew without one event; print which removal and attribution comes closest to that."""
    from leap_core.data.dataset import SETTINGS
    from leap_core.demo.promises import promises
    from leap_core.demo.removals import events_to_remove, render
    from leap_core.explainers.what_if import load_live
    from leap_core.faithfulness.stored import Asked, Removal
    from leap_core.runs.store import open_store

    made_from = SETTINGS.read(data / "dataset.json").seed
    if made_from is None:
        raise InputError(data, "expected a set that `leap demo build` made", "Name its folder, or none.")
    dataset = open_split(data, SPLIT)
    stores = [open_store(run) for run in runs or [DEMO / "runs" / name for name in MODELS]]
    removed = events_to_remove(out, made_from, events, seed)
    with progress("clips") as on_clip:
        render(removed, workers, on_clip)
    for store in stores:
        asked = Asked(store, load_live(store.folder, store.run), dataset, Removal())
        with progress("steps") as on_step:
            tables = promises(asked, removed, on_step)
        for table in tables:
            title = (
                f"{store.run.title} ({store.run.name}), {table.name}: {table.claims} claims in {table.clips} "
                f"clips; without the event p is lower by {table.effect:.3f}"
            )
            print_rows(title, table.rows, json_, digits=3)


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
