"""The figure of a clip for a site: as PDF, and as a picture to look at."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

from PIL import Image

from leap_app import media
from leap_app.preview import page_png
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.recipe import MOST_RUNS, Recipe
from leap_core.figures.sources import gather
from leap_core.figures.write import make, render
from leap_core.runs.store import Store


def figure_files(data: Dataset, stores: Sequence[Store], filename: str) -> dict[str, bytes]:
    """Files by name.  The recipe within names no folder: the site's own recipe makes it again."""
    stores = stores[-1::-1][:MOST_RUNS]
    titles = tuple(f"{place}: {store.run.title}" for place, store in enumerate(stores, start=1))
    frames, waveform = _seen_and_heard(data, filename)
    recipe = Recipe(data.name, titles, (filename,), data.split, frames=frames, waveform=waveform)
    figure = make(recipe, gather(recipe, data, stores))
    kept = replace(figure, recipe=replace(figure.recipe, stores=(), data_sha256=""))
    pdf = render(kept, f"{filename}.pdf")[f"{filename}.pdf"]
    file = io.BytesIO()
    Image.open(io.BytesIO(page_png(pdf))).save(file, "WEBP", quality=80, method=6)
    return {f"{filename}.pdf": pdf, f"{filename}.webp": file.getvalue()}


def _seen_and_heard(data: Dataset, filename: str) -> tuple[bool, bool]:
    """Whether a clip has a picture, and a sound."""
    path, seconds = data.media(filename), data.seconds_of(filename)
    if path is None:
        return False, False
    seen = path.suffix == ".mp4" and _there(lambda: media.still(path, seconds))
    return seen, _there(lambda: media.audible(path, seconds, "mel"))


def _there(read: Callable[[], object]) -> bool:
    try:
        read()
    except InputError:
        return False
    return True
