"""Contents -> a drawn page: the blocks of each clip in its column, under them the legend."""

from __future__ import annotations

from collections.abc import Sequence

from leap_core.categories import display_name
from leap_core.errors import InputError
from leap_core.figures import bars, blocks
from leap_core.figures.blocks import Block, Plan
from leap_core.figures.canvas import Canvas, text_width
from leap_core.figures.content import Content
from leap_core.figures.ends import ends_of
from leap_core.figures.maps import maps
from leap_core.figures.recipe import Recipe
from leap_core.figures.style import LIGHT, Palette, Theme, palette
from leap_core.figures.venues import print_of
from leap_core.types import MODALITIES

TALLEST_MM = 1000.0
_MARGIN = 0.6  # mm around everything: lines are not cut at the edge
_BETWEEN = 4.0  # mm between clips
_MOST_LABELS = 0.35  # of the width of a clip
_NARROWEST_TIME = 18.0  # mm, below which nothing can be told apart


def draw(recipe: Recipe, contents: Sequence[Content], remark: str) -> Canvas:
    """The page of a recipe.  `remark` is said over every clip.

    Raises InputError where the clips do not fit the width, or the page is too tall to be printed.
    """
    paper = print_of(recipe.venue, recipe.width)
    colours = colours_of(recipe, contents)
    columns = min(recipe.columns, len(contents))
    last = max(text_width(f"{c.window.offset:.3g}", paper.small_pt) for c in contents) / 2
    width = (paper.width_mm - 2 * _MARGIN - last - _BETWEEN * (columns - 1)) / columns
    gutter = min(gutter_of(recipe, contents, paper.small_pt), _MOST_LABELS * width)
    if width - gutter < _NARROWEST_TIME:
        expected = f"expected room for {columns} clips side by side, found {paper.width_mm:.0f} mm"
        raise InputError("columns", expected, "Choose fewer columns or a wider figure.")
    ends = ends_of(contents, recipe.grey)
    plans = [
        Plan(recipe, colours, paper.small_pt, x, x + gutter, x + width, ends)
        for x in (_MARGIN + i * (width + _BETWEEN) for i in range(columns))
    ]
    stacks = [
        stack_of(content, plans[i % columns], _letter(recipe, i, len(contents)), remark)
        for i, content in enumerate(contents)
    ]
    rows = [stacks[i : i + columns] for i in range(0, len(stacks), columns)]
    heights = [max(sum(block.height for block in stack) for stack in row) for row in rows]
    key = legend_of(contents, plans[0], paper.width_mm - 2 * _MARGIN)
    below = key.height if recipe.legend else 0.0
    height = sum(heights) + _BETWEEN * (len(rows) - 1) / 2 + below + 2 * _MARGIN
    if height > TALLEST_MM:
        expected = f"the figure would be {height:.0f} mm tall, at most {TALLEST_MM:.0f} can be printed"
        raise InputError("clips", expected, "Choose fewer clips or classes, or more columns.")
    canvas = Canvas(paper.width_mm, height, latex=recipe.format == "pgf")
    y = _MARGIN
    for row, tall in zip(rows, heights, strict=True):
        for stack in row:
            place = y
            for block in stack:
                block.draw(canvas, place)
                place += block.height
        y += tall + _BETWEEN / 2
    if below:
        key.draw(canvas, height - _MARGIN - below)
    return canvas


def colours_of(recipe: Recipe, contents: Sequence[Content], theme: Theme = LIGHT) -> Palette:
    """The colours of the classes that clips show, in the order of rows."""
    shown: dict[int, str] = {}
    for content in contents:
        shown |= zip(content.categories, content.colours, strict=True)
    order = shown if recipe.classes else sorted(shown)
    barred = set().union(*(content.barred for content in contents))
    return palette({c: shown[c] for c in order}, barred, recipe.grey, theme)


def legend_of(contents: Sequence[Content], plan: Plan, right: float) -> Block:
    """What colours and looks of bars mean, as far as they are drawn, up to `right`."""
    names: dict[int, str] = {}
    for content in contents:
        names |= zip(content.categories, content.names, strict=True)
    barred = set().union(*(content.barred for content in contents))
    with_bars = plan.recipe.layout != "maps"
    known = any(content.truth is not None for content in contents)  # else nothing is right or wrong
    said = {c: display_name(names[c]) for c in plan.palette.colours if c in barred} if with_bars else {}
    return bars.legend(said, plan, with_bars and known, right)


def stack_of(content: Content, plan: Plan, letter: str, remark: str) -> list[Block]:
    """The blocks of a clip."""
    layout = plan.recipe.layout
    stack = [blocks.header(plan, letter, remark)]
    if layout in ("full", "compact"):
        stack += [blocks.frames(content, plan), blocks.waveform(content, plan)]
    if layout != "maps":
        stack += [bars.bars(content, plan, modality) for modality in MODALITIES]
        stack.append(blocks.seconds(content, plan))
    if layout != "bars":
        stack.append(maps(content, plan))
    return stack


def gutter_of(recipe: Recipe, contents: Sequence[Content], size: float) -> float:
    """Room left of the time axis for what stands there, mm."""
    texts = {"Time (s)", bars.TRUTH} if recipe.layout != "maps" else set()
    for content in contents:
        texts |= set(content.decided) if recipe.layout != "maps" else set()
        texts |= {display_name(name) for name in content.names} if recipe.layout != "bars" else set()
    return blocks.ROTATED + max(text_width(text, size) for text in texts | {""}) + 1.4


def _letter(recipe: Recipe, number: int, clips: int) -> str:
    return f"({chr(ord('a') + number)})" if recipe.letters and clips > 1 else ""
