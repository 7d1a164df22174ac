"""The tiny demo set and a recipe over it."""

import pytest

from leap_core.figures.recipe import Recipe
from tests.demo_fixture import SHOWCASE, make_demo


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("figures") / "demo")


@pytest.fixture(scope="session")
def plain(root):
    """The clip with overlapping sounds, as ECCV prints it."""
    runs = tuple(str(root / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    return Recipe(str(root), runs, (SHOWCASE,))
