"""How figures look: type, lines and colours, for every kind of eye.

Classes have the colours that they have on screen; numbers tell them apart where two share one, and in grey.
Maps use ColorBrewer's sequential scales, whose lightness falls evenly, so that they survive a grey printer.
Shares, which sum to 1 along an axis, go two ways from the even one: as light at the same distance, in even
steps of OKLab.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import matplotlib
from matplotlib.colors import Colormap, LinearSegmentedColormap

from leap_core.maps import Scale

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

Colours = Scale | Literal["share"]  # a share sums to 1 along an axis
_GREY = "#8c8c8c"
INK, FAINT, RULE, GROUND = "#1a1a1a", "#666666", "#c8c8c8", "#f4f4f2"
BOX = "#b0005a"
LINE_PT, HAIR_PT, DASHES = 0.6, 0.35, (0, (2.2, 1.4))
_BELOW = ["#552269", "#653b83", "#75549d", "#866eb6", "#9889cd", "#aba4e0", "#c0bfee", "#d8daf6"]
_ABOVE = ["#f1d7c4", "#e8b99c", "#d99d7b", "#c8815f", "#b46547", "#9e4b33", "#883124", "#711518"]
_SCALES: Mapping[Colours, Colormap] = {
    "probability": matplotlib.colormaps["Blues"],
    "attention": matplotlib.colormaps["Oranges"],
    "share": LinearSegmentedColormap.from_list("share", [*_BELOW, "#f3f3f3", *_ABOVE]),
    "scores": matplotlib.colormaps["PuOr_r"],
    "difference": matplotlib.colormaps["PuOr_r"],
    "worth": matplotlib.colormaps["PuOr_r"],
}
_GREYS = LinearSegmentedColormap.from_list(
    "greys", ["#ffffff", "#cdcdcd", "#9d9d9d", "#707070", "#454545", "#1f1f1f"]
)
SETTINGS: Mapping[RcKeyType, Any] = {  # of matplotlib
    "font.family": ["STIXGeneral", "DejaVu Sans"],  # a Times that matplotlib brings along; signs it lacks
    "mathtext.fontset": "stix",
    "pdf.fonttype": 42,
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "LEAP Lens",  # ids that are the same each time
    "pgf.rcfonts": False,  # the paper's fonts
    "pgf.texsystem": "pdflatex",
    "image.composite_image": False,  # a picture a frame
    "path.simplify": False,
}


_ONE = threading.RLock()  # matplotlib's settings are of the whole process


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Draw and write within; one thread at a time."""
    with _ONE, matplotlib.rc_context(dict(SETTINGS)):
        yield


@dataclass(frozen=True)
class Palette:
    """Colours of a figure's classes, by index on the class axis."""

    colours: Mapping[int, str]
    numbers: Mapping[int, int]  # from 1, to be written into the bars; empty where colour says enough
    grey: bool

    def scale(self, name: Colours) -> Colormap:
        """The colours of a scale; in grey all go from white to black."""
        return _GREYS if self.grey else _SCALES[name]

    @property
    def box(self) -> str:
        """Colour of boxes around what is of interest."""
        return INK if self.grey else BOX


def palette(colours: Mapping[int, str], grey: bool) -> Palette:
    """The colours of a figure with these classes, in this order; in grey all are one."""
    drawn = dict.fromkeys(colours, _GREY) if grey else colours
    shared = grey or len(set(drawn.values())) < len(drawn)
    return Palette(drawn, {c: i for i, c in enumerate(colours, start=1)} if shared else {}, grey)
