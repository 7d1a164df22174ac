"""`leap train`, `leap complexity`, `leap convert`: models by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core import presets, recipes
from leap_core.cli.options import LABEL_SOURCE, Accelerator, Data, Json, Release, open_split
from leap_core.config import AvssTarget, BasicTerms
from leap_core.console import print_rows, progress, say
from leap_core.options import ACCELERATOR, LABELS

if TYPE_CHECKING:
    Preset = Recipe = str
else:  # of tables, which a type checker cannot read
    Preset = Literal[tuple(presets.PRESETS)]
    Recipe = Literal[tuple(recipes.RECIPES)]

Small = Annotated[bool, typer.Option("--small", help="The narrow models of the demo set.")]


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
    permute_labels: Annotated[
        int | None,
        typer.Option(min=0, help="Seed: train each clip on another's labels, for faithfulness --permuted."),
    ] = None,
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
        "permuted": permute_labels,
        "seed": seed,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    published = recipes.RECIPES[recipe]()
    if permute_labels is not None:
        published = replace(published, patience=None)  # of which no validation can tell
    settings = replace(published, **given)
    config = presets.small(config) if small else config
    sets = open_split(data, "train"), open_split(data, "val")
    with progress("steps") as on_step:
        table = train_model(config, settings, *sets, labels, out, accelerator, on_step)
    if permute_labels is not None:
        say(f"{len(table)} epochs on the labels of other clips; checkpoint in {out}")
        return
    best = best_row(table)
    by = METRIC_NAMES[selected_by(best)].removeprefix("Seg. ")
    say(f"best epoch {best['epoch']:.0f}: validation {by} {selected(best):.2f}; checkpoint in {out}")


def complexity(
    preset: Preset = presets.leap_mm_pyr.__name__, small: Small = False, json_: Json = False
) -> None:
    """Count parameters and multiply-accumulates (MACs) by module, as published and live."""
    from leap_core.complexity import complexity as count

    config = presets.PRESETS[preset]()
    print_rows(preset, count(presets.small(config) if small else config).rows(), json_)


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
