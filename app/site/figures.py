"""The figure of a clip for a site: as PDF, and as a picture to look at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from leap_app.preview import page_png
from leap_core.data.dataset import Dataset
from leap_core.figures.recipe import MOST_RUNS, Recipe
from leap_core.figures.sources import gather
from leap_core.figures.write import make, render
from leap_core.runs.store import Store


def figure_files(data: Dataset, stores: Sequence[Store], filename: str) -> dict[str, bytes]:
    """Files by name.  The recipe within names no folder: the site's own recipe makes it again."""
    stores = stores[-1::-1][:MOST_RUNS]
    titles = tuple(f"{place}: {store.run.title}" for place, store in enumerate(stores, start=1))
    recipe = Recipe(data=data.name, runs=titles, clips=(filename,), split=data.split)
    figure = make(recipe, gather(recipe, data, stores))
    pdf = render(replace(figure, recipe=replace(figure.recipe, stores=())), f"{filename}.pdf")[
        f"{filename}.pdf"
    ]
    file = io.BytesIO()
    Image.open(io.BytesIO(page_png(pdf))).save(file, "WEBP", quality=80, method=6)
    return {f"{filename}.pdf": pdf, f"{filename}.webp": file.getvalue()}
