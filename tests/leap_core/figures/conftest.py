"""The tiny demo set and a recipe over it."""

import pytest

from leap_core.figures.recipe import Recipe
from tests.demo_fixture import SHOWCASE


@pytest.fixture(scope="session")
def plain(demo):
    """The clip with overlapping sounds, as ECCV prints it."""
    runs = tuple(str(demo / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    return Recipe(str(demo), runs, (SHOWCASE,))
