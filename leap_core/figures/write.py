"""Recipe -> a figure's file and the recipe beside it, the same bytes every time.

The recipe and the command lie in the file too: PDF Subject and Keywords, SVG description, PNG text, comments
of PGF.  No file knows the hour it was made at.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from leap_core.errors import InputError, reason
from leap_core.figures.canvas import Canvas
from leap_core.figures.content import Content, contents, resolved
from leap_core.figures.layout import draw
from leap_core.figures.pgf import BACKEND
from leap_core.figures.recipe import FORMATS, Places, Recipe
from leap_core.figures.sources import Sources, open_sources
from leap_core.figures.style import settings
from leap_core.figures.venues import print_of
from leap_core.files import check_folder, write_bytes

DPI = 300  # of PNG
_CREATOR = "LEAP Lens"


@dataclass(frozen=True)
class Figure:
    """A drawn figure: its recipe, complete with hashes, and what it shows."""

    recipe: Recipe
    sources: Sources
    contents: tuple[Content, ...]
    canvas: Canvas


def make(recipe: Recipe, sources: Sources | None = None, places: Places | None = None) -> Figure:
    """Draw a recipe, of what it names or of `sources`, where that is open already.

    `places` say where to look for it.  Raises InputError on whatever is not there or does not fit.
    """
    print_of(recipe.venue, recipe.width)  # before any file is read
    sources = sources or open_sources(recipe, places)
    recipe = resolved(recipe, sources.dataset)
    shown = contents(recipe, sources)
    recipe = replace(sources.named(recipe), version=versions())
    remark = f"{sources.dataset.name} (synthetic)" if sources.dataset.synthetic else ""
    with settings():
        return Figure(recipe, sources, tuple(shown), draw(recipe, shown, remark))


def versions() -> str:
    """What a figure's bytes depend on beside its recipe."""
    return ", ".join(f"{name} {version(name)}" for name in ("leap-lens", "matplotlib"))


def render(figure: Figure, name: str) -> dict[str, bytes]:
    """The files of a figure by name: `name`, those that a PGF reads its frames from, and the recipe."""
    recipe, file = figure.recipe, io.BytesIO()
    try:  # the figure holds both
        (name + recipe.to_yaml()).encode()
    except UnicodeEncodeError as error:
        raise InputError(repr(name), "expected names of files as UTF-8", "Choose others.") from error
    with tempfile.TemporaryDirectory() as folder, settings():
        pgf = Path(folder) / name  # whose frames are files beside it; the rest is made in memory
        target = pgf if recipe.format == "pgf" else file
        figure.canvas.figure.savefig(target, dpi=DPI, format=recipe.format, **_way(recipe))
        files = {name: file.getvalue()} | {p.name: p.read_bytes() for p in sorted(Path(folder).iterdir())}
    if recipe.format == "pgf":
        files[name] = _commented(recipe).encode() + files[name]
    return files | {f"{name}.yaml": recipe.to_yaml().encode()}


def write(figure: Figure, out: Path) -> list[Path]:
    """Write a figure as `out` and its recipe beside it, each whole or not at all; returns the paths.

    Raises InputError where the folder is not there or cannot be written.
    """
    check_folder(out)
    return write_files(render(figure, out.name), out)


def write_files(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write files by name into the folder of `out`, each whole or not at all; returns the paths.

    Raises InputError where one cannot be written.
    """
    paths = []
    try:
        for name, content in files.items():
            write_bytes(out.parent / name, content)
            paths.append(out.parent / name)
    except OSError as error:
        raise InputError(
            out, f"expected a file that can be written ({reason(error)})", "Name another with -o."
        ) from error
    return paths


def format_of(path: Path) -> str:
    """The format of a figure by its file's ending.  Raises InputError on any other."""
    ending = path.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        expected = f"expected a name that ends in one of {', '.join(FORMATS)}"
        raise InputError(path, expected, "Name such a file with -o.")
    return ending


def _way(recipe: Recipe) -> dict[str, Any]:
    """How matplotlib writes the format, and what it writes into it."""
    said = recipe.to_yaml()
    if recipe.format == "pdf":
        about = {
            "Title": "LEAP Lens figure",
            "Subject": said,
            "Keywords": recipe.command,
            "Creator": _CREATOR,
        }
        return {"metadata": {**about, "CreationDate": None}}
    if recipe.format == "svg":
        about = {"Title": "LEAP Lens figure", "Description": said, "Keywords": [recipe.command]}
        return {"metadata": {**about, "Creator": [_CREATOR], "Date": None}}
    if recipe.format == "png":
        return {"metadata": {"Software": _CREATOR, "Description": said, "Comment": recipe.command}}
    return {"backend": BACKEND}


def _commented(recipe: Recipe) -> str:
    said = f"{_CREATOR}: {recipe.command}\n{recipe.to_yaml()}"
    return "".join(f"% {line}\n" for line in said.splitlines())
