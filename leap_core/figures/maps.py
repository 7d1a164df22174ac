"""Class x time maps side by side: a column a kind and run, a row a modality, with the scale of each column.

Lengths are millimetres.  Shapes: K classes shown, T segments.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgba_array

from leap_core.categories import display_name
from leap_core.figures.blocks import GAP, Block, Plan, outline, ticks
from leap_core.figures.canvas import MM_PER_PT, Canvas, cap_height, fitted, text_width
from leap_core.figures.content import Content, Map
from leap_core.figures.ends import Ends, group
from leap_core.figures.style import LINE_PT
from leap_core.figures.venues import SMALLEST_PT
from leap_core.maps import TRUTH, MapKind
from leap_core.tables import minus
from leap_core.types import MODALITIES

CELL = 2.7  # height of a class's row, tall enough for its name
_BETWEEN = 2.0  # columns
_NARROWEST = 13.0  # a column
_ROWS = 3.8  # between audio and visual, for the word
_SCALE_WIDTH, _SCALE_HEIGHT = 7.0, 1.3


def maps(content: Content, plan: Plan) -> Block:
    """All maps of a clip."""
    columns = content.maps
    if not columns:
        return Block(0.0, lambda canvas, y: None)
    whole = plan.right - plan.left
    across = max(1, min(len(columns), int((whole + _BETWEEN) / (_NARROWEST + _BETWEEN))))
    width = (whole - _BETWEEN * (across - 1)) / across
    names = [*(column.run for column in columns), *content.beside]
    widest = max(text_width(f"P lm {name}", plan.size) for name in names)
    stacked = width < widest + _SCALE_WIDTH + 9  # the scale goes under the title
    tall = CELL * max(1, len(content.categories))
    marked = any(ends.name for ends in plan.ends.values())
    title = cap_height(plan.size) + 1.4 + (_SCALE_HEIGHT + 1.2 if stacked else 0)
    title += cap_height(SMALLEST_PT) + 0.4 if marked else 0
    line = title + 2 * tall + _ROWS + 1.2 + cap_height(plan.size) + GAP
    lines = [columns[i : i + across] for i in range(0, len(columns), across)]

    def draw(canvas: Canvas, y: float) -> None:
        for n, some in enumerate(lines):
            _labels(canvas, content, plan, y + n * line + title)
            for i, column in enumerate(some):
                corner = plan.left + i * (width + _BETWEEN), y + n * line
                _column(canvas, content, plan, column, corner, width, title, stacked)

    return Block(line * len(lines), draw)


def _labels(canvas: Canvas, content: Content, plan: Plan, y: float) -> None:
    """Modalities and classes, left of the maps that begin at `y`."""
    for m, modality in enumerate(MODALITIES):
        top = y + m * (CELL * max(1, len(content.names)) + _ROWS)
        canvas.text(plan.left - 1, top - 1.0, modality.capitalize(), plan.size, ha="right", weight="bold")
        for k, name in enumerate(content.names):
            base = top + (k + 0.5) * CELL + cap_height(plan.size) / 2
            label = fitted(display_name(name), plan.size, plan.room)
            canvas.text(plan.left - 1, base, label, plan.size, ha="right")


def _column(
    canvas: Canvas,
    content: Content,
    plan: Plan,
    column: Map,
    corner: tuple[float, float],
    width: float,
    title: float,
    stacked: bool,
) -> None:
    x, y = corner
    ends = plan.ends[group(column.kind)]
    _title(canvas, plan, column, x, y + cap_height(plan.size), width)
    if column.kind != TRUTH:
        scale_y = y + cap_height(plan.size) + 1.0 if stacked else y + cap_height(plan.size) - _SCALE_HEIGHT
        _scale(canvas, plan, ends, x + width, scale_y)
    tall = CELL * max(1, len(content.categories))
    for m, modality in enumerate(MODALITIES):
        top = y + title + m * (tall + _ROWS)
        if len(content.categories):
            colours = _colours(content, plan, column.kind, column.values[modality])
            canvas.cells(x + width * content.edges, top, tall, colours)
        canvas.rectangle(x, top, width, tall, fill=False, edgecolor=canvas.theme.rule)
        canvas.track(x, top, width, tall)
        _boxes(canvas, content, plan, modality, (x, top), width)
    bottom = y + title + 2 * tall + _ROWS
    for moment in ticks(content, width, plan.size):
        share = content.place(moment)
        place = x + width * share
        canvas.line((place, place), (bottom, bottom + 0.6), linewidth=LINE_PT)
        side = {0.0: "left", 1.0: "right"}.get(share, "center")  # numbers of neighbours stay apart
        canvas.text(place, bottom + 1.0 + cap_height(plan.size), f"{moment:g}", plan.size, ha=side)


def _colours(content: Content, plan: Plan, kind: MapKind, values: np.ndarray) -> np.ndarray:
    """RGBA of each cell, (K, T, 4); truth has the colours of the classes."""
    if kind != TRUTH:
        ends = plan.ends[group(kind)]
        return plan.palette.scale(ends.colours)(ends.places(values))
    classes = to_rgba_array([plan.palette.colours[c] for c in content.categories])[:, None]  # (K, 1, 4)
    return np.where(values[..., None] > 0, classes, to_rgba_array([plan.palette.theme.paper]))


def _title(canvas: Canvas, plan: Plan, column: Map, x: float, base: float, width: float) -> None:
    """Like A with a raised lm, then the run.  Raised and lowered letters are no smaller than print allows."""
    start, kind = x, column.kind
    canvas.text(x, base, kind.symbol, plan.size + 1, style="italic")
    x += text_width(kind.symbol, plan.size + 1, style="italic") + 0.3
    raised = kind.raised
    if kind != TRUTH:
        canvas.text(x, base - 2.2 * MM_PER_PT, raised, SMALLEST_PT, style="italic")
        canvas.text(x, base + 0.8 * MM_PER_PT, kind.lowered, SMALLEST_PT, style="italic")
        x += max(text_width(letters, SMALLEST_PT, style="italic") for letters in (raised, kind.lowered))
    canvas.text(x + 1.0, base, fitted(column.run, plan.size, width - (x + 1.0 - start)), plan.size)


def _scale(canvas: Canvas, plan: Plan, ends: Ends, right: float, y: float) -> None:
    """A small strip of the scale between the numbers of its ends, ending at `right`, an even share marked."""
    low, high = (minus(f"{end:.2g}") for end in (ends.start, ends.high))
    base = y + (_SCALE_HEIGHT + cap_height(SMALLEST_PT)) / 2
    canvas.text(right, base, high, SMALLEST_PT, ha="right")
    start = right - text_width(high, SMALLEST_PT) - 0.6 - _SCALE_WIDTH
    steps = plan.palette.scale(ends.colours)(ends.places(np.linspace(ends.start, ends.high, 24)))  # (24, 4)
    canvas.cells(np.linspace(start, start + _SCALE_WIDTH, 25), y, _SCALE_HEIGHT, steps[None], apart=False)
    canvas.text(start - 0.6, base, low, SMALLEST_PT, ha="right")
    if ends.even is not None:
        x = start + _SCALE_WIDTH * (ends.even - ends.start) / (ends.high - ends.start)
        canvas.line((x, x), (y - 0.3, y + _SCALE_HEIGHT + 0.3), linewidth=LINE_PT)
        below = y + _SCALE_HEIGHT + 0.7 + cap_height(SMALLEST_PT)
        canvas.text(x, below, ends.name, SMALLEST_PT, ha="center")


def _boxes(
    canvas: Canvas, content: Content, plan: Plan, modality: str, corner: tuple[float, float], width: float
) -> None:
    x, top = corner
    for box in plan.recipe.boxes:
        if box.clip not in (None, content.filename) or box.modality not in (None, modality):
            continue
        if box.category is not None and box.category not in content.names:
            continue
        start, end = (x + width * content.place(t) for t in (box.onset, box.offset))
        row, rows = 0, len(content.names)
        if box.category is not None:
            row, rows = content.names.index(box.category), 1
        outline(canvas, plan, start, top + row * CELL, end - start, rows * CELL)
