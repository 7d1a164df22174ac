"""`leap faithfulness`: how far the maps of runs can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.cli.options import Data, Json, Ray, listed, open_split
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.options import ASKED_OF, DEVICE, NOTHING, NOTHINGS, REMOVAL, REMOVALS, SPLIT, Split
from leap_core.spread import spread_over

if TYPE_CHECKING:
    from leap_core.faithfulness.results import Results, Row
    from leap_core.faithfulness.stored import AskedSeconds
    from leap_core.runs.store import Store

    By = In = Of = Part = str
else:  # of tables, which a type checker cannot read
    By, In, Of = Literal[REMOVALS], Literal[NOTHINGS], Literal[ASKED_OF]
    Part = Literal["class", "overlap", "outcome"]

_TABLES, _FIGURES = (".md", ".tex", ".csv"), (".pdf", ".svg", ".png")


def faithfulness(
    runs: Annotated[list[Path], typer.Argument(help="Run folders, with the checkpoint of each.")],
    data: Data,
    split: Split = SPLIT,
    removal: Annotated[
        By, typer.Option(help="Take seconds from the input, or mask them as the decoder's keys.")
    ] = REMOVAL,
    nothing: Annotated[In, typer.Option(help="What stands in for seconds taken from the input.")] = NOTHING,
    of: Annotated[
        Of, typer.Option(help="Ask for p of the clip, or for P of each second without that second.")
    ] = ASKED_OF[0],
    clips: Annotated[int | None, typer.Option(min=1, help="A sample of so many; all unless given.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the sample, and of fresh weights.")] = 0,
    sanity: Annotated[
        bool, typer.Option("--sanity", help="Also maps with fresh weights, top down, and with other labels.")
    ] = False,
    permuted: Annotated[
        Path | None,
        typer.Option(help="Run that `leap train --permute-labels` made: its maps too, with --sanity."),
    ] = None,
    by: Annotated[Part | None, typer.Option(help="Also the figures of parts of the pairs.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help=f"{listed((*_TABLES, *_FIGURES))}: tables, or their curves."),
    ] = None,
    venue: Annotated[str, typer.Option(help="Of the curves: eccv2024, cvpr2024, ...")] = "eccv2024",
    device: str = DEVICE,
    ray: Ray = None,
    json_: Json = False,
) -> None:
    """Ask models without every subset of a clip's seconds; print how faithful each attribution is.

    What is found is kept beside each run, where the Faith screen reads it.
    """
    from leap_core.data.nothing import Removal
    from leap_core.explainers.what_if import load_live
    from leap_core.faithfulness.kept import Kept
    from leap_core.faithfulness.pairs import rows_by
    from leap_core.faithfulness.report import faithfulness as report
    from leap_core.faithfulness.results import Results, is_whole
    from leap_core.faithfulness.sanity import agreement, permuted_model
    from leap_core.faithfulness.sanity import sanity as check
    from leap_core.faithfulness.stored import Asked, AskedSeconds, sample
    from leap_core.faithfulness.tables import on_device
    from leap_core.runs.store import open_store

    if out and out.suffix not in (*_TABLES, *_FIGURES):
        expected = f"expected a name that ends in {listed((*_TABLES, *_FIGURES))}"
        raise InputError(out, expected, "Name another file with -o.")
    dataset, how = open_split(data, split), Removal(removal, nothing)
    stores = [open_store(run) for run in runs]
    for store in stores:
        if store.run.split != split:
            expected = f"expected a run of the split {split}, found one of {store.run.split}"
            raise InputError(store.folder, expected, f"Name `--split {store.run.split}`, or another run.")
    if permuted and not sanity:
        raise InputError(f"--permuted {permuted}", "expected --sanity beside it", "Add it.")
    if of == ASKED_OF[1]:
        if sanity or by or out:
            expected = "expected none of --sanity, --by and -o beside it, which are of p"
            raise InputError(f"--of {of}", expected, "Leave them out, or ask of p.")
        for store in stores:
            asked = AskedSeconds(store, on_device(load_live(store.folder, store.run), device), dataset, how)
            _of_seconds(asked, sample(store.filenames, clips, seed), seed, ray, json_)
        return
    every: dict[str, Results] = {}
    for store in stores:
        asked = Asked(store, on_device(load_live(store.folder, store.run), device), dataset, how)
        other = permuted_model(permuted, asked.live) if permuted else None
        chosen, run = sample(store.filenames, clips, seed), f"{store.run.title} ({store.run.name})"
        with spread_over(ray) as spread, progress("steps") as on_step:
            tracks, pairs = report(asked, chosen, on_step, spread)
        rows: list[Row] = []
        if sanity:
            with progress("models") as on_step:
                rows = [*check(asked, chosen, seed, on_step, other)]
        whole = len(chosen) == len(store.filenames)
        every[run] = found = Results(
            store.run.checkpoint_sha256, split, how.name, len(chosen), len(store.filenames),
            None if whole else seed, tracks, tuple(rows), tuple(agreement(asked, chosen)) if sanity else (),
        )  # fmt: skip
        if not Kept(store, how).save(found, pairs):
            _tell_of_more(store)
        for track in tracks:
            true = "truth unknown" if track.present is None else f"{track.present} pairs that are true"
            claims = f"{track.claims} claims in {track.clips} clips"
            title = f"{run}, {track.name}: {claims}, {true}; {how.words}"
            _print(title, track.rows, json_)
        if by:
            names = [str(row["attribution"]) for row in tracks[-1].rows]
            parts = rows_by(pairs, by, [name for name in names if is_whole(name)])
            _print(f"{run}, by {by}; {how.words}", parts, json_)
        if sanity:
            _print(f"{run}: maps with fresh weights from the top down, and with other labels", rows, json_)
            _print(f"{run}: how like heads and blocks are", found.agreement, json_)
    if out:
        _write(every, out, venue)


def _of_seconds(
    asked: AskedSeconds, filenames: Sequence[str], seed: int, ray: str | None, json_: bool
) -> None:
    """A table a track of what P of a second owes to that second, kept too."""
    from leap_core.faithfulness.kept import KeptSeconds
    from leap_core.faithfulness.results import SecondsResults
    from leap_core.faithfulness.seconds import seconds

    store, run = asked.store, asked.store.run
    with spread_over(ray) as spread, progress("clips") as on_step:
        tracks = seconds(asked, filenames, on_step, spread)
    of = len(store.filenames)
    found = SecondsResults(
        run.checkpoint_sha256, run.split, asked.removal.name, len(filenames), of,
        seed if len(filenames) < of else None, tracks,
    )  # fmt: skip
    if not KeptSeconds(store, asked.removal).save(found):
        _tell_of_more(store)
    for track in tracks:
        title = f"{run.title} ({run.name}), {track.name}: {track.means}; {asked.removal.words}"
        _print(title, track.rows, json_)


def _tell_of_more(store: Store) -> None:
    say(f"{store.folder}: the results of more clips stay there")


def _write(found: Mapping[str, Results], out: Path, venue: str) -> None:
    """All tables as one text, or their curves as a figure."""
    from leap_core.faithfulness.written import csv_of, score_tables
    from leap_core.files import write_text

    if out.suffix in _FIGURES:
        from leap_core.figures.curves import Line, write_curves

        panels = {
            run: {name: Line(*vars(curve).values()) for name, curve in results.track("both").curves.items()}
            for run, results in found.items()
        }
        write_curves(panels, venue, out)
    elif out.suffix == ".csv":
        write_text(out, csv_of(found))
    else:
        tables = [table for run, results in found.items() for table in score_tables(run, results)]
        texts = (table.markdown() if out.suffix == ".md" else table.latex() for table in tables)
        write_text(out, "\n".join(texts))
    say(f"wrote {out}")


def _print(title: str, rows: Sequence[Row], as_json: bool) -> None:
    known = [{k: v if as_json or v is not None else float("nan") for k, v in row.items()} for row in rows]
    print_rows(title, known, as_json, digits=3)
