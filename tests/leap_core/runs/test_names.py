"""What runs are called beside each other."""

from dataclasses import replace

import pytest

from leap_core.runs.names import short_names, titles
from leap_core.types import Run

LEAP = Run(
    "leap", "LEAP, MM-Pyr", "mm_pyr", "leap", "toy", "", "test", True, ("Dog",), 5, 0, 0, {}, "", "none"
)
MMIL = replace(LEAP, name="mmil", title="MMIL, MM-Pyr", decoder="mmil")
HAN = replace(LEAP, name="leap_han", title="LEAP, HAN", encoder="han")
SECOND = replace(LEAP, name="seed-2/leap")
OTHER = replace(LEAP, name="theirs", title="Theirs", encoder="other", decoder="other")


@pytest.mark.parametrize(
    ("runs", "names"),
    [
        ((LEAP, MMIL), ["LEAP", "MMIL"]),
        ((LEAP, OTHER), ["LEAP", "Theirs"]),
        ((LEAP, HAN), ["LEAP, MM-Pyr", "LEAP, HAN"]),
        ((LEAP, SECOND), ["LEAP, MM-Pyr (leap)", "LEAP, MM-Pyr (seed-2/leap)"]),
        ((LEAP, SECOND, MMIL), ["LEAP, MM-Pyr (leap)", "LEAP, MM-Pyr (seed-2/leap)", "MMIL, MM-Pyr"]),
        ((LEAP, LEAP), ["LEAP, MM-Pyr (x)", "LEAP, MM-Pyr (y)"]),
    ],
)
def test_short_names_say_no_more_than_tells_apart(runs, names):
    assert list(short_names(dict(zip("xyz", runs, strict=False))).values()) == names


def test_titles_have_the_name_where_it_is_needed():
    assert titles({"x": LEAP, "y": MMIL}) == {"x": "LEAP, MM-Pyr", "y": "MMIL, MM-Pyr"}
