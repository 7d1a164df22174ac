"""Sizes are those that the venues state."""

import pytest

from leap_core.errors import InputError
from leap_core.figures.venues import VENUES, print_of

POINT, INCH = 25.4 / 72.27, 25.4  # TeX's point
STATED = {  # from the venues' style files
    ("eccv2024", "text"): 347.12 * POINT,
    ("neurips2024", "text"): 5.5 * INCH,
    ("icml2024", "column"): 3.25 * INCH,
    ("icml2024", "text"): 6.75 * INCH,
    ("aaai2024", "column"): 3.3 * INCH,
    ("aaai2024", "text"): 6.975 * INCH,  # as tueplots has it, within the 7 inches of the style file
    ("cvpr2024", "column"): 3.25 * INCH,
    ("cvpr2024", "text"): 6.875 * INCH,
    ("iccv2025", "text"): 6.875 * INCH,
    ("ieee", "column"): 3.5 * INCH,
    ("ieee", "text"): 7.16 * INCH,
}


@pytest.mark.parametrize(("venue", "width"), STATED)
def test_a_width_is_as_stated(venue, width):
    assert print_of(venue, width).width_mm == pytest.approx(STATED[venue, width], abs=0.1)


@pytest.mark.parametrize("venue", VENUES)
def test_text_is_never_under_6_points(venue):
    assert print_of(venue, "column").small_pt >= 6
    assert print_of(venue, 77).width_mm == 77


def test_only_a_text_in_two_columns_is_spanned():
    spans = {(v, w) for v in VENUES for w in ("column", "text") if print_of(v, w).spans_columns}
    assert spans == {(v, "text") for v in ("cvpr2024", "iccv2025", "icml2024", "aaai2024", "ieee")}


@pytest.mark.parametrize("width", [0, -5, 39.9, 501, float("nan")])
def test_absurd_widths_are_refused(width):
    with pytest.raises(InputError, match="expected a width from 40 to 500 mm"):
        print_of("ieee", width)


def test_an_unknown_venue_is_refused():
    with pytest.raises(InputError, match="there is no venue 'x'"):
        print_of("x", "text")
