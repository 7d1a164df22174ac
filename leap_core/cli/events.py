"""`leap events`: the events of clips, of the truth and of runs, as the files of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leap_core.cli.options import Threshold, listed, open_split, usual_runs
from leap_core.cli.recipes import OtherData, RunsFolder, is_recipe, places_of, recipe_beside, tell_versions
from leap_core.console import say
from leap_core.errors import InputError
from leap_core.options import GATE, GATE_NAMES, SPLIT, THRESHOLD, TRACK_FORMS, Gate, Split
from leap_core.resources import DEMO
from leap_core.wording import counted

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset
    from leap_core.figures.recipe import Places
    from leap_core.runs.store import Store
    from leap_core.tracks.recipe import EventsRecipe


def events(
    form: Annotated[
        str, typer.Argument(help=f"Whose files to write: {listed(TRACK_FORMS)}; or a recipe (.yaml).")
    ],
    out: Annotated[Path, typer.Option(help="New folder to write them into.")],
    clips: Annotated[
        list[str] | None,
        typer.Option("--clip", help="Clip or its video's id; repeated; all of the split unless told."),
    ] = None,
    run: Annotated[list[Path] | None, typer.Option(help="Run folder; repeated.")] = None,
    data: OtherData = None,
    runs: RunsFolder = None,
    split: Split = SPLIT,
    threshold: Threshold = THRESHOLD,
    gate: Gate = GATE,
) -> None:
    """Write the events of clips, of truth and runs, for Audacity, Raven, ELAN, Praat, players and scorers."""
    from leap_core.files import check_folder, check_new_folder, write_folder, write_text
    from leap_core.tracks import WRITERS, tracks_of

    check_folder(out, "--out")
    check_new_folder(out, "Name another with --out.")
    path = Path(form) if is_recipe(form) else None
    if path and (clips or run or (split, threshold, gate) != (SPLIT, THRESHOLD, GATE)):
        expected = "expected a recipe alone, with --data and --runs where they are elsewhere"
        raise InputError("leap events", expected, "Change the recipe, or name a form.")
    places = places_of(path, data, runs)
    if path:
        recipe, dataset, stores = _again(path, places)
    else:
        recipe, dataset, stores = _new(form, clips, run, data or DEMO, split, threshold, gate)
    written = WRITERS[recipe.form](tracks_of(dataset, stores, recipe.clips, recipe.threshold, recipe.gate))
    write_folder(out, written)
    beside = recipe_beside(out)
    write_text(beside, recipe.to_yaml())
    said = (
        f"events of {counted(len(recipe.clips), 'clip')} at {recipe.threshold:g}, {GATE_NAMES[recipe.gate]}"
    )
    say(f"wrote {counted(len(written), 'file')} to {out}, {said}, and {beside.name}")


def _again(path: Path, places: Places) -> tuple[EventsRecipe, Dataset, list[Store]]:
    """A recipe and what it is of.  Raises InputError where that is not found, or is another by now."""
    from leap_core.figures.found import find_data, find_run
    from leap_core.runs.store import check_hashes, open_store
    from leap_core.tracks.recipe import read_recipe, versions

    recipe = read_recipe(path)
    dataset = find_data(recipe, places)
    stores = [open_store(find_run(name, dataset, places)) for name in recipe.runs]
    check_hashes(stores, recipe.stores)
    tell_versions(recipe, versions())
    return recipe, dataset, stores


def _new(
    form: str,
    clips: Sequence[str] | None,
    run: Sequence[Path] | None,
    data: Path,
    split: str,
    threshold: float,
    gate: str,
) -> tuple[EventsRecipe, Dataset, list[Store]]:
    """The recipe that options make, and what it is of."""
    from leap_core.figures.content import resolve
    from leap_core.figures.found import run_names
    from leap_core.runs.store import open_store
    from leap_core.tracks.recipe import EventsRecipe, parse_recipe, versions

    if form not in TRACK_FORMS:
        expected = f"expected {listed(TRACK_FORMS)}, or a recipe (.yaml), found {form[:80]!r}"
        raise InputError("leap events", expected, "Name one.")
    dataset = open_split(data, split)
    names = dict.fromkeys(resolve(dataset, clip) for clip in clips or dataset.annotations.filenames)
    stores = [open_store(folder) for folder in run or usual_runs(data)]
    recipe = EventsRecipe(
        form, dataset.name, run_names([store.folder for store in stores], dataset.root), (*names,), split,
        threshold, gate, tuple(store.sha256 for store in stores), dataset.fingerprint, versions(),
    )  # fmt: skip
    return parse_recipe(recipe.to_yaml(), "leap events"), dataset, stores
