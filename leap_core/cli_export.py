"""`leap export`: what an explanation needs to be shown elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.cli_options import open_split, usual_runs
from leap_core.console import progress, say
from leap_core.errors import InputError
from leap_core.options import SPLIT, Split
from leap_core.resources import DEMO


def export(
    clips: Annotated[list[str], typer.Argument(metavar="CLIP", help="Clips or their videos' ids.")],
    html: Annotated[Path, typer.Option(help="File to write: a web page that needs no server.")],
    run: Annotated[list[Path] | None, typer.Option(help="Run folder, baseline first; repeated.")] = None,
    data: Annotated[Path, typer.Option(help="Data set folder.")] = DEMO,
    split: Split = SPLIT,
    what_if: Annotated[bool, typer.Option("--what-if", help="Store answers of the models.")] = False,
) -> None:
    """Write clips as one web page that shows the clip screen without a server or network."""
    from leap_app.standalone import MOST_RUNS, page
    from leap_core.figures.content import resolve
    from leap_core.files import write_text
    from leap_core.runs.store import open_store

    if html.suffix.lower() not in (".html", ".htm"):
        raise InputError(html, "expected a name that ends in .html", "Name such a file with --html.")
    if not html.parent.is_dir():
        raise InputError(
            html.parent, "expected a folder to write into", "Make it, or name another with --html."
        )
    folders = run or usual_runs(data)
    if len(folders) > MOST_RUNS:
        raise InputError(
            "leap export", f"expected at most {MOST_RUNS} runs, found {len(folders)}", "Name fewer."
        )
    dataset = open_split(data, split)
    names = list(dict.fromkeys(resolve(dataset, clip) for clip in clips))
    stores = [open_store(folder) for folder in folders]
    with progress("clips") as on_clip:
        text = page(dataset, stores, names, on_clip, what_if)
    write_text(html, text)
    say(f"wrote {html} ({html.stat().st_size / 1e6:.1f} MB)")
