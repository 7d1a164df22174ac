"""The `leap` command.  Thin: each command reads its options, calls the library, prints what came back."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Sequence
from typing import Annotated

import typer

import leap_core
from leap_core.cli import (
    dashboard,
    data,
    demo,
    events,
    export,
    extract,
    faithfulness,
    figures,
    models,
    runs,
    studies,
    video,
    words,
)
from leap_core.console import say
from leap_core.errors import InputError
from leap_core.spread import with_addresses

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="LEAP Lens: train, explain and compare audio-visual video parsing models.",
)
app.command("app")(dashboard.app)
app.command()(events.events)
app.command()(export.export)
app.command()(extract.extract)
app.command()(extract.parse)
app.command()(runs.explain)
app.command()(runs.evaluate)
app.command()(runs.import_predictions)
app.command()(figures.figure)
app.command()(figures.table)
app.command()(video.video)
app.command()(studies.study)
app.command()(faithfulness.faithfulness)
app.command()(words.words)
app.command()(models.train)
app.command()(models.complexity)
app.command()(models.convert)
app.add_typer(demo.app, name="demo")
app.add_typer(data.app, name="data")


def _print_version(asked: bool) -> None:
    if asked:
        print(f"leap-lens {leap_core.__version__}")
        raise typer.Exit


@app.callback()
def _leap(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of `leap` itself, before any command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, sys.argv's unless told; bad input prints one message and exits with 2."""
    if threading.current_thread() is threading.main_thread():
        # what is half-made goes with it
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        app(with_addresses(sys.argv[1:] if arguments is None else arguments), prog_name="leap")
    except (InputError, OSError) as error:  # OSError: a folder that cannot be written, a full disk
        say(f"leap: {error}", style="bold red")
        sys.exit(2)
