"""The `leap` command.  Thin: each command reads its options, calls the library, prints what came back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from leap_core import presets
from leap_core.errors import InputError

DEMO = Path(__file__).parent.parent / "assets" / "demo"
console = Console(stderr=True)  # progress and reports; figures go to standard output

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
demo_app = typer.Typer(no_args_is_help=True, help="Make the bundled synthetic demo set and its runs.")
app.add_typer(demo_app, name="demo")

Preset = StrEnum("Preset", {name: name for name in presets.PRESETS})
Split = StrEnum("Split", {name: name for name in ("train", "val", "test")})
Gate = StrEnum("Gate", {name: name for name in ("global", "modality", "none")})

Data = Annotated[Path, typer.Option(help="Data set folder: LLP's, or one laid out like it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Labels = Annotated[
    str | None, typer.Option(help="Label embeddings: `bundled`, LLP's .pt dict, or a glove.*.txt file.")
]


def main() -> None:
    """Run the command line; bad input prints one message and exits with 2."""
    try:
        app()
    except InputError as error:
        console.print(f"[bold red]leap:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(2)


@app.command("app")
def app_command(
    data: Annotated[Path, typer.Option(help="Data set folder.")] = DEMO,
    runs: Annotated[Path | None, typer.Option(help="Folder of runs; DATA/runs unless given.")] = None,
    port: int = 8501,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open the dashboard at 127.0.0.1."""
    from app.server import serve

    serve(data, runs or data / "runs", port=port, open_browser=browser)


@app.command()
def train(
    preset: Annotated[Preset, typer.Option(help="Model to train.")],
    data: Data,
    out: Annotated[Path, typer.Option(help="Run folder to write; an interrupted run goes on.")],
    labels: Labels = "bundled",
    epochs: int = 30,
    batch_size: int = 32,
    learning_rate: float = 1e-4,
    avss_weight: Annotated[float, typer.Option(help="Weight lambda of L_avss; 0 leaves it out.")] = 1.0,
    weak: Annotated[bool, typer.Option("--weak", help="Train on smoothed weak labels only.")] = False,
    seed: int = 1,
    small: Annotated[bool, typer.Option("--small", help="Demo size: width 64, 4 heads.")] = False,
    accelerator: Annotated[str, typer.Option(help="cpu, cuda, mps or auto.")] = "auto",
) -> None:
    """Train a model on a data set's train split, keeping the best epoch on its val split."""
    from leap_core.config import TrainConfig
    from leap_core.data.dataset import open_dataset
    from leap_core.training import train as train_model

    config = presets.PRESETS[preset]()
    settings = TrainConfig(
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        avss_weight=avss_weight,
        labels="weak" if weak else "pseudo",
        seed=seed,
    )
    config = presets.small(config) if small else config
    train_set, validation_set = open_dataset(data, "train"), open_dataset(data, "val")
    for dataset in (train_set, validation_set):
        _report(dataset.annotations.report)
    with _progress("steps") as on_step:
        table = train_model(config, settings, train_set, validation_set, labels, out, accelerator, on_step)
    best = table.loc[table["segment_type"].idxmax()]
    console.print(
        f"best epoch {best['epoch']:.0f}: validation Type@AV {best['segment_type']:.2f}; checkpoint in {out}"
    )


@app.command()
def explain(
    checkpoint: Annotated[Path, typer.Option(help="A native checkpoint folder, or an official .pt file.")],
    data: Data,
    out: Annotated[
        Path, typer.Option(help="Run folder to write the store into; an interrupted one goes on.")
    ],
    split: Split = Split.test,
    labels: Labels = None,
    batch_size: int = 64,
    device: str = "cpu",
    json_: Json = False,
) -> None:
    """Run a model over a split and store probabilities and attention maps."""
    from leap_core.data.dataset import open_dataset
    from leap_core.explanation.run import explain_dataset

    dataset = open_dataset(data, split)
    _report(dataset.annotations.report)
    with _progress("clips") as on_clip:
        store = explain_dataset(checkpoint, dataset, out, labels, batch_size, device, on_clip)
    _print_metrics({store.run.name: store.run.metrics}, store.run.gate, json_)


@app.command()
def evaluate(
    runs: Annotated[list[Path], typer.Argument(help="Run folders.")],
    data: Data,
    gate: Gate = Gate["global"],
    threshold: float = 0.5,
    json_: Json = False,
) -> None:
    """Print the ten metrics and their average for stored runs."""
    from leap_core.data.dataset import open_dataset
    from leap_core.explanation.run import score
    from leap_core.explanation.store import open_store

    stores = [open_store(run) for run in runs]
    rows = {s.run.name: score(s, open_dataset(data, s.run.split), gate, threshold) for s in stores}
    _print_metrics(rows, gate, json_)


@app.command()
def complexity(preset: Preset = Preset.leap_mm_pyr, small: bool = False, json_: Json = False) -> None:
    """Count parameters and MACs by module, as published and live."""
    from leap_core.complexity import complexity as count

    config = presets.PRESETS[preset]()
    _print_rows(preset, count(presets.small(config) if small else config).rows(), json_)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="An official .pt file or a native checkpoint folder.")],
    target: Annotated[Path, typer.Argument(help="A folder (native) or a .pt file (official).")],
) -> None:
    """Convert a checkpoint between the official formats and the native one."""
    from leap_core.checkpoints import load_checkpoint, save_checkpoint, save_official

    model = load_checkpoint(source)
    (save_official if target.suffix in (".pt", ".pth") else save_checkpoint)(model, target)
    console.print(f"wrote {target}")


@demo_app.command()
def build(
    out: Annotated[Path, typer.Option(help="Folder to build in.")] = DEMO, seed: int = 1, workers: int = 2
):
    """Make the synthetic clips, their features and labels."""
    from leap_core.demo.build import build as build_demo

    with _progress("clips") as on_clip:
        build_demo(out, seed=seed, workers=workers, progress=on_clip)


@demo_app.command()
def runs(
    data: Data = DEMO,
    out: Annotated[Path, typer.Option(help="Folder for all twelve runs.")] = Path("build/demo-runs"),
) -> None:
    """Train HAN and MM-Pyr with MMIL and LEAP, three seeds each, and write docs/demo-results.md."""
    from leap_core.demo.runs import run_all

    with _progress("steps") as on_step:
        print(run_all(data, out, on_step))


def _print_metrics(rows: dict[str, dict[str, float]], gate: str, as_json: bool) -> None:
    if not any(rows.values()):
        console.print("no dense truth in this split: no metrics")
        return
    table = [{"run": name, **{k: round(v, 2) for k, v in row.items()}} for name, row in rows.items()]
    _print_rows(f"F1, percent; gate: {gate}", table, as_json)


def _print_rows(title: str, rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"title": title, "rows": rows}))
        return
    table = Table(title=title)
    for name in rows[0]:
        table.add_column(
            name.replace("_", " "), justify="left" if isinstance(rows[0][name], str) else "right"
        )
    for row in rows:
        table.add_row(
            *(
                f"{v:,}" if isinstance(v, int) else f"{v:.2f}" if isinstance(v, float) else v
                for v in row.values()
            )
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _report(report: Any) -> None:
    for line in report.lines():
        console.print(line, highlight=False)


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with the time left; yields what to call with (done, total)."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(unit, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
