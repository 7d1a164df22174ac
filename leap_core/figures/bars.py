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
from leap_core.figures.style import FAINT, GROUND, INK
from leap_core.figures.venues import SMALLEST_PT
from leap_core.types import MODALITIES

BAR, BAR_GAP, ROW_GAP = 2.5, 0.3, 0.9  # an event bar, between bars of a row, between rows
TRUTH = "Truth"


def bars(content: Content, plan: Plan, modality: str) -> Block:
    """A row for truth and for each run; in it a lane for each class that anyone finds in the modality."""
    m = MODALITIES.index(modality)
    rows = {} if content.truth is None else {TRUTH: content.truth[m]}
    rows |= {name: grid[m] for name, grid in content.decided.items()}  # (K, T) each
    lanes = np.logical_or.reduce([grid.any(axis=1) for grid in rows.values()]).nonzero()[0].tolist()
    row = max(1, len(lanes)) * (BAR + BAR_GAP) - BAR_GAP
    height = len(rows) * (row + ROW_GAP) - ROW_GAP

    def draw(canvas: Canvas, y: float) -> None:
        name = modality.capitalize()
        canvas.text(plan.outer + 1.6, y + height / 2, name, plan.size, rotation=90, ha="center", va="center")
        for i, (who, grid) in enumerate(rows.items()):
            top = y + i * (row + ROW_GAP)
            _label(canvas, plan, who, top + row / 2)
            _strip(canvas, content, plan, top, row)
            truth = None if who == TRUTH else content.truth
            for lane, k in enumerate(lanes):
                place = top + lane * (BAR + BAR_GAP)
                _events(canvas, content, plan, k, grid[k], None if truth is None else truth[m, k], place)
        for box in plan.recipe.boxes:
            if box.clip in (None, content.filename) and box.modality in (None, modality):
                tops = [y + i * (row + ROW_GAP) for i in range(len(rows))]
                _bar_boxes(canvas, content, plan, box, lanes, tops, row)

    return Block(height + GAP + 0.6, draw)


def legend(content_classes: Mapping[int, str], plan: Plan, with_bars: bool, width: float) -> Block:
    """Which colour is which class and, where there are bars, what their looks mean."""
    entries: list[tuple[str, str]] = [(str(c), name) for c, name in content_classes.items()]
    if with_bars:
        entries += [("hit", "hit"), ("alarm", "false alarm"), ("miss", "miss")]
    key, pad = 3.4, 3.0
    left, width = plan.left, width - plan.left
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for kind, name in entries:
        needed = key + 1 + text_width(name, plan.size)
        if lines[-1] and x + needed > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, name))
        x += needed + pad
    height = BAR + 1.2

    def draw(canvas: Canvas, y: float) -> None:
        for i, line in enumerate(lines):
            top = y + i * height + GAP
            for place, kind, name in line:
                place += left
                box = (place + 0.2, top, key - 0.4, BAR)
                if kind == "alarm":
                    canvas.hatched(*box, FAINT)
                elif kind == "miss":
                    canvas.dashed(*box, FAINT)
                else:
                    colour = FAINT if kind == "hit" else plan.palette.colours[int(kind)]
                    canvas.rectangle(*box, facecolor=colour, edgecolor=colour)
                    if kind != "hit":
                        _number(canvas, plan, int(kind), place + 0.6, top, on_colour=True)
                base = top + (BAR + cap_height(plan.size)) / 2
                canvas.text(place + key + 0.6, base, name, plan.size)

    return Block(len(lines) * height + GAP if entries else 0.0, draw)


def _events(
    canvas: Canvas, content: Content, plan: Plan, k: int, said: np.ndarray, truth: np.ndarray | None, y: float
) -> None:
    """Runs of a class: solid where it is there, hatched where it is not, dashed where it is missed."""
    c = content.categories[k]
    colour = plan.palette.colours[c]
    kinds = said.astype(int) if truth is None else said + 2 * truth.astype(int)  # 1 alarm, 2 miss, 3 hit
    solid = {1} if truth is None else {3}
    edges = [0, *(np.diff(kinds).nonzero()[0] + 1).tolist(), len(kinds)]
    first = True
    for start, end in itertools.pairwise(edges):
        kind = int(kinds[start])
        if kind == 0:
            continue
        x, to = (plan.time(content, t * content.segment_seconds) for t in (start, end))
        box = (x + 0.1, y, to - x - 0.2, BAR)
        if kind in solid:
            canvas.rectangle(*box, facecolor=colour, edgecolor=colour)
        elif kind == 1:
            canvas.hatched(*box, colour)
        else:
            canvas.dashed(*box, colour)
        if first and kind != 2:
            _number(canvas, plan, c, x + 0.6, y, on_colour=kind in solid)
            first = False


def _number(canvas: Canvas, plan: Plan, c: int, x: float, y: float, on_colour: bool) -> None:
    """The number of a class at the start of a bar, where colour does not say enough."""
    if c not in plan.palette.numbers:
        return
    text, white = str(plan.palette.numbers[c]), on_colour and not plan.palette.grey
    if not on_colour:
        width = text_width(text, SMALLEST_PT) + 0.6
        canvas.rectangle(x - 0.3, y + 0.25, width, BAR - 0.5, facecolor="white", linewidth=0, zorder=2.5)
    base = y + (BAR + cap_height(SMALLEST_PT)) / 2
    canvas.text(x, base, text, SMALLEST_PT, color="white" if white else INK)


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
    canvas.rectangle(plan.left, y, plan.right - plan.left, height, facecolor=GROUND, linewidth=0, zorder=0.8)
    for i in range(1, content.segments):
        x = plan.left + (plan.right - plan.left) * i / content.segments
        canvas.line((x, x), (y, y + height), color="white", zorder=0.9)
