"""How figures look: type, lines and colours, for every kind of eye.

Classes have the colours that they have on screen; numbers tell them apart where two share one, and in grey.
Maps use ColorBrewer's sequential scales, whose lightness falls evenly, so that they survive a grey printer.
Shares, which sum to 1 along an axis, go two ways from the even one: as light at the same distance, in even
steps of OKLab.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import matplotlib
from matplotlib.colors import Colormap, LinearSegmentedColormap

from leap_core.maps import Scale

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

Colours = Scale | Literal["share"]  # a share sums to 1 along an axis
_GREY = "#8c8c8c"
LINE_PT, HAIR_PT, DASHES = 0.6, 0.35, (0, (2.2, 1.4))


@dataclass(frozen=True)
class Theme:
    """What is drawn on, and with."""

    paper: str
    ink: str
    faint: str
    rule: str
    ground: str  # of rows of bars
    box: str  # around what is of interest


LIGHT = Theme("white", "#1a1a1a", "#666666", "#c8c8c8", "#f4f4f2", "#b0005a")
DARK = Theme("#121316", "#e7e6e2", "#a5a6a8", "#4a4c52", "#22242a", "#ff7ab8")  # screens alone
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
_DUSK = ["#a8ebfb", "#639dca", "#34567e", "#1c1c1c", "#7a442f", "#c9875a", "#fddd9c"]  # two ways from nothing
_NIGHT: Mapping[Colours, Sequence[str]] = {  # the colours of the clip screen in its dark theme: night to glow
    "probability": ["#191c21", "#233753", "#325680", "#4779a9", "#629dcb", "#84c4e7", "#a8ebfb"],
    "attention": ["#211a18", "#502b20", "#7d432d", "#a66240", "#ca875a", "#e8b179", "#fddd9c"],
    "share": ["#b9e5ff", "#938fd5", "#5a4a7b", "#1c1c1c", "#7a442f", "#c9875a", "#fddd9c"],
    "scores": _DUSK,
    "difference": _DUSK,
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
    theme: Theme = LIGHT

    def scale(self, name: Colours) -> Colormap:
        """The colours of a scale; in grey all go from white to black."""
        if self.theme is DARK:
            return LinearSegmentedColormap.from_list(name, _NIGHT[name])
        return _GREYS if self.grey else _SCALES[name]

    @property
    def box(self) -> str:
        """Colour of boxes around what is of interest."""
        return self.theme.ink if self.grey else self.theme.box


def palette(colours: Mapping[int, str], barred: Container[int], grey: bool, theme: Theme = LIGHT) -> Palette:
    """The colours of a figure with these classes, in this order; in grey all are one.

    Where classes that are `barred`, have event bars, share a colour, these have numbers.
    """
    drawn = dict.fromkeys(colours, _GREY) if grey else colours
    numbered = [c for c in colours if c in barred]
    shared = grey or len({drawn[c] for c in numbered}) < len(numbered)
    return Palette(drawn, {c: i for i, c in enumerate(numbered, start=1)} if shared else {}, grey, theme)
