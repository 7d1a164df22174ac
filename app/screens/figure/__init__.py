"""The figure screen: clips as a figure for a paper, as it will be printed, with all that goes with it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import streamlit as st

from leap_app import loaders, state
from leap_app.preview import CSS_DPI
from leap_app.screens import choices
from leap_app.screens.figure import many
from leap_app.screens.figure.controls import asked_recipe, controls
from leap_app.screens.figure.drawn import Drawn, drawn, stem_of
from leap_app.screens.problems import Problems
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.package import zipped
from leap_core.figures.recipe import Recipe
from leap_core.figures.sources import gather
from leap_core.figures.venues import MM_PER_INCH
from leap_core.runs.store import Store

_ZOOMS = {"Print size": 1, "Twice": 2}
_STYLE = Path(str(files("leap_app"))) / "screens" / "figure" / "figure.css"


def show() -> None:
    """Draw the screen."""
    top = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    problems = Problems()
    there = choices.runs(problems)
    stores = choices.two_runs(there, (top, top), problems)
    data = choices.data_of(stores, problems)
    if data is None:
        return
    runs = choices.baseline_first(stores | choices.further_runs(there, top))
    recipe = asked_recipe(data, runs, _clip(data, stores), problems)
    left, right = st.columns([1, 2], gap="large")
    try:
        with left:
            controls(recipe, data, runs)
        sources = gather(recipe, data, runs)
        with right, st.spinner("Drawing…"):
            figure = drawn(recipe, sources)
    except InputError as error:
        problems.say(error)
        return
    st.html(_STYLE)
    with right, st.container(key="preview"):
        _preview(recipe, figure)
    _around(recipe, figure)
    many.draw(recipe, sources, stores, problems)


def _clip(data: Dataset, stores: Mapping[str, Store]) -> str:
    """The clip to begin with: the one looked at last, or the one that the clip screen opens with."""
    names, asked = data.annotations.filenames, state.asked(state.CLIP)
    if asked in names:
        return asked
    try:
        return loaders.opening(data, stores["1"], stores["2"]).filename if len(stores) == 2 else names[0]
    except InputError:  # said where the runs are gathered
        return names[0]


def _preview(recipe: Recipe, figure: Drawn) -> None:
    """The page and its files; in sight while the controls scroll by."""
    heading, zoom_box = st.columns([2, 1], vertical_alignment="center")
    heading.markdown(f"**{figure.width_mm:.1f} by {figure.height_mm:.1f} mm** in print")
    zoom = zoom_box.segmented_control(
        "Zoom", list(_ZOOMS), default="Print size", label_visibility="collapsed", key="figure zoom"
    )
    with st.container(border=True):
        width = round(figure.width_mm / MM_PER_INCH * CSS_DPI * _ZOOMS.get(zoom or "", 1))
        st.image(figure.png, width=width, alt=f"The figure as it is printed. {figure.caption}")
    stem, kind = stem_of(recipe), recipe.format.upper()
    with st.container(horizontal=True):
        st.download_button(
            "Download all as a zip", _zip(figure.files), f"{stem}.zip", "application/zip",
            type="primary", icon=":material/folder_zip:",
            help="The figure, its recipe, the LaTeX around it and its data as CSV",
        )  # fmt: skip
        if len(figure.page) == 1:
            ((name, content),) = figure.page.items()
            st.download_button(f"Download the {kind}", content, name)
        else:
            label = f"Download the {kind} and its frames"
            st.download_button(label, _zip(figure.page), f"{stem}.{recipe.format}.zip", "application/zip")


def _around(recipe: Recipe, figure: Drawn) -> None:
    """What goes with the page into a paper, as text to copy."""
    stem = stem_of(recipe)
    name = f"{stem}.{recipe.format}"
    st.markdown("**Caption**, a draft")
    st.code(figure.caption, language=None, wrap_lines=True)
    st.markdown("**LaTeX**")
    st.code(figure.files[f"{stem}.tex"].decode(), language="latex", wrap_lines=True)
    with st.expander("Recipe"):
        st.markdown(f"`leap figure {name}.yaml` draws the same file, byte for byte, on the same versions.")
        st.code(figure.files[f"{name}.yaml"].decode(), language="yaml")


def _zip(contents: Mapping[str, bytes]) -> bytes:
    """Files by name as one."""
    archive = io.BytesIO()
    zipped(contents, archive)
    return archive.getvalue()
