"""`leap faithfulness`: how far the maps of runs can be believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.cli_options import Data, Json, open_split
from leap_core.console import print_rows, progress
from leap_core.errors import InputError
from leap_core.options import DEVICE, NOTHING, NOTHINGS, REMOVAL, REMOVALS, SPLIT, Split

if TYPE_CHECKING:
    By = In = str
else:  # of tables, which a type checker cannot read
    By, In = Literal[REMOVALS], Literal[NOTHINGS]


def faithfulness(
    runs: Annotated[list[Path], typer.Argument(help="Run folders, with the checkpoint of each.")],
    data: Data,
    split: Split = SPLIT,
    removal: Annotated[
        By, typer.Option(help="Take seconds from the input, or mask them as the decoder's keys.")
    ] = REMOVAL,
    nothing: Annotated[In, typer.Option(help="What stands in for seconds taken from the input.")] = NOTHING,
    clips: Annotated[int | None, typer.Option(min=1, help="A sample of so many; all unless given.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the sample, and of fresh weights.")] = 0,
    sanity: Annotated[
        bool, typer.Option("--sanity", help="Also maps with fresh weights, top down, and with other labels.")
    ] = False,
    device: str = DEVICE,
    json_: Json = False,
) -> None:
    """Ask models without every subset of a clip's seconds; print how faithful each attribution is."""
    from leap_core.explainers.what_if import load_live
    from leap_core.faithfulness.report import faithfulness as report
    from leap_core.faithfulness.sanity import sanity as check
    from leap_core.faithfulness.stored import Asked, Removal, sample
    from leap_core.faithfulness.tables import on_device
    from leap_core.runs.store import open_store

    dataset, how = open_split(data, split), Removal(removal, nothing)
    stores = [open_store(run) for run in runs]
    for store in stores:
        if store.run.split != split:
            expected = f"expected a run of the split {split}, found one of {store.run.split}"
            raise InputError(store.folder, expected, f"Name `--split {store.run.split}`, or another run.")
    for store in stores:
        asked = Asked(store, on_device(load_live(store.folder, store.run), device), dataset, how)
        chosen, run = sample(store.filenames, clips, seed), f"{store.run.title} ({store.run.name})"
        with progress("steps") as on_step:
            tracks = report(asked, chosen, on_step)
        for track in tracks:
            title = (
                f"{run}, {track.name}: {track.claims} claims in {track.clips} clips, "
                f"{track.present} pairs that are true; {how.words}"
            )
            print_rows(title, track.rows, json_, digits=3)
        if sanity:
            with progress("models") as on_step:
                rows = check(asked, chosen, seed, on_step)
            title = f"{run}: maps with fresh weights from the top down, and with other labels"
            print_rows(title, rows, json_, digits=3)
