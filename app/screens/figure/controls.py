"""The recipe that the address holds, and its controls."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import streamlit as st

from leap_app import records, session, state
from leap_app.screens import choices
from leap_app.screens.figure.boxes import boxes
from leap_app.screens.problems import Problems
from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.recipe import FORMATS, LAYOUTS, MOST_CLIPS, ROWS, Recipe, Window, parse_recipe
from leap_core.figures.sources import kinds_of
from leap_core.figures.venues import NARROWEST_MM, VENUES, WIDEST_MM, print_of
from leap_core.maps import ASKED, LAST, MEAN
from leap_core.options import GATES, SCALES
from leap_core.runs.store import Store

# which the address has no say in
_FIXED = ("data", "runs", "split", "stores", "data_sha256", "version", "command")
_CUSTOM = "millimetres"
_WIDTHS = ("text", "column", _CUSTOM)
_SHARED = (state.GATE, state.THRESHOLD, state.BLOCK, state.HEAD, state.SCALE, state.ROWS)  # as other screens
_JOIN = "."  # between keys of maps in an address, as the clip screen writes them


def asked_recipe(data: Dataset, runs: Sequence[Store], clip: str, problems: Problems) -> Recipe:
    """The recipe that the address asks for; where it is none, say so and draw `clip` plainly."""
    names = [store.run.name for store in runs]
    text = state.asked(state.RECIPE)
    if not text:
        state.show(state.RECIPE, "{}")
    try:
        values = json.loads(text) if text else {}
        if not isinstance(values, dict) or values.keys() & {*_FIXED}:
            raise ValueError
        base = {"data": data.name, "runs": names, "clips": [clip], "split": data.split}
        recipe = parse_recipe(json.dumps(base | _seen() | values), "address")
        recipe = _as_there_is(recipe, data, problems)
        print_of(recipe.venue, recipe.width)
        for name in recipe.clips:
            data.index(name)
        if unknown := {*recipe.classes} - {*data.categories}:
            raise InputError(
                "address", f"the data set has no class {min(unknown)!r}", "Choose other classes."
            )
        return recipe
    except (ValueError, RecursionError):
        expected = f"expected a recipe as a JSON object, found {str(text)[:80]!r}"
        problems.say(InputError("address", expected, "Choose anew below."))
    except InputError as error:
        problems.say(error)
    return Recipe(data.name, tuple(names), (clip,), data.split)


def _seen() -> dict[str, Any]:
    """What other screens show, as far as a figure has it."""
    said = {key: state.asked(key) for key in _SHARED}
    found: dict[str, Any] = {key: _number(text) for key, text in said.items() if text is not None}
    if (maps := state.asked(state.MAPS)) is not None:
        elsewhere = {kind.key for kind in ASKED}
        found["maps"] = [key for key in maps.split(_JOIN) if key and key not in elsewhere]
    return found


def _number(text: str) -> int | float | str:
    """What an address writes as a number, or the word that it is."""
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


def _as_there_is(recipe: Recipe, data: Dataset, problems: Problems) -> Recipe:
    """The recipe without pictures or sound that the data set does not have, which is said."""
    media = [data.media(name) for name in recipe.clips]
    video, sound = all(path and path.suffix == ".mp4" for path in media), all(media)
    lacking = [what for what, there in (("frames", video), ("waveform", sound)) if not there]
    if lacking and recipe.layout in ("full", "compact"):
        problems.info(f"Not every clip has a video: drawn without {' and '.join(lacking)}.")
    return replace(recipe, frames=recipe.frames and video, waveform=recipe.waveform and sound)


def choose(recipe: Recipe) -> None:
    """Put a recipe into the address: what other screens show, too, and what else differs from a plain one."""
    chosen = {key: getattr(recipe, key) for key in _SHARED} | {state.MAPS: _JOIN.join(recipe.maps)}
    plain, there = asdict(Recipe("", (), ())), {*_SHARED, state.MAPS, *_FIXED}
    if len(recipe.clips) == 1:
        chosen[state.CLIP] = recipe.clips[0]
        there.add("clips")
    said = {k: v for k, v in asdict(recipe).items() if k not in there and v != plain[k]}
    chosen[state.RECIPE] = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    state.choose_together(chosen)


def controls(recipe: Recipe, data: Dataset, runs: Sequence[Store]) -> None:
    """Everything that a figure may be told."""

    def clips(chosen: list[str]) -> tuple[str, ...]:
        return tuple(chosen) or recipe.clips  # a figure without a clip is none

    change = partial(_change, recipe)
    st.multiselect(
        "Clips", data.annotations.filenames, format_func=partial(records.label_of, data),
        max_selections=MOST_CLIPS, **_bound(recipe, "clips", list, clips),
    )  # fmt: skip
    _pick(recipe, "Layout", "layout", LAYOUTS)
    venue, width = st.columns(2)
    with venue:
        st.selectbox("Venue", VENUES, **_bound(recipe, "venue"))
    with width:
        st.selectbox("Width", _WIDTHS, **_bound(recipe, "width", _width_shown, _width_read))
    if not isinstance(recipe.width, str):
        bounds = {"min_value": NARROWEST_MM, "max_value": WIDEST_MM}
        st.number_input("Width, mm", **bounds, **_bound(recipe, "width", float, key="mm"))
    if len(recipe.clips) > 1:
        st.number_input("Clips side by side", 1, 4, **_bound(recipe, "columns"))
    if recipe.layout != "bars":
        kinds = kinds_of(runs)
        names = {key: f"{kind.symbol}, {kind.title.lower()}" for key, kind in kinds.items()}
        names |= {key: key for key in recipe.maps if key not in names}
        maps = _bound(recipe, "maps", list, lambda chosen: tuple(key for key in names if key in chosen))
        st.multiselect("Maps", list(names), format_func=names.__getitem__, **maps)
        row = st.container(horizontal=True, gap="xsmall")
        for field in ("block", "head"):
            count = max((getattr(store.run, f"{field}s") for store in runs), default=0)
            options = dict.fromkeys((LAST, MEAN, *range(1, count + 1), getattr(recipe, field)))
            row.selectbox(
                f"{field.capitalize()} of A and S",
                options,
                format_func=str,
                width=120,
                **_bound(recipe, field),
            )
        row.selectbox("Scale of S", SCALES, width=120, **_bound(recipe, "scale"))
    _pick(recipe, "Rows", "rows", ROWS)
    st.multiselect(
        "Classes", data.categories, format_func=display_name, placeholder="As the rows say",
        **_bound(recipe, "classes", list, tuple),
    )  # fmt: skip
    total = min(data.seconds_of(clip) for clip in recipe.clips)
    st.slider(
        "Seconds", 0.0, total, step=0.01,
        **_bound(recipe, "window", partial(_shown, total), partial(_window, total)),
    )  # fmt: skip
    st.slider("Threshold", 0.0, 1.0, step=0.01, **_bound(recipe, "threshold", float))
    _pick(recipe, "Gate", "gate", GATES)
    if recipe.layout != "maps":
        further = [gate for gate in GATES if gate != recipe.gate]
        st.multiselect(
            "Bars by further gates", further, placeholder="None",
            **_bound(recipe, "gates", lambda gates: [g for g in gates if g in further], tuple),
        )  # fmt: skip
    stores = {store.run.name: store for store in runs}
    choices.offer_thresholds(st, stores, recipe.gate, lambda t: change(lambda _: {"threshold": t}))
    with st.container(horizontal=True):
        for field in ("frames", "waveform", "letters", "legend", "grey"):
            st.toggle(field.capitalize(), **_bound(recipe, field))
    _pick(recipe, "File", "format", FORMATS)
    boxes(recipe, data, runs, lambda how: change(lambda now: {"boxes": how(now.boxes)}))


def _pick(recipe: Recipe, label: str, field: str, options: Sequence[str]) -> None:
    """A choice that cannot be taken back."""
    look = str.upper if field == "format" else str.capitalize
    st.segmented_control(label, options, required=True, format_func=look, **_bound(recipe, field))


def _bound(
    recipe: Recipe,
    field: str,
    show: Callable[[Any], Any] = lambda x: x,
    read: Callable[[Any], Any] = lambda x: x,
    key: str = "",
) -> dict[str, Any]:
    """What ties a control to a field: it shows the field, and a change goes into the address."""

    def changed(value: Any) -> None:
        _change(recipe, lambda _: {field: read(value)})

    return session.bound(f"figure {key or field}", show(getattr(recipe, field)), changed)


def _change(recipe: Recipe, how: Callable[[Recipe], dict[str, Any]]) -> None:
    """Put a recipe with other fields into the address."""
    now = _now(recipe)
    choose(replace(now, **how(now)))


def _now(recipe: Recipe) -> Recipe:
    """What the address says by now: another control may have changed it since `recipe` was drawn."""
    with contextlib.suppress(ValueError, TypeError, RecursionError, InputError):  # said when it was drawn
        said = json.loads(state.asked(state.RECIPE) or "{}")
        base = {"data": recipe.data, "runs": list(recipe.runs), "clips": list(recipe.clips)}
        return parse_recipe(json.dumps(base | _seen() | said), "address")
    return recipe


def _shown(total: float, window: Window | None) -> tuple[float, float]:
    return (round(window.onset, 2), min(round(window.offset, 2), total)) if window else (0.0, total)


def _window(total: float, span: tuple[float, float]) -> Window | None:
    return None if span == (0.0, total) else Window(*span)


def _width_shown(width: str | float) -> str:
    return width if isinstance(width, str) else _CUSTOM


def _width_read(chosen: str) -> str | float:
    return 100.0 if chosen == _CUSTOM else chosen
