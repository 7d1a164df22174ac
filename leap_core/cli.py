"""The `leap` command.  Thin: each command reads its options, calls the library, prints what came back."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import leap_core
from leap_core import (
    cli_app,
    cli_data,
    cli_demo,
    cli_events,
    cli_export,
    cli_extract,
    cli_faithfulness,
    cli_figures,
    cli_studies,
    cli_video,
    cli_words,
    presets,
    recipes,
)
from leap_core.cli_options import (
    LABEL_SOURCE,
    Accelerator,
    Count,
    Data,
    Json,
    Ray,
    Threshold,
    open_split,
)
from leap_core.config import AvssTarget, BasicTerms
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.official import KINDS
from leap_core.options import (
    ACCELERATOR,
    DEVICE,
    EXPLAIN_BATCH,
    GATE,
    GATE_NAMES,
    LABELS,
    PRECISION,
    SPLIT,
    THRESHOLD,
    ByClass,
    Gate,
    Precision,
    Sense,
    Split,
)
from leap_core.spread import spread_over, with_addresses

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="LEAP Lens: train, explain and compare audio-visual video parsing models.",
)
app.command("app")(cli_app.app)
app.command()(cli_events.events)
app.command()(cli_export.export)
app.command()(cli_extract.extract)
app.command()(cli_extract.parse)
app.command()(cli_figures.figure)
app.command()(cli_figures.table)
app.command()(cli_video.video)
app.command()(cli_studies.study)
app.command()(cli_faithfulness.faithfulness)
app.command()(cli_words.words)
app.add_typer(cli_demo.app, name="demo")
app.add_typer(cli_data.app, name="data")

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset
    from leap_core.metrics import Thresholds
    from leap_core.runs.store import Store

    Preset = Recipe = Kind = str
else:  # of tables, which a type checker cannot read
    Preset, Kind = Literal[tuple(presets.PRESETS)], Literal[KINDS]
    Recipe = Literal[tuple(recipes.RECIPES)]

Release = Annotated[Kind | None, typer.Option(help="The release, where an official file cannot tell.")]
Small = Annotated[bool, typer.Option("--small", help="The narrow models of the demo set.")]


def _print_version(asked: bool) -> None:
    if asked:
        print(f"leap-lens {leap_core.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of `leap` itself, before any command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, sys.argv's unless told; bad input prints one message and exits with 2."""
    try:
        app(with_addresses(sys.argv[1:] if arguments is None else arguments), prog_name="leap")
    except (InputError, OSError) as error:  # OSError: a folder that cannot be written, a full disk
        say(f"leap: {error}", style="bold red")
        sys.exit(2)


@app.command()
def train(
    preset: Annotated[Preset, typer.Option(help="Model to train.")],
    data: Data,
    out: Annotated[Path, typer.Option(help="Run folder to write; an interrupted run goes on.")],
    labels: Annotated[str, LABEL_SOURCE] = LABELS,
    recipe: Annotated[
        Recipe, typer.Option(help="Published schedule and loss; what follows changes parts of it.")
    ] = "leap",
    epochs: Annotated[int | None, typer.Option(min=1, help="At most.")] = None,
    patience: Annotated[
        int | None, typer.Option(min=1, help="Epochs without a better validation score that end it.")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(min=1)] = None,
    learning_rate: Annotated[float | None, typer.Option(min=0)] = None,
    weight_decay: Annotated[float | None, typer.Option(min=0)] = None,
    terms: Annotated[
        BasicTerms | None, typer.Option(help="Of L_basic on pseudo-labels: p^m (clip), P^m (segment).")
    ] = None,
    avss_weight: Annotated[
        float | None, typer.Option(min=0, help="Weight lambda of L_avss; 0 leaves it out.")
    ] = None,
    avss_target: Annotated[AvssTarget | None, typer.Option(help="What L_avss pulls to.")] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help="Train on smoothed weak labels only, without L_avss.")
    ] = False,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    small: Small = False,
    accelerator: Accelerator = ACCELERATOR,
) -> None:
    """Train a model on a data set's train split, keeping the best epoch on its val split."""
    from leap_core.metrics import METRIC_NAMES
    from leap_core.training import train as train_model
    from leap_core.training_record import best_row, selected, selected_by

    config = presets.PRESETS[preset]()
    changes = {
        "epochs": epochs,
        "patience": patience,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "weight_decay": weight_decay,
        "basic_terms": terms,
        "avss_weight": avss_weight,
        "avss_target": avss_target,
        "labels": "weak" if weak else None,
        "seed": seed,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    settings = replace(recipes.RECIPES[recipe](), **given)
    config = presets.small(config) if small else config
    sets = open_split(data, "train"), open_split(data, "val")
    with progress("steps") as on_step:
        best = best_row(train_model(config, settings, *sets, labels, out, accelerator, on_step))
    by = METRIC_NAMES[selected_by(best)].removeprefix("Seg. ")
    say(f"best epoch {best['epoch']:.0f}: validation {by} {selected(best):.2f}; checkpoint in {out}")


@app.command()
def explain(
    checkpoint: Annotated[Path, typer.Option(help="A native checkpoint folder, or an official .pt file.")],
    data: Data,
    out: Annotated[
        Path, typer.Option(help="Run folder to write the store into; an interrupted one goes on.")
    ],
    split: Split = SPLIT,
    labels: Annotated[str | None, LABEL_SOURCE] = None,
    batch_size: Count = EXPLAIN_BATCH,
    device: str = DEVICE,
    kind: Release = None,
    precision: Annotated[
        Precision, typer.Option(help="bf16 is quicker; how far it is from fp32 is printed.")
    ] = PRECISION,
    by_class: Annotated[
        ByClass | None,
        typer.Option(help="Have validation choose thresholds of each class too: by Type@AV, or as CMPAE."),
    ] = None,
    queries: Annotated[
        Path | None,
        typer.Option(
            help="File of words, one a line, as classes: OUT becomes a data set, its run in runs/words."
        ),
    ] = None,
    ray: Ray = None,
    json_: Json = False,
) -> None:
    """Run a model over a split and store probabilities and attention maps."""
    from leap_core.explainers.dataset import explain_dataset
    from leap_core.explainers.precision import rows_of
    from leap_core.explainers.words_dataset import explain_words, read_queries

    dataset = open_split(data, split)
    if queries is not None:
        names = read_queries(queries)
        with progress("clips") as on_clip:
            store = explain_words(checkpoint, dataset, out, names, labels, batch_size, device, on_clip, kind)
        say(f"wrote {store.folder}; nothing is known of where these words are: no metrics")
        return
    validation = _validation(data)
    with spread_over(ray) as spread, progress("clips") as on_clip:
        store = explain_dataset(
            checkpoint,
            dataset,
            out,
            labels,
            batch_size,
            device,
            on_clip,
            validation=validation,
            kind=kind,
            by_class=by_class,
            precision=precision,
            spread=spread,
        )
    _print_metrics({str(out): store.run.metrics}, store.run.gate, json_)
    if apart := store.run.deviation:
        title = f"{precision} beside fp32, {apart['clips']:,.0f} of {len(store.filenames):,} clips"
        print_rows(f"{title}; metrics in points", rows_of(apart), json_, digits=6)


@app.command()
def evaluate(
    runs: Annotated[list[Path], typer.Argument(help="Run folders.")],
    data: Data,
    gate: Gate = GATE,
    threshold: Threshold = THRESHOLD,
    chosen: Annotated[
        bool, typer.Option("--chosen", help="Each run at the threshold that validation chose for the gate.")
    ] = False,
    by_class: Annotated[
        bool, typer.Option("--by-class", help="Each run at those of each class that validation chose for it.")
    ] = False,
    thresholds: Annotated[
        Path | None, typer.Option(help="Thresholds by class, modality and level, CSV or JSON.")
    ] = None,
    json_: Json = False,
) -> None:
    """Print the ten metrics, their average, mAP and the data set's own scores for stored runs."""
    from leap_core.runs.score import own_scores, ranking, score
    from leap_core.runs.store import open_store
    from leap_core.runs.thresholds_file import read_thresholds

    if chosen + by_class + (thresholds is not None) > 1:
        expected = "expected one of --chosen, --by-class and --thresholds"
        raise InputError("leap evaluate", expected, "Leave the others out.")

    stores = {str(run): open_store(run) for run in runs}
    splits = {name: open_split(data, name) for name in sorted({s.run.split for s in stores.values()})}
    rows = {}
    for name, store in stores.items():
        at = one = _chosen(store, gate) if chosen else threshold
        if by_class:
            at = _chosen_by_class(store, gate)
        elif thresholds:
            at = read_thresholds(thresholds, store.run.categories, threshold)
        split = splits[store.run.split]
        found = score(store, split, gate, at)
        rows[name] = ({"threshold": one} if chosen and found else {}) | found
        rows[name] |= ranking(store, split) | own_scores(store, split, gate, at)
    whose = (
        "thresholds by class, chosen on validation"
        if by_class
        else thresholds and f"thresholds of {thresholds}"
    )
    _print_metrics(rows, f"{gate}; {whose}" if whose else gate, json_)


def _chosen(store: Store, gate: str) -> float:
    """The threshold that validation chose for a run.  Raises InputError where there is none."""
    chosen = store.run.chosen_for(gate)
    if chosen is None:
        expected = "no threshold was chosen for it on validation"
        raise InputError(store.folder, expected, "Name one with --threshold, or `leap explain` it again.")
    return chosen.threshold


def _chosen_by_class(store: Store, gate: str) -> Thresholds:
    """Likewise those of each class."""
    from leap_core.metrics import thresholds_of

    chosen = store.run.chosen_for(gate)
    if chosen is None or chosen.by_class is None:
        expected = f"no thresholds by class were chosen for it on validation, {GATE_NAMES[gate]}"
        raise InputError(store.folder, expected, "`leap explain --by-class` it again, or name another gate.")
    return thresholds_of(chosen.by_class)


@app.command()
def import_predictions(
    source: Annotated[
        Path, typer.Argument(help="Predictions: .npz, .csv, .tsv, .json, .pkl (docs/formats.md).")
    ],
    data: Data,
    out: Annotated[Path, typer.Option(help="Run folder to write.")],
    split: Split = SPLIT,
    title: Annotated[str | None, typer.Option(help="Its name for people; the file's unless given.")] = None,
    modality: Annotated[
        Sense | None, typer.Option(help="What events are of where the file says none.")
    ] = None,
    json_: Json = False,
) -> None:
    """Turn the predictions of any other system into a run."""
    from leap_core.runs.import_run import import_predictions as import_

    store, remarks = import_(source, open_split(data, split), out, title, modality)
    for remark in remarks:
        say(remark)
    _print_metrics({str(out): store.run.metrics}, store.run.gate, json_)


@app.command()
def complexity(
    preset: Preset = presets.leap_mm_pyr.__name__, small: Small = False, json_: Json = False
) -> None:
    """Count parameters and multiply-accumulates (MACs) by module, as published and live."""
    from leap_core.complexity import complexity as count

    config = presets.PRESETS[preset]()
    print_rows(preset, count(presets.small(config) if small else config).rows(), json_)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="An official .pt file or a native checkpoint folder.")],
    target: Annotated[Path, typer.Argument(help="A folder (native) or a .pt file (official).")],
    kind: Release = None,
) -> None:
    """Convert a checkpoint between the official formats and the native one."""
    from leap_core.checkpoints import load_checkpoint, save_checkpoint, save_official

    model = load_checkpoint(source, kind)
    (save_official if target.suffix in (".pt", ".pth") else save_checkpoint)(model, target)
    say(f"wrote {target}")


def _validation(data: Path) -> Dataset | None:
    """The val split, to choose thresholds on; where its labels or features are not there, that is said."""
    from leap_core.data.dataset import has_split, open_dataset

    if not has_split(data, "val"):
        say("no threshold is chosen on validation: the data set has no val split")
        return None
    try:
        validation = open_dataset(data, "val")
        _ = validation.feature_dims  # which reads the first clip
        return validation
    except InputError as error:
        say(f"no threshold is chosen on validation: {error}")
        return None


def _print_metrics(rows: Mapping[str, Mapping[str, float]], gate: str, as_json: bool) -> None:
    """Print the metrics that any row has, as JSON also the rest of the ten; what a row lacks is unknown."""
    from leap_core.metrics import HEADLINE

    for name, row in rows.items():
        if not row:
            say(f"{name}: no metrics, its split has no labels by second")
    said = dict.fromkeys(key for row in rows.values() for key in row)
    unknown = [key for key in HEADLINE if said and key not in said]
    if unknown:
        names = ", ".join(name.replace("_", " ") for name in unknown)
        say(f"unknown, as only what is heard and seen at once is labelled: {names}")
    keys = (*said, *unknown) if as_json else said
    table = [
        {"run": name, **{key: round(row[key], 2) if key in row else None for key in keys}}
        for name, row in rows.items()
        if row
    ]
    print_rows(f"F1, percent; gate: {gate}", table, as_json)
