"""Widths and type sizes of venues, from tueplots, and of IEEE's journals, which it lacks.

IEEE: column 3.5 in, text 7.16 in (IEEE, Preparation of Articles for IEEE Transactions, "Sizing of Graphics").
"""

from __future__ import annotations

from dataclasses import dataclass

from tueplots import figsizes, fontsizes

from leap_core.errors import InputError

MM_PER_INCH = 25.4
SMALLEST_PT = 6.0  # no text is smaller in print
NARROWEST_MM, WIDEST_MM = 40.0, 500.0
_IEEE = {"column": 3.5, "text": 7.16}  # inches
_TWO_COLUMNS = {  # venue: what tueplots calls it
    "cvpr2024": "cvpr2024",
    "iccv2025": "cvpr2024",  # the same style file
    "icml2024": "icml2024",
    "aaai2024": "aaai2024",
}
_ONE_COLUMN = {"eccv2024": "eccv2024", "neurips2024": "neurips2024"}
VENUES = (*_ONE_COLUMN, *_TWO_COLUMNS, "ieee")


@dataclass(frozen=True)
class Print:
    """How wide a figure is printed, and in what sizes of type."""

    width_mm: float
    base_pt: float
    spans_columns: bool  # of a text in two columns: figure* in LaTeX

    @property
    def small_pt(self) -> float:
        """Size of most text in a figure."""
        return max(SMALLEST_PT, self.base_pt - 2)


def print_of(venue: str, width: str | float) -> Print:
    """How a venue prints `width`: column, text, or so many millimetres.

    A venue of one column has one width.  Raises InputError on another venue or an absurd width.
    """
    if venue not in VENUES:
        raise InputError("venue", f"there is no venue {venue!r}", f"Choose one of {', '.join(VENUES)}.")
    base_pt = (
        8.0
        if venue == "ieee"
        else float(_call(fontsizes, {**_ONE_COLUMN, **_TWO_COLUMNS}[venue])["font.size"])
    )
    if not isinstance(width, str):
        if not NARROWEST_MM <= width <= WIDEST_MM:
            expected = f"expected a width from {NARROWEST_MM:g} to {WIDEST_MM:g} mm, found {width:g}"
            raise InputError("width", expected, "Choose another width.")
        return Print(float(width), base_pt, False)
    if venue == "ieee":
        inches = _IEEE[width]
    elif venue in _ONE_COLUMN:
        inches = _call(figsizes, _ONE_COLUMN[venue])["figure.figsize"][0]
    else:
        form = {"column": "half", "text": "full"}[width]
        inches = _call(figsizes, f"{_TWO_COLUMNS[venue]}_{form}")["figure.figsize"][0]
    return Print(inches * MM_PER_INCH, base_pt, width == "text" and venue not in _ONE_COLUMN)


def _call(module, name: str) -> dict:
    return getattr(module, name)()
