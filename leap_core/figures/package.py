"""Figures with all that a paper needs of them, one or many, as files and as a zip."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import IO

from leap_core.errors import InputError
from leap_core.figures.caption import data_csv, latex
from leap_core.figures.recipe import Recipe
from leap_core.figures.sources import Sources
from leap_core.figures.write import Figure, make, render

LEFT_OUT = "left-out.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell: the same bytes every time


def package(figure: Figure, stem: str) -> dict[str, bytes]:
    """Files by name: the figure, its recipe, the LaTeX around it and its data."""
    name = f"{stem}.{figure.recipe.format}"
    more = {f"{stem}.tex": latex(figure, name), f"{stem}.csv": data_csv(figure)}
    return render(figure, name) | {key: text.encode() for key, text in more.items()}


def write_zip(
    file: IO[bytes],
    recipe: Recipe,
    sources: Sources,
    clips: Sequence[str],
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: threading.Event | None = None,
) -> Mapping[str, str]:
    """Write a figure of each clip, drawn as `recipe` says; returns the clips left out, with the reason.

    `progress` hears the clips done and the clips in all.  Once `stopped` is set, no further figure is drawn.
    """
    left_out: dict[str, str] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        progress(0, len(clips))
        for done, clip in enumerate(clips, start=1):
            if stopped and stopped.is_set():
                break
            command = f"leap figure {clip}.{recipe.format}.yaml"
            try:
                figure = make(replace(recipe, clips=(clip,), command=command), sources)
            except InputError as error:
                left_out[clip] = str(error)
            else:
                _add(archive, package(figure, clip))
            progress(done, len(clips))
        if left_out:
            lines = [f"{clip}\t{reason}\n" for clip, reason in left_out.items()]
            _add(archive, {LEFT_OUT: "".join(lines).encode()})
    return left_out


def zipped(files: Mapping[str, bytes], file: IO[bytes]) -> None:
    """Write files as a zip."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, files)


def _add(archive: zipfile.ZipFile, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        about = zipfile.ZipInfo(name, _LONG_AGO)
        about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        archive.writestr(about, content)
