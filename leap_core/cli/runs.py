"""`leap explain`, `evaluate` and `import-predictions`: runs made of a split, and their scores."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leap_core.cli.options import (
    LABEL_SOURCE,
    Count,
    Data,
    Json,
    Ray,
    Release,
    Threshold,
    open_split,
)
from leap_core.console import print_rows, progress, say
from leap_core.errors import InputError
from leap_core.options import (
    DEVICE,
    EXPLAIN_BATCH,
    GATE,
    GATE_NAMES,
    PRECISION,
    SPLIT,
    THRESHOLD,
    ByClass,
    Gate,
    Precision,
    Sense,
    Split,
)
from leap_core.spread import spread_over

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset
    from leap_core.metrics import Thresholds
    from leap_core.runs.store import Store


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
