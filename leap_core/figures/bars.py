"""Event bars of truth and runs, and the legend that explains them.

Lengths are millimetres.  Shapes: K classes shown, T segments.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from leap_core.figures.blocks import GAP, Block, Plan, outline
from leap_core.figures.canvas import Canvas, cap_height, fitted, text_width
from leap_core.figures.content import Content
from leap_core.figures.recipe import Box
from leap_core.figures.venues import SMALLEST_PT
from leap_core.types import MODALITIES

BAR, BAR_GAP, ROW_GAP = 2.5, 0.3, 0.9  # an event bar, between bars of a row, between rows
_APART = 0.2  # between events
TRUTH = "Truth"
_HIT, _ALARM, _MISS, _SHUT = range(1, 5)  # how a run does in a cell; 0: nothing to draw
_LOOKS = {_HIT: "hit", _ALARM: "false alarm", _MISS: "miss", _SHUT: "shut out by the gate"}


def bars(content: Content, plan: Plan, modality: str) -> Block:
    """A row for truth and for each run; in it a lane for each class that anyone finds in the modality."""
    m = MODALITIES.index(modality)
    rows = {} if content.truth is None else {TRUTH: content.truth[m]}
    rows |= {name: grid[m] for name, grid in content.decided.items()}  # (K, T) each
    found = [*rows.values(), *(grid[m] for grid in content.beside.values())]
    lanes = np.logical_or.reduce([grid.any(axis=1) for grid in found]).nonzero()[0].tolist()
    row = max(1, len(lanes)) * (BAR + BAR_GAP) - BAR_GAP
    height = len(rows) * (row + ROW_GAP) - ROW_GAP

    def draw(canvas: Canvas, y: float) -> None:
        name = modality.capitalize()
        canvas.text(plan.outer + 1.6, y + height / 2, name, plan.size, rotation=90, ha="center", va="center")
        for i, (who, grid) in enumerate(rows.items()):
            top = y + i * (row + ROW_GAP)
            _label(canvas, plan, who, top + row / 2)
            _strip(canvas, content, plan, top, row)
            kinds = grid * _HIT if content.truth is None or who == TRUTH else _outcomes(content, who, m)
            for lane, k in enumerate(lanes):
                _events(canvas, content, plan, k, kinds[k], top + lane * (BAR + BAR_GAP))
        canvas.track(plan.left, y, plan.right - plan.left, height)
        for box in plan.recipe.boxes:
            if box.clip in (None, content.filename) and box.modality in (None, modality):
                tops = [y + i * (row + ROW_GAP) for i in range(len(rows))]
                _bar_boxes(canvas, content, plan, box, lanes, tops, row)

    return Block(height + GAP + 0.6, draw)


def legend(content_classes: Mapping[int, str], plan: Plan, with_bars: bool, width: float) -> Block:
    """Which colour is which class and, where there are bars, what their looks mean."""
    entries: list[tuple[str, int | None, int]] = [(name, c, _HIT) for c, name in content_classes.items()]
    if with_bars:
        looks = {
            kind: name
            for kind, name in _LOOKS.items()
            if kind != _SHUT or {*plan.recipe.all_gates} - {"none"}
        }
        entries += [(name, None, kind) for kind, name in looks.items()]
    key, pad = 3.4, 3.0
    left, width = plan.left, width - plan.left
    lines: list[list[tuple[float, str, int | None, int]]] = [[]]
    x = 0.0
    for name, c, kind in entries:
        needed = key + 1 + text_width(name, plan.size)
        if lines[-1] and x + needed > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, name, c, kind))
        x += needed + pad
    height = BAR + 1.2

    def draw(canvas: Canvas, y: float) -> None:
        for i, line in enumerate(lines):
            top = y + i * height + GAP
            for place, name, c, kind in line:
                place += left
                colour = canvas.theme.faint if c is None else plan.palette.colours[c]
                _bar(canvas, kind, (place + 0.2, top, key - 0.4, BAR), colour)
                if c is not None:
                    _number(canvas, plan, c, place + 0.6, top, on_colour=True)
                base = top + (BAR + cap_height(plan.size)) / 2
                canvas.text(place + key + 0.6, base, name, plan.size)

    return Block(len(lines) * height + GAP if entries else 0.0, draw)


def _outcomes(content: Content, run: str, m: int) -> np.ndarray:
    """How a run does in a modality, cell by cell: whole numbers (K, T)."""
    assert content.truth is not None
    said, truth, ungated = content.decided[run][m], content.truth[m], content.ungated[run][m]
    lost = np.where(ungated, _SHUT, _MISS)
    return np.where(said, np.where(truth, _HIT, _ALARM), np.where(truth, lost, 0))


def _bar(canvas: Canvas, kind: int, box: tuple[float, float, float, float], colour: str) -> None:
    """A bar at (x, y, width, height): solid, hatched, dashed, or half full where the gate shuts out."""
    if kind == _ALARM:
        canvas.hatched(*box, colour)
    elif kind == _MISS:
        canvas.dashed(*box, colour)
    else:
        x, y, width, height = box
        if kind == _SHUT:
            canvas.rectangle(*box, facecolor=canvas.theme.paper, edgecolor=colour)
            y, height = y + height / 2, height / 2
        canvas.rectangle(x, y, width, height, facecolor=colour, edgecolor=colour)


def _events(canvas: Canvas, content: Content, plan: Plan, k: int, kinds: np.ndarray, y: float) -> None:
    """Runs of cells of a class that are of one kind (T,)."""
    c = content.categories[k]
    edges = [0, *(np.diff(kinds).nonzero()[0] + 1).tolist(), len(kinds)]
    numbered = False
    for start, end in itertools.pairwise(edges):
        kind = int(kinds[start])
        x, to = (plan.time(content, t * content.segment_seconds) for t in (start, end))
        if kind == 0 or to - x <= _APART:
            continue
        _bar(canvas, kind, (x + _APART / 2, y, to - x - _APART, BAR), plan.palette.colours[c])
        if not numbered:
            _number(canvas, plan, c, x + 0.6, y, on_colour=kind == _HIT)
            numbered = True


def _number(canvas: Canvas, plan: Plan, c: int, x: float, y: float, on_colour: bool) -> None:
    """The number of a class at the start of a bar, where colour does not say enough."""
    if c not in plan.palette.numbers:
        return
    text, theme = str(plan.palette.numbers[c]), canvas.theme
    if not on_colour:
        width = text_width(text, SMALLEST_PT) + 0.6
        canvas.rectangle(x - 0.3, y + 0.25, width, BAR - 0.5, facecolor=theme.paper, linewidth=0, zorder=2.5)
    base = y + (BAR + cap_height(SMALLEST_PT)) / 2
    light = on_colour and not plan.palette.grey
    canvas.text(x, base, text, SMALLEST_PT, color=theme.paper if light else theme.ink)


def _bar_boxes(
    canvas: Canvas,
    content: Content,
    plan: Plan,
    box: Box,
    lanes: Sequence[int],
    tops: Sequence[float],
    row: float,
) -> None:
    x, to = (plan.time(content, t) for t in (box.onset, box.offset))
    if box.category is None:
        outline(canvas, plan, x, tops[0], to - x, tops[-1] + row - tops[0])
        return
    names = [content.names[k] for k in lanes]
    if box.category in names:
        for top in tops:
            outline(canvas, plan, x, top + names.index(box.category) * (BAR + BAR_GAP), to - x, BAR)


def _label(canvas: Canvas, plan: Plan, text: str, middle: float) -> None:
    label = fitted(text, plan.size, plan.room)
    canvas.text(plan.left - 1, middle + cap_height(plan.size) / 2, label, plan.size, ha="right")


def _strip(canvas: Canvas, content: Content, plan: Plan, y: float, height: float) -> None:
    """The ground of a row, cut into segments."""
    canvas.rectangle(
        plan.left, y, plan.right - plan.left, height, facecolor=canvas.theme.ground, linewidth=0, zorder=0.8
    )
    inside = content.edges[(content.edges > 0) & (content.edges < 1)]
    xs = plan.left + (plan.right - plan.left) * inside
    ends = np.stack([np.stack((xs, np.full_like(xs, end)), axis=1) for end in (y, y + height)], axis=1)
    canvas.lines(ends, color=canvas.theme.paper, zorder=0.9)
