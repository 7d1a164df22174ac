"""`leap events`: the events of clips, of the truth and of runs, as the files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.cli_options import Threshold, open_split, usual_runs
from leap_core.console import say
from leap_core.errors import InputError
from leap_core.options import GATE, GATE_NAMES, SPLIT, THRESHOLD, TRACK_FORMS, Gate, Split
from leap_core.resources import DEMO

if TYPE_CHECKING:
    Form = str
else:  # of a table, which a type checker cannot read
    Form = Literal[TRACK_FORMS]


def events(
    form: Annotated[Form, typer.Argument(help="Whose files to write.")],
    out: Annotated[Path, typer.Option(help="New folder to write them into.")],
    clips: Annotated[
        list[str] | None,
        typer.Option("--clip", help="Clip or its video's id; repeated; all of the split unless told."),
    ] = None,
    run: Annotated[list[Path] | None, typer.Option(help="Run folder; repeated.")] = None,
    data: Annotated[Path, typer.Option(help="Data set folder.")] = DEMO,
    split: Split = SPLIT,
    threshold: Threshold = THRESHOLD,
    gate: Gate = GATE,
) -> None:
    """Write the events of clips, of truth and runs, for Audacity, Raven, ELAN, Praat, players and scorers."""
    from leap_core.figures.content import resolve
    from leap_core.files import write_folder
    from leap_core.runs.store import open_store
    from leap_core.tracks import WRITERS, tracks_of

    if not out.parent.is_dir():
        raise InputError(
            out.parent, "expected a folder to write into", "Make it, or name another with --out."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out, "expected a new folder, or an empty one", "Name another with --out.")
    dataset = open_split(data, split)
    names = list(dict.fromkeys(resolve(dataset, clip) for clip in clips or dataset.annotations.filenames))
    stores = [open_store(folder) for folder in run or usual_runs(data)]
    files = WRITERS[form](tracks_of(dataset, stores, names, threshold, gate))
    write_folder(out, files)
    said = f"events of {len(names):,} clips at {threshold:g}, {GATE_NAMES[gate]}"
    say(f"wrote {len(files):,} files to {out}, {said}")
