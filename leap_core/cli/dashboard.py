"""`leap app` and `python -m app`: the dashboard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leap_core.errors import InputError
from leap_core.options import HOST, PORT
from leap_core.resources import DEMO

_LAB = "For a lab's server (docs/hosting.md)"


def app(
    data: Annotated[Path, typer.Option(help="Data set folder.")] = DEMO,
    runs: Annotated[Path | None, typer.Option(help="Folder of runs; DATA/runs unless given.")] = None,
    notes: Annotated[Path | None, typer.Option(help="File of your notes; in your home unless given.")] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="Folder of weights, so that Your video asks models on features of networks."),
    ] = None,
    words: Annotated[
        Path | None,
        typer.Option(help="GloVe text file, or MiniLM's folder, of words to ask models with."),
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535)] = PORT,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="Play clips that are links out of the data set's folder.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to listen at.", rich_help_panel=_LAB)] = HOST,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            help="Name that browsers call this server by, such as lens.lab.org; may be repeated.",
            rich_help_panel=_LAB,
        ),
    ] = None,
    base_path: Annotated[
        str, typer.Option(help="Path of every address, such as /lens.", rich_help_panel=_LAB)
    ] = "",
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Hide what writes, such as notes.", rich_help_panel=_LAB)
    ] = False,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="LEAP_TOKEN", help="Let in who says this word.", show_envvar=True, rich_help_panel=_LAB
        ),
    ] = None,
    oidc: Annotated[
        Path | None, typer.Option(help="Let in accounts, as this TOML file says.", rich_help_panel=_LAB)
    ] = None,
    trusted_proxy: Annotated[
        str | None,
        typer.Option(help="Let in whom a proxy on this machine names in this header.", rich_help_panel=_LAB),
    ] = None,
) -> None:
    """Open the dashboard, at 127.0.0.1 and to this machine alone unless told."""
    from leap_app.door import access_of
    from leap_app.server import serve
    from leap_core.extract.recipes import usable

    if not data.is_dir():
        raise InputError(data, "expected the folder of a data set", "Name another with --data.")
    usable(weights)
    if words is not None and not words.exists():
        expected = "expected a GloVe text file, or a folder of MiniLM"
        raise InputError(words, expected, "Name another, or leave --words out.")
    serve(
        data,
        runs or data / "runs",
        notes,
        weights=weights,
        words=words,
        port=port,
        open_browser=browser,
        access=access_of(
            host, allowed_host or (), base_path, token=token, oidc=oidc, trusted_proxy=trusted_proxy
        ),
        read_only=read_only,
        follow_links=follow_links,
    )
