"""A recipe drawn once and kept: its files, its page as a picture, its caption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from leap_app.preview import page_png
from leap_core.figures.caption import caption
from leap_core.figures.package import package
from leap_core.figures.recipe import Recipe
from leap_core.figures.sources import Sources
from leap_core.figures.write import make, render


@dataclass(frozen=True)
class Drawn:
    """A figure and all that goes with it."""

    files: Mapping[str, bytes]  # by name
    page: Mapping[str, bytes]  # those of them that are drawn: one, but for the frames that a PGF reads
    png: bytes  # of the page of its PDF
    caption: str
    width_mm: float
    height_mm: float


def drawn(recipe: Recipe, sources: Sources) -> Drawn:
    """Draw a recipe, or give what was drawn before.  Raises InputError as `make` does."""
    return _drawn(recipe, sources, (recipe.to_yaml(), sources.hashes, sources.dataset.fingerprint))


def stem_of(recipe: Recipe) -> str:
    """What a figure's files are called."""
    return f"leap-lens-{recipe.clips[0]}" + (f"-and-{len(recipe.clips) - 1}" if recipe.clips[1:] else "")


@st.cache_resource(show_spinner=False, max_entries=32)
def _drawn(_recipe: Recipe, _sources: Sources, key: tuple) -> Drawn:
    stem = stem_of(_recipe)
    name = f"{stem}.{_recipe.format}"
    figure = make(replace(_recipe, command=f"leap figure {name}.yaml"), _sources)
    files = package(figure, stem)
    pdf = files[name] if _recipe.format == "pdf" else _as_pdf(_recipe, _sources)
    page = {key: content for key, content in files.items() if key == name or key.endswith(".png")}
    return Drawn(files, page, page_png(pdf), caption(figure), *figure.canvas.size_mm)


def _as_pdf(recipe: Recipe, sources: Sources) -> bytes:
    return render(make(replace(recipe, format="pdf"), sources), "page.pdf")["page.pdf"]
