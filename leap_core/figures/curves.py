"""Curves of deletion and insertion at a venue's width: a row a run, chance with its spread as a band.

Shapes: T seconds.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from leap_core.figures.style import LIGHT, LINE_PT, settings
from leap_core.figures.venues import MM_PER_INCH, print_of
from leap_core.files import check_folder, write_bytes

FORMATS = ("pdf", "svg", "png")
_ROW, _EDGE = 40.0, 9.0  # millimetres, of a run and of the legend
_COLOURS = ("#b0005a", "#2c5aa0", "#3a8a5f", "#c46a1b", "#7a52a0", "#6b6b6b", "#8c6d1f")
_DASHES = ("-", "--", "-.", ":")  # which tell lines apart where colours do not
_DPI = 300  # of PNG


class Line(NamedTuple):
    """Curves of an attribution."""

    deletion: Sequence[float]  # (T + 1,)
    insertion: Sequence[float]  # (T + 1,)
    deviation: Sequence[float] | None = None  # (T + 1,) of all orders' deletion; of chance alone


def write_curves(panels: Mapping[str, Mapping[str, Line]], venue: str, out: Path) -> None:
    """Draw the curves of runs by title and attribution; the ending of `out` says in which format.

    Raises InputError on an unknown venue, and where the folder is not there.
    """
    width = print_of(venue, "text")
    check_folder(out)
    with settings():
        size = width.width_mm / MM_PER_INCH, (_EDGE + _ROW * len(panels)) / MM_PER_INCH
        figure = Figure(figsize=size, layout="constrained")
        grid = figure.subplots(len(panels), 2, sharex=True, sharey=True, squeeze=False)
        names = list(dict.fromkeys(name for lines in panels.values() for name in lines))
        for (title, lines), (left, right) in zip(panels.items(), grid, strict=True):
            for axes, which in ((left, "deletion"), (right, "insertion")):
                _draw(axes, lines, names, which, width.small_pt)
                axes.set_title(f"{title}: {which}", fontsize=width.small_pt, color=LIGHT.ink)
            left.set_ylabel("$p$ of the clip", fontsize=width.small_pt)
        for axes, doing in zip(grid[-1], ("taken away", "given back"), strict=True):
            axes.set_xlabel(f"seconds {doing}", fontsize=width.small_pt)
        handles = {h.get_label(): h for axes in grid[:, 0] for h in axes.get_lines()}
        figure.legend(
            handles=list(handles.values()), loc="outside lower center", ncols=min(4, len(handles)),
            fontsize=width.small_pt, frameon=False,
        )  # fmt: skip
        file, kind = io.BytesIO(), out.suffix.removeprefix(".")
        undated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {"Software": "LEAP Lens"}}
        figure.savefig(file, format=kind, dpi=_DPI, metadata=undated[kind])
    write_bytes(out, file.getvalue())


def _draw(axes: Axes, lines: Mapping[str, Line], names: Sequence[str], which: str, size_pt: float) -> None:
    for name, line in lines.items():
        values = np.array(getattr(line, which))
        x, number = np.arange(len(values)), names.index(name)
        if line.deviation is not None:
            spread = np.array(line.deviation)[:: 1 if which == "deletion" else -1]
            low, high = np.clip((values - spread, values + spread), 0, 1)
            axes.fill_between(x, low, high, color=LIGHT.rule, linewidth=0, alpha=0.6)
            axes.plot(x, values, color=LIGHT.faint, linewidth=1.5 * LINE_PT, linestyle=":", label=name)
            continue
        style = _DASHES[(number // 2) % len(_DASHES)]
        colour = _COLOURS[number % len(_COLOURS)]
        axes.plot(x, values, color=colour, linewidth=1.5 * LINE_PT, linestyle=style, label=name)
    axes.set_ylim(0, 1)
    axes.set_xlim(0, None)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=size_pt, width=LINE_PT, length=2)
