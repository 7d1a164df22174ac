"""The blocks of a figure from top to bottom: letter, frames, waveform, seconds.

Event bars have bars.py, maps have maps.py.

A block knows its height before it is drawn.  Lengths are millimetres.
Shapes: K classes shown, T segments, W columns of the waveform.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from leap_core.figures.canvas import Canvas, cap_height, text_width
from leap_core.figures.content import Content
from leap_core.figures.ends import Ends, Group
from leap_core.figures.recipe import Recipe
from leap_core.figures.style import LINE_PT, Palette
from leap_core.figures.venues import SMALLEST_PT

GAP = 1.2  # between blocks
ROTATED = 3.4  # for "Audio" and "Visual", written upwards
_WAVE = 5.0
_WIDEST_FRAME = 16 / 9  # wider and narrower pictures are cut at their edges
_NARROWEST_FRAME = 1.0


@dataclass(frozen=True)
class Plan:
    """What all blocks of a clip share."""

    recipe: Recipe
    palette: Palette
    size: float  # points, of most text
    outer: float  # where the clip's column begins
    left: float  # where time begins
    right: float  # where it ends
    ends: Mapping[Group, Ends]  # of the colours of maps

    @property
    def room(self) -> float:
        """For a label left of time."""
        return self.left - self.outer - ROTATED - 1

    def time(self, content: Content, seconds: float) -> float:
        """Where a moment lies."""
        return self.left + (self.right - self.left) * content.place(seconds)


@dataclass(frozen=True)
class Block:
    """Something to draw at a height y."""

    height: float
    draw: Callable[[Canvas, float], None]


def header(plan: Plan, letter: str, remark: str) -> Block:
    """The panel's letter and, at the right, what must be said of the data."""

    def draw(canvas: Canvas, y: float) -> None:
        base = y + cap_height(plan.size + 1)
        canvas.text(plan.outer, base, letter, plan.size + 1, weight="bold")
        canvas.text(plan.right, base, remark, SMALLEST_PT, ha="right", color=canvas.theme.faint)

    return Block(cap_height(plan.size + 1) + GAP if letter or remark else 0.0, draw)


def frames(content: Content, plan: Plan) -> Block:
    """The strip of frames, each over the seconds it is from."""
    strip = content.frames
    if strip is None:
        return Block(0.0, lambda canvas, y: None)
    strip = _cut(strip)
    parts, pixels_high, pixels_wide, _ = strip.shape
    width = (plan.right - plan.left) / parts
    height = width * pixels_high / pixels_wide

    def draw(canvas: Canvas, y: float) -> None:
        for i, frame in enumerate(strip):
            canvas.image(plan.left + i * width, y, width - 0.25, height, frame)
        canvas.track(plan.left, y, plan.right - plan.left, height)

    return Block(height + GAP, draw)


def waveform(content: Content, plan: Plan) -> Block:
    """Lowest and highest sample over time, the loudest filling the height."""
    peaks = content.peaks
    if peaks is None:
        return Block(0.0, lambda canvas, y: None)

    def draw(canvas: Canvas, y: float) -> None:
        xs = np.linspace(plan.left, plan.right, len(peaks))
        scaled = peaks / max(1e-9, np.abs(peaks).max()) * _WAVE / 2
        middle = y + _WAVE / 2
        outline = np.concatenate((middle - scaled[:, 1], (middle - scaled[:, 0])[::-1]))
        canvas.polygon(np.stack((np.concatenate((xs, xs[::-1])), outline), axis=1), canvas.theme.faint)
        canvas.line((plan.left, plan.right), (middle, middle), color=canvas.theme.faint)
        canvas.track(plan.left, y, plan.right - plan.left, _WAVE)

    return Block(_WAVE + GAP, draw)


def seconds(content: Content, plan: Plan) -> Block:
    """The axis of time."""

    def draw(canvas: Canvas, y: float) -> None:
        base = y + 1.2 + cap_height(plan.size)
        moments = ticks(content, plan.right - plan.left, plan.size)
        for moment in moments:
            x = plan.time(content, moment)
            canvas.line((x, x), (y, y + 0.7), linewidth=LINE_PT)
            canvas.text(x, base, f"{moment:g}", plan.size, ha="center")
        apart = max(2.0, 1.0 + text_width(f"{moments[0]:g}", plan.size) / 2)
        canvas.text(plan.left - apart, base, "Time (s)", plan.size, ha="right")
        canvas.line((plan.left, plan.right), (y, y), linewidth=LINE_PT)

    return Block(1.2 + cap_height(plan.size) + 2 * GAP, draw)


def ticks(content: Content, width: float, size: float) -> list[float]:
    """Round moments, in seconds, so few that their numbers stay apart; segments' edges, if two are there."""
    onset, offset = content.window.onset, content.window.offset
    shown = (offset - onset) / content.segment_seconds
    most = max(2.0, width / (2.2 * text_width("00", size)))
    steps = [s * 10**e for e in range(0 if shown >= 2 else -1, 6) for s in (1, 2, 5)]
    step = next(n for n in steps if shown / n + 1 <= most) * content.segment_seconds
    first, last = math.ceil(onset / step - 1e-6), int(offset / step + 1e-6)
    return [round(i * step, 6) for i in range(first, last + 1)]


def outline(canvas: Canvas, plan: Plan, x: float, y: float, width: float, height: float) -> None:
    """A box around something of interest, as far as the window has it."""
    if width <= 0:
        return
    room = 0.35
    canvas.rectangle(
        x - room, y - room, width + 2 * room, height + 2 * room,
        fill=False, edgecolor=plan.palette.box, linewidth=1.0, zorder=5,
    )  # fmt: skip


def _cut(strip: np.ndarray) -> np.ndarray:
    """The middle of pictures that are very wide or very narrow: a strip stays a strip."""
    height, width = strip.shape[1:3]
    if width > _WIDEST_FRAME * height:
        keep = int(_WIDEST_FRAME * height)
        return strip[:, :, (width - keep) // 2 :][:, :, :keep]
    if width < _NARROWEST_FRAME * height:
        keep = int(width / _NARROWEST_FRAME)
        return strip[:, (height - keep) // 2 :][:, :keep]
    return strip
