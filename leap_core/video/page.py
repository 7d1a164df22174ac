"""What stands still: the page, drawn once, and where on it pictures play and playheads move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.colors import to_rgb

from leap_core.errors import InputError
from leap_core.figures.blocks import Block, Plan
from leap_core.figures.canvas import Canvas, Track, cap_height, fitted, text_width, wrapped
from leap_core.figures.content import Content
from leap_core.figures.ends import Ends, Group, ends_of
from leap_core.figures.layout import colours_of, gutter_of, legend_of, stack_of
from leap_core.figures.recipe import Recipe as FigureRecipe
from leap_core.figures.style import DARK, LIGHT, Palette, settings
from leap_core.figures.venues import MM_PER_INCH
from leap_core.video.headline import Sentence, decision
from leap_core.video.places import LAYOUTS, MARGIN, Box, Cell, Layout
from leap_core.video.recipe import VideoRecipe

_TEXT_PT, _TITLE_PT = 7.0, 9.0
_LINE = 1.6  # of the height of a capital, from line to line
_SMALLER = (1, 1.15, 1.3, 1.5, 1.7, 2)  # times more goes onto a crowded page; any more is hardly read
_MOST_LABELS = 0.35  # of the width of a panel
_DIM = 0.6  # of what is not played


@dataclass(frozen=True)
class Page:
    """The page without what moves; pixels."""

    pixels: np.ndarray  # uint8 (height, width, 3)
    tracks: tuple[Track, ...]  # along which all of a clip runs
    pictures: tuple[Box, ...]  # of the clips, in order
    ink: np.ndarray  # of playheads, uint8 (3,)
    paper: np.ndarray  # likewise


@dataclass(frozen=True)
class Told:
    """What is written on a page beside what is drawn."""

    title: str
    about: str  # the data set, and what else must be said
    runs: Mapping[str, str]  # titles, by what runs are called in bars
    headlines: Sequence[Sequence[Sentence]]  # of each clip


def draw_page(recipe: VideoRecipe, contents: Sequence[Content], told: Told, aspects: Sequence[float]) -> Page:
    """The page of clips whose pictures have these `aspects`, width by height.

    Raises InputError where what the recipe names does not fit the layout.
    """
    figure, layout = recipe.figure(), LAYOUTS[recipe.layout]
    theme = DARK if recipe.theme == "dark" else LIGHT
    palette = colours_of(figure, contents, theme)
    for times in _SMALLER:
        draft = _Draft(
            recipe, figure, layout, palette, ends_of(contents, False), layout.page_mm * times, told
        )
        if draft.fits(contents):
            break
    else:
        expected = f"expected what fits the layout {recipe.layout}, found more rows than it has room for"
        raise InputError("classes", expected, "Choose fewer classes, maps or runs, or another layout.")
    width, height = layout.pixels
    with settings():
        canvas = Canvas(draft.width, draft.width * height / width, theme=theme)
        draft.draw(canvas, contents)
        pixels = canvas.pixels(width / (draft.width / MM_PER_INCH))
    scale = width / draft.width
    tracks = tuple(Track(*(scale * v for v in vars(track).values())) for track in canvas.tracks)
    cells = [cell.picture for cell in layout.cells if cell.picture is not None]
    pictures = tuple(_within(box, aspect, width) for box, aspect in zip(cells, aspects, strict=False))
    ink, paper = (np.rint(255 * np.array(to_rgb(c))).astype(np.uint8) for c in (theme.ink, theme.paper))
    if recipe.range is not None:
        _dim(pixels, tracks, contents[0], recipe, paper)
    return Page(pixels, tracks, pictures, ink, paper)


@dataclass(frozen=True)
class _Draft:
    """A page of a width, on which all is placed and nothing yet drawn."""

    recipe: VideoRecipe
    figure: FigureRecipe
    layout: Layout
    palette: Palette
    ends: Mapping[Group, Ends]
    width: float  # mm
    told: Told

    def cells(self, contents: Sequence[Content]) -> list[tuple[Cell, Content]]:
        """What is in which cell."""
        if self.layout.by_run:
            contents = [_of_run(contents[0], name) for name in contents[0].decided]
        return list(zip(self.layout.cells, contents, strict=False))

    def fits(self, contents: Sequence[Content]) -> bool:
        """Whether every cell has the room for what it shows, and the legend for itself."""
        for number, (cell, content) in enumerate(self.cells(contents)):
            tall = sum(block.height for block in self.stack(cell, content))
            words = len(self.words(cell, number)) * _LINE * cap_height(_TEXT_PT)
            room = 0.0 if cell.words is None else cell.words.height * self.width
            if tall > cell.panel.height * self.width or words > room:
                return False
        legend = self.legend(contents).height if self.recipe.legend else 0.0
        return legend <= self.layout.legend.height * self.width

    def stack(self, cell: Cell, content: Content) -> list[Block]:
        """The blocks of a panel."""
        x, width = cell.panel.x * self.width, cell.panel.width * self.width
        gutter = min(gutter_of(self.figure, [content], _TEXT_PT), _MOST_LABELS * width)
        last = text_width(f"{content.window.offset:.3g}", _TEXT_PT) / 2
        plan = Plan(self.figure, self.palette, _TEXT_PT, x, x + gutter, x + width - last, self.ends)
        return stack_of(content, plan, "", "")

    def legend(self, contents: Sequence[Content]) -> Block:
        """What colours and looks mean."""
        x, width = self.layout.legend.x * self.width, self.layout.legend.width * self.width
        plan = Plan(self.figure, self.palette, _TEXT_PT, x, x, x + width, self.ends)
        return legend_of(contents, plan, x + width)

    def words(self, cell: Cell, number: int) -> list[str]:
        """The lines of the headline in a cell: of its run alone where it has one."""
        if cell.words is None or not self.told.headlines:
            return []
        if self.layout.by_run:
            name = list(self.told.runs)[number]
            said = [
                f"{s.opening}{next((c for c in s.clauses if c.startswith(f'{name} ')), s.clauses[0])}."
                for s in self.told.headlines[0]
            ]
        else:
            said = [str(sentence) for sentence in self.told.headlines[number]]
        return wrapped(" ".join(said), _TEXT_PT, cell.words.width * self.width)

    def draw(self, canvas: Canvas, contents: Sequence[Content]) -> None:
        """Draw all of it."""
        margin, told = MARGIN * self.width, self.told
        right = self.width - margin
        base = margin + cap_height(_TITLE_PT)
        about = right - text_width(told.about, _TEXT_PT)
        title = fitted(told.title, _TITLE_PT, (about - margin) / 1.08 - 3)  # bold is wider
        canvas.text(margin, base, title, _TITLE_PT, weight="bold")
        canvas.text(right, base, told.about, _TEXT_PT, ha="right", color=canvas.theme.faint)
        runs = " · ".join([*told.runs.values(), decision(self.recipe.threshold, self.recipe.gate)])
        below = base + cap_height(_TITLE_PT) * _LINE
        canvas.text(margin, below, fitted(runs, _TEXT_PT, right - margin), _TEXT_PT, color=canvas.theme.faint)
        for number, (cell, content) in enumerate(self.cells(contents)):
            y = cell.panel.y * self.width
            for block in self.stack(cell, content):
                block.draw(canvas, y)
                y += block.height
            if len(contents) > 1 and cell.picture is not None:
                letter = f"({chr(ord('a') + number)}) {content.id}"
                top = cell.picture.y * self.width - 1
                canvas.text(cell.picture.x * self.width, top, letter, _TEXT_PT, weight="bold")
            if cell.words is not None:
                y = cell.words.y * self.width + cap_height(_TEXT_PT)
                for line in self.words(cell, number):
                    canvas.text(cell.words.x * self.width, y, line, _TEXT_PT)
                    y += _LINE * cap_height(_TEXT_PT)
        if self.recipe.legend:
            self.legend(contents).draw(canvas, self.layout.legend.y * self.width)


def _of_run(content: Content, name: str) -> Content:
    """What a clip shows of one run."""
    return replace(
        content,
        decided={name: content.decided[name]},
        ungated={name: content.ungated[name]},
        beside=content.decided,
        maps=tuple(drawn for drawn in content.maps if drawn.run in ("", name)),
    )


def _within(box: Box, aspect: float, width: int) -> Box:
    """The largest picture of an aspect in a box, at its top and in its middle, in whole pixels."""
    wide = min(box.width, box.height * aspect)
    size = round(wide * width), round(wide / aspect * width)
    return Box(round((box.x + (box.width - wide) / 2) * width), round(box.y * width), *size)


def _dim(
    pixels: np.ndarray, tracks: Sequence[Track], content: Content, recipe: VideoRecipe, paper: np.ndarray
) -> None:
    """Fade what lies outside of the seconds that are played."""
    if recipe.range is None:
        return
    for track in tracks:
        start, end = (content.place(t) * track.width for t in (recipe.range.onset, recipe.range.offset))
        rows = slice(round(track.y) - 1, round(track.y + track.height) + 1)  # with the edges of what is there
        for x, to in ((-1, start), (end, track.width + 1)):
            part = pixels[rows, round(track.x + x) : round(track.x + to)]
            part[:] = _DIM * paper + (1 - _DIM) * part
